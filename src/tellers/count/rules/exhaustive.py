"""The exhaustive ballot: round after round of voting, the last dropped, until enough have half. One round.

1. A paper puts a cross beside as many candidates as there are places, or fewer (as for ``block``); each is a
   vote of that candidate's. A cross for a candidate withdrawn before the count is nobody's.
2. The number required is half of the ballots cast: ``required`` says whether half itself is enough, and
   ``cast`` whether all papers are meant or the valid ones. Nobody reaches it without a vote.
3. If as many reach it as there are places, those of them with most votes are elected; equals for the last
   places are told apart by lot.
4. If fewer do, under ``elect`` each they are elected, and under ``elect`` together nobody is yet.
5. If no more candidates are then left than there are places left, these are elected too, and it is over.
6. Otherwise the last are excluded: under ``exclude`` group the greatest number of last candidates whose votes
   together are no more than those of the next above, and under ``exclude`` one the last alone. Nobody is
   excluded with whom somebody left is equal, nor so many that fewer are left than places.
7. Where clause 6 names nobody, the lot names one of the last.
8. If no more are then left than places, they are elected; if more are, they stand in the next round.

Source: spec/counting/exhaustive.md.
"""

from collections.abc import Sequence

from tellers.count.contest import Contest
from tellers.count.crosses import OVERVOTES, UNDERVOTES, as_many_as_places, tally
from tellers.count.papers import Candidate, Counted
from tellers.count.parameters import CROSSED, LOT, Parameter
from tellers.count.places import fill
from tellers.count.rule import Rule
from tellers.count.stages import Count, Record, Tie
from tellers.count.ties import Seek, by_lot


def count(counted: Counted, contest: Contest) -> Count:
    """One stage: who is elected in this round, who is excluded, and as ``next_round`` who stands again."""
    totals, crosses = tally(counted, contest)  # clause 1
    reached = _reached(totals, counted, contest)
    excluded: list[Candidate] = []
    if sum(reached) >= contest.seats:
        elected, ties = fill(totals, reached, contest)  # clause 3
        left: list[Candidate] = []
    else:
        each = contest.parameter("elect") == "each"
        elected, ties = fill(totals, reached, contest) if each else ([], [])  # clause 4
        left = [c for c, stands in enumerate(contest.standing()) if stands and c not in elected]
        seats = contest.seats - len(elected)
        if len(left) > seats:
            excluded, ties = _last(totals, left, seats, contest)
            left = [candidate for candidate in left if candidate not in excluded]
        if len(left) <= seats:  # clauses 5 and 8
            elected += fill(totals, [c in left for c in range(contest.candidates)], contest)[0]
            left = []
    record = Record(counted, amount=crosses)
    record.write(
        "first",
        totals,
        non_transferable=crosses - sum(totals),
        elected=elected,
        excluded=excluded,
        ties=ties,
    )
    again = {"candidates": [c + 1 for c in left], "seats": contest.seats - len(elected)} if left else None
    return record.declare(contest, findings=[("next_round", again)])


def _reached(totals: Sequence[int], counted: Counted, contest: Contest) -> list[bool]:
    """For every candidate, whether they have the number required (clause 2)."""
    cast = counted.papers if contest.parameter("cast") == "papers" else counted.valid
    least = cast + (contest.parameter("required") == "more-than-1/2")  # of twice the votes
    return [total > 0 and 2 * total >= least for total in totals]


def _last(
    totals: Sequence[int], left: Sequence[Candidate], seats: int, contest: Contest
) -> tuple[list[Candidate], list[Tie]]:
    """Whom of those ``left`` this round excludes, in order of number, and the tie broken to name them.

    ``seats``: the places that must stay contested or be filled by the others.
    """
    upwards = sorted(left, key=lambda candidate: totals[candidate])
    most = len(left) - seats if contest.parameter("exclude") == "group" else 1
    for number in range(most, 0, -1):  # clause 6
        votes, above = [totals[c] for c in upwards[:number]], totals[upwards[number]]
        if sum(votes) <= above and votes[-1] < above:
            return sorted(upwards[:number]), []
    tied = [candidate for candidate in left if totals[candidate] == totals[upwards[0]]]
    chosen, tie = by_lot(tied, contest.lot, Seek.HINDMOST, "exclusion")  # clause 7
    return [chosen], [tie]


RULE = Rule(
    id="exhaustive",
    version=1,
    parameters=(
        Parameter("required", ("at-least-1/2", "more-than-1/2")),
        Parameter("cast", ("valid", "papers")),
        Parameter("elect", ("together", "each")),
        Parameter("exclude", ("group", "one")),
        LOT,
        OVERVOTES,
        UNDERVOTES,
        *CROSSED,
    ),
    source="spec/counting/exhaustive.md: one round of voting until half of the ballots cast",
    ballots=("choose",),
    read=as_many_as_places,
    single=False,
    count=count,
    crosses="places",
)
