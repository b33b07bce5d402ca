"""A witness cosigns what grows from what it has seen, and refuses every other history."""

from pathlib import Path

import pytest

from tellers.custody.keyring import KeyHolder, make_key_file
from tellers.errors import Invalid
from tellers.rehearsal.witness import Witness
from tellers.tlog import checkpoint, cosignature
from tellers.tlog.merkle import Tree, leaf_hash
from tellers.tlog.note import ED25519, Note

T = 1_800_000_000
ORIGIN = "ballots.example/marsh-lane"


@pytest.fixture
def log(tmp_path: Path) -> KeyHolder:
    make_key_file(tmp_path / "log.key", ORIGIN)
    return KeyHolder(tmp_path / "log.key")


@pytest.fixture
def witness(tmp_path: Path, log: KeyHolder) -> Witness:
    make_key_file(tmp_path / "witness.key", "witness-1.example")
    return Witness(tmp_path / "witness.key", log.note_key(ED25519))


def history(*entries: str) -> Tree:
    return Tree(leaf_hash(entry.encode()) for entry in entries)


def signed(log: KeyHolder, tree: Tree) -> Note:
    present = checkpoint.Checkpoint(ORIGIN, tree.size, tree.root())
    return checkpoint.sign(present, log.note_key(ED25519), log.sign)


def test_a_history_that_grows_is_cosigned_with_the_witnesss_own_time(
    log: KeyHolder, witness: Witness
) -> None:
    assert witness.seen == 0
    tree = history("a", "b", "c")
    line = witness.cosign(signed(log, tree), [], T)
    assert witness.seen == 3
    tree.append(leaf_hash(b"d"))
    grown = signed(log, tree)
    later = witness.cosign(grown, tree.consistency_path(3), T + 60)
    whole = checkpoint.with_cosignatures(grown, [later], [witness.key])
    assert cosignature.verify(whole, witness.key) == T + 60
    assert line != later
    assert witness.seen == 4


@pytest.mark.parametrize(
    "other",
    [
        ("a", "b", "X", "d"),  # an entry exchanged
        ("b", "a", "c", "d"),  # two entries in another order
        ("a", "b"),  # a shorter history
        ("a", "b", "X"),  # another history of the same size
    ],
)
def test_a_second_history_for_the_complainant_is_refused(
    log: KeyHolder, witness: Witness, other: tuple[str, ...]
) -> None:
    witness.cosign(signed(log, history("a", "b", "c")), [], T)
    fork = history(*other)
    path = fork.consistency_path(min(3, fork.size))
    with pytest.raises(Invalid) as caught:
        witness.cosign(signed(log, fork), path, T + 60)
    assert caught.value.check == "tlog.merkle"
    assert witness.seen == 3


def test_a_checkpoint_by_another_log_is_not_cosigned(
    log: KeyHolder, witness: Witness, tmp_path: Path
) -> None:
    make_key_file(tmp_path / "other.key", ORIGIN)
    forger = KeyHolder(tmp_path / "other.key")
    with pytest.raises(Invalid, match=r"tlog\.note"):
        witness.cosign(signed(forger, history("a")), [], T)
    assert witness.seen == 0
