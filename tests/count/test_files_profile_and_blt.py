"""Ballot profiles and .blt files are read strictly, and refused by file and line."""

import gzip
import json
import os
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tellers.count import Contest, Guarantee, Profile, Section, count, read_profiles
from tellers.count.files import blt, place
from tellers.count.files.place import Place
from tellers.errors import Refused

LINE: dict[str, Any] = {
    "format": "ballot-profile/1",
    "id": "marsh-lane",
    "title": "Marsh Lane branch",
    "seats": 1,
    "candidates": ["Ash", "Birch", "Cedar"],
    "ballots": [[3, [1, 2]], [2, []], [1, [3]], [4, [1, 2]]],
    "withdrawn": [3],
    "expected": {"av": {"elected_set": [1]}},
    "source": "invented",
}
MARSH_LANE = Profile(
    id="marsh-lane",
    title="Marsh Lane branch",
    seats=1,
    candidates=("Ash", "Birch", "Cedar"),
    papers=((7, (0, 1)), (2, ()), (1, (2,))),
    withdrawn=frozenset({2}),
    expected={"av": {"elected_set": [1]}},
)
PLAIN_NAME = "id must be a plain name: letters, digits, full stops, hyphens, underscores; at most 100"
BLT = """\
3 1  # candidates, seats
-3
3 1 2 0
2 0
1 3 0
4 1
  2 0
0
"Ash"
"Birch" # "not a name"
"Cedar"
"Marsh Lane branch"
"""


def read(path: Path) -> list[Profile]:
    return list(read_profiles(path))


def refusal(path: Path) -> str:
    """What is said about ``path``, without its folder."""
    with pytest.raises(Refused) as caught:
        read(path)
    assert caught.value.code == "profile.format"
    assert caught.value.why.startswith(f"{path}:")
    return caught.value.why.removeprefix(f"{path}:")


def test_lines_of_json_are_read_one_profile_each(tmp_path: Path) -> None:
    path = tmp_path / "two.jsonl"
    plain = {name: LINE[name] for name in ("format", "id", "title", "seats", "candidates", "ballots")}
    other = plain | {"id": "mill-row"}
    path.write_text(json.dumps(LINE) + "\n\n" + json.dumps(other) + "\n", encoding="utf-8")
    first, second = read(path)
    assert first == MARSH_LANE
    assert (second.withdrawn, second.expected) == (frozenset(), {})


def test_compressed_lines_are_read_alike(tmp_path: Path) -> None:
    path = tmp_path / "one.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps(LINE).encode()))
    assert read(path) == [MARSH_LANE]


