"""Two small polls, each run once, and a forger for each test that starts from one of them."""

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tellers.evidence.pack import MANIFEST
from tellers.evidence.verify.framework import Report
from tellers.rehearsal.demo import small_plan
from tellers.rehearsal.plan import Extract
from tellers.rehearsal.run import Rehearsed, run
from tests.attacks import cases
from tests.attacks.forced import caught_by
from tests.attacks.forger import Forger, judge

Judge = Callable[[bool, str], None]


@pytest.fixture(scope="session")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> Rehearsed:
    """A branch of thirty with one contest, run from roll to release: half of the small plan, for speed."""
    plan = small_plan()
    plan = replace(plan, electors=plan.electors[:30], audited=0)
    return run(plan, tmp_path_factory.mktemp("poll"), chance=random.Random(1))


@pytest.fixture(scope="session")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Rehearsed:
    """The same with a contact audit, and releases of all tiers: the member of m voted at the meeting."""
    plan = small_plan()
    releases = (*plan.releases, Extract("Corin Hazel, auditor", "c"), Extract("a member", "m", elector=4))
    plan = replace(plan, electors=plan.electors[:30], releases=releases)
    return run(plan, tmp_path_factory.mktemp("audited"), chance=random.Random(1))


@pytest.fixture(scope="session")
def doubted(tmp_path_factory: pytest.TempPathFactory) -> Rehearsed:
    """A poll of twenty-four with everything in it that can be in doubt about a ballot."""
    return run(cases.doubted(), tmp_path_factory.mktemp("doubted"), chance=random.Random(1))


@pytest.fixture(scope="session")
def _first(rehearsed: Rehearsed) -> Forger:
    return Forger(rehearsed)


@pytest.fixture(scope="session")
def first_audited(audited: Rehearsed) -> Forger:
    """Whom the forgers of audits, and of releases beyond tier b, are copies of."""
    return Forger(audited)


@pytest.fixture
def forger(_first: Forger) -> Forger:
    """Somebody who holds every key of the poll, at its end."""
    return _first.copy()


@pytest.fixture(scope="session")
def _judged() -> dict[bytes, Report]:
    """What was said of packs before, by their lists of files: many honest twins are the pack as it was."""
    return {}


@pytest.fixture
def verify(forger: Forger, tmp_path: Path, _judged: dict[bytes, Report]) -> Callable[[], Report]:
    """Make the evidence anew and verify it, asking about the poll whose number was printed."""

    def verified() -> Report:
        files = forger.remake()
        known = files[MANIFEST]
        if known not in _judged:
            _judged[known] = judge(files, tmp_path / "pack", forger.hall.sid.hex())
        return _judged[known]

    return verified


@pytest.fixture
def check_caught(forger: Forger, verify: Callable[[], Report], tmp_path: Path) -> Judge:
    """Make the evidence anew and see the verifier name the lie, or accept the honest twin."""

    def judged(lying: bool, check: str) -> None:
        if not lying:
            assert verify().first_failure is None
            return
        files = forger.remake()
        assert caught_by(lambda: judge(files, tmp_path / "pack", forger.hall.sid.hex())) == check

    return judged


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Ask last of all whether every check was forced to pass."""
    items.sort(key=lambda item: item.name == "test_every_check_is_forced_to_pass_on_a_pack_that_it_caught")
