"""Options in strict order of preference, not necessarily all. Source: spec/selections.md."""

from dataclasses import dataclass
from math import perm
from typing import Any


@dataclass(frozen=True, slots=True)
class Ranked:
    """1 to ``longest`` of the options, best first, none twice."""

    options: int
    longest: int

    def number(self) -> int:
        """How many valid selections there are."""
        return sum(perm(self.options, length) for length in range(1, self.longest + 1))

    def allows(self, selection: list[Any]) -> bool:
        """Whether these are options, none twice, and not too many."""
        in_range = all(type(option) is int and 0 <= option < self.options for option in selection)
        return in_range and 1 <= len(selection) <= self.longest and len(set(selection)) == len(selection)

    def rank(self, selection: list[int]) -> int:
        """Shorter rankings first; then each option's place among those not ranked before it."""
        left = list(range(self.options))
        code = 0
        for option in selection:
            place = left.index(option)
            code = code * len(left) + place
            del left[place]
        return sum(perm(self.options, length) for length in range(1, len(selection))) + code

    def unrank(self, value: int) -> list[int]:
        """The ranking of a number."""
        length = 1
        while value >= perm(self.options, length):
            value -= perm(self.options, length)
            length += 1
        places = []
        for taken in range(length - 1, -1, -1):
            value, place = divmod(value, self.options - taken)
            places.append(place)
        left = list(range(self.options))
        return [left.pop(place) for place in reversed(places)]
