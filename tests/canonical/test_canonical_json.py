"""Canonical JSON: one spelling of a value, and everything else refused."""

import json
import sys
import unicodedata
from enum import IntEnum, StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellers.canonical import DEEPEST, LARGEST, decode, encode
from tellers.errors import Invalid
from tests.shared_vectors import protocol_vectors

keys = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
text = st.text(max_size=20).map(lambda s: unicodedata.normalize("NFC", s))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=20,
)


def refused(data: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        decode(data)
    assert caught.value.check == "canonical.json"
    return caught.value.what


def test_the_shared_vectors_come_out_byte_for_byte() -> None:
    for vector in protocol_vectors("jcs"):
        assert encode(vector["json"]).hex() == vector["bytes"]
        assert decode(bytes.fromhex(vector["bytes"])) == vector["json"]


def test_the_shared_rejects_are_refused() -> None:
    for line in protocol_vectors("jcs_reject"):
        refused(line.encode())


@given(values)
def test_what_is_encoded_is_decoded_to_itself(value: object) -> None:
    assert decode(encode(value)) == value


@given(values)
def test_canonical_bytes_are_the_same_json_for_any_reader(value: object) -> None:
    assert json.loads(encode(value)) == value


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.text(max_size=6)
    | st.sampled_from(["e\u0301"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("aA_1é", max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(anything, st.booleans(), st.integers(0, 3))
def test_only_what_is_encoded_to_the_same_bytes_is_decoded(value: object, ascii: bool, deeper: int) -> None:
    """What is looked through while it is read, or not at all, is judged as ``encode`` judges the value."""
    for _ in range(deeper * 32):
        value = [value]
    data = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=ascii).encode(
        "utf-8", "replace"
    )
    try:
        expected = encode(json.loads(data)) == data
    except (Invalid, RecursionError):
        expected = False
    try:
        found = decode(data) == json.loads(data)
    except Invalid:
        found = False
    assert found == expected


@given(st.binary(max_size=60))
def test_no_bytes_whatever_raise_anything_but_invalid(data: bytes) -> None:
    try:
        assert encode(decode(data)) == data
    except Invalid as error:
        assert error.check == "canonical.json"


@given(values, st.data())
def test_no_other_spelling_is_read(value: object, chance: st.DataObject) -> None:
    data = encode(value)
    at = chance.draw(st.integers(0, len(data) - 1))
    byte = chance.draw(st.integers(0, 255))
    changed = data[:at] + bytes([byte]) + data[at + 1 :]
    try:
        assert encode(decode(changed)) == changed
    except Invalid:
        assert changed != data


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" 1",
        b"1 ",
        b"-0",
        b"01",
        b"1.0",
        b"1e2",
        b"NaN",
        b"-Infinity",
        b'{"a":1,}',
        b'{"a":1,"a":1}',
        b'{"b":1,"a":1}',
        b'{"":1}',
        b'{"a\\n":1}',
        b'{"a-b":1}',
        b'{"_a":1}',
        b'"\\u0041"',
        b'"\\/"',
        b'"\\u000A"',
        b'"\\ud800"',
        b'"\xed\xa0\x80"',
        b"\xff",
        b"\xef\xbb\xbf1",
        '"e\u0301"'.encode(),
        b'"\n"',
        b"9007199254740992",
        b"-9007199254740992",
        b"9" * 5000,
        b"1" + b"0" * 400,
    ],
)
def test_another_spelling_is_refused(data: bytes) -> None:
    refused(data)


@pytest.mark.parametrize("data", [b"1" * 16, b'"' + "é€\U0001f600".encode() + b'"', b'"\x7f"', b'"\\u001f"'])
def test_the_canonical_spelling_is_read(data: bytes) -> None:
    assert encode(decode(data)) == data


def test_depth_is_limited_and_no_recursion_error_escapes() -> None:
    fits = b"[" * DEEPEST + b"]" * DEEPEST
    assert encode(decode(fits)) == fits
    assert "levels" in refused(b"[" + fits + b"]")
    assert "levels" in refused(b'{"a":' + fits + b"}")
    assert "levels" in refused(b'{"a":' * (DEEPEST + 1) + b"1" + b"}" * (DEEPEST + 1))
    assert "levels" in refused(b"[" * 10 * sys.getrecursionlimit() + b"]" * 10 * sys.getrecursionlimit())
    refused(b'{"a":' * 100_000)
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(Invalid):
        encode(endless)


@pytest.mark.parametrize(
    "value",
    [1.0, float("nan"), {"A": 1}, {1: 2}, {"a\n": 1}, b"a", {1, 2}, 2**53, -(2**53), "\ud800", object()],
)
def test_a_value_without_a_place_in_canonical_json_is_refused(value: object) -> None:
    with pytest.raises(Invalid, match=r"canonical\.json"):
        encode(value)


def test_tuples_and_narrower_types_are_written_as_the_plain_ones() -> None:
    class Channel(StrEnum):
        POST = "post"

    class Stage(IntEnum):
        OPEN = 2

    assert encode((1, [Channel.POST, Stage.OPEN], True)) == b'[1,["post",2],true]'
