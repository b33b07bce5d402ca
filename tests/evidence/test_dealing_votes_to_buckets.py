"""Whether marks by bucket can be the votes that the board shows, each within the time it was cast in."""

from collections import Counter
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellers.evidence.verify.v19_times import misfit

spans = st.tuples(st.integers(0, 4), st.integers(0, 4)).map(lambda pair: (min(pair), max(pair)))


@given(st.lists(st.tuples(spans, st.integers(0, 4)), max_size=6))
def test_it_finds_a_dealing_exactly_where_there_is_one(votes: list[tuple[tuple[int, int], int]]) -> None:
    cells = Counter(bucket for _, bucket in votes)
    places = [bucket for _, bucket in votes]
    possible = any(
        all(first <= bucket <= last for ((first, last), _), bucket in zip(votes, order, strict=True))
        for order in permutations(places)
    )
    assert (misfit([span for span, _ in votes], cells) is None) == possible


@pytest.mark.parametrize(
    ("shown", "cells", "words"),
    [
        (
            [(2, 3)] * 4 + [(0, 3)] * 8,
            {0: 4, 1: 8},
            "bucket 1 holds 8 marks, but by the board no more than 4",
        ),
        ([(0, 0)] * 6 + [(1, 1)] * 6, {0: 5, 1: 7}, "a vote was cast in bucket 0 or before"),
        ([(1, 1)] * 3, {0: 3}, "bucket 0 holds 3 marks, but by the board no more than 0"),
    ],
)
def test_buckets_that_fit_one_by_one_may_not_fit_together(
    shown: list[tuple[int, int]], cells: dict[int, int], words: str
) -> None:
    assert words in str(misfit(shown, cells))
