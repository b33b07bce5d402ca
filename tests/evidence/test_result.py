"""The published result of a contest."""

from typing import Any

import pytest

from tellers.canonical import decode, encode
from tellers.crypto.selections import Selection
from tellers.errors import Refused
from tellers.evidence.result import result_of
from tests.declared import PLAIN, parameters

OPTIONS = ["ash", "birch", "cedar"]
CONTEST: dict[str, Any] = {
    "id": "selection",
    "title": "Selection",
    "kind": "ranked",
    "options": [{"id": option, "name": option.title()} for option in OPTIONS],
    "max_rank": 3,
    "nominated": False,
    "count": {
        "rule": "av",
        "version": 1,
        "seats": 1,
        "parameters": parameters("av", finish="two"),
        **PLAIN,
    },
}
PAPERS: list[Selection | None] = [[0, 1], [0], [1, 2], [2, 1], [2], "blank", "void", None, "blank"]


def test_every_paper_is_accounted_for() -> None:
    found = result_of(CONTEST, PAPERS, (), (0, 1, 2))
    assert (found["papers"], found["valid"], found["blank"], found["void"], found["malformed"]) == (
        9,
        5,
        2,
        1,
        1,
    )
    assert found["withdrawn"] == []
    assert found["count"]["elected"] == [3]


def test_a_candidate_who_does_not_stand_is_passed_over_and_named() -> None:
    found = result_of(CONTEST, PAPERS, {2}, (1, 0, 2))
    assert found["withdrawn"] == ["cedar"]
    assert found["count"]["elected"] == [2]
    assert all(stage["totals"][2] == "0" for stage in found["count"]["stages"])


def test_a_result_is_canonical_and_the_same_for_papers_in_any_order() -> None:
    written = encode(result_of(CONTEST, PAPERS, (), (0, 1, 2)))
    assert decode(written)["format"] == "tellers-result/1"
    assert written == encode(result_of(CONTEST, PAPERS[::-1], (), (0, 1, 2)))


def test_a_contest_that_its_rule_cannot_count_is_refused() -> None:
    broken = {**CONTEST, "count": {**CONTEST["count"], "version": 99}}
    with pytest.raises(Refused, match="version"):
        result_of(broken, PAPERS, (), (0, 1, 2))


def counted(rule: str, kind: str, votes: list[Selection | None], seats: int = 1, **chosen: str) -> Any:
    """The result of a contest of three options under ``rule``, with parameters as ``chosen``."""
    count = {
        "rule": rule,
        "version": 1,
        "seats": seats,
        "parameters": parameters(rule, **chosen),
        **PLAIN,
    }
    return result_of({**CONTEST, "kind": kind, "count": count}, votes, (), (0, 1, 2))


BLANKS: list[Selection | None] = ["blank"] * 3


@pytest.mark.parametrize(("blank", "elected", "valid"), [("abstention", [], 12), ("invalid", [1], 9)])
def test_blank_votes_on_a_motion_are_what_was_declared(blank: str, elected: list[int], valid: int) -> None:
    """5 yes, 4 no, 3 blank: no majority of 12 valid papers, but of 9."""
    found = counted("yes-no", "choose", [*[[0]] * 5, *[[1]] * 4, *BLANKS], whole="valid", blank=blank)
    assert found["count"]["elected"] == elected
    assert found["valid"] == found["count"]["valid"] == valid
    assert (found["papers"], found["count"]["papers"], found["blank"]) == (12, 12, 3)
    assert found["count"]["reasons"] == ({} if blank == "abstention" else {"blank": 3})


def test_valid_abstentions_raise_a_quota() -> None:
    votes: list[Selection | None] = [*[[0, 1]] * 6, *[[1]] * 3, *BLANKS]
    quotas = [
        counted("stv-scottish", "ranked", votes, 2, blank=blank)["count"]["quota"]
        for blank in ("invalid", "abstention")
    ]
    assert quotas == ["4.00000", "5.00000"]


def test_void_and_malformed_votes_are_no_papers_of_a_count_of_all_papers() -> None:
    """Half of all papers is half of those that are counted or blank, and of nothing else."""
    votes: list[Selection | None] = [*[[0]] * 5, *[[1]] * 4, "blank"]
    outside: list[Selection | None] = ["void", None]
    for more in ([], outside):
        found = counted("exhaustive", "choose", [*votes, *more], cast="papers", exclude="one")
        assert (found["papers"], found["count"]["papers"]) == (10 + len(more), 10)
        assert found["count"]["elected"] == [1]
    found = counted("exhaustive", "choose", votes + BLANKS, cast="papers", exclude="one")
    assert found["count"]["next_round"] == {"candidates": [1, 2], "seats": 1}


def test_a_blank_vote_gives_no_points_and_stays_outside() -> None:
    for rule in ("score", "star"):
        found = counted(rule, "score", [[5, 0, 0], [0, 4, 0], *BLANKS, "void"])
        assert (found["papers"], found["valid"], found["blank"], found["count"]["papers"]) == (6, 2, 3, 2)
