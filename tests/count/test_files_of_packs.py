"""The published votes of a pack are counted again from its own files."""

import json
import os
import shutil
from pathlib import Path
from typing import Any, cast

import pytest

from tellers.canonical import decode, encode, h256
from tellers.count import Profile, count, read_profiles
from tellers.count.files import Declared
from tellers.errors import Refused
from tellers.rehearsal.run import Rehearsed, write_evidence

SMALL = {
    "type": "election",
    "election": {
        "contests": [
            {
                "id": "chair",
                "kind": "ranked_ties",
                "title": "Chair",
                "options": [{"id": "ash", "name": "Ash"}, {"id": "elm", "name": "Elm"}],
                "count": {"seats": 1},
            },
            {
                "id": "marks",
                "kind": "score",
                "title": "Marks",
                "options": [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}],
                "count": {"seats": 2},
            },
        ]
    },
}


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A folder with what a count reads of a pack, and nothing else."""
    (tmp_path / "pack/log").mkdir(parents=True)
    (tmp_path / "pack/log/entries.ndjson").write_bytes(b'{"type":"setup"}\n' + encode(SMALL) + b"\n")
    votes(tmp_path / "pack", "chair/g1", [0, [1]], [[0, 1]], "blank", "void", None)
    votes(tmp_path / "pack", "chair/g2", [0, 1], [])
    votes(tmp_path / "pack", "marks/joint", [3, 0], "blank", [0, 9])
    return tmp_path / "pack"


def votes(pack: Path, name: str, *chosen: Any) -> Path:
    path = pack / f"votes/{name}.ndjson"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(encode({"v": vote}) + b"\n" for vote in chosen))
    return path


def refusal(path: Path) -> str:
    with pytest.raises(Refused) as caught:
        list(read_profiles(path))
    assert caught.value.code == "profile.format"
    return caught.value.why


def test_a_pack_has_its_contests_with_all_their_groups(pack: Path) -> None:
    chair, marks = read_profiles(pack)
    assert chair == Profile("chair", "Chair", 1, ("Ash", "Elm"), ((2, (0, 1)), (1, ((0, 1),)), (2, ())))
    assert marks == Profile("marks", "Marks", 2, ("A", "B"), ((1, (3, 0)), (1, (0, 9))), points=True)


def test_one_file_of_votes_is_one_group(pack: Path) -> None:
    (profile,) = read_profiles(pack / "votes/chair/g1.ndjson")
    assert (profile.id, profile.papers) == ("chair-g1", ((1, (0, 1)), (1, ((0, 1),)), (1, ())))


def test_whoever_was_withdrawn_when_the_poll_closed_is_withdrawn(pack: Path) -> None:
    (pack / "count").mkdir()
    (pack / "count/chair.json").write_bytes(encode({"withdrawn": ["elm"]}))
    assert next(read_profiles(pack)).withdrawn == frozenset({1})


def test_a_real_pack_is_counted_as_it_was_declared(rehearsed: Rehearsed, tmp_path: Path) -> None:
    write_evidence(rehearsed, tmp_path)
    counted = 0
    for profile in read_profiles(tmp_path / "pack"):
        declared = rehearsed.results[profile.id]
        parameters = [(name, value) for name, value in declared["parameters"]]
        again = count(profile.papers, profile.contest(declared["rule"], parameters=parameters))
        assert again.as_json() == declared["count"], profile.id
        counted += 1
    assert counted == len(rehearsed.results)


@pytest.mark.parametrize(
    ("vote", "words"),
    [
        ("{", "2: not canonical JSON: JSONDecodeError"),
        ('{"v": [0]}', "2: JSON, but not in its canonical form"),
        ("[0]", '2: a vote is {"v": what was chosen}'),
        ('{"v":"spoilt"}', "2: a vote is a list, blank, void, or null where it is malformed"),
        ('{"v":[2]}', "2: a vote names a candidate who is not in the contest"),
        ('{"v":[[0,-1]]}', "2: a vote names a candidate who is not in the contest"),
        ('{"v":[true]}', "2: a vote names a candidate who is not in the contest"),
    ],
)
def test_a_vote_that_is_none_is_refused(pack: Path, vote: str, words: str) -> None:
    path = pack / "votes/chair/g1.ndjson"
    path.write_text(f'{{"v":[0]}}\n{vote}\n', encoding="utf-8")
    assert refusal(path) == refusal(pack) == f"{path}:{words}"


@pytest.mark.parametrize("points", [[1], [1, -1], [1, [2]], [1, True]])
def test_points_that_are_none_are_refused(pack: Path, points: list[Any]) -> None:
    path = pack / "votes/marks/joint.ndjson"
    path.write_text(json.dumps({"v": points}, separators=(",", ":")) + "\n", encoding="utf-8")
    assert refusal(path) == f"{path}:1: a vote does not give points to every candidate"


def altered(field: str, value: Any) -> dict[str, Any]:
    """The election with a field of its first contest altered."""
    found = cast(dict[str, Any], decode(encode(SMALL)))
    found["election"]["contests"][0][field] = value
    return found


@pytest.mark.parametrize(
    "entry",
    [
        altered("id", "../.."),
        altered("id", 5),
        altered("title", None),
        altered("options", []),
        altered("options", ["ash"]),
        altered("options", [{"id": "ash"}]),
        altered("count", {"seats": "1"}),
        altered("count", []),
        {"type": "election", "election": {"contests": 5}},
        {"type": "election", "election": []},
        {"type": "setup", "about": [{"type": "election"}]},
    ],
)
def test_a_pack_whose_election_cannot_be_read_is_refused(pack: Path, entry: dict[str, Any]) -> None:
    log = pack / "log/entries.ndjson"
    log.write_bytes(encode(entry) + b"\n")
    assert refusal(pack) == f"{log}:1: no election is defined in this log"


def test_two_contests_of_one_id_are_refused(pack: Path) -> None:
    log = pack / "log/entries.ndjson"
    log.write_bytes(encode(altered("id", "marks")) + b"\n")
    assert refusal(pack) == f"{log}:1: two contests of this election have one id"


def test_options_of_one_name_are_told_apart_by_their_ids(pack: Path) -> None:
    options = [{"id": "ash-1", "name": "Ann Ash"}, {"id": "ash-2", "name": "Ann  Ash"}]
    (pack / "log/entries.ndjson").write_bytes(encode(altered("options", options)) + b"\n")
    assert next(read_profiles(pack)).candidates == ("Ann Ash (ash-1)", "Ann  Ash (ash-2)")


def test_what_a_pack_declares_is_there_for_the_count_and_the_lot_once_the_poll_is_closed(pack: Path) -> None:
    declared = {"seats": 1, "rule": "schulze", "version": 1, "parameters": [["ties", "lot"]]}
    found = altered("count", declared)
    log = pack / "log/entries.ndjson"
    log.write_bytes(encode(found) + b"\n" + encode({"type": "close"}) + b"\n")
    assert next(read_profiles(pack)).declared == Declared("schulze", 1, (("ties", "lot"),), None)
    (pack / "log/checkpoints").mkdir()
    for number, size in enumerate((1, 2, 3)):
        note = f"example/mill\n{size}\nroot\n\n\u2014 example/mill signature\n"
        (pack / f"log/checkpoints/{number:05d}.note").write_text(note, encoding="utf-8")
    drawn_from = (h256("election", encode(found["election"])), b"example/mill\n2\nroot\n")
    assert next(read_profiles(pack)).declared == Declared("schulze", 1, (("ties", "lot"),), drawn_from)


def test_a_pipe_among_the_votes_is_refused(pack: Path) -> None:
    pipe = pack / "votes/chair/g3.ndjson"
    os.mkfifo(pipe)
    assert refusal(pack) == f"{pipe}: cannot be read: this is a folder, a pipe or a device, and no file"


def test_a_folder_that_is_no_pack_and_votes_outside_of_one_are_refused(pack: Path, tmp_path: Path) -> None:
    assert refusal(tmp_path) == f"{tmp_path}/log/entries.ndjson: cannot be read: No such file or directory"
    alone = votes(tmp_path, "chair/g1", [0])
    assert refusal(alone) == (
        f"{alone}:1: a file of votes is read in its pack, and log/entries.ndjson is not two folders above it"
    )
    unknown = votes(pack, "secretary/g1", [0])
    assert refusal(unknown) == f"{unknown}:1: the election of this pack has no contest secretary"
    (pack / "count").mkdir()
    (pack / "count/chair.json").write_bytes(b'{"withdrawn":["oak"]}')
    assert refusal(pack) == f"{pack}/count/chair.json:1: this is no result of the contest"
    shutil.rmtree(pack / "votes")
    assert refusal(pack) == f"{pack}: no votes are published in this pack"
