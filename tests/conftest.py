"""What all tests may share: one small poll and one small demonstration, each run once."""

import io
import random
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from tellers.cli.main import main
from tellers.rehearsal.demo import FOLDER, small_plan
from tellers.rehearsal.run import Rehearsed, run
from tests import college, federation


@dataclass(frozen=True)
class DemoRun:
    """A demonstration that was run from the command line: its folder, status and printed lines."""

    folder: Path
    status: int
    lines: list[str]


@pytest.fixture(scope="session")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> Rehearsed:
    """A branch of sixty that voted online, by post and at a meeting. Read it; change nothing in it."""
    return run(small_plan(), tmp_path_factory.mktemp("rehearsed"), chance=random.Random(1))


@pytest.fixture(scope="session")
def federated(tmp_path_factory: pytest.TempPathFactory) -> Rehearsed:
    """The Reedmere Federation: two ballots, weights, the post mixed alone. Read it; change nothing in it."""
    return run(federation.poll(), tmp_path_factory.mktemp("federated"), chance=random.Random(1))


@pytest.fixture(scope="session")
def sectioned(tmp_path_factory: pytest.TempPathFactory) -> Rehearsed:
    """The Hollin Carrs Tenants: votes counted by sections. Read it; change nothing in it."""
    return run(college.poll(), tmp_path_factory.mktemp("sectioned"), chance=random.Random(1))


@pytest.fixture(scope="session")
def demo_run(tmp_path_factory: pytest.TempPathFactory) -> DemoRun:
    """The small demonstration, in a folder with a space in its name. Read it; change nothing in it."""
    out = tmp_path_factory.mktemp("a folder")
    printed = io.StringIO()
    with redirect_stdout(printed):
        status = main(["demo", "--small", "--out", str(out)])
    return DemoRun(out / FOLDER, status, [line.rstrip() for line in printed.getvalue().splitlines()])
