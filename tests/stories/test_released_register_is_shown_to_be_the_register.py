"""A candidate is given the marked register. "It is not the real one", says somebody; and later another copy
goes round, in which a member who did not vote is shown as having voted."""

from pathlib import Path
from typing import Any

import pytest

from tellers.canonical import decode, encode
from tellers.evidence.verify import Report
from tellers.evidence.verify.release import verify_release
from tellers.rehearsal.demo import forge
from tests.stories.conftest import Evidence


def judged(evidence: Evidence, package: bytes, folder: Path) -> Report:
    copy = folder / "register.json"
    copy.write_bytes(package)
    return verify_release(copy, evidence.pack, evidence.sid)


def released(evidence: Evidence) -> bytes:
    return evidence.rehearsed.releases["release-1"]


def test_the_copy_that_was_released_is_the_register_that_was_closed(
    evidence: Evidence, tmp_path: Path
) -> None:
    report = judged(evidence, released(evidence), tmp_path)
    assert (report.verdict, report.first_failure) == ("pass", None)


def test_a_copy_in_which_one_member_is_shown_as_having_voted_is_refused(
    evidence: Evidence, tmp_path: Path
) -> None:
    report = judged(evidence, forge(released(evidence)), tmp_path)
    assert report.verdict == "fail"
    assert report.first_failure is not None
    assert report.first_failure["step"] == "V19"


def dropped(package: Any) -> None:
    del package["rows"][7]


def renamed(package: Any) -> None:
    package["rows"][0]["roll"][0][1] = "Osric Meadows"


def exchanged(package: Any) -> None:
    first, second = package["rows"][:2]
    first["reg"], second["reg"] = second["reg"], first["reg"]


def readdressed(package: Any) -> None:
    package["recipient"] = "Somebody Else"


@pytest.mark.parametrize("lie", [dropped, renamed, exchanged, readdressed])
def test_no_other_alteration_of_the_copy_passes(evidence: Evidence, tmp_path: Path, lie: Any) -> None:
    package = decode(released(evidence))
    lie(package)
    report = judged(evidence, encode(package), tmp_path)
    assert report.first_failure is not None
    assert report.first_failure["step"] == "V19"


def test_the_copy_opens_names_and_marks_and_no_contact_no_minute_and_no_pseudonym(
    evidence: Evidence,
) -> None:
    hall, package = evidence.rehearsed.hall, released(evidence)
    for row in decode(package)["rows"]:
        assert [name for name, _, _ in row["roll"]] == ["name", "member_number", "unit"]
        assert [name for name, _, _ in row["reg"]] == ["status", "label", "bucket"]
    for row, member in enumerate(hall.members, 1):
        for hidden in (member.values["email"], member.values["address"], hall.server.cred_of(row)):
            assert hidden.encode() not in package


def test_asking_deciding_and_making_are_on_the_board(evidence: Evidence) -> None:
    board = evidence.rehearsed.hall.board
    acts = board.of_type("release.request", "release.decision", "release.made")
    assert [entry["type"] for _, entry in acts] == ["release.request", "release.decision", "release.made"]
    assert {entry["rid"] for _, entry in acts} == {"release-1"}
    assert acts[1][1]["grant"] is True
