"""Which entry of a pseudonym counts."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellers.board.resolve import Precedence, final_entries

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
