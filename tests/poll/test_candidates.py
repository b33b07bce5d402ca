"""Who stands, as the minutes say it."""

from typing import Any

import pytest

from tellers.errors import Invalid
from tellers.poll.candidates import not_standing, status_of

ELECTION = 10
SELECTION = {
    "id": "selection",
    "nominated": True,
    "count": {"reopen": ""},
    "options": [{"id": "ash", "name": "Perrin Ash"}, {"id": "birch", "name": "Odile Birch"}],
}
MOTION = {
    "id": "motion",
    "nominated": False,
    "count": {"reopen": ""},
    "options": [{"id": "yes", "name": "Yes"}, {"id": "no", "name": "No"}],
}
Line = tuple[int, str, str, list[int]]
NOMINATIONS: list[Line] = [
    (3, "nomination", "selection/ash", []),
    (4, "nomination", "selection/birch", []),
    (5, "consent", "selection/ash", []),
    (6, "consent", "selection/birch", []),
]


def minutes(*lines: Line) -> list[tuple[int, dict[str, Any]]]:
    return [
        (index, {"type": "minute", "kind": kind, "subject": subject, "refs": refs, "digests": []})
        for index, kind, subject, refs in lines
    ]


def status(*lines: Line) -> dict[tuple[str, str], str]:
    return dict(status_of([SELECTION, MOTION], minutes(*NOMINATIONS, *lines), ELECTION))


def refused(*lines: Line) -> str:
    with pytest.raises(Invalid) as caught:
        status(*lines)
    assert caught.value.check == "V16.candidates"
    return caught.value.what


SUSPENDED: list[Line] = [
    (20, "complaint.opened", "a complaint", []),
    (21, "candidate.suspended", "selection/ash", [20]),
]
RULED: Line = (30, "complaint.ruled", "dismissed", [20])


def test_candidates_whom_no_minute_touches_stand() -> None:
    assert status() == {
        ("selection", "ash"): "standing",
        ("selection", "birch"): "standing",
        ("motion", "yes"): "standing",
        ("motion", "no"): "standing",
    }


def test_a_candidate_suspended_over_a_complaint_does_not_stand() -> None:
    found = status(*SUSPENDED)
    assert found["selection", "ash"] == "suspended"
    assert found["selection", "birch"] == "standing"


def test_a_candidate_reinstated_by_a_ruling_stands_again() -> None:
    assert (
        status(*SUSPENDED, RULED, (31, "candidate.reinstated", "selection/ash", [21, 30]))["selection", "ash"]
        == "standing"
    )


def test_a_candidate_may_be_suspended_a_second_time_over_a_new_complaint() -> None:
    lines: list[Line] = [
        *SUSPENDED,
        RULED,
        (31, "candidate.reinstated", "selection/ash", [21, 30]),
        (32, "complaint.opened", "another complaint", []),
        (33, "candidate.suspended", "selection/ash", [32]),
    ]
    assert status(*lines)["selection", "ash"] == "suspended"
    assert "does not refer to the suspension" in refused(
        *lines,
        (40, "complaint.ruled", "dismissed", [32]),
        (41, "candidate.reinstated", "selection/ash", [21, 40]),
    )


def test_a_candidate_who_withdraws_while_suspended_is_withdrawn() -> None:
    found = status(*SUSPENDED, (22, "candidate.withdrawn", "selection/ash", []))
    assert found["selection", "ash"] == "withdrawn"


def test_the_count_passes_over_all_who_do_not_stand() -> None:
    found = status_of(
        [SELECTION, MOTION],
        minutes(*NOMINATIONS, *SUSPENDED, (22, "candidate.withdrawn", "selection/birch", [])),
        ELECTION,
    )
    assert not_standing(SELECTION, found) == [0, 1]
    assert not_standing(MOTION, found) == []


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([(21, "candidate.suspended", "selection/ash", [])], "no earlier complaint"),
        ([(21, "candidate.suspended", "selection/ash", [3])], "no earlier complaint"),
        ([(21, "candidate.suspended", "selection/elm", [])], "no candidate of this poll"),
        ([(21, "candidate.withdrawn", "ash", [])], "no candidate of this poll"),
        ([(21, "candidate.withdrawn", "", [])], "no candidate of this poll"),
        ([*SUSPENDED, (22, "candidate.suspended", "selection/ash", [20])], "does not stand"),
        ([(22, "candidate.reinstated", "selection/ash", [])], "not suspended"),
        ([*SUSPENDED, RULED, (31, "candidate.reinstated", "selection/ash", [30])], "does not refer"),
        ([*SUSPENDED, RULED, (31, "candidate.reinstated", "selection/ash", [21])], "no later ruling"),
        (
            [
                *SUSPENDED,
                (28, "complaint.opened", "another complaint", []),
                (29, "complaint.ruled", "dismissed", [28]),
                (31, "candidate.reinstated", "selection/ash", [21, 29]),
            ],
            "no later ruling",
        ),
        (
            [
                (20, "complaint.opened", "a complaint", []),
                (21, "complaint.ruled", "upheld", [20]),
                (22, "candidate.suspended", "selection/ash", [20]),
                (23, "candidate.reinstated", "selection/ash", [21, 22]),
            ],
            "no later ruling",
        ),
        (
            [
                (21, "candidate.withdrawn", "selection/ash", []),
                (22, "candidate.withdrawn", "selection/ash", []),
            ],
            "second time",
        ),
        (
            [
                *SUSPENDED,
                (22, "candidate.withdrawn", "selection/ash", []),
                (23, "candidate.reinstated", "selection/ash", [21]),
            ],
            "not suspended",
        ),
        ([(5, "nomination", "selection/ash", [])], "2 nominations"),
        ([(5, "nomination", "motion/yes", [])], "needs none"),
        ([(5, "nomination", "selection/elm", [])], "no candidate"),
        ([(5, "consent", "selection/elm", [])], "no candidate"),
        ([(11, "consent", "selection/ash", [])], "after the election"),
    ],
)
def test_minutes_that_do_not_follow_from_each_other_are_refused(lines: list[Line], words: str) -> None:
    assert words in refused(*lines)


@pytest.mark.parametrize(("left_out", "words"), [(1, "birch has 0 nominations"), (2, "ash has 0 consents")])
def test_a_candidate_needs_a_nomination_and_consents_to_it(left_out: int, words: str) -> None:
    others = [line for number, line in enumerate(NOMINATIONS) if number != left_out]
    with pytest.raises(Invalid, match=words):
        status_of([SELECTION], minutes(*others), ELECTION)
