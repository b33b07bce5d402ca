"""First past the post: one place, and whoever has most first preferences fills it.

1. A paper counts as one vote for the candidate it prefers most among those not withdrawn before the
   count. A paper that prefers none of them is non-transferable.
2. The candidate with most votes is elected. No majority is needed.
3. Candidates with equal and most votes are told apart by lot.

Source: spec/counting/fptp.md.
"""

from tellers.count.contest import Contest
from tellers.count.papers import Counted, deal, how_many, ranking
from tellers.count.rule import Parameter, Rule
from tellers.count.stages import Count, Record, Tie
from tellers.count.ties import Seek, by_lot


def count(counted: Counted, contest: Contest) -> Count:
    """One stage, one elected."""
    standing = contest.standing()
    piles, without = deal(counted.pile, standing)  # clause 1
    totals = [how_many(piles.get(candidate, [])) for candidate in range(contest.candidates)]
    most = max(total for total, stands in zip(totals, standing, strict=True) if stands)
    leading = [c for c, total in enumerate(totals) if standing[c] and total == most]  # clause 2
    elected, ties = leading[0], list[Tie]()
    if len(leading) > 1:  # clause 3
        elected, tie = by_lot(leading, contest.lot, Seek.FOREMOST, "election")
        ties.append(tie)
    record = Record(counted)
    record.write("first", totals, non_transferable=without, elected=[elected], ties=ties)
    return record.declare(contest)


RULE = Rule(
    id="fptp",
    version=1,
    parameters=(Parameter("ties", ("lot",)),),
    source="spec/counting/fptp.md: plurality of first preferences",
    ballots=("choose", "ranked"),
    read=ranking,
    single=True,
    count=count,
)
