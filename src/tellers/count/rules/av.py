"""The alternative vote: one place, lowest out, until somebody has enough.

1. Every paper goes to the candidate it prefers most among those not withdrawn before the count; a paper
   that prefers none of them is non-transferable.
2. Continuing votes are those that stand with a continuing candidate. Under ``finish`` majority, a
   candidate with more than half of the continuing votes is elected at once. Under ``finish`` two, no
   candidate is elected while more than two continue.
3. Where only one candidate continues, that candidate is elected.
4. Where two continue and clause 2 has elected nobody, the one with more votes is elected.
5. Otherwise the candidate with fewest votes is excluded, one at a time, and each of their papers passes
   to its next continuing preference, or becomes non-transferable.
6. Equal candidates, in clause 4 and in clause 5, are told apart as ``ties`` says: by the most recent earlier
   stage at which their votes differed, or by the first, and where they never differed, by lot; or by lot.

Source: spec/counting/av.md.
"""

from tellers.count.contest import Contest
from tellers.count.elimination import eliminate
from tellers.count.papers import Counted
from tellers.count.parameters import COUNTBACK, FINISH, RANKED, STAGES
from tellers.count.rule import Rule
from tellers.count.stages import Count
from tellers.count.validity import ranking


def count(counted: Counted, contest: Contest) -> Count:
    """Stage by stage until one candidate is elected: a single section, in which every vote weighs one."""
    table = eliminate(counted, contest, [counted.groups], lambda votes: votes[0])
    return table.record.declare(contest)


RULE = Rule(
    id="av",
    version=1,
    parameters=(FINISH, STAGES, *RANKED, COUNTBACK),
    source="spec/counting/av.md: alternative vote, one exclusion at a time",
    ballots=("ranked",),
    read=ranking,
    single=True,
    count=count,
    reopen=True,
)
