"""Framed hashing and the codes that people read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellers.canonical import crockford, decode, encode, frame, grouped, h256, h512, le32, le64, lp, ungrouped
from tellers.errors import Invalid
from tests.shared_vectors import protocol_vectors


def test_the_shared_vectors_come_out_byte_for_byte() -> None:
    for vector in protocol_vectors("framing"):
        tag = vector["tag"].removeprefix("MBP1/")
        parts = [bytes.fromhex(part) for part in vector["parts"]]
        assert frame(tag, *parts).hex() == vector["frame"]
        assert h256(tag, *parts).hex() == vector["h256"]
        assert h512(tag, *parts).hex() == vector["h512"]


def test_a_tag_that_already_names_the_protocol_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="already names"):
        frame("MBP1/test")


@given(st.lists(st.binary(max_size=9), max_size=4), st.lists(st.binary(max_size=9), max_size=4))
def test_different_parts_have_different_frames(a: list[bytes], b: list[bytes]) -> None:
    assert (frame("test", *a) == frame("test", *b)) == (a == b)


def test_numbers_are_little_endian() -> None:
    assert le32(1) == b"\1\0\0\0"
    assert le64(258) == b"\2\1\0\0\0\0\0\0"


def test_the_entry_digest_covers_the_entry_without_its_signatures() -> None:
    vector = protocol_vectors("entry")
    entry = decode(bytes.fromhex(vector["bytes"]))
    del entry["sigs"]
    assert h256("entry", bytes.fromhex(vector["ctx"]), encode(entry)).hex() == vector["digest"]


def test_a_receipt_code_is_rendered_as_in_the_shared_vectors() -> None:
    vector = protocol_vectors("receipt")  # its code was taken over the leaf hash, not over the entry digest
    digest = h256("receipt", bytes.fromhex(vector["eid"]), bytes.fromhex(vector["leaf_hash"]))
    assert grouped(crockford(digest, 24)) == vector["receipt_code"]


def test_a_check_code_is_rendered_as_in_the_shared_vectors() -> None:
    vector = protocol_vectors("ballot")
    contests = b"".join(
        lp(contest["c"].encode()) + bytes.fromhex("".join(contest["ct"]))
        for contest in vector["entry"]["cts"]
    )
    digest = h256("check", bytes.fromhex(vector["eid"]), vector["entry"]["style"].encode(), contests)
    assert grouped(crockford(digest, 24)) == vector["check_code"]


@pytest.mark.parametrize(
    ("data", "characters", "code"),
    [(b"", 0, ""), (b"\xff", 1, "Z"), (b"\x08\x42\x10\x84\x21", 8, "11111111")],
)
def test_base_32_takes_the_first_bits_first(data: bytes, characters: int, code: str) -> None:
    assert crockford(data, characters) == code


def test_too_few_bytes_for_a_code_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="do not fill"):
        crockford(b"12", 4)


@given(st.binary(min_size=15, max_size=15))
def test_a_code_is_read_however_it_is_typed(data: bytes) -> None:
    code = crockford(data, 24)
    typed = grouped(code.lower()).replace("1", "l").replace("0", "o").replace("-", " ")
    assert ungrouped(typed) == ungrouped(grouped(code)) == code


@pytest.mark.parametrize("typed", ["U", "AB!C", "é", "\u0131"])
def test_a_character_that_no_code_has_is_refused_and_not_repeated(typed: str) -> None:
    with pytest.raises(Invalid) as caught:
        ungrouped(typed)
    assert caught.value.check == "canonical.code"
    assert typed not in str(caught.value)
