"""What steps will ask of the group, told beforehand, as far as the board already says it.

Nothing is decided here and nothing is believed: a step asks what it asks, and an answer that was found
beforehand counts only for the very same bytes. What is not yet certain is left to the step.
Source: docs/decisions/0013.
"""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from tellers.board import entries
from tellers.board.entries import HALVES, Entry
from tellers.board.mixing import CREDENTIALS, SEALED, credential_rows
from tellers.crypto.ahead import Ahead, Asked
from tellers.errors import Invalid
from tellers.evidence.verify.facts import Evidence

_WIDTH = 2  # of voting keys


def begin_after(number: int, evidence: Evidence, ahead: Ahead) -> None:
    """Begin what can be foreseen once the step of this number has passed."""
    begin = _BEGUN.get(number)
    if begin is not None:
        begin(evidence, ahead)


def _keys(evidence: Evidence, ahead: Ahead) -> None:
    """The sealed keys and their mixes, for V7."""
    sealed = {entry["half"]: entry for entry in _entries(evidence, "cred.enc")}
    for half, entry in sealed.items():
        ahead.begin("check_sealed", (half,), _sealed(evidence, entry))
    mixes = [*_entries(evidence, "cred.mix")]
    if len({entry["group"] for entry in mixes}) == 1 and [*sealed] == [*HALVES]:
        _mix(evidence, ahead, mixes[0], lambda: _all_keys(evidence, sealed))
    _later_mixes(evidence, ahead, mixes)


def _openings(evidence: Evidence, ahead: Ahead) -> None:
    """The opening of the keys, for V7, then mixes and decryption of the votes, for V13 and V14."""
    for kind, opened in (("cred.mix", "cred.dec"), ("mix", "dec")):
        mixes = [*_entries(evidence, kind)]
        if kind == "mix":
            _later_mixes(evidence, ahead, mixes)
        last = {_chain(entry): entry for entry in mixes}
        for entry in _entries(evidence, opened):
            if (mixed := last.get(_chain(entry))) is not None and entry["i"] in evidence.shares:
                names = (*_chain(entry), entry["i"])
                ahead.begin("check_decrypt", names, _opening(evidence, mixed, entry))


_BEGUN = {2: _keys, 5: _openings}


def _entries(evidence: Evidence, kind: str) -> Iterator[Entry]:
    """The entries of a type that have its form and are about something that is there."""
    for _, entry in evidence.of(kind):
        if entries.misshapen(entry) is None and entry.get("contest", CREDENTIALS) in _known(evidence):
            yield entry


def _known(evidence: Evidence) -> set[str]:
    return {CREDENTIALS, *evidence.widths}


def _chain(entry: Entry) -> tuple[str, str]:
    """What was mixed or opened: a contest, or the voting keys, and the group."""
    return entry.get("contest", CREDENTIALS), entry["group"]


def _later_mixes(evidence: Evidence, ahead: Ahead, mixes: list[Entry]) -> None:
    """All but the first mix of each chain: each starts from what the one before it gave out."""
    chains: dict[tuple[str, str], list[Entry]] = {}
    for entry in mixes:
        chains.setdefault(_chain(entry), []).append(entry)
    for chain in chains.values():
        for before, entry in pairwise(chain):
            _mix(evidence, ahead, entry, _file(evidence, before, "out"))


def _mix(evidence: Evidence, ahead: Ahead, entry: Entry, rows: Callable[[], bytes]) -> None:
    contest, group = _chain(entry)
    stage, mixer, width = entry["stage"], entry["mixer"], evidence.widths.get(contest, _WIDTH)

    def prepare() -> Asked:
        files = rows(), _read(evidence, entry, "out"), _read(evidence, entry, "proof")
        return evidence.eid, contest, group, stage, mixer, evidence.pk, width, *files

    ahead.begin("check_shuffle", (contest, group, stage, mixer, width), prepare)


def _sealed(evidence: Evidence, entry: Entry) -> Callable[[], Asked]:
    return lambda: (evidence.eid, entry["half"], evidence.pk, _read(evidence, entry, "blob"))


def _opening(evidence: Evidence, mixed: Entry, entry: Entry) -> Callable[[], Asked]:
    dleq: dict[str, Any] = entry["dleq"]
    proof = [bytes.fromhex(dleq[name]) for name in ("t_b", "t_a", "z")]

    def prepare() -> Asked:
        files = _read(evidence, mixed, "out"), _read(evidence, entry, "factors")
        return evidence.eid, *_chain(entry), entry["i"], evidence.shares[entry["i"]], *files, *proof

    return prepare


def _all_keys(evidence: Evidence, sealed: dict[str, Entry]) -> bytes:
    """What the first mix starts from where all members are of one group."""
    r, s = (_read(evidence, sealed[half], "blob") for half in HALVES)
    return credential_rows(r, s, range(1, len(r) // SEALED + 1))


def _file(evidence: Evidence, entry: Entry, name: str) -> Callable[[], bytes]:
    return lambda: _read(evidence, entry, name)


def _read(evidence: Evidence, entry: Entry, name: str) -> bytes:
    """The bytes of a file that the pack lists. Raises Invalid; nobody but the queue hears of it."""
    blob = entry[name]
    if blob["file"] not in evidence.files.listed:
        raise Invalid("V4.blob", f"{blob['file']} is not in the pack")
    return evidence.read(blob)
