"""Approval voting: a paper approves of as many as the voter wishes, and those most approved are elected.

1. A paper puts a cross beside every candidate whom it approves, however many these are: no number of crosses
   is too large or too small. A cross for a candidate withdrawn before the count is nobody's.
2. The candidates with most approvals are elected, as many as there are places.
3. Where candidates with equal approvals are too many for the places left, the lot fills these one by one.

Source: spec/counting/approval.md.
"""

from tellers.count.contest import Contest
from tellers.count.crosses import any_number, tally
from tellers.count.guaranteed import RESERVED, UNMET
from tellers.count.papers import Counted
from tellers.count.parameters import CROSSED, LOT
from tellers.count.places import declare_most
from tellers.count.rule import Rule
from tellers.count.stages import Count, Record


def count(counted: Counted, contest: Contest) -> Count:
    """One stage; what it adds up are approvals."""
    totals, approvals = tally(counted, contest)  # clause 1
    return declare_most(Record(counted, amount=approvals), totals, approvals, contest)  # clauses 2 and 3


RULE = Rule(
    id="approval",
    version=1,
    parameters=(LOT, *CROSSED),
    source="spec/counting/approval.md: most approvals",
    ballots=("choose",),
    read=any_number,
    single=False,
    count=count,
    guaranteed=(UNMET, RESERVED),
    reopen=True,
)
