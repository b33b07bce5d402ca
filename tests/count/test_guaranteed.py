"""Guaranteed places: they are met whatever the papers, and where there are none nothing changes."""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tellers.count import RULES, Contest, Count, Guarantee, count, group
from tellers.count.guaranteed import Guaranteed
from tellers.errors import Refused
from tests.count import naive_stv
from tests.count.naive import Outcome

TRANSFERS = ("stv-scottish", "stv-ers97", "stv-ni", "stv-seanad", "prsa77")
MOST = ("block", "approval", "score", "borda")
unhurried = settings(deadline=None)
"""A busy machine may take longer over a poll than hypothesis allows by itself."""
DECLARED = {"ties": ("forwards", "backwards"), "elected": None, "surpluses": None, "reserved": None}

Poll = tuple[list[Any], Contest]


def possible(guaranteed: tuple[Guarantee, ...], standing: list[int], seats: int) -> bool:
    """By trying every set of those who stand."""
    return any(
        all(len(one.members & set(chosen)) >= one.least for one in guaranteed)
        for chosen in combinations(standing, min(seats, len(standing)))
    )


def drawn(chance: Random, rule: str, guarantees: int = 2) -> Poll:
    """Papers one by one and a contest with guarantees that those who stand can meet."""
    while True:
        candidates, seats = chance.randint(2, 7), chance.randint(1, 4)
        everybody = range(candidates)
        withdrawn = frozenset(chance.sample(everybody, chance.choice([0, 0, 0, 1])))
        names = ("women", "young members", "branches")[: chance.randint(1, guarantees)]
        guaranteed = tuple(
            Guarantee(
                name,
                chance.randint(1, min(seats, 3)),
                frozenset(chance.sample(everybody, chance.randint(1, candidates))),
            )
            for name in names
        )
        if possible(guaranteed, [c for c in everybody if c not in withdrawn], seats):
            break
    lot = tuple(chance.sample(everybody, candidates))
    known = (*RULES[rule].parameters, *RULES[rule].guaranteed)
    chosen = tuple((one.name, chance.choice(one.allowed)) for one in known if one.name in DECLARED)
    most = chance.choice([1, 2, 5, 20])
    papers: list[Any] = []
    for _ in range(chance.randint(0, 14)):
        marks: Any = tuple(chance.sample(everybody, chance.randint(1, candidates)))
        if rule == "score":
            marks = tuple(chance.randint(0, 3) for _ in everybody)
        if rule == "block":
            marks = marks[:seats]
        papers += [marks] * chance.randint(1, most)
    return papers, Contest(candidates, seats, rule, 1, chosen, withdrawn, lot, guaranteed=guaranteed)


@st.composite
def polls(draw: st.DrawFn, *rules: str) -> Poll:
    return drawn(draw(st.randoms(use_true_random=False)), draw(st.sampled_from(rules)), 3)


def naively(poll: Poll) -> Outcome:
    """The same poll counted one paper at a time, every set of candidates tried."""
    papers, contest = poll
    declared = dict(contest.parameters)
    guarantees = tuple((one.least, one.members) for one in contest.guaranteed)
    taken = (papers, contest.candidates, contest.seats, contest.withdrawn, contest.lot)
    if contest.rule == "stv-scottish":
        return naive_stv.scottish(*taken, guarantees)
    if contest.rule == "stv-ers97":
        return naive_stv.ers97(*taken, guarantees)
    if contest.rule == "stv-ni":
        between = declared["elected"] == "between-parcels"
        return naive_stv.northern_ireland(*taken, between=between, guarantees=guarantees)
    oldest = declared["surpluses"] == "oldest"
    if contest.rule == "stv-seanad":
        return naive_stv.seanad(*taken, oldest=oldest, guarantees=guarantees)
    latest_first = declared["ties"] == "backwards"
    return naive_stv.prsa77(*taken, oldest=oldest, latest_first=latest_first, guarantees=guarantees)


def totals(counted: Count) -> list[list[Fraction]]:
    return [[Fraction(total, 10**counted.places) for total in stage.totals] for stage in counted.stages]


