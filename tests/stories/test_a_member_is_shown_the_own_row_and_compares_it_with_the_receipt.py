"""Maud Fennel voted by post and asks what the register says of her. Piers Teasel audits the whole register;
and three members of each sort are drawn by dice, to be asked."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from tellers.cli.main import main
from tellers.evidence.verify.release import verify_release
from tellers.rehearsal.plan import Extract
from tellers.rehearsal.run import run
from tests import branch
from tests.stories.conftest import Evidence, published

MAUD, ODILE = 5, 0
RELEASES = (
    Extract("Odile Birch, candidate"),
    Extract("Piers Teasel, auditor", "c"),
    Extract("a member who voted by post", "m", MAUD),
    Extract("a member who voted online", "m", ODILE),
)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    """The branch's poll with a contact audit and a release of every tier."""
    plan = replace(branch.small_poll(), audited=3, releases=RELEASES)
    rehearsed = run(plan, tmp_path_factory.mktemp("poll"), chance=random.Random(1))
    return published(rehearsed, tmp_path_factory.mktemp("evidence"))


def written(opened: Evidence, rid: str, folder: Path) -> Path:
    (folder / "register.json").write_bytes(opened.rehearsed.releases[rid])
    return folder / "register.json"


@pytest.mark.parametrize(
    ("rid", "rows", "expected"),
    [
        ("release-1", 12, 12 + 3 + 3),
        ("release-2", 12, 24 + 3 + 2 + 3),
        ("release-3", 1, 6),
        ("release-4", 1, 6),
    ],
)
def test_every_copy_verifies_with_the_pack(
    opened: Evidence, rid: str, rows: int, expected: int, tmp_path: Path
) -> None:
    report = verify_release(written(opened, rid, tmp_path), opened.pack, opened.sid)
    assert (report.verdict, report.first_failure) == ("pass", None)
    assert report.release is not None
    assert report.release["rows"] == rows
    [step] = [step for step in report.steps if step.id == "V19"]
    assert (step.expected, step.checked) == (expected, expected)


def test_the_member_is_told_what_to_compare(
    opened: Evidence, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = written(opened, "release-3", tmp_path)
    assert main(["release", "verify", str(copy), str(opened.pack), "--sid", opened.sid]) == 0
    said = capsys.readouterr().out
    row = opened.rehearsed.hall.elector_of_row.index(MAUD) + 1
    assert f"released to a member who voted by post as release-3: row {row} alone" in said
    assert "status voted, method post, minute " in said
    assert (
        "Compare pseudonym and entry with your own receipt, and with what you did: no verifier can." in said
    )


def test_the_receipt_of_the_online_voter_is_of_the_entry_in_the_own_row(opened: Evidence) -> None:
    assert opened.rehearsed.register is not None
    hall = opened.rehearsed.hall
    row = opened.rehearsed.register.rows[hall.elector_of_row.index(ODILE)].values
    ballot = hall.board.entries[row["idx"]]
    assert (ballot["type"], ballot["cred"]) == ("ballot", row["cred"])


def test_three_of_each_sort_are_asked_or_all_where_they_are_fewer(opened: Evidence) -> None:
    [(_, entry)] = opened.rehearsed.hall.board.of_type("audit.sample")
    sizes = {label: len(rows) for _, label, rows in entry["sample"]}
    assert sizes == {"electronic": 3, "paper": 3, "": 1}
