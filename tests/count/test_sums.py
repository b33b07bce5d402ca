"""Rules that add up crosses, points or places, and what holds under them whatever the papers."""

from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tellers.count import Contest, Count, count, group
from tellers.errors import Refused
from tests.count import naive_sums as naive

Poll = tuple[list[Any], Contest]

CROSSES = ("block", "approval", "exhaustive")
PARAMETERS: dict[str, dict[str, tuple[str, ...]]] = {
    "block": {},
    "approval": {},
    "exhaustive": {
        "required": ("at-least-1/2", "more-than-1/2"),
        "elect": ("together", "each"),
        "exclude": ("group", "one"),
    },
    "star": {},
    "borda": {"truncated": ("average", "zero")},
}


def marks(rule: str, candidates: int) -> st.SearchStrategy[Any]:
    """What may stand on a paper under ``rule``."""
    if rule == "star":
        return st.tuples(*[st.integers(0, 5)] * candidates)
    ranking = st.lists(st.integers(0, candidates - 1), unique=True, max_size=candidates)
    if rule != "borda":
        return ranking.map(tuple)
    return st.tuples(ranking, st.integers(1, 2)).map(
        lambda drawn: tuple(tuple(drawn[0][at : at + drawn[1]]) for at in range(0, len(drawn[0]), drawn[1]))
    )


@st.composite
def polls(draw: st.DrawFn, *rules: str) -> Poll:
    """Papers one by one and a contest to count them, with a lot drawn and perhaps somebody withdrawn."""
    rule = draw(st.sampled_from(rules))
    candidates = draw(st.integers(1, 5))
    kinds = draw(st.lists(st.tuples(st.integers(1, 5), marks(rule, candidates)), max_size=8))
    withdrawn = draw(st.frozensets(st.integers(0, candidates - 1), max_size=candidates - 1))
    lot = tuple(draw(st.permutations(range(candidates))))
    seats = 1 if rule == "star" else draw(st.integers(1, 3))
    parameters = tuple((name, draw(st.sampled_from(values))) for name, values in PARAMETERS[rule].items())
    papers = [paper for number, paper in kinds for _ in range(number)]
    return papers, Contest(candidates, seats, rule, 1, parameters, withdrawn, lot)


def running(contest: Contest) -> set[int]:
    return set(range(contest.candidates)) - contest.withdrawn


def totals(counted: Count) -> list[Fraction]:
    return [Fraction(total, 10**counted.places) for total in counted.stages[0].totals]


@given(polls("block", "approval"))
def test_a_count_of_crosses_equals_a_naive_one(poll: Poll) -> None:
    papers, contest = poll
    counted = count(group(papers), contest)
    limited = contest.rule == "block"
    other = naive.crosses(papers, running(contest), contest.seats, contest.lot, limited=limited)
    assert (set(counted.elected), totals(counted)) == other
    valid = [paper for paper in papers if paper and not (limited and len(paper) > contest.seats)]
    [stage] = counted.stages
    assert counted.valid == len(valid)
    assert sum(stage.totals) + stage.non_transferable == sum(map(len, valid))


@given(polls("borda"))
def test_a_borda_count_equals_a_naive_one_in_fractions(poll: Poll) -> None:
    papers, contest = poll
    counted = count(group(papers), contest)
    truncated = contest.parameter("truncated")
    other = naive.borda(papers, running(contest), contest.seats, contest.lot, truncated)
    assert (set(counted.elected), totals(counted)) == other


@given(polls("star"))
def test_a_star_count_equals_a_naive_one(poll: Poll) -> None:
    papers, contest = poll
    counted = count(group(papers), contest)
    stars = naive.Stars(papers, contest.lot)
    finalists = stars.finalists(running(contest))
    assert counted.elected == (stars.elected(finalists),)
    assert set(counted.stages[0].excluded) == running(contest) - finalists
    assert len(counted.stages) == min(2, len(running(contest)))


def test_however_many_are_equal_under_star_is_soon_told_apart() -> None:
    """Every paper has its opposite, so that 255 options have equal points and beat nobody: fives decide."""
    chance, options = Random(255), range(255)
    drawn = [tuple(chance.choices(range(6), k=255)) for _ in range(10_000)]
    papers = [(1, paper) for one in drawn for paper in (one, tuple(5 - points for points in one))]
    counted = count(papers, Contest(255, 1, "star", 1, (), frozenset(), tuple(options)))
    fives = [sum(paper[option] == 5 for _, paper in papers) for option in options]
    first = counted.stages[0].ties[0]
    assert (first.between, first.broken_by) == (tuple(options), "fives")
    assert [fives[option] for option in first.left] == [max(fives)] * len(first.left)
    assert set(first.left) & set(counted.elected)


@given(polls("exhaustive"))
def test_a_round_of_the_exhaustive_ballot_equals_a_naive_one(poll: Poll) -> None:
    papers, contest = poll
    counted = count(group(papers), contest)
    other = naive.exhaustive(
        papers,
        running(contest),
        contest.seats,
        contest.lot,
        above=contest.parameter("required") == "more-than-1/2",
        each=contest.parameter("elect") == "each",
        group=contest.parameter("exclude") == "group",
    )
    assert set(counted.elected) == other.elected
    assert set(counted.stages[0].excluded) == other.excluded
    again = dict(counted.findings)["next_round"]
    assert (again is None) == (not other.again)
    if again is not None:
        assert again == {
            "candidates": [c + 1 for c in sorted(other.again)],
            "seats": contest.seats - len(other.elected),
        }


