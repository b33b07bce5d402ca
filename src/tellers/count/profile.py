"""Ballot profiles in files: ``ballot-profile/1`` (.jsonl, .jsonl.gz) and .blt.

Candidates are numbered from 1 in the files and from 0 here. Source: spec/counting/README.md, section 4.
"""

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn, TextIO, cast

from tellers.count.papers import Candidate, Paper
from tellers.errors import Refused

FORMAT = "ballot-profile/1"
_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}").fullmatch


@dataclass(frozen=True, slots=True)
class Profile:
    """The papers of one contest as a file gives them.

    ``papers``: how many, and the ranking, each ranking once; ``()`` is a paper without preference.
    ``expected``: what the file says a count should give, as it stands there; empty where it says nothing.
    """

    id: str
    title: str
    seats: int
    candidates: tuple[str, ...]
    papers: tuple[tuple[int, Paper], ...]
    withdrawn: frozenset[Candidate] = frozenset()
    expected: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Place:
    """Where in which file something stands, for the message that refuses it; line 0 is the file itself."""

    path: Path
    line: int = 1

    def refuse(self, message: str) -> NoReturn:
        """Raise the one refusal of this module."""
        where = f"{self.path}:{self.line}" if self.line else f"{self.path}"
        raise Refused("profile.format", f"{where}: {message}")


def read_profiles(path: Path) -> Iterator[Profile]:
    """Every profile in the file at ``path``, as its name's ending says how to read it.

    An ``id`` is safe as the name of a folder. Raises Refused: profile.format, naming file and line.
    """
    place = Place(path)
    if path.name.endswith((".jsonl", ".jsonl.gz")):
        yield from _json_lines(place)
    elif path.name.endswith(".blt"):
        yield _blt(place)
    else:
        place.refuse("a profile's name ends in .jsonl, .jsonl.gz or .blt")


def _lines(place: Place) -> Iterator[str]:
    """The lines of the file, one by one, with ``place`` kept up to date."""
    try:
        with _opened(place) as file:
            for number, line in enumerate(file, start=1):
                place.line = number
                yield line
    except OSError as error:  # gzip.BadGzipFile is one of these
        place.refuse(f"cannot be read: {error.strerror or 'not a gzip file'}")
    except (EOFError, zlib.error):
        place.refuse("the compressed file is damaged")
    except UnicodeDecodeError:
        place.refuse("the file is not UTF-8 text")


def _opened(place: Place) -> TextIO:
    opening = gzip.open if place.path.suffix == ".gz" else open
    try:
        return cast(TextIO, opening(place.path, "rt", encoding="utf-8-sig"))
    except OSError as error:
        place.line = 0
        place.refuse(f"cannot be read: {error.strerror}")


# ballot-profile/1 ---------------------------------------------------------------------------------------


def _json_lines(place: Place) -> Iterator[Profile]:
    for line in _lines(place):
        if not line.strip():
            continue
        try:
            profile = json.loads(line)
        except (ValueError, RecursionError):
            place.refuse("not a line of JSON")
        yield _from_json(profile, place)


def _from_json(profile: object, place: Place) -> Profile:
    """One parsed line, refused unless every field is what the format says."""
    if not isinstance(profile, dict) or profile.get("format") != FORMAT:
        place.refuse(f"not a {FORMAT} object")
    names = profile.get("candidates")
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        place.refuse("candidates must be a list of at least one name")
    ballots, withdrawn = profile.get("ballots"), profile.get("withdrawn", [])
    if not isinstance(ballots, list):
        place.refuse("ballots must be a list of [number, [candidates]]")
    expected = profile.get("expected", {})
    if not isinstance(expected, dict):
        place.refuse("expected must be an object")
    return Profile(
        id=_id(profile, place),
        title=_text(profile, "title", place),
        seats=_positive(profile.get("seats"), "seats", place),
        candidates=tuple(names),
        papers=_papers([_ballot(ballot, len(names), place) for ballot in ballots]),
        withdrawn=frozenset(_ranking(withdrawn, len(names), place)),
        expected=expected,
    )


def _id(profile: dict[str, object], place: Place) -> str:
    """An id that can name a folder and nothing above it."""
    value = _text(profile, "id", place)
    if not _PLAIN_NAME(value):
        place.refuse(
            "id must be a plain name: letters, digits, full stops, hyphens, underscores; at most 100"
        )
    return value


def _text(profile: dict[str, object], name: str, place: Place) -> str:
    value = profile.get(name)
    if not isinstance(value, str) or not value:
        place.refuse(f"{name} must be a text")
    return value


