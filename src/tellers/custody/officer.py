"""An officer signs an entry: what it says in words first, and nothing that the board contradicts.

The entry is looked at as if it came next on the board, by the verifier's own steps.
Source: spec/custody.md, "Signing".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tellers import clock
from tellers.board import definition, entries
from tellers.board.entries import TYPES, Entry
from tellers.board.log import signature
from tellers.board.minutes import KINDS
from tellers.canonical import encode, h256
from tellers.custody.acquaintance import check_key, verified
from tellers.custody.handover import write_entry
from tellers.custody.keyring import KeyHolder
from tellers.custody.sentences import SENTENCES, sentence
from tellers.errors import Invalid, Refused
from tellers.evidence.verify.facts import Evidence
from tellers.evidence.verify.so_far import check_setup, read_board, stage_of

_CONTRADICTED = "this is not signed, since on this board it would not hold."
_DEFINITIONS = {"setup": definition.SETUP, "election": definition.ELECTION}
_ONCE: Mapping[str, tuple[str, ...]] = {
    "cred.decide": ("cred",),
    "paper.commit": ("batch",),
    "paper.final": ("batch",),
    "plain": ("contest", "group"),
    "audit.plan": (),
    "audit.seed": (),
    "audit.sample": (),
    "release.request": ("rid",),
    "release.decision": ("rid",),
    "release.made": ("rid",),
}
"""Fields by which an entry is one of a kind, where the order of the board does not say so itself."""
_UNSIGNED = {"by": "nobody", "sig": "00" * 64}


@dataclass(frozen=True, slots=True)
class Proposal:
    """An entry that may be signed: what it says, and the entry with one signature more.

    ``size``: of the board that it is for. ``skew``: seconds by which clocks of the poll may differ.
    """

    words: str
    signed: Entry
    size: int
    skew: int

    def warning(self, now: int) -> str | None:
        """What is to be said where the entry's time is not this computer's."""
        told = self.signed.get("t", now)
        if abs(told - now) <= self.skew:
            return None
        return f"the entry tells {clock.words(told)}, but this computer's clock {clock.words(now)}"


def propose(officer: KeyHolder, path: Path | None, sid: str | None, entry: Entry) -> Proposal:
    """Look at an entry that this officer is asked to sign; the signature is given, and not yet handed out.

    ``path``: the pack so far, None only for the set-up, which comes first.
    Raises Refused: officer.unknown-type, officer.misshapen, officer.signed-before, officer.no-board,
    officer.contradicted, officer.signed-another, and what verifying raises.
    """
    _check_readable(officer, entry)
    if entry["type"] == "setup":
        _check_first(officer, entry, 0)
        return Proposal(sentence(entry), _signed_setup(officer, entry), 0, entry["setup"]["skew"])
    if path is None:
        raise Refused("officer.no-board", "name the board that the entry is for (--board)")
    board = read_board(path, sid)
    _check_officer(officer, board)
    words, size = sentence(entry, board.entries), len(board.entries)
    _check_first(officer, entry, size)
    context = _context(board, entry)
    signed = {**entry, "sigs": [*entry["sigs"], signature(context, entry, officer)]}
    try:
        verified(officer, path, sid, stage_of([*board.entries, signed]), signed)
    except Refused as refused:
        if refused.code != "custody.unverified":
            raise
        told = refused.why.partition(". ")[2]
        raise Refused("officer.contradicted", f"{_CONTRADICTED} {told}") from None
    return Proposal(words, signed, size, board.setup["skew"])


def hand_out(officer: KeyHolder, proposal: Proposal, path: Path) -> None:
    """Write the signed entry, which the record of the key remembers from now on.

    Raises Refused: officer.signed-another.
    """
    entry = proposal.signed
    if not _check_first(officer, entry, proposal.size):
        about = {"type": entry["type"], "size": proposal.size, "one": _one(entry), "digest": _digest(entry)}
        officer.record().append("signed", **about)
    write_entry(path, entry)


def _check_first(officer: KeyHolder, entry: Entry, size: int) -> bool:
    """Check that this officer has signed no other entry for the same place; gives whether it was this one.

    Of entries that a board takes any number of, another may follow at once.
    """
    asked = {"type": entry["type"], "size": size, "one": _one(entry)}
    before = [line["digest"] for line in officer.record().of("signed") if asked.items() <= line.items()]
    if asked["one"] is not None and any(digest != _digest(entry) for digest in before):
        raise Refused(
            "officer.signed-another",
            f"{officer.id} has signed another `{entry['type']}` for this board of {size} entries, and one"
            " alone can stand. If the other is in nobody's hands, put another entry before this one, say a"
            " minute of the error; for a set-up make a new key",
        )
    return _digest(entry) in before


def _one(entry: Entry) -> list[Any] | None:
    """What an entry is the only one about, its type and the board given; None where there may be others."""
    once = _ONCE.get(entry["type"], TYPES[entry["type"]].once)
    return None if once is None else [entry[name] for name in once]


def _digest(entry: Entry) -> str:
    return h256("custody/signed", encode({**entry, "sigs": []})).hex()


def _check_readable(officer: KeyHolder, entry: Entry) -> None:
    """Check that the entry is of a known type and shape and not yet signed by this officer."""
    if officer.id in [sig.get("by") for sig in entry["sigs"] if isinstance(sig, dict)]:
        raise Refused("officer.signed-before", f"{officer.id} has signed this already")
    if entry["type"] in SENTENCES:
        if (wrong := entries.misshapen({**entry, "sigs": [*entry["sigs"], _UNSIGNED]})) is not None:
            raise Refused("officer.misshapen", f"the entry {wrong}")
        _check_definition(entry)
        if entry["type"] == "minute" and entry["kind"] not in KINDS:
            raise Refused("officer.unknown-type", f"there are no minutes of the kind {entry['kind']!r}")
    else:
        sentence(entry)  # refuses the type


def _check_definition(entry: Entry) -> None:
    """A set-up or a definition that can be put into words."""
    kind = entry["type"]
    if kind not in _DEFINITIONS:
        return
    wrong = _DEFINITIONS[kind](entry[kind])
    if wrong is None and kind == "election":
        found = map(definition.contest, entry[kind]["contests"])
        wrong = next((wrong for wrong in found if wrong is not None), None)
    if wrong is not None:
        raise Refused("officer.misshapen", f"what it defines {wrong}")


def _signed_setup(officer: KeyHolder, entry: Entry) -> Entry:
    context = h256("setup", encode(entry["setup"]))
    signed = {**entry, "sigs": [*entry["sigs"], signature(context, entry, officer)]}
    try:
        found = check_setup(signed)
    except Invalid as failed:
        raise Refused("officer.contradicted", f"{_CONTRADICTED} {failed.check}: {failed.what}") from None
    someone = found.officers.get(officer.id)
    is_first = someone is not None and someone["role"] == "returning-officer" and not entry["sigs"]
    check_key(officer, someone if is_first else None)
    return signed


def _check_officer(officer: KeyHolder, board: Evidence) -> None:
    check_key(officer, board.officers.get(officer.id))


def _context(board: Evidence, entry: Entry) -> bytes:
    """What the entry is signed under: the sid up to and including the definition, the eid afterwards."""
    for _, defined in board.of("election"):
        return h256("election", encode(defined["election"]))
    return board.sid
