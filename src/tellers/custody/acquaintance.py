"""A key knows its poll: one set-up, and a board that only grows from what the key saw before.

Source: spec/custody.md, "The record".
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tellers import clock
from tellers.board.entries import Entry
from tellers.crypto import check
from tellers.crypto.spread import Heavy
from tellers.custody.keyring import KeyHolder
from tellers.errors import Invalid, Refused
from tellers.evidence.verify.facts import Evidence, Stage
from tellers.evidence.verify.so_far import check_so_far
from tellers.tlog import merkle


def verified(
    holder: KeyHolder,
    path: Path,
    sid: str | None,
    stage: Stage,
    proposed: Entry | None = None,
    heavy: Heavy = check,
) -> Evidence:
    """What this key's holder finds on a board, after verifying it as far as it must have come.

    ``sid``: as it was printed; the key remembers it after the first time. ``heavy``: as for ``verify_pack``.
    Raises Refused: custody.no-number, custody.another-poll, custody.unverified, custody.rewritten, and
    Unreadable, WorkersLost.
    """
    record = holder.record()
    known = [line["sid"] for line in record.of("poll")]
    if sid is None and not known:
        raise Refused("custody.no-number", "give the number of the set-up as it was printed (--sid)")
    if known and sid not in (None, known[0]):
        raise Refused("custody.another-poll", f"this key belongs to the poll {known[0]}")
    try:
        evidence = check_so_far(path, known[0] if known else sid, stage, proposed, heavy)
    except Invalid as failed:
        if failed.check == "V2.sid":
            raise Refused("custody.another-poll", f"this is another poll: {failed.what}") from None
        raise Refused(
            "custody.unverified",
            f"the board does not verify, so nothing was done. {failed.check}: {failed.what}",
        ) from None
    _check_growth(record.of("seen"), evidence)
    if not known:
        record.append("poll", sid=evidence.sid.hex())
    size, root = len(evidence.lines), _root(evidence, len(evidence.lines))
    if [line["size"] for line in record.of("seen")][-1:] != [size]:
        record.append("seen", size=size, root=root)
    return evidence


def check_time(evidence: Evidence, now: int) -> None:
    """Check that what is made now can follow on this board. Raises Refused: custody.clock."""
    witnessed = evidence.timeline.times[-1] - evidence.setup["skew"]
    newest = max([witnessed, *(entry["t"] for entry in evidence.entries if "t" in entry)])
    if now < newest:
        raise Refused(
            "custody.clock",
            f"the board has come to {clock.words(newest)}, which is later than the time to be written:"
            " set this computer's clock, or give the time (--time)",
        )
    if now > clock.LATEST:
        raise Refused("custody.clock", "the time to be written is after the year 9999")


def check_key(holder: KeyHolder, someone: Mapping[str, Any] | None) -> None:
    """Check that the set-up names this holder with this key. Raises Refused: custody.not-named."""
    if someone is None or someone["vk"] != holder.vk.hex():
        raise Refused("custody.not-named", f"the set-up names no {holder.id} with this key for this")


def _check_growth(seen: list[dict[str, Any]], evidence: Evidence) -> None:
    """The board begins with all that this key saw of it before."""
    for line in seen[-1:]:
        size = line["size"]
        if size > len(evidence.lines):
            raise Refused("custody.rewritten", f"this board is shorter than one seen before ({size} entries)")
        if _root(evidence, size) != line["root"]:
            raise Refused("custody.rewritten", f"the first {size} entries are others than this key has seen")


def _root(evidence: Evidence, size: int) -> str:
    return merkle.root_of(evidence.lines[:size]).hex()
