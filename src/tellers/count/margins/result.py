"""What a margin is, and the changed papers that show it.

Source: spec/counting/margin.md.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeAlias

from tellers.count.papers import Candidate, Marks

Groups: TypeAlias = Sequence[tuple[int, Marks]]
"""Valid papers as the rule reads them, in groups."""


class Way(Enum):
    """What may happen to papers: each says something else, or comes beside the others, or is taken away."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to ``number`` papers alike: ``was`` is None where they are added, ``becomes`` where they
    are removed."""

    number: int
    was: Marks | None
    becomes: Marks | None


@dataclass(frozen=True, slots=True)
class Witness:
    """Papers that undo the result, as anybody can see who counts them.

    ``elects``: who may then be elected; in a tie, by the ``lot`` given here. ``order``: where candidates are
    excluded one by one, the order of exclusion, whoever is elected at its end. ``points``: whether papers
    give points to every candidate.
    """

    changes: tuple[Change, ...]
    elects: tuple[Candidate, ...]
    lot: tuple[Candidate, ...] = ()
    order: tuple[Candidate, ...] = ()
    points: bool = False

    @property
    def number(self) -> int:
        """How many papers it takes."""
        return sum(change.number for change in self.changes)


@dataclass(frozen=True, slots=True)
class Margin:
    """How many papers it takes to undo a result; a tie counts as undone.

    ``lower`` is proven: fewer papers cannot. ``upper`` is shown by ``witness``. None: no number of papers is
    enough (``lower``), or none was found (``upper``). ``steps``: what the search took of its budget.
    """

    way: Way
    lower: int | None
    upper: int | None
    method: str
    witness: Witness | None = None
    steps: int = 0

    @property
    def kind(self) -> str:
        """``exact`` where both bounds meet, else ``bounds``."""
        return "exact" if self.lower == self.upper else "bounds"

    def as_json(self) -> dict[str, object]:
        """The margin as it is published; candidates from 1."""
        return {
            "way": self.way.value,
            "kind": self.kind,
            "lower": self.lower,
            "upper": self.upper,
            "method": self.method,
            "steps": self.steps,
            "witness": None if self.witness is None else _as_json(self.witness),
        }


def changed(groups: Groups, changes: Iterable[Change]) -> Groups:
    """``groups`` after ``changes``.

    Raises RuntimeError where papers are to change that are not there: whoever made the changes is wrong.
    """
    left: Counter[Marks] = Counter()
    for number, paper in groups:
        left[paper] += number
    for change in changes:
        if change.was is not None:
            left[change.was] -= change.number
            if left[change.was] < 0:
                raise RuntimeError("a margin changes papers that are not there")
        if change.becomes is not None:
            left[change.becomes] += change.number
    return [(number, paper) for paper, number in sorted(left.items()) if number]


def _as_json(witness: Witness) -> dict[str, object]:
    def written(paper: Marks | None) -> list[Any] | None:
        if paper is None or witness.points:
            return None if paper is None else list(paper)
        return [[c + 1 for c in rank] if isinstance(rank, tuple) else rank + 1 for rank in paper]

    return {
        "papers": witness.number,
        "changes": [
            {"papers": change.number, "was": written(change.was), "becomes": written(change.becomes)}
            for change in witness.changes
        ],
        "elects": [candidate + 1 for candidate in witness.elects],
        "lot": [candidate + 1 for candidate in witness.lot],
        "order": [candidate + 1 for candidate in witness.order],
    }
