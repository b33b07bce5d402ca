"""Every way to break ties in the alternative vote, colleges, ranked pairs: what holds whatever the papers."""

from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tellers.count import Contest, Count, Section, count, group
from tellers.errors import Refused
from tests.count import naive
from tests.count.test_scores_and_pairs import paper_of_levels

Ranking = tuple[int, ...]
TIES = ("backwards", "forwards", "lot")


@st.composite
def colleges(draw: st.DrawFn) -> tuple[list[list[Ranking]], Contest]:
    """The papers of every section, and a contest to count them."""
    candidates = draw(st.integers(1, 5))
    ranking = st.lists(st.integers(0, candidates - 1), unique=True, min_size=1).map(tuple)
    weights = draw(st.lists(st.integers(1, 6), min_size=1, max_size=3))
    kinds = st.lists(st.tuples(st.integers(1, 4), ranking), max_size=6)
    papers = [[paper for number, paper in draw(kinds) for _ in range(number)] for _ in weights]
    sections = tuple(
        Section(f"section {n}", Fraction(weight, sum(weights))) for n, weight in enumerate(weights, 1)
    )
    parameters = (
        ("finish", draw(st.sampled_from(("majority", "two")))),
        ("ties", draw(st.sampled_from(TIES))),
    )
    withdrawn = draw(st.frozensets(st.integers(0, candidates - 1), max_size=candidates - 1))
    lot = tuple(draw(st.permutations(range(candidates))))
    return papers, Contest(candidates, 1, "college", 1, parameters, withdrawn, lot, sections)


def entries(papers: list[list[Ranking]]) -> list[tuple[int, Any, int]]:
    return [(number, paper, s) for s, section in enumerate(papers) for number, paper in group(section)]


def evidence(counted: Count) -> list[dict[str, Any]]:
    stages: list[dict[str, Any]] = dict(counted.findings)["sections"]
    return stages


@given(colleges())
def test_a_college_equals_a_naive_one_in_fractions(poll: tuple[list[list[Ranking]], Contest]) -> None:
    papers, contest = poll
    counted = count(entries(papers), contest)
    shares = [section.fraction for section in contest.sections]
    other = naive.college(papers, shares, contest.withdrawn, contest.lot, **dict(contest.parameters))
    assert list(counted.elected) == other.elected
    assert [[Fraction(part) for part in stage["parts"]] for stage in evidence(counted)] == other.totals


@given(colleges())
def test_the_evidence_of_a_college_adds_up_with_a_pencil(poll: tuple[list[list[Ranking]], Contest]) -> None:
    papers, contest = poll
    counted = count(entries(papers), contest)
    for stage, shown in zip(counted.stages, evidence(counted), strict=True):
        columns = zip(*(section["votes"] for section in shown["of"]), strict=True)
        assert [sum(column) for column in columns] == list(stage.totals)
        live = [Fraction(section["share"]) for section in shown["of"] if section["live"]]
        assert Fraction(shown["whole"]) == sum(live) == sum(map(Fraction, shown["parts"]))
        hundredths = [int(percent.replace(".", "")) for percent in shown["percentages"]]
        assert 10_000 - contest.candidates < sum(hundredths) <= 10_000 or not live
        for section in shown["of"]:
            worth = Fraction(section["share"]) / max(1, section["live"])
            assert [Fraction(part) for part in section["parts"]] == [worth * n for n in section["votes"]]


@given(colleges())
def test_votes_of_a_college_are_neither_made_nor_mislaid(poll: tuple[list[list[Ranking]], Contest]) -> None:
    papers, contest = poll
    for stage in count(entries(papers), contest).stages:
        assert sum(stage.totals) + stage.non_transferable == sum(map(len, papers))
        assert len(stage.transfers) == (len(contest.sections) if stage.excluded else 0)


@given(colleges(), st.randoms(use_true_random=False))
def test_neither_order_nor_grouping_changes_a_college(
    poll: tuple[list[list[Ranking]], Contest], chance: Random
) -> None:
    papers, contest = poll
    shuffled = [(1, paper, s) for s, section in enumerate(papers) for paper in section]
    chance.shuffle(shuffled)
    assert count(shuffled, contest) == count(entries(papers), contest)


@given(colleges(), st.data())
def test_numbers_of_candidates_change_nothing_in_a_college_without_a_lot(
    poll: tuple[list[list[Ranking]], Contest], data: st.DataObject
) -> None:
    papers, contest = poll
    contest = replace(contest, lot=())
    try:
        first = count(entries(papers), contest)
    except Refused as refused:
        assert refused.code == "count.lot-needed"
        assume(False)
    new = data.draw(st.permutations(range(contest.candidates)))
    renumbered = [[tuple(new[c] for c in paper) for paper in section] for section in papers]
    withdrawn = frozenset(new[candidate] for candidate in contest.withdrawn)
    second = count(entries(renumbered), replace(contest, withdrawn=withdrawn))
    assert tuple(new[candidate] for candidate in first.elected) == second.elected
    for one, other in zip(evidence(first), evidence(second), strict=True):
        assert [other["parts"][new[c]] for c in range(contest.candidates)] == one["parts"]


@given(colleges())
def test_whoever_more_than_half_of_every_section_puts_first_is_elected_at_once(
    poll: tuple[list[list[Ranking]], Contest],
) -> None:
    papers, contest = poll
    contest = replace(
        contest, withdrawn=frozenset(), parameters=(("finish", "majority"), *contest.parameters[1:])
    )
    more = [[*section, *[(0,)] * (len(section) + 1)] for section in papers]
    counted = count(entries(more), contest)
    assert (counted.elected, len(counted.stages)) == ((0,), 1)


