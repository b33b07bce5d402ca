"""``.abif``, the aggregated ballot information format: a line for all papers on which the same stands.

Source: spec/counting/files.md, section 3.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tellers.count.files.place import Place, written
from tellers.count.files.profile import MOST_CANDIDATES, Profile, check_names, only_named, ranks
from tellers.count.papers import Candidate, Marks, together
from tellers.count.validity import MOST_POINTS

_PAPERS = re.compile(r"\s*(?P<number>[^\s:*]+)\s*[:*](?P<rest>.*)").fullmatch
_DECLARED = re.compile(
    r"\s*=\s*(?P<token>[^\s:\[\]>=,/#]+)\s*:\s*(?P<name>\[[^\[\]]*\]\s*|[^\[\]#]*)(?:#.*)?"
)
_PART = re.compile(
    r"\s*(?:\[(?P<name>[^\[\]]*)\]|(?P<comment>#.*)|/\s*(?P<points>[^\s>=,/#]*)|(?P<between>[>=,])"
    r"|(?P<token>[^\s:\[\]>=,/#]+))"
)

_HOW = "declare everybody as =TOKEN:[Name], and name them by TOKEN or [Name]"


@dataclass(slots=True)
class Line:
    """What stands on some papers. ``named``: who, in order, names in their brackets; ``points``: theirs, None
    where there are none; ``between``: what stands between one name and the next."""

    place: Place
    number: int
    named: list[str] = field(default_factory=list)
    points: list[int | None] = field(default_factory=list)
    between: list[str] = field(default_factory=list)


def read(place: Place, points: bool) -> Profile:
    """The papers of the file: their points where ``points`` are asked for, otherwise their rankings.

    Raises Refused: profile.format.
    """
    declared: dict[str, str] = {}
    lines: list[Line] = []
    title = place.id()
    for number, text in enumerate(place.lines(">=,/"), start=1):
        place.line = number
        start = text.lstrip()[:1]
        if start == "{":
            title = _title(text, place) or title
        elif start == "=":
            _declare(text, declared, place)
        elif start not in ("", "#"):
            lines.append(_line(text, Place(place.path, number)))
    names = declared or {
        name: name for name in sorted({_bare(name) for line in lines for name in line.named})
    }
    place.line = 1
    if not names:
        place.refuse("the file names no candidate")
    if len(names) > MOST_CANDIDATES:
        place.refuse(f"there may be {MOST_CANDIDATES:,} candidates, not {len(names):,}")
    check_names(tuple(names.values()), place)
    known = _known(names)
    of = _points if points else _ranking
    papers = together((line.number, of(line, known, len(names))) for line in lines)
    remarks = () if declared else (only_named(names.values(), "add a line =TOKEN:[Name] for each"),)
    return Profile(place.id(), title, 1, tuple(names.values()), papers, points=points, remarks=remarks)


def _title(text: str, place: Place) -> str:
    """The title, where this line of metadata has one; nothing else is asked of it."""
    try:
        found = place.parsed(text)
    except json.JSONDecodeError:
        return ""
    title = found.get("title") if isinstance(found, dict) else None
    return title if isinstance(title, str) else ""


def _declare(text: str, declared: dict[str, str], place: Place) -> None:
    found = _DECLARED.fullmatch(text)
    if not found:
        place.refuse("a candidate is declared as =TOKEN:[Name], the token without spaces")
    if found["token"] in declared:
        place.refuse(f"{found['token'][:24]} is declared twice")
    token, name = found["token"], found["name"].strip("[] \t") or found["token"]
    if name in declared or token in declared.values():
        both = name if name in declared else token
        place.refuse(f"{both[:24]!r} is the token of one candidate and the name of another")
    declared[token] = name


def _known(names: Mapping[str, str]) -> dict[str, Candidate]:
    """Every token, and every full name in its brackets, with the candidate it means."""
    known = {f"[{name}]": n for n, name in enumerate(names.values())}
    return known | {token: n for n, token in enumerate(names)}


def _bare(name: str) -> str:
    """A name without its brackets."""
    return name.strip("[]")


def _line(text: str, place: Place) -> Line:
    """``NUMBER:`` and names with >, = or a comma between them, each with /POINTS behind it or not."""
    found = _PAPERS(text)
    if not found:
        place.refuse("a line of papers is NUMBER:A>B=C, as 12:Ash>Birch=Cedar")
    line = Line(place, written(found["number"], "the number of papers", place))
    for kind, word in _parts(found["rest"], place):
        wants_name = len(line.between) == len(line.named)
        if kind in ("name", "token") and wants_name:
            line.named.append(f"[{word.strip()}]" if kind == "name" else word)
            line.points.append(None)
        elif kind == "between" and not wants_name:
            line.between.append(word)
        elif kind == "points" and not wants_name and line.points[-1] is None:
            line.points[-1] = _number(word, place)
        else:
            place.refuse(f"{word[:24]!r} cannot stand here; a name with spaces needs [brackets]")
    if line.named and len(line.between) == len(line.named):
        place.refuse("a name should stand at the end of the line")
    return line


def _parts(text: str, place: Place) -> Iterator[tuple[str, str]]:
    """What the line consists of, one after the other, comments left out."""
    at, end = 0, len(text.rstrip())
    while at < end:
        part = _PART.match(text, at)
        if not part:
            place.refuse(f"{text[at:].strip()[:24]!r} cannot stand here; a name with spaces needs [brackets]")
        at = part.end()
        if part.lastgroup and part.lastgroup != "comment":
            yield part.lastgroup, part[part.lastgroup]


def _number(word: str, place: Place) -> int:
    if not word.isascii() or not word.isdigit() or len(word) > len(str(MOST_POINTS)):
        place.refuse(f"points are a whole number from 0 to {MOST_POINTS:,}, not {word[:24]!r}")
    return int(word)


def _candidates(line: Line, known: Mapping[str, Candidate]) -> list[Candidate]:
    for name in line.named:
        if name not in known:
            what = "full name" if name.startswith("[") else "token"
            line.place.refuse(f"no candidate has the {what} {_bare(name)[:24]!r}; {_HOW}")
    return [known[name] for name in line.named]


def _ranking(line: Line, known: Mapping[str, Candidate], _candidates_: int) -> Marks:
    """The ranking as it is written, or, where names have commas between them, by their points."""
    candidates = _candidates(line, known)
    if "," in line.between:
        points = _all_points(line)
        return ranks(
            [c for c, given in zip(candidates, points, strict=True) if given == level]
            for level in sorted(set(points), reverse=True)
        )
    levels: list[list[Candidate]] = []
    for candidate, before in zip(candidates, [">", *line.between], strict=False):
        if before == ">":
            levels.append([])
        levels[-1].append(candidate)
    return ranks(levels)


def _points(line: Line, known: Mapping[str, Candidate], candidates: int) -> Marks:
    """Points of all candidates, 0 of those who are not named."""
    given = dict(zip(_candidates(line, known), _all_points(line), strict=True))
    if len(given) < len(line.named):
        line.place.refuse("a candidate has points twice on one paper")
    return tuple(given.get(candidate, 0) for candidate in range(candidates))


def _all_points(line: Line) -> list[int]:
    points = [given for given in line.points if given is not None]
    if len(points) < len(line.named):
        line.place.refuse("a name has no points here; write them behind it, as Ash/5")
    return points
