"""Who stands: nominations, and what the minutes decided about candidates before the close.

A candidate is an option of a contest. The state of each follows from the minutes alone, in the order
in which they stand on the board; the count then passes over whoever does not stand.
Source: spec/minutes.md, section "candidates"; spec/counting/README.md, "withdrawn".
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from tellers.errors import Invalid

CHECK = "V16.candidates"

Candidate: TypeAlias = tuple[str, str]
"""The ids of a contest and of one of its options."""

Status: TypeAlias = Literal["standing", "suspended", "withdrawn"]
"""What the count asks of a candidate; it passes over all but the standing."""


class Unfounded(Invalid):
    """What the minutes say of a candidate does not follow; ``entry`` is the minute that says it, if any."""

    def __init__(self, what: str, entry: int | None = None) -> None:
        super().__init__(CHECK, what)
        self.entry = entry


@dataclass(slots=True)
class _Candidacies:
    """The state so far: of every candidate the status, and the entry of the suspension in force."""

    minutes: dict[int, dict[str, Any]]
    status: dict[Candidate, Status]
    suspended_at: dict[Candidate, int] = field(default_factory=dict)


def status_of(
    contests: Sequence[Mapping[str, Any]], minutes: Iterable[tuple[int, dict[str, Any]]], election_index: int
) -> dict[Candidate, Status]:
    """The status of every candidate after these minutes, contest by contest in the order declared.

    ``contests``: as in the election object. ``minutes``: (board index, minute) in board order, all that
    stand before the close. ``election_index``: the board index of the ``election`` entry; nominations
    and consents stand before it, what is decided about candidates after it.
    Raises Unfounded, which is Invalid: V16.candidates.
    """
    every = list(minutes)
    standing: dict[Candidate, Status] = {
        (contest["id"], option["id"]): "standing" for contest in contests for option in contest["options"]
    }
    now = _Candidacies(dict(every), standing)
    _check_nominations(contests, every, election_index)
    for index, minute in every:
        act = _ACTS.get(minute["kind"])
        if act is not None:
            act(now, _named(minute, index, standing), index)
    return now.status


def needs_nomination(contest: Mapping[str, Any], option: str) -> bool:
    """Whether an option is a candidate who must be nominated; the one that reopens nominations is nobody."""
    return bool(contest["nominated"]) and option != contest["count"]["reopen"]


def not_standing(contest: Mapping[str, Any], status: Mapping[Candidate, Status]) -> list[int]:
    """The options of ``contest``, counted from 0, that the count passes over."""
    ids = [option["id"] for option in contest["options"]]
    return [number for number, option in enumerate(ids) if status[contest["id"], option] != "standing"]


def _check_nominations(
    contests: Sequence[Mapping[str, Any]], minutes: Iterable[tuple[int, dict[str, Any]]], election_index: int
) -> None:
    """Every candidate of a nominated contest was nominated once and consented once, before ``election``.

    Nobody else was nominated.
    """
    known = {
        (contest["id"], option["id"]): needs_nomination(contest, option["id"])
        for contest in contests
        for option in contest["options"]
    }
    found: Counter[tuple[str, Candidate]] = Counter()
    for index, minute in minutes:
        if minute["kind"] not in ("nomination", "consent"):
            continue
        candidate = _named(minute, index, known)
        if index >= election_index:
            raise _wrong(index, f"a {minute['kind']} for {_name(candidate)} after the election was defined")
        _require(known[candidate], index, f"a {minute['kind']} for {_name(candidate)}, which needs none")
        found[minute["kind"], candidate] += 1
    for candidate, nominated in known.items():
        for kind in ("nomination", "consent"):
            times = found[kind, candidate]
            if nominated and times != 1:
                raise Unfounded(f"{_name(candidate)} has {times} {kind}s on the minutes, where one is needed")


def _suspend(now: _Candidacies, candidate: Candidate, index: int) -> None:
    _require(
        now.status[candidate] == "standing", index, f"{_name(candidate)} is suspended but does not stand"
    )
    if not _complaints(now, index):
        raise _wrong(index, f"the suspension of {_name(candidate)} refers to no earlier complaint")
    now.status[candidate] = "suspended"
    now.suspended_at[candidate] = index


def _reinstate(now: _Candidacies, candidate: Candidate, index: int) -> None:
    _require(
        now.status[candidate] == "suspended", index, f"{_name(candidate)} is reinstated but not suspended"
    )
    refs, suspension = now.minutes[index]["refs"], now.suspended_at[candidate]
    if suspension not in refs:
        raise _wrong(
            index, f"the reinstatement of {_name(candidate)} does not refer to the suspension that it ends"
        )
    rulings = [ref for ref in refs if ref > suspension and _is(now, ref, "complaint.ruled", index)]
    ruled_on = {ref for ruling in rulings for ref in now.minutes[ruling]["refs"]}
    if not _complaints(now, suspension) <= ruled_on:
        raise _wrong(
            index,
            f"the reinstatement of {_name(candidate)} refers to no later ruling on every complaint behind it",
        )
    now.status[candidate] = "standing"


def _withdraw(now: _Candidacies, candidate: Candidate, index: int) -> None:
    _require(now.status[candidate] != "withdrawn", index, f"{_name(candidate)} withdraws a second time")
    now.status[candidate] = "withdrawn"


_ACTS: dict[str, Callable[[_Candidacies, Candidate, int], None]] = {
    "candidate.suspended": _suspend,
    "candidate.reinstated": _reinstate,
    "candidate.withdrawn": _withdraw,
}


def _is(now: _Candidacies, ref: int, kind: str, before: int) -> bool:
    """Whether the entry ``ref`` is a minute of this kind that stands before the entry ``before``."""
    return ref < before and ref in now.minutes and now.minutes[ref]["kind"] == kind


def _complaints(now: _Candidacies, suspension: int) -> set[int]:
    """The complaints over which a suspension was made."""
    refs = now.minutes[suspension]["refs"]
    return {ref for ref in refs if _is(now, ref, "complaint.opened", suspension)}


def _named(minute: Mapping[str, Any], index: int, known: Mapping[Candidate, object]) -> Candidate:
    """The candidate whom the subject of a minute names, as ``contest/option``."""
    contest, _, option = minute["subject"].partition("/")
    if (contest, option) not in known:
        raise _wrong(
            index, f"a {minute['kind']} names {minute['subject'][:80]!r}, who is no candidate of this poll"
        )
    return contest, option


def _name(candidate: Candidate) -> str:
    return "/".join(candidate)


def _require(holds: bool, index: int, otherwise: str) -> None:
    if not holds:
        raise _wrong(index, otherwise)


def _wrong(index: int, what: str) -> Unfounded:
    return Unfounded(what, index)
