"""The single transferable vote by Warren's method: whoever helps to elect a candidate pays the same price.

1. Every paper is spent anew in every iteration: of what reaches an elected candidate of a paper the candidate
   keeps the price of their election, or all where it is less; a hopeful candidate keeps all.
2. The quota of an iteration is what stands with candidates, divided by one more than the places, plus
   0.000000001, nine decimals, the rest dropped.
3. A candidate whose votes equal or exceed the quota is elected.
4. After an iteration the price of every elected candidate above the quota is multiplied by the quota, rounded
   up, and divided by the candidate's votes, rounded up.
5. The hopeful candidate with fewest votes is excluded if these and the surplus of all elected candidates are
   less than the votes of any other, or if that surplus is below 0.0001, or if iterations cannot change
   anything any more.
6. Equal and lowest: whoever had fewest votes at the iteration at which they differed, the first or, as the
   parameter ``ties`` says, the most recent; where they never differed, by lot.
7. Where no more are hopeful than places are left, they are elected.

Source: C. H. E. Warren, Counting in STV elections, Voting matters 1 (1994); spec/counting/warren.md.
"""

from operator import ge

from tellers.count.contest import Contest
from tellers.count.iteration import (
    Method,
    count_by,
    first_or_latest,
    nothing_to_wait_for,
    quota_above,
)
from tellers.count.papers import Counted
from tellers.count.parameters import COUNTBACK, RANKED, Parameter
from tellers.count.rule import Rule
from tellers.count.stages import Count
from tellers.count.validity import ranking


def paid(left: int, price: int) -> int:
    """The part of a paper that pays for a candidate's election (clause 1)."""
    return min(left, price)


METHOD = Method(
    kept=paid,  # clause 1
    quota=quota_above,  # clause 2
    reaches=ge,  # clause 3
    settled=nothing_to_wait_for,  # clause 5
    tell_apart=first_or_latest,  # clause 6
)


def count(counted: Counted, contest: Contest) -> Count:
    """Iteration after iteration until every place is filled."""
    return count_by(METHOD, counted, contest)


RULE = Rule(
    id="warren",
    version=1,
    parameters=(Parameter("ties", ("forwards", "backwards")), *RANKED, COUNTBACK),
    source="C. H. E. Warren, Voting matters 1 (1994); spec/counting/warren.md",
    ballots=("ranked",),
    read=ranking,
    single=False,
    count=count,
    reopen=True,
)
