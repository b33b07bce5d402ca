"""The single transferable vote with papers worth 1000, as panels of the Seanad are elected.

1. Order of preferences. Candidates by the number of first preferences that papers give them; equal ones by
   second preferences, by third ones and so on; those equal in all by lot.
2. Value. Every paper is worth 1000 units; fractions of a unit are disregarded throughout.
3. Quota. The value of all papers divided by one more than the vacancies, plus one unit.
4. Election. Whoever has the quota at the end of a stage, and after each transfer within an exclusion.
5. Surplus. By age, the largest of equal age first, or the largest of all: parameter ``surpluses``. Equal
   ones: the higher in the order of preferences. It is transferred with the papers received last that have a
   next preference, each at the value received or, where these are worth more than the surplus, at the surplus
   divided by their number.
6. Exclusion. When no surplus is left, the lowest candidate; of equal ones the lower in the order of
   preferences. Papers of first preference are transferred first, then the others in the order and at the
   value in which they were received. Whoever reaches the quota receives no more.
7. Last vacancies. As many candidates as vacancies: all are elected. For a single vacancy left: a candidate
   with more than all others and all surpluses together. No further transfer is made.

Source: Seanad Electoral (Panel Members) Act 1947, second schedule; spec/counting/stv-seanad.md, which says
what of it was settled here.
"""

from collections.abc import Callable, Sequence
from functools import cache

from tellers.count.arithmetic import Votes
from tellers.count.contest import Contest
from tellers.count.gregory import Table, as_received, droop, first_preferences
from tellers.count.guaranteed import UNMET
from tellers.count.papers import Candidate, Counted
from tellers.count.parameters import COUNTBACK, RANKED, Parameter
from tellers.count.rule import Rule
from tellers.count.stages import Count, Tie
from tellers.count.ties import Seek, Settle, by_preferences
from tellers.count.turns import (
    SURPLUSES,
    fewest_votes,
    surpluses_in_turn,
    transfer_a_surplus,
    unbeatable,
)
from tellers.count.validity import ranking

PLACES = 3


def preferences(counted: Counted, contest: Contest) -> list[list[int]]:
    """How many papers give each candidate their first, second, .. preference, withdrawn ones left out."""
    standing = contest.standing()
    given = [[0] * contest.candidates for _ in range(contest.candidates)]
    for number, paper in counted.groups:
        named = [candidate for candidate in paper if standing[candidate]]
        for row, candidate in zip(given, named, strict=False):
            row[candidate] += number
    return given


def count(counted: Counted, contest: Contest) -> Count:
    """Stage by stage until every vacancy is filled."""
    quota = Votes(droop(counted.valid * 10**PLACES, contest.seats))  # clauses 2 and 3
    table = first_preferences(counted, contest, PLACES, quota)
    settle = _settle(contest, cache(lambda: preferences(counted, contest)))
    table.write("first", ties=table.elect_by_quota(settle))
    while not table.is_complete():
        last = unbeatable(table, equality=False)
        if last:  # clause 7
            table.fill_without_transfer(last)
        elif table.with_surplus() and not table.doomed:  # clause 5
            transfer_a_surplus(table, surpluses_in_turn(table), settle)
        else:  # clause 6
            _exclude(table, settle)
    return table.record.declare(contest)


def _settle(contest: Contest, given: Callable[[], list[list[int]]]) -> Settle:
    """Equal candidates by the order of preferences (clause 1)."""

    def settle(tied: Sequence[Candidate], seek: Seek, purpose: str) -> tuple[Candidate, list[Tie]]:
        if len(tied) == 1:
            return tied[0], []
        return by_preferences(tied, given(), contest.lot, seek, purpose)

    return settle


def _exclude(table: Table, settle: Settle) -> None:
    """Exclude the lowest candidate and transfer their papers (clauses 6 and 7)."""
    excluded, ties = fewest_votes(table, 1, settle)
    table.exclude(excluded)
    if len(table.remaining()) == table.vacancies:  # clause 7
        table.fill_without_transfer(table.remaining(), excluded, ties)
        return
    transfers = []
    for parcel in as_received(table.take(excluded)) or [(table.one, [])]:
        transfers += table.pass_on(parcel)
        ties += table.elect_by_quota(settle)
        if table.is_complete():
            break
    table.write("exclusion", excluded, excluded, ties, transfers)


RULE = Rule(
    id="stv-seanad",
    version=1,
    parameters=(SURPLUSES, Parameter("ties", ("preferences",)), *RANKED, COUNTBACK),
    source="Seanad Electoral (Panel Members) Act 1947, second schedule; spec/counting/stv-seanad.md",
    ballots=("ranked",),
    read=ranking,
    single=False,
    count=count,
    guaranteed=(UNMET,),
    reopen=True,
)
