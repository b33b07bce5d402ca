"""Random contests and papers for two counters to agree on: few papers, and ties wherever they can be had."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from tellers.count import RULES, Contest, Guarantee, Rule, Section

# Rules that only `tellers.count` has, each with the reason; all others are written twice.
COUNTED_ONCE: dict[str, str] = {}
COUNTED_TWICE = sorted(rule for rule in RULES if rule not in COUNTED_ONCE)

# Papers as both counters are given them: how many, what stands on them, candidates from 0, and their section.
Group = tuple[Any, ...]


@dataclass(frozen=True)
class Asked:
    """One question to both counters. ``papers``: candidates from 0, points as they are."""

    contest: Contest
    papers: tuple[Group, ...]


Fault = Callable[[Asked], Asked]


def drawn(rule: str, chance: random.Random) -> Asked:
    """A contest under ``rule`` and papers in it, all that the rule can declare drawn by ``chance``."""
    known = RULES[rule]
    contest = _contest(known, chance)
    marks = _scores if known.ballots == ("score",) else _ranking
    most = chance.choice((1, 3, 3, 40))
    papers: list[Group] = [
        (chance.randint(1, most), marks(known, contest, chance), *_section(contest, chance))
        for _ in range(_size(chance))
    ]
    if chance.random() < 0.5 and contest.candidates > 1:
        papers = _mirrored(papers, known, contest, chance)
    chance.shuffle(papers)
    asked = Asked(contest, tuple(papers))
    return chance.choice(FAULTS)(asked) if chance.random() < 0.04 else asked


def _but(**declared: Any) -> Fault:
    """The same question, but for what the contest declares."""
    return lambda asked: Asked(replace(asked.contest, **declared), asked.papers)


def _and(*papers: Group) -> Fault:
    """The same question with papers that nobody could count."""
    return lambda asked: Asked(asked.contest, (*asked.papers, *papers))


def _everybody_withdrawn(asked: Asked) -> Asked:
    return Asked(replace(asked.contest, withdrawn=frozenset(range(asked.contest.candidates))), asked.papers)


def _sections_but(name: str | None = None, share: Fraction | int = 1) -> Fault:
    """The same question with every section called so, and its fraction taken so many times."""

    def altered(asked: Asked) -> Asked:
        sections = asked.contest.sections or (Section("part-0", Fraction(1)),)
        other = tuple(
            Section(section.name if name is None else name, section.fraction * share) for section in sections
        )
        return Asked(replace(asked.contest, sections=other), asked.papers)

    return altered


def _guaranteed(name: str, *least: int) -> Fault:
    """The same question with guarantees of so many places for everybody, all called so."""

    def altered(asked: Asked) -> Asked:
        everybody = frozenset(range(asked.contest.candidates)) - {asked.contest.reopen}
        guaranteed = tuple(Guarantee(name.format(n), places, everybody) for n, places in enumerate(least))
        return Asked(replace(asked.contest, guaranteed=guaranteed), asked.papers)

    return altered


def _member(candidate: int | None) -> Fault:
    """The same question with one place for a group of one, ``None`` for the option to reopen nominations."""

    def altered(asked: Asked) -> Asked:
        member = asked.contest.reopen if candidate is None else candidate
        group = frozenset() if member is None else frozenset({member})
        return Asked(replace(asked.contest, guaranteed=(Guarantee("group", 1, group),)), asked.papers)

    return altered


# Each makes of a question one that is refused, mostly.
FAULTS: list[Fault] = [
    _but(version=99),
    _but(candidates=0, withdrawn=frozenset(), lot=()),
    _but(seats=0),
    _but(seats=-1),
    _but(seats=2),
    _but(parameters=(("colour", "red"),)),
    _but(parameters=(("withdrawn", "perhaps"),)),
    _but(withdrawn=frozenset({8})),
    _but(withdrawn=frozenset({-1})),
    _everybody_withdrawn,
    _but(lot=(0,)),
    _but(lot=(0, 0, 1)),
    _but(lot=(1, 2, 3)),
    _sections_but(share=Fraction(1, 2)),
    _sections_but(share=0),
    _sections_but(share=7),
    _sections_but(name="part"),
    _sections_but(name=""),
    _but(reopen=0),
    _but(reopen=9),
    _guaranteed("", 1),
    _guaranteed("group", 1, 1),
    _guaranteed("group-{}", 0),
    _guaranteed("group-{}", 2),
    _guaranteed("group-{}", 6),
    _guaranteed("group-{}", 1, 1, 1, 1),
    _guaranteed("group-{}", 1, 1, 1, 1, 1),
    _guaranteed("group-{}", 5, 5, 5, 5),
    _member(0),
    _member(9),
    _member(-1),
    _member(None),
    _but(parameters=(("unmet", "waive"),)),
    _but(parameters=(("reserved", "first"),)),
    _and((0, (0,))),
    _and((-1, (0,))),
    _and((1, (9,))),
    _and((1, (-1,))),
    _and((1, (0,), 0)),
    _and((1, (0,), 9)),
]


def _size(chance: random.Random) -> int:
    return chance.choice((0, 1, 2, 3, 4, 6, 9, 14, 30, 60))


def _contest(known: Rule, chance: random.Random) -> Contest:
    motion = known.id == "yes-no"
    n = chance.choice((2, 2, 3)) if motion else chance.randint(1, 8)
    everybody = range(n)
    usual = chance.random() < 0.3
    keeps = bool(known.guaranteed) and chance.random() < 0.6
    parameters = [
        (parameter.name, chance.choice(parameter.allowed))
        for parameter in (*known.parameters, *(known.guaranteed if keeps else ()))
        if not usual and chance.random() < 0.8
    ]
    gone = 0 if motion or chance.random() < 0.5 else chance.randrange(min(n, 3))
    if ("withdrawn", "refuse") in parameters and chance.random() < 0.8:
        gone = 0
    withdrawn = chance.sample(everybody, gone)
    standing = sorted(set(everybody) - set(withdrawn))
    seats = 1 if known.single else chance.randint(1, 5)
    reopen = chance.choice(standing) if known.reopen and chance.random() < 0.3 else None
    return Contest(
        candidates=n,
        seats=seats,
        rule=known.id,
        version=known.version,
        parameters=tuple(parameters),
        withdrawn=frozenset(withdrawn),
        lot=tuple(chance.sample(everybody, n)) if chance.random() < 0.9 else (),
        sections=_sections(known, chance),
        guaranteed=_groups(sorted(set(everybody) - {reopen}), seats, chance) if keeps else (),
        reopen=reopen,
    )


def _groups(candidates: Sequence[int], seats: int, chance: random.Random) -> tuple[Guarantee, ...]:
    """Guarantees for groups that overlap or not; mostly such as everybody together could meet."""
    if not candidates:
        return ()
    groups: list[Guarantee] = []
    for n in range(chance.choice((1, 1, 2, 2, 3, 4))):
        members = chance.sample(candidates, chance.randint(1, len(candidates)))
        if groups and chance.random() < 0.4:
            apart = [one for one in candidates if not any(one in group.members for group in groups)]
            members = apart or members
        most = min(seats, len(members)) if n == 0 else max(1, min(seats, len(members)) // 2)
        least = chance.randint(1, most if chance.random() < 0.95 else seats)
        groups.append(Guarantee(f"group-{n}", least, frozenset(members)))
    return tuple(groups)


def _sections(known: Rule, chance: random.Random) -> tuple[Section, ...]:
    """Sections whose shares add up to one; a motion may go without."""
    if not known.sections or (known.id == "yes-no" and chance.random() < 0.5):
        return ()
    weights = [chance.randint(1, 4) for _ in range(chance.randint(1, 3))]
    return tuple(Section(f"part-{n}", Fraction(weight, sum(weights))) for n, weight in enumerate(weights))


def _section(contest: Contest, chance: random.Random) -> tuple[int, ...]:
    return (chance.randrange(len(contest.sections)),) if contest.sections else ()


def _scores(_: Rule, contest: Contest, chance: random.Random) -> tuple[int, ...]:
    top = chance.choice((1, 2, 5, 5))
    return tuple(chance.randint(0, top) for _ in range(contest.candidates))


def _ranking(known: Rule, contest: Contest, chance: random.Random) -> tuple[Any, ...]:
    """A ranking; on some papers with ranks that are skipped, shared, or name somebody again."""
    if known.id == "yes-no" and chance.random() < 0.8:
        return (chance.randrange(contest.candidates),) if chance.random() < 0.9 else ()
    named = chance.sample(range(contest.candidates), chance.randint(0, contest.candidates))
    marks: list[Any] = list(named)
    if "ranked_ties" in known.ballots and chance.random() < 0.5:
        marks = _in_levels(named, chance)
    while chance.random() < 0.25:
        strange = chance.choice((_skipped, _shared, _again))
        marks.insert(chance.randint(0, len(marks)), strange(contest, chance))
    return tuple(marks)


def _in_levels(named: Sequence[int], chance: random.Random) -> list[Any]:
    levels: list[list[int]] = []
    for candidate in named:
        if levels and chance.random() < 0.5:
            levels[-1].append(candidate)
        else:
            levels.append([candidate])
    return [tuple(sorted(level)) for level in levels]


def _skipped(contest: Contest, chance: random.Random) -> Any:
    return ()


def _shared(contest: Contest, chance: random.Random) -> Any:
    return tuple(chance.choices(range(contest.candidates), k=chance.randint(1, 3)))


def _again(contest: Contest, chance: random.Random) -> Any:
    return chance.randrange(contest.candidates)


def _mirrored(papers: list[Group], known: Rule, contest: Contest, chance: random.Random) -> list[Group]:
    """The papers, and the same with two candidates exchanged: these two are equal wherever they can be."""
    one, other = chance.sample(range(contest.candidates), 2)

    def exchanged(mark: Any) -> Any:
        if isinstance(mark, tuple):
            return tuple(map(exchanged, mark))
        return other if mark == one else one if mark == other else mark

    def image(marks: tuple[Any, ...]) -> tuple[Any, ...]:
        if known.ballots != ("score",):
            return tuple(map(exchanged, marks))
        return tuple(marks[exchanged(candidate)] for candidate in range(contest.candidates))

    return [*papers, *((number, image(marks), *section) for number, marks, *section in papers)]
