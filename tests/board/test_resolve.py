"""Which entry of a pseudonym counts."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellers.board.resolve import Precedence, Standing, final_entries, standing

creds = st.sampled_from("abcd")


@pytest.mark.parametrize(("precedence", "index"), [("first", 3), ("last", 9)])
def test_the_first_or_the_last_ballot_of_a_pseudonym_counts(precedence: Precedence, index: int) -> None:
    assert final_entries([(3, "a"), (5, "b"), (9, "a")], [], precedence) == {"a": index, "b": 5}


@pytest.mark.parametrize("precedence", ["first", "last"])
def test_a_paper_counts_whether_a_ballot_came_before_or_not(precedence: Precedence) -> None:
    assert final_entries([(3, "a"), (9, "a")], ["a", "b"], precedence) == {"a": "paper", "b": "paper"}


@given(st.lists(creds, max_size=9), st.sets(creds), st.sampled_from(["first", "last"]))
def test_everybody_who_voted_has_one_final_entry_of_their_own(
    cast: Any, marked: Any, precedence: Any
) -> None:
    ballots = list(enumerate(cast, 10))
    final = final_entries(iter(ballots), marked, precedence)
    assert final.keys() == {*cast, *marked}
    for cred, entry in final.items():
        mine = [index for index, of in ballots if of == cred]
        expected = "paper" if cred in marked else mine[0 if precedence == "first" else -1]
        assert entry == expected


BALLOTS = [(3, "a"), (5, "b"), (9, "a"), (11, "c")]


@pytest.mark.parametrize("precedence", ["first", "last"])
def test_what_is_suspended_does_not_count_and_what_was_decided_counts_as_decided(
    precedence: Precedence,
) -> None:
    held = Standing({"a", "b", "d"}, {"b": 5, "c": -1})
    assert final_entries(BALLOTS, [], precedence, held) == {"b": 5}
    assert held.excluded == {"c"}


def test_a_decision_for_a_tender_goes_before_the_ballots_and_a_paper_before_all() -> None:
    decided = Standing((), {"a": 20, "b": 5})
    assert final_entries(BALLOTS, ["b"], "first", decided) == {"a": 20, "b": "paper", "c": 11}


def test_a_hold_that_is_lifted_leaves_nothing_behind() -> None:
    orders = [{"type": kind, "cred": "a"} for kind in ("cred.suspend", "ballot", "cred.restore")]
    assert standing(orders) == Standing(set(), {})
    assert standing([*orders, orders[0]]) == Standing({"a"}, {})
    assert standing([{"type": "cred.decide", "cred": "b", "enter": -1}]).decided == {"b": -1}
