"""One encoding of every point and every number: another spelling is refused wherever one stands in a pack.

A point that is none, or a number written a second way, in every place of the evidence that holds one; the
forger holds every key and makes roots, hashes and signatures anew. Two spellings of one thing would let a
copy pass as fresh, and let two verifiers see two packs.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tellers.canonical import decode, encode
from tellers.crypto.check import first_bad_point
from tellers.evidence.verify.framework import BEYOND_US, Report
from tests.attacks.anew import replaced
from tests.attacks.followed import follow
from tests.attacks.forger import Forger, first_check

ORDER = 2**252 + 27742317777372353535851937790883648493  # of the group, RFC 9496
FIELD = 2**255 - 19
IDENTITY = bytes(32)
POINT_NAMES, NUMBER_NAMES = {"transport", "x_pub", "pk", "xr", "xs", "t_b", "t_a", "e"}, {"z"}
POINT_LISTS, NUMBER_LISTS = {"coeffs", "t"}, {"z", "r"}


def no_point() -> bytes:
    """A canonical, even number of the field that is no point's encoding."""
    numbers = (number.to_bytes(32, "little") for number in range(2, 1000, 2))
    return next(encoding for encoding in numbers if first_bad_point(encoding, True) == 0)


BAD_POINTS = {
    "a number above the field": b"\xff" * 32,
    "the field's order for zero": FIELD.to_bytes(32, "little"),
    "a negative number": (1).to_bytes(32, "little"),
    "a number that is no point": no_point(),
}

Spot = tuple[str, Callable[[Forger], bytes], Callable[[Forger, bytes], None]]
"""A place in the evidence: its name, how to read it and how to write it."""


def in_entries(forger: Forger, names: set[str], lists: set[str]) -> Iterator[tuple[str, int, list[Any]]]:
    """The ways to values of these names, the first of each kind: name, entry, keys to follow."""
    known = set()
    for number, entry in enumerate(forger.entries):
        for way in _ways(entry, [], names, lists):
            assert isinstance(entry, dict)
            name = "/".join([entry["type"], *("*" if isinstance(key, int) else str(key) for key in way)])
            if name not in known:
                known.add(name)
                yield name, number, way


def _ways(value: Any, way: list[Any], names: set[str], lists: set[str]) -> Iterator[list[Any]]:
    if isinstance(value, dict):
        for key, item in value.items():
            if key in names and isinstance(item, str):
                yield [*way, key]
            elif key in lists and isinstance(item, list) and item:
                yield [*way, key, 0]
            else:
                yield from _ways(item, [*way, key], names, lists)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _ways(item, [*way, number], names, lists)


POINT_ENTRIES = [
    "dkg0/msg/transport",
    "dkg0/msg/pok/t/*",
    "dkg1/msg/coeffs/*",
    "dkg1/msg/pok/t/*",
    "dkg1/msg/shares/*/e",
    "dkg3/msg/x_pub",
    "dkg3/msg/pok/t/*",
    "election/election/pk",
    "cred.dec/dleq/t_b",
    "cred.dec/dleq/t_a",
    "ballot/pok/t/*",
    "dec/dleq/t_b",
    "dec/dleq/t_a",
]
NUMBER_ENTRIES = [
    "dkg0/msg/pok/z/*",
    "dkg1/msg/pok/z/*",
    "dkg3/msg/pok/z/*",
    "cred.dec/dleq/z",
    "ballot/pok/z/*",
    "ballot.open/r/*",
    "dec/dleq/z",
]
POINT_FILES = [
    *[("cred/enc-r.bin", at) for at in (0, 32, 64, 96)],
    *[("cred/mix/full/stage2.bin", at) for at in (0, 32, 64, 96)],
    ("cred/dec/full/t1.bin", 0),
    *[("paper/post-1/selection.bin", at) for at in (0, 32)],
    *[("mix/selection/joint/stage2.bin", at) for at in (0, 32)],
    ("dec/selection/joint/t2.bin", 0),
    ("plain/selection/joint.bin", 0),
]
NUMBER_FILES = [("cred/enc-s.bin", at) for at in (128, 160)]
PROOFS = {"cred/mix/full/proof1.bin": 2, "mix/selection/joint/proof2.bin": 1}
"""Proofs of mixes, with the ciphertexts in a row."""


def place_in_proof(data: bytes, part: str) -> int:
    """Where the first of the points or numbers of a part stands in the proof of a mix."""
    n, w = int.from_bytes(data[8:12], "little"), int.from_bytes(data[12:16], "little")
    lengths = {"C": n, "Ch": n, "T": 3, "T4": 2 * w, "Th": n, "z": 3, "z4": w, "zh": n, "z'": n}
    names = list(lengths)
    return 16 + 32 * sum(lengths[name] for name in names[: names.index(part)])


def refused(report: Report) -> bool:
    """Whether the pack was refused by a check that was looked for, not by the last net."""
    return first_check(report) is not None and not any(BEYOND_US in (s.message or "") for s in report.steps)


def put(forger: Forger, number: int, way: list[Any], encoding: bytes) -> None:
    """Write an encoding at a place of an entry."""
    value: Any = forger.entries[number]
    for key in way[:-1]:
        value = value[key]
    value[way[-1]] = encoding.hex()


def standing(forger: Forger, number: int, way: list[Any]) -> bytes:
    """What stands at a place of an entry."""
    value: Any = forger.entries[number]
    for key in way:
        value = value[key]
    return bytes.fromhex(value)