@given(polls("exhaustive"), st.randoms(use_true_random=False))
def test_an_exhaustive_ballot_ends_with_every_place_filled(poll: Poll, chance: Random) -> None:
    _, contest = poll
    filled, rounds, places = 0, 0, min(contest.seats, len(running(contest)))
    while True:
        standing = sorted(running(contest))
        size = min(contest.seats, len(standing))
        papers = [tuple(chance.sample(standing, size)) for _ in range(7)]
        counted = count(group(papers), contest)
        filled, rounds = filled + len(counted.elected), rounds + 1
        again = dict(counted.findings)["next_round"]
        if again is None:
            break
        gone = frozenset(range(contest.candidates)) - {c - 1 for c in again["candidates"]}
        assert gone > contest.withdrawn
        contest = replace(contest, withdrawn=gone, seats=again["seats"])
    assert filled == places
    assert rounds <= contest.candidates


every = polls(*PARAMETERS)


@given(every, st.randoms(use_true_random=False))
def test_neither_order_nor_grouping_of_papers_changes_anything(poll: Poll, chance: Random) -> None:
    papers, contest = poll
    shuffled = list(papers)
    chance.shuffle(shuffled)
    assert count([(1, paper) for paper in shuffled], contest) == count(group(papers), contest)


@given(every)
def test_a_withdrawn_candidate_has_no_part_in_the_count(poll: Poll) -> None:
    papers, contest = poll
    counted = count(group(papers), contest)
    assert not contest.withdrawn.intersection(counted.elected)
    assert all(stage.totals[c] == 0 for stage in counted.stages for c in contest.withdrawn)


@given(every)
def test_a_lot_is_asked_for_exactly_where_one_was_used(poll: Poll) -> None:
    papers, contest = poll
    counted = count(group(papers), contest)
    without = replace(contest, lot=())
    if any(tie.broken_by == "lot" for stage in counted.stages for tie in stage.ties):
        with pytest.raises(Refused) as caught:
            count(group(papers), without)
        assert caught.value.code == "count.lot-needed"
    else:
        assert count(group(papers), without) == counted


@given(every, st.data())
def test_numbers_of_candidates_change_nothing_where_no_lot_is_drawn(poll: Poll, data: st.DataObject) -> None:
    papers, contest = poll
    contest = replace(contest, lot=())
    try:
        first = count(group(papers), contest)
    except Refused as refused:
        assert refused.code == "count.lot-needed"
        assume(False)
    new = data.draw(st.permutations(range(contest.candidates)))
    old = [new.index(candidate) for candidate in range(contest.candidates)]

    def renumbered(paper: Any) -> Any:
        if contest.rule == "star":
            return tuple(paper[old[c]] for c in range(contest.candidates))
        if contest.rule == "borda":
            return tuple(tuple(new[c] for c in level) for level in paper)
        return tuple(new[c] for c in paper)

    withdrawn = frozenset(new[candidate] for candidate in contest.withdrawn)
    second = count(group(map(renumbered, papers)), replace(contest, withdrawn=withdrawn))
    assert {new[candidate] for candidate in first.elected} == set(second.elected)
    for one, other in zip(first.stages, second.stages, strict=True):
        assert [other.totals[new[c]] for c in range(contest.candidates)] == list(one.totals)
        assert {new[candidate] for candidate in one.excluded} == set(other.excluded)


@given(polls("block", "approval", "borda", "star"))
def test_one_more_paper_for_somebody_elected_unseats_nobody(poll: Poll) -> None:
    papers, contest = poll
    counted = count(group(papers), contest)
    first = counted.elected[0]
    alone = tuple(5 if c == first else 0 for c in range(contest.candidates))
    more: Any = alone if contest.rule == "star" else ((first,),) if contest.rule == "borda" else (first,)
    assert first in count(group([*papers, more]), contest).elected


@given(st.lists(st.sampled_from([(0, 1), (1, 0)]), min_size=1))
def test_between_two_a_majority_decides_by_points_of_place(papers: list[tuple[int, int]]) -> None:
    ahead = papers.count((0, 1)) - papers.count((1, 0))
    assume(ahead)
    counted = count(group(papers), Contest(2, 1, "borda", 1))
    assert counted.elected == (0 if ahead > 0 else 1,)


@given(polls("star"))
def test_whoever_is_elected_has_more_papers_or_points_than_the_other_in_the_runoff(poll: Poll) -> None:
    papers, contest = poll
    counted = count(group(papers), contest)
    if len(counted.stages) == 2:
        points, votes = counted.stages[0].totals, counted.stages[1].totals
        [other] = running(contest) - set(counted.elected) - set(counted.stages[0].excluded)
        [elected] = counted.elected
        assert (votes[elected], points[elected]) >= (votes[other], points[other])
        assert sorted(points, reverse=True)[:2] == sorted((points[elected], points[other]), reverse=True)


def test_a_paper_with_more_than_five_points_is_refused() -> None:
    with pytest.raises(Refused, match="more than 5 points") as caught:
        count([(1, (5, 0)), (1, (0, 6))], Contest(2, 1, "star", 1))
    assert caught.value.code == "count.paper"


@pytest.mark.parametrize("rule", CROSSES)
def test_ranks_are_no_order_where_crosses_are_read(rule: str) -> None:
    contest = Contest(3, 2, rule, 1)
    assert count([(2, (0, 2))], contest) == count([(2, (2, 0))], contest) == count([(2, ((2, 0),))], contest)
