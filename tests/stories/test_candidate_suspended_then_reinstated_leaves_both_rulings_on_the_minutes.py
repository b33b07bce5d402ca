"""A complaint was made about a candidate in the week of the vote. The candidate was suspended; the panel
dismissed the complaint; the candidate was reinstated before the close, and stood at the count."""

from tellers.poll.candidates import status_of
from tests.stories.conftest import Evidence

CANDIDATE = ("selection", "tomos-fenwright")
STEPS = ("complaint.opened", "candidate.suspended", "complaint.ruled", "candidate.reinstated")


def test_every_step_is_on_the_minutes_in_order_and_points_to_the_one_before(evidence: Evidence) -> None:
    found = evidence.minutes(*STEPS)
    assert [minute["kind"] for _, minute in found] == [*STEPS]
    (complaint, _), (suspension, suspended), (ruling, ruled), (_, reinstated) = found
    assert suspended["refs"] == [complaint]
    assert ruled["refs"] == [complaint]
    assert reinstated["refs"] == [suspension, ruling]


def test_each_step_is_signed_by_whom_it_falls_to(evidence: Evidence) -> None:
    signers = [[signed["by"] for signed in minute["sigs"]] for _, minute in evidence.minutes(*STEPS)]
    both = ["returning-officer", "deputy"]
    assert signers == [["returning-officer"], both, ["panel-chair"], both]


def test_the_substance_of_the_complaint_is_sealed(evidence: Evidence) -> None:
    for _, minute in evidence.minutes(*STEPS):
        assert len(minute["digests"]) == 1
        assert set(minute) == {"type", "t", "kind", "subject", "refs", "digests", "sigs"}


def test_until_the_ruling_the_candidate_did_not_stand_and_at_the_close_did(evidence: Evidence) -> None:
    hall = evidence.rehearsed.hall
    [(election, _)] = hall.board.of_type("election")
    minutes = hall.board.of_type("minute")
    [(reinstated, _)] = evidence.minutes("candidate.reinstated")
    before = [(index, minute) for index, minute in minutes if index < reinstated]
    assert status_of(hall.contests, before, election)[CANDIDATE] == "suspended"
    assert status_of(hall.contests, minutes, election)[CANDIDATE] == "standing"
    assert evidence.rehearsed.results["selection"]["withdrawn"] == []


def test_all_of_it_came_before_the_close_and_the_pack_verifies(evidence: Evidence) -> None:
    [(close, _)] = evidence.rehearsed.hall.board.of_type("close")
    assert max(index for index, _ in evidence.minutes(*STEPS)) < close
    assert evidence.verify().verdict == "pass"
