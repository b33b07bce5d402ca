"""``tellers demo``: the page says what happened, good or bad, and ends with the three lines agreed."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tellers.cli import demo
from tellers.rehearsal.verifying import Verification
from tests.conftest import DemoRun


def test_a_demo_that_is_ended_leaves_no_keys_behind(tmp_path: Path) -> None:
    command = [sys.executable, "-I", "-m", "tellers.cli", "demo", "--small", "--out", str(tmp_path / "out")]
    surroundings = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, env=surroundings, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        assert any("making voting codes" in line for line in running.stderr)  # by now there are keys
        running.terminate()
        said = running.stderr.read()
    assert running.returncode == 130
    assert said.endswith("tellers: stopped\n")
    assert not list(tmp_path.glob("tellers-*"))


def test_the_last_three_lines_are_those_of_the_contract(demo_run: DemoRun) -> None:
    assert demo_run.status == 0
    result, verified, pack = demo_run.lines[-3:]
    assert result.startswith("result: Candidate for Northfield South: ")
    assert (verified, pack) == ("verified: V1-V17 pass", f"pack: {demo_run.folder / 'pack'}")


def test_the_page_says_when_the_poll_was_and_by_how_much_it_was_won(demo_run: DemoRun) -> None:
    assert "Voting from 1 November 2026, 08:00 UTC to 8 November 2026, 08:00 UTC" in demo_run.lines
    [elected] = [line for line in demo_run.lines if line.startswith("Elected: ")]
    assert elected.rpartition(", majority ")[2].isdigit()


def test_the_page_says_what_became_of_both_copies_of_the_register(demo_run: DemoRun) -> None:
    honest = "The register released to Tomos Fenwright, candidate was verified: V1-V19, 60 rows"
    assert honest in demo_run.lines
    assert any(
        line.startswith("The forged copy was refused at V19.register: row ") for line in demo_run.lines
    )


def test_the_page_says_where_the_ballot_of_a_receipt_stands(demo_run: DemoRun) -> None:
    code = json.loads((demo_run.folder / "receipt.json").read_bytes())["code"]
    [told] = [line for line in demo_run.lines if line.startswith("The receipt ")]
    assert told.startswith(f"The receipt {code} leads to the ballot at entry ")


def test_every_step_is_told_with_its_verdict_before_its_title(demo_run: DemoRun) -> None:
    steps = [line.split() for line in demo_run.lines if line.startswith("V") and line[1].isdigit()]
    assert [step[:2] for step in steps] == [[f"V{number}", "pass"] for number in range(1, 19)]


def test_the_page_draws_no_lines(demo_run: DemoRun) -> None:
    assert [
        line for line in demo_run.lines if any("\u2500" <= character <= "\u257f" for character in line)
    ] == []


def test_what_is_to_be_typed_is_quoted_for_the_shell(demo_run: DemoRun) -> None:
    folder = demo_run.folder
    verify, release, receipt = map(shlex.split, demo.commands(folder))
    assert verify[2] == str(folder / "pack.zip")
    assert release[3:5] == [str(folder / "release" / "register.json"), str(folder / "pack")]
    assert receipt[1:5] == ["receipt", "verify", str(folder / "receipt.json"), str(folder / "pack")]
    assert verify[3:] == release[5:] == receipt[5:] == ["--sid", f"$(cat '{folder / 'sid.txt'}')"]


def verification(verdict: str, step: str | None = None, **more: Any) -> Verification:
    failure = step and {"step": step, "check": f"{step}.rows", "message": "row 3 is wrong"}
    return Verification({"verdict": verdict, "first_failure": failure, **more}, 0.0, 0.0, 0)


def test_an_honest_copy_that_fails_is_said_to_fail() -> None:
    told = demo.released("Zoë Thorn", verification("fail", "V19", release=None))
    assert told == "The register released to Zoë Thorn FAILED at V19.rows: row 3 is wrong"


def test_a_forged_copy_that_passes_is_said_to_pass() -> None:
    assert demo.forged(verification("pass")) == "The forged copy was NOT refused"
    assert "NOT refused at V19, since the pack FAILED at V8.rows" in demo.forged(verification("fail", "V8"))


def test_a_receipt_that_fails_is_said_to_fail_and_one_may_be_of_a_ballot_that_was_replaced() -> None:
    assert demo.kept(verification("fail", "V20")) == "A voter's receipt FAILED at V20.rows: row 3 is wrong"
    told = demo.kept(verification("pass", receipt={"code": "K2PA", "entry": 7, "counts": False}))
    assert told == "The receipt K2PA leads to the ballot at entry 7, which does not count"


CONTEST = {
    "title": "Stewards",
    "options": [{"name": name} for name in ("Odile Birch", "Perrin Ash", "Zoë Thorn")],
    "count": {"rule": "stv-scottish"},
}
MOTION = {"title": "Mill", "options": [{"name": "Yes"}, {"name": "No"}], "count": {"rule": "yes-no"}}


def counted(totals: list[str], elected: list[int], seats: int = 1) -> dict[str, Any]:
    stage = {"n": 1, "action": "first", "of": [], "totals": totals, "non_transferable": "0"}
    return {"stages": [stage], "elected": elected, "seats": seats}


def test_fractions_of_votes_are_figures_like_others() -> None:
    count = counted(["9.50000", "0.00000", "10.00000"], [3, 1], seats=2)
    assert demo.closing(CONTEST, count) == "Zoë Thorn, Odile Birch (10.00000-9.50000)"
    assert demo.verdict(CONTEST, count) == "Elected: Zoë Thorn, Odile Birch"
    assert demo.verdict(CONTEST, {**count, "seats": 1}).endswith(", majority 0.50000")


@pytest.mark.parametrize(("elected", "words"), [([1], "carried"), ([], "not carried")])
def test_a_motion_is_carried_or_not_and_yes_stands_first(elected: list[int], words: str) -> None:
    count = counted(["287", "531"], elected)
    assert demo.closing(MOTION, count) == f"{words} (287-531)"
    assert demo.verdict(MOTION, count) == f"The motion is {words}."
    assert demo.stage_table(MOTION, count) == (["", "Votes"], [["Yes", "287"], ["No", "531"]])
    assert demo.stage_table(CONTEST, counted(["1", "2", "3"], [3]))[1][-1] == ["Non-transferable", "0"]
