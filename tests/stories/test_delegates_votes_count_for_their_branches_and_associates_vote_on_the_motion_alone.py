"""A federation of two ballots and of weights. "Did the delegates count for too much?" asks a branch."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tellers.canonical import decode
from tellers.crypto.selections import Selection
from tellers.evidence.verify.release import verify_release
from tellers.rehearsal.tally import published_votes
from tests import federation
from tests.federation import ASSOCIATES, DELEGATES, MEMBERS, MIX_K, MOTION, NO, PRESIDENT, YES
from tests.stories.conftest import Evidence


def lines(evidence: Evidence, path: str) -> list[dict[str, Any]]:
    return [decode(line) for line in (evidence.pack / path).read_bytes().splitlines()]


def told(votes: list[tuple[int, Selection]]) -> Counter[str]:
    """How many papers say what, each vote as often as it counts."""
    counted: Counter[str] = Counter()
    for weight, vote in votes:
        counted[json.dumps(vote)] += weight
    return counted


def test_anybody_can_verify_the_poll(federation_evidence: Evidence) -> None:
    report = federation_evidence.verify()
    assert (report.verdict, report.first_failure) == ("pass", None)
    assert [result["elected"] for result in report.results] == [[federation.THORN + 1], [1]]


@pytest.mark.parametrize("contest", [PRESIDENT, MOTION])
def test_every_vote_counts_as_often_as_the_roll_says(federation_evidence: Evidence, contest: str) -> None:
    published = published_votes(federation_evidence.rehearsed.hall, contest)
    assert Counter(map(json.dumps, published)) == told(federation.votes(contest))


def test_the_motion_is_carried_by_74_to_57(federation_evidence: Evidence) -> None:
    """By heads it would have been lost by 26 to 33; two of the delegates said yes, one said no."""
    motion = federation_evidence.rehearsed.results[MOTION]
    assert (motion["papers"], motion["blank"]) == (62 + 3 * 25, 6)
    assert motion["count"]["stages"][0]["totals"] == ["74", "57"]
    heads = Counter(json.dumps(vote) for _, vote in federation.votes(MOTION))
    assert (heads[json.dumps(YES)], heads[json.dumps(NO)]) == (26, 33)


def test_the_roll_and_the_list_of_voting_keys_show_the_same_groups(federation_evidence: Evidence) -> None:
    def groups(path: str) -> Counter[tuple[str, int]]:
        return Counter((line["style"], line["weight"]) for line in lines(federation_evidence, path))

    assert groups("roll/frozen.ndjson") == groups("cred/list.ndjson")
    assert groups("cred/list.ndjson") == {MEMBERS: 60, ASSOCIATES: 8, DELEGATES: 4}


def test_no_associate_has_a_ballot_for_the_president(federation_evidence: Evidence) -> None:
    style_of = {line["cred"]: line["style"] for line in lines(federation_evidence, "cred/list.ndjson")}
    ballots = federation_evidence.rehearsed.hall.board.of_type("ballot")
    contests = {(style_of[entry["cred"]], *(part["c"] for part in entry["cts"])) for _, entry in ballots}
    assert contests == {("members", PRESIDENT, MOTION), ("associates", MOTION)}


def test_the_post_is_mixed_alone_and_the_few_at_the_kiosk_are_mixed_with_the_rest(
    federation_evidence: Evidence,
) -> None:
    hall = federation_evidence.rehearsed.hall
    assert hall.election["mix_rule"] == {"mode": "split", "sets": [["post"], ["kiosk"]], "mix_k": MIX_K}
    mixed = {(entry["contest"], entry["group"]) for _, entry in hall.board.of_type("mix")}
    assert mixed == {(PRESIDENT, "g1"), (PRESIDENT, "joint"), (MOTION, "g1"), (MOTION, "joint")}
    voted = Counter(elector.channel for elector in hall.plan.electors)
    assert voted["kiosk"] < MIX_K <= voted["post"]
    on_post = Counter(
        json.dumps(line["v"]) for line in lines(federation_evidence, f"votes/{MOTION}/g1.ndjson")
    )
    assert on_post == {"[0]": 6, "[1]": 11 + 25, '"blank"': 5}  # what the post alone decided is provable


def test_the_released_register_gives_totals_for_each_group(
    federation_evidence: Evidence, tmp_path: Path
) -> None:
    [package] = federation_evidence.rehearsed.releases.values()
    (tmp_path / "register.json").write_bytes(package)
    report = verify_release(tmp_path / "register.json", federation_evidence.pack, federation_evidence.sid)
    assert (report.verdict, report.first_failure) == ("pass", None)
    [(_, close)] = federation_evidence.rehearsed.hall.board.of_type("close")
    members = Counter({group: 0 for group, *_ in close["labels"]})
    for group, _, _, number, _ in close["labels"]:
        members[group] += number
    assert members == {"members": 55, "associates": 7, "members-x25": 3}
    assert sum(members.values()) == sum(number for _, number in close["by_channel"])


def test_a_group_too_small_for_its_times_shows_none(federation_evidence: Evidence) -> None:
    """One delegate voted by post: a time would be that delegate's, however many others used the post."""
    [(_, close)] = federation_evidence.rehearsed.hall.board.of_type("close")
    widths = {(group, label): width for group, label, _, _, width in close["labels"]}
    assert widths["members-x25", "paper"] == 0
    assert widths["members", "post"] > 0
