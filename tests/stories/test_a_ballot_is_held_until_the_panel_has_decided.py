"""Complaints came in against five who had voted, and each ballot was held. The panel lifted one hold, let
one ballot in, kept Corin Hazel's out and another, and one with the tender beside it; then the poll closed."""

from collections import Counter
from pathlib import Path

import pytest

from tellers.canonical import decode
from tellers.rehearsal.tally import published_votes
from tests import branch
from tests.stories.conftest import Evidence

THORN, HAZEL, FENNEL, SEDGE, BRACKEN = 3, 5, 6, 7, 8
HISTORIES = {
    THORN: (["ballot", "cred.suspend", "cred.restore"], "voted"),
    HAZEL: (["ballot", "cred.suspend", "cred.decide"], "excluded"),
    FENNEL: (["ballot", "cred.suspend", "cred.decide"], "voted"),
    SEDGE: (["ballot", "cred.suspend", "cred.decide"], "excluded"),
    BRACKEN: (
        ["ballot", "cred.suspend", "cred.reissue", "cred.reissue", "tender", "cred.decide"], "excluded"
    ),
}  # fmt: skip


@pytest.mark.parametrize("member", HISTORIES)
def test_each_has_a_history_on_the_board_and_a_status_in_the_register(
    doubted_evidence: Evidence, member: int
) -> None:
    history, status = HISTORIES[member]
    entries = doubted_evidence.about(member)
    assert [entry["type"] for _, entry in entries] == history
    row = doubted_evidence.in_register(member)
    assert row["status"] == status
    counted = entries[0][0] if status == "voted" else -1
    assert (row["idx"], row["channel"] == "online") == (counted, status == "voted")


def test_the_close_owns_up_to_what_was_excluded_and_counts_it_nowhere_else(
    doubted_evidence: Evidence,
) -> None:
    [(_, close)] = doubted_evidence.rehearsed.hall.board.of_type("close")
    assert close["excluded"] == 3
    assert close["by_channel"] == [["in-person", 1], ["online", 6], ["post", 1]]
    assert close["ballots"] == 9  # and three tenders


def test_no_ballot_that_was_excluded_is_among_the_votes(doubted_evidence: Evidence) -> None:
    votes = Counter(str(vote) for vote in published_votes(doubted_evidence.rehearsed.hall, branch.CONTEST))
    assert votes.total() == 8
    assert votes["[2]"] == 1  # Fennel's
    assert votes["[2, 0, 1]"] == 1  # Thorn's
    assert not votes["[0, 1]"] and not votes["[2, 1]"]  # Hazel's, Sedge's


def test_no_hold_is_lifted_and_nothing_decided_without_the_panel(doubted_evidence: Evidence) -> None:
    board = doubted_evidence.rehearsed.hall.board
    for kind, panel in (
        ("cred.suspend", []),
        ("cred.restore", ["panel-chair"]),
        ("cred.decide", ["panel-chair"]),
    ):
        for _, entry in board.of_type(kind):
            assert [sig["by"] for sig in entry["sigs"]] == ["returning-officer", "deputy", *panel]


def test_nothing_on_the_board_names_a_member_or_a_row(doubted_evidence: Evidence) -> None:
    """Hazel's pseudonym is there, and who holds the salt can open whose it is; nobody else can."""
    _, suspended = doubted_evidence.about(HAZEL)[1]
    assert suspended.keys() == {"type", "cred", "ref", "reason", "sigs"}
    refs = [
        entry["ref"] for member in HISTORIES for _, entry in doubted_evidence.about(member) if "ref" in entry
    ]
    assert len(set(refs)) == len(refs) == 12


def test_all_of_it_can_be_verified_by_strangers(doubted_evidence: Evidence) -> None:
    report = doubted_evidence.verify()
    assert report.verdict == "pass", report.first_failure
    manifest = decode((doubted_evidence.pack / "manifest.json").read_bytes())
    assert not any("ref" in file["path"] for file in manifest["files"])  # no opening is in the pack


@pytest.mark.parametrize("rid", ["release-1", "release-2", "release-3"])
def test_the_candidate_the_auditor_and_hazel_are_shown_what_became_of_it(
    doubted_evidence: Evidence, rid: str, tmp_path: Path
) -> None:
    report = doubted_evidence.verify_release(rid, tmp_path)
    assert (report.verdict, report.first_failure) == ("pass", None)
    package = decode(doubted_evidence.rehearsed.releases[rid])
    rows = [package["row"]] if "row" in package else package["rows"]
    shown = {row["row"]: dict(opening[:2] for opening in row["reg"]) for row in rows}
    wanted = {doubted_evidence.row(member): status for member, (_, status) in HISTORIES.items()}
    assert shown[doubted_evidence.row(HAZEL)]["status"] == "excluded"
    assert {row: shown[row]["status"] for row in shown.keys() & wanted.keys()} == {
        row: status for row, status in wanted.items() if row in shown
    }


def test_who_was_excluded_is_drawn_among_those_without_a_label(doubted_evidence: Evidence) -> None:
    """Twelve on the roll, eight marks: Hazel, Sedge, Bracken and one who did not vote have no label."""
    hall = doubted_evidence.rehearsed.hall
    [(_, plan)], [(_, sampled)] = hall.board.of_type("audit.plan"), hall.board.of_type("audit.sample")
    assert plan["strata"] == [["full", "electronic", 2], ["full", "paper", 2], ["full", "", 2]]
    without = {
        doubted_evidence.row(member)
        for member in range(1, 13)
        if not doubted_evidence.in_register(member)["label"]
    }
    assert {doubted_evidence.row(member) for member in (HAZEL, SEDGE, BRACKEN)} <= without
    assert len(without) == 4
    [drawn] = [rows for _, label, rows in sampled["sample"] if not label]
    assert {*drawn} <= without


@pytest.mark.parametrize(
    ("member", "n", "counts", "why"),
    [
        (THORN, 1, True, "it is the one that counts of its voting key"),
        (HAZEL, 1, False, "the panel decided about it, and entered no ballot of its voting key"),
        (FENNEL, 1, True, "the panel decided about it, and entered this one"),
        (SEDGE, 1, False, "the panel decided about it, and entered no ballot of its voting key"),
        (BRACKEN, 1, False, "the panel decided about it, and entered no ballot of its voting key"),
        (BRACKEN, 2, False, "the panel decided about it, and entered no ballot of its voting key"),
    ],
)
def test_the_receipt_says_whether_the_ballot_counts_and_why(
    doubted_evidence: Evidence, member: int, n: int, counts: bool, why: str, tmp_path: Path
) -> None:
    """That a ballot was excluded is no failure of its receipt: it stands on the board as promised."""
    report = doubted_evidence.verify_receipt(member, n, tmp_path)
    assert (report.verdict, report.first_failure) == ("pass", None)
    assert report.receipt is not None
    assert (report.receipt["counts"], report.receipt["why"]) == (counts, why)