def test_a_blt_file_says_the_same(tmp_path: Path) -> None:
    path = tmp_path / "marsh-lane.blt"
    path.write_text(BLT, encoding="utf-8")
    (profile,) = read(path)
    assert profile == Profile(
        MARSH_LANE.id,
        MARSH_LANE.title,
        MARSH_LANE.seats,
        MARSH_LANE.candidates,
        MARSH_LANE.papers,
        MARSH_LANE.withdrawn,
        {},
    )


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"format": "ballot-profile/2"}, "not a ballot-profile/1 object"),
        ({"id": ""}, "id must be a text"),
        ({"id": "../elsewhere"}, PLAIN_NAME),
        ({"id": ".."}, PLAIN_NAME),
        ({"id": ".hidden"}, PLAIN_NAME),
        ({"id": "/tmp"}, PLAIN_NAME),
        ({"id": "a\n"}, PLAIN_NAME),
        ({"id": "a" * 101}, PLAIN_NAME),
        ({"title": 5}, "title must be a text"),
        ({"seats": 0}, "seats must be a positive whole number"),
        ({"seats": 1.0}, "seats must be a positive whole number"),
        ({"seats": True}, "seats must be a positive whole number"),
        ({"candidates": []}, "candidates must be a list of at least one name"),
        ({"candidates": "Ash"}, "candidates must be a list of at least one name"),
        ({"candidates": ["Ash", 2]}, "candidates must be a list of at least one name"),
        ({"ballots": None}, "ballots must be a list of [number, [candidates]]"),
        ({"ballots": [[1]]}, "a ballot is [number, [candidates]]"),
        ({"ballots": ["11"]}, "a ballot is [number, [candidates]]"),
        ({"ballots": [[0, [1]]]}, "the number of ballots must be a positive whole number"),
        ({"ballots": [[1, 2]]}, "a ranking is a list of candidates' numbers"),
        ({"ballots": [[1, ["2"]]]}, "a ranking is a list of candidates' numbers"),
        ({"ballots": [[1, [4]]]}, "a candidate's number lies between 1 and 3"),
        ({"ballots": [[1, [0]]]}, "a candidate's number lies between 1 and 3"),
        ({"ballots": [[1, [[1, 4]]]]}, "a candidate's number lies between 1 and 3"),
        ({"ballots": [[1, [[[1]]]]]}, "a ranking is a list of candidates' numbers"),
        ({"ballots": [[10**13, [1]]]}, "the number of ballots is more than 1,000,000,000,000"),
        ({"ballots": [[1, [1], 1]]}, "a ballot is [number, [candidates]]"),
        ({"candidates": [f"A{n}" for n in range(1001)]}, "there may be 1,000 candidates, not more"),
        ({"withdrawn": [4]}, "a candidate's number lies between 1 and 3"),
        ({"withdrawn": [3, 3]}, "a candidate is withdrawn twice"),
        ({"withdrawn": 3}, "a ranking is a list of candidates' numbers"),
        ({"expected": []}, "expected must be an object"),
        ({"marks": "crosses"}, "marks must be one of: ranking, points"),
        ({"marks": "points"}, "points must be given to all 3 candidates, not to 2"),
        (
            {"marks": "points", "ballots": [[1, [1, 2, -1]]]},
            "points are a list of whole numbers from 0 to 999,999,999",
        ),
        (
            {"marks": "points", "ballots": [[1, [1, 2, [3]]]]},
            "points are a list of whole numbers from 0 to 999,999,999",
        ),
        ({"sections": "members"}, "sections must be a list of what the format says"),
        ({"sections": [["members", 0.5]]}, 'a section is [name, fraction], as ["members", "1/3"]'),
        ({"sections": [["members", "0/3"]]}, 'a section is [name, fraction], as ["members", "1/3"]'),
        ({"sections": [["", "1/3"]]}, 'a section is [name, fraction], as ["members", "1/3"]'),
        ({"sections": [["members", "1/1"]]}, "a ballot is [number, [candidates], section]"),
        (
            {"sections": [["members", "1/1"]], "ballots": [[1, [1], 2]]},
            "a section's number lies between 1 and 1",
        ),
        (
            {"guaranteed": [["women", 2]]},
            'guaranteed places are [name, number, [candidates]], as ["women", 2, [1, 4]]',
        ),
        (
            {"guaranteed": [["women", 0, [1]]]},
            "the number of guaranteed places must be a positive whole number",
        ),
        ({"reopen": 4}, "a candidate's number lies between 1 and 3"),
        ({"reopen": [1]}, "a ranking is a list of candidates' numbers"),
    ],
)
def test_a_field_that_is_not_as_written_is_refused(
    tmp_path: Path, changed: dict[str, Any], words: str
) -> None:
    path = tmp_path / "wrong.jsonl"
    path.write_text(json.dumps(LINE) + "\n" + json.dumps(LINE | changed) + "\n", encoding="utf-8")
    assert refusal(path) == f"2: {words}"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "not a line of JSON"),
        ("[" * 100_000, "this JSON is nested too deeply"),
        ("9" * 5_000, "a number is too long"),
        (json.dumps(LINE)[:-1] + ', "seats": 2}', "the field 'seats' stands twice in one object"),
        ('{"seats": NaN}', "NaN is no number in JSON"),
    ],
)
def test_a_line_that_is_not_json_is_refused(tmp_path: Path, line: str, words: str) -> None:
    path = tmp_path / "wrong.jsonl"
    path.write_text(f"\n{line}", encoding="utf-8")
    assert refusal(path) == f"2: {words}"


def test_two_lines_of_one_id_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "twice.jsonl"
    path.write_text(json.dumps(LINE) + "\n" + json.dumps(LINE | {"seats": 2}), encoding="utf-8")
    assert refusal(path) == "2: an earlier line has the id marsh-lane too"


def test_a_file_of_lines_is_refused_before_any_line_of_it_is_handed_out(tmp_path: Path) -> None:
    path = tmp_path / "wrong.jsonl"
    path.write_text(json.dumps(LINE) + "\n{bad\n", encoding="utf-8")
    with pytest.raises(Refused, match="2: not a line of JSON"):
        next(read_profiles(path))


ALIKE = (
    "two candidates are called {!r} and {!r}; give them names that differ in more than capitals, spaces and "
    "signs that cannot be seen"
)