@given(colleges())
def test_a_college_of_one_section_is_the_alternative_vote(poll: tuple[list[list[Ranking]], Contest]) -> None:
    papers, contest = poll
    together = [paper for section in papers for paper in section]
    one = replace(contest, sections=(Section("all", Fraction(1)),))
    ours = count([(1, paper, 0) for paper in together], one)
    av = count([(1, paper) for paper in together], replace(contest, rule="av", sections=()))
    assert (ours.elected, ours.stages) == (av.elected, av.stages)


@given(colleges())
def test_the_alternative_vote_breaks_ties_as_declared(poll: tuple[list[list[Ranking]], Contest]) -> None:
    papers, contest = poll
    together = [paper for section in papers for paper in section]
    counted = count(group(together), replace(contest, rule="av", sections=()))
    how = dict(contest.parameters)
    other = naive.college([together], [Fraction(len(together))], contest.withdrawn, contest.lot, **how)
    assert list(counted.elected) == other.elected
    live = [sum(stage.totals) for stage in counted.stages]
    assert [[part * votes for part in parts] for parts, votes in zip(other.totals, live, strict=True)] == [
        [len(together) * total for total in stage.totals] for stage in counted.stages
    ]
    broken = {tie.broken_by for stage in counted.stages for tie in stage.ties}
    assert how["ties"] != "lot" or broken <= {"lot"}


@given(colleges())
def test_a_college_asks_for_a_lot_exactly_where_it_used_one(
    poll: tuple[list[list[Ranking]], Contest],
) -> None:
    papers, contest = poll
    counted = count(entries(papers), contest)
    without = replace(contest, lot=())
    if any(tie.broken_by == "lot" for stage in counted.stages for tie in stage.ties):
        with pytest.raises(Refused) as caught:
            count(entries(papers), without)
        assert caught.value.code == "count.lot-needed"
    else:
        assert count(entries(papers), without) == counted


@pytest.mark.parametrize("fractions", [(), ("1/2",), ("1/2", "1/3"), ("2/3", "2/3")])
def test_a_college_whose_shares_are_not_one_whole_is_refused(fractions: tuple[str, ...]) -> None:
    sections = tuple(Section(f"section {part} {n}", Fraction(part)) for n, part in enumerate(fractions))
    papers: list[Any] = [(1, (0,), 0)] if sections else [(1, (0,))]
    with pytest.raises(Refused, match="must add up to 1") as caught:
        count(papers, Contest(2, 1, "college", 1, sections=sections))
    assert caught.value.code == "count.sections"


@st.composite
def pairs(draw: st.DrawFn, levels: bool = True) -> tuple[list[Any], Contest]:
    """Papers one by one, and a contest under ranked pairs."""
    candidates = draw(st.integers(1, 5))
    strict = st.permutations(range(candidates)).map(lambda order: tuple((c,) for c in order))
    kinds = draw(
        st.lists(st.tuples(st.integers(1, 6), paper_of_levels(candidates) if levels else strict), max_size=7)
    )
    withdrawn = draw(st.frozensets(st.integers(0, candidates - 1), max_size=candidates - 1))
    lot = tuple(draw(st.permutations(range(candidates))))
    papers = [paper for number, paper in kinds for _ in range(number)]
    return papers, Contest(candidates, 1, "ranked-pairs", 1, (), withdrawn, lot)


@given(pairs())
def test_ranked_pairs_equal_a_naive_count_that_always_asks_the_lot(poll: tuple[list[Any], Contest]) -> None:
    papers, contest = poll
    counted = count(group(papers), contest)
    elected, locked = naive.ranked_pairs(papers, contest.candidates, contest.withdrawn, contest.lot)
    assert counted.elected == (elected,)
    victories = dict(counted.findings)["victories"]
    assert {(a - 1, b - 1) for a, b, _, _, locks in victories if locks} == locked


@given(pairs())
def test_whoever_beats_everybody_is_elected_without_a_lot_at_the_end(poll: tuple[list[Any], Contest]) -> None:
    papers, contest = poll
    counted = count(group(papers), contest)
    d = dict(counted.tables)["pairwise"]
    standing = [c for c in range(contest.candidates) if c not in contest.withdrawn]
    for a in standing:
        if all(d[a][b] > d[b][a] for b in standing if b != a):
            assert counted.elected == (a,)
            assert all(tie.purpose == "order" for tie in counted.stages[0].ties)


@given(pairs())
def test_ranked_pairs_ask_for_a_lot_exactly_where_they_used_one(poll: tuple[list[Any], Contest]) -> None:
    papers, contest = poll
    counted = count(group(papers), contest)
    without = replace(contest, lot=())
    if counted.stages[0].ties:
        with pytest.raises(Refused) as caught:
            count(group(papers), without)
        assert caught.value.code == "count.lot-needed"
    else:
        assert count(group(papers), without) == counted


@given(pairs(levels=False), st.data())
def test_a_clone_beside_a_candidate_takes_nothing_from_anybody(
    poll: tuple[list[Any], Contest], data: st.DataObject
) -> None:
    papers, contest = poll
    contest = replace(contest, withdrawn=frozenset(), lot=())
    model = data.draw(st.integers(0, contest.candidates - 1))
    clone = contest.candidates

    def beside(paper: Any) -> Any:
        at = [level[0] for level in paper].index(model)
        return (*paper[: at + 1], (clone,), *paper[at + 1 :])

    try:
        before = count(group(papers), contest)
        after = count(group(map(beside, papers)), replace(contest, candidates=clone + 1))
    except Refused as refused:
        assert refused.code == "count.lot-needed"
        assume(False)
    assert {model if c == clone else c for c in after.elected} == set(before.elected)
