"""Verifying a board that is not finished, for somebody who is about to act on it.

What stands on the board so far must hold as in a finished poll; only what belongs to a later stage may be
missing. Nothing here gives a report or a verdict: a poll is verified when it is finished, or not at all.
Source: spec/custody.md, "A board so far".
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from tellers.board import entries
from tellers.board.entries import CLOSE, DECLARE, OPEN, TYPES, Entry
from tellers.crypto import check
from tellers.crypto.spread import Heavy
from tellers.errors import Invalid
from tellers.evidence.verify import STEPS, v02_election, v10_close
from tellers.evidence.verify.facts import Evidence, Stage
from tellers.evidence.verify.framework import Run, Step, StepModule
from tellers.evidence.verify.pack import check_readable
from tellers.evidence.verify.v10_holds import check_holds

_LAST: Mapping[Stage, int] = {
    Stage.MAKING: 4,
    Stage.DEFINED: 6,
    Stage.FROZEN: 6,
    Stage.SEALED: 7,
    Stage.SHUFFLED: 7,
    Stage.LISTED: 7,
    Stage.OPENED: 9,
    Stage.CLOSED: 13,
    Stage.MIXED: 15,
    Stage.FINISHED: 18,
}
"""The last step that can say anything about a board of a stage."""

_ELECTION, _FREEZE, _MIX, _OPEN_KEYS, _LIST, _VOTES = 4, 8, 10, 11, 12, 19
_STAGES: Sequence[tuple[int, Stage]] = (
    (DECLARE, Stage.FINISHED),
    (CLOSE, Stage.CLOSED),
    (OPEN, Stage.OPENED),
    (_LIST, Stage.LISTED),
    (_OPEN_KEYS, Stage.SHUFFLED),
    (_MIX, Stage.SEALED),
    (_FREEZE, Stage.FROZEN),
    (_ELECTION, Stage.DEFINED),
    (0, Stage.MAKING),
)
_OPENING = ("dec", "plain")


class _Order:
    """The part of V10 that holds on a board that is still open."""

    TITLE = v10_close.TITLE
    NEEDS = (2, 4)

    def verify(self, step: Step, evidence: Evidence) -> None:
        """Check that every entry stands in its turn, every hold, and the marks once they stand."""
        step.expect(len(evidence.entries))
        v10_close.check_order(step, evidence)
        if evidence.reached(Stage.OPENED):
            if evidence.of("marks"):
                v10_close.check_marks(step, evidence)
            check_holds(step, evidence)
        step.checked(len(evidence.entries))


def check_so_far(
    path: Path, sid: str | None, stage: Stage, proposed: Entry | None = None, heavy: Heavy = check
) -> Evidence:
    """What holds about a pack whose board has come to ``stage``, ``proposed`` counted as its next entry.

    ``heavy``: as for ``verify_pack``.
    Raises Invalid with the check and the words of the first step that fails, Unreadable, WorkersLost.
    """
    check_readable(path)
    evidence = Evidence(path, None if sid is None else sid.lower(), stage, proposed, heavy)
    run = Run()
    for number in range(1, _LAST[stage] + 1):
        _run(run, number, STEPS[number], evidence)
    if stage < Stage.CLOSED:
        _run(run, 10, _Order(), evidence)
        if evidence.reached(Stage.OPENED) and evidence.of("marks"):
            _run(run, 11, STEPS[11], evidence)  # papers are held against the marks
    return evidence


def read_board(path: Path, sid: str | None) -> Evidence:
    """The entries of a board and the number of its set-up, before anything else is looked at.

    Raises Invalid, Unreadable.
    """
    check_readable(path)
    evidence = Evidence(path, None if sid is None else sid.lower(), Stage.MAKING)
    run = Run()
    for number in (1, 2):
        _run(run, number, STEPS[number], evidence)
    return evidence


def check_setup(proposed: Entry) -> Evidence:
    """What holds about a set-up that does not stand on a board yet. Raises Invalid."""
    evidence = Evidence(Path(), None, Stage.MAKING, proposed)
    evidence.lines, evidence.entries = [], [proposed]
    if (wrong := entries.misshapen(proposed)) is not None:
        raise Invalid("V4.fields", f"the entry {wrong}")
    v02_election.take_setup(Step(2), evidence)
    return evidence


def stage_of(board: Sequence[Entry]) -> Stage:
    """The stage that a board with these entries claims to have come to."""
    phase = 0
    for entry in board:
        if entry["type"] in TYPES and (after := entries.phase_after(entry, phase)) is not None:
            phase = after
    if phase == _VOTES and any(entry["type"] in _OPENING for entry in board):
        return Stage.MIXED
    return next(stage for least, stage in _STAGES if phase >= least)


def _run(run: Run, number: int, module: StepModule, evidence: Evidence) -> None:
    outcome = run.step(number, module, evidence)
    if not outcome.is_good:
        raise Invalid(outcome.check or outcome.id, outcome.message or "a step before it did not hold")
