"""``.blt``, as programs for STV write it: the number of papers stands before each ranking.

Source: spec/counting/files.md, section 2.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from tellers.count.files.place import MOST_PAPERS, Place, first_lines, positive
from tellers.count.files.profile import MOST_CANDIDATES, Profile, ranks, together
from tellers.count.papers import Candidate, Marks

_TOKEN = re.compile(r'\s*(?:(?P<name>"[^"]*")|(?P<comment>#.*)|(?P<word>[^\s"#]+)|(?P<stray>"))')
_NUMBER = re.compile(r"-?[0-9]{1,15}", re.ASCII)
_SHARED = re.compile(r"[0-9]{1,15}(?:=[0-9]{1,15})+", re.ASCII)
SKIPPED = "-"
_END = "0"


@dataclass(slots=True)
class Tokens:
    """The words and quoted names of a file, one after the other, comments left out.

    ``lines``: those of the file; ``at``: how many of them were taken; ``line``: what is left of the last one,
    the next token last.
    """

    place: Place
    lines: list[str]
    at: int = 0
    line: list[str] = field(default_factory=list)

    def peek(self) -> str:
        """The next token; nothing at the end of the file."""
        while not self.line and self.at < len(self.lines):
            self.at += 1
            self.line = list(self._tokens(self.lines[self.at - 1]))[::-1]
        return self.line[-1] if self.line else ""

    def next(self, wanted: str) -> str:
        """The next token; ``wanted`` names it in the refusal where the file has ended."""
        word = self.peek()
        self.place.line = self.at
        if not word:
            self.place.refuse(f"the file ends where {wanted} should stand")
        return self.line.pop()

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

    def whole_lines(self) -> list[str]:
        """The lines from that of the next token on, up to one with nothing but 0; none where the next token
        does not begin its line."""
        if not self.peek() or len(self.line) != sum(1 for _ in self._tokens(self.lines[self.at - 1])):
            return []
        try:
            return self.lines[self.at - 1 : self.lines.index(_END, self.at - 1)]
        except ValueError:
            return []

    def skip(self, lines: int) -> None:
        """Leave out so many lines from that of the next token on."""
        self.at += lines - 1
        self.line = []

    def _tokens(self, line: str) -> Iterator[str]:
        self.place.line = self.at
        for token in _TOKEN.finditer(line):
            if token["stray"]:
                self.place.refuse("a quotation mark is not closed on its line")
            if not token["comment"]:
                yield token["name"] or token["word"]


def read(place: Place) -> Profile:
    """Candidates and seats; withdrawals as negative numbers; ballots ``number candidates.. 0``; ``0``; the
    names; the title. Raises Refused: profile.format."""
    id = place.id()
    tokens = Tokens(place, place.lines())
    n_candidates = positive(tokens.number("the number of candidates"), "the number of candidates", place)
    if n_candidates > MOST_CANDIDATES:
        place.refuse(f"there may be {MOST_CANDIDATES:,} candidates, not {n_candidates:,}")
    seats = positive(tokens.number("the number of seats"), "the number of seats", place)
    withdrawn = _withdrawn(tokens, n_candidates)
    papers = _lines_of_one_ballot(tokens, n_candidates)
    if papers is None:
        papers = _ballots(tokens, n_candidates)
    tokens.number("the 0 that ends the ballots")
    names = tuple(tokens.name(f"the name of candidate {n}") for n in range(1, n_candidates + 1))
    title = tokens.name("the title")
    if tokens.peek():
        place.line = tokens.at
        place.refuse("something follows the title; begin it with # if it is a remark")
    return Profile(id, title, seats, names, papers, frozenset(withdrawn))


def _withdrawn(tokens: Tokens, candidates: int) -> list[Candidate]:
    gone: list[Candidate] = []
    while _NUMBER.fullmatch(tokens.peek()) and tokens.peek().startswith("-"):
        number = -tokens.number("a withdrawn candidate")
        candidate = _candidate(str(number), candidates, tokens.place)
        if candidate in gone:
            tokens.place.refuse("a candidate is withdrawn twice")
        gone.append(candidate)
    return gone


def _lines_of_one_ballot(tokens: Tokens, candidates: int) -> tuple[tuple[int, Marks], ...] | None:
    """The ballots, where each has a line of its own without a remark, as programs write them; else None.

    A line is looked at once, however often it stands there.
    """
    lines = tokens.whole_lines()
    plain = {str(number): number - 1 for number in range(1, candidates + 1)}
    found = []
    first: dict[str, int] = {}
    for line, times in Counter(lines).items():
        words = line.split()
        if len(words) < 2 or words[-1] != _END or not 0 < _whole(words[0]) <= MOST_PAPERS:
            return None
        try:
            marks: Marks = tuple([plain[word] for word in words[1:-1]])
        except KeyError:
            if not all(word in plain or word == SKIPPED or "=" in word for word in words[1:-1]):
                return None
            first = first or first_lines(lines)
            tokens.place.line = tokens.at - 1 + first[line]
            marks = _marks(words[1:-1], candidates, tokens.place)
        found.append((times * int(words[0]), marks))
    if lines:
        tokens.skip(len(lines))
    return together(found) if lines else None


def _whole(word: str) -> int:
    """A number of papers; 0 where it is none."""
    return int(word) if word.isascii() and word.isdigit() and len(word) <= len(str(MOST_PAPERS)) else 0


def _ballots(tokens: Tokens, candidates: int) -> tuple[tuple[int, Marks], ...]:
    """The ballots, however they are spread over lines."""
    found = []
    while tokens.peek() != _END:
        number = positive(tokens.number("a ballot"), "the number of ballots", tokens.place)
        words = []
        while (word := tokens.next("a candidate's number, or the 0 that ends a ballot,")) != _END:
            words.append(word)
            _rank(word, candidates, tokens.place)  # here, where its line is known
        found.append((number, _marks(words, candidates, tokens.place)))
    return together(found)


def _marks(words: list[str], candidates: int, place: Place) -> Marks:
    return ranks(_rank(word, candidates, place) for word in words)


def _rank(word: str, candidates: int, place: Place) -> list[Candidate]:
    """A candidate, several with = between them, or a rank that was skipped."""
    if word == SKIPPED:
        return []
    if not _NUMBER.fullmatch(word) and not _SHARED.fullmatch(word):
        place.refuse(f"a candidate's number, or the 0 that ends a ballot, should stand here, not {word[:24]}")
    return [_candidate(number, candidates, place) for number in word.split("=")]


def _candidate(number: str, candidates: int, place: Place) -> Candidate:
    if not 1 <= int(number) <= candidates:
        place.refuse(f"a candidate's number lies between 1 and {candidates}")
    return int(number) - 1
