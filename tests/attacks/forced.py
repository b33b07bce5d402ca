"""Forcing a check to pass: what caught a forged pack must be that check, on the way every pack takes.

A report could name a check because a step stumbled somewhere else and fell into its last net, or because
two checks share an id. So the pack is verified once more with the one check forced to pass; the report may
then be anything, but may not name that check again.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from unittest.mock import patch

from tellers.errors import Invalid
from tellers.evidence.verify import framework
from tellers.evidence.verify.facts import Evidence
from tellers.evidence.verify.framework import Outcome, Report, Run, Step, StepModule
from tests.attacks.forger import first_check

FORCED: set[str] = set()
"""The checks that were forced to pass so far in this run of the tests, each on a pack that it had caught."""


def caught_by(verify: Callable[[], Report]) -> str | None:
    """The check that catches the evidence that ``verify`` verifies, None where it is good.

    The first time in a run that a check catches anything, it is also forced to pass.
    """
    check = first_check(verify())
    if check is not None and check not in FORCED:
        with forced_to_pass(check) as outcomes, suppress(AttributeError):
            verify()  # what the step did not show is missing when the report is written
        assert outcomes and check not in {outcome.check for outcome in outcomes}, check
        FORCED.add(check)
    return check


@contextmanager
def forced_to_pass(check: str) -> Iterator[list[Outcome]]:
    """Where ``check`` fails in the block, its step ends there and passes; gives how every step ends."""
    own, step = framework._own, Run.step
    outcomes: list[Outcome] = []

    def lenient(about: Step, failed: Invalid) -> tuple[str | None, int | None, str | None]:
        return (None, None, None) if failed.check == check else own(about, failed)

    def noted(run: Run, number: int, module: StepModule, evidence: Evidence) -> Outcome:
        outcomes.append(step(run, number, module, evidence))
        return outcomes[-1]

    with patch.object(framework, "_own", lenient), patch.object(Run, "step", noted):
        yield outcomes
