"""The single transferable vote as district councils of Northern Ireland are elected by law.

Rule 47, first stage. Papers are sorted by first preference.
Rule 48, quota. (1), (2) Valid papers divided by one more than the places, fractions disregarded, plus one.
    (3) A candidate whose votes equal or exceed the quota at any stage is deemed elected: parameter
    ``elected``. With a single vacancy nobody is, before rule 51(1) to (3) was complied with.
Rule 49, surplus. (1) to (4) A surplus at the first stage: all papers of the candidate. (5) to (7) A later
    one: the sub-parcel last received. Papers with a next available preference leave at the surplus divided
    by their number, to two decimals, or at the value received, whichever is less. (10) Nothing is
    transferred while all surpluses are less than the gap between (a) the two lowest candidates or (b) two or
    more lowest and the next above. (11) Not with a single vacancy.
Rule 50. The largest surplus first; equal ones: (a) whoever had more votes at the earliest stage at which
    they differed; (b) by lot. (2)(c) What the transferred papers do not carry is non-transferable.
Rule 51, exclusion. (1) The candidate with fewest votes. (2), (3) Papers of first preference move first;
    (5) to (9) the others by the value at which they were received, the highest first. (12) Two or more
    lowest whose votes with all surpluses are fewer than those of the next are excluded together. (13) Equal
    and fewest: (a) whoever had fewest at the earliest stage at which they differed; (b) by lot.
Rule 52, last vacancies. (1) As many candidates as vacancies: all are deemed elected. (2) For a single vacancy
    left: a candidate with as many votes as all others and all surpluses together. (3) No further transfer.

Source: Local Elections (Northern Ireland) Order 1985 (SI 1985/454), rules 41 to 52 of the Local Elections
Rules; spec/counting/stv-ni.md.
"""

from collections.abc import Sequence

from tellers.count.arithmetic import Votes
from tellers.count.contest import Contest
from tellers.count.gregory import Batch, Table, by_value, droop, first_preferences, highest_first
from tellers.count.guaranteed import UNMET
from tellers.count.papers import Candidate, Counted
from tellers.count.parameters import COUNTBACK, RANKED, Parameter
from tellers.count.rule import Rule
from tellers.count.stages import Count, Tie
from tellers.count.ties import forwards
from tellers.count.turns import by_stages, excludable_together, fewest_votes, transfer_a_surplus, unbeatable
from tellers.count.validity import ranking

PLACES = 2
ELECTED = Parameter("elected", ("between-parcels", "end-of-stage"))
"""When a candidate who reaches the quota in an exclusion is deemed elected (rule 48(3))."""


def count(counted: Counted, contest: Contest) -> Count:
    """Stage by stage until every vacancy is filled."""
    quota = Votes(droop(counted.valid, contest.seats) * 10**PLACES)
    table = first_preferences(counted, contest, PLACES, quota)
    single = contest.seats == 1 and len(table.remaining()) > 1
    ties: list[Tie] = []
    if not single:  # rule 48(3)
        ties += table.elect_by_quota(by_stages(table, forwards))
    table.write("first", ties=ties)
    if single:  # rule 51(1) to (3) before anything else
        _exclude(table, max(excludable_together(table, equality=False), 1))
    while not table.is_complete():
        last = unbeatable(table, equality=True)
        together = excludable_together(table, equality=False)
        if last:  # rule 52(2)
            table.fill_without_transfer(last)
        elif table.with_surplus() and not together:  # rule 49(10)
            transfer_a_surplus(table, table.with_surplus(), by_stages(table, forwards))
        else:  # rule 51(1) and (12)
            _exclude(table, max(together, 1))
    return table.record.declare(contest)


def _exclude(table: Table, number: int) -> None:
    """Exclude ``number`` candidates and transfer their papers (rules 51 and 52)."""
    excluded, ties = fewest_votes(table, number, by_stages(table, forwards))
    table.exclude(excluded)
    if len(table.remaining()) == table.vacancies:  # rule 52(1) and (3): the papers stay where they lie
        table.fill_without_transfer(table.remaining(), excluded, ties)
        return
    transfers = []
    for batch in _sub_parcels(table, excluded):
        transfers += table.pass_on(batch)
        if table.contest.parameter(ELECTED.name) == "between-parcels":  # rule 48(3)
            ties += table.elect_by_quota(by_stages(table, forwards))
        if table.is_complete():  # rule 51(5): no vacancy remains
            break
    ties += table.elect_by_quota(by_stages(table, forwards))
    table.write("exclusion", excluded, excluded, ties, transfers)


def _sub_parcels(table: Table, excluded: Sequence[Candidate]) -> list[Batch]:
    """Papers of first preference, then the others by value, the highest first (rule 51(2) to (9))."""
    parcels = table.take(excluded)
    first = by_value(held for held in parcels if held[1].first)
    return [*first, *highest_first(by_value(held for held in parcels if not held[1].first))]


RULE = Rule(
    id="stv-ni",
    version=1,
    parameters=(ELECTED, Parameter("ties", ("forwards",)), *RANKED, COUNTBACK),
    source="SI 1985/454, Local Elections Rules, rules 41-52; spec/counting/stv-ni.md",
    ballots=("ranked",),
    read=ranking,
    single=False,
    count=count,
    guaranteed=(UNMET,),
    reopen=True,
)