@pytest.mark.parametrize("other", ["Ann Lee", "Ann\u00a0Lee", "Ann\u200bLee", "ann  lee", "\u202eAnn Lee"])
def test_candidates_whom_no_reader_can_tell_apart_are_refused(tmp_path: Path, other: str) -> None:
    path = tmp_path / "alike.jsonl"
    path.write_text(json.dumps(LINE | {"candidates": ["Ann Lee", "Bo", other]}), encoding="utf-8")
    assert refusal(path) == "1: " + ALIKE.format("Ann Lee", other)
    path = tmp_path / "alike.blt"
    path.write_text(f'2 1\n0\n"Ann Lee"\n"{other}"\n"T"\n', encoding="utf-8")
    assert refusal(path) == "4: " + ALIKE.format("Ann Lee", other)


@pytest.mark.parametrize("name", ["", " ", "\u200b", "\u2060\u00a0"])
def test_a_candidate_whose_name_cannot_be_seen_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "nobody.jsonl"
    path.write_text(json.dumps(LINE | {"candidates": ["Ash", name, "Elm"]}), encoding="utf-8")
    assert refusal(path) == "1: candidate 2 has no name that could be read"


@pytest.mark.parametrize("sign", ["\u00a0", "\u2003", "\v", "\f", "\x1c"])
def test_words_of_a_blt_file_have_spaces_or_tabs_between_them_and_nothing_else(
    tmp_path: Path, sign: str
) -> None:
    path = tmp_path / "wrong.blt"
    path.write_text(f'2 1\n1{sign}1 2 0\n0\n"A"\n"B"\n"T"\n', encoding="utf-8")
    assert refusal(path) == f"2: a ballot should stand here, not 1{sign}1"


@pytest.mark.parametrize("names", ['"A""B"\n"T"\n', '"Rob ""Bob"" Holt"\n"B"\n"T"\n', 'x"A"\n"B"\n"T"\n'])
def test_a_quotation_mark_inside_a_name_or_beside_a_word_is_refused(tmp_path: Path, names: str) -> None:
    path = tmp_path / "wrong.blt"
    path.write_text(f"2 1\n1 1 2 0\n0\n{names}", encoding="utf-8")
    assert refusal(path) == (
        "4: a quotation mark is not closed on its line, or stands inside a name or beside a word"
    )


@pytest.mark.parametrize("line", ["[]", "5", "null"])
def test_a_line_that_is_no_object_is_refused(tmp_path: Path, line: str) -> None:
    path = tmp_path / "wrong.jsonl"
    path.write_text(line, encoding="utf-8")
    assert refusal(path) == "1: not a ballot-profile/1 object"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "1: the file ends where the number of candidates should stand"),
        ("0 1\n", "1: the number of candidates must be a positive whole number"),
        ("1001 1\n", "1: there may be 1,000 candidates, not 1,001"),
        ("2 0\n", "1: the number of seats must be a positive whole number"),
        ("2 one\n", "1: the number of seats should stand here, not one"),
        (
            "2 1\n1 1 2\n",
            "2: the file ends where a candidate's number, or the 0 that ends a ballot, should stand",
        ),
        ("2 1\n1 1=3 0\n0\n", "2: a candidate's number lies between 1 and 2"),
        (
            "2 1\n1 2 0\n1 1= 0\n0\n",
            "3: a candidate's number, or the 0 that ends a ballot, should stand here, not 1=",
        ),
        (
            "2 1\n1 2 1=2=x 0\n",
            "2: a candidate's number, or the 0 that ends a ballot, should stand here, not 1=2=x",
        ),
        ("2 1\n1 3 0\n", "2: a candidate's number lies between 1 and 2"),
        ("2 1\n1 1 0\n1 3 0\n0\n", "3: a candidate's number lies between 1 and 2"),
        ("2 1\n1.5 1 0\n0\n", "2: a ballot should stand here, not 1.5"),
        ("2 1\n9999999999999 1 0\n0\n", "2: the number of ballots is more than 1,000,000,000,000"),
        ("2 1\n-3\n0\n", "2: a candidate's number lies between 1 and 2"),
        ("2 1\n-2 -2\n0\n", "2: a candidate is withdrawn twice"),
        ("2 1\n1 1 0\n-2\n0\n", "3: the number of ballots must be a positive whole number"),
        ("2 1\n1 1 0\n0\nAsh\n", "4: the name of candidate 1 should stand here in quotation marks, not Ash"),
        ('2 1\n0\n"Ash"\n"Birch"\n', "4: the file ends where the title should stand"),
        (
            '2 1\n0\n"Ash"\n"Birch\n',
            "4: a quotation mark is not closed on its line, or stands inside a name or beside a word",
        ),
        (
            '2 1\n0\n"Ash"\n"Birch"\n"T"\n7\n',
            "6: something follows the title; begin it with # if it is a remark",
        ),
        (
            "2 1\n1 1 \0 0\n",
            "2: a NUL character stands here: this is no text, or not UTF-8; save it as UTF-8",
        ),
    ],
)
def test_a_blt_file_that_is_not_as_written_is_refused(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "wrong.blt"
    path.write_text(text, encoding="utf-8")
    assert refusal(path) == words


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    for name in ("votes.xls", "votes", "blt", "votes.gz"):
        endings = ".jsonl, .json, .blt, .csv, .ndjson, .abif, or in .gz behind it"
        assert refusal(tmp_path / name) == f"1: the name of a file of papers ends in {endings}"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for name in ("gone.blt", "gone.jsonl.gz"):
        assert refusal(tmp_path / name) == " cannot be read: No such file or directory"
    assert refusal(tmp_path / f"{'n' * 300}.csv") == " cannot be read: File name too long"


@pytest.mark.parametrize("name", [".blt", "...blt"])
def test_a_blt_file_whose_name_would_be_no_id_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(BLT, encoding="utf-8")
    assert refusal(tmp_path / name) == "1: the name of the file may not begin with a full stop"


def test_the_id_of_a_blt_file_is_its_name_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "Ward 3.blt"
    path.write_text(BLT, encoding="utf-8")
    assert [profile.id for profile in read(path)] == ["Ward 3"]


def test_a_file_that_is_not_compressed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plain.jsonl.gz"
    path.write_bytes(json.dumps(LINE).encode())
    assert refusal(path) == "1: cannot be read: not a gzip file"


def test_a_file_cut_off_in_its_first_line_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cut.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps(LINE).encode())[:-20])
    assert refusal(path) == "1: the compressed file is damaged"


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "latin.blt"
    path.write_bytes(b'1 1\n0\n"Beno\xeet"\n"T"\n')
    assert refusal(path) == "3: the file is not UTF-8 text; save it as UTF-8"
    path.write_bytes('1 1\n0\n"A"\n"T"\n'.encode("utf-16"))
    assert refusal(path).endswith("save it as UTF-8")


