"""An electoral college: sections with fixed shares of the whole, in each of which all votes weigh the same.

1. Every paper is of one section. It goes to the candidate it prefers most among those not withdrawn before
   the count; a paper that prefers none of them is non-transferable.
2. The live votes of a section are those that stand with a continuing candidate. A candidate's part is, over
   all sections with live votes, the sum of

       share of the section x votes of the candidate in it / live votes of the section

   and the whole is the sum of the shares of these sections. Votes without a candidate count in no section,
   and a section without live votes counts for nobody. These are exact fractions; nothing is dropped.
3. Under ``finish`` majority, a candidate with more than half of the whole is elected at once. Under
   ``finish`` two, no candidate is elected while more than two continue.
4. Where only one candidate continues, that candidate is elected; where two do and clause 3 has elected
   nobody, the one with the greater part.
5. Otherwise the candidate with the least part is excluded, one at a time, and each of their papers passes,
   within its section, to its next continuing preference, or becomes non-transferable.
6. Equal parts, in clauses 4 and 5, are told apart as for ``av``, by the parts at earlier stages.

Source: spec/counting/college.md.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import Any

from tellers.count.arithmetic import percentage
from tellers.count.contest import Contest, Section
from tellers.count.elimination import eliminate
from tellers.count.papers import Counted, Paper
from tellers.count.parameters import FINISH, RANKED, STAGES
from tellers.count.rule import Rule
from tellers.count.stages import Count
from tellers.count.validity import ranking
from tellers.errors import Refused


def count(counted: Counted, contest: Contest) -> Count:
    """Stage by stage until one candidate is elected. The totals are votes; ``sections`` says for every stage
    what they come to.

    Raises Refused: count.sections, where the shares are not those of one whole.
    """
    if sum(section.fraction for section in contest.sections) != 1:
        raise Refused("count.sections", "the shares of the sections of a college must add up to 1")
    papers: list[list[tuple[int, Paper]]] = [[] for _ in contest.sections]
    for group, section in zip(counted.groups, counted.sections, strict=True):
        papers[section].append(group)
    table = eliminate(counted, contest, papers, lambda votes: _weights(parts(votes, contest.sections)))
    shown = [_as_json(votes, contest.sections) for votes in table.votes]
    return table.record.declare(contest, findings=[("sections", shown)])


def parts(votes: Sequence[Sequence[int]], sections: Sequence[Section]) -> list[Fraction]:
    """Every candidate's part of the whole, given the votes of every candidate in each section (clause 2)."""
    return [sum(column, Fraction(0)) for column in zip(*_shares(votes, sections), strict=True)]


def _shares(votes: Sequence[Sequence[int]], sections: Sequence[Section]) -> list[list[Fraction]]:
    """For each section, what every candidate has of its share."""
    return [
        [section.fraction * Fraction(number, max(1, sum(cast))) for number in cast]
        for section, cast in zip(sections, votes, strict=True)
    ]


def _weights(exact: Sequence[Fraction]) -> list[int]:
    """The fractions on their common denominator, which is left away."""
    common = lcm(*(fraction.denominator for fraction in exact))
    return [int(fraction * common) for fraction in exact]


def _as_json(votes: Sequence[Sequence[int]], sections: Sequence[Section]) -> dict[str, Any]:
    """One stage as it is published: votes and parts of every candidate, section by section and in all."""
    shares = _shares(votes, sections)
    exact = parts(votes, sections)
    whole = sum(exact, Fraction(0))
    return {
        "of": [
            {
                "name": section.name,
                "share": _written(section.fraction),
                "votes": list(cast),
                "live": sum(cast),
                "parts": [_written(part) for part in of_section],
            }
            for section, cast, of_section in zip(sections, votes, shares, strict=True)
        ],
        "parts": [_written(part) for part in exact],
        "whole": _written(whole),
        "percentages": [percentage(part, whole) for part in exact],
    }


def _written(fraction: Fraction) -> str:
    """In lowest terms, nought as 0/1."""
    return f"{fraction.numerator}/{fraction.denominator}"


RULE = Rule(
    id="college",
    version=1,
    parameters=(FINISH, STAGES, *(parameter for parameter in RANKED if parameter.name != "percentages")),
    source="spec/counting/college.md: sections with fixed shares, one exclusion at a time",
    ballots=("ranked",),
    read=ranking,
    single=True,
    count=count,
    sections=True,
)
