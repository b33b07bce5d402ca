"""The result sheet: candidates down, stages across, and for every stage what moved and what then stood.

One grid of exact decimal strings from which the page, the CSV file and the spreadsheet are made.
Source: spec/counting/shown.md, section 4.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tellers.count.named import Named, added_up
from tellers.count.papers import Candidate
from tellers.count.stages import Stage
from tellers.count.words.speech import CROSS, POINT, VICTORY, listed, unit

_FIRST = {POINT: "Points", CROSS: "Crosses", VICTORY: "Victories in pairs"}


@dataclass(frozen=True, slots=True)
class Row:
    """``cells``: for every stage what moved, ``""`` where nothing is to be told apart, and what then stood.

    ``number``: the candidate's on the ballot paper, None for the lines below the candidates. ``fate``: when
    they were elected or excluded, in words, ``""`` for none.
    """

    number: int | None
    label: str
    cells: tuple[tuple[str, str], ...]
    fate: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """``stages``: heading of every stage. ``candidates``, then ``others``: non-transferable, lost, their sum,
    the quota."""

    title: str
    facts: tuple[tuple[str, str], ...]
    stages: tuple[str, ...]
    candidates: tuple[Row, ...]
    others: tuple[Row, ...]


def sheet(shown: Named) -> Sheet:
    """The result sheet of a count."""
    counted = shown.counted
    others = [_row(shown, "Non-transferable", lambda stage: stage.non_transferable)]
    if counted.places:
        others.append(_row(shown, "Lost to fractions", lambda stage: stage.lost))
    others.append(_row(shown, "Sum", added_up))
    if any(stage.quota is not None for stage in counted.stages):
        others.append(_quota(shown))
    return Sheet(
        title=shown.title,
        facts=_facts(shown),
        stages=tuple(heading(shown, stage) for stage in counted.stages),
        candidates=tuple(_candidate(shown, candidate) for candidate in range(len(shown.names))),
        others=tuple(others),
    )


def heading(shown: Named, stage: Stage) -> str:
    """What a stage is called at the head of its columns."""
    if stage.action == "first":
        return f"{stage.n}. {_FIRST.get(unit(shown, stage)) or _first_votes(shown)}"
    action = stage.action.replace("-", " ").capitalize()
    return f"{stage.n}. {action} of {listed(shown.of(stage.of))}" if stage.of else f"{stage.n}. {action}"


def _first_votes(shown: Named) -> str:
    return "Votes" if shown.is_motion or shown.counted.rule == "fptp" else "First preferences"


def _facts(shown: Named) -> tuple[tuple[str, str], ...]:
    counted = shown.counted
    facts = [
        ("Rule", f"{counted.rule}, version {counted.version}"),
        ("Parameters", ", ".join(f"{name}={value}" for name, value in counted.parameters) or "none"),
        ("Places", str(counted.seats)),
        ("Papers", str(counted.papers)),
        ("Valid papers", str(counted.valid)),
        ("Invalid papers", str(counted.invalid)),
    ]
    if counted.quota is not None:
        facts.append(("Quota", shown.decimal(counted.quota)))
    if shown.is_motion:
        return (*facts, ("Outcome", "carried" if counted.elected else "not carried"))
    return (*facts, ("Elected", "; ".join(shown.of(counted.elected)) or "nobody"))


def _candidate(shown: Named, candidate: Candidate) -> Row:
    row = _row(shown, shown.name(candidate), lambda stage: stage.totals[candidate])
    return Row(candidate + 1, row.label, row.cells, fate(shown, candidate))


def fate(shown: Named, candidate: Candidate) -> str:
    """When a candidate was elected or excluded, in words."""
    if candidate in shown.contest.withdrawn:
        return "withdrawn"
    for stage in shown.counted.stages:
        if candidate in stage.elected:
            if shown.is_motion:
                return "carried"
            return f"{'chosen' if candidate == shown.contest.reopen else 'elected'} at stage {stage.n}"
        if candidate in stage.excluded:
            return f"excluded at stage {stage.n}"
    return ""


def _row(shown: Named, label: str, amount_at: Callable[[Stage], int]) -> Row:
    return Row(None, label, tuple(_cells(shown, amount_at)))


def _cells(shown: Named, amount_at: Callable[[Stage], int]) -> Sequence[tuple[str, str]]:
    cells = []
    for stage in shown.counted.stages:
        before, now = shown.before(stage), amount_at(stage)
        moved = ""
        if before is not None and shown.moves_votes(stage) and (change := now - amount_at(before)):
            moved = f"{'+' if change > 0 else ''}{shown.decimal(change)}"
        cells.append((moved, shown.decimal(now)))
    return cells


def _quota(shown: Named) -> Row:
    quotas = [stage.quota for stage in shown.counted.stages]
    return Row(None, "Quota", tuple(("", "" if quota is None else shown.decimal(quota)) for quota in quotas))
