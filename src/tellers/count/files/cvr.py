"""Cast vote records as NIST SP 1500-103 has them, in JSON; a report may have several contests.

Source: spec/counting/files.md, section 5; NIST SP 1500-103, version 1.0.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tellers.count.files.place import MOST_PAPERS, Place
from tellers.count.files.profile import MOST_CANDIDATES, Profile, check_names, names_apart, ranks
from tellers.count.papers import Candidate, Marks, together

REPORT = "CVR.CastVoteRecordReport"
_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}").fullmatch
_RANK = re.compile(r"[1-9][0-9]{0,2}", re.ASCII).fullmatch


@dataclass(frozen=True, slots=True)
class Contest:
    """A contest of a report. ``allowed``: votes of a paper; ``selections``: the candidates by id."""

    id: str
    title: str
    seats: int
    allowed: int
    names: tuple[str, ...]
    selections: Mapping[str, Candidate]


def read(place: Place) -> Iterator[Profile]:
    """The contests of the report, in its order. Raises Refused: profile.format."""
    report = _report(place)
    contests = _contests(report, place)
    papers: dict[str, list[Marks]] = {id: [] for id in contests}
    for number, record in enumerate(_objects(report, "CVR", "the report", place), start=1):
        for id, marks in _papers(record, f"record {number}", contests, place):
            papers[id].append(marks)
    for contest in contests.values():
        grouped = together((1, marks) for marks in papers[contest.id])
        yield Profile(contest.id, contest.title, contest.seats, contest.names, grouped)


def _report(place: Place) -> dict[str, Any]:
    try:
        found = place.parsed(place.text())
    except json.JSONDecodeError as error:
        place.line = error.lineno
        place.refuse(f"not JSON: {error.msg}")
    if not isinstance(found, dict) or found.get("@type") != REPORT:
        place.refuse(f"not a {REPORT} of NIST SP 1500-103")
    return found


def _contests(report: dict[str, Any], place: Place) -> dict[str, Contest]:
    """The contests of all elections by id."""
    contests: dict[str, Contest] = {}
    for election in _objects(report, "Election", "the report", place):
        people = {_text(c, "@id", "a candidate", place): c for c in _some(election, "Candidate", place)}
        for entry in _some(election, "Contest", place):
            contest = _contest(entry, people, place)
            if contest.id in contests:
                place.refuse(f"the contest {contest.id} is in the report twice")
            contests[contest.id] = contest
    return contests


def _contest(entry: dict[str, Any], people: Mapping[str, dict[str, Any]], place: Place) -> Contest:
    id = _text(entry, "@id", "a contest", place)
    if not _ID(id):
        place.refuse("the id of a contest has letters, digits, full stops, hyphens and underscores only")
    what = f"the contest {id}"
    options = _objects(entry, "ContestSelection", what, place)
    ids = [_text(option, "@id", f"a selection of {what}", place) for option in options]
    if not ids or len(set(ids)) < len(ids):
        place.refuse(f"{what} needs selections, each with an id of its own")
    if len(ids) > MOST_CANDIDATES:
        place.refuse(f"there may be {MOST_CANDIDATES:,} candidates, not {len(ids):,}")
    title = entry.get("Name")
    names = names_apart([_name(option, people, place) for option in options], ids)
    check_names(names, place)
    return Contest(
        id=id,
        title=title if isinstance(title, str) and title else id,
        seats=_number(entry, "NumberElected", what, place),
        allowed=_number(entry, "VotesAllowed", what, place),
        names=names,
        selections={id: candidate for candidate, id in enumerate(ids)},
    )


def _name(option: dict[str, Any], people: Mapping[str, dict[str, Any]], place: Place) -> str:
    """What a selection is called: its candidates, the answer to a measure, a write-in, or else its id."""
    listed = option.get("CandidateIds")
    if listed:
        if not isinstance(listed, list) or not all(isinstance(id, str) and id in people for id in listed):
            place.refuse(f"the selection {option['@id']} names a candidate who is not in the report")
        names = [people[id].get("Name") for id in listed]
        return " & ".join(name if isinstance(name, str) else "?" for name in names)
    for words in (option.get("Selection"), "write-in" if option.get("IsWriteIn") is True else None):
        if isinstance(words, str) and words:
            return words
    return str(option["@id"])


def _papers(
    record: dict[str, Any], what: str, contests: Mapping[str, Contest], place: Place
) -> Iterator[tuple[str, Marks]]:
    """What stands on one paper, by the contests that it has: those of the snapshot that is the current one.

    ``what``: the record in words.
    """
    current = record.get("CurrentSnapshotId")
    snapshots = _objects(record, "CVRSnapshot", what, place)
    found = [snapshot for snapshot in snapshots if snapshot.get("@id") == current]
    if len(found) != 1:
        place.refuse(f"{what}: CurrentSnapshotId names no snapshot, or several")
    seen: set[str] = set()
    for entry in _some(found[0], "CVRContest", place):
        id = _text(entry, "ContestId", what, place)
        if id in seen or id not in contests:
            why = "twice" if id in seen else "which is not in the report"
            place.refuse(f"{what} has the contest {id[:40]}, {why}")
        seen.add(id)
        yield id, _marks(entry, contests[id], f"{what}, {id}", place)


def _marks(entry: dict[str, Any], contest: Contest, what: str, place: Place) -> Marks:
    """The candidates by rank; without ranks, those who share the one vote, or all who have one."""
    ranked: dict[int, list[Candidate]] = {}
    chosen: list[Candidate] = []
    for selection in _some(entry, "CVRContestSelection", place):
        candidate = contest.selections.get(_text(selection, "ContestSelectionId", what, place))
        if candidate is None:
            place.refuse(f"{what}: a selection that is not among those of the contest")
        for rank in _indications(selection, what, place):
            (ranked.setdefault(rank, []) if rank else chosen).append(candidate)
    if ranked and chosen:
        place.refuse(f"{what}: some marks have a rank and others none")
    if ranked:
        return ranks(sorted(ranked.get(rank, [])) for rank in range(1, max(ranked) + 1))
    return ranks([sorted(chosen)]) if contest.allowed == 1 else tuple(sorted(chosen))


def _indications(selection: dict[str, Any], what: str, place: Place) -> Iterator[int]:
    """The rank of every mark for a selection that is one and may be counted; 0 for one without a rank."""
    positions = _some(selection, "SelectionPosition", place)
    if not positions:
        place.refuse(f"{what}: a selection without a position")
    for position in positions:
        if position.get("HasIndication") == "no" or position.get("IsAllocable") == "no":
            continue
        if position.get("FractionalVotes") is not None or position.get("NumberVotes", 1) != 1:
            place.refuse(f"{what}: a mark that is several votes, or a part of one")
        rank = str(position.get("Rank", selection.get("Rank", "")))
        if rank and not _RANK(rank):
            place.refuse(f"{what}: a rank lies between 1 and 999")
        yield int(rank or 0)


def _objects(found: dict[str, Any], name: str, what: str, place: Place) -> list[dict[str, Any]]:
    """A list of objects that must be there."""
    if name not in found:
        place.refuse(f"{what} has no {name}")
    return _some(found, name, place)


def _some(found: dict[str, Any], name: str, place: Place) -> list[dict[str, Any]]:
    """A list of objects, empty where there is none."""
    value = found.get(name, [])
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        place.refuse(f"{name} is not a list of objects")
    return value


def _text(found: dict[str, Any], name: str, what: str, place: Place) -> str:
    value = found.get(name)
    if not isinstance(value, str) or not value:
        place.refuse(f"{what}: {name} must be a text")
    return value


def _number(found: dict[str, Any], name: str, what: str, place: Place) -> int:
    """A positive whole number; 1 where there is none."""
    value = found.get(name, 1)
    if type(value) is not int or not 1 <= value <= MOST_PAPERS:
        place.refuse(f"{what}: {name} must be a positive whole number")
    return value
