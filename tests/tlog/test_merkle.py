"""Merkle trees: the shared vectors, happy and hostile, and what must hold of any tree."""

import json
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellers.errors import Invalid
from tellers.tlog.merkle import (
    EMPTY_ROOT,
    Tree,
    leaf_hash,
    node,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from tests.shared_vectors import protocol_vectors, shared

ENTRIES = [bytes([number]) for number in range(70)]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]
TREE = Tree(LEAVES)

STRICTER = ("sizes-are-equal-one-and-proof-is-empty.json",)  # its two equal roots are no hashes: 12 bytes


def cases(kind: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in sorted(shared(f"vectors/merkle/{kind}").rglob("*.json")):
        yield path, json.loads(path.read_text(encoding="utf-8"))


def hashes(vector: dict[str, Any]) -> list[bytes]:
    return [b64decode(sibling) for sibling in vector["proof"] or []]


def inclusion(vector: dict[str, Any]) -> None:
    verify_inclusion(
        b64decode(vector["leafHash"]),
        vector["leafIdx"],
        vector["treeSize"],
        hashes(vector),
        b64decode(vector["root"]),
    )


def consistency(vector: dict[str, Any]) -> None:
    verify_consistency(
        vector["size1"],
        b64decode(vector["root1"]),
        vector["size2"],
        b64decode(vector["root2"]),
        hashes(vector),
    )


@pytest.mark.parametrize(
    ("kind", "check", "number"), [("inclusion", inclusion, 98), ("consistency", consistency, 98)]
)
def test_every_shared_vector_is_judged_as_it_says(kind: str, check: Any, number: int) -> None:
    judged = 0
    for path, vector in cases(kind):
        try:
            check(vector)
            accepted = True
        except Invalid as error:
            assert error.check == "tlog.merkle"
            accepted = False
        assert accepted is not (vector["wantErr"] or path.name in STRICTER), path
        judged += 1
    assert judged >= number


def test_roots_and_paths_are_those_of_the_protocol_vectors() -> None:
    vector = protocol_vectors("merkle")
    tree = Tree(leaf_hash(bytes.fromhex(leaf)) for leaf in vector["leaves"])
    assert [tree.root(size).hex() for size in range(tree.size + 1)] == vector["roots"]
    for case in vector["inclusion"]:
        path = tree.inclusion_path(case["index"], case["size"])
        assert [sibling.hex() for sibling in path] == case["path"]
    for case in vector["consistency"]:
        path = tree.consistency_path(case["old"], case["new"])
        assert [sibling.hex() for sibling in path] == case["path"]


def test_a_leaf_is_hashed_as_in_the_protocol_vectors() -> None:
    vector = protocol_vectors("entry")
    assert leaf_hash(bytes.fromhex(vector["bytes"])).hex() == vector["leaf_hash"]


def by_definition(leaves: list[bytes]) -> bytes:
    """MTH of RFC 9162, section 2.1.1, word for word."""
    if len(leaves) < 2:
        return leaves[0] if leaves else EMPTY_ROOT
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node(by_definition(leaves[:split]), by_definition(leaves[split:]))


@pytest.mark.parametrize("size", range(70))
def test_a_root_in_one_pass_or_of_an_earlier_size_is_the_root_by_definition(size: int) -> None:
    expected = by_definition(LEAVES[:size])
    assert root_of(ENTRIES[:size]) == TREE.root(size) == Tree(LEAVES[:size]).root() == expected


@pytest.mark.parametrize("size", range(1, 70))
def test_every_proof_of_every_tree_is_accepted(size: int) -> None:
    for index in range(size):
        verify_inclusion(LEAVES[index], index, size, TREE.inclusion_path(index, size), TREE.root(size))
    for old in range(1, size + 1):
        path = TREE.consistency_path(old, size)
        verify_consistency(old, TREE.root(old), size, TREE.root(size), path)


@given(st.integers(2, 70), st.data())
def test_an_inclusion_proof_holds_for_no_other_leaf_index_size_or_path(
    size: int, chance: st.DataObject
) -> None:
    index = chance.draw(st.integers(0, size - 1))
    path, top = TREE.inclusion_path(index, size), TREE.root(size)
    other = chance.draw(st.integers(0, 200))
    at = chance.draw(st.integers(0, len(path) - 1))
    bent = [*path[:at], bytes([path[at][0] ^ 1]) + path[at][1:], *path[at + 1 :]]
    hostile = [
        (LEAVES[index - 1], index, size, path, top),
        (LEAVES[index], index, size, bent, top),
        (LEAVES[index], index, size, path[:-1], top),
        (LEAVES[index], index, size, [*path, top], top),
        (LEAVES[index], index, size, path, LEAVES[0]),
        (LEAVES[index], -1, size, path, top),
        (LEAVES[index], size, size, path, top),
        (LEAVES[index][:31], index, size, path, top),
    ]
    if other != index:
        hostile.append((LEAVES[index], other, size, path, top))
    for case in hostile:
        with pytest.raises(Invalid, match=r"tlog\.merkle"):
            verify_inclusion(*case)


@given(st.integers(3, 70), st.data())
def test_a_consistency_proof_holds_for_no_other_roots_sizes_or_path(size: int, chance: st.DataObject) -> None:
    old = chance.draw(st.integers(1, size - 1))
    path = TREE.consistency_path(old, size)
    was, now = TREE.root(old), TREE.root(size)
    hostile = [
        (old, now, size, was, path),
        (old, LEAVES[69], size, now, path),
        (old, was, size, LEAVES[69], path),
        (size, now, old, was, path),
        (old, was, old, was, path),
        (old, was, old, now, []),
        (old, was, size, now, path[:-1]),
        (old, was, size, now, [*path, now]),
        (old, was, size, now, []),
        (0, EMPTY_ROOT, size, now, []),
        (-1, was, size, now, path),
        (old, was, size, now, [now[:31], *path[1:]]),
        (old, was, size, now, [now] * 80),
    ]
    for case in hostile:
        with pytest.raises(Invalid, match=r"tlog\.merkle"):
            verify_consistency(*case)


def test_two_trees_of_one_size_and_root_are_one_tree() -> None:
    verify_consistency(1, LEAVES[0], 1, LEAVES[0], [])
    verify_consistency(9, TREE.root(9), 9, TREE.root(9), [])


def test_the_empty_tree_equals_itself_and_begins_nothing() -> None:
    assert Tree().root() == root_of([]) == EMPTY_ROOT
    verify_consistency(0, EMPTY_ROOT, 0, EMPTY_ROOT, [])


@given(st.lists(st.binary(max_size=100), max_size=40))
def test_the_root_over_many_entries_at_once_is_that_of_the_tree(entries: list[bytes]) -> None:
    assert root_of(entries) == Tree(map(leaf_hash, entries)).root()


@pytest.mark.parametrize("size", [1023, 1024, 1025, 3000])
def test_a_large_root_is_made_by_several_hands(size: int) -> None:
    entries = [number.to_bytes(2, "big") for number in range(size)]
    assert root_of(entries) == by_definition([*map(leaf_hash, entries)])


@given(st.lists(st.integers(0, 69), max_size=40))
def test_a_root_asked_for_in_between_never_changes_what_follows(sizes: list[int]) -> None:
    tree = Tree()
    for number in range(40):
        tree.append(LEAVES[number])
        for size in sizes:
            if size <= tree.size:
                assert tree.root(size) == TREE.root(size)
    assert tree.leaf(39) == LEAVES[39]


def test_what_a_tree_does_not_hold_it_does_not_give() -> None:
    tree = Tree(LEAVES[:5])
    with pytest.raises(ValueError, match="32 bytes"):
        tree.append(b"short")
    for ask in (
        lambda: tree.root(6),
        lambda: tree.root(-1),
        lambda: tree.leaf(5),
        lambda: tree.inclusion_path(5),
        lambda: tree.inclusion_path(0, 6),
        lambda: tree.consistency_path(0),
        lambda: tree.consistency_path(4, 3),
    ):
        with pytest.raises(IndexError):
            ask()
