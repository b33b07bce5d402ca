"""Whose turn it is at the counting table: whose surplus moves next, who is excluded, who needs no more votes.

Source: spec/counting/gregory.md.
"""

from collections.abc import Sequence
from itertools import accumulate

from tellers.count.gregory import Table
from tellers.count.papers import Candidate
from tellers.count.parameters import Parameter
from tellers.count.stages import Tie
from tellers.count.ties import ByStages, Seek, Settle

SURPLUSES = Parameter("surpluses", ("oldest", "largest"))
"""Whether those that arose at an earlier stage are transferred before a larger one that arose later."""


def by_stages(table: Table, look: ByStages) -> Settle:
    """Equal candidates are told apart by the stages written so far, in the order of ``look``."""

    def settle(tied: Sequence[Candidate], seek: Seek, purpose: str) -> tuple[Candidate, list[Tie]]:
        return look(tied, table.record.stages, table.contest.lot, seek, purpose)

    return settle


def largest_surplus(table: Table, among: Sequence[Candidate], settle: Settle) -> tuple[Candidate, list[Tie]]:
    """The candidate of ``among`` with the largest surplus."""
    most = max(table.credited[candidate] for candidate in among)
    largest = sorted(candidate for candidate in among if table.credited[candidate] == most)
    return settle(largest, Seek.FOREMOST, "surplus")


def transfer_a_surplus(table: Table, among: Sequence[Candidate], settle: Settle) -> None:
    """A stage: the largest surplus of ``among`` moves with the last parcel, and the quota elects."""
    elected, ties = largest_surplus(table, among, settle)
    moved = table.transfer_last_parcel(elected)
    ties += table.elect_by_quota(settle)
    table.write("surplus", [elected], ties=ties, transfers=[moved])


def surpluses_in_turn(table: Table) -> list[Candidate]:
    """Those with a surplus among whom the largest is transferred next, by the parameter ``surpluses``."""
    waiting = table.with_surplus()
    if table.contest.parameter(SURPLUSES.name) == "largest":
        return waiting
    stages = ([c for c in stage.elected if c in waiting] for stage in table.record.stages)
    return next(elected for elected in stages if elected)


def fewest_votes(table: Table, number: int, settle: Settle) -> tuple[list[Candidate], list[Tie]]:
    """The ``number`` candidates with fewest votes, in order of candidates."""
    order = table.open_to_exclusion()
    chosen: list[Candidate] = []
    ties: list[Tie] = []
    while len(chosen) < number:
        equal = [c for c in order if table.credited[c] == table.credited[order[0]]]
        if len(equal) > number - len(chosen):
            one, told = settle(equal, Seek.HINDMOST, "exclusion")
            equal = [one]
            ties += told
        chosen += equal
        order = [candidate for candidate in order if candidate not in equal]
    return sorted(chosen), ties


def excludable_together(table: Table, *, equality: bool) -> int:
    """How many at most of those with fewest votes can be excluded together: enough are left for the
    vacancies, and their votes with all surpluses are fewer than those of the next (with ``equality``: no
    more). 0 where that holds not even for one.

    In a contest with guaranteed places no more than one can, since two might be too many of a group; but all
    who are doomed are, whatever their votes.
    """
    if table.doomed:
        return len(table.doomed)
    order = table.open_to_exclusion()
    most = len(order) - table.vacancies if table.in_force is None else min(len(order) - 1, 1)
    surplus = table.surplus()
    together = list(accumulate(table.credited[candidate] for candidate in order))
    for number in range(most, 0, -1):
        gap = table.credited[order[number]] - together[number - 1] - surplus
        if gap > 0 or (equality and gap == 0):
            return number
    return 0


def unbeatable(table: Table, *, equality: bool) -> list[Candidate]:
    """Whoever must have the one vacancy left: a candidate with more votes than all other continuing ones and
    all surpluses have together (with ``equality``: as many, unless another has as many). Else nobody."""
    if table.vacancies != 1 or table.doomed:
        return []
    order = sorted(table.remaining(), key=lambda candidate: -table.credited[candidate])
    votes = [table.credited[candidate] for candidate in order]
    gap = votes[0] - sum(votes[1:]) - table.surplus()
    return order[:1] if gap > 0 or (equality and gap == 0 and votes[0] not in votes[1:]) else []