def _positive(value: object, what: str, place: Place) -> int:
    if type(value) is not int or value < 1:
        place.refuse(f"{what} must be a positive whole number")
    return value


def _ballot(ballot: object, candidates: int, place: Place) -> tuple[int, Paper]:
    """``[number, [candidates]]``."""
    if not isinstance(ballot, list) or len(ballot) != 2:
        place.refuse("a ballot is [number, [candidates]]")
    number = _positive(ballot[0], "the number of ballots", place)
    return number, _ranking(ballot[1], candidates, place)


def _ranking(ranks: object, candidates: int, place: Place) -> Paper:
    """Candidates from 1, none twice, as a ranking from 0."""
    if not isinstance(ranks, list) or not all(type(rank) is int for rank in ranks):
        place.refuse("a ranking is a list of candidates' numbers")
    if ranks and not (min(ranks) >= 1 and max(ranks) <= candidates):
        place.refuse(f"a candidate's number lies between 1 and {candidates}")
    if len(set(ranks)) != len(ranks):
        place.refuse("a candidate stands twice in one ranking")
    return tuple(rank - 1 for rank in ranks)


def _papers(ballots: list[tuple[int, Paper]]) -> tuple[tuple[int, Paper], ...]:
    """Like rankings put together, in the order in which they first appear."""
    papers: dict[Paper, int] = {}
    for number, paper in ballots:
        papers[paper] = papers.get(paper, 0) + number
    return tuple((number, paper) for paper, number in papers.items())


# .blt ---------------------------------------------------------------------------------------------------

_TOKEN = re.compile(r'\s*(?:(?P<name>"[^"]*")|(?P<comment>#.*)|(?P<word>[^\s"#]+)|(?P<stray>"))')
_NUMBER = re.compile(r"-?[0-9]{1,15}", re.ASCII)


@dataclass(slots=True)
class Tokens:
    """The words and quoted names of a .blt file, one after the other, comments left out."""

    place: Place
    words: Iterator[tuple[str, int]]

    def next(self, wanted: str) -> str:
        """The next token; ``wanted`` names it in the refusal where the file has ended."""
        word, self.place.line = next(self.words, ("", self.place.line))
        return word or self.place.refuse(f"the file ends where {wanted} should stand")

    def number(self, wanted: str) -> int:
        """The next token as a whole number."""
        word = self.next(wanted)
        if not _NUMBER.fullmatch(word):
            self.place.refuse(f"{wanted} should stand here, not {word[:24]}")
        return int(word)

    def name(self, wanted: str) -> str:
        """The next token as a quoted name, without its quotation marks."""
        word = self.next(wanted)
        if not word.startswith('"'):
            self.place.refuse(f"{wanted} should stand here in quotation marks, not {word[:24]}")
        return word[1:-1].strip()


def _words(place: Place) -> Iterator[tuple[str, int]]:
    """Tokens with the numbers of their lines."""
    for line in _lines(place):
        for token in _TOKEN.finditer(line):
            if token["stray"]:
                place.refuse("a quotation mark is not closed on its line")
            if not token["comment"]:
                yield token["name"] or token["word"], place.line


def _blt(place: Place) -> Profile:
    """Candidates and seats; withdrawals as negative numbers; ballots ``number candidates.. 0``; ``0``; the
    names; the title."""
    if place.path.name.startswith("."):  # the id is the file's own name, which could then be ".."
        place.refuse("the name of the file may not begin with a full stop")
    tokens = Tokens(place, _words(place))
    n_candidates = _positive(tokens.number("the number of candidates"), "the number of candidates", place)
    seats = _positive(tokens.number("the number of seats"), "the number of seats", place)
    withdrawn: list[int] = []
    number = tokens.number("a ballot")
    while number < 0:
        withdrawn.append(-number)
        number = tokens.number("a ballot")
    gone = _ranking(withdrawn, n_candidates, place)
    ballots: list[tuple[int, Paper]] = []
    while number:
        ballots.append(
            (_positive(number, "the number of ballots", place), _blt_ranking(tokens, n_candidates))
        )
        number = tokens.number("a ballot")
    names = tuple(tokens.name(f"the name of candidate {n}") for n in range(1, n_candidates + 1))
    title = tokens.name("the title")
    if extra := next(tokens.words, None):
        place.line = extra[1]
        place.refuse("something follows the title")
    return Profile(place.path.stem, title, seats, names, _papers(ballots), frozenset(gone))


def _blt_ranking(tokens: Tokens, candidates: int) -> Paper:
    ranks: list[int] = []
    while rank := tokens.number("a candidate's number, or the 0 that ends a ballot"):
        ranks.append(rank)
    return _ranking(ranks, candidates, tokens.place)
