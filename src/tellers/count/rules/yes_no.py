"""A motion: yes or no, carried at a declared fraction of the votes, in all or in each section of them.

1. Option 0 is yes, option 1 is no, and option 2, where there is one, is to abstain. A paper chooses one of
   them or expresses nothing; one that chooses several is invalid.
2. The motion is carried if the votes for yes are more than, or at least, the declared fraction of the whole.
   Under ``whole`` votes that is yes and no together; under ``whole`` valid, all valid papers, those that
   abstain among them.
3. Where the whole is nought the motion is not carried, whatever the fraction.
4. There is no tie: equal votes are compared with the fraction like any others.
5. In a contest with sections each section is taken by itself, with its own fraction: ``reach`` says whether
   the fraction itself is enough. ``sections`` says whether the motion is carried if it is in any section, or
   only if it is in all.

Source: spec/counting/yes-no.md.
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from tellers.count.contest import Contest
from tellers.count.crosses import OVERVOTES
from tellers.count.papers import Candidate, Counted, Marks, Paper
from tellers.count.parameters import RANKED, Parameter
from tellers.count.rule import Rule
from tellers.count.stages import Count, Record
from tellers.count.validity import Read, ranking
from tellers.errors import Refused

YES: Candidate = 0
NO: Candidate = 1
OPTIONS = (2, 3)  # the third is to abstain
VALID = "valid"

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


def is_carried(yes: int, whole: int, threshold: tuple[int, int, bool]) -> bool:
    """Whether ``yes`` votes of the ``whole`` reach ``threshold``, compared as whole numbers."""
    numerator, denominator, enough = threshold
    if whole == 0:  # clause 3
        return False
    part, needed = denominator * yes, numerator * whole
    return part >= needed if enough else part > needed  # clause 2


def one_option(marks: Marks, contest: Contest, place: int) -> Read:
    """The option that a paper chooses (clause 1)."""
    paper, reason = ranking(marks, contest, place)
    return ((), OVERVOTES.name) if len(paper) > 1 else (paper, reason)


def count(counted: Counted, contest: Contest) -> Count:
    """One stage; elected is yes if the motion is carried, and nobody if it is not. With sections, the result
    says for each how it voted.

    Raises Refused: count.candidates, count.withdrawn.
    """
    _check(contest)
    votes, silent = _add_up(counted.groups, contest)
    whole = counted.valid if contest.parameter("whole") == VALID else votes[YES] + votes[NO]
    carried = is_carried(votes[YES], whole, THRESHOLDS[contest.parameter("threshold")])
    findings: list[tuple[str, Any]] = []
    if contest.sections:  # clause 5
        sections = _sections(counted, contest)
        decides = any if contest.parameter("sections") == "any" else all
        carried = decides(section["carried"] for section in sections)
        findings = [("sections", sections)]
    record = Record(counted)
    record.write("first", votes, non_transferable=silent, elected=[YES] if carried else [])
    return record.declare(contest, findings=findings)


def _check(contest: Contest) -> None:
    if contest.candidates not in OPTIONS:
        raise Refused("count.candidates", "a motion has two options, yes and no, and perhaps to abstain")
    if contest.withdrawn:
        raise Refused("count.withdrawn", "no option of a motion can be withdrawn")


def _add_up(groups: Iterable[tuple[int, Paper]], contest: Contest) -> tuple[list[int], int]:
    """The votes of every option, and how many papers express nothing."""
    votes, silent = [0] * contest.candidates, 0
    for number, paper in groups:
        if paper:
            votes[paper[0]] += number
        else:
            silent += number
    return votes, silent


def _sections(counted: Counted, contest: Contest) -> list[dict[str, Any]]:
    """For each section its votes, and whether the motion is carried in it (clause 5)."""
    shown = []
    for place, section in enumerate(contest.sections):
        groups = [group for group, of in zip(counted.groups, counted.sections, strict=True) if of == place]
        votes, silent = _add_up(groups, contest)
        counts = sum(votes) + silent if contest.parameter("whole") == VALID else votes[YES] + votes[NO]
        carried = is_carried(votes[YES], counts, _threshold(section.fraction, contest))
        shown.append(
            {
                "name": section.name,
                "fraction": f"{section.fraction.numerator}/{section.fraction.denominator}",
                "votes": votes,
                "non_transferable": silent,
                "whole": counts,
                "carried": carried,
            }
        )
    return shown


def _threshold(fraction: Fraction, contest: Contest) -> tuple[int, int, bool]:
    return fraction.numerator, fraction.denominator, contest.parameter("reach") == "at-least"


RULE = Rule(
    id="yes-no",
    version=1,
    parameters=(
        Parameter("threshold", tuple(THRESHOLDS)),
        Parameter("whole", ("votes", VALID)),
        Parameter("sections", ("any", "all")),
        Parameter("reach", ("at-least", "more-than")),
        *RANKED,
    ),
    source="spec/counting/yes-no.md: a motion carried at a declared fraction of the votes",
    ballots=("choose",),
    read=one_option,
    single=True,
    count=count,
    crosses="one",
    sections=True,
)
