"""``tellers count`` and ``tellers rules``: tables that fit a terminal, one JSON object a contest."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tellers.cli.main import main
from tellers.count import RULES
from tellers.rehearsal.run import Rehearsed, write_evidence
from tellers.rehearsal.tally import lot_orders

MILL = """\
4 2
3 1 2 0
3 2 1 0
1 3 1 0
2 4 3 0
1 1=2 0
0
"Asha Vale"
"Tomos Fenwright of the Upper Mill Row branch"
"Edie Larkspur"
"Ned \x1b[31mQuill"
"Mill Row"
"""
EVEN = '2 1\n1 1 0\n1 2 0\n0\n"Ash"\n"Elm"\n"Even"\n'


@pytest.fixture
def mill(tmp_path: Path) -> Path:
    return write(tmp_path / "mill.blt", MILL)


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """The status, what was printed, and what was reported."""
    status = main(["count", *map(str, arguments)])
    out, err = capsys.readouterr()
    return status, out, err


def counted(capsys: pytest.CaptureFixture[str], *arguments: object) -> list[dict[str, Any]]:
    """The JSON objects, one a line, of a count that succeeds."""
    status, out, err = told(capsys, *arguments, "--json")
    assert (status, err) == (0, "")
    return [json.loads(line) for line in out.splitlines()]


def test_a_count_is_told_in_a_sentence_then_stage_by_stage_in_80_columns(
    mill: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(mill.parent)  # a path is never broken, however long it is
    status, out, err = told(capsys, mill.name, "--rule", "stv-scottish", "--seed", "two dice: 3 and 5")
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert lines[:3] == [
        "Mill Row: Asha Vale and Tomos Fenwright of the Upper Mill Row branch are",
        "  elected, in this order.",
        "",
    ]
    assert max(map(len, lines)) <= 80
    rows = [line.split() for line in lines]
    assert ["1", "Asha", "Vale", "3.00000", "4.00000", "4.00000"] in rows
    assert ["non-transferable", "0.00000", "0.00000", "2.00000"] in rows
    flowing = " ".join(out.split())
    assert "Stage 2: Edie Larkspur, with 1 vote, is excluded, and the papers are passed on." in flowing
    assert "Received: Asha Vale 1. Asha Vale reaches the quota and is elected." in flowing
    assert "Invalid: 1 paper that gives a preference to several." in flowing
    assert "\x1b" not in out


def test_one_json_object_has_everything_that_a_recount_needs(
    mill: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = (mill, "--rule", "av", "--seats", "1", "--withdrawn", "4", "--parameter", "equal=pass")
    [first] = counted(capsys, *arguments, "--seed", "two dice: 3 and 5")
    assert (first["format"], first["file"], first["contest"]) == ("tellers-count/1", str(mill), "mill")
    assert first["candidates"][0] == "Asha Vale"
    assert (first["seats"], first["withdrawn"], first["parameters"]["equal"]) == (1, [4], "pass")
    assert sorted(first["lot"]) == [1, 2, 3, 4]
    [again] = counted(capsys, *arguments, "--lot", ",".join(map(str, first["lot"])))
    assert again == first


def test_every_contest_of_a_file_is_a_line_or_only_the_one_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = {
        "format": "ballot-profile/1",
        "title": "T",
        "seats": 1,
        "candidates": ["Ash"],
        "ballots": [[2, [1]]],
    }
    path = write(tmp_path / "two.jsonl", "".join(json.dumps({**line, "id": id}) + "\n" for id in ("a", "b")))
    assert [one["contest"] for one in counted(capsys, path, "--rule", "fptp")] == ["a", "b"]
    assert [one["contest"] for one in counted(capsys, path, "--rule", "fptp", "--contest", "b")] == ["b"]
    empty = write(tmp_path / "empty.jsonl", "\n\n")
    assert told(capsys, empty, "--rule", "fptp") == (2, "", f"{empty}:1: the file holds no contest\n")
    status, out, err = told(capsys, path, "--rule", "fptp", "--contest", "c")
    assert (status, out, err) == (2, "", f"{path}: no contest c in this file; it has: a, b\n")


def test_a_file_that_cannot_be_read_is_named_by_line_and_the_others_are_counted(
    mill: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = write(tmp_path / "bad.blt", "2 1\n1 3 0\n0\n")
    status, out, err = told(capsys, bad, mill, "--rule", "av", "--seats", "1", "--seed", "x", "--json")
    assert status == 2
    assert err == f"{bad}:2: a candidate's number lies between 1 and 2\n"
    assert json.loads(out)["file"] == str(mill)


def test_a_tie_asks_for_a_lot_and_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    even = write(tmp_path / "even.blt", EVEN)
    status, out, err = told(capsys, even, "--rule", "fptp")
    assert (status, out) == (1, "")
    assert err == (
        f"{even}: even: a lot must be drawn (election): candidates 1, 2 are equal; "
        "give --seed TEXT or --lot N,N,..\n"
    )
    status, out, err = told(capsys, even, "--rule", "fptp", "--lot", "2,1")
    assert status == 0
    flowing = " ".join(out.split())
    assert flowing.startswith("Even: Elm is elected: Elm and Ash had 1 vote each, and the tie was broken.")
    assert "Ash and Elm were equal. The lot, drawn once for the whole count, decided." in flowing
    assert "The lot, as given: --lot 2,1\n" in out


def test_the_lot_from_words_is_the_same_each_time_and_can_be_repeated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    even = write(tmp_path / "even.blt", EVEN)
    lots = [
        tuple(counted(capsys, even, "--rule", "fptp", "--seed", words)[0]["lot"])
        for words in ("caf\u00e9 1", "cafe\u0301 1", *map(str, range(12)))
    ]
    assert lots[0] == lots[1]
    assert set(lots) == {(1, 2), (2, 1)}
    out = told(capsys, even, "--rule", "fptp", "--seed", "dice 4")[1]
    assert "The lot, drawn from the words 'dice 4': --lot " in out


def test_the_words_of_the_lot_are_printed_as_they_were_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    even = write(tmp_path / "even.blt", EVEN)
    out = told(capsys, even, "--rule", "fptp", "--seed", "  Mill\u00a0Row:  3-6 \\ 1' ")[1]
    assert "The lot, drawn from the words 'Mill Row: 3-6 \\ 1'': --lot " in out
    [lot] = [line.rpartition(" ")[2] for line in out.splitlines() if line.startswith("The lot, drawn")]
    [again] = counted(capsys, even, "--rule", "fptp", "--seed", "Mill Row: 3-6 \\ 1'")
    assert lot == ",".join(map(str, again["lot"]))


def test_a_rule_must_be_named_unless_a_pack_declares_it(
    mill: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = "tellers: say by which rule mill is counted (--rule ID); its file does not\n"
    assert told(capsys, mill) == (2, "", words)


def test_a_pack_is_counted_as_it_declares_and_what_is_asked_otherwise_is_told(
    rehearsed: Rehearsed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_evidence(rehearsed, tmp_path)
    pack = tmp_path / "pack"
    found = {one["contest"]: one for one in counted(capsys, pack)}
    for contest, result in rehearsed.results.items():
        assert {name: found[contest][name] for name in result["count"]} == result["count"]
        assert found[contest]["lot"] == [candidate + 1 for candidate in lot_orders(rehearsed.hall)[contest]]
    contest = next(iter(found))
    one = found[contest]
    asked = {"--rule": one["rule"], "--lot": ",".join(map(str, one["lot"])), "--seats": one["seats"]}
    same = [str(word) for pair in asked.items() for word in pair]
    assert counted(capsys, pack, "--contest", contest, *same) == [one]
    other = one["lot"][::-1]
    arguments = ("--contest", contest, "--parameter", "blank=abstention", "--seats", one["seats"] + 1)
    _, _, err = told(capsys, pack, *arguments, "--lot", ",".join(map(str, other)))
    assert one["seats"] == 1 and "fills one place, not 2" in err
    status, _, err = told(
        capsys, pack, *arguments[:4], "--lot", ",".join(map(str, other)), "--withdrawn", "3"
    )
    before = f"{pack}: {contest}: this is not the count that was declared: "
    assert (status, err.splitlines()) == (
        0,
        [
            f"{before}blank is abstention, and declared was invalid",
            f"{before}somebody is withdrawn who stands in the pack",
            f"{before}the lot is not that of the pack",
        ],
    )
    _, _, err = told(capsys, pack, "--contest", contest, "--rule", "stv-scottish", "--seats", "2")
    assert err.splitlines() == [
        f"{before}the rule is stv-scottish, version 1, and declared was {one['rule']}, version 1",
        f"{before}the places are 2, and declared were 1",
    ]


def test_a_pack_with_sections_is_counted_by_its_sections(
    sectioned: Rehearsed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_evidence(sectioned, tmp_path)
    found = {one["contest"]: one for one in counted(capsys, tmp_path / "pack")}
    assert any("sections" in one for one in found.values())
    for contest, result in sectioned.results.items():
        assert {name: found[contest][name] for name in result["count"]} == result["count"]


def test_a_file_without_a_list_of_candidates_is_remarked_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "m.csv", "1,2\nElm,Ash\nElm,\n")
    status, out, err = told(capsys, path, "--rule", "borda", "--json")
    assert (status, json.loads(out)["candidates"]) == (0, ["Ash", "Elm"])
    assert err.startswith(f"{path}: No candidates are listed. Those whom papers name are: Ash, Elm. ")
    write(path, "candidates,Elm,Ash,Oak\n1,2\nElm,Ash\nElm,\n")
    [one] = counted(capsys, path, "--rule", "borda")
    assert one["candidates"] == ["Elm", "Ash", "Oak"]


def test_a_file_of_which_one_line_is_wrong_gives_no_result_at_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = {"format": "ballot-profile/1", "id": "a", "title": "A", "seats": 1, "candidates": ["Ash"]}
    path = write(tmp_path / "part.jsonl", json.dumps({**line, "ballots": [[2, [1]]]}) + "\n{bad\n")
    assert told(capsys, path, "--rule", "fptp") == (2, "", f"{path}:2: not a line of JSON\n")


def test_a_motion_is_carried_or_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "m.csv", "candidates,Yes,No\n1,2\nYes,\nNo,\nNo,\nYes,No\n")
    status, out, _ = told(capsys, path, "--rule", "yes-no")
    assert (status, out.splitlines()[0]) == (
        0,
        "m: The motion is not carried, with 1 vote for and 2 against.",
    )
    assert "Invalid: 1 paper that has more crosses than places." in " ".join(out.split())
    assert "elected" not in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--rule", "av"], "av fills one place, not 2"),
        (["--rule", "stv-scottish", "--withdrawn", "5"], "somebody is withdrawn who is not in this contest"),
        (["--rule", "stv-scottish", "--lot", "1,2"], "the lot does not name every candidate exactly once"),
        (["--rule", "score"], "the papers have rankings, and score reads points"),
    ],
)
def test_what_the_count_refuses_is_status_1(
    mill: Path, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(capsys, mill, *arguments) == (1, "", f"{mill}: mill: {words}\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--rule", "applause"], "no such counting rule; there are: "),
        (
            ["--rule", "av", "--seats", "1", "--parameter", "finish=soon"],
            "the parameter finish must be one of",
        ),
        (["--rule", "av", "--seats", "1", "--parameter", "speed=2"], "av has no parameter of that name"),
    ],
)
def test_a_rule_or_a_parameter_that_there_is_not_is_status_2(
    mill: Path, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = told(capsys, mill, *arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"tellers: {words}")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--rule", "av"],
        ["m.blt", "--rule", "av", "--seats", "0"],
        ["m.blt", "--rule", "av", "--parameter", "finish"],
        ["m.blt", "--rule", "av", "--lot", "1,1"],
        ["m.blt", "--rule", "av", "--lot", "1,2", "--seed", "x"],
        ["m.blt", "--rule", "av", "--withdrawn", "Ash"],
        ["m.blt", "--rule", "av", "--seed", "\udcff"],
        ["m.blt", "--rule", "av", "--seed", " "],
    ],
)
def test_wrong_usage_is_one_line_and_status_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["count", *arguments])
    out, err = capsys.readouterr()
    assert (ended.value.code, out, err.count("\n")) == (2, "", 1)


def test_many_stages_and_long_figures_stay_within_80_columns(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    papers = "".join(f"{100_000 * n + n} {n} {n % 14 + 1} 0\n" for n in range(1, 15))
    names = "".join(f'"Candidate with quite a long name, number {n}"\n' for n in range(1, 15))
    path = write(Path("long.blt"), f'14 3\n{papers}0\n{names}"Long"\n')
    status, out, _ = told(capsys, path, "--rule", "stv-scottish")
    assert status == 0
    assert max(map(len, out.splitlines())) <= 80
    assert out.count("14 Candidate with quite a") > 1
    [stages] = [len(one["stages"]) for one in counted(capsys, path, "--rule", "stv-scottish")]
    assert sum(out.count(f"Stage {n}: ") for n in range(1, stages + 1)) == stages


def test_the_rules_are_listed_with_their_parameters(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [rule["id"] for rule in listed] == list(RULES)
    for rule in listed:
        known = RULES[rule["id"]]
        assert (rule["version"], rule["source"]) == (known.version, known.source)
        assert [(p["name"], p["default"], tuple(p["values"])) for p in rule["parameters"]] == [
            (parameter.name, parameter.default, parameter.allowed) for parameter in known.parameters
        ]
    assert main(["rules"]) == 0
    out = capsys.readouterr().out
    assert "av, version 1: one place; papers: ranked\n" in out
    assert "  finish = majority | two\n" in out


def test_a_page_a_sheet_and_rounds_are_written_where_asked(
    mill: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    html, sheet, rounds = tmp_path / "mill.html", tmp_path / "mill.csv", tmp_path / "mill.json"
    options = ("--rule", "stv-scottish", "--seed", "x", "--html", html, "--sheet", sheet, "--rounds", rounds)
    [result] = counted(capsys, mill, *options)
    assert html.read_text("utf-8").startswith('<!doctype html>\n<html lang="en">')
    assert b"Asha Vale,elected at stage 2" in sheet.read_bytes()
    read = json.loads(rounds.read_text("utf-8"))
    assert read["config"]["contest"] == "Mill Row"
    assert [each["tally"]["Asha Vale"] for each in read["results"]] == [
        stage["totals"][0] for stage in result["stages"]
    ]


def test_a_page_tells_of_all_contests_and_a_sheet_of_one(
    mill: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    even, html = write(tmp_path / "even.blt", EVEN), tmp_path / "both.html"
    options = ("--rule", "fptp", "--seats", "1", "--seed", "x")
    assert told(capsys, mill, even, *options, "--html", html)[0] == 0
    assert "Results of 2 contests" in html.read_text("utf-8")
    status, _, err = told(capsys, mill, even, *options, "--sheet", tmp_path / "both.ods")
    assert (status, err) == (2, "tellers: a sheet or rounds are of one contest: add --contest ID\n")


def test_a_spreadsheet_is_written_as_its_name_says(
    mill: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "mill.ods"
    assert told(capsys, mill, "--rule", "stv-scottish", "--seed", "x", "--sheet", sheet)[0] == 0
    assert sheet.read_bytes()[:2] == b"PK"
    with pytest.raises(SystemExit) as ended:
        told(capsys, mill, "--rule", "av", "--sheet", tmp_path / "mill.xls")
    assert ended.value.code == 2
    assert "a name that ends in .csv or .ods" in capsys.readouterr().err


def test_nothing_is_written_where_nothing_could_be_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    even, html = write(tmp_path / "even.blt", EVEN), tmp_path / "even.html"
    assert told(capsys, even, "--rule", "fptp", "--html", html)[0] == 1
    assert not html.exists()


def test_a_page_is_written_although_nobody_reads_the_words(mill: Path, tmp_path: Path) -> None:
    shown = tmp_path / "mill.html"
    arguments = ["count", str(mill), "--rule", "av", "--seed", "dice", "--html", str(shown)]
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as closed:
        command = [sys.executable, "-m", "tellers.cli", *arguments, "--seats", "1"]
        assert subprocess.run(command, stdout=closed, stderr=subprocess.DEVNULL).returncode == 1
    assert "Mill Row" in shown.read_text(encoding="utf-8")


def test_the_margin_is_told_with_papers_that_show_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path / "even.blt", EVEN.replace("1 1 0", "6 1 0"))
    status, out, err = told(capsys, file, "--rule", "av", "--margin")
    assert (status, err) == (0, "")
    assert "Margin: 3 papers, exactly." in out
    assert "3 papers: Ash becomes Elm" in out
    added = json.loads(told(capsys, file, "--rule", "fptp", "--margin", "added", "--json")[1])["margin"]
    assert (added["way"], added["kind"], added["lower"]) == ("added", "exact", 5)
    assert "margin" not in json.loads(told(capsys, file, "--rule", "av", "--json")[1])


def test_the_margin_stands_on_the_page_where_it_was_looked_for(mill: Path, tmp_path: Path) -> None:
    arguments = ("count", str(mill), "--rule", "av", "--seats", "1", "--seed", "dice", "--html")
    with_margin, without = tmp_path / "with.html", tmp_path / "without.html"
    assert main([*arguments, str(with_margin), "--margin"]) == 0
    assert main([*arguments, str(without)]) == 0
    said, silent = (page.read_text(encoding="utf-8") for page in (with_margin, without))
    assert "Margin: " in said and "It does not say how few papers" not in said
    assert "Margin: " not in silent and "It does not say how few papers" in silent


def test_a_margin_that_is_not_exact_says_so(mill: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = told(capsys, mill, "--rule", "stv-scottish", "--seed", "x", "--margin", "removed")
    assert status == 0
    assert "Margin: " in out and ("exactly" in out or "at least" in out or "0 papers" in out)


def test_the_margin_of_points_asks_what_a_paper_can_give(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path / "points.csv", "points:Ash,points:Elm\n5,0\n3,1\n")
    status, _, err = told(capsys, file, "--rule", "score", "--margin")
    assert status == 1 and "say how many points" in err
    status, out, _ = told(capsys, file, "--rule", "score", "--margin", "removed", "--most-points", 5)
    assert status == 0 and "2 papers, exactly" in out
