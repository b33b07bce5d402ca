"""First past the post: one place, and whoever has most first preferences fills it.

1. A paper counts as one vote for the candidate it prefers most among those not withdrawn before the
   count. A paper that prefers none of them is non-transferable.
2. The candidate with most votes is elected. No majority is needed.
3. Candidates with equal and most votes are told apart by lot.

Source: spec/counting/fptp.md.
"""

from tellers.count.contest import Contest
from tellers.count.papers import Counted, Pile
from tellers.count.parameters import LOT, RANKED
from tellers.count.places import fill
from tellers.count.rule import Rule
from tellers.count.stages import Count, Record
from tellers.count.validity import ranking


def count(counted: Counted, contest: Contest) -> Count:
    """One stage, one elected."""
    standing = contest.standing()
    dealt = Pile(counted.groups).deal(standing)  # clause 1
    totals = [dealt.to[c].number if c in dealt.to else 0 for c in range(contest.candidates)]
    elected, ties = fill(totals, standing, contest)  # clauses 2 and 3
    record = Record(counted)
    record.write("first", totals, non_transferable=dealt.without, elected=elected, ties=ties)
    return record.declare(contest)


RULE = Rule(
    id="fptp",
    version=1,
    parameters=(LOT, *RANKED),
    source="spec/counting/fptp.md: plurality of first preferences",
    ballots=("choose", "ranked"),
    read=ranking,
    single=True,
    count=count,
    crosses="one",
    reopen=True,
)
