"""The quota-preferential method of the Proportional Representation Society of Australia, rules of 1977.

1. Quota. First preferences are sorted and counted, in thousandths of a vote. The quota is the next whole
   number of thousandths above the valid papers divided by one more than the vacancies.
2. Election. Whoever has the quota at the end of a transfer is elected.
3. Surplus. Those that arose at one transfer are dealt with before those that arose later, the largest first:
   parameter ``surpluses``. Only the papers received last move; those with an available preference leave at
   the surplus divided by their number, thousandths and no less, but never above their value.
4. Exclusion. When no surplus is left, the candidate with fewest votes is excluded. Papers of first preference
   move first, then the others in the order in which they were received, each transfer by itself, at the value
   received; after each whoever has the quota is elected and receives no more.
5. Ties. By the votes at an earlier transfer: parameter ``ties``; where they never differed, by lot.
6. Last vacancies. Where no more candidates continue than there are vacancies, all are elected, and nothing
   more moves.

Source: spec/counting/prsa77.md, which says what of it was settled here.
"""

from tellers.count.arithmetic import Votes
from tellers.count.contest import Contest
from tellers.count.gregory import Table, as_received, droop, first_preferences
from tellers.count.guaranteed import UNMET
from tellers.count.papers import Counted
from tellers.count.parameters import COUNTBACK, RANKED, Parameter
from tellers.count.rule import Rule
from tellers.count.stages import Count
from tellers.count.ties import Settle, backwards, forwards
from tellers.count.turns import (
    SURPLUSES,
    by_stages,
    fewest_votes,
    surpluses_in_turn,
    transfer_a_surplus,
)
from tellers.count.validity import ranking

PLACES = 3
TIES = Parameter("ties", ("backwards", "forwards"))


def count(counted: Counted, contest: Contest) -> Count:
    """Stage by stage until every vacancy is filled."""
    quota = Votes(droop(counted.valid * 10**PLACES, contest.seats))  # clause 1
    table = first_preferences(counted, contest, PLACES, quota)
    table.write("first", ties=table.elect_by_quota(_settle(table)))
    while not table.is_complete():
        if table.with_surplus() and not table.doomed:  # clause 3
            transfer_a_surplus(table, surpluses_in_turn(table), _settle(table))
        else:  # clause 4
            _exclude(table)
    return table.record.declare(contest)


def _settle(table: Table) -> Settle:
    """Equal candidates (clause 5)."""
    return by_stages(table, backwards if table.contest.parameter(TIES.name) == "backwards" else forwards)


def _exclude(table: Table) -> None:
    """Exclude the candidate with fewest votes; every parcel moves in a stage of its own (clauses 4 and 6)."""
    excluded, ties = fewest_votes(table, 1, _settle(table))
    table.exclude(excluded)
    if len(table.remaining()) == table.vacancies:  # clause 6
        table.fill_without_transfer(table.remaining(), excluded, ties)
        return
    newly = excluded
    for parcel in as_received(table.take(excluded)) or [(table.one, [])]:
        transfers = table.pass_on(parcel)
        ties += table.elect_by_quota(_settle(table))
        table.write("exclusion", excluded, newly, ties, transfers)
        if table.is_complete():
            return
        newly, ties = [], []


RULE = Rule(
    id="prsa77",
    version=1,
    parameters=(SURPLUSES, TIES, *RANKED, COUNTBACK),
    source="PRSA Rules 1977; spec/counting/prsa77.md",
    ballots=("ranked",),
    read=ranking,
    single=False,
    count=count,
    guaranteed=(UNMET,),
    reopen=True,
)
