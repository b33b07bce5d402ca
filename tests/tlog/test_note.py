"""Signed notes and verifier keys."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tellers.errors import Invalid
from tellers.tlog import ed25519, note
from tellers.tlog.ed25519 import Claim
from tellers.tlog.note import COSIGNATURE, ED25519, Note, Signature, parse_base64, parse_key, verifier_key
from tests.shared_vectors import vectors

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY = verifier_key("branch.example", ED25519, PRIVATE.public_key().public_bytes_raw())
TEXT = "minutes of the Marsh Lane branch\n"
SIGNED = bytes(Note(TEXT, (note.sign(TEXT, KEY, PRIVATE.sign),)))


def refused(data: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        note.parse(data)
    assert caught.value.check == "tlog.note"
    return caught.value.what


def test_the_shared_note_is_verified_and_signed_again_to_the_same_bytes() -> None:
    shared = vectors("vectors/signed-note.json")
    lines = "".join(signer["line"] + "\n" for signer in shared["signers"])
    data = f"{shared['text']}\n{lines}".encode()
    parsed = note.parse(data)
    assert bytes(parsed) == data
    for signer in shared["signers"]:
        key = parse_key(signer["vkey"])
        assert str(key) == signer["vkey"]
        note.verify(parsed, key)
        if "skey" in signer:
            seed = parse_base64(signer["skey"].split("+", 4)[4], "test")[1:]
            line = note.sign(shared["text"], key, Ed25519PrivateKey.from_private_bytes(seed).sign)
            assert str(line) == signer["line"] + "\n"


def test_the_shared_bad_keys_are_refused() -> None:
    for reject in vectors("vectors/signed-note.json")["rejects"]:
        with pytest.raises(Invalid, match=r"tlog\.note"):
            parse_key(reject["vkey"])


def test_more_than_a_hundred_signature_lines_are_refused() -> None:
    lines = tuple(Signature("branch.example", bytes([0, 0, 0, number]), b"s") for number in range(101))
    assert len(note.parse(bytes(Note(TEXT, lines[:100]))).signatures) == 100
    assert "100" in refused(bytes(Note(TEXT, lines)))


def test_one_key_twice_among_the_verifiers_is_ambiguous() -> None:
    parsed = note.parse(SIGNED)
    assert note.signers(parsed, [KEY]) == [KEY]
    assert note.signers(parsed, []) == [None]
    with pytest.raises(Invalid, match="ambiguous"):
        note.signers(parsed, [KEY, KEY])


def test_a_line_given_twice_is_refused() -> None:
    line = str(note.parse(SIGNED).signatures[0])
    assert "twice" in refused(SIGNED + line.encode())


def test_a_signature_by_another_key_or_over_another_text_does_not_verify() -> None:
    parsed = note.parse(SIGNED)
    note.verify(parsed, KEY)
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    stranger = verifier_key("branch.example", ED25519, other.public_key().public_bytes_raw())
    with pytest.raises(Invalid, match="has not signed"):
        note.verify(parsed, stranger)
    with pytest.raises(Invalid, match="does not belong"):
        note.verify(Note("another text\n", parsed.signatures), KEY)
    with pytest.raises(Invalid, match="witness"):
        note.verify(parsed, verifier_key("branch.example", COSIGNATURE, KEY.public_key))
    with pytest.raises(ValueError, match="witness"):
        note.sign(TEXT, verifier_key("branch.example", COSIGNATURE, KEY.public_key), PRIVATE.sign)


@given(st.data())
def test_no_changed_byte_leaves_a_note_valid(chance: st.DataObject) -> None:
    at = chance.draw(st.integers(0, len(SIGNED) - 1))
    byte = chance.draw(st.integers(0, 255).filter(lambda b: b != SIGNED[at]))
    with pytest.raises(Invalid, match=r"tlog\.note"):
        note.verify(note.parse(SIGNED[:at] + bytes([byte]) + SIGNED[at + 1 :]), KEY)


@given(st.binary(max_size=80) | st.text("ab\n— +=", max_size=40).map(str.encode))
def test_no_bytes_whatever_raise_anything_but_invalid(data: bytes) -> None:
    try:
        assert bytes(note.parse(data)) == data
    except Invalid as error:
        assert error.check == "tlog.note"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"text\n",
        b"text\n\n",
        SIGNED[:-1],
        SIGNED + b"\n",
        SIGNED.replace(b"\n", b"\r\n"),
        b"\x00" + SIGNED,
        b"\xff" + SIGNED,
        SIGNED.replace("— ".encode(), b"- "),
        SIGNED.replace(b" branch.example ", b" branch.example  "),
        SIGNED.replace(b" branch.example ", b" bra+nch "),
        SIGNED.replace(b" branch.example ", " a\u00a0b ".encode()),
        "text\n\n— branch.example AAAAAA==\n".encode(),
        "text\n\n— branch.example AAAAAAB=\n".encode(),
        "text\n\n— branch.example AAA\n".encode(),
        "\n\n— branch.example AAAAAAA=\n".encode(),
        b"x" * 1_000_001,
    ],
)
def test_a_malformed_note_is_refused(data: bytes) -> None:
    refused(data)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        "name+00000000",
        "name+00000000+",
        "+00000000+AQ==",
        str(KEY).replace("+", " ", 1),
        str(KEY).upper(),
        str(KEY) + "=",
        "other" + str(KEY),
        str(KEY).replace("branch", "br\nch"),
    ],
)
def test_a_malformed_key_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match=r"tlog\.note"):
        parse_key(text)


def test_the_points_of_small_order_are_the_eight_and_no_key() -> None:
    prime = 2**255 - 19
    d = -121665 * pow(121666, -1, prime) % prime
    for y in ed25519._SMALL_ORDER:
        if (
            y in ed25519._ORDER_8
        ):  # doubled: y' = (y^2 + x^2) / (1 - d x^2 y^2), which is 0 for a point of order 4
            x_squared = (y * y - 1) * pow(d * y * y + 1, -1, prime) % prime
            assert pow(x_squared, (prime - 1) // 2, prime) == 1
            assert (y * y + x_squared) % prime == 0
        for sign in (0, 1 << 255):
            with pytest.raises(Invalid, match="sound"):
                verifier_key("name", ED25519, (y | sign).to_bytes(32, "little"))
    for y in (prime, prime + 1, 2**255 - 1):
        with pytest.raises(Invalid, match="sound"):
            verifier_key("name", ED25519, y.to_bytes(32, "little"))


def test_a_signature_with_a_response_beyond_the_order_is_refused() -> None:
    order = 2**252 + 27742317777372353535851937790883648493
    signature = PRIVATE.sign(b"m")
    ed25519.verify(Claim(KEY.public_key, b"m", signature), "test")
    again = signature[:32] + (int.from_bytes(signature[32:], "little") + order).to_bytes(32, "little")
    for hostile in (again, signature[:-1], signature + b"\0", b"", bytes(64)):
        with pytest.raises(Invalid, match="test"):
            ed25519.verify(Claim(KEY.public_key, b"m", hostile), "test")


def test_a_key_that_is_no_point_verifies_nothing() -> None:
    for number in range(2, 40):  # about half of all strings are no points
        with pytest.raises(Invalid):
            ed25519.verify(Claim(number.to_bytes(32, "little"), b"m", PRIVATE.sign(b"m")), "test")
