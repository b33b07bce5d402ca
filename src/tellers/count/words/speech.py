"""Figures, lists and units as they are read out.

Source: spec/counting/shown.md, section 2.
"""

from collections.abc import Sequence
from typing import NamedTuple

from tellers.count.arithmetic import decimal
from tellers.count.named import Named
from tellers.count.stages import Stage


class Unit(NamedTuple):
    """What a count adds up: the word for one of it, and for any other number."""

    one: str
    many: str


VOTE = Unit("vote", "votes")
POINT = Unit("point", "points")
CROSS = Unit("cross", "crosses")
VICTORY = Unit("victory", "victories")
PAPER = Unit("paper", "papers")
PLACE = Unit("place", "places")

_UNITS = {
    "score": POINT,
    "star": POINT,
    "borda": POINT,
    "block": CROSS,
    "approval": CROSS,
    "exhaustive": CROSS,
    "schulze": VICTORY,
    "ranked-pairs": VICTORY,
}


def unit(shown: Named, stage: Stage) -> Unit:
    """What the totals of a stage are."""
    return VOTE if stage.action == "runoff" else _UNITS.get(shown.counted.rule, VOTE)


def listed(items: Sequence[str]) -> str:
    """``A``; ``A and B``; ``A, B and C``."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def figure(amount: int, places: int) -> str:
    """An amount with its thousands set apart; decimals only where there is a fraction, and then all."""
    whole, part = divmod(amount, 10**places)
    return f"{whole:,}{decimal(amount, places).partition('.')[1]}{part:0{places}d}" if part else f"{whole:,}"


def number(n: int, what: Unit) -> str:
    """``1 paper``, ``2 papers``."""
    return f"{n:,} {what.one if n == 1 else what.many}"


def amount(shown: Named, units: int, stage: Stage) -> str:
    """``1 vote``, ``12.50000 votes``, ``0 points``: an amount of the count at a stage."""
    places = shown.counted.places
    what = unit(shown, stage)
    return f"{figure(units, places)} {what.one if units == 10**places else what.many}"


def percentage(part: int, whole: int) -> str:
    """``part`` in per cent of ``whole``: two decimals, the rest dropped."""
    return f"{decimal(10000 * part // whole if whole else 0, 2)}%"
