"""A score for every option. Source: spec/selections.md."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Score:
    """Every option from 0 to ``top``."""

    options: int
    top: int

    def number(self) -> int:
        """How many valid selections there are."""
        return int((self.top + 1) ** self.options)

    def allows(self, selection: list[Any]) -> bool:
        """Whether every option has a score in range."""
        in_range = all(type(score) is int and 0 <= score <= self.top for score in selection)
        return in_range and len(selection) == self.options

    def rank(self, selection: list[int]) -> int:
        """The scores as digits to base top + 1, the first option's least."""
        code = 0
        for score in reversed(selection):
            code = code * (self.top + 1) + score
        return code

    def unrank(self, value: int) -> list[int]:
        """The scores of a number."""
        scores = []
        for _ in range(self.options):
            value, score = divmod(value, self.top + 1)
            scores.append(score)
        return scores
