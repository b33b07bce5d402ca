"""Scores: every paper gives points to every candidate, and those with most points are elected.

1. A paper gives each candidate the points that stand beside them, nought among them. Points for a candidate
   withdrawn before the count are nobody's.
2. The candidates with most points are elected, as many as there are places; where no more stand than there
   are places, all of them.
3. Where candidates with equal points are too many for the places left, the lot fills these one by one.

Source: spec/counting/score.md.
"""

from collections.abc import Sequence

from tellers.count.contest import Contest
from tellers.count.papers import Candidate, Counted
from tellers.count.parameters import WITHDRAWN, Parameter
from tellers.count.rule import Rule
from tellers.count.stages import Count, Record, Tie
from tellers.count.ties import Seek, by_lot
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
    elected, ties = _elected(totals, standing, contest)
    record = Record(counted, amount=sum(given))
    record.write("first", totals, non_transferable=sum(given) - sum(totals), elected=elected, ties=ties)
    return record.declare(contest)


def _elected(
    totals: Sequence[int], standing: Sequence[bool], contest: Contest
) -> tuple[list[Candidate], list[Tie]]:
    """Who fills the places, and the ties broken to say so."""
    elected: list[Candidate] = []
    ties: list[Tie] = []
    remaining = [candidate for candidate, stands in enumerate(standing) if stands]
    while remaining and len(elected) < contest.seats:
        most = max(totals[candidate] for candidate in remaining)
        leading = [candidate for candidate in remaining if totals[candidate] == most]
        if len(leading) > contest.seats - len(elected):  # clause 3
            chosen, tie = by_lot(leading, contest.lot, Seek.FOREMOST, "election")
            leading = [chosen]
            ties.append(tie)
        elected += leading  # clause 2
        remaining = [candidate for candidate in remaining if candidate not in leading]
    return elected, ties


RULE = Rule(
    id="score",
    version=1,
    parameters=(Parameter("ties", ("lot",)), WITHDRAWN),
    source="spec/counting/score.md: most points",
    ballots=("score",),
    read=scores,
    single=False,
    count=count,
)
