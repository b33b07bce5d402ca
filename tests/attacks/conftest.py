"""One small poll, run once, and a forger for each test that starts from it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tellers.evidence.verify.framework import Report
from tellers.rehearsal.demo import small_plan
from tellers.rehearsal.run import Rehearsed, run
from tests.attacks.forger import Forger, first_check, judge

Judge = Callable[..., None]


@pytest.fixture(scope="session")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> Rehearsed:
    """A branch of sixty with one contest, run from roll to release."""
    return run(small_plan(), tmp_path_factory.mktemp("poll"), 1)


@pytest.fixture(scope="session")
def _first(rehearsed: Rehearsed) -> Forger:
    return Forger(rehearsed)


@pytest.fixture
def forger(_first: Forger) -> Forger:
    """Somebody who holds every key of the poll, at its end."""
    return _first.copy()


@pytest.fixture
def verify(forger: Forger, tmp_path: Path) -> Callable[..., Report]:
    """Make the evidence anew and verify it, asking about the poll whose number was printed."""

    def verified(one: Forger = forger) -> Report:
        return judge(one.remake(), tmp_path / "pack", forger.hall.sid.hex())

    return verified


@pytest.fixture
def caught(verify: Callable[..., Report]) -> Judge:
    """Make the evidence anew and see the verifier name the lie, or accept the honest twin."""

    def judged(lying: bool, check: str) -> None:
        report = verify()
        assert first_check(report) == (check if lying else None), report.first_failure

    return judged
