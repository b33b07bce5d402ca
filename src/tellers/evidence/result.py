"""The published result of one contest: its votes counted under the rule declared beforehand.

Source: spec/result.md.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import Any

from tellers.count import Contest, Guarantee, Papers, Section, count, group, judges_blank
from tellers.crypto.selections import Selection

FORMAT = "tellers-result/1"


def result_of(
    contest: Mapping[str, Any],
    votes: Sequence[Selection | None],
    withdrawn: Collection[int],
    lot: tuple[int, ...],
    sections: Sequence[int] = (),
) -> dict[str, Any]:
    """Count the votes of a contest as defined in the election object.

    ``votes``: one selection a paper, None where it is malformed. ``withdrawn``: options passed over,
    0-based. ``lot``: the options in the order of the lot. ``sections``: the section of every vote, 0-based,
    in a contest that has any.
    Raises Refused: what ``count`` refuses.
    """
    others = Counter("malformed" if vote is None else vote for vote in votes if not isinstance(vote, list))
    rule = contest["count"]
    if judges_blank(rule["rule"]):
        votes = [[] if vote == "blank" else vote for vote in votes]
    papers = _papers(votes, sections)
    counted = count(papers, as_declared(contest, withdrawn, lot))
    return {
        "format": FORMAT,
        "contest": contest["id"],
        "options": [option["id"] for option in contest["options"]],
        **rule,
        "withdrawn": [contest["options"][option]["id"] for option in sorted(withdrawn)],
        "papers": len(votes),
        "valid": counted.valid,
        "blank": others["blank"],
        "void": others["void"],
        "malformed": others["malformed"],
        "count": counted.as_json(),
    }


def as_declared(contest: Mapping[str, Any], withdrawn: Collection[int], lot: tuple[int, ...]) -> Contest:
    """A contest of the election object as the count wants it; all options that it names are its own."""
    rule = contest["count"]
    number = {option["id"]: place for place, option in enumerate(contest["options"])}
    return Contest(
        candidates=len(number),
        seats=rule["seats"],
        rule=rule["rule"],
        version=rule["version"],
        parameters=tuple((key, value) for key, value in rule["parameters"]),
        withdrawn=frozenset(withdrawn),
        lot=lot,
        sections=tuple(Section(id, Fraction(share)) for id, share, _ in rule["sections"]),
        guaranteed=tuple(
            Guarantee(name, least, frozenset(number[option] for option in options))
            for name, least, options in rule["guaranteed"]
        ),
        reopen=number[rule["reopen"]] if rule["reopen"] else None,
    )


def _papers(votes: Sequence[Selection | None], sections: Sequence[int]) -> Papers:
    """The votes that are counted, equal ones together."""
    if not sections:
        return group([_paper(vote) for vote in votes if isinstance(vote, list)])
    pairs = zip(votes, sections, strict=True)
    numbers = Counter((_paper(vote), section) for vote, section in pairs if isinstance(vote, list))
    return [(number, paper, section) for (paper, section), number in numbers.items()]


def _paper(selection: list[Any]) -> tuple[Any, ...]:
    """A selection as the count wants it; levels are tuples too."""
    return tuple(tuple(part) if isinstance(part, list) else part for part in selection)
