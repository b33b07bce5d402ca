"""What another decision would have changed: a candidate taken out or left in, ballots let in or kept out.

Source: spec/counting/margin.md, section 6.
"""

from dataclasses import dataclass, replace

from tellers.count.contest import Contest
from tellers.count.counting import count
from tellers.count.margins import BUDGET, Margin, Way, margin
from tellers.count.papers import Candidate, Papers
from tellers.count.stages import Count
from tellers.errors import Refused


@dataclass(frozen=True, slots=True)
class Difference:
    """The same contest counted twice, as two decisions would have it."""

    one: Count
    other: Count

    @property
    def only_one(self) -> tuple[Candidate, ...]:
        """Who is elected in the first count alone, in order of election."""
        return tuple(candidate for candidate in self.one.elected if candidate not in self.other.elected)

    @property
    def only_other(self) -> tuple[Candidate, ...]:
        """Who is elected in the second count alone, in order of election."""
        return tuple(candidate for candidate in self.other.elected if candidate not in self.one.elected)

    @property
    def first_stage(self) -> int | None:
        """The first stage that is not the same in both; None where all are."""
        pairs = zip(self.one.stages, self.other.stages, strict=False)
        return next((one.n for one, other in pairs if one != other), None)

    def as_json(self) -> dict[str, object]:
        """Both counts, and what differs."""
        return {
            "one": self.one.as_json(),
            "other": self.other.as_json(),
            "only_one": [candidate + 1 for candidate in self.only_one],
            "only_other": [candidate + 1 for candidate in self.only_other],
            "first_stage": self.first_stage,
        }


def without(papers: Papers, contest: Contest, candidate: Candidate) -> Difference:
    """The count with ``candidate`` standing, and the count with them taken out, whatever was decided.

    Raises Refused: as ``count``.
    """
    standing = replace(contest, withdrawn=contest.withdrawn - {candidate})
    return Difference(
        count(papers, standing), count(papers, replace(contest, withdrawn=contest.withdrawn | {candidate}))
    )


def entered(papers: Papers, held: Papers, contest: Contest) -> Difference:
    """The count of ``papers``, and the count of them with the papers ``held``.

    Raises Refused: as ``count``.
    """
    return Difference(count(papers, contest), count([*papers, *held], contest))


@dataclass(frozen=True, slots=True)
class Entering:
    """What up to ``number`` papers of which nothing is known can do, where ``margin`` is for papers added."""

    number: int
    margin: Margin

    @property
    def can_undo(self) -> bool | None:
        """Whether they can undo the result or tie it; None where the bounds do not tell."""
        if self.margin.upper is not None and self.number >= self.margin.upper:
            return True
        if self.margin.lower is None or self.number < self.margin.lower:
            return False
        return None

    def as_json(self) -> dict[str, object]:
        """The number, what it can do, and the margin that tells."""
        return {"number": self.number, "can_undo": self.can_undo, "margin": self.margin.as_json()}


def could_enter(
    papers: Papers,
    contest: Contest,
    number: int,
    *,
    budget: int = BUDGET,
    most_points: int | None = None,
) -> Entering:
    """Whether ``number`` held ballots, or some of them, could change who is elected if they were let in.

    Raises Refused: as ``margin``; count.margin where ``number`` is none.
    """
    if type(number) is not int or number < 0:
        raise Refused("count.margin", "held ballots are a whole number of papers")
    found = margin(papers, contest, Way.ADDED, budget=budget, most_points=most_points)
    return Entering(number, found)
