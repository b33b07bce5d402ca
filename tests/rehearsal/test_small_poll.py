"""A small poll runs whole: what went in comes out, and the evidence of it stands on the board."""

import os
import random
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tellers.canonical import decode
from tellers.errors import Refused
from tellers.evidence.verify import verify_pack
from tellers.rehearsal.demo import small_plan
from tellers.rehearsal.plan import declared_rule
from tellers.rehearsal.run import Rehearsed, opened_rows, prepare, run, write_evidence
from tellers.rehearsal.tally import published_votes
from tests import branch

PHASES = ["roll", "credentials", "cast", "paper", "close", "mix", "decrypt", "count"]


def meant(rehearsed: Rehearsed) -> list[str]:
    """What the electors of the plan chose, in no order."""
    return sorted(str(elector.choices[0]) for elector in rehearsed.hall.plan.electors if elector.choices)


def test_every_choice_comes_out_of_the_mix_and_nobody_elses(rehearsed: Rehearsed) -> None:
    votes = published_votes(rehearsed.hall, "selection")
    assert sorted(map(str, votes)) == meant(rehearsed)
    assert [str(e.choices[0]) for e in rehearsed.hall.plan.electors if e.choices] != [*map(str, votes)]


def test_the_register_says_who_voted_and_how_many_by_each_channel(rehearsed: Rehearsed) -> None:
    hall, register = rehearsed.hall, rehearsed.register
    assert register is not None
    for number, row in zip(hall.elector_of_row, register.rows, strict=True):
        elector = hall.plan.electors[number]
        assert row.values["status"] == ("voted" if elector.channel else "not-voted")
        assert row.values["channel"] == (elector.channel or "")
    planned = Counter(elector.channel for elector in hall.plan.electors if elector.channel)
    assert register.by_channel == sorted(map(list, planned.items()))


def test_who_voted_online_before_the_meeting_is_marked_once_and_the_ballot_is_void(
    rehearsed: Rehearsed,
) -> None:
    hall = rehearsed.hall
    changed = [n for n, e in enumerate(hall.plan.electors) if e.before and e.channel == "in-person"]
    creds = sorted(hall.server.cred_of(hall.elector_of_row.index(n) + 1) for n in changed)
    voids = [decode(line) for line in hall.board.read("paper/voids.ndjson").splitlines()]
    assert [void["cred"] for void in voids] == creds
    assert len(creds) == 2


def test_phases_are_timed_in_the_order_of_a_poll(rehearsed: Rehearsed) -> None:
    assert [phase.name for phase in rehearsed.phases] == PHASES
    assert all(phase.wall_ms >= 0 and phase.peak_rss_kib > 0 for phase in rehearsed.phases)


def test_the_office_can_open_every_row_that_it_sealed(rehearsed: Rehearsed) -> None:
    rows = opened_rows(rehearsed)
    assert [row.row for row in rows] == list(range(1, 61))
    assert {row.register["status"][0] for row in rows} == {"voted", "not-voted"}
    assert opened_rows(Rehearsed(rehearsed.hall)) == []


def test_two_releases_of_one_register_would_differ_in_order_only(rehearsed: Rehearsed) -> None:
    package = decode(rehearsed.releases["release-1"])
    assert sorted(row["row"] for row in package["rows"]) == list(range(1, 61))
    assert [row["row"] for row in package["rows"]] != list(range(1, 61))


@pytest.mark.parametrize("precedence", ["first", "last"])
def test_the_branch_votes_and_its_evidence_verifies(tmp_path: Path, precedence: str) -> None:
    rehearsed = run(branch.small_poll(precedence), tmp_path / "poll", chance=random.Random(1))
    write_evidence(rehearsed, tmp_path / "out")
    report = verify_pack(tmp_path / "out" / "pack", (tmp_path / "out" / "sid.txt").read_text().strip())
    assert (report.verdict, report.first_failure) == ("pass", None)
    assert sorted(map(str, published_votes(rehearsed.hall, branch.CONTEST))) == meant(rehearsed)
    result = rehearsed.results[branch.CONTEST]
    assert (result["papers"], result["blank"], result["void"]) == (11, 1, 1)


def test_the_evidence_is_a_folder_and_the_same_as_one_file(rehearsed: Rehearsed, tmp_path: Path) -> None:
    for _ in range(2):  # the second time over the first
        write_evidence(rehearsed, tmp_path)
    sid = rehearsed.hall.sid.hex()
    reports: list[Any] = [verify_pack(tmp_path / name, sid) for name in ("pack", "pack.zip")]
    assert [report.verdict for report in reports] == ["pass", "pass"]
    assert (tmp_path / "sid.txt").read_text() == sid + "\n"


def test_a_folder_that_may_not_be_written_is_refused_before_the_poll(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(tmp_path / "out")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(PermissionError) as caught:
        prepare(tmp_path / "out")
    assert caught.value.filename == str(tmp_path / "out")


def test_a_rule_that_nobody_wrote_cannot_be_declared() -> None:
    with pytest.raises(Refused, match=r"rehearse\.rule.*choose among"):
        declared_rule("loudest-cheer", 1)


def test_more_groups_of_members_than_the_close_can_list_are_refused_at_the_freeze(tmp_path: Path) -> None:
    plan = small_plan()
    electors = [replace(plan.electors[0], weight=weight) for weight in range(1, 301)]
    with pytest.raises(Refused, match=r"freeze\.groups: the members are of 300 ballot styles and weights"):
        run(replace(plan, electors=electors), tmp_path)
