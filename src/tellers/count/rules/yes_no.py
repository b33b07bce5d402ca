"""A motion: yes or no, carried at a declared fraction of the votes.

1. Option 0 is yes and option 1 is no. A paper chooses one of them or expresses nothing.
2. The motion is carried if the votes for yes are more than, or at least, the declared fraction of the
   votes for yes and no together. Papers that express nothing do not count towards either.
3. With no vote at all the motion is not carried, whatever the fraction.
4. There is no tie: equal votes are compared with the fraction like any others.

Source: spec/counting/yes-no.md.
"""

from tellers.count.contest import Contest
from tellers.count.papers import Candidate, Counted, Pile
from tellers.count.parameters import RANKED, Parameter
from tellers.count.rule import Rule
from tellers.count.stages import Count, Record
from tellers.count.validity import ranking
from tellers.errors import Refused

YES: Candidate = 0
NO: Candidate = 1

# threshold: (numerator, denominator, whether the fraction itself is enough)
THRESHOLDS = {
    "more-than-1/2": (1, 2, False),
    "at-least-1/2": (1, 2, True),
    "more-than-2/3": (2, 3, False),
    "at-least-2/3": (2, 3, True),
    "more-than-3/4": (3, 4, False),
    "at-least-3/4": (3, 4, True),
    "at-least-1/3": (1, 3, True),
}


def is_carried(yes: int, no: int, threshold: str) -> bool:
    """Whether ``yes`` votes against ``no`` reach ``threshold``, compared as whole numbers."""
    numerator, denominator, enough = THRESHOLDS[threshold]
    part, whole = denominator * yes, numerator * (yes + no)
    if yes + no == 0:  # clause 3
        return False
    return part >= whole if enough else part > whole  # clause 2


def count(counted: Counted, contest: Contest) -> Count:
    """One stage; elected is yes if the motion is carried, and nobody if it is not.

    Raises Refused: count.candidates, count.withdrawn, count.paper.
    """
    if contest.candidates != 2:
        raise Refused("count.candidates", "a motion has two options, yes and no")
    if contest.withdrawn:
        raise Refused("count.withdrawn", "neither yes nor no can be withdrawn")
    if any(len(paper) > 1 for _, paper in counted.groups):
        raise Refused("count.paper", "a paper on a motion says yes or no, not both")  # clause 1
    dealt = Pile(counted.groups).deal(contest.standing())
    totals = [dealt.to[option].number if option in dealt.to else 0 for option in (YES, NO)]
    carried = is_carried(totals[YES], totals[NO], contest.parameter("threshold"))
    record = Record(counted)
    record.write("first", totals, non_transferable=dealt.without, elected=[YES] if carried else [])
    return record.declare(contest)


RULE = Rule(
    id="yes-no",
    version=1,
    parameters=(Parameter("threshold", tuple(THRESHOLDS)), *RANKED),
    source="spec/counting/yes-no.md: a motion carried at a declared fraction of the votes",
    ballots=("choose",),
    read=ranking,
    single=True,
    count=count,
)
