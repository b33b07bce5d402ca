"""Every valid selection has one number, every number one selection, and nothing else is either."""

from itertools import combinations, permutations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellers.board import shapes
from tellers.crypto import selections
from tellers.crypto.check import first_bad_point
from tellers.crypto.selections import Choose, Ranked, RankedTies, Score, Selection, Shape
from tellers.errors import Refused
from tests import branch

ONE = 1 << selections.DIGIT
"""What the digits of a wide number are of."""


def every_levels(options: int) -> list[list[list[int]]]:
    """All rankings with ties of a few options in the order of their numbers, listed without arithmetic."""
    found: list[list[list[int]]] = []

    def follow(levels: list[list[int]], left: list[int]) -> None:
        for length in range(1, len(left) + 1):
            for level in sorted(map(list, combinations(left, length)), key=lambda level: level[::-1]):
                found.append([*levels, level])
                follow([*levels, level], [option for option in left if option not in level])

    follow([], list(range(options)))
    return found


def every(shape: Shape) -> list[Selection]:
    """All selections of a small contest in the order of their numbers, listed without arithmetic."""
    found: list[Selection] = ["blank", "void"]
    match shape:
        case Ranked(options, longest):
            for length in range(1, longest + 1):
                found += [list(ranking) for ranking in permutations(range(options), length)]
        case Choose(options, fewest, most):
            for length in range(fewest, most + 1):
                sets = map(list, combinations(range(options), length))
                found += sorted(sets, key=lambda chosen: chosen[::-1])
        case RankedTies(options):
            found += every_levels(options)
        case Score(options, top):
            found += [list(scores[::-1]) for scores in product(range(top + 1), repeat=options)]
    return found


@pytest.mark.parametrize(
    "shape",
    [
        Ranked(2, 1),
        Ranked(4, 4),
        Ranked(5, 2),
        Choose(2, 1, 1),
        Choose(5, 1, 3),
        Choose(4, 0, 4),
        Choose(6, 3, 3),
        *(RankedTies(options) for options in range(2, 7)),
        Score(2, 1),
        Score(3, 4),
        Score(5, 3),
    ],
    ids=str,
)
def test_small_contests_are_numbered_as_listed_by_hand(shape: Shape) -> None:
    listed = every(shape)
    assert selections.size(shape) == len(listed)
    assert [selections.encode(shape, selection) for selection in listed] == list(range(len(listed)))
    assert [selections.decode(shape, number) for number in range(len(listed))] == listed
    assert all(shapes.selection(selection) is None for selection in listed)


def levels_of(options: list[int], cuts: set[int]) -> list[list[int]]:
    """Options in levels, a new one beginning at each cut."""
    starts = sorted({0} | cuts)
    ends = [*starts[1:], len(options)]
    return [sorted(options[start:end]) for start, end in zip(starts, ends, strict=True)]


@st.composite
def voted(draw: st.DrawFn) -> tuple[Shape, Selection]:
    options = draw(st.integers(2, 80))
    order = draw(st.permutations(range(options)))
    some = order[: draw(st.integers(1, options))]
    kind = draw(st.sampled_from(["ranked", "choose", "ranked_ties", "score"]))
    if kind == "ranked":
        return Ranked(options, draw(st.integers(len(some), options))), some
    if kind == "ranked_ties":
        return RankedTies(options), levels_of(some, draw(st.sets(st.integers(0, len(some) - 1))))
    if kind == "score":
        top = draw(st.integers(1, 1000))
        return Score(options, top), draw(st.lists(st.integers(0, top), min_size=options, max_size=options))
    fewest, most = draw(st.integers(0, len(some))), draw(st.integers(len(some), options))
    return Choose(options, fewest, most), sorted(some)


@given(voted())
def test_a_selection_comes_back_through_its_number_and_its_points(case: tuple[Shape, Selection]) -> None:
    shape, selection = case
    number, width = selections.encode(shape, selection), selections.width(shape)
    assert 2 <= number < selections.size(shape) <= 1 << selections.DIGIT * width
    assert selections.size(shape) > 1 << selections.DIGIT * (width - 1)
    assert selections.decode(shape, number) == selection
    points = selections.to_points([0, number], width)
    assert len(points) == 2 * width * 32
    assert selections.from_points(points, width) == [0, number]


@given(voted(), st.data())
def test_every_number_of_a_contest_is_one_selection_and_no_other_number_is_any(
    case: tuple[Shape, Selection], data: st.DataObject
) -> None:
    shape = case[0]
    size = selections.size(shape)
    number = data.draw(st.one_of(st.integers(0, size - 1), st.integers(min_value=-5)))
    selection = selections.decode(shape, number)
    if selection is None:
        assert not 0 <= number < size
    else:
        assert selections.encode(shape, selection) == number
    assert selections.decode(shape, size) is selections.decode(shape, -1) is None