def test_the_other_line_ends_and_a_byte_order_mark_change_nothing(tmp_path: Path) -> None:
    expected = (7, 2, 1)
    for end in ("\r\n", "\r"):
        path = tmp_path / "marsh-lane.blt"
        path.write_bytes(b"\xef\xbb\xbf" + BLT.replace("\n", end).encode())
        assert tuple(entry[0] for entry in read(path)[0].papers) == expected


def test_a_file_that_unpacks_to_more_than_can_be_held_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.blt.gz"
    path.write_bytes(gzip.compress(b"\n" * 100_000))
    with pytest.raises(Refused) as caught:
        blt.read(Place(path, largest=1_000))
    assert caught.value.why == (
        f"{path}:1: the file has more than 1,000 bytes; divide it, or put alike papers together"
    )


def test_a_small_file_that_unpacks_to_a_large_one_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.jsonl.gz"
    path.write_bytes(gzip.compress(b"[1,[]]," * 1_500_000))
    assert path.stat().st_size < 20_000
    assert refusal(path) == "1: the file is more than 100 times its packed size; unpack it first"


def test_more_values_or_lines_or_longer_lines_than_can_be_held_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, "MOST_PARTS", 40)
    monkeypatch.setattr(place, "MOST_LINES", 30)
    many = "more than 40 values stand here; divide it, or put alike papers together"
    path = tmp_path / "many.jsonl"
    path.write_text(json.dumps(LINE | {"ballots": [[1, []]] * 10}), encoding="utf-8")
    assert refusal(path) == f"1: {many}"
    path = tmp_path / "many.json"
    path.write_text(json.dumps([[]] * 30), encoding="utf-8")
    assert refusal(path) == f"1: {many}"
    for name, text in (
        ("many.csv", "Ash,Elm\n" + "," * 40),
        ("many.abif", "1:Ash" + ">Ash" * 41),
        ("many.blt", "1 1\n" + "1 0 " * 21),
    ):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        assert refusal(path) == f"1: {many}", name
    path = tmp_path / "lines.csv"
    path.write_text("Ash\n" * 32, encoding="utf-8")
    assert refusal(path) == "1: the file has more than 30 lines; divide it, or put alike papers together"
    path = tmp_path / "long.abif"
    path.write_text("1:A\n1:" + "A" * 2**20, encoding="utf-8")
    assert refusal(path) == "2: the line has more than 1,048,576 characters"


def test_a_pipe_is_no_file_and_nobody_waits_for_it(tmp_path: Path) -> None:
    for name in ("papers.blt", "papers.jsonl.gz"):
        os.mkfifo(tmp_path / name)
        assert (
            refusal(tmp_path / name) == " cannot be read: this is a folder, a pipe or a device, and no file"
        )


