"""ristretto255 through the core: published vectors, strict encodings, and the group's own laws."""

import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellers import _core
from tests.crypto.core_states import IDENTITY, Q, hexes, number, scalar
from tests.shared_vectors import protocol_vectors, vectors

ONE = scalar(1)
BASE = _core.base_multiply(ONE)
numbers = st.integers(0, Q - 1)


def test_framed_hashes_are_the_shared_ones() -> None:
    for vector in protocol_vectors("framing"):
        parts = [bytes.fromhex(part) for part in vector["parts"]]
        assert _core.hash_to_scalar(vector["tag"], parts).hex() == vector["scalar"]
        assert _core.hash_to_group(vector["tag"], parts).hex() == vector["point"]


def test_the_small_multiples_of_the_base_are_those_of_the_standard() -> None:
    multiples = hexes(vectors("vectors/ristretto255.json")["small_multiples_of_generator"])
    assert _core.base_multiply(b"".join(scalar(k) for k in range(16))) == multiples


def test_the_one_way_map_is_that_of_the_standard() -> None:
    for vector in vectors("vectors/ristretto255.json")["hash_to_group"]:
        assert _core.one_way_map(bytes.fromhex(vector["uniform64"])).hex() == vector["point"]


def test_every_bad_encoding_of_the_standard_is_refused() -> None:
    for encoding in vectors("vectors/ristretto255.json")["bad_encodings"]:
        assert _core.first_bad_point(BASE + bytes.fromhex(encoding) + BASE, True) == 1


def test_the_bad_points_and_scalars_of_the_protocol_are_refused() -> None:
    for vector in protocol_vectors("bad_points"):
        assert _core.first_bad_point(bytes.fromhex(vector["point"]), False) == 0, vector["why"]
    for encoding in protocol_vectors("bad_scalars"):
        assert _core.first_bad_scalar(ONE + bytes.fromhex(encoding)) == 1


def test_the_identity_is_good_only_where_it_is_allowed() -> None:
    assert _core.first_bad_point(BASE + IDENTITY, True) == -1
    assert _core.first_bad_point(BASE + IDENTITY, False) == 1


def test_the_first_of_several_bad_encodings_is_named() -> None:
    encodings = BASE * 500 + b"\xff" * 32 + BASE * 500 + b"\xff" * 32
    assert _core.first_bad_point(encodings, True) == 500
    assert _core.first_bad_scalar(ONE * 7 + Q.to_bytes(32, "little") + b"\xff" * 32) == 7
    assert _core.first_bad_scalar(scalar(Q - 1)) == -1


def test_wide_strings_are_reduced_as_little_endian_integers() -> None:
    wide = bytes(range(64)) + b"\xff" * 64
    expected = [scalar(number(wide[:64])), scalar(number(wide[64:]))]
    assert _core.reduce_wide(wide) == b"".join(expected)


def test_random_scalars_are_below_q_and_never_repeat() -> None:
    drawn = _core.random_scalars(1000)
    assert _core.first_bad_scalar(drawn) == -1
    assert len({drawn[place : place + 32] for place in range(0, len(drawn), 32)}) == 1000


@given(a=numbers, b=numbers, c=numbers)
def test_scalars_obey_the_integers_modulo_q(a: int, b: int, c: int) -> None:
    assert _core.scalar_multiply_add(scalar(a), scalar(b), scalar(c)) == scalar(a * b + c)
    assert _core.scalar_sum(scalar(a) + scalar(b) + scalar(c)) == scalar(a + b + c)


@given(a=numbers, b=numbers)
def test_points_obey_the_laws_of_the_group(a: int, b: int) -> None:
    left, right = _core.base_multiply(scalar(a)), _core.base_multiply(scalar(b))
    assert _core.add(left, right) == _core.base_multiply(scalar(a + b))
    assert _core.subtract(left, right) == _core.base_multiply(scalar(a - b))
    assert _core.multiply(scalar(b), left) == _core.base_multiply(scalar(a * b))
    assert _core.linear_combination(scalar(a) + scalar(b), right + left) == _core.base_multiply(
        scalar(2 * a * b)
    )


def test_multiples_of_zero_and_of_the_identity_are_the_identity() -> None:
    assert _core.base_multiply(scalar(0) + ONE) == IDENTITY + BASE
    assert _core.multiply(scalar(0) + scalar(5), BASE + IDENTITY) == IDENTITY * 2
    assert _core.linear_combination(b"", b"") == IDENTITY


@pytest.mark.parametrize("terms", [1, 5, 300, 5000])
def test_a_long_linear_combination_is_the_sum_of_its_terms(terms: int) -> None:
    scalars = _core.random_scalars(terms)
    logarithms = _core.random_scalars(terms)
    points = _core.base_multiply(logarithms)
    total = _core.scalar_sum(_core.scalar_multiply_add(scalars, logarithms, scalar(0) * terms))
    assert _core.linear_combination(scalars, points) == _core.base_multiply(total)


