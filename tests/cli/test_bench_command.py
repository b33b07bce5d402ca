"""``make bench``: a report that cannot be written is one line, before anything is measured."""

from pathlib import Path

import pytest

from benchmarks.__main__ import main


def test_a_report_that_cannot_be_written_is_one_line_before_measuring(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--json", "/nope/x", "--only", "ballot-check"]) == 2
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == (
        "",
        "make bench: /nope/x cannot be written: No such file or directory\n",
    )


def test_an_earlier_report_stands_until_there_is_a_new_one(tmp_path: Path) -> None:
    report = tmp_path / "bench.json"
    report.write_text("earlier")
    with pytest.raises(SystemExit):
        main(["--json", str(report), "--only", "nothing"])
    assert report.read_text() == "earlier"
