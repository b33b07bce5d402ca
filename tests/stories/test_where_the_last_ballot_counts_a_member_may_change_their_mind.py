"""In the branch the last ballot counts, so that nobody can be held to a ballot cast under pressure.
Corin Hazel voted for Perrin Ash with somebody looking on, and again alone; the poll is as public as ever."""

from collections import Counter

from tellers.rehearsal.tally import published_votes
from tests import branch
from tests.stories.conftest import Evidence


def hazel(evidence: Evidence) -> str:
    hall = evidence.rehearsed.hall
    return hall.server.cred_of(hall.elector_of_row.index(4) + 1)


def test_both_ballots_are_on_the_board_and_are_numbered(
    evidence: Evidence, branch_evidence: Evidence
) -> None:
    ballots = branch_evidence.rehearsed.hall.board.of_type("ballot")
    cred = hazel(branch_evidence)
    assert [entry["n"] for _, entry in ballots if entry["cred"] == cred] == [1, 2]
    once = evidence.rehearsed.hall.board.of_type("ballot")  # a poll in which the first counts
    assert set(Counter(entry["cred"] for _, entry in once).values()) == {1}


def test_what_was_counted_is_the_second(branch_evidence: Evidence) -> None:
    rehearsed = branch_evidence.rehearsed
    votes = Counter(str(vote) for vote in published_votes(rehearsed.hall, branch.CONTEST))
    assert votes["[0, 1]"] == 1  # Hazel's second ballot, and nobody else's
    assert votes["[1]"] == 1  # a postal vote; Hazel's first ballot was the same and is not here


def test_the_register_says_voted_once_and_not_how_often(branch_evidence: Evidence) -> None:
    register = branch_evidence.rehearsed.register
    assert register is not None
    rows = [row.values for row in register.rows if row.values["cred"] == hazel(branch_evidence)]
    last = branch_evidence.rehearsed.hall.board.of_type("ballot")
    [index] = [i for i, entry in last if entry["cred"] == hazel(branch_evidence) and entry["n"] == 2]
    assert [(row["status"], row["channel"], row["idx"]) for row in rows] == [("voted", "online", index)]


def test_the_rule_is_in_the_definition_and_the_pack_verifies(branch_evidence: Evidence) -> None:
    assert branch_evidence.rehearsed.hall.election["precedence"] == "last"
    assert branch_evidence.verify().verdict == "pass"
