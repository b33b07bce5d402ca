"""V10, the holds: who was suspended, restored and decided on, each in turn and with reason to be.

Source: spec/holds.md, "hold" and "decision"; spec/board.md, "final entry".
"""

from dataclasses import dataclass, field

from tellers.board import resolve
from tellers.board.entries import CAST, NOTHING, Entry
from tellers.board.resolve import Standing
from tellers.evidence.verify.facts import Evidence
from tellers.evidence.verify.framework import Step


@dataclass(slots=True)
class _Cases:
    """Whose ballots are in doubt so far, each until the panel has decided: suspended; tendered; decided."""

    suspended: set[str] = field(default_factory=set)
    tendered: set[str] = field(default_factory=set)
    decided: set[str] = field(default_factory=set)


def check_holds(step: Step, evidence: Evidence) -> Standing:
    """Follow every hold, tender and decision; gives where the pseudonyms stand at the close.

    Until the marks stand on the board, which a finished one has, a tender and a ballot that is held may wait
    for the panel's decision.
    """
    orders = evidence.of("cred.suspend", "cred.restore", "tender", "cred.decide")
    cases = _Cases()
    for index, entry in orders:
        if entry["type"] == "tender":
            _check_tender(step, index, entry, cases)
        elif entry["type"] == "cred.decide":
            _check_decision(step, evidence, index, entry, cases)
        else:
            _check_hold(step, evidence, index, entry, cases)
    if not evidence.of("marks"):
        return resolve.standing(entry for _, entry in orders)
    _check_papers(step, evidence, cases)
    _check_undecided(step, evidence, cases)
    return resolve.standing(entry for _, entry in orders)


def _check_tender(step: Step, index: int, entry: Entry, cases: _Cases) -> None:
    if entry["cred"] in cases.decided:
        step.fail("V10.decisions", f"the tender at entry {index} came after the decision about it", index)
    cases.tendered.add(entry["cred"])


def _check_hold(step: Step, evidence: Evidence, index: int, entry: Entry, cases: _Cases) -> None:
    """Nobody is suspended twice, restored without cause, or either after the panel has decided."""
    cred, suspends = entry["cred"], entry["type"] == "cred.suspend"
    if cred not in evidence.keys:
        step.fail("V10.holds", f"entry {index} is about {cred}, who is not on the list", index)
    if cred in cases.decided:
        step.fail("V10.holds", f"entry {index} is about {cred}, on whom the panel had decided", index)
    if suspends == (cred in cases.suspended):
        words = "suspends who is suspended" if suspends else "restores who is not suspended"
        step.fail("V10.holds", f"entry {index} {words}, {cred}", index)
    (cases.suspended.add if suspends else cases.suspended.discard)(cred)


def _check_decision(step: Step, evidence: Evidence, index: int, entry: Entry, cases: _Cases) -> None:
    """The panel decides once about somebody held or tendered, and enters a ballot of theirs, or none."""
    cred, enter = entry["cred"], entry["enter"]
    if cred in cases.decided:
        step.fail("V10.decisions", f"entry {index} decides about {cred} a second time", index)
    if cred not in cases.suspended and cred not in cases.tendered:
        step.fail("V10.decisions", f"entry {index} decides about {cred}, of whom nothing is held", index)
    if enter != NOTHING:
        entered = evidence.entries[enter] if enter < index else {"type": "nothing"}
        if entered["type"] not in CAST or entered["cred"] != cred:
            step.fail(
                "V10.decisions",
                f"entry {index} enters {enter}, which is no ballot of {cred} before it",
                index,
            )
    cases.suspended.discard(cred)
    cases.tendered.discard(cred)
    cases.decided.add(cred)


def _check_papers(step: Step, evidence: Evidence, cases: _Cases) -> None:
    """A paper in a box cannot be held, nor decided on: it cannot be fished out again."""
    for cred in sorted(cases.decided & evidence.marks.keys()):
        step.fail("V10.decisions", f"the panel decided about {cred}, whose paper is in a box")
    for cred in sorted(cases.suspended & evidence.marks.keys()):
        step.fail("V10.holds", f"{cred} is suspended at the close, and has a paper in a box")


def _check_undecided(step: Step, evidence: Evidence, cases: _Cases) -> None:
    """Whatever was tendered, and every ballot that is held, the panel has decided about before the close."""
    for cred in sorted(cases.tendered):
        step.fail("V10.decisions", f"nobody decided whether the tender of {cred} counts")
    voted = {ballot["cred"] for _, ballot in evidence.ballots}
    for cred in sorted(cases.suspended & voted):
        step.fail("V10.decisions", f"nobody decided about {cred}, whose ballot is held")
