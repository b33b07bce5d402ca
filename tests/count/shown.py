"""Counts with names on them: small ones worked out by hand, and any that hypothesis draws."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from tellers.count import RULES, Contest, Papers, count, group
from tellers.count.named import Named, named
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


@st.composite
def _of_other_rules(draw: st.DrawFn) -> tuple[Papers, Contest]:
    """Papers under a rule that does not read strict rankings."""
    rule = draw(st.sampled_from(("schulze", "score", "yes-no")))
    candidates = 2 if rule == "yes-no" else draw(st.integers(1, 5))
    one = st.integers(0, candidates - 1)
    paper = {
        "yes-no": st.lists(one, max_size=1).map(tuple),
        "score": st.tuples(*[st.integers(0, 9)] * candidates),
        "schulze": st.lists(one, unique=True, max_size=candidates).map(
            lambda ranks: tuple((c,) for c in ranks)
        ),
    }[rule]
    papers = draw(st.lists(st.tuples(st.integers(1, 50), paper), max_size=8))
    lot = tuple(draw(st.permutations(range(candidates))))
    gone = st.frozensets(one, max_size=candidates - 1) if rule != "yes-no" else st.just(frozenset[int]())
    return papers, Contest(candidates, 1, rule, RULES[rule].version, (), draw(gone), lot)
