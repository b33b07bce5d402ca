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
6. Equal candidates, in clause 4 and in clause 5, are told apart by the most recent earlier stage at which
   their votes differed, and where they never differed, by lot.

Source: spec/counting/av.md.
"""

from collections.abc import Sequence

from tellers.count.contest import Contest
from tellers.count.papers import Candidate, Counted, Pile
from tellers.count.parameters import RANKED, Parameter
from tellers.count.rule import Rule
from tellers.count.stages import Count, Record, Tie
from tellers.count.ties import Seek, backwards
from tellers.count.validity import ranking


def count(counted: Counted, contest: Contest) -> Count:
    """Stage by stage until one candidate is elected."""
    record = Record(counted)
    continuing = contest.standing()
    first = Pile(counted.groups).deal(continuing)  # clause 1
    piles, without = first.to, first.without
    totals = _totals(piles, contest)
    elected, ties = _elected(totals, continuing, contest, record)
    record.write("first", totals, non_transferable=without, elected=elected, ties=ties)
    while not elected:
        lowest, ties = _lowest(totals, continuing, contest, record)  # clause 5
        continuing[lowest] = False
        moved = piles.pop(lowest, Pile()).deal(continuing)
        for candidate, pile in moved.to.items():
            piles.setdefault(candidate, Pile()).extend(pile)
        without += moved.without
        totals = _totals(piles, contest)
        elected, last_ties = _elected(totals, continuing, contest, record)
        record.write(
            "exclusion",
            totals,
            of=[lowest],
            non_transferable=without,
            elected=elected,
            excluded=[lowest],
            ties=[*ties, *last_ties],
            transfers=[moved.transfer(lowest, 1)],
        )
    return record.declare(contest)


def _totals(piles: dict[Candidate, Pile], contest: Contest) -> list[int]:
    return [piles[c].number if c in piles else 0 for c in range(contest.candidates)]


def _elected(
    totals: Sequence[int], continuing: Sequence[bool], contest: Contest, record: Record
) -> tuple[list[Candidate], list[Tie]]:
    """The candidate elected on these ``totals``, if any, and the ties broken to say so."""
    remaining = [candidate for candidate, continues in enumerate(continuing) if continues]
    most = max(totals[candidate] for candidate in remaining)
    leading = [candidate for candidate in remaining if totals[candidate] == most]
    if contest.parameter("finish") == "majority" and 2 * most > sum(totals):  # clause 2
        return leading, []
    if len(remaining) > 2:
        return [], []
    chosen, ties = backwards(leading, record.stages, contest.lot, Seek.FOREMOST, "election")
    return [chosen], ties  # clauses 3, 4 and 6


def _lowest(
    totals: Sequence[int], continuing: Sequence[bool], contest: Contest, record: Record
) -> tuple[Candidate, list[Tie]]:
    """The continuing candidate with fewest votes, and the ties broken to name them."""
    remaining = [candidate for candidate, continues in enumerate(continuing) if continues]
    fewest = min(totals[candidate] for candidate in remaining)
    tied = [candidate for candidate in remaining if totals[candidate] == fewest]
    return backwards(tied, record.stages[:-1], contest.lot, Seek.HINDMOST, "exclusion")  # clause 6


RULE = Rule(
    id="av",
    version=1,
    parameters=(Parameter("finish", ("majority", "two")), Parameter("ties", ("backwards",)), *RANKED),
    source="spec/counting/av.md: alternative vote, one exclusion at a time",
    ballots=("ranked",),
    read=ranking,
    single=True,
    count=count,
)
