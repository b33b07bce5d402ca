"""A count together with the names that belong to its numbers: what words, sheets and pictures are made from.

Names and titles are other people's text. Here they lose what could steer a page or a terminal; every format
escapes the rest. Source: spec/counting/shown.md, section 1.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tellers.count.arithmetic import decimal
from tellers.count.contest import Contest
from tellers.count.margins import Margin
from tellers.count.papers import Candidate
from tellers.count.stages import Count, Stage
from tellers.errors import Refused

_JOINERS = "\u200c\u200d"  # invisible, but part of how names are spelt in some scripts


def legible(text: str) -> str:
    """``text`` on one line, without control characters or marks that turn the direction of writing."""
    shown = (
        character if character.isprintable() or character in _JOINERS else "\N{REPLACEMENT CHARACTER}"
        for character in " ".join(text.split())
    )
    return "".join(shown)


@dataclass(frozen=True, slots=True)
class Named:
    """``counted`` under ``contest``; ``names``: one for every candidate; ``title``: what was at stake.

    ``margin``: how many papers undo the result, where that was looked for.
    """

    title: str
    names: tuple[str, ...]
    contest: Contest
    counted: Count
    margin: Margin | None = None

    def name(self, candidate: Candidate) -> str:
        """The candidate's name."""
        return self.names[candidate]

    def of(self, candidates: Iterable[Candidate]) -> list[str]:
        """The names of several candidates."""
        return [self.names[candidate] for candidate in candidates]

    def decimal(self, amount: int) -> str:
        """An amount of this count as it is published; what a candidate passed on has a minus before it."""
        return f"{'-' if amount < 0 else ''}{decimal(abs(amount), self.counted.places)}"

    @property
    def is_motion(self) -> bool:
        """Whether the contest is about a motion, which nobody wins."""
        return self.counted.rule == "yes-no"

    @property
    def in_pairs(self) -> bool:
        """Whether the rule compares candidates in pairs; then totals are not votes but victories."""
        return any(name == "pairwise" for name, _ in self.counted.tables)

    def finding(self, name: str) -> Any:
        """What the rule's page adds to the result under ``name``; None where it adds no such thing."""
        return dict(self.counted.findings).get(name)

    def before(self, stage: Stage) -> Stage | None:
        """The stage before ``stage``, None for the first."""
        return self.counted.stages[stage.n - 2] if stage.n > 1 else None

    def moves_votes(self, stage: Stage) -> bool:
        """Whether ``stage`` moved votes of the stage before, and did not begin to count something else."""
        before = self.before(stage)
        return before is not None and added_up(before) == added_up(stage)

    def in_order(self) -> list[Candidate]:
        """Every candidate who stood: the elected in order of election, then those who stayed longest in the
        count, and among these whoever had more votes; then by number."""
        left_at: dict[Candidate, int] = {}
        for stage in self.counted.stages:
            for candidate in stage.excluded:
                left_at.setdefault(candidate, stage.n)
        last = self.counted.stages[-1]
        standing = [c for c in range(len(self.names)) if c not in self.contest.withdrawn]
        rest = [candidate for candidate in standing if candidate not in self.counted.elected]
        rest.sort(
            key=lambda c: (-left_at.get(c, last.n + 1), -last.totals[c], -self._before_leaving(c, left_at))
        )
        return [*self.counted.elected, *rest]

    def _before_leaving(self, candidate: Candidate, left_at: dict[Candidate, int]) -> int:
        """The votes with which a candidate left the count."""
        stage = max(left_at.get(candidate, 1) - 1, 1)
        return self.counted.stages[stage - 1].totals[candidate]


def added_up(stage: Stage) -> int:
    """All that a stage shares out: the same at every stage, unless a rule goes on to count something else."""
    return sum(stage.totals) + stage.non_transferable + stage.lost


def named(
    title: str, names: Sequence[str], contest: Contest, counted: Count, margin: Margin | None = None
) -> Named:
    """Put the names to a count.

    Raises Refused: count.candidates, where there are not as many names as candidates.
    """
    if len(names) != contest.candidates:
        raise Refused("count.candidates", "there are not as many names as candidates")
    legibly = tuple(legible(name) or f"candidate {number}" for number, name in enumerate(names, start=1))
    return Named(legible(title) or "Result", legibly, contest, counted, margin)
