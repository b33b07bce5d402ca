"""Nominations reopened, motions by category, and zipped lists."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellers.count import RULES, Contest, Section, count, group
from tellers.count.zipping import END, FOREMOST, Zip, by_points, zipped
from tellers.errors import Refused

OPTION = 3
REOPENED = sorted(rule.id for rule in RULES.values() if rule.reopen)


@st.composite
def polls(draw: st.DrawFn) -> tuple[list[Any], Contest]:
    """A contest of three candidates and the option to reopen nominations, which has the last number."""
    rule = draw(st.sampled_from(REOPENED))
    seats = 1 if RULES[rule].single else draw(st.integers(1, 3))
    ranking = st.lists(st.integers(0, OPTION), unique=True, min_size=1).map(tuple)
    kinds = draw(st.lists(st.tuples(st.integers(1, 5), ranking), max_size=8))
    papers = [paper for number, paper in kinds for _ in range(number)]
    lot = tuple(draw(st.permutations(range(OPTION + 1))))
    return papers, Contest(OPTION + 1, seats, rule, 1, (), frozenset(), lot, reopen=OPTION)


@given(polls())
def test_nobody_behind_the_option_is_elected_and_their_places_are_open(
    poll: tuple[list[Any], Contest],
) -> None:
    papers, contest = poll
    counted = count(group(papers), contest)
    plain = count(group(papers), replace(contest, reopen=None))
    assert (plain.reopened, "reopened" in plain.as_json()) == (None, False)
    assert set(counted.elected) <= set(plain.elected) - {OPTION}
    if OPTION in plain.elected:
        assert counted.reopened == contest.seats - len(counted.elected) > 0
        last = counted.stages[-1]
        assert last.elected[-1] == OPTION
        before = [c for stage in counted.stages[:-1] for c in stage.elected]
        behind = set(plain.elected) - set(before) - {OPTION}
        here = set(plain.stages[last.n - 1].elected)
        assert set(last.elected[:-1]) == {c for c in behind & here if last.totals[c] >= last.totals[OPTION]}
        assert counted.stages[:-1] == plain.stages[: last.n - 1]
    else:
        assert counted.reopened == 0
        assert (counted.elected, counted.stages) == (plain.elected, plain.stages)


def test_the_rules_that_may_reopen_nominations_are_those_of_their_page() -> None:
    transferable = {"stv-scottish", "stv-ers97", "stv-ni", "stv-seanad", "prsa77"}
    iterated = {"meek-nz", "meek-hww", "warren"}
    assert set(REOPENED) == {"approval", "av", "block", "fptp"} | transferable | iterated


@pytest.mark.parametrize("rule", REOPENED)
def test_the_option_to_reopen_nominations_cannot_be_withdrawn(rule: str) -> None:
    with pytest.raises(Refused) as caught:
        count([(1, (0,))], Contest(2, 1, rule, 1, withdrawn=frozenset({1}), reopen=1))
    assert caught.value.code == "count.reopen"


votes = st.lists(st.tuples(st.integers(1, 9), st.sampled_from([(), (0,), (1,), (2,)]), st.integers(0, 1)))


@given(votes, st.sampled_from(("votes", "valid")), st.sampled_from(("at-least", "more-than")))
def test_a_motion_by_category_is_carried_in_any_or_in_all(
    papers: list[tuple[int, tuple[int, ...], int]], whole: str, reach: str
) -> None:
    fractions = (Fraction(1, 3), Fraction(1, 2))
    sections = (Section("party branches", fractions[0]), Section("affiliated branches", fractions[1]))
    declared = (("whole", whole), ("reach", reach), ("blank", "abstention"))
    carried = []
    for number, fraction in enumerate(fractions):
        here = [paper for n, paper, section in papers for _ in range(n) if section == number]
        base = len(here) if whole == "valid" else here.count((0,)) + here.count((1,))
        part = Fraction(here.count((0,)), base) if base else None
        carried.append(part is not None and (part > fraction or (part == fraction and reach == "at-least")))
    for how, decides in (("any", any), ("all", all)):
        contest = Contest(3, 1, "yes-no", 1, (*declared, ("sections", how)), sections=sections)
        counted = count(papers, contest)
        assert counted.elected == ((0,) if decides(carried) else ())
        shown = dict(counted.findings)["sections"]
        assert [section["carried"] for section in shown] == carried
        assert [sum(column) for column in zip(*(s["votes"] for s in shown), strict=True)] == list(
            counted.stages[0].totals
        )


GROUPS = (("women", frozenset({0, 1, 2})), ("men", frozenset({3, 4})))


@pytest.mark.parametrize(
    ("order", "declared", "expected"),
    [
        ((0, 1, 2, 3, 4), Zip(GROUPS), (0, 3, 1, 4, 2)),
        ((0, 1, 2, 3, 4), Zip(GROUPS, first="men"), (3, 0, 4, 1, 2)),
        ((0, 1, 2, 3, 4), Zip(GROUPS, first="men", short=END), (3, 0, 4, 1)),
        ((3, 4, 0), Zip(GROUPS), (3, 0, 4)),
        ((3, 4, 0), Zip(GROUPS, first="women"), (0, 3, 4)),
        ((3, 4, 0), Zip(GROUPS, first="women", short=END), (0, 3)),
        ((5, 0, 1, 3), Zip(GROUPS), (5, 3, 0, 1)),
        ((5, 3, 0, 1), Zip(GROUPS), (5, 0, 3, 1)),
        ((6, 5), Zip(GROUPS), (6, 5)),
        ((), Zip(GROUPS), ()),
    ],
)
def test_a_zipped_list_is_the_one_worked_by_hand(
    order: tuple[int, ...], declared: Zip, expected: tuple[int, ...]
) -> None:
    assert tuple(place.candidate for place in zipped(order, 9, declared)) == expected


def test_the_record_of_a_zipped_list_says_whose_turn_it_was_and_who_waited() -> None:
    record = [place.as_json() for place in zipped((0, 1, 3, 2), 4, Zip(GROUPS))]
    assert record == [
        {"n": 1, "turn": "women", "candidate": 1, "in_turn": True, "passed": []},
        {"n": 2, "turn": "men", "candidate": 4, "in_turn": True, "passed": [2]},
        {"n": 3, "turn": "women", "candidate": 2, "in_turn": True, "passed": []},
        {"n": 4, "turn": "men", "candidate": 3, "in_turn": False, "passed": []},
    ]


@given(st.permutations(range(7)), st.integers(1, 9), st.sampled_from((FOREMOST, "women", "men")))
def test_a_zipped_list_keeps_each_group_in_order_and_takes_turns_while_it_can(
    order: list[int], places: int, first: str
) -> None:
    listed = zipped(order, places, Zip(GROUPS, first))
    named = [place.candidate for place in listed]
    assert len(set(named)) == len(named) == min(places, 7)
    for _, members in GROUPS:
        kept = [candidate for candidate in named if candidate in members]
        assert kept == [candidate for candidate in order if candidate in members][: len(kept)]
    turns = [place.turn for place in listed]
    assert all(one != other for one, other in pairwise(turns))
    for place in listed:
        others = dict(GROUPS)["men" if place.turn == "women" else "women"]
        assert place.in_turn == (place.candidate not in others)
        assert not place.in_turn or all(candidate in others for candidate in place.passed)


@pytest.mark.parametrize(
    ("declared", "order", "places"),
    [
        (Zip((("women", frozenset({0})), ("women", frozenset({1})))), (0, 1), 2),
        (Zip((("women", frozenset({0})), ("", frozenset({1})))), (0, 1), 2),
        (Zip((("foremost", frozenset({0})), ("men", frozenset({1})))), (0, 1), 2),
        (Zip((("women", frozenset({0})), ("men", frozenset({0, 1})))), (0, 1), 2),
        (Zip(GROUPS, first="young members"), (0, 1), 2),
        (Zip(GROUPS, short="stop"), (0, 1), 2),
        (Zip(GROUPS), (0, 0), 2),
        (Zip(GROUPS), (0, 1), 0),
    ],
)
def test_what_cannot_be_zipped_is_refused(declared: Zip, order: tuple[int, ...], places: int) -> None:
    with pytest.raises(Refused) as caught:
        zipped(order, places, declared)
    assert caught.value.code == "count.zipping"


def test_an_order_by_points_asks_the_lot_only_between_equals() -> None:
    order, ties = by_points([4, 9, 4, 0], [True, True, True, True], (2, 3, 0, 1))
    assert order == [1, 2, 0, 3]
    assert [(tie.purpose, tie.between, tie.left) for tie in ties] == [("order", (0, 2), (2, 0))]
    assert by_points([4, 9, 5, 0], [True, True, False, True], ()) == ([1, 0, 3], [])
    with pytest.raises(Refused) as caught:
        by_points([4, 4], [True, True], ())
    assert caught.value.code == "count.lot-needed"


@given(st.lists(st.integers(0, 3), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_an_order_by_points_is_that_of_points_then_lot(points: list[int], chance: Random) -> None:
    lot = list(range(len(points)))
    chance.shuffle(lot)
    order, _ = by_points(points, [True] * len(points), lot)
    assert order == sorted(lot, key=lambda c: (-points[c], lot.index(c)))
