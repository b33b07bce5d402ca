"""A release is verified with its pack: what cannot be read, and what is no pack at all."""

import json
import os
from pathlib import Path

import pytest

from tellers.cli.main import main
from tellers.errors import Refused
from tellers.evidence.verify.release import verify_release


def test_a_release_that_is_not_there_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be read"):
        verify_release(tmp_path / "none.json", tmp_path)


def test_a_folder_is_no_release_nor_is_a_pipe_that_nobody_writes(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(Refused, match="is no plain file"):
            verify_release(path, tmp_path)


def test_a_release_longer_than_any_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "register.json").open("wb") as file:
        file.truncate(1 << 40)  # a sparse file: no disk is used
    with pytest.raises(Refused, match="is longer than"):
        verify_release(tmp_path / "register.json", tmp_path)


def test_a_pack_that_is_not_there_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "register.json").write_bytes(b"{}")
    with pytest.raises(Refused, match="cannot be read"):
        verify_release(tmp_path / "register.json", tmp_path / "pack")


def test_a_release_beside_an_empty_folder_fails_and_nothing_is_said_of_it(tmp_path: Path) -> None:
    (tmp_path / "register.json").write_bytes(b"{}")
    (tmp_path / "pack").mkdir()
    report = verify_release(tmp_path / "register.json", tmp_path / "pack")
    steps = {outcome.id: outcome.status for outcome in report.steps}
    assert report.verdict == "fail"
    assert (steps["V1"], steps["V19"]) == ("fail", "not-reached")
    assert report.as_json()["release"] == {
        "rid": None,
        "recipient": None,
        "tier": None,
        "rows": None,
        "watermark": None,
    }


def test_the_command_says_in_one_line_that_it_cannot_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["release", "verify", str(tmp_path / "none.json"), str(tmp_path)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1


def test_the_command_prints_one_json_object(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "register.json").write_bytes(b"{}")
    (tmp_path / "pack").mkdir()
    assert main(["release", "verify", str(tmp_path / "register.json"), str(tmp_path / "pack"), "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["format"], report["verdict"]) == ("tellers-verification/1", "fail")
    assert [step["id"] for step in report["steps"]][-1] == "V19"
