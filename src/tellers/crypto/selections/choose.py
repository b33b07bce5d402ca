"""Some of the options, without order: approval, one of many, yes or no. Source: spec/selections.md."""

from dataclasses import dataclass
from itertools import pairwise
from math import comb
from typing import Any

from tellers.crypto.selections.sets import colex, colex_set


@dataclass(frozen=True, slots=True)
class Choose:
    """``fewest`` to ``most`` of the options, ascending."""

    options: int
    fewest: int
    most: int

    def number(self) -> int:
        """How many valid selections there are."""
        return sum(comb(self.options, length) for length in range(self.fewest, self.most + 1))

    def allows(self, selection: list[Any]) -> bool:
        """Whether these are options, ascending, as many as may be chosen."""
        in_range = all(type(option) is int and 0 <= option < self.options for option in selection)
        if not in_range or not self.fewest <= len(selection) <= self.most:
            return False
        return all(a < b for a, b in pairwise(selection))

    def rank(self, selection: list[int]) -> int:
        """Smaller sets first, then by colex."""
        below = sum(comb(self.options, length) for length in range(self.fewest, len(selection)))
        return below + colex(selection)

    def unrank(self, value: int) -> list[int]:
        """The set of a number."""
        length = self.fewest
        while value >= comb(self.options, length):
            value -= comb(self.options, length)
            length += 1
        return colex_set(value, length, self.options)
