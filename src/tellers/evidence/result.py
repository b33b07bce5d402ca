"""The published result of one contest: its votes counted under the rule declared beforehand.

Source: spec/result.md.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

from tellers.count import Contest, count, group
from tellers.crypto.selections import Selection

FORMAT = "tellers-result/1"


def result_of(
    contest: dict[str, Any],
    votes: Sequence[Selection | None],
    withdrawn: Collection[int],
    lot: tuple[int, ...],
) -> dict[str, Any]:
    """Count the votes of a contest as defined in the election object.

    ``votes``: one selection a paper, None where it is malformed. ``withdrawn``: options passed over,
    0-based. ``lot``: the options in the order of the lot.
    Raises Refused: what ``count`` refuses.
    """
    papers = [_paper(vote) for vote in votes if isinstance(vote, list)]
    others = Counter("malformed" if vote is None else vote for vote in votes if not isinstance(vote, list))
    rule = contest["count"]
    counted = count(group(papers), _declared(contest, withdrawn, lot))
    return {
        "format": FORMAT,
        "contest": contest["id"],
        "options": [option["id"] for option in contest["options"]],
        "rule": rule["rule"],
        "version": rule["version"],
        "seats": rule["seats"],
        "parameters": rule["parameters"],
        "withdrawn": [contest["options"][option]["id"] for option in sorted(withdrawn)],
        "papers": len(votes),
        "valid": len(papers),
        "blank": others["blank"],
        "void": others["void"],
        "malformed": others["malformed"],
        "count": counted.as_json(),
    }


def _paper(selection: list[Any]) -> tuple[Any, ...]:
    """A selection as the count wants it; levels are tuples too."""
    return tuple(tuple(part) if isinstance(part, list) else part for part in selection)


def _declared(contest: dict[str, Any], withdrawn: Collection[int], lot: tuple[int, ...]) -> Contest:
    """The contest as the count wants it."""
    rule = contest["count"]
    return Contest(
        candidates=len(contest["options"]),
        seats=rule["seats"],
        rule=rule["rule"],
        version=rule["version"],
        parameters=tuple((key, value) for key, value in rule["parameters"]),
        withdrawn=frozenset(withdrawn),
        lot=lot,
    )
