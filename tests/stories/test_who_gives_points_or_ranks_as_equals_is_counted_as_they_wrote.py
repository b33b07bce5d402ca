"""The branch chooses its banner by points, its two-year plan by ranking with equals, and votes on a motion.
Tamsin Reed, who ranked three plans equal, wants to see that nobody made a preference out of it."""

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

BANNERS = ("heron", "otter", "lamp")
PLANS = tuple(f"plan-{number}" for number in range(1, 53))  # so many that a ranking needs two ciphertexts
HERON, OTTER, LAMP = range(3)


def contest(id: str, title: str, kind: str, options: tuple[str, ...], rule: str, **more: Any) -> Any:
    return {
        "id": id,
        "title": title,
        "kind": kind,
        "options": [{"id": option, "name": option.title()} for option in options],
        **more,
        "nominated": False,
        "count": declared_rule(rule, 1),
    }


CONTESTS = [
    contest("banner", "The banner", "score", BANNERS, "score", top=5),
    contest("plan", "The plan for two years", "ranked_ties", PLANS, "schulze"),
    contest("motion", "That the branch meets monthly", "choose", ("yes", "no"), "yes-no", min=1, max=1),
]

SAID: list[tuple[str | None, list[Any]]] = [
    ("online", [[5, 0, 2], [[3], [0, 1]], [0]]),
    ("online", [[0, 4, 4], [[0]], [0]]),
    ("online", ["blank", [[1, 3], [0]], "blank"]),
    ("in-person", [[5, 5, 5], [[0, 3, 51]], [1]]),
    ("online", [[0, 0, 0], "void", [0]]),
    ("in-person", [[1, 2, 3], [[1], [3]], [0]]),
    ("post", [[0, 5, 0], [[3], [1], [0]], [1]]),
    ("post", ["void", "blank", [0]]),
    ("post", [[2, 3, 0], [[3]], "void"]),
    (None, []),
    ("online", [[0, 5, 1], [[51], list(range(51))], [1]]),
    ("online", [[4, 4, 0], [[0, 1], [3]], [1]]),
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
        title="Banner, plan and motion",
        origin=branch.ORIGIN,
        contests=CONTESTS,
        electors=electors,
        rules=branch.rules(),
        opens=branch.OPENS,
        opened_ballots=3,
    )
    rehearsed = run(plan, tmp_path_factory.mktemp("points"), chance=random.Random(4))
    return published(rehearsed, tmp_path_factory.mktemp("points-evidence"))


def result(evidence: Evidence, contest: str) -> dict[str, Any]:
    found: dict[str, Any] = decode((evidence.pack / "count" / f"{contest}.json").read_bytes())
    return found


def test_the_published_votes_are_what_members_wrote_online_and_on_paper(held: Evidence) -> None:
    assert held.verify().verdict == "pass"
    for column, contest in enumerate(CONTESTS):
        wrote = Counter(str(choices[column]) for _, choices in SAID if choices)
        assert Counter(map(str, published_votes(held.rehearsed.hall, contest["id"]))) == wrote


def test_the_banner_with_most_points_is_chosen(held: Evidence) -> None:
    count = result(held, "banner")
    assert (count["papers"], count["valid"], count["blank"], count["void"]) == (11, 9, 1, 1)
    assert count["count"]["stages"][0]["totals"] == ["17", "28", "15"]
    assert count["count"]["elected"] == [OTTER + 1]


def test_equals_are_equal_in_the_comparison_of_every_pair(held: Evidence) -> None:
    count = result(held, "plan")["count"]
    ballots = [choices[1] for _, choices in SAID if choices and isinstance(choices[1], list)]

    def prefer(a: int, b: int) -> int:
        place = [{o: n for n, level in enumerate(levels) for o in level} for levels in ballots]
        return sum(p.get(a, len(PLANS)) < p.get(b, len(PLANS)) for p in place)

    wanted = [[prefer(a, b) for b in range(len(PLANS))] for a in range(len(PLANS))]
    assert count["pairwise"] == wanted
    assert count["pairwise"][0][1] + count["pairwise"][1][0] < count["valid"]  # to some they are equal
    assert count["elected"] == [4]


def test_a_ballot_is_as_long_whatever_was_chosen(held: Evidence) -> None:
    ballots = held.rehearsed.hall.board.of_type(
        "ballot",
    )
    widths = {tuple(len(part["ct"]) for part in entry["cts"]) for _, entry in ballots}
    assert widths == {(1, 2, 1)}