@pytest.mark.parametrize(
    "call",
    [
        lambda: _core.base_multiply(bytes(31)),
        lambda: _core.base_multiply(b"\xff" * 32),
        lambda: _core.multiply(ONE, BASE + BASE),
        lambda: _core.multiply(ONE, b"\xff" * 32),
        lambda: _core.add(BASE, BASE + BASE),
        lambda: _core.add(b"\xff" * 32, BASE),
        lambda: _core.linear_combination(ONE + ONE, BASE),
        lambda: _core.scalar_multiply_add(ONE, ONE, b""),
        lambda: _core.reduce_wide(bytes(63)),
        lambda: _core.one_way_map(bytes(65)),
        lambda: _core.first_bad_point(bytes(33), True),
        lambda: _core.lagrange_at_zero([0, 1]),
        lambda: _core.lagrange_at_zero([2, 2]),
        lambda: _core.embed((2**245).to_bytes(32, "little")),
        lambda: _core.encrypt(IDENTITY, BASE, ONE),
        lambda: _core.encrypt(BASE, BASE, ONE + ONE),
    ],
)
def test_a_callers_mistake_is_a_value_error(call: Any) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        call()


def test_the_generators_of_shuffles_are_hashed_to_the_group_one_by_one() -> None:
    expected = [_core.hash_to_group("MBP1/mix/gen", [i.to_bytes(4, "little")]) for i in range(40)]
    assert _core.generators(3) == b"".join(expected[:3])
    assert _core.generators(40) == b"".join(expected)
    assert _core.generators(0) == b""


def test_the_backend_is_one_of_the_three() -> None:
    assert _core.simd() in ("avx512", "avx2", "serial")


def expanded(message: bytes, tag: bytes, length: int, *, longest: int) -> bytes:
    """expand_message_xmd with SHA-512 (RFC 9380, section 5.3.1); ``longest`` is the digest's block."""
    tag = tag + bytes([len(tag)])
    first = hashlib.sha512(bytes(longest) + message + length.to_bytes(2, "big") + b"\0" + tag).digest()
    blocks = [hashlib.sha512(first + b"\x01" + tag).digest()]
    for count in range(2, -(-length // 64) + 1):
        mixed = bytes(x ^ y for x, y in zip(first, blocks[-1], strict=True))
        blocks.append(hashlib.sha512(mixed + bytes([count]) + tag).digest())
    return b"".join(blocks)[:length]


def test_expanded_messages_are_the_published_ones() -> None:
    published = vectors("vectors/expand-message-xmd-sha512.json")
    for vector in published["tests"]:
        length = int(vector["len_in_bytes"], 16)
        made = expanded(vector["msg"].encode(), published["DST"].encode(), length, longest=128)
        assert made.hex() == vector["uniform_bytes"]


def test_blinded_and_evaluated_elements_are_those_of_the_oblivious_function_drafts() -> None:
    checked = 0
    for suite in vectors("vectors/voprf-draft10-dleq.json"):
        if "ristretto255" not in suite["suiteName"] or suite["mode"] == 2:
            continue
        secret = bytes.fromhex(suite["skSm"])
        for vector in suite["vectors"]:
            lists = [
                vector[name].split(",") for name in ("Input", "Blind", "BlindedElement", "EvaluationElement")
            ]
            for message, blind, blinded, evaluated in zip(*lists, strict=True):
                wide = expanded(bytes.fromhex(message), bytes.fromhex(suite["groupDST"]), 64, longest=128)
                point = _core.multiply(bytes.fromhex(blind), _core.one_way_map(wide))
                assert point.hex() == blinded
                assert _core.multiply(secret, point).hex() == evaluated
                checked += 1
    assert checked == 6


def composite(seed: bytes, blinded: list[bytes], evaluated: list[bytes]) -> tuple[bytes, bytes]:
    """M and Z of draft-irtf-cfrg-voprf-10, section 2.2.1."""
    weights = []
    for index, (c, d) in enumerate(zip(blinded, evaluated, strict=True)):
        parts = [seed, index.to_bytes(2, "big"), c, d]
        framed = b"".join(len(part).to_bytes(2, "big") + part if len(part) != 2 else part for part in parts)
        weights.append(hash_to_scalar_10(framed + b"Composite"))
    together = b"".join(weights)
    return (
        _core.linear_combination(together, b"".join(blinded)),
        _core.linear_combination(together, b"".join(evaluated)),
    )


def hash_to_scalar_10(message: bytes) -> bytes:
    return _core.reduce_wide(expanded(message, b"HashToScalar-VOPRF10-\x01\x00\x01", 64, longest=128))


def test_equal_logarithms_of_the_oblivious_function_drafts_are_confirmed() -> None:
    (suite,) = [
        suite
        for suite in vectors("vectors/voprf-draft10-dleq.json")
        if "ristretto255" in suite["suiteName"] and suite["mode"] == 1
    ]
    public = bytes.fromhex(suite["pkSm"])
    assert _core.base_multiply(bytes.fromhex(suite["skSm"])) == public
    tag = b"Seed-VOPRF10-\x01\x00\x01"
    seed = hashlib.sha512(b"\0\x20" + public + len(tag).to_bytes(2, "big") + tag).digest()
    for vector in suite["vectors"]:
        blinded = [bytes.fromhex(element) for element in vector["BlindedElement"].split(",")]
        evaluated = [bytes.fromhex(element) for element in vector["EvaluationElement"].split(",")]
        m, z = composite(seed, blinded, evaluated)
        proof = bytes.fromhex(vector["Proof"]["proof"])
        c, s = proof[:32], proof[32:]
        t2 = _core.linear_combination(s + c, BASE + public)
        t3 = _core.linear_combination(s + c, m + z)
        framed = b"".join(b"\0\x20" + part for part in (public, m, z, t2, t3))
        assert hash_to_scalar_10(framed + b"Challenge") == c
