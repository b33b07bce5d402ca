"""A contest that was counted, as whoever asks for its margin sees it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tellers.count.contest import Contest
from tellers.count.counting import looked_at
from tellers.count.margins.result import Change, Groups, Witness, changed
from tellers.count.papers import Candidate, Counted, Papers
from tellers.count.rule import Rule
from tellers.count.stages import Count
from tellers.count.validity import scores
from tellers.errors import Refused


@dataclass(frozen=True, slots=True)
class Case:
    """The valid papers of a contest in ``groups``, as the rule reads them, and the count of them."""

    rule: Rule
    contest: Contest
    groups: Groups
    before: Count

    @classmethod
    def of(cls, papers: Papers, contest: Contest) -> "Case":
        """The case of ``papers`` and ``contest``.

        Raises Refused: as ``count``; count.margin where the contest has sections, guaranteed places or an
        option to reopen nominations.
        """
        rule, declared, counted = looked_at(papers, contest)
        if declared.sections or declared.guaranteed or declared.reopen is not None:
            raise Refused(
                "count.margin",
                "no margin is known for sections, guaranteed places or an option to reopen nominations",
            )
        return cls(rule, declared, tuple(counted.groups), rule.count(counted, declared))

    @property
    def standing(self) -> tuple[Candidate, ...]:
        """Who stands."""
        return tuple(candidate for candidate, stands in enumerate(self.contest.standing()) if stands)

    @property
    def elected(self) -> frozenset[Candidate]:
        """Who is elected."""
        return frozenset(self.before.elected)

    @property
    def least(self) -> int:
        """What the count itself proves: without a tie the result cannot be another with no paper changed."""
        return 0 if any(stage.ties for stage in self.before.stages) else 1

    def lot(self, foremost: Candidate, hindmost: Candidate) -> tuple[Candidate, ...]:
        """A lot that prefers one candidate to all and all to another."""
        between = (c for c in range(self.contest.candidates) if c not in (foremost, hindmost))
        return (foremost, *between, *(c for c in (hindmost,) if c != foremost))

    def recount(self, groups: Groups, lot: Sequence[Candidate]) -> frozenset[Candidate]:
        """Who is elected by ``groups`` of valid papers, under ``lot``."""
        papers = sum(number for number, _ in groups)
        contest = replace(self.contest, lot=tuple(lot))
        return frozenset(self.rule.count(Counted(papers, groups), contest).elected)

    def witness(self, changes: Sequence[Change], lot: Sequence[Candidate]) -> Witness | None:
        """``changes`` as a witness, if they undo the result under ``lot``."""
        elects = self.recount(changed(self.groups, changes), lot)
        if elects == self.elected:
            return None
        is_points = self.rule.read is scores
        return Witness(tuple(changes), tuple(sorted(elects)), tuple(lot), points=is_points)
