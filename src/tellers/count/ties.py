"""Telling equal candidates apart: by an earlier stage, or by the lot that was drawn once for all.

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


def order_by_lot(tied: Sequence[Candidate], lot: Sequence[Candidate]) -> Tie:
    """The event that all of ``tied`` are taken in the order of the lot, which is that of its ``left``.

    Raises Refused: count.lot-needed, where no lot was drawn.
    """
    by_lot(tied, lot, Seek.FOREMOST, "order")
    return Tie("order", tuple(tied), "lot", tuple(sorted(tied, key=lot.index)))


def backwards(
    tied: Sequence[Candidate], stages: Sequence[Stage], lot: Sequence[Candidate], seek: Seek, purpose: str
) -> tuple[Candidate, list[Tie]]:
    """The one of ``tied`` with most (``FOREMOST``) or fewest (``HINDMOST``) votes at the most recent stage
    at which they differed; those still equal there are compared further back, and at last by lot.

    ``stages``: the stages before the one at which the candidates are equal. A single candidate is
    returned as is, without a tie.
    Raises Refused: count.lot-needed.
    """
    return _by_stages(tied, stages[::-1], lot, seek, purpose)


def forwards(
    tied: Sequence[Candidate], stages: Sequence[Stage], lot: Sequence[Candidate], seek: Seek, purpose: str
) -> tuple[Candidate, list[Tie]]:
    """As ``backwards``, but the stages are looked through from the first on.

    Raises Refused: count.lot-needed.
    """
    return _by_stages(tied, stages, lot, seek, purpose)


def tell_apart(
    how: str,
    tied: Sequence[Candidate],
    stages: Sequence[Stage],
    lot: Sequence[Candidate],
    seek: Seek,
    purpose: str,
) -> tuple[Candidate, list[Tie]]:
    """One of ``tied`` as the parameter ``ties`` says: backwards, forwards, or by lot at once.

    Raises Refused: count.lot-needed.
    """
    if how == "forwards":
        return forwards(tied, stages, lot, seek, purpose)
    return backwards(tied, stages if how == "backwards" else (), lot, seek, purpose)


def _by_stages(
    tied: Sequence[Candidate], stages: Sequence[Stage], lot: Sequence[Candidate], seek: Seek, purpose: str
) -> tuple[Candidate, list[Tie]]:
    """The one of ``tied`` whom ``stages``, in the order given, tell apart from the others; else the lot."""
    pick = max if seek is Seek.FOREMOST else min
    ties: list[Tie] = []
    left = tuple(tied)
    for stage in stages:
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
