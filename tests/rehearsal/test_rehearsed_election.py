"""Real and synthetic elections, cast ballot by ballot: the count is the same as of the papers themselves."""

import random
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tellers.canonical import encode
from tellers.count import Guarantee, Profile, Section
from tellers.errors import Refused
from tellers.evidence import recount
from tellers.rehearsal import ceremony, marking, opinion, rehearse
from tellers.rehearsal.hall import Hall, set_up
from tellers.rehearsal.rehearse import Outcome, Settings
from tests import branch

BLANK: tuple[int, ...] = ()
PAPERS = ((6, (0, 1)), (5, (1, 2)), (3, (2, 1)), (1, BLANK))


def profile(**changed: Any) -> Profile:
    values: dict[str, Any] = {
        "id": "Marsh_Lane",
        "title": "Chair of the Marsh Lane branch",
        "seats": 1,
        "candidates": ("Odile Birch", "Perrin Ash", "Zoë Thorn"),
        "papers": PAPERS,
        "withdrawn": frozenset(),
    }
    return Profile(**{**values, **changed})


def test_a_rehearsed_election_verifies_and_counts_like_its_papers(tmp_path: Path) -> None:
    outcome = rehearse.rehearse(profile(), Settings(mixers=2, precedence="last"), tmp_path / "out")
    assert outcome.passed
    assert outcome.failure == ""
    report = outcome.report
    assert (report["papers"], report["rule"], report["elected"]) == (15, "av", [2])
    assert sum(n for _, n in report["by_channel"]) == 15
    assert [phase.name for phase in outcome.phases][-2:] == ["count", "verify"]
    left = {path.name for path in (tmp_path / "out").iterdir()}
    assert left == {"pack", "pack.zip", "sid.txt", "verification.json"}


def test_several_seats_and_a_candidate_who_withdraws(tmp_path: Path) -> None:
    two = profile(seats=2, withdrawn=frozenset({1}))
    outcome = rehearse.rehearse(two, Settings(mixers=2), tmp_path / "out")
    assert outcome.passed, outcome.failure
    assert (outcome.report["rule"], sorted(outcome.report["elected"])) == ("stv-scottish", [1, 3])


@pytest.mark.parametrize(("rule", "elected"), [("stv-scottish", [1, 3]), ("block", [2, 3])])
def test_a_pack_with_guaranteed_places_verifies_and_is_recounted(
    tmp_path: Path, rule: str, elected: list[int]
) -> None:
    """The papers alone would elect 1 and 2."""
    kept = (Guarantee("Thorn Lane", 1, frozenset({2})),)
    papers = ((6, (0, 1)), (5, (1, 0)), (3, (2, 1)), (1, BLANK))
    two = profile(seats=2, papers=papers, guaranteed=kept)
    outcome = rehearse.rehearse(two, Settings(mixers=2, rule=rule), tmp_path / "out")
    assert outcome.passed, outcome.failure
    assert sorted(outcome.report["elected"]) == elected
    assert recount.main([str(tmp_path / "out" / "pack")]) == 0


def test_seventy_candidates_are_ranked_in_two_ciphertexts(tmp_path: Path) -> None:
    many = rehearse.synthetic(12, 70, Settings())
    outcome = rehearse.rehearse(many, Settings(mixers=2, rule="schulze"), tmp_path / "out")
    assert outcome.passed, outcome.failure
    assert (outcome.report["papers"], outcome.report["rule"]) == (10, "schulze")
    votes = (tmp_path / "out" / "pack" / "votes" / "selection" / "joint.ndjson").read_bytes().splitlines()
    points = tmp_path / "out" / "pack" / "plain" / "selection" / "joint.bin"
    assert points.stat().st_size == 2 * 32 * len(votes) == 2 * 32 * 10


def test_either_a_failed_verification_or_another_count_fails_a_rehearsal() -> None:
    assert Outcome({"verdict": "pass", "counts_equal": True}).passed
    assert not Outcome({"verdict": "fail", "counts_equal": True}).passed
    assert not Outcome({"verdict": "pass", "counts_equal": False}).passed


