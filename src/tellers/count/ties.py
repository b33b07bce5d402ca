"""Telling equal candidates apart: by an earlier stage, else by the lot that was drawn once for all.

Source: spec/counting/result.md, section 3.
"""

from collections.abc import Iterable, Sequence
from enum import Enum

from tellers.count.papers import Candidate
from tellers.count.stages import Stage, Tie
from tellers.errors import Refused


class Seek(Enum):
    """Which of the equal candidates the rule is looking for."""

    FOREMOST = "foremost"
    HINDMOST = "hindmost"


def by_lot(
    tied: Sequence[Candidate], lot: Sequence[Candidate], seek: Seek, purpose: str
) -> tuple[Candidate, Tie]:
    """The one of ``tied`` whom the lot puts first (``FOREMOST``) or last (``HINDMOST``).

    Raises Refused: count.lot-needed, where no lot was drawn.
    """
    if not lot:
        numbers = ", ".join(str(candidate + 1) for candidate in tied)
        raise Refused("count.lot-needed", f"a lot must be drawn ({purpose}): candidates {numbers} are equal")
    chosen = (min if seek is Seek.FOREMOST else max)(tied, key=lot.index)
    return chosen, Tie(purpose, tuple(tied), "lot", (chosen,))


def fewest_at_a_difference(
    tied: Sequence[Candidate], iterations: Iterable[tuple[int, Sequence[int]]], purpose: str
) -> tuple[tuple[Candidate, ...], list[Tie]]:
    """Those of ``tied`` with fewest votes at the first of ``iterations`` at which they differed, and of these
    again, until one is left or no iteration tells them apart.

    ``iterations``: their numbers and totals, in the order in which they are looked at.
    """
    ties: list[Tie] = []
    left = tuple(tied)
    for number, totals in iterations:
        fewest = min(totals[candidate] for candidate in left)
        closer = tuple(candidate for candidate in left if totals[candidate] == fewest)
        if len(closer) < len(left):
            ties.append(Tie(purpose, left, "iteration", closer, number))
            left = closer
        if len(left) == 1:
            break
    return left, ties


def backwards(
    tied: Sequence[Candidate], stages: Sequence[Stage], lot: Sequence[Candidate], seek: Seek, purpose: str
) -> tuple[Candidate, list[Tie]]:
    """The one of ``tied`` with most (``FOREMOST``) or fewest (``HINDMOST``) votes at the most recent stage
    at which they differed; those still equal there are compared further back, and at last by lot.

    ``stages``: the stages before the one at which the candidates are equal. A single candidate is
    returned as is, without a tie.
    Raises Refused: count.lot-needed.
    """
    pick = max if seek is Seek.FOREMOST else min
    ties: list[Tie] = []
    left = tuple(tied)
    for stage in reversed(stages):
        if len(left) == 1:
            break
        best = pick(stage.totals[candidate] for candidate in left)
        closer = tuple(candidate for candidate in left if stage.totals[candidate] == best)
        if len(closer) < len(left):
            ties.append(Tie(purpose, left, "stage", closer, stage.n))
            left = closer
    if len(left) == 1:
        return left[0], ties
    chosen, tie = by_lot(left, lot, seek, purpose)
    return chosen, [*ties, tie]
