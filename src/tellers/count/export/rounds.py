"""The rounds of a count in the summary form that RCTab writes and viewers of results read.

Source: spec/counting/shown.md, section 4, "Rounds".
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tellers.count.named import Named
from tellers.count.papers import Candidate, Transfer
from tellers.count.stages import Stage

EXHAUSTED = "exhausted"
RESIDUE = "residual surplus"
_TAKEN = frozenset({EXHAUSTED, RESIDUE, "inactive ballots", "overvotes", "undervotes"})


@dataclass(frozen=True, slots=True)
class About:
    """What a viewer says about the contest besides its title."""

    jurisdiction: str = ""
    office: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class _Round:
    """Stages that viewers see as one: all but the first pass on further papers of those already excluded."""

    stages: tuple[Stage, ...]

    @property
    def last(self) -> Stage:
        return self.stages[-1]

    def elected(self) -> list[Candidate]:
        return [candidate for stage in self.stages for candidate in stage.elected]

    def eliminated(self) -> list[Candidate]:
        """Those excluded whose papers moved; whoever is excluded at the very end keeps theirs."""
        moved = (stage for stage in self.stages if stage.action != "last-vacancies")
        return [candidate for stage in moved for candidate in stage.excluded]


def as_rounds(shown: Named, about: About | None = None) -> dict[str, object]:
    """The count as RCTab's summary; amounts are the same decimal strings as everywhere."""
    told, quota = about or About(), shown.counted.quota
    names = _names(shown)
    config: dict[str, object] = {
        "contest": shown.title,
        "date": "" if told.on is None else told.on.isoformat(),
        "jurisdiction": told.jurisdiction,
        "office": told.office,
    }
    if quota is not None:
        config["threshold"] = shown.decimal(quota)
    return {"config": config, "results": list(_results(shown, names))}


def _names(shown: Named) -> list[str]:
    """A name for every candidate by which it can be told from everything else in a tally."""
    often = {name: shown.names.count(name) for name in shown.names}
    return [
        name if often[name] == 1 and name.lower() not in _TAKEN else f"{name} ({number})"
        for number, name in enumerate(shown.names, start=1)
    ]


def _rounds(shown: Named) -> list[_Round]:
    rounds: list[_Round] = []
    for stage in shown.counted.stages:
        goes_on = stage.action == "exclusion" and not stage.excluded
        if goes_on and rounds:
            rounds[-1] = _Round((*rounds[-1].stages, stage))
        else:
            rounds.append(_Round((stage,)))
    return rounds


def _results(shown: Named, names: Sequence[str]) -> Iterator[dict[str, object]]:
    rounds = _rounds(shown)
    gone = set(shown.contest.withdrawn)
    for n, (this, following) in enumerate(zip(rounds, [*rounds[1:], None], strict=True), start=1):
        gone.update(this.eliminated() if n > 1 else ())
        totals = this.last.totals
        tally = {name: shown.decimal(totals[c]) for c, name in enumerate(names) if c not in gone or totals[c]}
        yield {"round": n, "tally": tally, "tallyResults": _changes(shown, names, this, following)}


def _changes(
    shown: Named, names: Sequence[str], this: _Round, following: _Round | None
) -> list[dict[str, object]]:
    """Whom this round elected, whom it made the next exclude, and where their papers then go."""
    changes: list[dict[str, object]] = [
        {"elected": names[candidate], "transfers": _transfers(shown, names, candidate, this, following)}
        for candidate in this.elected()
    ]
    for candidate in following.eliminated() if following is not None else ():
        passed = _transfers(shown, names, candidate, this, following)
        changes.append({"eliminated": names[candidate], "transfers": passed})
    if this.stages[0].n == 1:
        changes += [{"eliminated": names[c], "transfers": {}} for c in this.eliminated()]
    return changes


def _transfers(
    shown: Named, names: Sequence[str], of: Candidate, this: _Round, following: _Round | None
) -> dict[str, str]:
    """Where the papers of ``of`` go between two rounds; what these parcels do not carry is residue."""
    if following is None:
        return {}
    parcels = [parcel for stage in following.stages for parcel in stage.transfers if parcel.of == of]
    if not parcels:
        return {}
    sums: dict[str, int] = {}
    for parcel in parcels:
        for name, votes in _carried(parcel, names):
            sums[name] = sums.get(name, 0) + votes
    left = this.last.totals[of] - following.last.totals[of]
    sums[RESIDUE] = left - sum(sums.values())
    return {name: shown.decimal(votes) for name, votes in sums.items() if votes}


def _carried(parcel: Transfer, names: Sequence[str]) -> Iterator[tuple[str, int]]:
    for candidate, papers in parcel.to:
        yield names[candidate], papers * parcel.value
    yield EXHAUSTED, parcel.non_transferable
