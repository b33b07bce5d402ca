"""Two members voted online and then came to the meeting. "They voted twice", says the losing side."""

from typing import Any

from tellers.board.resolve import final_entries
from tellers.board.signing import is_signed
from tellers.canonical import decode, h256
from tellers.rehearsal.tally import published_votes
from tests.stories.conftest import Evidence


def twice(evidence: Evidence) -> list[str]:
    """The pseudonyms of the members who did both."""
    hall = evidence.rehearsed.hall
    numbers = [n for n, e in enumerate(hall.plan.electors) if e.before and e.channel == "in-person"]
    return [hall.server.cred_of(hall.elector_of_row.index(n) + 1) for n in numbers]


def marks(evidence: Evidence) -> list[dict[str, Any]]:
    lines = (evidence.pack / "paper" / "marks.ndjson").read_bytes().splitlines()
    return [decode(line) for line in lines]


def test_both_the_ballot_and_the_mark_are_on_the_board(evidence: Evidence) -> None:
    ballots = [entry["cred"] for _, entry in evidence.rehearsed.hall.board.of_type("ballot")]
    marked = [mark["cred"] for mark in marks(evidence)]
    for cred in twice(evidence):
        assert (ballots.count(cred), marked.count(cred)) == (1, 1)


def test_the_paper_counts_and_an_officer_signed_that_the_ballot_is_void(evidence: Evidence) -> None:
    hall = evidence.rehearsed.hall
    voids = [decode(line) for line in hall.board.read("paper/voids.ndjson").splitlines()]
    assert [void["cred"] for void in voids] == sorted(twice(evidence))
    for void in voids:
        digest = h256("mark/supersede", hall.eid, bytes.fromhex(void["cred"]), b"box-1")
        assert is_signed(hall.returning_officer.vk, digest, bytes.fromhex(void["sig"]))
    ballots = [(index, entry["cred"]) for index, entry in hall.board.of_type("ballot")]
    final = final_entries(ballots, [mark["cred"] for mark in marks(evidence)], "first")
    assert {final[cred] for cred in twice(evidence)} == {"paper"}


def test_exactly_one_vote_of_each_was_counted(evidence: Evidence) -> None:
    rehearsed = evidence.rehearsed
    voted = sum(1 for elector in rehearsed.hall.plan.electors if elector.channel)
    assert rehearsed.results["selection"]["papers"] == voted == sum(n for _, n in by_channel(evidence))
    votes = [str(vote) for vote in published_votes(rehearsed.hall, "selection")]
    choices = [str(e.choices[0]) for e in rehearsed.hall.plan.electors if e.choices]
    assert sorted(votes) == sorted(choices)  # their papers, and not what they had chosen online


def by_channel(evidence: Evidence) -> list[list[Any]]:
    [(_, close)] = evidence.rehearsed.hall.board.of_type("close")
    found: list[list[Any]] = close["by_channel"]
    return found


def test_the_register_shows_them_once_and_in_person(evidence: Evidence) -> None:
    register = evidence.rehearsed.register
    assert register is not None
    for cred in twice(evidence):
        rows = [row.values for row in register.rows if row.values["cred"] == cred]
        assert [(row["status"], row["channel"], row["batch"]) for row in rows] == [
            ("voted", "in-person", "box-1")
        ]
