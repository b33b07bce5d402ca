"""``.blt``, as programs for STV write it: the number of papers stands before each ranking.

Source: spec/counting/files.md, section 2.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from tellers import _core
from tellers.count.files.place import Place, positive
from tellers.count.files.profile import MOST_CANDIDATES, Profile, check_names, ranks
from tellers.count.papers import Candidate, Marks, Papers, Rankings, together

_TOKEN = re.compile(
    r'[ \t]*(?:(?P<name>"[^"]*")(?=[ \t#]|$)|(?P<comment>#.*)|(?P<word>[^ \t"#]++)(?!")|(?P<stray>[^ \t]))'
)
_NUMBER = re.compile(r"-?[0-9]{1,15}", re.ASCII)
_SHARED = re.compile(r"[0-9]{1,15}(?:=[0-9]{1,15})+", re.ASCII)
_HEAD = re.compile(
    r"[ \t]*([0-9]{1,4})[ \t]+[0-9]{1,15}[ \t]*(?:#.*)?\n"  # candidates and seats
    r"(?:(?:[ \t]*-[0-9]{1,4}(?=[ \t\n]))+[ \t]*(?:#.*)?\n)*"  # the withdrawn
    r"(?=[ \t]*[0-9])",
    re.ASCII,
)
"""What ends where the first ballot begins its line; files without it may be good all the same."""
SKIPPED = "-"
_END = "0"


@dataclass(slots=True)
class Tokens:
    """The words and quoted names of a file, one after the other, comments left out.

    ``lines``: the lines to come, numbered; ``at``: the number of the last one taken; ``line``: what is left
    of it, the next token last.
    """

    place: Place
    lines: Iterator[tuple[int, str]]
    at: int = 1
    line: list[str] = field(default_factory=list)

    def peek(self) -> str:
        """The next token; nothing at the end of the file."""
        while not self.line and (numbered := next(self.lines, None)):
            self.at = numbered[0]
            self.line = list(self._tokens(numbered[1]))[::-1]
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

    def _tokens(self, line: str) -> Iterator[str]:
        self.place.line = self.at
        for token in _TOKEN.finditer(line):
            if token["stray"]:
                self.place.refuse(
                    "a quotation mark is not closed on its line, or stands inside a name or beside a word"
                )
            if not token["comment"]:
                yield token["name"] or token["word"]


def read(place: Place) -> Profile:
    """Candidates and seats; withdrawals as negative numbers; ballots ``number candidates.. 0``; ``0``; the
    names; the title. Raises Refused: profile.format."""
    id = place.id()
    text = place.text()
    head = _HEAD.match(text)
    start = head.end() if head else len(text)
    tokens = Tokens(place, _numbered(text[:start], 1, place))
    n_candidates = positive(tokens.number("the number of candidates"), "the number of candidates", place)
    if n_candidates > MOST_CANDIDATES:
        place.refuse(f"there may be {MOST_CANDIDATES:,} candidates, not {n_candidates:,}")
    seats = positive(tokens.number("the number of seats"), "the number of seats", place)
    withdrawn = _withdrawn(tokens, n_candidates)
    papers = _papers(tokens, text, start, n_candidates)
    tokens.number("the 0 that ends the ballots")
    names = tuple(tokens.name(f"the name of candidate {n}") for n in range(1, n_candidates + 1))
    check_names(names, place)
    title = tokens.name("the title")
    if tokens.peek():
        place.line = tokens.at
        place.refuse("something follows the title; begin it with # if it is a remark")
    return Profile(id, title, seats, names, papers, frozenset(withdrawn))


def _numbered(text: str, first: int, place: Place) -> Iterator[tuple[int, str]]:
    return enumerate(place.divided(text, " \t\n", first=first), first) if text else iter(())


def _papers(tokens: Tokens, text: str, start: int, candidates: int) -> Papers:
    """The ballots from ``start`` on: those that the core takes, and then all others.

    The core takes strict rankings, one on each line, as programs write them, up to the first line that is
    anything else. What that is, and what is wrong with it, is said here and nowhere else.
    """
    core, length, lines = _core.take_ballots(text[start:], candidates)
    first = 1 + text.count("\n", 0, start) + lines
    if lines:
        tokens.at = first - 1  # where the file may have ended
    tokens.lines = chain(tokens.lines, _numbered(text[start + length :], first, tokens.place))
    plain, others = Rankings(core), _ballots(tokens, candidates)
    return together([*plain, *others]) if others else plain


def _withdrawn(tokens: Tokens, candidates: int) -> list[Candidate]:
    gone: list[Candidate] = []
    while _NUMBER.fullmatch(tokens.peek()) and tokens.peek().startswith("-"):
        number = -tokens.number("a withdrawn candidate")
        candidate = _candidate(str(number), candidates, tokens.place)
        if candidate in gone:
            tokens.place.refuse("a candidate is withdrawn twice")
        gone.append(candidate)
    return gone


def _ballots(tokens: Tokens, candidates: int) -> list[tuple[int, Marks]]:
    """The ballots to come, however they are spread over lines and whatever stands on them."""
    found = []
    while tokens.peek() != _END:
        number = positive(tokens.number("a ballot"), "the number of ballots", tokens.place)
        words = []
        while (word := tokens.next("a candidate's number, or the 0 that ends a ballot,")) != _END:
            words.append(word)
            _rank(word, candidates, tokens.place)  # here, where its line is known
        found.append((number, _marks(words, candidates, tokens.place)))
    return found


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
