"""The single transferable vote as the Electoral Reform Society recommended it in 1997.

5.1 First stage. Papers are sorted by first preference. 5.1.6: the quota is the valid papers divided by one
    more than the places, to two decimals; a remainder adds 0.01.
5.1.7, 5.3.13, 5.4.9 Election. In descending order of their votes, candidates are deemed elected who have (a)
    the quota, or (b) the active vote divided by one more than the places still empty.
5.2.2 Surpluses. The largest is transferred, unless all of them together do not exceed the gap between (a) the
    two lowest candidates, or (b) those who could be excluded together and the next above.
5.2.3 Equal surpluses: whoever had more votes at the first point at which they differed; else by lot.
5.2.5 Exclusion. As many together as possible, as long as (a) enough candidates remain and (b) their votes
    with all deferred surpluses do not exceed the votes of the next above. Equals: whoever had fewer votes at
    the first point at which they differed; else by lot.
5.3 Transfer of a surplus. Only the last received batch moves. 5.3.7: its transferable papers leave at the
    surplus divided by their number, to two decimals; at their present value, if all of them together are
    worth no more than the surplus. 5.3.9: the rest of the surplus is non-transferable.
5.4 Exclusion. Papers move in batches of one value, the highest first, at that value. 5.4.8: while nobody is
    elected the quota is reckoned again, without the non-transferable vote. 5.4.9, 5.4.10: after each batch
    candidates are deemed elected, and receive no more.
5.5.1 An exclusion that would leave as many candidates as places elects them all. 5.5.2: once the places are
    filled, no paper moves.
5.6.2 Where equal candidates are too many for the places left, whoever had more votes at the first point at
    which they differed; where they never differed, none of them is deemed elected at that stage.
5.6.3 A lot that was drawn stands at a recount.

Source: Electoral Reform Society, How to conduct an election by the single transferable vote, third edition
(1997), section 5; spec/counting/stv-ers97.md.
"""

from tellers.count.arithmetic import Votes
from tellers.count.contest import Contest
from tellers.count.gregory import Table, by_value, first_preferences, highest_first
from tellers.count.guaranteed import UNMET
from tellers.count.papers import Counted
from tellers.count.parameters import COUNTBACK, RANKED, Parameter
from tellers.count.rule import Rule
from tellers.count.stages import Count, Tie
from tellers.count.ties import Seek, first_difference, forwards
from tellers.count.turns import by_stages, excludable_together, fewest_votes, largest_surplus
from tellers.count.validity import ranking

PLACES = 2


def quota(votes: int, seats: int) -> Votes:
    """Votes enough to be elected, of ``votes`` in all; both in 1/100 of a vote (5.1.6)."""
    return Votes(-(-votes // (seats + 1)))


def count(counted: Counted, contest: Contest) -> Count:
    """Stage by stage until every place is filled."""
    valid = counted.valid * 10**PLACES
    table = first_preferences(counted, contest, PLACES, quota(valid, contest.seats))
    table.write("first", ties=_elect(table))
    while not table.is_complete():
        together = excludable_together(table, equality=True)
        if table.with_surplus() and not together:  # 5.2.2: not deferred
            _transfer_surplus(table)
        else:  # 5.2.5
            _exclude(table, max(together, 1))
    return table.record.declare(contest)


def active_vote(table: Table) -> int:
    """The votes of continuing candidates and those awaiting transfer, in 1/100 of a vote (5.6.1)."""
    valid = table.record.counted.valid * table.one
    kept = sum(min(table.credited[candidate], table.quota) for candidate in table.elected)
    return valid - table.non_transferable - table.lost - kept


def _elect(table: Table) -> list[Tie]:
    """Deem candidates elected in descending order of their votes; the ties broken to do so."""
    ties: list[Tie] = []
    table.judge()
    while not table.is_complete():
        if len(table.remaining()) <= table.vacancies:  # 5.5.1
            table.elect(table.remaining())
            break
        most = max(table.credited[candidate] for candidate in table.remaining())
        if most < table.quota and most * (table.vacancies + 1) < active_vote(table):  # 5.1.7
            break
        foremost = [candidate for candidate in table.remaining() if table.credited[candidate] == most]
        if len(foremost) > table.vacancies:  # 5.6.2
            foremost, told = first_difference(foremost, table.record.stages)
            if len(foremost) > table.vacancies:
                break
            ties += told
        if not table.can_all_be_elected(foremost):
            one, told = by_stages(table, forwards)(foremost, Seek.FOREMOST, "election")
            foremost, ties = [one], [*ties, *told]
        table.elect(foremost)
        table.judge()
    return ties


def _transfer_surplus(table: Table) -> None:
    """Transfer the largest surplus (5.2.3 and 5.3)."""
    elected, ties = largest_surplus(table, table.with_surplus(), by_stages(table, forwards))
    moved = table.transfer_last_parcel(elected)
    table.write("surplus", [elected], ties=[*ties, *_elect(table)], transfers=[moved])


def _exclude(table: Table, number: int) -> None:
    """Exclude ``number`` candidates and transfer their papers, each batch a stage (5.2.5, 5.4 and 5.5)."""
    excluded, ties = fewest_votes(table, number, by_stages(table, forwards))
    table.exclude(excluded)
    if len(table.remaining()) == table.vacancies:  # 5.5.1: the papers stay where they lie
        table.fill_without_transfer(table.remaining(), excluded, ties)
        return
    newly = excluded
    for batch in highest_first(by_value(table.take(excluded))) or [(table.one, [])]:
        transfers = table.pass_on(batch)
        if not table.elected:  # 5.4.8
            valid = table.record.counted.valid * table.one
            table.quota = quota(valid - table.non_transferable, table.contest.seats)
        ties += _elect(table)
        table.write("exclusion", excluded, newly, ties, transfers)
        if table.is_complete():  # 5.5.2
            return
        newly, ties = [], []


RULE = Rule(
    id="stv-ers97",
    version=1,
    parameters=(Parameter("ties", ("forwards",)), *RANKED, COUNTBACK),
    source="Electoral Reform Society rules of 1997, section 5; spec/counting/stv-ers97.md",
    ballots=("ranked",),
    read=ranking,
    single=False,
    count=count,
    guaranteed=(UNMET,),
    reopen=True,
)
