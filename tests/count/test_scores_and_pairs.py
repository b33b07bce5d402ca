"""Scores and the Schulze method: what holds whatever the papers, drawn by hypothesis."""

from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellers.count import Contest, count, group
from tellers.count.papers import Level
from tellers.errors import Refused
from tests.count import naive

Poll = tuple[list[Any], Contest]


@st.composite
def paper_of_levels(draw: st.DrawFn, candidates: int) -> tuple[Level, ...]:
    """Some of the candidates in levels."""
    place = draw(st.lists(st.integers(0, candidates), min_size=candidates, max_size=candidates))
    levels = (tuple(c for c in range(candidates) if place[c] == level) for level in range(candidates))
    return tuple(level for level in levels if level)


@st.composite
def polls(draw: st.DrawFn, rule: str) -> Poll:
    """Papers one by one and a contest to count them, with a lot drawn and perhaps somebody withdrawn."""
    candidates = draw(st.integers(1, 5))
    points = st.lists(st.integers(0, 9), min_size=candidates, max_size=candidates).map(tuple)
    marks: st.SearchStrategy[Any] = points if rule == "score" else paper_of_levels(candidates)
    kinds = draw(st.lists(st.tuples(st.integers(1, 6), marks), max_size=8))
    withdrawn = draw(st.frozensets(st.integers(0, candidates - 1), max_size=candidates - 1))
    lot = tuple(draw(st.permutations(range(candidates))))
    seats = draw(st.integers(1, 4)) if rule == "score" else 1
    papers = [paper for number, paper in kinds for _ in range(number)]
    return papers, Contest(candidates, seats, rule, 1, (), withdrawn, lot)


either = st.one_of(polls("score"), polls("schulze"))


@given(polls("score"))
def test_a_score_count_equals_a_naive_one_and_loses_no_point(poll: Poll) -> None:
    papers, contest = poll
    counted = count(group(papers), contest)
    elected, points = naive.most_points(papers, contest.seats, contest.withdrawn, contest.lot)
    assert set(counted.elected) == elected
    [stage] = counted.stages
    assert list(stage.totals) == [0 if c in contest.withdrawn else points[c] for c in range(len(points))]
    assert sum(stage.totals) + stage.non_transferable == sum(points)
    assert (counted.papers, counted.valid) == (len(papers), len(papers))
    ordered = [stage.totals[c] for c in counted.elected]
    assert ordered == sorted(ordered, reverse=True)


@given(polls("schulze"))
def test_a_schulze_count_equals_one_that_lists_every_chain(poll: Poll) -> None:
    papers, contest = poll
    counted = count(group(papers), contest)
    best, strongest = naive.schulze(papers, contest.candidates, contest.withdrawn)
    assert counted.elected == (min(best, key=contest.lot.index),)
    chains = dict(counted.tables)["chains"]
    assert {(a, b): chains[a][b] for a, b in strongest} == strongest
    [stage] = counted.stages
    assert [tie.between for tie in stage.ties] == ([tuple(sorted(best))] if len(best) > 1 else [])


@given(polls("schulze"))
def test_whoever_beats_everybody_is_elected(poll: Poll) -> None:
    papers, contest = poll
    counted = count(group(papers), contest)
    d = dict(counted.tables)["pairwise"]
    standing = [c for c in range(contest.candidates) if c not in contest.withdrawn]
    for a in standing:
        if all(d[a][b] > d[b][a] for b in standing if b != a):
            assert counted.elected == (a,)
            assert counted.stages[0].ties == ()


@given(either, st.randoms(use_true_random=False))
def test_neither_order_nor_grouping_of_papers_changes_anything(poll: Poll, chance: Random) -> None:
    papers, contest = poll
    shuffled = list(papers)
    chance.shuffle(shuffled)
    assert count([(1, paper) for paper in shuffled], contest) == count(group(papers), contest)


@given(either)
def test_a_withdrawn_candidate_has_no_part_in_the_count(poll: Poll) -> None:
    papers, contest = poll
    counted = count(group(papers), contest)
    for candidate in contest.withdrawn:
        assert counted.stages[0].totals[candidate] == 0
        assert candidate not in counted.elected
        for _, table in counted.tables:
            assert not any(table[candidate]) and not any(row[candidate] for row in table)


@given(either)
def test_a_lot_is_asked_for_exactly_where_one_was_used(poll: Poll) -> None:
    papers, contest = poll
    counted = count(group(papers), contest)
    if counted.stages[0].ties:
        with pytest.raises(Refused) as caught:
            count(group(papers), replace(contest, lot=()))
        assert caught.value.code == "count.lot-needed"
    else:
        assert count(group(papers), replace(contest, lot=())) == counted


@given(polls("schulze"))
def test_a_strict_ranking_is_one_of_levels_of_one(poll: Poll) -> None:
    papers, contest = poll
    strict = [tuple(candidate for level in paper for candidate in level) for paper in papers]
    alone = [tuple((candidate,) for candidate in paper) for paper in strict]
    assert count(group(strict), contest) == count(group(alone), contest)
