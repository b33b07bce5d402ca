"""The contact audit's draw: whom to ask, fixed by dice thrown after the register was closed.

Every member of a stratum has a ticket that nobody could know before the dice; the smallest are asked. So
the holder of a released register sees that nobody was skipped.
Source: spec/audit.md.
"""

from collections.abc import Iterable, Sequence
from heapq import nsmallest

from tellers.canonical import h256, le32


def seed(eid: bytes, close_body: bytes, dice: str) -> bytes:
    """The seed: ``close_body`` is the body of the checkpoint that ends exactly at ``close``."""
    return h256("audit/seed", eid, close_body, dice.encode("ascii"))


def ticket(audit_seed: bytes, stratum: Sequence[str], row: int) -> bytes:
    """The ticket of a row. ``stratum``: what names it, in the order of the plan."""
    return h256("audit/ticket", audit_seed, *(part.encode() for part in stratum), le32(row))


def draw(audit_seed: bytes, stratum: Sequence[str], rows: Iterable[int], size: int) -> list[int]:
    """The members of a stratum to be asked: the ``size`` smallest tickets of its ``rows``, ascending."""
    return nsmallest(size, rows, key=lambda row: ticket(audit_seed, stratum, row))
