"""The single transferable vote as Scottish councils are elected by law.

Rule 45, first stage. Papers are sorted by first preference and each candidate is credited with one vote
    a paper. Papers pass over candidates withdrawn before the count (spec/counting/README.md, section 2).
Rule 46, quota. Valid papers divided by one more than the places, decimals ignored, plus one.
Rule 47, return. A candidate whose votes equal or exceed the quota at any stage is deemed elected.
Rule 48, transfer of a surplus. While a vacancy remains, all papers of a candidate above the quota are
    sorted by next available preference; those without one are non-transferable. (3) A paper leaves at the
    surplus times the value at which the candidate received it, divided by the candidate's votes, to five
    decimal places, the remainder ignored.
Rule 49. (1) The largest surplus goes first. (2) Equal surpluses: whoever had more votes at the most
    recent earlier stage at which they differed. (3) Where they never differed: by lot.
Rule 50, exclusion. (1) When no surplus is left to transfer and a vacancy remains, the candidate with
    fewest votes is excluded. (2), (3) Their papers are sorted and transferred likewise, (4) each at the
    value at which the candidate received it.
Rule 51. Equal and fewest votes: (2)(a) whoever had fewest at the most recent earlier stage at which they
    differed is excluded; (2)(b) where they never differed: by lot.
Rule 52, last vacancies. (1) Where as many candidates continue as there are vacancies, they are deemed
    elected, and (2) no further transfer is made. By a later order the transfer of the papers of the last
    candidate excluded is permitted but not required: parameter ``last_transfer``, printed or omitted.

Source: Scottish Local Government Elections Order 2011 (SSI 2011/399), schedule 1, rules 45 to 52; SSI
2021/437, article 2(4); spec/counting/stv-scottish.md.
"""

from collections.abc import Sequence

from tellers.count.arithmetic import Value, Votes
from tellers.count.contest import Contest
from tellers.count.gregory import Parcel, Table, by_value, droop, first_preferences
from tellers.count.guaranteed import UNMET
from tellers.count.papers import Candidate, Counted, Transfer
from tellers.count.parameters import COUNTBACK, RANKED, Parameter
from tellers.count.rule import Rule
from tellers.count.stages import Count, Tie
from tellers.count.ties import backwards
from tellers.count.turns import by_stages, fewest_votes, largest_surplus
from tellers.count.validity import ranking

PLACES = 5
ONE = Value(10**PLACES)
LAST_TRANSFER = Parameter("last_transfer", ("printed", "omitted"))
BY_PAPERS = Parameter(COUNTBACK.name, (*COUNTBACK.allowed, "papers"))


def quota(valid: int, seats: int) -> Votes:
    """Votes enough to be elected, in 1/100000 of a vote (rule 46)."""
    return Votes(droop(valid, seats) * ONE)


def transfer_value(surplus: Votes, value: Value, credited: Votes) -> Value:
    """Value at which a paper leaves an elected candidate (rule 48(3)).

    All in 1/100000 of a vote: ``surplus`` and ``credited`` of the candidate, ``value`` of the paper when
    received. The remainder is dropped, not rounded.
    """
    return Value(surplus * value // credited)


def count(counted: Counted, contest: Contest) -> Count:
    """Stage by stage until every vacancy is filled."""
    table = first_preferences(counted, contest, PLACES, quota(counted.valid, contest.seats))  # rules 45, 46
    _close(table, "first")
    while not table.is_complete():
        if table.with_surplus() and not table.doomed:  # rule 48(1)
            _transfer_surplus(table)
        else:  # rule 50(1)
            _exclude(table)
    return table.record.declare(contest)


def _transfer_surplus(table: Table) -> None:
    """Transfer the largest surplus (rules 48 and 49)."""
    elected, ties = largest_surplus(table, table.with_surplus(), by_stages(table, backwards))
    votes = table.credited[elected]
    surplus = Votes(votes - table.quota)
    leaving = [  # rule 48(3); values that become equal make one parcel
        (candidate, Parcel(transfer_value(surplus, parcel.value, votes), parcel.pile))
        for candidate, parcel in table.take([elected])
    ]
    transfers = [moved for batch in by_value(leaving) for moved in table.pass_on(batch)]
    table.lost += table.credited[elected] - table.quota
    table.credited[elected] = table.quota
    _close(table, "surplus", [elected], [], ties, transfers)


def _exclude(table: Table) -> None:
    """Exclude the candidate with fewest votes and transfer their papers (rules 50 to 52)."""
    excluded, ties = fewest_votes(table, max(len(table.doomed), 1), by_stages(table, backwards))
    table.exclude(excluded)
    omitted = table.contest.parameter(LAST_TRANSFER.name) == "omitted"
    if omitted and len(table.remaining()) == table.vacancies:
        _close(table, "last-vacancies", [], excluded, ties)  # rule 52(2): the papers stay where they lie
        return
    transfers = [  # rule 50(4)
        moved for batch in by_value(table.take(excluded)) for moved in table.pass_on(batch)
    ]
    _close(table, "exclusion", excluded, excluded, ties, transfers)


def _close(
    table: Table,
    action: str,
    of: Sequence[Candidate] = (),
    excluded: Sequence[Candidate] = (),
    ties: Sequence[Tie] = (),
    transfers: Sequence[Transfer] = (),
) -> None:
    """End the stage: return whoever is now elected (rules 47 and 52(1)), and write the stage down."""
    ties = [*ties, *table.elect_by_quota(by_stages(table, backwards))]
    table.write(action, of, excluded, ties, transfers)


RULE = Rule(
    id="stv-scottish",
    version=1,
    parameters=(LAST_TRANSFER, *RANKED, BY_PAPERS),
    source="SSI 2011/399 schedule 1 rules 45-52 and SSI 2021/437 article 2(4); spec/counting/stv-scottish.md",
    ballots=("ranked",),
    read=ranking,
    single=False,
    count=count,
    guaranteed=(UNMET,),
    reopen=True,
)
