"""Exact amounts: whole numbers of a stated scale, and how they are printed.

``Votes`` and ``Value`` are whole numbers of 1/10**places of a vote; each rule states its ``places``.
Nothing here, or anywhere in this room, rounds to nearest or uses binary fractions.
"""

from fractions import Fraction
from typing import NewType

Votes = NewType("Votes", int)
"""An amount of votes in the rule's units."""

Value = NewType("Value", int)
"""What one paper is worth, in the rule's units."""


def decimal(amount: int, places: int) -> str:
    """``amount`` units of 1/10**places as an exact decimal string; ``places`` digits follow the point.

    ``amount`` is not negative: no rule here lets a candidate owe votes.
    """
    if places == 0:
        return str(amount)
    whole, part = divmod(amount, 10**places)
    return f"{whole}.{part:0{places}d}"


def percentage(part: Fraction, whole: Fraction) -> str:
    """``part`` of ``whole`` in hundredths with two decimals, the rest dropped; of nothing it is 0.00."""
    return decimal(part * 10_000 // whole if whole else 0, 2)
