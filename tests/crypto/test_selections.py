"""Every valid selection has one number, every number one selection, and nothing else is either."""

from itertools import combinations, permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellers.crypto import selections
from tellers.crypto.selections import LIMIT, Selection, Shape
from tellers.errors import Refused
from tests import branch


def ranked(options: int, longest: int) -> Shape:
    return Shape("ranked", options, 1, longest)


def choose(options: int, fewest: int, most: int) -> Shape:
    return Shape("choose", options, fewest, most)


def every(shape: Shape) -> list[Selection]:
    """All selections of a small contest in the order of their numbers, listed without arithmetic."""
    found: list[Selection] = ["blank", "void"]
    for length in range(shape.minimum, shape.maximum + 1):
        options = range(shape.options)
        if shape.kind == "ranked":
            found += [list(ranking) for ranking in permutations(options, length)]
        else:
            found += sorted((list(chosen) for chosen in combinations(options, length)), key=lambda s: s[::-1])
    return found


@pytest.mark.parametrize(
    "shape",
    [
        ranked(2, 1),
        ranked(4, 4),
        ranked(5, 2),
        choose(2, 1, 1),
        choose(5, 1, 3),
        choose(4, 0, 4),
        choose(6, 3, 3),
    ],
)
def test_small_contests_are_numbered_as_listed_by_hand(shape: Shape) -> None:
    listed = every(shape)
    assert selections.size(shape) == len(listed)
    assert [selections.encode(shape, selection) for selection in listed] == list(range(len(listed)))
    assert [selections.decode(shape, number) for number in range(len(listed))] == listed


@st.composite
def voted(draw: st.DrawFn) -> tuple[Shape, list[int]]:
    options = draw(st.integers(2, 40))
    if draw(st.booleans()):
        longest = draw(st.integers(1, options))
        ranking = draw(st.permutations(range(options)))[: draw(st.integers(1, longest))]
        return ranked(options, longest), ranking
    chosen = draw(st.sets(st.integers(0, options - 1)))
    fewest, most = draw(st.integers(0, len(chosen))), draw(st.integers(len(chosen), options))
    return choose(options, fewest, most), sorted(chosen)


@given(voted())
def test_a_selection_comes_back_through_its_number_and_its_point(case: tuple[Shape, list[int]]) -> None:
    shape, selection = case
    number = selections.encode(shape, selection)
    assert 2 <= number < selections.size(shape)
    assert selections.decode(shape, number) == selection
    if number < LIMIT:
        assert selections.from_points(selections.to_points([number])) == [number]


@given(voted(), st.integers(min_value=-5))
def test_every_number_of_a_contest_is_one_selection_and_no_other_number_is_any(
    case: tuple[Shape, list[int]], number: int
) -> None:
    shape = case[0]
    selection = selections.decode(shape, number)
    if selection is None:
        assert not 0 <= number < selections.size(shape)
    else:
        assert selections.encode(shape, selection) == number


@pytest.mark.parametrize(
    ("shape", "selection"),
    [
        (ranked(3, 2), [0, 1, 2]),
        (ranked(3, 3), [0, 0]),
        (ranked(3, 3), [3]),
        (ranked(3, 3), [-1]),
        (ranked(3, 3), []),
        (ranked(3, 3), [True]),
        (ranked(3, 3), (0, 1)),
        (ranked(3, 3), "spoilt"),
        (ranked(3, 3), None),
        (choose(3, 1, 2), [0, 1, 2]),
        (choose(3, 1, 2), []),
        (choose(3, 1, 2), [1, 0]),
        (choose(3, 1, 2), [1, 1]),
    ],
)
def test_an_over_vote_or_anything_else_that_is_no_selection_cannot_be_encoded(
    shape: Shape, selection: Any
) -> None:
    with pytest.raises(Refused) as caught:
        selections.encode(shape, selection)
    assert caught.value.code == "selection.invalid"


def test_a_number_that_does_not_fit_one_ciphertext_is_refused() -> None:
    assert len(selections.to_points([LIMIT - 1])) == 32
    for number in (LIMIT, -1):
        with pytest.raises(Refused, match=r"selection\.too-large"):
            selections.to_points([0, number])


def test_rankings_of_fifty_five_fit_one_ciphertext_and_of_fifty_six_do_not() -> None:
    assert selections.size(ranked(55, 55)) <= LIMIT < selections.size(ranked(56, 56))


def test_a_contest_of_the_election_declares_its_shape() -> None:
    assert selections.shape_of(branch.contest()) == ranked(3, 3)
    motion = {"kind": "choose", "options": [{}, {}], "min": 0, "max": 1}
    assert selections.shape_of(motion) == choose(2, 0, 1)
