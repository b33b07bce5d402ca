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
