"""Telling equal candidates apart: by an earlier stage or by later preferences, else by the lot that
was drawn once for all.

Source: spec/counting/result.md, section 3.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from typing import TypeAlias

from tellers.count.papers import Candidate
from tellers.count.stages import Stage, Tie
from tellers.errors import Refused

Look: TypeAlias = tuple[int, Sequence[int]]
"""The number of a stage, an iteration or a preference, and an amount for every candidate."""


class Seek(Enum):
    """Which of the equal candidates the rule is looking for."""

    FOREMOST = "foremost"
    HINDMOST = "hindmost"


ByStages: TypeAlias = Callable[
    [Sequence[Candidate], Sequence[Stage], Sequence[Candidate], Seek, str], tuple[Candidate, list[Tie]]
]
"""``backwards`` or ``forwards``."""

Settle: TypeAlias = Callable[[Sequence[Candidate], Seek, str], tuple[Candidate, list[Tie]]]
"""How a rule tells equal candidates apart, for a purpose."""


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
    return _narrowed(tied, _totals(reversed(stages)), "stage", lot, seek, purpose)


def forwards(
    tied: Sequence[Candidate], stages: Sequence[Stage], lot: Sequence[Candidate], seek: Seek, purpose: str
) -> tuple[Candidate, list[Tie]]:
    """As ``backwards``, but the stages are compared from the first one on."""
    return _narrowed(tied, _totals(stages), "stage", lot, seek, purpose)


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


def by_preferences(
    tied: Sequence[Candidate],
    counted: Iterable[Sequence[int]],
    lot: Sequence[Candidate],
    seek: Seek,
    purpose: str,
) -> tuple[Candidate, list[Tie]]:
    """As ``backwards``, but compared by how many first preferences, then second ones, .. each was given.

    ``counted``: for the first, second, .. preference, how many papers give it to every candidate.
    """
    return _narrowed(tied, enumerate(counted, start=1), "preferences", lot, seek, purpose)


def narrow(
    tied: Sequence[Candidate], looks: Iterable[Look], broken_by: str, seek: Seek, purpose: str
) -> tuple[tuple[Candidate, ...], list[Tie]]:
    """Those of ``tied`` whom nothing in ``looks`` tells apart from the foremost (or hindmost) of them."""
    pick = max if seek is Seek.FOREMOST else min
    ties: list[Tie] = []
    left = tuple(tied)
    for number, amounts in looks:
        if len(left) == 1:
            break
        best = pick(amounts[candidate] for candidate in left)
        closer = tuple(candidate for candidate in left if amounts[candidate] == best)
        if len(closer) < len(left):
            ties.append(Tie(purpose, left, broken_by, closer, number))
            left = closer
    return left, ties


def first_difference(tied: Sequence[Candidate], stages: Sequence[Stage]) -> tuple[list[Candidate], list[Tie]]:
    """The foremost of ``tied`` at the first stage at which they differed, for ``election``; several where
    they never differed."""
    left, ties = narrow(tied, _totals(stages), "stage", Seek.FOREMOST, "election")
    return list(left), ties


def _totals(stages: Iterable[Stage]) -> Iterator[Look]:
    return ((stage.n, stage.totals) for stage in stages)


def _narrowed(
    tied: Sequence[Candidate],
    looks: Iterable[Look],
    broken_by: str,
    lot: Sequence[Candidate],
    seek: Seek,
    purpose: str,
) -> tuple[Candidate, list[Tie]]:
    """The one of ``tied`` whom ``looks`` leave, or at last the lot."""
    left, ties = narrow(tied, looks, broken_by, seek, purpose)
    if len(left) == 1:
        return left[0], ties
    chosen, tie = by_lot(left, lot, seek, purpose)
    return chosen, [*ties, tie]
