"""Counting by iteration: Meek's method twice, and Warren's."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any, cast

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tellers.count import RULES, Contest, Paper, Stage, count, group
from tellers.count.rules.meek_nz import numbers
from tellers.errors import Refused
from tests.count.naive_iteration import Poll, Shown
from tests.count.test_real_elections import counted, profiles

ITERATING = ("meek-nz", "meek-hww", "warren")
TIES = {rule: RULES[rule].parameters[0].allowed for rule in ITERATING}


@st.composite
def polls(draw: st.DrawFn, rules: tuple[str, ...] = ITERATING) -> tuple[list[Paper], Contest]:
    """Papers one by one, few enough kinds that ties are common, and a contest to count them."""
    rule = draw(st.sampled_from(rules))
    candidates = draw(st.integers(1, 6))
    ranking = st.lists(st.integers(0, candidates - 1), unique=True, max_size=candidates).map(tuple)
    kinds = draw(st.lists(st.tuples(st.sampled_from((1, 1, 2, 3, 7, 20)), ranking), max_size=10))
    contest = Contest(
        candidates=candidates,
        seats=draw(st.integers(1, 4)),
        rule=rule,
        version=1,
        parameters=(("blank", "abstention"), ("ties", draw(st.sampled_from(TIES[rule])))),
        withdrawn=draw(st.frozensets(st.integers(0, candidates - 1), max_size=candidates - 1)),
        lot=tuple(draw(st.permutations(range(candidates)))),
    )
    return [paper for number, paper in kinds for _ in range(number)], contest


def as_shown(stage: Stage, places: int) -> Shown:
    def votes(amount: int) -> Fraction:
        return Fraction(amount, 10**places)

    return Shown(
        action=stage.action,
        iteration=cast(int, stage.iteration),
        totals=[votes(total) for total in stage.totals],
        keep=[votes(kept) for kept in cast(tuple[int, ...], stage.keep)],
        quota=votes(cast(int, stage.quota)),
        non_transferable=votes(stage.non_transferable),
        elected=list(stage.elected),
        excluded=list(stage.excluded),
        ties=[(list(tie.between), tie.broken_by, tie.stage, list(tie.left)) for tie in stage.ties],
    )


@given(polls())
def test_every_stage_equals_a_naive_count_of_single_papers(poll: tuple[list[Paper], Contest]) -> None:
    papers, contest = poll
    ours = count(group(papers), contest)
    other = Poll(
        contest.rule,
        contest.parameter("ties"),
        papers,
        contest.candidates,
        contest.seats,
        contest.withdrawn,
        contest.lot,
    )
    assert [as_shown(stage, ours.places) for stage in ours.stages] == other.count()
    assert list(ours.elected) == other.elected


def spent(papers: list[Paper], contest: Contest, keep: tuple[int, ...]) -> list[int]:
    """Votes by the keep values that a stage shows."""
    totals = [0] * contest.candidates
    for paper in papers:
        left = 10**9
        for candidate in paper:
            share = (
                min(left, keep[candidate])
                if contest.rule == "warren"
                else -(-left * keep[candidate] // 10**9)
            )
            totals[candidate] += share
            left -= share
    return totals


@given(polls())
def test_whoever_spends_the_papers_by_the_keep_values_gets_the_totals(
    poll: tuple[list[Paper], Contest],
) -> None:
    papers, contest = poll
    for stage in count(group(papers), contest).stages:
        assert spent(papers, contest, cast(tuple[int, ...], stage.keep)) == list(stage.totals)
        assert sum(stage.totals) + stage.non_transferable == len(papers) * 10**9
        assert stage.lost == 0


@given(polls())
def test_every_place_is_filled_while_somebody_stands(poll: tuple[list[Paper], Contest]) -> None:
    papers, contest = poll
    elected = count(group(papers), contest).elected
    standing = contest.candidates - len(contest.withdrawn)
    assert len(set(elected)) == len(elected) == min(contest.seats, standing)
    assert not contest.withdrawn & set(elected)


@given(polls(), st.randoms(use_true_random=False))
def test_order_and_grouping_of_papers_change_nothing(poll: tuple[list[Paper], Contest], chance: Any) -> None:
    papers, contest = poll
    shuffled = [(1, paper) for paper in papers]
    chance.shuffle(shuffled)
    assert count(shuffled, contest) == count(group(papers), contest)


@given(polls(), st.data())
def test_numbers_of_candidates_change_nothing_where_no_lot_is_drawn(
    poll: tuple[list[Paper], Contest], data: st.DataObject
) -> None:
    papers, contest = poll
    ties = "lot" if contest.rule == "meek-nz" else contest.parameter("ties")
    contest = replace(contest, lot=(), parameters=(("blank", "abstention"), ("ties", ties)))
    try:
        first = count(group(papers), contest)
    except Refused as refused:
        assert refused.code == "count.lot-needed"
        assume(False)
    new = data.draw(st.permutations(range(contest.candidates)))
    renumbered = [tuple(new[candidate] for candidate in paper) for paper in papers]
    withdrawn = frozenset(new[candidate] for candidate in contest.withdrawn)
    second = count(group(renumbered), replace(contest, withdrawn=withdrawn))
    assert {new[candidate] for candidate in first.elected} == set(second.elected)
    for one, other in zip(first.stages, second.stages, strict=True):
        assert [other.totals[new[candidate]] for candidate in range(contest.candidates)] == list(one.totals)
        assert Counter(new[candidate] for candidate in one.elected) == Counter(other.elected)


@given(polls(("meek-nz",)))
def test_the_schedules_own_numbers_need_no_lot(poll: tuple[list[Paper], Contest]) -> None:
    papers, contest = poll
    assume(contest.parameter("ties") != "lot")
    assert count(group(papers), replace(contest, lot=())) == count(group(papers), contest)


@given(polls(), st.data())
def test_a_solid_coalition_gets_the_places_its_quotas_earn(
    poll: tuple[list[Paper], Contest], data: st.DataObject
) -> None:
    papers, contest = poll
    contest = replace(contest, withdrawn=frozenset())
    members = data.draw(st.permutations(range(contest.candidates)))
    side = members[: data.draw(st.integers(1, contest.candidates))]
    solid = data.draw(st.lists(st.permutations(side).map(tuple), min_size=1, max_size=40))
    elected = set(count(group([*papers, *solid]), contest).elected)
    # A margin of one paper covers what clause 13 and the ninth decimal leave undecided.
    earned = (len(solid) - 1) * (contest.seats + 1) // (len(papers) + len(solid))
    assert len(elected & set(side)) >= min(earned, len(side), contest.seats)


def test_every_shared_election_has_the_winners_that_another_program_found() -> None:
    elections = profiles("scottish-stv.jsonl.gz")
    differing = Counter[str]()
    for election in elections:
        expected = cast(dict[str, dict[str, Any]], election.expected)
        for rule in ITERATING:
            ours = counted(election, rule)
            differing[rule] += sorted(ours["elected"]) != expected[rule]["elected_set"]
            if "final_totals" in expected[rule]:
                differing["totals"] += ours["stages"][-1]["totals"] != expected[rule]["final_totals"]
    assert len(elections) == 320
    assert differing == {"meek-nz": 0, "meek-hww": 0, "warren": 0, "totals": 0}


def test_a_candidate_who_is_excluded_might_as_well_not_have_stood() -> None:
    # Meek's own reason for his method. Statutory rules that transfer by hand do not have it.
    compared = 0
    for election in profiles("scottish-stv.jsonl.gz")[::10]:
        for rule in ("meek-nz", "meek-hww"):
            contest = Contest(len(election.candidates), election.seats, rule, 1)
            first = count(election.papers, contest)
            excluded = frozenset(candidate for stage in first.stages for candidate in stage.excluded[:1])
            for candidate in excluded:
                second = count(election.papers, replace(contest, withdrawn=frozenset({candidate})))
                assert set(second.elected) == set(first.elected), election.id
                compared += 1
    assert compared > 150


def test_numbers_of_the_text_and_of_the_author_differ() -> None:
    # 4 candidates, 2 places, 13 papers: x = 9, y = 2, z = 13 + 3 x 10000 or, in the text, 13 + 3 x 1000. The
    # fifth step has x = 6937, y = 7345, z = 4605 or 7574: quotients 2291, 2423, 1518 or 2497.
    assert numbers(4, 2, 13, corrected=True) == [6232, 6912, 793, 4690]
    assert numbers(4, 2, 13, corrected=False) == [7211, 13363, 17498, 14620]


def test_no_two_candidates_get_one_number() -> None:
    assert sorted(numbers(10_000, 3, 1, corrected=True)) == list(range(10_000))


def test_more_candidates_than_numbers_are_refused() -> None:
    with pytest.raises(Refused) as caught:
        numbers(10_001, 1, 1, corrected=True)
    assert caught.value.code == "count.candidates"


def test_a_keep_value_that_rounding_would_raise_stays() -> None:
    # One paper, three places: the quota is a quarter of what is left, and shrinks with it to nothing.
    contest = Contest(4, 3, "meek-hww", 1, lot=(3, 1, 0, 2))
    counted = count([(1, (3, 0))], contest)
    keeps = [cast(tuple[int, ...], stage.keep) for stage in counted.stages]
    assert counted.elected[:2] == (3, 0)
    assert all(
        after <= before for one, other in pairwise(keeps) for before, after in zip(one, other, strict=True)
    )
