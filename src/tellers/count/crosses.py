"""Papers of crosses: how they are read, and how many crosses everybody has.

Source: spec/counting/README.md, section 1; the pages block, approval and exhaustive.
"""

from tellers.count.contest import Contest
from tellers.count.papers import Counted, Marks
from tellers.count.parameters import BLANK, INVALID, TWICE, Parameter
from tellers.count.validity import Read, ranks_of

OVERVOTES = Parameter("overvotes", (INVALID, "abstention"))
"""More crosses than places: the paper is invalid, or says nothing and stays valid."""
UNDERVOTES = Parameter("undervotes", ("counted", INVALID))
"""Fewer crosses than places: they are counted, or the paper is invalid."""


def any_number(marks: Marks, contest: Contest, place: int) -> Read:
    """A paper with crosses beside as many candidates as the voter wished, in order of number."""
    written = [candidate for rank in ranks_of(marks, contest, place) for candidate in rank]
    crossed = tuple(sorted(set(written)))
    if len(crossed) < len(written) and contest.parameter(TWICE.name) == INVALID:
        return (), TWICE.name
    if not crossed and contest.parameter(BLANK.name) == INVALID:
        return (), BLANK.name
    return crossed, ""


def as_many_as_places(marks: Marks, contest: Contest, place: int) -> Read:
    """A paper with at most as many crosses as there are places; those for the withdrawn are crosses too."""
    crossed, reason = any_number(marks, contest, place)
    if reason or not crossed:
        return crossed, reason
    if len(crossed) > contest.seats:
        over = contest.parameter(OVERVOTES.name)
        return (), OVERVOTES.name if over == INVALID else ""
    needed = min(contest.seats, contest.candidates)
    if len(crossed) < needed and contest.parameter(UNDERVOTES.name) == INVALID:
        return (), UNDERVOTES.name
    return crossed, ""


def tally(counted: Counted, contest: Contest) -> tuple[list[int], int]:
    """Crosses of every candidate who stands, nought for the others, and how many crosses there are in all."""
    crosses = [0] * contest.candidates
    for number, crossed in counted.groups:
        for candidate in crossed:
            crosses[candidate] += number
    totals = [0 if c in contest.withdrawn else total for c, total in enumerate(crosses)]
    return totals, sum(crosses)