@pytest.mark.parametrize(
    ("shape", "selection"),
    [
        (Ranked(3, 2), [0, 1, 2]),
        (Ranked(3, 3), [0, 0]),
        (Ranked(3, 3), [3]),
        (Ranked(3, 3), [-1]),
        (Ranked(3, 3), []),
        (Ranked(3, 3), [True]),
        (Ranked(3, 3), (0, 1)),
        (Ranked(3, 3), "spoilt"),
        (Ranked(3, 3), None),
        (Choose(3, 1, 2), [0, 1, 2]),
        (Choose(3, 1, 2), []),
        (Choose(3, 1, 2), [1, 0]),
        (Choose(3, 1, 2), [1, 1]),
        (RankedTies(3), []),
        (RankedTies(3), [[]]),
        (RankedTies(3), [[0], []]),
        (RankedTies(3), [0, 1]),
        (RankedTies(3), [[1, 0]]),
        (RankedTies(3), [[0, 0]]),
        (RankedTies(3), [[0], [1, 0]]),
        (RankedTies(3), [[3]]),
        (RankedTies(3), [[-1]]),
        (RankedTies(3), [[True]]),
        (RankedTies(3), [(0,)]),
        (RankedTies(3), [[[0]]]),
        (Score(3, 2), []),
        (Score(3, 2), [0, 1]),
        (Score(3, 2), [0, 1, 2, 0]),
        (Score(3, 2), [0, 1, 3]),
        (Score(3, 2), [0, -1, 0]),
        (Score(3, 2), [0, True, 0]),
        (Score(3, 2), [[0], [1], [2]]),
    ],
)
def test_an_over_vote_or_anything_else_that_is_no_selection_cannot_be_encoded(
    shape: Shape, selection: Any
) -> None:
    with pytest.raises(Refused) as caught:
        selections.encode(shape, selection)
    assert caught.value.code == "selection.invalid"


def test_a_number_that_does_not_fit_its_ciphertexts_is_refused() -> None:
    for width in (1, 2, 8):
        limit = 1 << selections.DIGIT * width
        assert len(selections.to_points([limit - 1], width)) == 32 * width
        for number in (limit, -1):
            with pytest.raises(Refused, match=r"selection\.too-large"):
                selections.to_points([0, number], width)


@pytest.mark.parametrize(
    ("fits", "does_not", "width"),
    [
        (Ranked(55, 55), Ranked(56, 56), 1),
        (RankedTies(50), RankedTies(51), 1),
        (Choose(244, 0, 244), Choose(245, 0, 245), 1),
        (Score(70, 10), Score(71, 10), 1),
        (Ranked(94, 94), Ranked(95, 95), 2),
        (Score(196, 1000), Score(197, 1000), 8),
    ],
    ids=str,
)
def test_the_width_is_the_least_that_holds_every_number(fits: Shape, does_not: Shape, width: int) -> None:
    assert (selections.width(fits), selections.width(does_not)) == (width, width + 1)


def test_rankings_of_all_options_that_a_contest_may_have_fit_the_widest_row() -> None:
    assert selections.width(Ranked(255, 255)) <= selections.width(RankedTies(255)) <= selections.WIDEST


def test_the_least_digit_stands_first_and_one_bad_digit_spoils_the_vote() -> None:
    [least, greatest] = ([selections.to_points([number], 1)] for number in (5, 9))
    points = least[0] + greatest[0]
    assert selections.to_points([5 + 9 * ONE], 2) == points
    assert selections.from_points(points, 2) == [5 + 9 * ONE]
    others = [
        point
        for counter in range(256)
        if (point := (2 * (256 * 9 + counter)).to_bytes(32, "little")) != greatest[0]
        and first_bad_point(point, False) == -1
    ]
    assert others
    for other in others:
        assert selections.from_points(least[0] + other + points, 2) == [None, 5 + 9 * ONE]
        assert selections.from_points(other + least[0], 2) == [None]


def test_a_contest_of_the_election_declares_its_shape() -> None:
    assert selections.shape_of(branch.contest()) == Ranked(3, 3)
    options: list[dict[str, Any]] = [{}, {}]
    assert selections.shape_of({"kind": "choose", "options": options, "min": 0, "max": 1}) == Choose(2, 0, 1)
    assert selections.shape_of({"kind": "ranked_ties", "options": options}) == RankedTies(2)
    assert selections.shape_of({"kind": "score", "options": options, "top": 5}) == Score(2, 5)
