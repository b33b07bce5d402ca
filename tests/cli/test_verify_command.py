"""``tellers verify``: exit statuses, one line for what cannot be read, one JSON object for machines."""

import json
from pathlib import Path

import pytest

from tellers.cli.main import main
from tellers.cli.page import printable
from tellers.cli.verify import print_report, print_step
from tellers.evidence.verify import Outcome, Report
from tellers.rehearsal.run import Rehearsed, write_evidence


def test_what_does_not_exist_is_one_line_and_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(tmp_path / "no\x1bthing")]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert "\x1b" not in err


@pytest.mark.parametrize(
    "arguments",
    [[], ["verify"], ["nothing"], ["verify", "x", "--sid", "12"], ["verify", "x", "--sid", "g" * 64]],
)
def test_wrong_usage_is_status_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith("tellers")


def test_a_pack_that_fails_is_status_1_with_one_json_object(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(tmp_path), "--json", "--sid", "AB" * 32]) == 1
    out, err = capsys.readouterr()
    report = json.loads(out)
    assert report["format"] == "tellers-verification/1"
    assert (report["verdict"], report["sid"], report["sid_given"]) == ("fail", None, "ab" * 32)
    assert report["first_failure"]["check"] == "V1.manifest"
    assert [step["id"] for step in report["steps"]] == [f"V{number}" for number in range(1, 19)]
    assert err.count("\n") == 19


def test_the_words_name_the_check_and_say_what_it_means(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(tmp_path)]) == 1
    assert capsys.readouterr().out.startswith(
        "verdict: fail\nV1.manifest: the list of the pack's files is missing or malformed\n"
    )


def test_the_number_of_another_poll_is_told_apart_from_that_of_the_pack(
    rehearsed: Rehearsed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_evidence(rehearsed, tmp_path)
    assert main(["verify", str(tmp_path / "pack"), "--sid", "ab" * 32]) == 1
    sid = rehearsed.hall.sid.hex()
    assert f"the number given was {'ab' * 32}, this pack is of {sid}" in capsys.readouterr().out


def test_who_gives_the_folder_around_the_pack_is_told_what_to_give(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "sid.txt").write_text("ab" * 32)
    assert main(["verify", str(tmp_path)]) == 1
    assert "give the folder `pack` or the file `pack.zip`" in capsys.readouterr().out


def test_who_gives_the_table_of_a_release_is_told_what_to_give(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "register.csv"
    table.write_text("row,name\n1,Odile Birch\n")
    assert main(["release", "verify", str(table), str(tmp_path)]) == 2
    assert capsys.readouterr().err.endswith("give register.json, not the table\n")


def test_progress_is_a_line_with_the_title_last(capsys: pytest.CaptureFixture[str]) -> None:
    print_step(Outcome("V3", "the log only grew", "pass", 467, 467, milliseconds=1_240))
    print_step(Outcome("V16", "the votes", "not-reached", 0, 0))
    assert capsys.readouterr().err.splitlines() == [
        "V3   pass  467 of 467  1.2 s  the log only grew",
        "V16  not-reached  0.0 s  the votes",
    ]


def test_the_elected_are_named_in_words_and_numbered_for_machines(
    capsys: pytest.CaptureFixture[str],
) -> None:
    report = Report(
        "pack",
        None,
        None,
        None,
        [Outcome("V16", "the votes", "pass", 1, 1)],
        ["V16"],
        results=[
            {"contest": "chair", "rule": "stv-scottish", "elected": [3, 1]},
            {"contest": "clerk", "rule": "av", "elected": []},
            {"contest": "mill", "rule": "yes-no", "elected": [1]},
            {"contest": "barn", "rule": "yes-no", "elected": []},
        ],
        options={"chair": ["Odile Birch", "Perrin Ash", "Zo\x1b Thorn"], "clerk": ["Maud Fennel"]},
    )
    print_report(report, as_json=False)
    assert capsys.readouterr().out.splitlines()[1:] == [
        "elected in chair: Zo\ufffd Thorn, Odile Birch",
        "elected in clerk: nobody",
        "outcome of mill: carried",
        "outcome of barn: not carried",
    ]
    print_report(report, as_json=True)
    printed = json.loads(capsys.readouterr().out)
    assert printed["results"][0]["elected"] == [3, 1]
    assert "options" not in printed


def test_nothing_printed_can_steer_a_terminal() -> None:
    assert printable("a\x1b[2Jb\nc\u202e") == "a\ufffd[2Jb\ufffdc\ufffd"
