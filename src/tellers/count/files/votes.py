"""The published votes of a pack: a whole pack, contest by contest, or one file of votes inside it.

The definition of the election is read from the pack's own log; nothing here is verified (``tellers verify``).
Source: spec/counting/files.md, section 6; spec/result.md; spec/election.md.
"""

import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from tellers.canonical import decode, encode, h256
from tellers.count.contest import Section
from tellers.count.files.place import FRACTION, Place, first_lines
from tellers.count.files.profile import POINTS, Declared, Profile, names_apart, ranks
from tellers.count.guaranteed import Guarantee
from tellers.count.papers import Candidate, Marks, Papers, together
from tellers.count.validity import MOST_POINTS
from tellers.errors import Invalid

ENTRIES = "log/entries.ndjson"
CHECKPOINTS = "log/checkpoints/*.note"
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}").fullmatch


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
    contests, election, size = None, None, 0
    for number, line in place.stream():
        place.line = number
        if contests is None and (entry := _entry(line, "election", place)) is not None:
            election = entry.get("election")
            contests = _defined(election, place)
        elif _entry(line, "close", place) is not None:
            size = number
            break
    if contests is None:
        place.refuse("no election is defined in this log")
    body = _body(pack, size)
    drawn_from = (h256("election", encode(election)), body) if body else None
    return [{**contest, "drawn_from": drawn_from} for contest in contests]


def _defined(election: object, place: Place) -> list[dict[str, Any]]:
    contests = election.get("contests") if isinstance(election, dict) else None
    if not isinstance(contests, list) or not all(map(_is_contest, contests)):
        place.refuse("no election is defined in this log")
    if len({contest["id"] for contest in contests}) < len(contests):
        place.refuse("two contests of this election have one id")
    return contests


def _entry(line: bytes, kind: str, place: Place) -> dict[str, Any] | None:
    """The entry on this line if it is of that kind."""
    if b'"type":"%s"' % kind.encode() not in line:
        return None
    entry = _decoded(line, place)
    return entry if isinstance(entry, dict) and entry.get("type") == kind else None


def _body(pack: Path, size: int) -> bytes:
    """The body of the checkpoint that ends exactly there; nothing where there is none."""
    for path in sorted(pack.glob(CHECKPOINTS), reverse=True):
        body, blank, _ = Place(path).text().rpartition("\n\n")
        if blank and body.split("\n")[1:2] == [str(size)]:
            return f"{body}\n".encode()
    return b""


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
    groups: list[tuple[int, Marks, str]] = []
    for path in files:
        section = path.name.partition(".")[0].rpartition("-")[0]
        votes = _votes(Place(path), len(contest["options"]), points)
        groups += [(number, marks, section) for number, marks in votes]
    place = Place(pack.joinpath(ENTRIES), 0)
    sections = _sections(contest, place)
    return Profile(
        id=contest["id"],
        title=contest["title"],
        seats=contest["count"]["seats"],
        candidates=names_apart(
            *([option[field] for option in contest["options"]] for field in ("name", "id"))
        ),
        papers=_in_sections(groups, [section.name for section in sections], place),
        withdrawn=_withdrawn(contest, pack),
        points=points,
        sections=sections,
        guaranteed=_guaranteed(contest, place),
        reopen=_reopen(contest, place),
        declared=_declared(contest),
    )


def _in_sections(groups: list[tuple[int, Marks, str]], sections: list[str], place: Place) -> Papers:
    """The papers, with the number of the section after which their file is called where there are some."""
    if not sections:
        return together((number, marks) for number, marks, _ in groups)
    if not {section for _, _, section in groups} <= set(sections):
        place.refuse("a file of votes is called after no section of its contest")
    grouped = together((number, (marks, sections.index(section))) for number, marks, section in groups)
    return tuple((number, marks, section) for number, (marks, section) in grouped)


def _rows(contest: dict[str, Any], field: str, types: tuple[type, ...], place: Place) -> list[Any]:
    """The rows that a definition has there, none where it has none."""
    rows = contest["count"].get(field, [])
    if not isinstance(rows, list) or not all(
        isinstance(row, list) and tuple(map(type, row)) == types for row in rows
    ):
        place.refuse(f"{field} of {contest['id']} are not what a definition has")
    return rows


def _sections(contest: dict[str, Any], place: Place) -> tuple[Section, ...]:
    rows = _rows(contest, "sections", (str, str, list), place)
    parts = [FRACTION(share) for _, share, _ in rows]
    if not all(parts):
        place.refuse(f"a section of {contest['id']} has no fraction")
    return tuple(
        Section(row[0], Fraction(int(part[1]), int(part[2])))
        for row, part in zip(rows, parts, strict=True)
        if part
    )


def _guaranteed(contest: dict[str, Any], place: Place) -> tuple[Guarantee, ...]:
    rows = _rows(contest, "guaranteed", (str, int, list), place)
    return tuple(
        Guarantee(name, least, frozenset(_option(contest, id, place) for id in ids))
        for name, least, ids in rows
    )


def _reopen(contest: dict[str, Any], place: Place) -> Candidate | None:
    id = contest["count"].get("reopen")
    return _option(contest, id, place) if id else None


def _option(contest: dict[str, Any], id: object, place: Place) -> Candidate:
    ids = [option["id"] for option in contest["options"]]
    if id not in ids:
        place.refuse(f"the count of {contest['id']} names an option that it has not")
    return ids.index(id)


def _declared(contest: dict[str, Any]) -> Declared | None:
    """How the contest is counted, where the definition says."""
    rule, version = contest["count"].get("rule"), contest["count"].get("version")
    pairs = contest["count"].get("parameters")
    if not isinstance(rule, str) or type(version) is not int or not isinstance(pairs, list):
        return None
    if not all(isinstance(pair, list) and len(pair) == 2 for pair in pairs):
        return None
    parameters = tuple((str(name), str(value)) for name, value in pairs)
    return Declared(rule, version, parameters, contest["drawn_from"])


def _votes(place: Place, candidates: int, points: bool) -> list[tuple[int, Marks]]:
    """What the count is given: selections that are lists, and blank votes as papers that say nothing.

    Void and malformed votes never reach a count, nor do blank ones where papers give points.
    """
    lines = place.lines()
    found, first = [], first_lines(lines)
    for line, times in Counter(lines).items():
        place.line = first[line]
        if not line:
            continue
        vote = _decoded(line.encode(), place)
        if not isinstance(vote, dict) or set(vote) != {"v"}:
            place.refuse('a vote is {"v": what was chosen}')
        chosen = [] if vote["v"] == "blank" and not points else vote["v"]
        if isinstance(chosen, list):
            found.append((times, _marks(chosen, candidates, points, place)))
        elif chosen not in ("blank", "void", None):
            place.refuse("a vote is a list, blank, void, or null where it is malformed")
    return found


def _marks(chosen: list[Any], candidates: int, points: bool, place: Place) -> Marks:
    """A selection, candidates from 0, as marks."""
    if points:
        if len(chosen) != candidates or not all(
            type(given) is int and 0 <= given <= MOST_POINTS for given in chosen
        ):
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
    result = _decoded(place.text().encode(), place)
    names = result.get("withdrawn") if isinstance(result, dict) else None
    ids = [option["id"] for option in contest["options"]]
    if not isinstance(names, list) or not all(name in ids for name in names):
        place.refuse("this is no result of the contest")
    return frozenset(map(ids.index, names))


def _decoded(data: bytes, place: Place) -> Any:
    try:
        return decode(data)
    except Invalid as error:
        place.refuse(error.what)