def again(encoding: bytes) -> bytes:
    """The same number, spelt with the order of the group added."""
    return (int.from_bytes(encoding, "little") + ORDER).to_bytes(32, "little")


def test_no_entry_holds_a_point_or_a_number_that_is_not_tried_here(forger: Forger) -> None:
    """A new field of either kind has to be listed above, and so is tried."""
    points = [name for name, _, _ in in_entries(forger, POINT_NAMES, POINT_LISTS)]
    numbers = [name for name, _, _ in in_entries(forger, NUMBER_NAMES, NUMBER_LISTS)]
    assert sorted(points) == sorted(POINT_ENTRIES)
    assert sorted(numbers) == sorted(NUMBER_ENTRIES)


@pytest.mark.parametrize("bad", ["the field's order for zero", "a number that is no point"])
@pytest.mark.parametrize("place", POINT_ENTRIES)
def test_an_entry_with_something_that_is_no_point_is_refused(
    forger: Forger, place: str, bad: str, verify: Callable[[], Report]
) -> None:
    spots = {name: (number, way) for name, number, way in in_entries(forger, POINT_NAMES, POINT_LISTS)}
    put(forger, *spots[place], BAD_POINTS[bad])
    assert refused(verify())


@pytest.mark.parametrize("place", ["ballot", "ballot.open"])
@pytest.mark.parametrize("at", [0, 32])
@pytest.mark.parametrize("bad", BAD_POINTS)
def test_a_ciphertext_of_something_that_is_no_point_is_refused(
    forger: Forger, place: str, at: int, bad: str, verify: Callable[[], Report]
) -> None:
    part = forger.of(place)[0]["cts"][0]
    part["ct"] = [replaced(bytes.fromhex(part["ct"][0]), at, BAD_POINTS[bad]).hex()]
    assert refused(verify())


@pytest.mark.parametrize("place", ["election/election/pk", "dkg1/msg/coeffs/*", "dkg3/msg/x_pub"])
def test_a_key_that_is_the_identity_is_refused(
    forger: Forger, place: str, verify: Callable[[], Report]
) -> None:
    spots = {name: (number, way) for name, number, way in in_entries(forger, POINT_NAMES, POINT_LISTS)}
    put(forger, *spots[place], IDENTITY)
    assert refused(verify())


@pytest.mark.parametrize("place", NUMBER_ENTRIES)
def test_a_number_of_an_entry_spelt_a_second_way_is_refused(
    forger: Forger, place: str, verify: Callable[[], Report]
) -> None:
    spots = {name: (number, way) for name, number, way in in_entries(forger, NUMBER_NAMES, NUMBER_LISTS)}
    put(forger, *spots[place], again(standing(forger, *spots[place])))
    assert refused(verify())


@pytest.mark.parametrize(("path", "at"), POINT_FILES)
@pytest.mark.parametrize("bad", ["the field's order for zero", "a number that is no point"])
def test_a_file_with_something_that_is_no_point_is_refused(
    forger: Forger, path: str, at: int, bad: str, verify: Callable[[], Report]
) -> None:
    before = forger.copy()
    forger.write(path, replaced(forger.files[path], at, BAD_POINTS[bad]))
    follow(forger, before, thorough=True)
    assert refused(verify())


@pytest.mark.parametrize(("path", "at"), NUMBER_FILES)
def test_a_number_of_a_file_spelt_a_second_way_is_refused(
    forger: Forger, path: str, at: int, verify: Callable[[], Report]
) -> None:
    data = forger.files[path]
    assert int.from_bytes(data[at : at + 32], "little") < ORDER
    forger.write(path, replaced(data, at, again(data[at : at + 32])))
    assert refused(verify())


@pytest.mark.parametrize("path", PROOFS)
@pytest.mark.parametrize("part", ["C", "Ch", "T", "T4", "Th", "z", "z4", "zh", "z'"])
def test_a_proof_of_a_mix_with_another_spelling_is_refused(
    forger: Forger, path: str, part: str, verify: Callable[[], Report]
) -> None:
    data = forger.files[path]
    assert int.from_bytes(data[12:16], "little") == PROOFS[path]
    at = place_in_proof(data, part)
    there = data[at : at + 32]
    forger.write(path, replaced(data, at, again(there) if part.startswith("z") else no_point()))
    assert refused(verify())


@pytest.mark.parametrize("half", ["xr", "xs"])
@pytest.mark.parametrize("bad", BAD_POINTS)
def test_a_listed_voting_key_that_is_no_point_is_refused(
    forger: Forger, half: str, bad: str, verify: Callable[[], Report]
) -> None:
    before = forger.copy()
    lines = forger.lines_of("cred/list.ndjson")
    lines[0] = encode({**decode(lines[0]), half: BAD_POINTS[bad].hex()})
    forger.write_lines("cred/list.ndjson", lines)
    follow(forger, before, thorough=True)
    assert refused(verify())


@pytest.mark.parametrize("part", ["t", "z"])
def test_a_proof_of_papers_spelt_a_second_way_is_refused(
    forger: Forger, part: str, verify: Callable[[], Report]
) -> None:
    path = "paper/post-1/pok.json"
    (proof,) = decode(forger.files[path])
    first = bytes.fromhex(proof[part][0])
    proof[part][0] = (again(first) if part == "z" else b"\xff" * 32).hex()
    forger.write(path, encode([proof]))
    assert refused(verify())
