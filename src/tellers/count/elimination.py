"""Lowest out, until one candidate has enough: what the alternative vote and a college have in common.

Papers lie apart by section; what weighs are whole numbers that may be compared in one stage and only there.
Source: spec/counting/av.md; spec/counting/college.md.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from tellers.count.contest import Contest
from tellers.count.papers import Candidate, Counted, Paper, Pile, Transfer
from tellers.count.parameters import FINISH, STAGES
from tellers.count.stages import Record, Stage, Tie
from tellers.count.ties import Seek, tell_apart

Weigh: TypeAlias = Callable[[Sequence[Sequence[int]]], Sequence[int]]
"""Given the votes of every candidate in each section, what every candidate weighs."""


@dataclass(slots=True)
class Elimination:
    """The table: whose papers lie where, and who continues.

    ``piles``: for each section the papers of every candidate. ``votes``: for every stage and section, the
    votes of every candidate. ``weighed``: the stages with what the candidates weighed as their totals.
    """

    contest: Contest
    record: Record
    weigh: Weigh
    continuing: list[bool]
    piles: list[dict[Candidate, Pile]]
    without: int = 0
    votes: list[list[list[int]]] = field(default_factory=list)
    weighed: list[Stage] = field(default_factory=list)

    def close(
        self,
        action: str = "first",
        of: Sequence[Candidate] = (),
        ties: Sequence[Tie] = (),
        transfers: Sequence[Transfer] = (),
    ) -> None:
        """End the stage: say who is now elected, and write the stage down."""
        votes = [[pile[c].number if c in pile else 0 for c in self._everybody()] for pile in self.piles]
        weights = self.weigh(votes)
        elected, last_ties = self._elected(weights)
        self.record.write(
            action,
            [sum(section[candidate] for section in votes) for candidate in self._everybody()],
            of=of,
            non_transferable=self.without,
            elected=elected,
            excluded=of,
            ties=[*ties, *last_ties],
            transfers=transfers,
        )
        self.votes.append(votes)
        self.weighed.append(replace(self.record.stages[-1], totals=tuple(weights)))

    def exclude(self) -> None:
        """Exclude the lowest candidate and pass their papers on, which is one stage."""
        weights = self.weighed[-1].totals
        remaining = self._remaining()
        least = min(weights[candidate] for candidate in remaining)
        tied = [candidate for candidate in remaining if weights[candidate] == least]
        lowest, ties = self._apart(tied, self.weighed[:-1], Seek.HINDMOST, "exclusion")
        self.continuing[lowest] = False
        self.close("exclusion", [lowest], ties, [self._pass_on(lowest, piles) for piles in self.piles])

    def _everybody(self) -> range:
        return range(self.contest.candidates)

    def _remaining(self) -> list[Candidate]:
        return [candidate for candidate in self._everybody() if self.continuing[candidate]]

    def _pass_on(self, lowest: Candidate, piles: dict[Candidate, Pile]) -> Transfer:
        moved = piles.pop(lowest, Pile()).deal(self.continuing)
        for candidate, pile in moved.to.items():
            piles.setdefault(candidate, Pile()).extend(pile)
        self.without += moved.without
        return moved.transfer(lowest, 1)

    def _elected(self, weights: Sequence[int]) -> tuple[list[Candidate], list[Tie]]:
        """The candidate elected on these ``weights``, if any, and the ties broken to say so."""
        remaining = self._remaining()
        most = max(weights[candidate] for candidate in remaining)
        leading = [candidate for candidate in remaining if weights[candidate] == most]
        if self.contest.parameter(FINISH.name) == "majority" and 2 * most > sum(weights):
            return leading, []
        if len(remaining) > 2:
            return [], []
        chosen, ties = self._apart(leading, self.weighed, Seek.FOREMOST, "election")
        return [chosen], ties

    def _apart(
        self, tied: Sequence[Candidate], stages: Sequence[Stage], seek: Seek, purpose: str
    ) -> tuple[Candidate, list[Tie]]:
        how = self.contest.parameter(STAGES.name)
        return tell_apart(how, tied, stages, self.contest.lot, seek, purpose)


def eliminate(
    counted: Counted, contest: Contest, sections: Sequence[Sequence[tuple[int, Paper]]], weigh: Weigh
) -> Elimination:
    """Stage by stage until one candidate is elected; ``sections`` are the papers of each."""
    continuing = contest.standing()
    dealt = [Pile(groups).deal(continuing) for groups in sections]
    table = Elimination(contest, Record(counted), weigh, continuing, [first.to for first in dealt])
    table.without = sum(first.without for first in dealt)
    table.close()
    while not table.record.stages[-1].elected:
        table.exclude()
    return table