@pytest.mark.parametrize("rule", TRANSFERS)
def test_three_hundred_polls_equal_counts_of_one_paper_at_a_time_that_try_every_set(rule: str) -> None:
    chance = Random(1998)
    for _ in range(300):
        poll = drawn(chance, rule)
        ours, other = count(group(poll[0]), poll[1]), naively(poll)
        assert (list(ours.elected), totals(ours)) == (other.elected, other.totals), poll


@unhurried
@given(polls(*TRANSFERS, *MOST))
def test_every_guarantee_is_met_and_every_place_filled(poll: Poll) -> None:
    papers, contest = poll
    counted = count(group(papers), contest)
    standing = contest.candidates - len(contest.withdrawn)
    assert len(set(counted.elected)) == len(counted.elected) == min(contest.seats, standing)
    assert not set(counted.elected) & contest.withdrawn
    for one, told in zip(contest.guaranteed, dict(counted.findings)["guaranteed"], strict=True):
        assert len(one.members & set(counted.elected)) == told["elected"] >= told["least"] == one.least
    for stage in counted.stages:
        everything = sum(stage.totals) + stage.non_transferable + stage.lost
        assert counted.rule in MOST or everything == counted.valid * 10**counted.places
        assert min(stage.totals) >= 0


@unhurried
@given(polls(*TRANSFERS))
def test_the_doomed_are_never_elected_and_the_guarded_always(poll: Poll) -> None:
    papers, contest = poll
    counted = count(group(papers), contest)
    gone: set[int] = set()
    for stage in counted.stages:
        assert stage.doomed is not None and stage.guarded is not None
        assert not set(stage.doomed) & (gone | set(counted.elected))
        gone.update(stage.doomed)
        assert set(stage.guarded) <= set(counted.elected)
        had = [c for earlier in counted.stages[: stage.n] for c in earlier.elected]
        assert not set(stage.guarded) & set(had)


@unhurried
@given(polls(*TRANSFERS))
def test_whoever_is_doomed_is_excluded_by_the_next_stage_if_there_is_one(poll: Poll) -> None:
    papers, contest = poll
    stages = count(group(papers), contest).stages
    gone: set[int] = set()
    for stage in stages:
        waiting = gone - {c for earlier in stages[: stage.n - 1] for c in earlier.excluded}
        if waiting:
            together = contest.rule not in ("stv-seanad", "prsa77")
            assert set(stage.excluded) == waiting if together else set(stage.of) <= gone
            # With one place stv-ni elects nobody at stage 1, so that the doomed may leave one who has it.
            last = contest.rule == "stv-ni" and contest.seats == 1
            assert stage.action == "exclusion" or (last and stage.action == "last-vacancies")
        gone |= set(stage.doomed or ())


@unhurried
@given(polls("stv-scottish", "stv-seanad", "prsa77"))
def test_nothing_changes_before_somebody_is_doomed_or_guarded(poll: Poll) -> None:
    papers, contest = poll
    counted = count(group(papers), contest)
    chosen = tuple(pair for pair in contest.parameters if pair[0] != "unmet")
    plain = count(group(papers), replace(contest, guaranteed=(), parameters=chosen))
    assert all(stage.doomed is None for stage in plain.stages)
    assert not {"doomed", "guarded"} & set(plain.stages[0].as_json(0)) and "guaranteed" not in plain.as_json()
    for one, other in zip(counted.stages, plain.stages, strict=False):
        if one.doomed or one.guarded:
            break
        assert replace(one, doomed=None, guarded=None) == other


@unhurried
@given(polls(*TRANSFERS, *MOST), st.randoms(use_true_random=False))
def test_neither_order_nor_grouping_of_papers_changes_anything(poll: Poll, chance: Random) -> None:
    papers, contest = poll
    shuffled = list(papers)
    chance.shuffle(shuffled)
    assert count([(1, paper) for paper in shuffled], contest) == count(group(papers), contest)


