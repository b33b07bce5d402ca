"""Ed25519 in bulk: the same verdict on each signature as the library that signs has on it alone."""

from hashlib import sha512

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from tellers import _core
from tellers.errors import Invalid
from tellers.tlog import ed25519
from tellers.tlog.ed25519 import Claim

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, PRIME) % PRIME
OFTEN = 130  # a key that has signed so often gets a table of its multiples
Point = tuple[int, int]
IDENTITY: Point = (0, 1)


def add(p: Point, q: Point) -> Point:
    (x1, y1), (x2, y2) = p, q
    product = D * x1 * x2 * y1 * y2
    x = (x1 * y2 + x2 * y1) * pow(1 + product, -1, PRIME)
    return x % PRIME, (y1 * y2 + x1 * x2) * pow(1 - product, -1, PRIME) % PRIME


def times(number: int, point: Point) -> Point:
    found = IDENTITY
    for bit in bin(number)[2:]:
        found = add(found, found)
        found = add(found, point) if bit == "1" else found
    return found


def lifted(y: int) -> Point:
    """The point of this y with an even x."""
    square = (y * y - 1) * pow(D * y * y + 1, -1, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    x = x if x * x % PRIME == square else x * pow(2, (PRIME - 1) // 4, PRIME) % PRIME
    assert x * x % PRIME == square
    return (x if x % 2 == 0 else PRIME - x), y


def encoded(point: Point) -> bytes:
    x, y = point
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE = lifted(4 * pow(5, -1, PRIME) % PRIME)
EIGHTH = lifted(ed25519._ORDER_8[0])  # of order 8


def challenge(r: bytes, claim_key: bytes, message: bytes) -> int:
    return int.from_bytes(sha512(r + claim_key + message).digest(), "little") % ORDER


def by_the_library(claim: Claim) -> bool:
    """The verdict of the library that signs, whose own rule knows no bad keys."""
    try:
        Ed25519PublicKey.from_public_bytes(claim.public_key).verify(claim.signature, claim.message)
        ed25519.check_key(claim.public_key, "test")
    except (InvalidSignature, ValueError, Invalid):
        return False
    return True


def in_bulk(claim: Claim) -> bool:
    """The verdict on it alone, after it was seen to be the same among many by its key."""
    alone = ed25519.first_false([claim]) is None
    assert (ed25519.first_false([claim] * OFTEN) is None) == alone
    return alone


def signed(seed: bytes, message: bytes) -> Claim:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    return Claim(private.public_key().public_bytes_raw(), message, private.sign(message))


@given(seed=st.binary(min_size=32, max_size=32), message=st.binary(max_size=200))
def test_what_was_signed_is_good(seed: bytes, message: bytes) -> None:
    claim = signed(seed, message)
    assert by_the_library(claim) and in_bulk(claim)


@given(
    part=st.sampled_from([0, 1, 2]),
    bit=st.integers(min_value=0, max_value=511),
    message=st.binary(min_size=1),
)
def test_no_flipped_bit_is_good_in_one_way_and_bad_in_the_other(part: int, bit: int, message: bytes) -> None:
    claim = list(signed(bytes(32), message))
    altered = bytearray(claim[part])
    altered[bit // 8 % len(altered)] ^= 1 << bit % 8
    claim[part] = bytes(altered)
    assert in_bulk(Claim(*claim)) == by_the_library(Claim(*claim)) is False


@settings(deadline=None, max_examples=25)
@given(
    secret=st.integers(min_value=1, max_value=ORDER - 1),
    nonce=st.integers(min_value=1, max_value=ORDER - 1),
    torsion=st.integers(min_value=0, max_value=7),
)
def test_parts_of_small_order_are_judged_alike(secret: int, nonce: int, torsion: int) -> None:
    """A key a B + T and commitments r B - j T: good exactly where j is k modulo the order of T."""
    small = times(torsion, EIGHTH)
    key = encoded(add(times(secret, BASE), small))
    for j in range(8):
        commitment = add(times(nonce, BASE), times(8 - j, small))
        r = encoded(commitment)
        k = challenge(r, key, b"m")
        claim = Claim(key, b"m", r + ((nonce + k * secret) % ORDER).to_bytes(32, "little"))
        good = times(k % 8, small) == times(j, small)
        assert in_bulk(claim) == by_the_library(claim) == good


@pytest.mark.parametrize("y", [*sorted(ed25519._SMALL_ORDER), PRIME, PRIME + 1, 2**255 - 1])
@pytest.mark.parametrize("sign", [0, 1])
def test_a_key_of_small_order_or_in_another_spelling_has_signed_nothing(y: int, sign: int) -> None:
    key = (y | sign << 255).to_bytes(32, "little")
    for number in range(16):
        message = bytes([number])  # for some message k A is the identity, and B is S B with S = 1
        claim = Claim(key, message, encoded(BASE) + (1).to_bytes(32, "little"))
        assert not in_bulk(claim) and not by_the_library(claim)


@pytest.mark.parametrize("r", [IDENTITY, times(4, EIGHTH), EIGHTH, (0, PRIME + 1)])
def test_a_commitment_of_small_order_or_in_another_spelling_is_judged_alike(r: Point) -> None:
    secret = 77
    key = encoded(times(secret, BASE))
    k = challenge(encoded(r), key, b"m")
    claim = Claim(key, b"m", encoded(r) + (k * secret % ORDER).to_bytes(32, "little"))
    assert in_bulk(claim) == by_the_library(claim) == (r == IDENTITY)


def test_a_response_is_below_the_order() -> None:
    claim = signed(bytes(32), b"m")
    r, s = claim.signature[:32], int.from_bytes(claim.signature[32:], "little")
    for response in (s + ORDER, s + 2 * ORDER, s | 1 << 255):
        other = claim._replace(signature=r + response.to_bytes(32, "little"))
        assert not in_bulk(other) and not by_the_library(other)


@pytest.mark.parametrize("number", [1, 127, 128, 129, 1000])
def test_the_first_false_one_of_many_is_named(number: int) -> None:
    claims = [signed(bytes([n % 3]) * 32, n.to_bytes(2, "big")) for n in range(number)]
    assert ed25519.first_false(claims) is None
    for first in {0, number // 2, number - 1}:
        wrong = list(claims)
        for index in {first, number - 1}:
            wrong[index] = wrong[index]._replace(message=b"another")
        assert ed25519.first_false(wrong) == first


def test_no_signature_at_all_is_no_false_one() -> None:
    assert ed25519.first_false([]) is None


def test_lists_of_different_lengths_are_a_callers_mistake() -> None:
    with pytest.raises(ValueError, match="lengths"):
        _core.check_signatures([b""], [], [b""])
