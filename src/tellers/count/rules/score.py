"""Scores: every paper gives points to every candidate, and those with most points are elected.

1. A paper gives each candidate the points that stand beside them, nought among them. Points for a candidate
   withdrawn before the count are nobody's.
2. The candidates with most points are elected, as many as there are places; where no more stand than there
   are places, all of them.
3. Where candidates with equal points are too many for the places left, the lot fills these one by one.

Source: spec/counting/score.md.
"""

from tellers.count.contest import Contest
from tellers.count.guaranteed import RESERVED, UNMET
from tellers.count.papers import Counted
from tellers.count.parameters import LOT, WITHDRAWN
from tellers.count.places import declare_most
from tellers.count.rule import Rule
from tellers.count.stages import Count, Record
from tellers.count.validity import scores


def count(counted: Counted, contest: Contest) -> Count:
    """One stage; whoever is elected is listed by points, most first, equals by number or as the lot took
    them.
    """
    given = [0] * contest.candidates
    for number, points in counted.groups:
        for candidate, of_paper in enumerate(points):
            given[candidate] += number * of_paper
    standing = contest.standing()
    totals = [total if stands else 0 for total, stands in zip(given, standing, strict=True)]  # clause 1
    return declare_most(Record(counted, amount=sum(given)), totals, sum(given), contest)  # clauses 2 and 3


RULE = Rule(
    id="score",
    version=1,
    parameters=(LOT, WITHDRAWN),
    source="spec/counting/score.md: most points",
    ballots=("score",),
    read=scores,
    single=False,
    count=count,
    guaranteed=(UNMET, RESERVED),
)