@unhurried
@given(polls(*TRANSFERS, "block", "approval", "borda"), st.data())
def test_numbers_of_candidates_change_nothing_where_no_lot_is_drawn(poll: Poll, data: st.DataObject) -> None:
    papers, contest = poll
    contest = replace(contest, lot=())
    try:
        first = count(group(papers), contest)
    except Refused as refused:
        assert refused.code == "count.lot-needed"
        assume(False)
    new = data.draw(st.permutations(range(contest.candidates)))
    second = count(
        group(tuple(new[candidate] for candidate in paper) for paper in papers),
        replace(
            contest,
            withdrawn=frozenset(new[candidate] for candidate in contest.withdrawn),
            guaranteed=tuple(
                replace(one, members=frozenset(new[candidate] for candidate in one.members))
                for one in contest.guaranteed
            ),
        ),
    )
    assert {new[candidate] for candidate in first.elected} == set(second.elected)
    for one, other in zip(first.stages, second.stages, strict=True):
        assert [other.totals[new[candidate]] for candidate in range(contest.candidates)] == list(one.totals)
        assert {new[candidate] for candidate in one.doomed or ()} == set(other.doomed or ())
        assert {new[candidate] for candidate in one.guarded or ()} == set(other.guarded or ())


def seated(points: tuple[int, ...], contest: Contest, *, first: bool) -> set[int]:
    """guaranteed.md, section 5, one place after the other, equals in the order of the lot."""
    elected: set[int] = set()
    standing = set(range(contest.candidates)) - contest.withdrawn
    while len(elected) < min(contest.seats, len(standing)):
        unmet = [one for one in contest.guaranteed if len(one.members & elected) < one.least]
        turn = unmet[0].members if first and unmet else standing
        able = [
            c
            for c in (standing - elected) & turn
            if any(
                all(len(one.members & {*elected, c, *others}) >= one.least for one in contest.guaranteed)
                for others in combinations(
                    standing - elected - {c}, min(contest.seats, len(standing)) - len(elected) - 1
                )
            )
        ]
        elected.add(min(able, key=lambda c: (-points[c], contest.lot.index(c))))
    return elected


@unhurried
@given(polls(*MOST))
def test_the_places_go_to_the_most_who_meet_the_guarantees(poll: Poll) -> None:
    papers, contest = poll
    chosen = tuple(pair for pair in contest.parameters if pair[0] != "reserved")
    filled = {}
    for reserved in ("displace", "first"):
        declared = replace(contest, parameters=(*chosen, ("reserved", reserved)))
        counted = count(group(papers), declared)
        stage = counted.stages[0]
        filled[reserved] = set(counted.elected)
        assert filled[reserved] == seated(stage.totals, declared, first=reserved == "first")
        least = min(stage.totals[c] for c in counted.elected)
        others = set(range(contest.candidates)) - contest.withdrawn - filled[reserved]
        assert set(stage.doomed or ()) == {c for c in others if stage.totals[c] > least}
        most = max((stage.totals[c] for c in others), default=0)
        assert set(stage.guarded or ()) == {c for c in counted.elected if others and stage.totals[c] < most}
    apart = all(not a.members & b.members for a, b in combinations(contest.guaranteed, 2))
    if apart and len(set(stage.totals)) == len(stage.totals):
        assert filled["displace"] == filled["first"]


@pytest.mark.parametrize("guarantees", [1, 2, 3, 4])
def test_what_is_possible_is_what_trying_every_set_finds(guarantees: int) -> None:
    chance = Random(2001)
    for _ in range(300):
        everybody = range(chance.randint(1, 9))
        declared = tuple(
            Guarantee(
                str(number),
                chance.randint(1, 3),
                frozenset(c for c in everybody if chance.random() < chance.choice([0.2, 0.5, 0.8])),
            )
            for number in range(guarantees)
        )
        seats = chance.randint(1, 6)
        open_to = [c for c in everybody if chance.random() < 0.8]
        ours = Guaranteed.of(declared, len(everybody))
        assert ours.fit((), open_to, seats) == possible(declared, open_to, seats)
        cut = ours.cut(open_to, seats).least
        for number, least in enumerate(cut):
            upto = tuple(replace(one, least=cut[n]) for n, one in enumerate(declared[: number + 1]))
            assert possible(upto, open_to, seats)
            if least < declared[number].least:
                more = (*upto[:-1], replace(upto[-1], least=least + 1))
                assert not possible(more, open_to, seats)