@pytest.mark.parametrize("electors", [1, 2, 7, 40, 333])
def test_a_synthetic_election_has_the_roll_that_was_asked_for_and_the_usual_turnout(electors: int) -> None:
    settings = Settings(electors=electors, seed=4)
    plan = rehearse.plan_of(rehearse.synthetic(electors, 5, settings), settings)
    assert len(plan.electors) == electors
    assert sum(1 for elector in plan.electors if elector.channel) == max(1, electors * 85 // 100)


def test_a_file_of_papers_gets_as_many_abstainers_as_is_usual() -> None:
    plan = rehearse.plan_of(profile(), Settings())
    assert (len(plan.electors), sum(1 for elector in plan.electors if elector.channel)) == (17, 15)


def test_a_poll_in_which_nobody_votes_is_closed_counted_and_verified(tmp_path: Path) -> None:
    outcome = rehearse.rehearse(profile(papers=()), Settings(electors=3, mixers=2), tmp_path)
    assert outcome.passed, outcome.failure
    assert (outcome.report["electors"], outcome.report["papers"], outcome.report["by_channel"]) == (3, 0, [])


def test_the_smallest_poll_of_all_is_a_poll(tmp_path: Path) -> None:
    settings = Settings(electors=1, mixers=2)
    outcome = rehearse.rehearse(rehearse.synthetic(1, 2, settings), settings, tmp_path)
    assert outcome.passed, outcome.failure
    assert (outcome.report["electors"], outcome.report["papers"]) == (1, 1)


def test_the_seed_fixes_papers_and_channels() -> None:
    def planned(seed: int) -> Any:
        settings = Settings(seed=seed)
        plan = rehearse.plan_of(rehearse.synthetic(50, 4, settings), settings)
        return [(elector.channel, elector.choices, elector.before) for elector in plan.electors]

    assert planned(1) == planned(1)
    assert planned(1) != planned(2)


def test_the_settings_are_those_of_the_poll() -> None:
    chosen = Settings(rule="fptp", seats=1, mixers=4, trustees=5, threshold=3, precedence="last")
    plan = rehearse.plan_of(profile(), chosen)
    assert plan.contests[0]["count"]["rule"] == "fptp"
    rules = plan.rules
    assert (rules.mixers, rules.trustees, rules.threshold, rules.precedence) == (4, 5, 3, "last")


def test_the_most_trustees_that_are_not_refused_fit_the_board(tmp_path: Path) -> None:
    """An entry of the key ceremony grows by the same for each trustee and each of the threshold."""
    sizes = {}
    for trustees, threshold in ((4, 2), (5, 2), (5, 3)):
        plan = branch.small_poll()
        rules = replace(plan.rules, trustees=trustees, threshold=threshold)
        hall = Hall(replace(plan, rules=rules), tmp_path / f"{trustees}-{threshold}")
        set_up(hall)
        ceremony.make_key(hall)
        sizes[trustees, threshold] = max(len(encode(entry)) for _, entry in hall.board.of_type("dkg1"))
    assert sizes[5, 2] - sizes[4, 2] == rehearse.DEALER_PER_TRUSTEE
    assert sizes[5, 3] - sizes[5, 2] == rehearse.DEALER_PER_THRESHOLD
    rest = sizes[4, 2] - 4 * rehearse.DEALER_PER_TRUSTEE - 2 * rehearse.DEALER_PER_THRESHOLD
    assert rest + 20 < rehearse.DEALER
    rehearse.check_request(profile(), Settings(trustees=255, threshold=140))


def test_names_are_put_on_the_board_composed() -> None:
    contest = rehearse.contest_of(profile(candidates=("Zoe\u0308 Thorn", "Perrin Ash")), Settings())
    assert contest["options"][0]["name"] == "Zo\u00eb Thorn"


@pytest.mark.parametrize(
    ("id", "name"),
    [("Ward 3", "ward-3"), ("Marsh_Lane", "marsh-lane"), ("S\u00fcd--1.", "s-d-1"), ("\u5317", "election")],
)
def test_the_log_has_a_name_whatever_the_election_is_called(id: str, name: str) -> None:
    assert rehearse.plan_of(profile(id=id), Settings()).origin == f"ballots.example/rehearsal/{name}"


def test_synthetic_papers_rank_candidates_once_and_differ_in_length() -> None:
    papers = opinion.papers(400, 6, random.Random(1))
    assert len(papers) == 400
    assert {len(set(paper)) - len(paper) for paper in papers} == {0}
    assert set(map(len, papers)) == {1, 2, 3, 4, 5, 6}
    firsts = Counter(paper[0] for paper in papers)
    assert max(firsts.values()) > 2 * min(firsts.values())  # groups of opinion, not noise


@pytest.mark.parametrize(
    ("rule", "first", "elected"),
    [
        ("block", [0, 1], [1, 2]),
        ("approval", [0, 1, 2], [3, 1]),
        ("fptp", [0, 1, 2], [1]),
        ("star", [5, 4, 3], [1]),
        ("score", [5, 4, 3], [1, 3]),
    ],
)
def test_a_ranking_becomes_what_the_rule_counts(rule: str, first: list[int], elected: list[int]) -> None:
    """Crosses beside those ranked first, as many as the ballot allows; points by rank."""
    three = profile(papers=((4, (0, 1, 2)), (1, (2,)), (1, ())), seats=len(elected))
    contest = rehearse.contest_of(three, Settings(rule=rule))
    votes = [vote for vote, _ in marking.marked(three, contest)]
    assert votes[0] == first
    assert votes[-1] == "blank"
    plan = rehearse.plan_of(three, Settings(rule=rule))
    assert rehearse.direct_result(plan, three, (0, 1, 2))["count"]["elected"] == elected


def test_sections_of_a_file_vote_on_ballots_of_their_own(tmp_path: Path) -> None:
    sections = (Section("Members", Fraction(2, 3)), Section("Affiliates", Fraction(1, 3)))
    papers = ((4, (0, 1), 0), (3, (1,), 0), (2, (1, 0), 1), (1, (), 1))
    two = profile(papers=papers, sections=sections, seats=1)
    outcome = rehearse.rehearse(two, Settings(mixers=2, rule="college"), tmp_path / "out")
    assert outcome.passed, outcome.failure
    assert outcome.report["elected"] == [2]
    votes = tmp_path / "out" / "pack" / "votes" / "selection"
    assert sorted(path.name for path in votes.iterdir()) == ["s1-joint.ndjson", "s2-joint.ndjson"]


def test_points_on_papers_stay_points_and_are_no_ranking() -> None:
    given = profile(papers=((2, (0, 7, 3)), (1, (9, 0, 0))), points=True)
    contest = rehearse.contest_of(given, Settings(rule="score"))
    assert (contest["kind"], contest["top"]) == ("score", 9)
    assert marking.marked(given, contest)[0] == ([0, 7, 3], 0)
    with pytest.raises(Refused, match="a paper gives 9"):
        rehearse.contest_of(given, Settings(rule="star"))
    with pytest.raises(Refused, match="no crosses and no ranking"):
        rehearse.check_request(given, Settings(rule="av"))
