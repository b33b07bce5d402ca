"""The papers of one contest as a file gives them: what stands on them, not what it is worth.

Source: spec/counting/files.md.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from unicodedata import category, normalize

from tellers.count.contest import Contest, Section
from tellers.count.files.place import Place
from tellers.count.guaranteed import Guarantee
from tellers.count.papers import Candidate, Marks, Papers
from tellers.count.rules import RULES
from tellers.errors import Refused

MOST_CANDIDATES = 1_000
"""So many candidates may a file name."""

POINTS = "score"
"""The kind of ballot whose papers have points."""


@dataclass(frozen=True, slots=True)
class Declared:
    """How a contest of a pack is counted: its ``rule``, ``version`` and ``parameters``. ``drawn_from``: the
    id of the election and the body of the checkpoint at the close, which give the lot; None before that."""

    rule: str
    version: int
    parameters: tuple[tuple[str, str], ...]
    drawn_from: tuple[bytes, bytes] | None


@dataclass(frozen=True, slots=True)
class Profile:
    """The papers of one contest, and what else its file says.

    ``seats``: 1 where the file does not say. ``papers``: how many, and what stands on them, and their section
    where there are ``sections``; each once, in the order in which they first appear. ``points``: whether they
    have points of all candidates, and not a ranking. ``expected``: what the file says a count should give, as
    it stands there; empty where it says nothing. ``declared``: what the pack of an election declares for the
    count; None for other files. ``remarks``: sentences about how the file was read that whoever counts it
    must be told.
    """

    id: str
    title: str
    seats: int
    candidates: tuple[str, ...]
    papers: Papers
    withdrawn: frozenset[Candidate] = frozenset()
    expected: dict[str, object] = field(default_factory=dict)
    points: bool = False
    sections: tuple[Section, ...] = ()
    guaranteed: tuple[Guarantee, ...] = ()
    reopen: Candidate | None = None
    declared: Declared | None = None
    remarks: tuple[str, ...] = ()

    def contest(
        self,
        rule: str,
        *,
        seats: int | None = None,
        parameters: Sequence[tuple[str, str]] = (),
        withdrawn: Collection[Candidate] = (),
        lot: Sequence[Candidate] = (),
    ) -> Contest:
        """The contest of these papers under a rule, for ``count``.

        ``seats``: the file's where None. ``withdrawn``: those withdrawn beside the ones of the file.
        Raises Refused: count.rule; count.paper, where the rule reads rankings and the papers have points, or
        the other way round.
        """
        if rule not in RULES:
            raise Refused("count.rule", f"no such counting rule; there are: {', '.join(sorted(RULES))}")
        if self.points != (POINTS in RULES[rule].ballots):
            have, wanted = ("points", "rankings") if self.points else ("rankings", "points")
            raise Refused("count.paper", f"the papers have {have}, and {rule} reads {wanted}")
        return Contest(
            candidates=len(self.candidates),
            seats=self.seats if seats is None else seats,
            rule=rule,
            version=RULES[rule].version,
            parameters=tuple(parameters),
            withdrawn=self.withdrawn | frozenset(withdrawn),
            lot=tuple(lot),
            sections=self.sections,
            guaranteed=self.guaranteed,
            reopen=self.reopen,
        )


def check_names(names: Sequence[str], place: Place) -> None:
    """Refuse candidates without a name, or whose names look alike: whoever reads the result could not tell
    which of them it means. Raises Refused: profile.format."""
    alike: dict[str, str] = {}
    for number, name in enumerate(names, start=1):
        seen = as_seen(name)
        if not seen:
            place.refuse(f"candidate {number} has no name that could be read")
        if seen in alike:
            place.refuse(
                f"two candidates are called {alike[seen][:40]!r} and {name[:40]!r}; give them names that "
                "differ in more than capitals, spaces and signs that cannot be seen"
            )
        alike[seen] = name


def as_seen(name: str) -> str:
    """A name without what no reader would notice: capitals, width, spaces, signs that cannot be seen."""
    plain = normalize("NFKC", name).casefold()
    return "".join(sign for sign in plain if category(sign)[0] not in "CZ")


def only_named(names: Iterable[str], advice: str) -> str:
    """The remark for whoever counts a file that lists no candidates. ``advice``: how to list them."""
    return (
        f"No candidates are listed. Those whom papers name are: {', '.join(names)}. Anybody whom no paper "
        f"names is missing, and a name spelt in two ways is two candidates; {advice}."
    )


def names_apart(names: Sequence[str], ids: Sequence[str]) -> tuple[str, ...]:
    """The names, with their ids behind those that several have."""
    times = Counter(map(as_seen, names))
    return tuple(
        name if times[as_seen(name)] == 1 else f"{name} ({id})" for name, id in zip(names, ids, strict=True)
    )


def rank(candidates: Sequence[Candidate]) -> Candidate | tuple[Candidate, ...]:
    """A rank as it stands among the marks: one candidate, or those who share it in their order, or none."""
    return candidates[0] if len(candidates) == 1 else tuple(sorted(candidates))


def ranks(shared: Iterable[Sequence[Candidate]]) -> Marks:
    """Ranks as the marks of a paper; skipped ones at the end are none."""
    marks = [rank(candidates) for candidates in shared]
    while marks and marks[-1] == ():
        marks.pop()
    return tuple(marks)
