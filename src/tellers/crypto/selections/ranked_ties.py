"""Levels of options in order of preference, options of a level being equal. Source: spec/selections.md."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import comb
from typing import Any

from tellers.crypto.selections.sets import colex, colex_set


@lru_cache(maxsize=256)
def orders(options: int) -> tuple[int, ...]:
    """T(0) to T(options): how many ways there are to rank some of so many in levels, none at all included."""
    found = [1]
    for among in range(1, options + 1):
        found.append(1 + sum(comb(among, level) * found[among - level] for level in range(1, among + 1)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class RankedTies:
    """At least one level, best first; a level has at least one option, ascending; no option twice."""

    options: int

    def number(self) -> int:
        """How many valid selections there are."""
        return orders(self.options)[self.options] - 1

    def allows(self, selection: list[Any]) -> bool:
        """Whether these are levels of options."""
        if not selection or not all(isinstance(level, list) and level for level in selection):
            return False
        every = [option for level in selection for option in level]
        in_range = all(type(option) is int and 0 <= option < self.options for option in every)
        if not in_range or len(set(every)) != len(every):
            return False
        return all(a < b for level in selection for a, b in pairwise(level))

    def rank(self, selection: list[list[int]]) -> int:
        """rk - 1, where rk counts the empty ranking as 0, and a level's places are among options left."""
        ways = orders(self.options)
        left = list(range(self.options))
        code = 0
        for level in selection:
            among, length = len(left), len(level)
            code += 1 + sum(comb(among, shorter) * ways[among - shorter] for shorter in range(1, length))
            code += colex([left.index(option) for option in level]) * ways[among - length]
            left = [option for option in left if option not in level]
        return code - 1

    def unrank(self, value: int) -> list[list[int]]:
        """The levels of a number."""
        ways = orders(self.options)
        left = list(range(self.options))
        levels: list[list[int]] = []
        code = value + 1
        while code:
            code, among, length = code - 1, len(left), 1
            while code >= comb(among, length) * ways[among - length]:
                code -= comb(among, length) * ways[among - length]
                length += 1
            order, code = divmod(code, ways[among - length])
            level = [left[place] for place in colex_set(order, length, among)]
            left = [option for option in left if option not in level]
            levels.append(level)
        return levels
