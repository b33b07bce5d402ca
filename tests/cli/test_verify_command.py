"""``tellers verify``: exit statuses, one line for what cannot be read, one JSON object for machines."""

import json
from pathlib import Path

import pytest

from tellers.cli.main import main
from tellers.cli.verify import printable


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
    assert "usage" in capsys.readouterr().err


def test_a_pack_that_fails_is_status_1_with_one_json_object(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(tmp_path), "--json", "--sid", "AB" * 32]) == 1
    out, err = capsys.readouterr()
    report = json.loads(out)
    assert report["format"] == "tellers-verification/1"
    assert (report["verdict"], report["sid"], report["sid_given"]) == ("fail", None, "ab" * 32)
    assert report["first_failure"]["check"] == "V1.manifest"
    assert [step["id"] for step in report["steps"]] == [f"V{number}" for number in range(1, 18)]
    assert err.count("\n") == 18


def test_the_words_name_the_check_and_say_what_it_means(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(tmp_path)]) == 1
    assert capsys.readouterr().out.startswith(
        "verdict: fail\nV1.manifest: the list of the pack's files is missing or malformed\n"
    )


def test_nothing_printed_can_steer_a_terminal() -> None:
    assert printable("a\x1b[2Jb\nc\u202e") == "a\ufffd[2Jb\ufffdc\ufffd"
