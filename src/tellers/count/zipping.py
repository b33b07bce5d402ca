"""A list whose places alternate between two groups of candidates, made from an order of all of them.

Source: spec/counting/zipping.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tellers.count.papers import Candidate
from tellers.count.stages import Tie
from tellers.count.ties import order_by_lot
from tellers.errors import Refused

FOREMOST = "foremost"
FILL, END = "fill", "end"


@dataclass(frozen=True, slots=True)
class Zip:
    """What was declared: two ``groups``, by name, with their members; the name of the group that has the
    ``first`` place, or foremost for that of the foremost candidate; and whether the list is to ``fill`` or to
    ``end`` when nobody is left for a turn. Who is in neither group may take any place.
    """

    groups: tuple[tuple[str, frozenset[Candidate]], tuple[str, frozenset[Candidate]]]
    first: str = FOREMOST
    short: str = FILL

    def check(self, order: Sequence[Candidate], places: int) -> None:
        """Refuse what no list can be made of.

        Raises Refused: count.zipping.
        """
        (one, members), (other, others) = self.groups
        if not one or not other or one == other or FOREMOST in (one, other):
            raise Refused("count.zipping", "the two groups need names of their own")
        if members & others:
            raise Refused("count.zipping", "somebody is in both groups")
        if self.first not in (FOREMOST, one, other) or self.short not in (FILL, END):
            raise Refused(
                "count.zipping", "it must be said which group is first, and whether to fill or to end"
            )
        if places < 1 or len(set(order)) < len(order):
            raise Refused("count.zipping", "a list needs a place, and an order that names nobody twice")


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the list: the group whose ``turn`` it is, and who takes it. ``in_turn``: whether they may;
    otherwise nobody was left who may. ``passed``: who is further up in the order and waits for a turn."""

    n: int
    turn: str
    candidate: Candidate
    in_turn: bool
    passed: tuple[Candidate, ...]

    def as_json(self) -> dict[str, Any]:
        """The place as it is published, candidates from 1."""
        return {
            "n": self.n,
            "turn": self.turn,
            "candidate": self.candidate + 1,
            "in_turn": self.in_turn,
            "passed": [candidate + 1 for candidate in self.passed],
        }


def zipped(order: Sequence[Candidate], places: int, declared: Zip) -> list[Place]:
    """The list of at most so many ``places``, from an ``order`` of candidates, the foremost first.

    Raises Refused: count.zipping.
    """
    declared.check(order, places)
    left, listed = list(order), list[Place]()
    turn = _first(order, declared)
    while left and len(listed) < places:
        name, _ = declared.groups[turn]
        _, others = declared.groups[1 - turn]
        candidate = next((candidate for candidate in left if candidate not in others), None)
        if candidate is None and declared.short == END:
            break
        taken = left[0] if candidate is None else candidate
        passed = tuple(left[: left.index(taken)])
        listed.append(Place(len(listed) + 1, name, taken, candidate is not None, passed))
        left.remove(taken)
        turn = 1 - turn
    return listed


def _first(order: Sequence[Candidate], declared: Zip) -> int:
    """The number of the group that has the first place."""
    for candidate in order if declared.first == FOREMOST else ():
        for number, (_, members) in enumerate(declared.groups):
            if candidate in members:
                return number
    return int(declared.first == declared.groups[1][0])


def by_points(
    totals: Sequence[int], standing: Sequence[bool], lot: Sequence[Candidate]
) -> tuple[list[Candidate], list[Tie]]:
    """All who stand in order of their ``totals``, most first, equals in the order of the lot, and the events
    that say so.

    Raises Refused: count.lot-needed.
    """
    order: list[Candidate] = []
    ties: list[Tie] = []
    for total in sorted(
        {total for total, stands in zip(totals, standing, strict=True) if stands}, reverse=True
    ):
        equal = [c for c, stands in enumerate(standing) if stands and totals[c] == total]
        if len(equal) > 1:
            tie = order_by_lot(equal, lot)
            ties.append(tie)
            equal = list(tie.left)
        order += equal
    return order, ties
