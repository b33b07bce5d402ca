"""The Borda count: a place on a paper is worth as many points as candidates below it.

1. Of n candidates who stand, a paper gives n - 1 points to the one it prefers most, n - 2 to the next, and so
   on. It passes over candidates withdrawn before the count. Candidates who share a level share its points
   equally.
2. Under ``truncated`` average those whom a paper does not name share equally the points that are left; under
   ``truncated`` zero they have none.
3. A paper that names nobody who stands gives no points.
4. The candidates with most points are elected, as many as there are places.
5. Where candidates with equal points are too many for the places left, the lot fills these one by one.

Points are counted in tenths, since equal shares come to halves. Source: spec/counting/borda.md.
"""

from collections.abc import Sequence

from tellers.count.contest import Contest
from tellers.count.guaranteed import RESERVED, UNMET
from tellers.count.papers import Candidate, Counted, Level
from tellers.count.parameters import LEVELLED, LOT, Parameter
from tellers.count.places import declare_most
from tellers.count.rule import Rule
from tellers.count.stages import Count, Record
from tellers.count.validity import levels

PLACES = 1
HALF = 5
"""Half a point, in tenths."""


def count(counted: Counted, contest: Contest) -> Count:
    """One stage; what it adds up are points, and those that nobody is given are non-transferable."""
    standing = contest.standing()
    stand = sum(standing)
    totals = [0] * contest.candidates
    averages = contest.parameter("truncated") == "average"
    for number, paper in counted.groups:
        for candidate, points in _points(paper, standing, stand, averages=averages).items():
            totals[candidate] += number * points
    every = counted.valid * stand * (stand - 1) * HALF  # n(n - 1)/2 points a paper
    return declare_most(Record(counted, PLACES, amount=every), totals, every, contest)  # clauses 4 and 5


def _points(
    paper: Sequence[Level], standing: Sequence[bool], stand: int, *, averages: bool
) -> dict[Candidate, int]:
    """Whom a paper gives how many tenths of a point, where ``stand`` candidates stand."""
    left = stand
    given: dict[Candidate, int] = {}
    for level in paper:
        sharing = [candidate for candidate in level if standing[candidate]]
        left -= len(sharing)
        share = _share(left, len(sharing))  # clause 1
        for candidate in sharing:
            given[candidate] = share
    if left and given and averages:  # clauses 2 and 3
        share = _share(0, left)
        for candidate, stands in enumerate(standing):
            if stands:
                given.setdefault(candidate, share)
    return given


def _share(below: int, sharing: int) -> int:
    """What each of those ``sharing`` places has who have so many places ``below`` them: below, below + 1, ..
    points divided equally, in tenths of a point."""
    return (2 * below + sharing - 1) * HALF


RULE = Rule(
    id="borda",
    version=1,
    parameters=(Parameter("truncated", ("average", "zero")), LOT, *LEVELLED),
    source="spec/counting/borda.md: points by place on the paper",
    ballots=("ranked", "ranked_ties"),
    read=levels,
    single=False,
    count=count,
    guaranteed=(UNMET, RESERVED),
)
