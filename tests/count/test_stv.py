"""The rules that transfer by parcels: what holds whatever the papers, drawn by hypothesis."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tellers.count import RULES, Contest, Count, Paper, count, group
from tellers.errors import Refused
from tests.count import naive_stv
from tests.count.naive import Outcome

STV = ("stv-ers97", "stv-ni", "stv-seanad", "prsa77")
DECLARED = {"ties": "forwards", "elected": "between-parcels", "surpluses": "oldest"}

unhurried = settings(deadline=None)
"""A busy machine may take longer over a hundred papers than hypothesis allows by itself."""

Poll = tuple[list[Paper], Contest]


@st.composite
def polls(draw: st.DrawFn, rules: tuple[str, ...] = STV) -> Poll:
    """Papers one by one and a contest, with a lot drawn, some parameters and perhaps somebody withdrawn."""
    rule = draw(st.sampled_from(rules))
    candidates = draw(st.integers(1, 7))
    seats = draw(st.integers(1, 4))
    ranking = st.lists(st.integers(0, candidates - 1), unique=True, max_size=candidates).map(tuple)
    kinds = draw(st.lists(st.tuples(st.integers(1, 9), ranking), max_size=14))
    withdrawn = draw(st.frozensets(st.integers(0, candidates - 1), max_size=min(2, candidates - 1)))
    lot = tuple(draw(st.permutations(range(candidates))))
    parameters = tuple(
        (parameter.name, draw(st.sampled_from(parameter.allowed)))
        for parameter in RULES[rule].parameters
        if parameter.name in DECLARED
    )
    blank = (("blank", "abstention"),) if draw(st.booleans()) else ()
    papers = [paper for number, paper in kinds for _ in range(number)]
    return papers, Contest(candidates, seats, rule, 1, (*parameters, *blank), withdrawn, lot)


def naively(poll: Poll) -> Outcome:
    """The same poll counted one paper at a time."""
    papers, contest = poll
    declared = dict(contest.parameters)
    valid = papers if "blank" in declared else [paper for paper in papers if paper]
    given = (valid, contest.candidates, contest.seats, contest.withdrawn, contest.lot)
    if contest.rule == "stv-ers97":
        return naive_stv.ers97(*given)
    if contest.rule == "stv-ni":
        return naive_stv.northern_ireland(*given, between=declared["elected"] == "between-parcels")
    oldest = declared["surpluses"] == "oldest"
    if contest.rule == "stv-seanad":
        return naive_stv.seanad(*given, oldest=oldest)
    return naive_stv.prsa77(*given, oldest=oldest, latest_first=declared["ties"] == "backwards")


def totals(counted: Count) -> list[list[Fraction]]:
    return [[Fraction(total, 10**counted.places) for total in stage.totals] for stage in counted.stages]


@unhurried
@given(polls())
def test_every_rule_equals_a_count_of_one_paper_at_a_time(poll: Poll) -> None:
    papers, contest = poll
    ours = count(group(papers), contest)
    other = naively(poll)
    assert (list(ours.elected), totals(ours)) == (other.elected, other.totals)


@pytest.mark.parametrize("rule", STV)
def test_five_hundred_closer_polls_equal_counts_of_one_paper_at_a_time(rule: str) -> None:
    chance = Random(1977)
    for _ in range(500):
        candidates, seats = chance.randint(4, 8), chance.randint(1, 4)
        parameters = tuple(
            (parameter.name, chance.choice(parameter.allowed))
            for parameter in RULES[rule].parameters
            if parameter.name in DECLARED
        )
        lot = tuple(chance.sample(range(candidates), candidates))
        withdrawn = frozenset(chance.sample(range(candidates), chance.randint(0, 1)))
        most = chance.choice([2, 5, 20])
        papers: list[Paper] = []
        for _ in range(chance.randint(6, 16)):
            ranking = tuple(chance.sample(range(candidates), chance.randint(1, candidates)))
            papers += [ranking] * chance.randint(1, most)
        poll = papers, Contest(candidates, seats, rule, 1, parameters, withdrawn, lot)
        ours, other = count(group(papers), poll[1]), naively(poll)
        assert (list(ours.elected), totals(ours)) == (other.elected, other.totals), poll


@unhurried
@given(polls())
def test_every_place_is_filled_and_no_vote_made_or_mislaid(poll: Poll) -> None:
    papers, contest = poll
    counted = count(group(papers), contest)
    standing = contest.candidates - len(contest.withdrawn)
    assert len(set(counted.elected)) == len(counted.elected) == min(contest.seats, standing)
    assert not set(counted.elected) & contest.withdrawn
    for stage in counted.stages:
        everything = sum(stage.totals) + stage.non_transferable + stage.lost
        assert everything == counted.valid * 10**counted.places
        assert min(stage.totals) >= 0


@unhurried
@given(polls())
def test_the_parcels_of_a_stage_account_for_every_vote_that_moved(poll: Poll) -> None:
    papers, contest = poll
    stages = count(group(papers), contest).stages
    for before, after in pairwise(stages):
        gained = Counter[int]()
        lapsed = 0
        for parcel in after.transfers:
            for candidate, number in parcel.to:
                gained[candidate] += number * parcel.value
            lapsed += parcel.without * parcel.value if parcel.lapsed is None else parcel.lapsed
        assert after.non_transferable - before.non_transferable == lapsed
        for candidate, (then, now) in enumerate(zip(before.totals, after.totals, strict=True)):
            if candidate not in after.of:
                assert now - then == gained[candidate]


@unhurried
@given(polls(), st.randoms(use_true_random=False))
def test_neither_order_nor_grouping_of_papers_changes_anything(poll: Poll, chance: Random) -> None:
    papers, contest = poll
    shuffled = list(papers)
    chance.shuffle(shuffled)
    assert count([(1, paper) for paper in shuffled], contest) == count(group(papers), contest)


@unhurried
@given(polls(), st.data())
def test_numbers_of_candidates_change_nothing_where_no_lot_is_drawn(poll: Poll, data: st.DataObject) -> None:
    papers, contest = poll
    contest = replace(contest, lot=())
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


@unhurried
@given(polls())
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


@unhurried
@given(polls((*STV, "stv-scottish")), st.data())
def test_a_solid_coalition_has_the_places_that_its_quotas_deserve(poll: Poll, data: st.DataObject) -> None:
    papers, contest = poll
    contest = replace(contest, withdrawn=frozenset())
    size = data.draw(st.integers(1, contest.candidates))
    coalition = set(range(size))
    loyal = data.draw(st.integers(1, 60))
    papers = [paper for paper in papers if paper]
    for _ in range(loyal):
        papers.append(tuple(data.draw(st.permutations(sorted(coalition)))))
    solid = sum(len(paper) >= size and set(paper[:size]) == coalition for paper in papers)
    # In a transfer fewer than 200 papers lose less than 0.01 each: two votes a candidate cover that.
    quotas = (solid - 2 * contest.candidates) * (contest.seats + 1) // (len(papers) + contest.seats + 1)
    elected = set(count(group(papers), contest).elected)
    assert len(elected & coalition) >= min(quotas, size, contest.seats)


@unhurried
@given(polls((*STV, "stv-scottish")), st.integers(1, 9))
def test_whom_most_put_first_has_the_only_place(poll: Poll, more: int) -> None:
    papers, contest = poll
    contest = replace(contest, seats=1, withdrawn=frozenset())
    papers = [paper for paper in papers if paper]
    papers += [(0,)] * (sum(paper[0] != 0 for paper in papers) + more)
    assert count(group(papers), contest).elected == (0,)


@unhurried
@given(polls(("stv-ni",)))
def test_the_two_readings_of_the_ambiguous_clause_differ_in_nothing_before_an_exclusion(poll: Poll) -> None:
    papers, contest = poll
    stages = []
    for value in ("between-parcels", "end-of-stage"):
        counted = count(group(papers), replace(contest, parameters=(("elected", value),)))
        stages.append(counted.stages)
    for one, other in zip(*stages, strict=False):
        if "exclusion" in (one.action, other.action):
            break
        assert one == other
