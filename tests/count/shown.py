"""Counts with names on them: small ones worked out by hand, and any that hypothesis draws."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from tellers.count import RULES, Contest, Papers, Section, count, group
from tellers.count.named import Named, named
from tests.count.test_golden import CASES, read
from tests.count.test_properties import polls

HOSTILE = (
    "<script>alert(1)</script>",
    '=HYPERLINK("x")',
    "+1",
    "-1",
    "@SUM(A1)",
    "a\u202eb\x00 c",
    "\ud800",
    "",
)


def shown(
    names: Sequence[str],
    rule: str,
    papers: Papers,
    seats: int = 1,
    title: str = "Chair of the Marsh Lane branch",
    **declared: Any,
) -> Named:
    """A count under the rule's present version; the lot, unless declared, is the order of the names."""
    declared.setdefault("lot", tuple(range(len(names))))
    contest = Contest(len(names), seats, rule, RULES[rule].version, **declared)
    return named(title, names, contest, count(papers, contest))


MARSH = shown(
    ("Ada Marsh", "Ben Pool", "Carol Reed"),
    "av",
    [(430, (0, 1)), (300, (1, 2)), (60, (2, 0)), (59, (2, 1)), (4, (2,)), (7, ())],
    parameters=(("finish", "two"),),
)
"""860 papers, 7 of them blank; Carol Reed goes out; 490 to 359."""

COMMITTEE = shown(
    ("Ann", "Bo", "Cy", "Di"),
    "stv-scottish",
    [(10, (0, 1)), (3, (0, 2)), (4, (1,)), (4, (2,)), (3, (3, 1))],
    seats=2,
    title="Committee",
)
"""24 papers, quota 9: Ann has 13, and a surplus of 4 at 0.30769 a paper; Bo is elected at the last stage."""


@st.composite
def any_count(draw: st.DrawFn) -> Named:
    """A count of some rule with names among which some are hostile, and some are equal."""
    if draw(st.booleans()):
        ranked, contest = draw(polls())
        papers: Papers = group(ranked)
    else:
        papers, contest = draw(_of_other_rules())
    names = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60))
    chosen = draw(st.lists(names, min_size=contest.candidates, max_size=contest.candidates))
    return named(draw(st.text(max_size=30)), chosen, contest, count(papers, contest))


_POINTS = ("score", "star")
_STV = ("stv-ers97", "stv-ni", "stv-seanad", "prsa77", "meek-nz", "warren")
_SEVERAL = ("block", "approval", "exhaustive", "score", "borda", *_STV)
_OTHERS = (*_SEVERAL, "star", "schulze", "ranked-pairs", "yes-no", "college")


@st.composite
def _of_other_rules(draw: st.DrawFn) -> tuple[Papers, Contest]:
    """Papers under a rule that ``polls`` does not draw."""
    rule = draw(st.sampled_from(_OTHERS))
    candidates = 2 if rule == "yes-no" else draw(st.integers(1, 5))
    sections = _SECTIONS if rule == "college" or (rule == "yes-no" and draw(st.booleans())) else ()
    of = st.tuples(st.integers(0, 1)) if sections else st.just(())
    groups = draw(st.lists(st.tuples(st.integers(1, 50), _paper(rule, candidates), of), max_size=8))
    papers: Papers = [(number, paper, *section) for number, paper, section in groups]
    gone = st.frozensets(st.integers(0, candidates - 1), max_size=candidates - 1)
    withdrawn = frozenset[int]() if rule == "yes-no" else draw(gone)
    lot = tuple(draw(st.permutations(range(candidates))))
    seats = draw(st.integers(1, 3)) if rule in _SEVERAL else 1
    version = RULES[rule].version
    return papers, Contest(candidates, seats, rule, version, (), withdrawn, lot, sections)


_SECTIONS = (Section("members <b>", Fraction(2, 3)), Section("affiliates", Fraction(1, 3)))


def _paper(rule: str, candidates: int) -> st.SearchStrategy[tuple[Any, ...]]:
    """What may stand on a paper under a rule."""
    one = st.integers(0, candidates - 1)
    if rule in _POINTS:
        return st.tuples(*[st.integers(0, 5)] * candidates)
    ranking = st.lists(one, unique=True, max_size=candidates)
    return ranking.map(tuple)


GOLDENS = [f"{rule}/{name}" for rule, name in CASES]


def golden(case: str) -> Named:
    """A golden count with names."""
    written, contest, papers = read(*case.split("/"))
    names = [f"{name} Marsh" for name in ["Ada", "Ben", "Cy", "Dee", "Eve", "Fay", "Gus", "Hal", "Ida", "Jo"]]
    return named(written["title"], names[: contest.candidates], contest, count(papers, contest))
