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

from dataclasses import dataclass

from tellers.count.arithmetic import Value, Votes
from tellers.count.contest import Contest
from tellers.count.papers import Candidate, Counted, Pile, Transfer
from tellers.count.parameters import RANKED, Parameter
from tellers.count.rule import Rule
from tellers.count.stages import Count, Record, Tie
from tellers.count.ties import Seek, backwards
from tellers.count.validity import ranking

PLACES = 5
ONE = Value(10**PLACES)


def quota(valid: int, seats: int) -> Votes:
    """Votes enough to be elected, in 1/100000 of a vote (rule 46)."""
    return Votes((valid // (seats + 1) + 1) * ONE)


def transfer_value(surplus: Votes, value: Value, credited: Votes) -> Value:
    """Value at which a paper leaves an elected candidate (rule 48(3)).

    All in 1/100000 of a vote: ``surplus`` and ``credited`` of the candidate, ``value`` of the paper when
    received. The remainder is dropped, not rounded.
    """
    return Value(surplus * value // credited)


@dataclass(slots=True)
class Table:
    """The counting table: who continues, which papers lie with whom, and what they are worth.

    ``parcels``: for every candidate, papers by the value at which they were received. ``credited``: votes
    of every candidate; an elected candidate keeps the quota once the surplus has gone.
    """

    contest: Contest
    record: Record
    quota: Votes
    continuing: list[bool]
    parcels: list[dict[Value, Pile]]
    credited: list[Votes]
    non_transferable: int = 0
    lost: int = 0
    vacancies: int = 0

    def is_complete(self) -> bool:
        """Whether nothing is left to decide."""
        return self.vacancies == 0 or not any(self.continuing)

    def remaining(self) -> list[Candidate]:
        """The continuing candidates."""
        return [candidate for candidate, continues in enumerate(self.continuing) if continues]

    def transfer(self, of: Candidate, pile: Pile, value: Value) -> Transfer:
        """Pass ``pile`` of the candidate ``of`` on at ``value`` a paper (rules 48(1), (2), 50(2) and (3))."""
        dealt = pile.deal(self.continuing)
        for candidate, received in dealt.to.items():
            self.parcels[candidate].setdefault(value, Pile()).extend(received)
            self.credited[candidate] = Votes(self.credited[candidate] + received.number * value)
        self.non_transferable += dealt.without * value
        return dealt.transfer(of, value)

    def close(
        self,
        action: str,
        of: list[Candidate],
        excluded: list[Candidate],
        ties: list[Tie],
        transfers: list[Transfer],
    ) -> None:
        """End the stage: return whoever is now elected, and write the stage down."""
        elected = self.remaining()
        if len(elected) > self.vacancies:
            # Listed by their votes, equals by their place on the paper; nothing hangs on this order.
            elected = [c for c in elected if self.credited[c] >= self.quota]  # rule 47
            elected.sort(key=lambda candidate: -self.credited[candidate])
        # Otherwise rule 52(1) deems them all elected together: listed by their place on the paper.
        for candidate in elected:
            self.continuing[candidate] = False
        self.vacancies -= len(elected)
        self.record.write(
            action,
            self.credited,
            of=of,
            non_transferable=self.non_transferable,
            lost=self.lost,
            elected=elected,
            excluded=excluded,
            ties=ties,
            transfers=transfers,
            quota=self.quota,
        )


def count(counted: Counted, contest: Contest) -> Count:
    """Stage by stage until every vacancy is filled."""
    table = _first_stage(counted, contest)
    while not table.is_complete():
        above = [c for c, votes in enumerate(table.credited) if votes > table.quota]
        if above:  # rule 48(1)
            _transfer_surplus(table, above)
        else:  # rule 50(1)
            _exclude(table)
    return table.record.declare(contest)


def _first_stage(counted: Counted, contest: Contest) -> Table:
    """Sort by first preference, find the quota, return whoever has it (rules 45 to 47)."""
    table = Table(
        contest=contest,
        record=Record(counted, PLACES),
        quota=quota(counted.valid, contest.seats),
        continuing=contest.standing(),
        parcels=[{} for _ in range(contest.candidates)],
        credited=[Votes(0)] * contest.candidates,
        vacancies=contest.seats,
    )
    dealt = Pile(counted.groups).deal(table.continuing)
    for candidate, pile in dealt.to.items():
        table.parcels[candidate][ONE] = pile
        table.credited[candidate] = Votes(pile.number * ONE)
    table.non_transferable = dealt.without * ONE
    table.close("first", [], [], [], [])
    return table


def _transfer_surplus(table: Table, above: list[Candidate]) -> None:
    """Transfer the largest surplus among the candidates ``above`` the quota (rules 48 and 49)."""
    most = max(table.credited[candidate] for candidate in above)
    largest = [candidate for candidate in above if table.credited[candidate] == most]  # rule 49(1)
    elected, ties = backwards(  # rule 49(2) and (3)
        largest, table.record.stages[:-1], table.contest.lot, Seek.FOREMOST, "surplus"
    )
    surplus = Votes(most - table.quota)
    parcels, table.parcels[elected] = table.parcels[elected], {}
    values = [transfer_value(surplus, value, most) for value in parcels]
    piles = list(parcels.values())
    transfers = [table.transfer(elected, pile, value) for pile, value in zip(piles, values, strict=True)]
    table.credited[elected] = table.quota
    table.lost += surplus - sum(pile.number * value for pile, value in zip(piles, values, strict=True))
    table.close("surplus", [elected], [], ties, transfers)


def _exclude(table: Table) -> None:
    """Exclude the candidate with fewest votes and transfer their papers (rules 50 to 52)."""
    remaining = table.remaining()
    fewest = min(table.credited[candidate] for candidate in remaining)
    lowest = [candidate for candidate in remaining if table.credited[candidate] == fewest]
    excluded, ties = backwards(  # rule 51(2)
        lowest, table.record.stages[:-1], table.contest.lot, Seek.HINDMOST, "exclusion"
    )
    table.continuing[excluded] = False
    if len(remaining) - 1 == table.vacancies and table.contest.parameter("last_transfer") == "omitted":
        table.close("last-vacancies", [], [excluded], ties, [])  # rule 52(2): the papers stay where they lie
        return
    parcels, table.parcels[excluded] = table.parcels[excluded], {}
    table.credited[excluded] = Votes(0)
    transfers = [table.transfer(excluded, pile, value) for value, pile in parcels.items()]  # rule 50(4)
    table.close("exclusion", [excluded], [excluded], ties, transfers)


RULE = Rule(
    id="stv-scottish",
    version=1,
    parameters=(Parameter("last_transfer", ("printed", "omitted")), *RANKED),
    source="SSI 2011/399 schedule 1 rules 45-52 and SSI 2021/437 article 2(4); spec/counting/stv-scottish.md",
    ballots=("ranked",),
    read=ranking,
    single=False,
    count=count,
    reopen=True,
)
