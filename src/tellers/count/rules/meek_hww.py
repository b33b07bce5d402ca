"""The single transferable vote by Meek's method, as Hill, Wichmann and Woodall published it in 1987.

1. Every paper is spent anew in every iteration: a candidate keeps of what reaches them of a paper as much as
   their keep value says, rounded up, and passes the rest on.
2. The quota of an iteration is what stands with candidates, divided by one more than the places.
3. A candidate whose votes exceed the quota is elected.
4. After an iteration the keep value of every elected candidate above the quota is multiplied by the quota,
   rounded up, and divided by the candidate's votes, rounded up.
5. When the quota is, for every elected candidate, at least 0.99999 of their votes, or iterations cannot
   change anything any more, the hopeful candidate with fewest votes is excluded, one at a time.
6. Equal and lowest: whoever had fewest votes at the iteration at which they differed, the first or, as the
   parameter ``ties`` says, the most recent; where they never differed, by lot.
7. Where no more are hopeful than places are left, they are elected.

Source: I. D. Hill, B. A. Wichmann, D. R. Woodall, Algorithm 123: Single transferable vote by Meek's method,
The Computer Journal 30 (1987) 277-281; spec/counting/meek-hww.md.
"""

from operator import gt

from tellers.count.contest import Contest
from tellers.count.iteration import Method, Table, count_by, first_or_latest, share
from tellers.count.papers import Counted
from tellers.count.parameters import COUNTBACK, RANKED, Parameter
from tellers.count.rule import Rule
from tellers.count.stages import Count
from tellers.count.validity import ranking


def quota(active: int, seats: int) -> int:
    """Votes that must be exceeded, of those that stand with candidates (clause 2)."""
    return active // (seats + 1)


def _close_enough(table: Table) -> bool:
    """Whether elected candidates have come down to the quota, near enough (clause 5)."""
    return all(100_000 * table.quota >= 99_999 * table.totals[candidate] for candidate in table.elected)


METHOD = Method(
    kept=share,  # clause 1
    quota=quota,  # clause 2
    reaches=gt,  # clause 3
    settled=_close_enough,  # clause 5
    tell_apart=first_or_latest,  # clause 6
)


def count(counted: Counted, contest: Contest) -> Count:
    """Iteration after iteration until every place is filled."""
    return count_by(METHOD, counted, contest)


RULE = Rule(
    id="meek-hww",
    version=1,
    parameters=(Parameter("ties", ("forwards", "backwards")), *RANKED, COUNTBACK),
    source="Algorithm 123, The Computer Journal 30 (1987) 277-281; spec/counting/meek-hww.md",
    ballots=("ranked",),
    read=ranking,
    single=False,
    count=count,
    reopen=True,
)
