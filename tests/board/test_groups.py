"""Groups of members: their names are ids, no two groups share one, and everybody orders them alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellers.board import shapes
from tellers.board.groups import HEAVIEST, LONGEST_STYLE, Group, grouped, is_style

ids = st.from_regex(r"[a-z0-9][a-z0-9-]{0,39}", fullmatch=True)


def test_a_group_of_weight_one_is_called_as_its_style() -> None:
    assert Group("members", 1).name == "members"
    assert Group("members", 25).name == "members-x25"


@pytest.mark.parametrize("id", ["members-x1", "members-x25", "a-x0", "a" * (LONGEST_STYLE + 1)])
def test_a_style_may_not_be_called_as_a_weight_of_another_could_be(id: str) -> None:
    assert not is_style(id)


@pytest.mark.parametrize("id", ["full", "x25", "members-x", "members-x25-north", "a" * LONGEST_STYLE])
def test_any_other_id_may_be_a_styles(id: str) -> None:
    assert is_style(id)


@given(ids, ids, st.integers(1, HEAVIEST), st.integers(1, HEAVIEST))
def test_no_two_groups_have_one_name_and_every_name_is_an_id(a: str, b: str, m: int, n: int) -> None:
    if is_style(a) and is_style(b):
        assert (Group(a, m).name == Group(b, n).name) == ((a, m) == (b, n))
        assert shapes.identity(Group(a, m).name) is None


def test_groups_come_by_style_as_declared_and_then_by_weight() -> None:
    rows = [Group("b", 2), Group("a", 30), Group("b", 1), Group("a", 4), Group("a", 30)]
    found = grouped(["b", "a", "c"], rows)
    assert list(found.items()) == [
        (Group("b", 1), [3]),
        (Group("b", 2), [1]),
        (Group("a", 4), [4]),
        (Group("a", 30), [2, 5]),
    ]
