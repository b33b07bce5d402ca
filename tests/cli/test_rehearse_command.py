"""``tellers rehearse``: what cannot be rehearsed is refused in one line, before anything is run."""

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from tellers.cli.main import main

LINE: dict[str, Any] = {
    "format": "ballot-profile/1",
    "id": "marsh-lane",
    "title": "Marsh Lane branch",
    "seats": 1,
    "candidates": ["Ash", "Birch", "Cedar"],
    "ballots": [[3, [1, 2]], [2, []], [1, [3]]],
}
BLT = '2 1\n2 1 0\n1 2 0\n0\n"Ash"\n"Birch"\n"Ward"\n'


@pytest.fixture
def refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run ``tellers rehearse`` on papers and give the one line that refuses it; nothing is left behind."""

    def run(*arguments: str, papers: list[dict[str, Any]] | None = None) -> str:
        out, named = tmp_path / "out", []
        if papers is not None:
            file = tmp_path / "papers.jsonl"
            file.write_text("".join(json.dumps(LINE | changed) + "\n" for changed in papers))
            named = [str(file)]
        try:
            status = main(["rehearse", *named, *arguments, "--out", str(out)])
        except SystemExit as ended:
            status = int(ended.code or 0)
        printed = capsys.readouterr()
        assert (status, printed.out, printed.err.count("\n")) == (2, "", 1)
        assert not out.exists()
        return printed.err.strip()

    return run


@pytest.mark.parametrize(
    ("arguments", "changed", "words"),
    [
        (["--rule", "loudest"], {}, "no rule 'loudest': choose among"),
        (["--rule", "yes-no"], {"candidates": ["A", "B", "C", "D"]}, "a motion has two options"),
        (["--rule", "college"], {}, "the shares of the sections of a college must add up to 1"),
        (["--rule", "av", "--seats", "2"], {}, "av fills one place, not 2"),
        (["--seats", "4"], {}, "4 places for 3 candidates"),
        ([], {"candidates": ["Ash"], "ballots": []}, "the candidates must be 2 to 255, not 1"),
        ([], {"candidates": [f"x{n}" for n in range(256)]}, "the candidates must be 2 to 255, not 256"),
        (
            [],
            {"candidates": ["é" * 150 + str(n) for n in range(250)], "ballots": []},
            "too long for the board",
        ),
        (["--rule", "schulze", "--seats", "2"], {}, "schulze fills one place, not 2"),
        ([], {"candidates": ["Ash", " ", "Cedar"]}, "candidate 2 has no name that could be read"),
        ([], {"withdrawn": [1, 2, 3]}, "every candidate is withdrawn"),
        (["--trustees", "256"], {}, "at most 255 trustees"),
        (["--trustees", "2", "--threshold", "3"], {}, "the threshold is larger"),
        (["--trustees", "255", "--threshold", "141"], {}, "does not fit an entry of the board"),
        ([], {"candidates": ["Ash", "Elm\ud800", "Cedar"]}, "a lone surrogate is not text"),
        (["--mixers", "1"], {}, "the mixers must be 2 to 255"),
        (["--mixers", "256"], {}, "the mixers must be 2 to 255"),
        (["--electors", "9"], {}, "a FILE brings its own electors and candidates"),
        (["--election", "somewhere"], {}, "has no election somewhere"),
        (["--election", "somewhere", "--limit", "1"], {}, "has no election somewhere"),
        *[
            ([], {"ballots": [[1, ranks]]}, "these papers cannot be cast: an online ballot has no shared")
            for ranks in ([1, 1], [1, [2, 3]], [[], 2])
        ],
        ([], {"marks": "points", "ballots": [[1, [0, 1, 2]]]}, "these papers cannot be cast"),
        ([], {"sections": [["members", "1/1"]], "ballots": [[1, [1], 1]]}, "av does not add up sections"),
    ],
)
def test_the_impossible_is_refused_before_the_hall_opens(
    refused: Any, arguments: list[str], changed: dict[str, Any], words: str
) -> None:
    assert words in refused(*arguments, papers=[changed])


def test_two_elections_of_one_id_are_refused_wherever_they_stand(refused: Any) -> None:
    papers = [{}, {"id": "harbour"}, {}]
    assert refused("--limit", "1", papers=papers).endswith("an earlier line has the id marsh-lane too")


def test_an_impossible_election_is_refused_before_the_possible_one_above_it_is_run(refused: Any) -> None:
    assert "the candidates must be 2 to 255, not 1" in refused(
        papers=[{}, {"id": "harbour", "candidates": ["A"], "ballots": []}]
    )


@pytest.mark.parametrize("arguments", [["--election", "marsh-lane"], ["--limit", "2"]])
def test_a_choice_from_no_file_is_refused(refused: Any, arguments: list[str]) -> None:
    told = refused("--electors", "9", "--candidates", "3", *arguments)
    assert "choose from a FILE, and none is named" in told


def test_too_many_synthetic_candidates_are_refused_before_papers_are_made(refused: Any) -> None:
    began = time.process_time()
    told = refused("--electors", "1000", "--candidates", "100000")
    assert told.endswith("the candidates must be 2 to 255, not 100,000")
    assert time.process_time() - began < 5


def test_wrong_usage_is_one_line_with_the_name_of_the_command(refused: Any) -> None:
    assert refused("--mixers", "a\x1bfew") == (
        "tellers rehearse: argument --mixers: a whole number from 1 on"
    )


def test_an_id_cannot_point_out_of_the_folder_to_write_to(refused: Any, tmp_path: Path) -> None:
    assert "id must be a plain name" in refused(papers=[{"id": "../elsewhere"}])
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize(
    "command", [["rehearse", "--electors", "4", "--candidates", "2"], ["demo", "--small"]]
)
def test_a_place_that_cannot_be_written_is_one_line_before_anything_is_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    (tmp_path / "file").write_text("")
    for place, reason in ((tmp_path / "file", "Not a directory"), (Path("/proc/x"), "No such file")):
        assert main([*command, "--out", str(place)]) == 2
        last = capsys.readouterr().err.splitlines()[-1]
        assert last.startswith(f"tellers: {place}")
        assert f" cannot be written: {reason}" in last


def test_a_full_disk_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if not os.path.exists("/dev/full"):
        pytest.skip("this system has no /dev/full")
    papers = tmp_path / "Ward 3.blt"
    papers.write_text(BLT)
    folder = tmp_path / "out" / "Ward 3"
    folder.mkdir(parents=True)
    (folder / "verification.json").symlink_to("/dev/full")
    arguments = ["rehearse", str(papers), "--mixers", "2", "--out", str(tmp_path / "out"), "--json"]
    assert main(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.splitlines()[-1].endswith(" cannot be written: No space left on device")


def test_what_is_no_pack_is_not_replaced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = tmp_path / "out" / "synthetic-4-2" / "pack" / "letters.txt"
    mine.parent.mkdir(parents=True)
    mine.write_text("keep")
    command = ["rehearse", "--electors", "4", "--candidates", "2", "--out", str(tmp_path / "out")]
    assert main(command) == 2
    assert "is no evidence pack: move it away, or write elsewhere" in capsys.readouterr().err
    assert mine.read_text() == "keep"


def test_titles_and_ids_steer_no_terminal_and_progress_names_each_stage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    papers = tmp_path / "Ward 3 [x].blt"
    papers.write_text(BLT.replace("Ward", "[/b] Ward\x1b[2J"))
    assert main(["rehearse", str(papers), "--mixers", "2", "--out", str(tmp_path / "out"), "--json"]) == 0
    out, err = capsys.readouterr()
    assert "Ward 3 [x]: [/b] Ward\ufffd[2J" in err.splitlines()
    progress = [line.strip() for line in err.splitlines()]
    for line in (
        "sealing the registrar's half of every code ...",
        "mixing the voting keys of full: stage 2 of 2 ...",
        "mixing selection, joint: stage 1 of 2 ...",
        "decrypting selection, joint: trustee 2 of 2 ...",
        "verifying the pack ...",
    ):
        assert progress.count(line) == 1
    [election] = json.loads(out)["elections"]
    assert (election["id"], election["elected"], election["verdict"]) == ("Ward 3 [x]", [1], "pass")
    assert (tmp_path / "out" / "Ward 3 [x]" / "pack" / "manifest.json").is_file()
