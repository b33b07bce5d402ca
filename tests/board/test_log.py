"""The board as its keeper writes it: lines that only grow, signed in context, witnessed."""

from pathlib import Path
from typing import Any

import pytest

from tellers.board.entries import LONGEST
from tellers.board.log import Board
from tellers.board.signing import entry_digest, is_signed
from tellers.canonical import decode, encode, h256
from tellers.custody.keyring import KeyHolder, make_key_file
from tellers.errors import Refused
from tellers.rehearsal.witness import Witness
from tellers.tlog import checkpoint, merkle
from tellers.tlog.note import ED25519
from tests.vectors import poll

T = 1_800_000_000
NOTICE: dict[str, Any] = {
    "type": "minute",
    "t": T,
    "kind": "notice",
    "subject": "The hall opens at ten",
    "refs": [],
    "digests": [],
}


@pytest.fixture
def board(tmp_path: Path) -> Board:
    return Board(tmp_path / "public")


@pytest.fixture
def officer(tmp_path: Path) -> KeyHolder:
    make_key_file(tmp_path / "officer.key", "returning-officer")
    return KeyHolder(tmp_path / "officer.key")


def lines(board: Board) -> list[bytes]:
    return (board.folder / "log" / "entries.ndjson").read_bytes().splitlines()


def signed_under(context: bytes, entry: dict[str, Any], officer: KeyHolder) -> bool:
    [signature] = entry["sigs"]
    return signature["by"] == officer.id and is_signed(
        officer.vk, entry_digest(context, entry), bytes.fromhex(signature["sig"])
    )


def test_an_entry_is_one_canonical_line_in_the_order_of_appending(board: Board, officer: KeyHolder) -> None:
    first = board.append(NOTICE, officer)
    second = board.append({**NOTICE, "subject": "Die Halle öffnet"}, officer)
    assert (first, second, board.size) == (0, 1, 2)
    assert [decode(line) for line in lines(board)] == board.entries
    assert [entry["subject"] for _, entry in board.of_type("minute")] == [
        "The hall opens at ten",
        "Die Halle öffnet",
    ]
    assert board.of_type("open", "close") == []


def test_entries_are_signed_under_the_set_up_up_to_the_election_and_under_the_election_afterwards(
    board: Board, officer: KeyHolder
) -> None:
    board.append({"type": "setup", "t": T, "setup": poll.SETUP}, officer)
    board.append(NOTICE, officer)
    board.append({"type": "election", "t": T, "election": poll.ELECTION}, officer)
    board.append(NOTICE, officer)
    sid, eid = h256("setup", encode(poll.SETUP)), h256("election", encode(poll.ELECTION))
    for entry, context in zip(board.entries, [sid, sid, sid, eid], strict=True):
        assert signed_under(context, entry, officer)
    assert not signed_under(sid, board.entries[3], officer)


def test_an_entry_that_does_not_fit_is_refused_and_leaves_nothing(board: Board, officer: KeyHolder) -> None:
    board.append(NOTICE, officer)
    with pytest.raises(Refused, match=r"board\.too-long"):
        board.append({**NOTICE, "subject": "x" * LONGEST}, officer)
    assert board.size == len(lines(board)) == 1
    length = LONGEST - len(encode({**board.entries[0], "subject": ""}))
    board.append({**NOTICE, "subject": "x" * length}, officer)
    assert len(lines(board)[1]) == LONGEST


def test_a_file_is_named_by_its_path_length_and_hash(board: Board) -> None:
    named = board.write("paper/box-1/chair.bin", b"abc")
    assert named["file"] == "paper/box-1/chair.bin"
    assert named["len"] == 3
    assert named["sha256"] == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert board.read("paper/box-1/chair.bin") == b"abc"


def test_checkpoints_are_witnessed_grow_and_prove_each_entry(
    board: Board, officer: KeyHolder, tmp_path: Path
) -> None:
    make_key_file(tmp_path / "log.key", "ballots.example/marsh-lane")
    log = KeyHolder(tmp_path / "log.key")
    key = log.note_key(ED25519)
    witnesses = []
    for name in ("witness-1.example", "witness-2.example"):
        make_key_file(tmp_path / f"{name}.key", name)
        witnesses.append(Witness(tmp_path / f"{name}.key", key))
    for size, now in ((1, T), (3, T + 60), (7, T + 120)):
        while board.size < size:
            board.append(NOTICE, officer)
        board.checkpoint(log, key, witnesses, now)
    notes = sorted((board.folder / "log" / "checkpoints").iterdir())
    assert [path.name for path in notes] == ["00000.note", "00001.note", "00002.note"]
    keys = [witness.key for witness in witnesses]
    for path, size, at in zip(notes, (1, 3, 7), (T, T + 60, T + 120), strict=True):
        opened = checkpoint.open(path.read_bytes(), key, keys)
        assert opened.checkpoint.size == size
        assert opened.checkpoint.root == merkle.root_of(lines(board)[:size])
        assert opened.times == tuple((witness.id, at) for witness in witnesses)
    last = board.checkpoints[-1]
    for index, line in enumerate(lines(board)):
        merkle.verify_inclusion(
            merkle.leaf_hash(line), index, last.size, board.inclusion_path(index), last.root
        )
