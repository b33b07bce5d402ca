"""What all tests may share: one small poll, run once from roll to released register."""

import pytest

from tellers.rehearsal.demo import small_plan
from tellers.rehearsal.run import Rehearsed, run


@pytest.fixture(scope="session")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> Rehearsed:
    """A branch of sixty that voted online, by post and at a meeting. Read it; change nothing in it."""
    return run(small_plan(), tmp_path_factory.mktemp("rehearsed"), 1)
