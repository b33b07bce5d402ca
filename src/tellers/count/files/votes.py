"""The published votes of a pack: a whole pack, contest by contest, or one file of votes inside it.

The definition of the election is read from the pack's own log; nothing here is verified (``tellers verify``).
Source: spec/counting/files.md, section 6; spec/result.md; spec/election.md.
"""

import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from tellers.canonical import decode
from tellers.count.files.place import Place, first_lines
from tellers.count.files.profile import POINTS, Profile, ranks
from tellers.count.papers import Candidate, Marks, together
from tellers.errors import Invalid

ENTRIES = "log/entries.ndjson"
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}").fullmatch
_ELECTION = '"type":"election"'


def read_pack(pack: Path) -> Iterator[Profile]:
    """Every contest of a pack that has published votes, all its groups together. Raises Refused:
    profile.format."""
    contests = _contests(pack)
    folders = {contest["id"]: pack.joinpath("votes", contest["id"]) for contest in contests}
    if not any(os.path.isdir(folder) for folder in folders.values()):
        Place(pack, 0).refuse("no votes are published in this pack")
    for contest in contests:
        files = sorted(folders[contest["id"]].glob("*.ndjson"))
        if files:
            yield _profile(contest, files, pack)


def read(place: Place) -> Profile:
    """One file of votes, inside its pack: ``votes/<contest>/<group>.ndjson``. Raises Refused:
    profile.format."""
    folder = place.path.absolute().parent
    pack = folder.parent.parent
    if not os.path.isfile(pack.joinpath(ENTRIES)):
        place.refuse(f"a file of votes is read in its pack, and {ENTRIES} is not two folders above it")
    found = [contest for contest in _contests(pack) if contest["id"] == folder.name]
    if not found:
        place.refuse(f"the election of this pack has no contest {folder.name}")
    return replace(_profile(found[0], [place.path], pack), id=f"{folder.name}-{place.name.partition('.')[0]}")


def _contests(pack: Path) -> list[dict[str, Any]]:
    """The contests as the entry ``election`` defines them, as far as a count needs them."""
    place = Place(pack.joinpath(ENTRIES))
    for number, line in enumerate(place.lines(), start=1):
        if _ELECTION not in line:
            continue
        place.line = number
        entry = _decoded(line, place)
        if not isinstance(entry, dict) or entry.get("type") != "election":
            continue
        election = entry.get("election")
        contests = election.get("contests") if isinstance(election, dict) else None
        if isinstance(contests, list) and all(map(_is_contest, contests)):
            return contests
        break
    return place.refuse("no election is defined in this log")


def _is_contest(contest: object) -> bool:
    """Whether this has what a count needs to know."""
    if not isinstance(contest, dict) or not isinstance(contest.get("count"), dict):
        return False
    texts, options = [contest.get("id"), contest.get("title")], contest.get("options")
    if type(contest["count"].get("seats")) is not int or not isinstance(options, list) or not options:
        return False
    for option in options:
        texts += [option.get("id"), option.get("name")] if isinstance(option, dict) else [None]
    return all(isinstance(text, str) for text in texts) and _ID(texts[0] or "") is not None


def _profile(contest: dict[str, Any], files: list[Path], pack: Path) -> Profile:
    points = contest.get("kind") == POINTS
    groups: list[tuple[int, Marks]] = []
    for path in files:
        groups += _votes(Place(path), len(contest["options"]), points)
    return Profile(
        id=contest["id"],
        title=contest["title"],
        seats=contest["count"]["seats"],
        candidates=tuple(option["name"] for option in contest["options"]),
        papers=together(groups),
        withdrawn=_withdrawn(contest, pack),
        points=points,
    )


def _votes(place: Place, candidates: int, points: bool) -> list[tuple[int, Marks]]:
    """The selections that are lists; void, blank and malformed votes never reach the count."""
    lines = place.lines()
    found, first = [], first_lines(lines)
    for line, times in Counter(lines).items():
        place.line = first[line]
        if not line:
            continue
        vote = _decoded(line, place)
        if not isinstance(vote, dict) or set(vote) != {"v"}:
            place.refuse('a vote is {"v": what was chosen}')
        if isinstance(vote["v"], list):
            found.append((times, _marks(vote["v"], candidates, points, place)))
        elif vote["v"] not in ("blank", "void", None):
            place.refuse("a vote is a list, blank, void, or null where it is malformed")
    return found


def _marks(chosen: list[Any], candidates: int, points: bool, place: Place) -> Marks:
    """A selection, candidates from 0, as marks."""
    if points:
        if len(chosen) != candidates or not all(type(given) is int and given >= 0 for given in chosen):
            place.refuse("a vote does not give points to every candidate")
        return tuple(chosen)
    levels = [part if isinstance(part, list) else [part] for part in chosen]
    for number in (number for level in levels for number in level):
        if type(number) is not int or not 0 <= number < candidates:
            place.refuse("a vote names a candidate who is not in the contest")
    return ranks(levels)


def _withdrawn(contest: dict[str, Any], pack: Path) -> frozenset[Candidate]:
    """Who no longer stood at the close, as the published result of the contest says, if there is one."""
    place = Place(pack.joinpath("count", f"{contest['id']}.json"))
    if not os.path.isfile(place.path):
        return frozenset()
    result = _decoded(place.text(), place)
    names = result.get("withdrawn") if isinstance(result, dict) else None
    ids = [option["id"] for option in contest["options"]]
    if not isinstance(names, list) or not all(name in ids for name in names):
        place.refuse("this is no result of the contest")
    return frozenset(map(ids.index, names))


def _decoded(line: str, place: Place) -> Any:
    try:
        return decode(line.encode())
    except Invalid as error:
        place.refuse(error.what)
