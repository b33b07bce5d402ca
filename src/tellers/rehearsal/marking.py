"""Papers of other elections as voters mark them on the ballots that a rule counts.

A ranking becomes crosses beside those ranked first, or points by rank, where the rule counts these: the votes
are made up for the rehearsal, and what is compared is whether they count alike before and after encryption.
"""

from collections.abc import Sequence
from typing import Any

from tellers.count import RULES, Profile, Rule
from tellers.crypto.selections import Selection
from tellers.errors import Refused
from tellers.rehearsal.plan import WHOLE, declared_rule

STARS = 5
"""The most points that a ballot allows where the rule takes any number, and the papers have none."""


def ballot_of(profile: Profile, rule_id: str, seats: int) -> dict[str, Any]:
    """What a contest under a rule says beside its title and its options: the kind of ballot, and the count.

    Raises Refused: rehearse.rule, rehearse.papers.
    """
    number = len(profile.candidates)
    sections = [
        [style, f"{section.fraction.numerator}/{section.fraction.denominator}", [style]]
        for style, section in zip(styles(profile), profile.sections, strict=False)
    ]
    guaranteed = [
        [kept.name, kept.least, [f"c{k + 1}" for k in sorted(kept.members)]] for kept in profile.guaranteed
    ]
    reopen = "" if profile.reopen is None else f"c{profile.reopen + 1}"
    declared = declared_rule(rule_id, seats, sections, guaranteed, reopen)
    rule = RULES[rule_id]
    if "ranked" in rule.ballots:
        return {"kind": "ranked", "max_rank": number, "count": declared}
    if "choose" in rule.ballots:
        return {"kind": "choose", "min": 1, "max": _most(rule, number, seats), "count": declared}
    return {"kind": "score", "top": _top(profile, rule), "count": declared}


def styles(profile: Profile) -> list[str]:
    """The style of the ballots of each section; one for all where there are no sections."""
    return [f"s{number}" for number, _ in enumerate(profile.sections, 1)] or [WHOLE]


def marked(profile: Profile, contest: dict[str, Any]) -> list[tuple[Selection, int]]:
    """The papers as voters mark them online, one by one, each with its section from 0.

    Raises Refused: rehearse.papers.
    """
    votes: list[tuple[Selection, int]] = []
    for entry in profile.papers:
        number, marks, section = (*entry, 0)[:3]
        if set(map(type, marks)) - {int} or (not profile.points and len(set(marks)) < len(marks)):
            why = "an online ballot has no shared or skipped ranks, and names nobody twice"
            raise Refused("rehearse.papers", f"these papers cannot be cast: {why}")
        votes += [(_selection(list(marks), profile, contest), section)] * number
    return votes


def _selection(marks: list[int], profile: Profile, contest: dict[str, Any]) -> Selection:
    """What one paper says, on the ballot of the contest."""
    if not marks:
        return "blank"
    if contest["kind"] == "score":
        top = contest["top"]
        of = dict(enumerate(marks) if profile.points else ((c, max(0, top - n)) for n, c in enumerate(marks)))
        return [of.get(candidate, 0) for candidate in range(len(profile.candidates))]
    if profile.points:
        raise Refused("rehearse.papers", "these papers cannot be cast: points are no crosses and no ranking")
    return marks if contest["kind"] == "ranked" else sorted(marks[: contest["max"]])


def _most(rule: Rule, candidates: int, seats: int) -> int:
    """How many crosses a ballot allows."""
    return {"one": 1, "places": min(seats, candidates), "any": candidates}[rule.crosses]


def _top(profile: Profile, rule: Rule) -> int:
    """How many points a ballot allows."""
    given: Sequence[int] = [0]
    if profile.points:
        given = [mark for entry in profile.papers for mark in entry[1] if isinstance(mark, int)]
    most = max(given, default=0)
    if rule.top is not None and most > rule.top:
        raise Refused("rehearse.papers", f"{rule.id} counts up to {rule.top} points, a paper gives {most}")
    return rule.top or max(most, STARS)
