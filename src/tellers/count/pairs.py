"""Candidates compared in pairs.

Source: spec/counting/schulze.md, clauses 1 and 2.
"""

from collections.abc import Sequence

from tellers.count.papers import Candidate, Counted

Table = list[list[int]]
"""A row for each candidate, and in it a number for each other; nought for a withdrawn one."""


def preferences(counted: Counted, standing: Sequence[Candidate], candidates: int) -> Table:
    """d(a, b), on how many papers a is preferred to b, for all ``standing``.

    While papers are added a row of the table is one number, to a base above the number of papers, so that all
    whom a paper prefers somebody to are added at once.
    """
    bits = counted.valid.bit_length() + 1
    one = [1 << bits * candidate for candidate in range(candidates)]
    everybody, rows = sum(one[candidate] for candidate in standing), [0] * candidates
    stands = frozenset(standing)
    for number, paper in counted.groups:
        below = everybody
        for level in paper:
            here = stands.intersection(level)
            below -= sum(one[candidate] for candidate in here)
            for candidate in here:
                rows[candidate] += number * below
    digit = (1 << bits) - 1
    return [[row >> bits * candidate & digit for candidate in range(candidates)] for row in rows]


def fixed(table: Table) -> tuple[tuple[int, ...], ...]:
    """``table`` as a result holds it."""
    return tuple(map(tuple, table))
