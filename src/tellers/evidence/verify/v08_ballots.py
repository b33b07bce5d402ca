"""V8: every ballot is by the pseudonym that it names, within the hours, numbered, fresh and proven.

A tender is a ballot beside another of the same pseudonym; whether it counts is decided by the panel.
Source: spec/ballot.md; spec/holds.md, "tender".
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tellers.board.entries import CAST, STRIDE, Entry
from tellers.crypto import statements
from tellers.evidence.verify.ballots import Ciphertexts, check_fresh, check_points, ciphertexts
from tellers.evidence.verify.facts import Evidence
from tellers.evidence.verify.framework import Step

TITLE = "every ballot was made with the voting key that it names"
NEEDS = (2, 3, 4, 7)

GRACE_S = 300  # seconds that a ballot may take from the server to a witness


@dataclass(frozen=True, slots=True)
class _Last:
    """The last ballot of a pseudonym so far: its number, where it stands, whether it is a tender."""

    n: int
    index: int
    is_tender: bool


def verify(step: Step, evidence: Evidence) -> None:
    """Check the opening, then every ballot and tender. Writes ``ballots`` and adds to ``seen``."""
    ballots = evidence.of(*CAST)
    step.expect(len(ballots) + 1)
    opening = _check_opening(step, evidence)
    step.checked()
    _check_hours(step, evidence, opening)
    turns: dict[str, _Last] = {}
    found = []
    for index, entry in ballots:
        _check_turn(step, evidence, index, entry, turns)
        found.append(_shaped(step, evidence, index, entry))
    check_points(step, "V8.points", evidence.heavy, found)
    check_fresh(step, "V8.fresh", evidence, found, "the ballot")
    _check_proofs(step, evidence, ballots, found)
    step.checked(len(ballots))
    evidence.ballots = ballots


def _check_opening(step: Step, evidence: Evidence) -> int:
    """The poll opened once, not before its hour; gives the index of the entry."""
    found = evidence.of("open")
    where = found[1][0] if found[1:] else None
    step.require(
        len(found) == 1, "V8.opening", f"there are {len(found)} openings on the board, not one", where
    )
    index = found[0][0]
    seen_at, hour = evidence.timeline.cover(index)[1], evidence.election["opens"]
    if seen_at < hour - evidence.setup["skew"]:
        step.fail("V8.opening", f"the poll opened {hour - seen_at:,} seconds before its hour", index)
    return index


def _check_hours(step: Step, evidence: Evidence, opening: int) -> None:
    """Every ballot, cast or opened, came after the opening and was seen by witnesses in time."""
    election = evidence.election
    closes = election["closes"]
    latest = closes + election["batch"] + GRACE_S + evidence.setup["skew"]
    for index, _ in evidence.of(*CAST, "ballot.open"):
        if index < opening:
            step.fail("V8.opening", f"the ballot at entry {index} came before the poll opened", index)
        seen_at = evidence.timeline.cover(index)[1]
        if seen_at > latest:
            step.fail(
                "V8.late", f"the ballot at entry {index} was seen {seen_at - closes:,} seconds late", index
            )


def _check_turn(step: Step, evidence: Evidence, index: int, entry: Entry, turns: dict[str, _Last]) -> None:
    """The pseudonym is on the list, and this ballot comes after its others, if it may have others."""
    cred, n = entry["cred"], entry["n"]
    if cred not in evidence.keys:
        step.fail("V8.pseudonym", f"the ballot at entry {index} names {cred}, who is not on the list", index)
    last, is_tender = turns.get(cred), entry["type"] == "tender"
    if last is not None and n <= last.n:
        step.fail("V8.counter", f"the ballot at entry {index} has number {n} after number {last.n}", index)
    if n > (before := 0 if last is None else last.n) + STRIDE:
        words = f"has number {n} after {before}, which leaves out more than may be left out"
        step.fail("V8.counter", f"the ballot at entry {index} {words}", index)
    if last is not None and last.is_tender:
        step.fail("V8.tender", f"entry {index} is a ballot of {cred}, who made a tender before", index)
    if is_tender:
        _check_tender(step, evidence, index, cred, last)
    elif last is not None and evidence.election["precedence"] == "first":
        step.fail("V8.precedence", f"entry {index} is a second ballot of {cred}, whose first counts", index)
    turns[cred] = _Last(n, index, is_tender)


def _check_tender(step: Step, evidence: Evidence, index: int, cred: str, last: _Last | None) -> None:
    """A tender disputes a ballot, and is made with a key of which that ballot's maker has no half."""
    if last is None:
        step.fail("V8.tender", f"the tender at entry {index} is by {cred}, who has no ballot", index)
    then, now = evidence.key_at(cred, last.index), evidence.key_at(cred, index)
    if then.xr == now.xr or then.xs == now.xs:
        step.fail(
            "V8.tender", f"the tender at entry {index} was made before both halves were re-issued", index
        )


def _shaped(step: Step, evidence: Evidence, index: int, entry: Entry) -> Ciphertexts:
    found = ciphertexts(step, "V8.shape", evidence, index, entry)
    style = evidence.keys[entry["cred"]].group.style
    if entry["style"] != style:
        step.fail("V8.shape", f"the ballot at entry {index} is not of {style}, as its voting key is", index)
    parts = len(found.firsts) + 2  # and the two halves of the voting key
    if len(entry["pok"]["t"]) != parts or len(entry["pok"]["z"]) != parts:
        step.fail("V8.shape", f"the proof of the ballot at entry {index} does not have {parts} parts", index)
    return found


def _check_proofs(
    step: Step, evidence: Evidence, ballots: Sequence[tuple[int, Entry]], found: Sequence[Ciphertexts]
) -> None:
    """Each proof shows who knows both halves of the key and every r; all are checked in one batch."""
    states, points, t, z = [], [], [], []
    for (index, entry), ballot in zip(ballots, found, strict=True):
        key = evidence.key_at(entry["cred"], index)
        states.append(
            statements.ballot(
                evidence.eid,
                evidence.pk,
                bytes.fromhex(entry["cred"]),
                key.xr,
                key.xs,
                entry["n"],
                entry["style"],
                entry["channel"],
                ballot.cts,
                entry["type"],
            )
        )
        points.append(b"".join(ballot.firsts) + key.xr + key.xs)
        t.append(bytes.fromhex("".join(entry["pok"]["t"])))
        z.append(bytes.fromhex("".join(entry["pok"]["z"])))
    bad = evidence.heavy.check_knowledge(states, points, t, z) if states else -1
    if bad != -1:
        index = found[bad].index
        step.fail("V8.proof", f"the ballot at entry {index} was not made with the voting key it names", index)
