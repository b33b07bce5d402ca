"""Ballot profiles are read strictly, and refused by file and line."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from tellers.count import Profile, read_profiles
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
    path.write_text(json.dumps(LINE) + "\n\n" + json.dumps(plain) + "\n", encoding="utf-8")
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
        ({"ballots": [[1, [2, 2]]]}, "a candidate stands twice in one ranking"),
        ({"withdrawn": [4]}, "a candidate's number lies between 1 and 3"),
        ({"expected": []}, "expected must be an object"),
    ],
)
def test_a_field_that_is_not_as_written_is_refused(
    tmp_path: Path, changed: dict[str, Any], words: str
) -> None:
    path = tmp_path / "wrong.jsonl"
    path.write_text(json.dumps(LINE) + "\n" + json.dumps(LINE | changed) + "\n", encoding="utf-8")
    assert refusal(path) == f"2: {words}"


@pytest.mark.parametrize("line", ["{", "[" * 100_000, "9" * 5_000])
def test_a_line_that_is_not_json_is_refused(tmp_path: Path, line: str) -> None:
    path = tmp_path / "wrong.jsonl"
    path.write_text(line, encoding="utf-8")
    assert refusal(path) == "1: not a line of JSON"


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
        ("2 0\n", "1: the number of seats must be a positive whole number"),
        ("2 one\n", "1: the number of seats should stand here, not one"),
        (
            "2 1\n1 1 2\n",
            "2: the file ends where a candidate's number, or the 0 that ends a ballot should stand",
        ),
        ("2 1\n1 1=2 0\n", "2: a candidate's number, or the 0 that ends a ballot should stand here, not 1=2"),
        ("2 1\n1 1 1 0\n", "2: a candidate stands twice in one ranking"),
        ("2 1\n1 3 0\n", "2: a candidate's number lies between 1 and 2"),
        ("2 1\n-3\n0\n", "3: a candidate's number lies between 1 and 2"),
        ("2 1\n1 1 0\n-2\n0\n", "3: the number of ballots must be a positive whole number"),
        ("2 1\n1 1 0\n0\nAsh\n", "4: the name of candidate 1 should stand here in quotation marks, not Ash"),
        ('2 1\n0\n"Ash"\n"Birch"\n', "4: the file ends where the title should stand"),
        ('2 1\n0\n"Ash"\n"Birch\n', "4: a quotation mark is not closed on its line"),
        ('2 1\n0\n"Ash"\n"Birch"\n"T"\n7\n', "6: something follows the title"),
    ],
)
def test_a_blt_file_that_is_not_as_written_is_refused(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "wrong.blt"
    path.write_text(text, encoding="utf-8")
    assert refusal(path) == words


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "votes.csv") == "1: a profile's name ends in .jsonl, .jsonl.gz or .blt"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for name in ("gone.blt", "gone.jsonl.gz"):
        assert refusal(tmp_path / name) == " cannot be read: No such file or directory"


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
    assert refusal(path).endswith(": the file is not UTF-8 text")
