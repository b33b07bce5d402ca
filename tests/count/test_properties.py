"""What holds for every count, whatever the papers: drawn by hypothesis."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tellers.count import Contest, Count, Paper, count, group
from tellers.errors import Refused
from tests.count import naive

RULES = ("fptp", "av", "stv-scottish")


@st.composite
def polls(draw: st.DrawFn, rules: tuple[str, ...] = RULES) -> tuple[list[Paper], Contest]:
    """Papers one by one and a contest to count them, with a lot drawn and perhaps somebody withdrawn."""
    rule = draw(st.sampled_from(rules))
    candidates = draw(st.integers(1, 6))
    seats = draw(st.integers(1, 4)) if rule == "stv-scottish" else 1
    ranking = st.lists(st.integers(0, candidates - 1), unique=True, max_size=candidates).map(tuple)
    kinds = draw(st.lists(st.tuples(st.integers(1, 9), ranking), max_size=12))
    withdrawn = draw(st.frozensets(st.integers(0, candidates - 1), max_size=candidates - 1))
    lot = tuple(draw(st.permutations(range(candidates))))
    choices = {
        "av": ("finish", ("majority", "two")),
        "stv-scottish": ("last_transfer", ("printed", "omitted")),
    }
    name, values = choices.get(rule, ("ties", ("lot",)))
    parameters = ((name, draw(st.sampled_from(values))),)
    papers = [paper for number, paper in kinds for _ in range(number)]
    return papers, Contest(candidates, seats, rule, 1, parameters, withdrawn, lot)


def ordered_totals(counted: Count) -> list[list[Fraction]]:
    return [[Fraction(total, 10**counted.places) for total in stage.totals] for stage in counted.stages]


@given(polls())
def test_votes_are_neither_made_nor_mislaid_at_any_stage(poll: tuple[list[Paper], Contest]) -> None:
    papers, contest = poll
    counted = count(group(papers), contest)
    valid = sum(1 for paper in papers if paper)
    assert (counted.papers, counted.valid, counted.invalid) == (len(papers), valid, len(papers) - valid)
    for stage in counted.stages:
        assert sum(stage.totals) + stage.non_transferable + stage.lost == valid * 10**counted.places
        assert min(stage.totals) >= 0


@given(polls())
def test_every_place_is_filled_while_somebody_stands(poll: tuple[list[Paper], Contest]) -> None:
    papers, contest = poll
    elected = count(group(papers), contest).elected
    standing = contest.candidates - len(contest.withdrawn)
    assert len(set(elected)) == len(elected) == min(contest.seats, standing)


@given(polls(), st.randoms(use_true_random=False))
def test_order_of_papers_changes_nothing(poll: tuple[list[Paper], Contest], chance: Random) -> None:
    papers, contest = poll
    shuffled = list(papers)
    chance.shuffle(shuffled)
    assert count([(1, paper) for paper in shuffled], contest) == count(
        [(1, paper) for paper in papers], contest
    )


@given(polls())
def test_grouping_of_papers_changes_nothing(poll: tuple[list[Paper], Contest]) -> None:
    papers, contest = poll
    assert count([(1, paper) for paper in papers], contest) == count(group(papers), contest)


@given(polls(), st.data())
def test_numbers_of_candidates_change_nothing_where_no_lot_is_drawn(
    poll: tuple[list[Paper], Contest], data: st.DataObject
) -> None:
    papers, contest = poll
    contest = replace(contest, lot=())
    try:
        first = count(group(papers), contest)
    except Refused as refused:
        assert refused.code == "count.lot-needed"
        assume(False)
    new = data.draw(st.permutations(range(contest.candidates)))
    renumbered = [tuple(new[candidate] for candidate in paper) for paper in papers]
    second = count(
        group(renumbered),
        replace(contest, withdrawn=frozenset(new[candidate] for candidate in contest.withdrawn)),
    )
    assert {new[candidate] for candidate in first.elected} == set(second.elected)
    for one, other in zip(first.stages, second.stages, strict=True):
        assert [other.totals[new[candidate]] for candidate in range(contest.candidates)] == list(one.totals)
        assert Counter(new[candidate] for candidate in one.elected) == Counter(other.elected)


@given(polls())
def test_a_withdrawn_candidate_has_no_votes_and_no_place(poll: tuple[list[Paper], Contest]) -> None:
    papers, contest = poll
    counted = count(group(papers), contest)
    for candidate in contest.withdrawn:
        assert all(stage.totals[candidate] == 0 for stage in counted.stages)
        assert candidate not in counted.elected


@given(polls())
def test_a_lot_is_asked_for_exactly_where_one_was_used(poll: tuple[list[Paper], Contest]) -> None:
    papers, contest = poll
    used = any(tie.broken_by == "lot" for stage in count(group(papers), contest).stages for tie in stage.ties)
    without = replace(contest, lot=())
    if used:
        with pytest.raises(Refused) as caught:
            count(group(papers), without)
        assert caught.value.code == "count.lot-needed"
    else:
        assert count(group(papers), without) == count(group(papers), contest)


@given(polls(("av",)))
def test_the_alternative_vote_equals_a_naive_count(poll: tuple[list[Paper], Contest]) -> None:
    papers, contest = poll
    finish = contest.parameter("finish")
    other = naive.alternative_vote(papers, contest.candidates, contest.withdrawn, contest.lot, finish)
    ours = count(group(papers), contest)
    assert (list(ours.elected), ordered_totals(ours)) == (other.elected, other.totals)


@given(polls(("stv-scottish",)))
def test_the_scottish_rule_equals_a_naive_count(poll: tuple[list[Paper], Contest]) -> None:
    papers, contest = poll
    contest = replace(contest, parameters=(("last_transfer", "printed"),))
    valid = [paper for paper in papers if paper]
    other = naive.scottish(valid, contest.candidates, contest.seats, contest.withdrawn, contest.lot)
    ours = count(group(papers), contest)
    assert (list(ours.elected), ordered_totals(ours)) == (other.elected, other.totals)


@given(polls(("stv-scottish",)))
def test_leaving_the_last_transfer_out_changes_no_winner(poll: tuple[list[Paper], Contest]) -> None:
    papers, contest = poll
    printed = count(group(papers), replace(contest, parameters=(("last_transfer", "printed"),)))
    omitted = count(group(papers), replace(contest, parameters=(("last_transfer", "omitted"),)))
    assert set(printed.elected) == set(omitted.elected)
    assert printed.stages[:-1] == omitted.stages[:-1]
