"""The block vote: every paper has as many crosses as there are places, and those with most fill them.

1. A paper puts a cross beside as many candidates as there are places, or fewer. Each is a vote of that
   candidate's; a cross for a candidate withdrawn before the count is nobody's.
2. A paper with more crosses than places is invalid, or under ``overvotes`` abstention says nothing. A paper
   with fewer is counted, or under ``undervotes`` invalid is invalid; ``blank`` is for one without.
3. The candidates with most votes are elected, as many as there are places.
4. Where candidates with equal votes are too many for the places left, the lot fills these one by one.

Source: spec/counting/block.md.
"""

from tellers.count.contest import Contest
from tellers.count.crosses import OVERVOTES, UNDERVOTES, as_many_as_places, tally
from tellers.count.guaranteed import RESERVED, UNMET
from tellers.count.papers import Counted
from tellers.count.parameters import CROSSED, LOT
from tellers.count.places import declare_most
from tellers.count.rule import Rule
from tellers.count.stages import Count, Record


def count(counted: Counted, contest: Contest) -> Count:
    """One stage; what it adds up are crosses."""
    totals, crosses = tally(counted, contest)  # clause 1
    return declare_most(Record(counted, amount=crosses), totals, crosses, contest)  # clauses 3 and 4


RULE = Rule(
    id="block",
    version=1,
    parameters=(LOT, OVERVOTES, UNDERVOTES, *CROSSED),
    source="spec/counting/block.md: as many crosses as places, most votes",
    ballots=("choose",),
    read=as_many_as_places,  # clause 2
    single=False,
    count=count,
    crosses="places",
    guaranteed=(UNMET, RESERVED),
    reopen=True,
)
