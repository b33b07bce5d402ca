"""One poll of the branch, run once by people who act from their own machines, and its moments."""

import pytest

from tests.custody.acting import Album, held


@pytest.fixture(scope="session")
def album(tmp_path_factory: pytest.TempPathFactory) -> Album:
    """The whole poll. Read it; what a test does with a key, it does with a copy of the moment."""
    return held(tmp_path_factory.mktemp("custody"))
