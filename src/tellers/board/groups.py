"""Groups of a poll: the members of one ballot style and one weight, whose voting keys are mixed together.

Style and weight are public on the roll and on the list of voting keys, so nobody can be hidden among
members of another group. Source: spec/credentials.md, "groups".
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

HEAVIEST = 1000
LONGEST_STYLE = 34  # characters: the name of a group is an id, and a weight takes up to six of its forty
_WEIGHTED = re.compile(r"-x[0-9]+\Z").search


class Group(NamedTuple):
    """A ballot style and a weight: how many papers a vote of its members stands for."""

    style: str
    weight: int

    @property
    def name(self) -> str:
        """The name by which entries and files call the group."""
        return self.style if self.weight == 1 else f"{self.style}-x{self.weight}"


def is_style(id: str) -> bool:
    """Whether an id may be a style's: no group of another style can have its name."""
    return len(id) <= LONGEST_STYLE and _WEIGHTED(id) is None


def grouped(styles: Sequence[str], members: Iterable[Group]) -> dict[Group, list[int]]:
    """The rows of every group that has members, groups in the order of ``styles`` and then of weights.

    ``members``: the group of each row, in row order; rows are numbered from 1.
    """
    rows: dict[Group, list[int]] = {}
    for row, group in enumerate(members, 1):
        rows.setdefault(group, []).append(row)
    place = {style: number for number, style in enumerate(styles)}
    return {group: rows[group] for group in sorted(rows, key=lambda g: (place[g.style], g.weight))}
