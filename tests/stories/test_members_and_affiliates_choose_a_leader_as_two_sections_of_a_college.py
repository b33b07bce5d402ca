"""Seven members and four affiliates vote. Birch and Ash have as many votes of members; affiliates decide.
Corin Hazel, who lost, adds up the parts with a pencil and recounts the pack with the program in it."""

import subprocess
import sys
from collections import Counter
from fractions import Fraction
from typing import Any

import pytest

from tellers.canonical import decode
from tellers.evidence.pack import RECOUNT
from tellers.rehearsal.run import Rehearsed
from tests import college
from tests.college import AFFILIATES, LEADER, MEMBERS, MOTION, SAID, TREASURER
from tests.stories.conftest import Evidence, published


@pytest.fixture(scope="module")
def held(sectioned: Rehearsed, tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    """The poll, and the pack that was published of it."""
    return published(sectioned, tmp_path_factory.mktemp("college-evidence"))


def result(held: Evidence, contest: str) -> dict[str, Any]:
    found: dict[str, Any] = decode((held.pack / "count" / f"{contest}.json").read_bytes())
    return found


def test_the_evidence_holds_and_votes_of_a_section_lie_apart(held: Evidence) -> None:
    report = held.verify()
    assert (report.verdict, report.first_failure) == ("pass", None)
    for contest, column in ((LEADER, 0), (MOTION, 1)):
        files = sorted((held.pack / "votes" / contest).iterdir())
        assert [file.name for file in files] == [f"{AFFILIATES}-joint.ndjson", f"{MEMBERS}-joint.ndjson"]
        for file, section in zip(files, (AFFILIATES, MEMBERS), strict=True):
            votes = Counter(str(decode(line)["v"]) for line in file.read_bytes().splitlines())
            assert votes == Counter(
                str(said[column]) for of, channel, said in SAID if of == section and channel
            )
    assert [file.name for file in (held.pack / "votes" / TREASURER).iterdir()] == ["joint.ndjson"]


def test_the_leader_has_more_than_half_of_the_whole_as_anybody_reckons(held: Evidence) -> None:
    found = result(held, LEADER)
    assert found["sections"] == college.SECTIONS
    [stage] = found["count"]["sections"]
    assert [section["votes"] for section in stage["of"]] == [[3, 3, 1], [0, 2, 1]]
    ash = Fraction(2, 3) * Fraction(3, 7) + Fraction(1, 3) * Fraction(2, 3)
    assert stage["parts"] == ["2/7", str(ash), "13/63"]
    assert ash > Fraction(1, 2)
    assert found["count"]["elected"] == [college.ASH + 1]


def test_a_motion_is_carried_where_one_category_reaches_a_third(held: Evidence) -> None:
    found = result(held, MOTION)["count"]
    assert [(of["votes"], of["whole"], of["carried"]) for of in found["sections"]] == [
        ([1, 5], 6, False),
        ([1, 2], 3, True),
    ]
    assert found["elected"] == [1]


def test_nobody_is_treasurer_and_nominations_are_opened_again(held: Evidence) -> None:
    """Nobody nominated the option to reopen, and none is needed of it."""
    found = result(held, TREASURER)
    assert found["reopen"] == "reopen"
    assert found["count"]["elected"] == []
    assert found["count"]["reopened"] == 1
    assert found["count"]["stages"][-1]["elected"] == [college.REOPEN + 1]


def test_the_loser_recounts_all_of_it_with_other_code(held: Evidence) -> None:
    command = [sys.executable, "-I", str(held.pack / RECOUNT)]
    found = subprocess.run(command, capture_output=True, text=True, check=False, timeout=50)
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout.count("The pack's result is the same, at every stage and to the last digit.") == 3
