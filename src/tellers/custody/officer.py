"""An officer signs an entry: what it says in words first, and nothing that the board contradicts.

The entry is looked at as if it came next on the board, by the verifier's own steps.
Source: spec/custody.md, "Signing".
"""

from dataclasses import dataclass
from pathlib import Path

from tellers.board import definition, entries
from tellers.board.entries import Entry
from tellers.board.log import signature
from tellers.board.minutes import KINDS
from tellers.canonical import encode, h256
from tellers.custody.acquaintance import check_key, verified
from tellers.custody.keyring import KeyHolder
from tellers.custody.sentences import SENTENCES, sentence
from tellers.errors import Invalid, Refused
from tellers.evidence.verify.facts import Evidence
from tellers.evidence.verify.so_far import check_setup, read_board, stage_of

_CONTRADICTED = "this is not signed, since on this board it would not hold."
_DEFINITIONS = {"setup": definition.SETUP, "election": definition.ELECTION}
_UNSIGNED = {"by": "nobody", "sig": "00" * 64}


@dataclass(frozen=True, slots=True)
class Proposal:
    """An entry that may be signed: what it says, and the entry with one signature more."""

    words: str
    signed: Entry


def propose(officer: KeyHolder, path: Path | None, sid: str | None, entry: Entry) -> Proposal:
    """Look at an entry that this officer is asked to sign; the signature is given, and not yet handed out.

    ``path``: the pack so far, None only for the set-up, which comes first.
    Raises Refused: officer.unknown-type, officer.misshapen, officer.signed-before, officer.no-board,
    officer.contradicted, and what verifying raises.
    """
    words = _read(officer, entry)
    if entry["type"] == "setup":
        return Proposal(words, _signed_setup(officer, entry))
    if path is None:
        raise Refused("officer.no-board", "name the board that the entry is for (--board)")
    board = read_board(path, sid)
    _check_officer(officer, board)
    context = _context(board, entry)
    signed = {**entry, "sigs": [*entry["sigs"], signature(context, entry, officer)]}
    try:
        verified(officer, path, sid, stage_of([*board.entries, signed]), signed)
    except Refused as refused:
        if refused.code != "custody.unverified":
            raise
        told = refused.why.partition(". ")[2]
        raise Refused("officer.contradicted", f"{_CONTRADICTED} {told}") from None
    return Proposal(words, signed)


def _read(officer: KeyHolder, entry: Entry) -> str:
    """The entry in words, once it is of a known type and shape and not yet signed by this officer."""
    if officer.id in [sig.get("by") for sig in entry["sigs"] if isinstance(sig, dict)]:
        raise Refused("officer.signed-before", f"{officer.id} has signed this already")
    if entry["type"] in SENTENCES:
        if (wrong := entries.misshapen({**entry, "sigs": [*entry["sigs"], _UNSIGNED]})) is not None:
            raise Refused("officer.misshapen", f"the entry {wrong}")
        _check_definition(entry)
        if entry["type"] == "minute" and entry["kind"] not in KINDS:
            raise Refused("officer.unknown-type", f"there are no minutes of the kind {entry['kind']!r}")
    return sentence(entry)


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