SHARED = """\
4 2
2 1 2=3 - 4 0
1 2 2 1 0
1 - 3 0
3 1 - - 0
0
"Ash"
"Birch"
"Cedar"
"Elm"
"Mill"
"""
SHARED_PAPERS = ((2, (0, (1, 2), (), 3)), (1, (1, 1, 0)), (1, ((), 2)), (3, (0,)))


@pytest.mark.parametrize(
    "text",
    [
        SHARED,
        SHARED.replace("2 1 2=3 - 4 0\n", "2 1 2=3\n - 4 0 # over two lines\n"),
        SHARED.replace("0\n1 2 2 1 0", "0 1 2 2 1 0"),
        SHARED.replace("4 2\n", "4 # candidates\n2 "),
        SHARED.replace("2 1 2=3 - 4 0\n", "1 1 2=3 - 4 0\n 1 01 3=2 - 4 - 0\n").replace("3=2", "2=3"),
    ],
)
def test_shared_and_skipped_ranks_and_repeats_are_read_as_they_stand_however_the_lines_are(
    tmp_path: Path, text: str
) -> None:
    path = tmp_path / "mill.blt"
    path.write_text(text, encoding="utf-8")
    assert read(path)[0].papers == SHARED_PAPERS


def test_withdrawals_may_stand_on_one_line_and_before_a_ballot_on_it(tmp_path: Path) -> None:
    path = tmp_path / "mill.blt"
    for text in ("-2 -4\n2 1 2=3 - 4 0", "-2\n-4 2 1 2=3 - 4 0"):
        path.write_text(SHARED.replace("2 1 2=3 - 4 0", text), encoding="utf-8")
        (profile,) = read(path)
        assert (profile.withdrawn, profile.papers) == (frozenset({1, 3}), SHARED_PAPERS)


def test_a_file_without_ballots_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mill.blt"
    path.write_text('1 1\n0\n"Ash"\n"Mill"\n', encoding="utf-8")
    assert read(path)[0].papers == ()


def test_what_stands_on_papers_is_judged_by_what_the_contest_declared_not_by_the_file(tmp_path: Path) -> None:
    path = tmp_path / "mill.blt"
    path.write_text(SHARED, encoding="utf-8")
    (profile,) = read(path)
    counted = [
        count(profile.papers, profile.contest("av", seats=1, parameters=[("gaps", gaps)]))
        for gaps in ("stop", "pass")
    ]
    assert [(c.invalid, c.stages[0].totals) for c in counted] == [(1, (5, 1, 0, 0)), (0, (5, 1, 1, 0))]


def test_a_profile_may_have_sections_guaranteed_places_and_the_option_to_reopen(tmp_path: Path) -> None:
    path = tmp_path / "college.jsonl"
    changed = {
        "sections": [["members", "1/3"], ["unions", "2/3"]],
        "ballots": [[3, [1, [2, 3]], 1], [2, [1, [2, 3]], 2], [1, [1, [2, 3]], 1]],
        "guaranteed": [["women", 1, [2, 3]]],
        "reopen": 3,
    }
    path.write_text(json.dumps(LINE | changed), encoding="utf-8")
    (profile,) = read(path)
    assert profile.sections == (Section("members", Fraction(1, 3)), Section("unions", Fraction(2, 3)))
    assert profile.papers == ((4, (0, (1, 2)), 0), (2, (0, (1, 2)), 1))
    assert profile.guaranteed == (Guarantee("women", 1, frozenset({1, 2})),)
    contest = profile.contest("av", withdrawn=[0], lot=(2, 1, 0))
    assert contest == Contest(
        3, 1, "av", 1, (), frozenset({0, 2}), (2, 1, 0), profile.sections, profile.guaranteed, 2
    )


def test_points_are_counted_by_points_and_never_taken_for_ranks(tmp_path: Path) -> None:
    path = tmp_path / "points.jsonl"
    path.write_text(json.dumps(LINE | {"marks": "points", "ballots": [[2, [5, 0, 3]]]}), encoding="utf-8")
    (profile,) = read(path)
    assert profile.papers == ((2, (5, 0, 3)),)
    assert count(profile.papers, profile.contest("score")).stages[0].totals == (10, 0, 0)
    with pytest.raises(Refused, match="the papers have points, and av reads rankings"):
        profile.contest("av")
    path.write_text(json.dumps(LINE), encoding="utf-8")
    with pytest.raises(Refused, match="the papers have rankings, and score reads points"):
        read(path)[0].contest("score")
    with pytest.raises(Refused, match="no such counting rule"):
        profile.contest("applause")
