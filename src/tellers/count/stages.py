"""The result, stage by stage, with everything a reader needs to follow it on paper.

Inside, candidates are numbered from 0; ``as_json`` prints them from 1, and every amount as an exact
decimal string. Source: spec/counting/result.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from tellers.count.arithmetic import decimal
from tellers.count.contest import Contest
from tellers.count.papers import Candidate, Counted, Transfer

Tables: TypeAlias = tuple[tuple[str, tuple[tuple[int, ...], ...]], ...]
"""Tables of whole numbers by name."""


def _from_one(candidates: Sequence[Candidate]) -> list[int]:
    return [candidate + 1 for candidate in candidates]


@dataclass(frozen=True, slots=True)
class Tie:
    """Equal candidates were told apart.

    ``purpose``: election, surplus or exclusion, or what the rule's page adds. ``between``: the candidates who
    were equal; ``left``: those of them still in question for ``purpose`` afterwards. ``broken_by``: stage
    (then ``stage`` is the number of the earlier stage at which they differed), iteration (then it is the
    number of that), numbers (drawn by the rule's own generator), lot, or what the rule's page adds.
    """

    purpose: str
    between: tuple[Candidate, ...]
    broken_by: str
    left: tuple[Candidate, ...]
    stage: int | None = None

    def as_json(self) -> dict[str, object]:
        """The tie as it is published."""
        return {
            "purpose": self.purpose,
            "between": _from_one(self.between),
            "broken_by": self.broken_by,
            "stage": self.stage,
            "left": _from_one(self.left),
        }


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the count, as things stood at its end.

    ``of``: the candidates whose papers moved. ``totals``: votes of every candidate. ``non_transferable``
    and ``lost`` (to fractions) are running sums. ``transfers``: the parcels, in the order in which they
    moved. ``quota``: at the end of the stage, None where the rule has none. Amounts are in the rule's units.

    For a rule that counts by iteration, ``iteration`` is the number of the last one in this stage, and
    ``keep`` the keep value of every candidate in it; None elsewhere. ``doomed`` and ``guarded``: who cannot
    have a place from this stage on, and who must have one at its end, for the guarantees to be met; None in a
    contest without any.
    """

    n: int
    action: str
    of: tuple[Candidate, ...]
    totals: tuple[int, ...]
    non_transferable: int
    lost: int
    elected: tuple[Candidate, ...]
    excluded: tuple[Candidate, ...]
    ties: tuple[Tie, ...]
    transfers: tuple[Transfer, ...] = ()
    quota: int | None = None
    iteration: int | None = None
    keep: tuple[int, ...] | None = None
    doomed: tuple[Candidate, ...] | None = None
    guarded: tuple[Candidate, ...] | None = None

    def as_json(self, places: int) -> dict[str, object]:
        """The stage as it is published, amounts with ``places`` decimals."""
        keep = None if self.keep is None else [decimal(kept, places) for kept in self.keep]
        return {
            "n": self.n,
            "action": self.action,
            "of": _from_one(self.of),
            "totals": [decimal(total, places) for total in self.totals],
            "non_transferable": decimal(self.non_transferable, places),
            "lost": decimal(self.lost, places),
            "elected": _from_one(self.elected),
            "excluded": _from_one(self.excluded),
            "ties": [tie.as_json() for tie in self.ties],
            "transfers": [transfer.as_json(places) for transfer in self.transfers],
            "quota": None if self.quota is None else decimal(self.quota, places),
            **({} if keep is None else {"iteration": self.iteration, "keep": keep}),
            **({} if self.doomed is None else {"doomed": _from_one(self.doomed)}),
            **({} if self.guarded is None else {"guarded": _from_one(self.guarded)}),
        }


@dataclass(frozen=True, slots=True)
class Count:
    """A contest counted. ``elected`` is in order of election; ``quota`` is that of the last stage, None where
    the rule has none. ``reasons``: why papers are invalid, and how many of each.

    ``tables``: for a rule that compares candidates in pairs, its tables by name, a row for each candidate.
    ``reopened``: places for which nominations are opened again, None where that was no option. ``findings``:
    what else the rule's page adds to the result, by name, as it is published.
    """

    rule: str
    version: int
    parameters: tuple[tuple[str, str], ...]
    seats: int
    papers: int
    valid: int
    quota: int | None
    places: int
    elected: tuple[Candidate, ...]
    stages: tuple[Stage, ...]
    tables: Tables = ()
    reasons: tuple[tuple[str, int], ...] = ()
    reopened: int | None = None
    findings: tuple[tuple[str, Any], ...] = ()

    @property
    def invalid(self) -> int:
        """Papers that could not be counted."""
        return self.papers - self.valid

    def as_json(self) -> dict[str, object]:
        """The count as it is published (spec/counting/result.md)."""
        return {
            "rule": self.rule,
            "version": self.version,
            "parameters": dict(self.parameters),
            "seats": self.seats,
            "papers": self.papers,
            "valid": self.valid,
            "invalid": self.invalid,
            "reasons": dict(self.reasons),
            "quota": None if self.quota is None else decimal(self.quota, self.places),
            "elected": _from_one(self.elected),
            "stages": [stage.as_json(self.places) for stage in self.stages],
            **({} if self.reopened is None else {"reopened": self.reopened}),
            **{name: [list(row) for row in table] for name, table in self.tables},
            **dict(self.findings),
        }


@dataclass(slots=True)
class Record:
    """The stages written so far, each checked as it is written.

    ``counted``: the papers; ``places``: the rule's decimals. At the end of every stage the votes, the
    non-transferable and the votes lost to fractions must add up to the valid papers, or to ``amount`` where
    what the rule adds up is something else than papers.
    """

    counted: Counted
    places: int = 0
    amount: int | None = None
    stages: list[Stage] = field(default_factory=list)

    def write(
        self,
        action: str,
        totals: Sequence[int],
        *,
        of: Sequence[Candidate] = (),
        non_transferable: int = 0,
        lost: int = 0,
        elected: Sequence[Candidate] = (),
        excluded: Sequence[Candidate] = (),
        ties: Sequence[Tie] = (),
        transfers: Sequence[Transfer] = (),
        quota: int | None = None,
        iteration: int | None = None,
        keep: Sequence[int] | None = None,
        doomed: Sequence[Candidate] | None = None,
        guarded: Sequence[Candidate] | None = None,
    ) -> None:
        """Write the next stage.

        Raises RuntimeError if votes were made or mislaid: the rule is wrong, and nothing it says counts.
        """
        n = len(self.stages) + 1
        papers = self.counted.valid * 10**self.places
        if sum(totals) + non_transferable + lost != (papers if self.amount is None else self.amount):
            raise RuntimeError(
                f"stage {n} ({action}) does not add up to the {self.counted.valid} valid papers"
            )
        stage = Stage(
            n,
            action,
            tuple(of),
            tuple(totals),
            non_transferable,
            lost,
            tuple(elected),
            tuple(excluded),
            tuple(ties),
            tuple(transfers),
            quota,
            iteration,
            None if keep is None else tuple(keep),
            None if doomed is None else tuple(doomed),
            None if guarded is None else tuple(guarded),
        )
        self.stages.append(stage)

    def declare(
        self, contest: Contest, tables: Tables = (), findings: Sequence[tuple[str, Any]] = ()
    ) -> Count:
        """The finished count of ``contest``; what comes behind the option to reopen nominations, once that is
        elected, is left out (spec/counting/reopen.md).
        """
        if contest.reopen is not None:
            self.stages = until_reopened(self.stages, contest.reopen)
        elected = [candidate for stage in self.stages for candidate in stage.elected]
        reopens = contest.reopen in elected
        if reopens:
            elected = elected[:-1]
        return Count(
            rule=contest.rule,
            version=contest.version,
            parameters=contest.parameters,
            seats=contest.seats,
            papers=self.counted.papers,
            valid=self.counted.valid,
            quota=self.stages[-1].quota,
            places=self.places,
            elected=tuple(elected),
            stages=tuple(self.stages),
            tables=tables,
            reasons=tuple(self.counted.invalid.items()),
            reopened=None if contest.reopen is None else contest.seats - len(elected) if reopens else 0,
            findings=(*findings, *_guaranteed(contest, elected)),
        )


def _guaranteed(contest: Contest, elected: Sequence[Candidate]) -> list[tuple[str, Any]]:
    """What became of the guarantees of ``contest``, as it is published."""
    in_force = contest.in_force()
    if in_force is None:
        return []
    met = [
        {
            "name": declared.name,
            "declared": declared.least,
            "least": least,
            "elected": sum(candidate in declared.members for candidate in elected),
        }
        for declared, least in zip(contest.guaranteed, in_force.least, strict=True)
    ]
    return [("guaranteed", met)]


def until_reopened(stages: Sequence[Stage], option: Candidate) -> list[Stage]:
    """The stages up to the one in which ``option`` is elected, all of them where it never is.

    In that stage stay elected, before it, those who are elected there with at least as many votes.
    Source: spec/counting/reopen.md, clauses 2 and 3.
    """
    ends = next((stage.n for stage in stages if option in stage.elected), None)
    if ends is None:
        return list(stages)
    last = stages[ends - 1]
    before = [c for c in last.elected if c != option and last.totals[c] >= last.totals[option]]
    return [*stages[: ends - 1], replace(last, elected=(*before, option))]
