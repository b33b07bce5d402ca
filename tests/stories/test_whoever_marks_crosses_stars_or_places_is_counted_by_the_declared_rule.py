"""The branch fills two places on its committee by crosses, approves of walks, gives stars to a hall, points
by place to a speaker and compares songs in pairs. Tamsin Reed counts the published crosses again by hand."""

import random
from collections import Counter
from typing import Any

import pytest

from tellers.canonical import decode
from tellers.rehearsal.plan import Elector, Plan, declared_rule
from tellers.rehearsal.run import run
from tellers.rehearsal.tally import published_votes
from tests import branch
from tests.stories.conftest import Evidence, published

OPTIONS = ("ash", "birch", "cedar", "damson")


def contest(id: str, kind: str, rule: str, seats: int = 1, **more: Any) -> Any:
    return {
        "id": id,
        "title": id.title(),
        "kind": kind,
        "options": [{"id": option, "name": option.title()} for option in OPTIONS],
        **more,
        "nominated": False,
        "count": declared_rule(rule, seats),
    }


def abstaining(contest: Any) -> Any:
    """The contest with blank papers that are valid abstentions."""
    chosen = [
        [name, "abstention" if name == "blank" else value] for name, value in contest["count"]["parameters"]
    ]
    return {**contest, "count": {**contest["count"], "parameters": chosen}}


CONTESTS = [
    abstaining(contest("committee", "choose", "block", seats=2, min=1, max=2)),
    contest("walks", "choose", "approval", min=1, max=4),
    contest("hall", "score", "star", top=5),
    contest("speaker", "ranked", "borda", max_rank=4),
    contest("songs", "ranked_ties", "ranked-pairs"),
]

SAID: list[tuple[str | None, list[Any]]] = [
    ("online", [[0, 1], [0, 1, 2], [5, 4, 0, 0], [0, 1], [[0], [1, 2]]]),
    ("online", [[0, 1], [1], [5, 3, 0, 0], [0, 1, 2, 3], [[0], [1]]]),
    ("online", [[0], [1, 3], [4, 3, 0, 0], [0], [[1], [2], [0]]]),
    ("in-person", [[1, 2], [0, 1, 2, 3], [0, 5, 4, 0], [1, 2, 0], [[1], [2]]]),
    ("online", ["blank", [1], [0, 5, 5, 0], [1, 0], "void"]),
    ("in-person", [[0, 2], "void", "blank", [2, 1, 0, 3], [[2], [0]]]),
    ("post", [[3], [1, 2], [5, 5, 0, 1], [1], [[2], [0], [1]]]),
    ("post", [[0, 3], [2], [3, 2, 0, 0], "blank", [[0, 1, 2]]]),
    ("post", ["void", [3], [0, 1, 0, 0], [3, 0], [[0], [1]]]),
    (None, []),
    ("online", [[0, 1], [0, 2], [1, 0, 0, 5], [0, 2], [[2], [0]]]),
    ("online", [[1], [1], [2, 1, 0, 0], [0, 3], [[0]]]),
]


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    """The poll, and the pack that was published of it."""
    electors = [
        Elector(values, channel, choices)
        for values, (channel, choices) in zip(branch.MEMBERS, SAID, strict=True)
    ]
    plan = Plan(
        organisation="The Marsh Lane branch",
        title="Committee, walks, hall, speaker and songs",
        origin=branch.ORIGIN,
        contests=CONTESTS,
        electors=electors,
        rules=branch.rules(),
        opens=branch.OPENS,
        opened_ballots=3,
    )
    rehearsed = run(plan, tmp_path_factory.mktemp("crosses"), chance=random.Random(4))
    return published(rehearsed, tmp_path_factory.mktemp("crosses-evidence"))


def count_of(evidence: Evidence, contest: str) -> dict[str, Any]:
    found: dict[str, Any] = decode((evidence.pack / "count" / f"{contest}.json").read_bytes())["count"]
    return found


def wrote(column: int) -> list[Any]:
    """What members chose in a contest, without the blank and the void."""
    return [choices[column] for _, choices in SAID if choices and isinstance(choices[column], list)]


def test_the_published_votes_are_what_members_wrote_and_the_evidence_holds(held: Evidence) -> None:
    assert held.verify().verdict == "pass"
    for column, contest in enumerate(CONTESTS):
        said = Counter(str(choices[column]) for _, choices in SAID if choices)
        assert Counter(map(str, published_votes(held.rehearsed.hall, contest["id"]))) == said


@pytest.mark.parametrize(("column", "contest", "places"), [(0, "committee", 2), (1, "walks", 1)])
def test_whoever_has_most_crosses_is_elected(held: Evidence, column: int, contest: str, places: int) -> None:
    crosses = Counter(option for paper in wrote(column) for option in paper)
    count = count_of(held, contest)
    assert count["stages"][0]["totals"] == [str(crosses[option]) for option in range(4)]
    assert count["elected"] == [option + 1 for option, _ in crosses.most_common(places)]
    blank = sum(choices[column] == "blank" for _, choices in SAID if choices)
    abstained = blank if contest == "committee" else 0
    assert count["valid"] == len(wrote(column)) + abstained
    assert count["papers"] == len(wrote(column)) + blank


def test_the_blank_paper_for_the_committee_is_a_valid_abstention(held: Evidence) -> None:
    for contest, valid, reasons in (("committee", 10, {}), ("speaker", 10, {"blank": 1})):
        result = decode((held.pack / "count" / f"{contest}.json").read_bytes())
        assert (result["blank"], result["valid"]) == (1, valid)
        assert result["count"]["reasons"] == reasons


def test_the_hall_is_the_one_of_two_that_more_members_put_higher(held: Evidence) -> None:
    papers = wrote(2)
    count = count_of(held, "hall")
    points, votes = (stage["totals"] for stage in count["stages"])
    assert points == [str(sum(paper[option] for paper in papers)) for option in range(4)]
    assert int(points[1]) > int(points[0]) > max(int(points[2]), int(points[3]))
    above = sum(paper[0] > paper[1] for paper in papers)
    assert votes == [str(above), str(sum(paper[1] > paper[0] for paper in papers)), "0", "0"]
    assert count["elected"] == [1]


def test_every_paper_for_the_speaker_gives_six_points(held: Evidence) -> None:
    count = count_of(held, "speaker")
    tenths = [int(total.replace(".", "")) for total in count["stages"][0]["totals"]]
    assert sum(tenths) == 60 * len(wrote(3))
    assert count["elected"] == [tenths.index(max(tenths)) + 1]


def test_no_victory_that_is_locked_stands_over_the_song(held: Evidence) -> None:
    count = count_of(held, "songs")
    [song] = count["elected"]
    assert all(loser != song for _, loser, _, _, locked in count["victories"] if locked)
    assert len(count["victories"]) >= 3