WOMEN = Guarantee("women", 2, frozenset({2, 3}))
STV = Contest(4, 3, "stv-scottish", 1, lot=(0, 1, 2, 3), guaranteed=(WOMEN,))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"guaranteed": (replace(WOMEN, name=""),)}, "a name of its own"),
        ({"guaranteed": (WOMEN, WOMEN)}, "a name of its own"),
        ({"guaranteed": (replace(WOMEN, least=0),)}, "at least one"),
        ({"guaranteed": (replace(WOMEN, least=True),)}, "at least one"),
        ({"seats": 1}, "no more than there are"),
        ({"guaranteed": (replace(WOMEN, members=frozenset({2, 4})),)}, "not in this contest"),
        ({"guaranteed": (replace(WOMEN, members=frozenset({2, True})),)}, "not in this contest"),
        ({"reopen": 3}, "is in no group"),
        ({"guaranteed": (replace(WOMEN, least=3),)}, "no choice of candidates"),
        ({"guaranteed": (WOMEN, Guarantee("men", 2, frozenset({0, 1})))}, "no choice of candidates"),
        ({"guaranteed": tuple(replace(WOMEN, name=str(n), least=1) for n in range(5))}, "more than 4 groups"),
        (
            {
                "seats": 40,
                "candidates": 40,
                "lot": (),
                "guaranteed": (replace(WOMEN, least=40), replace(WOMEN, least=24, name="b")),
            },
            "multiply to no more than 1024",
        ),
        ({"withdrawn": frozenset({3})}, "who still stand"),
        ({"rule": "fptp", "seats": 1, "guaranteed": (replace(WOMEN, least=1),)}, "cannot guarantee"),
        ({"rule": "meek-nz"}, "cannot guarantee"),
    ],
)
def test_guarantees_that_cannot_be_counted_are_refused(changed: dict[str, Any], words: str) -> None:
    assert set(count([(1, (0,))], STV).elected) > {2, 3}
    with pytest.raises(Refused) as caught:
        count([], replace(STV, **changed))
    assert caught.value.code == "count.guaranteed" and words in caught.value.why


def test_the_parameters_of_guarantees_belong_to_a_contest_that_has_some() -> None:
    assert dict(count([], STV).parameters)["unmet"] == "refuse"
    with pytest.raises(Refused) as caught:
        count([], replace(STV, guaranteed=(), parameters=(("unmet", "waive"),)))
    assert caught.value.code == "count.parameter"


def test_where_guarantees_are_waived_the_earlier_ones_are_kept() -> None:
    young = Guarantee("young members", 2, frozenset({1, 3}))
    contest = replace(
        STV, guaranteed=(WOMEN, young), withdrawn=frozenset({3}), parameters=(("unmet", "waive"),)
    )
    for order, least in (((WOMEN, young), [1, 1]), ((young, WOMEN), [1, 1])):
        counted = count([(9, (0,))], replace(contest, guaranteed=order))
        assert [told["least"] for told in dict(counted.findings)["guaranteed"]] == least
        assert [told["declared"] for told in dict(counted.findings)["guaranteed"]] == [2, 2]
    for order, least in (((WOMEN, young), [1, 0]), ((young, WOMEN), [1, 0])):
        narrow = tuple(replace(one, least=1) for one in order)
        alone = replace(contest, seats=1, guaranteed=narrow)
        counted = count([(9, (0,))], alone)
        assert [told["least"] for told in dict(counted.findings)["guaranteed"]] == least


def test_guarantees_as_large_as_they_may_be_are_judged_within_the_time_of_a_test() -> None:
    chance = Random(4)
    groups = tuple(
        Guarantee(str(number), least, frozenset(c for c in range(60) if chance.random() < 0.5))
        for number, least in enumerate((3, 3, 7, 7))
    )
    papers = [(n + 1, tuple(chance.sample(range(60), 8))) for n in range(60)]
    contest = Contest(60, 20, "stv-scottish", 1, lot=tuple(range(60)), guaranteed=groups)
    counted = count(papers, contest)
    assert all(told["elected"] >= told["least"] for told in dict(counted.findings)["guaranteed"])
