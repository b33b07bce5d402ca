"""Margins: against every profile that papers can be changed into, and on real contests."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tellers.count import RULES, Contest, Margin, Papers, Way, count, group, margin
from tellers.count.margins import alternative, changed, orders, stv
from tellers.count.margins.case import Case
from tellers.count.margins.whole import OutOfSteps, Programme, Steps, whole
from tellers.errors import Refused
from tests.count import naive_margin
from tests.count.test_real_elections import profiles

WAYS = st.sampled_from(list(Way))
SUMS = [rule for rule in ("fptp", "block", "approval") if rule in RULES]


def contest_of(rule: str, candidates: int, seats: int = 1, **more: Any) -> Contest:
    return Contest(candidates, seats, rule, 1, lot=tuple(range(candidates)), **more)


def small(most: int, kinds: list[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(st.sampled_from(kinds), max_size=most).map(tuple)


def is_undone(rule: str, contest: Contest, elected: set[int]) -> Callable[[Any], bool]:
    """Whether papers elect others under some lot."""
    lots = [tuple(range(contest.candidates))[i:] + tuple(range(i)) for i in range(contest.candidates)]
    lots += [lot[::-1] for lot in lots]

    def undone(papers: Any) -> bool:
        groups = [(1, paper) for paper in papers]
        return any(set(count(groups, replace(contest, lot=lot)).elected) != elected for lot in lots)

    return undone


def agrees(found: Margin, truth: int | None, most: int) -> None:
    """``found`` is what trying everything up to ``most`` papers says."""
    if truth is None:
        assert found.lower is None or found.lower > most
    else:
        assert found.lower == found.upper == truth
        assert found.witness is not None and found.witness.number == truth


def of_three_or_four(most: int) -> st.SearchStrategy[tuple[int, tuple[Any, ...]]]:
    return st.integers(2, 4).flatmap(
        lambda k: st.tuples(st.just(k), small(most if k < 4 else most - 2, naive_margin.rankings(k)))
    )


@settings(deadline=None, max_examples=60)
@given(of_three_or_four(6), WAYS)
def test_the_margin_of_the_alternative_vote_is_what_trying_everything_finds(
    poll: tuple[int, tuple[Any, ...]], way: Way
) -> None:
    candidates, papers = poll
    contest = contest_of("av", candidates)
    everybody = frozenset(range(candidates))
    winner = set(count(group(papers), contest).elected)
    most = 3 if candidates < 4 else 2

    def undone(profile: naive_margin.Rankings) -> bool:
        return naive_margin.may_be_elected(profile, everybody) != winner

    kinds = naive_margin.rankings(candidates)
    truth = naive_margin.fewest(papers, way.value, kinds, undone, most)
    agrees(margin(group(papers), contest, way), truth, most)


@settings(deadline=None, max_examples=60)
@given(of_three_or_four(7), WAYS, st.integers(0, 200))
def test_a_small_budget_gives_bounds_that_hold(
    poll: tuple[int, tuple[Any, ...]], way: Way, budget: int
) -> None:
    candidates, papers = poll
    contest = contest_of("av", candidates)
    exact = margin(group(papers), contest, way, budget=100_000)
    some = margin(group(papers), contest, way, budget=budget)
    assert exact.kind == "exact" and exact.upper is not None
    assert some.lower is not None and some.lower <= exact.upper
    assert some.upper is None or some.upper >= exact.upper
    assert some.steps <= budget + 1


@settings(deadline=None, max_examples=40)
@given(of_three_or_four(7), WAYS)
def test_paths_brought_in_one_by_one_find_the_same_margin(
    poll: tuple[int, tuple[Any, ...]], way: Way
) -> None:
    candidates, papers = poll
    contest = contest_of("av", candidates)
    exact = margin(group(papers), contest, way)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(orders, "LISTED", 1)
        other = margin(group(papers), contest, way)
    assert other.lower is not None and other.upper is not None and exact.upper is not None
    assert other.lower <= exact.upper <= other.upper
    assert other.upper - other.lower <= 1


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(SUMS), st.integers(1, 2), small(5, [(0,), (1,), (2,), (0, 1), (0, 2), (1, 2)]), WAYS)
def test_margins_of_sums_are_what_trying_everything_finds(
    rule: str, seats: int, papers: tuple[Any, ...], way: Way
) -> None:
    seats = 1 if RULES[rule].single else seats
    kinds: list[tuple[int, ...]] = [(0,), (1,), (2,)]
    if rule == "approval" or seats == 2:
        kinds += [(0, 1), (0, 2), (1, 2)]
    papers = tuple(paper for paper in papers if paper in kinds)
    contest = contest_of(rule, 3, seats)
    before = set(count(group(papers), contest).elected)
    truth = naive_margin.fewest(papers, way.value, kinds, is_undone(rule, contest, before), 3)
    agrees(margin(group(papers), contest, way), truth, 3)


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 2), small(4, list(product(range(3), repeat=3))), WAYS)
def test_margins_of_points_are_what_trying_everything_finds(
    seats: int, papers: tuple[Any, ...], way: Way
) -> None:
    kinds = list(product(range(3), repeat=3))
    contest = contest_of("score", 3, seats)
    before = set(count(group(papers), contest).elected)
    truth = naive_margin.fewest(papers, way.value, kinds, is_undone("score", contest, before), 2)
    agrees(margin(group(papers), contest, way, most_points=2), truth, 2)


@given(
    small(6, [(), (0,), (1,)]),
    st.sampled_from(["more-than-1/2", "at-least-1/2", "at-least-2/3", "at-least-1/3", "more-than-3/4"]),
    WAYS,
)
@settings(deadline=None)
def test_margins_of_motions_are_what_trying_everything_finds(
    papers: tuple[Any, ...], threshold: str, way: Way
) -> None:
    contest = Contest(2, 1, "yes-no", 1, (("threshold", threshold), ("blank", "abstention")))
    before = count(group(papers), contest).elected
    kinds = [(), (0,), (1,)]

    def undone(profile: naive_margin.Rankings) -> bool:
        return count([(1, paper) for paper in profile], contest).elected != before

    agrees(margin(group(papers), contest, way), naive_margin.fewest(papers, way.value, kinds, undone, 5), 5)


@settings(deadline=None, max_examples=60)
@given(small(6, naive_margin.rankings(3)), WAYS)
def test_bounds_of_the_scottish_rule_hold(papers: tuple[Any, ...], way: Way) -> None:
    contest = contest_of("stv-scottish", 3, 2)
    counted = count(group(papers), contest)
    truth = naive_margin.fewest(
        papers,
        way.value,
        naive_margin.rankings(3),
        is_undone("stv-scottish", contest, set(counted.elected)),
        3,
    )
    found = margin(group(papers), contest, way)
    assert found.lower is not None
    if truth is not None:
        assert found.lower <= truth
        assert found.upper is None or truth <= found.upper
    elif found.upper is not None:
        assert found.upper > 3


@st.composite
def larger(draw: st.DrawFn) -> tuple[Papers, Contest]:
    """Some hundred papers for five candidates and three places."""
    kinds = draw(st.lists(st.permutations(range(5)), min_size=3, max_size=8))
    papers = [(draw(st.integers(1, 60)), tuple(kind[: draw(st.integers(1, 5))])) for kind in kinds]
    return papers, contest_of("stv-scottish", 5, 3)


@settings(deadline=None, max_examples=80)
@given(larger(), WAYS, st.data())
def test_fewer_papers_than_the_lower_bound_never_change_who_is_elected(
    poll: tuple[Papers, Contest], way: Way, data: st.DataObject
) -> None:
    papers, contest = poll
    case = Case.of(papers, contest)
    lower = stv.lower(case, way, Steps(5_000))
    heap = [paper for number, paper, *_ in papers for _ in range(number)]
    number = min(max(0, lower - 1), len(heap))
    giver, taker = data.draw(st.permutations(range(5)))[:2]
    heap.sort(key=lambda paper: paper[0] != giver)
    new = [(taker,)] * number
    after = {Way.CHANGED: heap[number:] + new, Way.ADDED: heap + new, Way.REMOVED: heap[number:]}[way]
    for lot in ((0, 1, 2, 3, 4), (4, 3, 2, 1, 0)):
        if after and lower:
            assert set(count(group(after), replace(contest, lot=lot)).elected) == case.elected


@pytest.mark.parametrize("way", list(Way))
@pytest.mark.parametrize("rule", [*SUMS, "av", "stv-scottish", "schulze"])
def test_a_witness_undoes_the_result_when_anybody_counts_it(rule: str, way: Way) -> None:
    first, second, third = ((0, 1), (1, 2), (2,)) if rule not in ("block", "approval") else ((0,), (1,), (2,))
    marks = [tuple((c,) for c in paper) if rule == "schulze" else paper for paper in (first, second, third)]
    papers = list(zip((50, 30, 19), marks, strict=True))
    contest = contest_of(rule, 3)
    found = margin(papers, contest, way)
    assert found.witness is not None and found.witness.number == found.upper
    after = changed(papers, found.witness.changes)
    before = set(count(papers, contest).elected)
    elects = set(found.witness.elects)
    if rule == "av":  # a tie may be told apart by an earlier stage; here it counts however it is told apart
        profile = tuple(paper for number, paper in after for _ in range(number))
        assert elects - before and elects <= naive_margin.may_be_elected(profile, frozenset(range(3)))
    else:
        assert set(count(after, replace(contest, lot=found.witness.lot)).elected) == elects != before


@pytest.mark.parametrize("rule", ["stv-ers97", "stv-ni", "meek-nz", "warren", "borda", "ranked-pairs"])
def test_a_rule_without_a_bound_of_its_own_claims_no_more_than_it_knows(rule: str) -> None:
    levels = RULES[rule].ballots != ("ranked",)
    papers = [(20, (0, 1)), (5, (1, 2)), (2, (2,))]
    marks = [(n, tuple((c,) for c in paper) if levels else paper) for n, paper in papers]
    found = margin(marks, contest_of(rule, 3))
    assert (found.kind, found.lower) == ("bounds", 1)
    assert found.upper is not None and found.upper > 1


def test_a_tie_that_decides_is_a_margin_of_nought() -> None:
    papers = [(2, (0,)), (2, (1,))]
    for rule in ("fptp", "av"):
        assert margin(papers, contest_of(rule, 2)).upper == 0


def test_where_everybody_is_elected_nothing_undoes_it() -> None:
    found = margin([(1, (0,))], contest_of("stv-scottish", 2, 2))
    assert (found.kind, found.lower, found.upper, found.witness) == ("exact", None, None, None)


def test_a_margin_is_published_with_candidates_from_one() -> None:
    found = margin([(5, (0,)), (2, (1,))], contest_of("av", 2))
    assert found.as_json() == {
        "way": "changed",
        "kind": "exact",
        "lower": 2,
        "upper": 2,
        "method": alternative.METHOD,
        "steps": found.steps,
        "witness": {
            "papers": 2,
            "changes": [{"papers": 2, "was": [1], "becomes": [2]}],
            "elects": [2],
            "lot": [],
            "order": [1, 2],
        },
    }


@pytest.mark.parametrize(
    ("contest", "more"),
    [
        (contest_of("av", 2), {"budget": -1}),
        (contest_of("score", 2), {}),
        (contest_of("score", 2), {"most_points": 4}),
    ],
)
def test_what_has_no_margin_is_refused(contest: Contest, more: dict[str, Any]) -> None:
    papers: Papers = [(1, (5, 0) if contest.rule == "score" else (0,))]
    with pytest.raises(Refused) as caught:
        margin(papers, contest, **more)
    assert caught.value.code == "count.margin"


@given(
    st.lists(st.tuples(*[st.integers(-3, 3)] * 3), min_size=1, max_size=4),
    st.lists(st.integers(-4, 6), min_size=4, max_size=4),
    st.lists(st.integers(0, 4), min_size=3, max_size=3),
)
@settings(deadline=None)
def test_least_whole_numbers_are_what_trying_everything_finds(
    rows: list[tuple[int, int, int]], needs: list[int], limits: list[int]
) -> None:
    costs = (1, 2, 0)
    needs = needs[: len(rows)]
    fits = [
        sum(a * b for a, b in zip(costs, values, strict=True))
        for values in product(*(range(limit + 1) for limit in limits))
        if all(
            sum(a * b for a, b in zip(row, values, strict=True)) >= need
            for row, need in zip(rows, needs, strict=True)
        )
    ]
    found = whole(Programme.of(costs, rows, needs, Steps(10_000)), limits, None, lambda _, __: None)
    assert (None if found is None else found[0]) == min(fits, default=None)


def test_a_budget_that_is_spent_stops_the_work() -> None:
    steps = Steps(2)
    steps.take(999)
    steps.take(1)
    with pytest.raises(OutOfSteps):
        steps.take(1)


def test_real_contests_under_the_alternative_vote_have_exact_margins() -> None:
    # Three are half the difference of the last two; in both of Berkeley more than two continued at the end.
    expected = {
        "Aspen_2009_Mayor-1": 89,
        "Berkeley_2010_D1CityCouncil-1": 1174,
        "Berkeley_2010_D7CityCouncil-1": 364,
        "Oakland_2010_Mayor-1": 1013,
        "Pierce_2008_CityCouncil-1": 2007,
    }
    for profile in profiles("other-contests.jsonl.gz"):
        if profile.id in expected:
            contest = Contest(len(profile.candidates), 1, "av", 1, withdrawn=profile.withdrawn)
            found = margin(profile.papers, contest)
            assert (profile.id, found.lower, found.upper) == (profile.id, *[expected[profile.id]] * 2)


def test_no_bound_of_a_real_scottish_election_is_above_what_was_found() -> None:
    for profile in profiles("scottish-stv.jsonl.gz")[::40]:
        contest = contest_of("stv-scottish", len(profile.candidates), profile.seats)
        found = margin(profile.papers, contest, budget=1_000)
        assert found.lower is not None and found.upper is not None
        assert found.lower <= found.upper
        assert Fraction(found.upper, found.witness.number if found.witness else 1) == 1
