"""Proofs of knowledge, equal logarithms, sealed keys, sharing and embedding, each against its vectors
and against every single thing that can be wrong with it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellers import _core
from tests.crypto.core_states import IDENTITY, Q, ballot_state, hexes, number, scalar, state
from tests.shared_vectors import protocol_vectors, vectors

STATE = state("test", ("m", "a statement"))
EID = bytes(range(32))
SECRET = scalar(123456789)
PK = _core.base_multiply(SECRET)
BAD = b"\xff" * 32


def flipped(value: bytes, place: int) -> bytes:
    """The bytes with encoding number ``place`` put off by one base point or one."""
    start, end = 32 * place, 32 * place + 32
    old = value[start:end]
    new = _core.add(old, PK) if _core.first_bad_point(old, True) == -1 else scalar(number(old) + 1)
    return value[:start] + new + value[end:]


# Knowledge


def known(count: int, secrets: int = 2) -> tuple[list[bytes], list[bytes], list[bytes], list[bytes]]:
    states, points, t, z = [], [], [], []
    for index in range(count):
        mine = _core.random_scalars(secrets)
        states.append(state("test", ("index", index)))
        points.append(_core.base_multiply(mine))
        made = _core.prove_knowledge(states[-1], mine)
        t.append(made[0])
        z.append(made[1])
    return states, points, t, z


def test_a_ballots_proof_is_the_shared_one() -> None:
    ballot, keys = protocol_vectors("ballot"), protocol_vectors("credential")
    entry, eid, pk = ballot["entry"], bytes.fromhex(ballot["eid"]), bytes.fromhex(ballot["pk"])
    xr, xs = bytes.fromhex(keys["XR"]), bytes.fromhex(keys["XS"])
    statement = ballot_state(eid, pk, (xr, xs), entry)
    secrets = hexes([*ballot["r"], keys["x_r"], keys["x_s"]])
    t, z = _core.prove_knowledge(statement, secrets, nonces=hexes(ballot["nonces"]))
    assert t == hexes(entry["pok"]["t"])
    assert z == hexes(entry["pok"]["z"])
    halves = [hexes(part["ct"])[:32] for part in entry["cts"]]
    assert _core.check_knowledge([statement], [b"".join(halves) + xr + xs], [t], [z]) == -1
    relabelled = ballot_state(eid, pk, (xr, xs), {**entry, "channel": "post"})
    assert _core.check_knowledge([relabelled], [b"".join(halves) + xr + xs], [t], [z]) == 0


def test_a_ballots_ciphertexts_and_keys_are_the_shared_ones() -> None:
    ballot, keys = protocol_vectors("ballot"), protocol_vectors("credential")
    assert _core.base_multiply(bytes.fromhex(ballot["sk"])).hex() == ballot["pk"]
    for half in ("r", "s"):
        assert _core.base_multiply(bytes.fromhex(keys[f"x_{half}"])).hex() == keys[f"X{half.upper()}"]
    for part, r in zip(ballot["entry"]["cts"], ballot["r"], strict=True):
        ct, randomness, pk = hexes(part["ct"]), bytes.fromhex(r), bytes.fromhex(ballot["pk"])
        message = _core.subtract(ct[32:], _core.multiply(randomness, pk))
        assert _core.unembed(message)[1] == b"\x01"
        assert _core.encrypt(pk, message, randomness) == ct


def test_the_servers_half_of_a_credential_is_hashed_as_shared() -> None:
    vector = protocol_vectors("credential")
    parts = [bytes.fromhex(vector["sid"]), vector["row"].to_bytes(4, "little"), bytes.fromhex(vector["seed"])]
    assert _core.hash_to_scalar("MBP1/cred/s", parts).hex() == vector["x_s"]


def test_the_trustees_proofs_are_good_and_stand_for_their_own_statement_only() -> None:
    dkg = protocol_vectors("dkg")
    sid, t, n = bytes.fromhex(dkg["sid"]), dkg["t"], dkg["n"]
    states, points, proofs = [], [], []
    for message in dkg["round0"]:
        points.append(bytes.fromhex(message["transport"]))
        states.append(state("dkg-transport", ("sid", sid), ("i", message["i"]), ("P", points[-1])))
        proofs.append(message["pok"])
    for message in dkg["round1"]:
        points.append(hexes(message["coeffs"]))
        states.append(
            state("dkg-coeffs", ("sid", sid), ("i", message["i"]), ("t", t), ("n", n), ("A", points[-1]))
        )
        proofs.append(message["pok"])
    for message in dkg["round3"]:
        points.append(bytes.fromhex(message["x_pub"]))
        certified = bytes.fromhex(message["dkg"])
        states.append(
            state("dkg-share", ("sid", sid), ("dkg", certified), ("i", message["i"]), ("X", points[-1]))
        )
        proofs.append(message["pok"])
    ts, zs = [hexes(proof["t"]) for proof in proofs], [hexes(proof["z"]) for proof in proofs]
    assert _core.check_knowledge(states, points, ts, zs) == -1
    states[4], states[5] = states[5], states[4]
    assert _core.check_knowledge(states, points, ts, zs) == 4


@pytest.mark.parametrize("count", [1, 3, 70])
def test_fresh_proofs_hold_and_never_repeat(count: int) -> None:
    states, points, t, z = known(count)
    assert _core.check_knowledge(states, points, t, z) == -1
    assert len(set(t)) == count
    again = _core.prove_knowledge(STATE, SECRET)
    assert again != _core.prove_knowledge(STATE, SECRET)


@pytest.mark.parametrize("bad", [0, 1, 17, 39])
@pytest.mark.parametrize("part", ["state", "points", "t", "z"])
def test_the_first_false_proof_of_many_is_named(bad: int, part: str) -> None:
    states, points, t, z = known(40)
    for index in {bad, 39}:
        if part == "state":
            states[index] += b"\0"
        else:
            values = {"points": points, "t": t, "z": z}[part]
            values[index] = flipped(values[index], 1)
    assert _core.check_knowledge(states, points, t, z) == bad


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("points", IDENTITY + PK),
        ("points", BAD + PK),
        ("points", PK),
        ("points", b""),
        ("points", PK + PK + b"\0"),
        ("t", BAD + PK),
        ("t", PK),
        ("t", b""),
        ("z", Q.to_bytes(32, "little") + scalar(1)),
        ("z", scalar(1)),
        ("z", b""),
    ],
)
def test_a_malformed_proof_fails_where_it_stands(part: str, value: bytes) -> None:
    states, points, t, z = known(5)
    {"points": points, "t": t, "z": z}[part][3] = value
    assert _core.check_knowledge(states, points, t, z) == 3
    points[1] = flipped(points[1], 0)
    assert _core.check_knowledge(states, points, t, z) == 1


def test_a_proof_of_nothing_does_not_hold() -> None:
    assert _core.check_knowledge([STATE], [b""], [b""], [b""]) == 0
    assert _core.check_knowledge([], [], [], []) == -1


def test_the_identity_may_be_a_commitment_but_not_a_key() -> None:
    t, z = _core.prove_knowledge(STATE, SECRET, nonces=scalar(0))
    assert t == IDENTITY
    assert _core.check_knowledge([STATE], [PK], [t], [z]) == -1
    t, z = _core.prove_knowledge(STATE, scalar(0))
    assert _core.check_knowledge([STATE], [IDENTITY], [t], [z]) == 0


def test_two_errors_that_cancel_are_still_found() -> None:
    states, points, t, z = known(2)
    z[0] = scalar(number(z[0][:32]) + 1) + z[0][32:]
    z[1] = scalar(number(z[1][:32]) - 1) + z[1][32:]
    assert _core.check_knowledge(states, points, t, z) == 0


@given(junk=st.lists(st.binary(max_size=70), min_size=4, max_size=4))
def test_no_bytes_whatever_make_a_proof_check_fall_over(junk: list[bytes]) -> None:
    assert _core.check_knowledge([junk[0]], [junk[1]], [junk[2]], [junk[3]]) == 0


def test_lists_of_different_lengths_are_a_callers_mistake() -> None:
    with pytest.raises(ValueError, match="lengths"):
        _core.check_knowledge([STATE], [], [], [])
    with pytest.raises(ValueError, match="nonces"):
        _core.prove_knowledge(STATE, SECRET, nonces=scalar(1) * 2)


# Equal logarithms


def equal() -> dict[str, bytes]:
    a = _core.hash_to_group("MBP1/test", [b"another base"])
    t_b, t_a, z = _core.prove_dleq(STATE, SECRET, a)
    return {"state": STATE, "x": PK, "a": a, "d": _core.multiply(SECRET, a), "t_b": t_b, "t_a": t_a, "z": z}


def test_equal_logarithms_are_shown() -> None:
    assert _core.check_dleq(**equal())


@pytest.mark.parametrize("part", ["state", "x", "a", "d", "t_b", "t_a", "z"])
@pytest.mark.parametrize("wrong", ["other", "malformed", "short", "empty"])
def test_anything_wrong_with_a_proof_of_equal_logarithms_fails_it(part: str, wrong: str) -> None:
    proof = equal()
    if part == "state":
        proof["state"] += b"\0"
    else:
        old = proof[part]
        proof[part] = {"other": flipped(old, 0), "malformed": BAD, "short": old[:31], "empty": b""}[wrong]
    assert not _core.check_dleq(**proof)


def test_different_logarithms_cannot_be_shown_equal() -> None:
    proof = equal()
    proof["d"] = _core.multiply(scalar(5), proof["a"])
    assert not _core.check_dleq(**proof)
    assert not _core.check_dleq(**{**equal(), "x": IDENTITY, "d": IDENTITY})


# Sealed keys


def test_sealed_keys_are_the_shared_ones() -> None:
    for vector in protocol_vectors("cred_enc"):
        record, r = _core.seal(
            bytes.fromhex(vector["eid"]),
            vector["half"],
            bytes.fromhex(vector["pk"]),
            bytes.fromhex(vector["x"]),
            randomness=bytes.fromhex(vector["r"]),
            nonces=hexes(vector["nonces"]),
            first_row=vector["row"],
        )
        assert record.hex() == vector["record"]
        assert r.hex() == vector["r"]


def test_sealed_keys_are_good_and_open_to_the_keys() -> None:
    secrets = _core.random_scalars(30)
    records, r = _core.seal(EID, "r", PK, secrets)
    assert _core.check_sealed(EID, "r", PK, records) == -1
    first = records[:192]
    assert first[:32] == _core.base_multiply(r[:32])
    assert _core.subtract(first[32:64], _core.multiply(SECRET, first[:32])) == _core.base_multiply(
        secrets[:32]
    )


def test_a_record_is_good_only_for_its_poll_half_key_and_row() -> None:
    records, _ = _core.seal(EID, "r", PK, _core.random_scalars(3))
    other = _core.base_multiply(scalar(9))
    assert _core.check_sealed(bytes(32), "r", PK, records) == 0
    assert _core.check_sealed(EID, "s", PK, records) == 0
    assert _core.check_sealed(EID, "r", other, records) == 0
    assert _core.check_sealed(EID, "r", PK, records[:192] + records[384:] + records[192:384]) == 1


@pytest.mark.parametrize("part", range(6))
@pytest.mark.parametrize("row", [0, 2])
def test_every_part_of_a_record_is_checked(part: int, row: int) -> None:
    records, _ = _core.seal(EID, "s", PK, _core.random_scalars(3))
    place = 6 * row + part
    assert _core.check_sealed(EID, "s", PK, flipped(records, place)) == row
    malformed = records[: 32 * place] + BAD + records[32 * place + 32 :]
    assert _core.check_sealed(EID, "s", PK, malformed) == row


def test_a_sealed_key_may_not_start_with_the_identity_and_may_not_be_torn() -> None:
    records, _ = _core.seal(EID, "s", PK, _core.random_scalars(2), randomness=scalar(0) + scalar(4))
    assert _core.check_sealed(EID, "s", PK, records) == 0
    records, _ = _core.seal(EID, "s", PK, _core.random_scalars(2))
    assert _core.check_sealed(EID, "s", PK, records[:-1]) == 1
    assert _core.check_sealed(EID, "s", PK, records[:-32]) == 1


# Sharing


def test_the_trustees_shares_and_keys_are_the_shared_ones() -> None:
    dkg = protocol_vectors("dkg")
    shares = [0] * dkg["n"]
    for trustee, secret in zip(dkg["round1"], dkg["secrets"], strict=True):
        coefficients, commitments = hexes(secret["coeffs"]), hexes(trustee["coeffs"])
        assert _core.base_multiply(coefficients) == commitments
        for j in range(1, dkg["n"] + 1):
            share = _core.polynomial_at(coefficients, j)
            assert _core.base_multiply(share) == _core.commitment_at(commitments, j)
            shares[j - 1] += number(share)
    assert [scalar(share).hex() for share in shares] == dkg["x"]
    assert _core.base_multiply(b"".join(scalar(share) for share in shares)) == hexes(dkg["X"])
    firsts = b"".join(bytes.fromhex(trustee["coeffs"][0]) for trustee in dkg["round1"])
    assert _core.linear_combination(scalar(1) * 3, firsts).hex() == dkg["pk"]


def test_any_two_of_three_published_shares_give_the_secret() -> None:
    published = vectors("vectors/shamir-ristretto255.json")
    secret, slope = (bytes.fromhex(published[name]) for name in ("group_secret_key_le", "coefficient_1_le"))
    assert _core.base_multiply(secret).hex() == published["group_public_key"]
    for index, share in published["shares_le"].items():
        assert _core.polynomial_at(secret + slope, int(index)).hex() == share
    for pair in ([1, 2], [1, 3], [3, 2]):
        shares = hexes([published["shares_le"][str(index)] for index in pair])
        products = _core.scalar_multiply_add(_core.lagrange_at_zero(pair), shares, scalar(0) * 2)
        assert _core.scalar_sum(products) == secret


def test_lagrange_coefficients_are_the_shared_ones() -> None:
    expected = protocol_vectors("decrypt")["lagrange"]
    assert _core.lagrange_at_zero([1, 3]) == hexes([expected["1"], expected["3"]])
    assert _core.lagrange_at_zero([7]) == scalar(1)
    assert _core.lagrange_at_zero([]) == b""


# Embedding


def embedded(vector: Any) -> tuple[list[bytes], bytes]:
    """The base-2^245 digits of a shared case and its points."""
    m, digits = int(vector["m"]), []
    for _ in vector["points"]:
        digits.append((m % 2**245).to_bytes(32, "little"))
        m //= 2**245
    assert m == 0
    return digits, hexes(vector["points"])


def test_selections_are_embedded_in_the_shared_points() -> None:
    for contest in protocol_vectors("encodings"):
        for case in contest["cases"]:
            digits, points = embedded(case)
            assert _core.embed(b"".join(digits)) == points
            assert _core.unembed(points) == (b"".join(digits), b"\x01" * len(digits))


def test_malformed_plaintexts_are_told_apart() -> None:
    for vector in protocol_vectors("malformed_plaintexts"):
        good = _core.embed(scalar(3))
        digits, flags = _core.unembed(bytes.fromhex(vector["point"]) + good)
        assert (digits, flags) == (bytes(32) + scalar(3), b"\x00\x01"), vector["why"]


@given(st.lists(st.integers(0, 2**245 - 1), max_size=5))
def test_every_digit_comes_back(digits: list[int]) -> None:
    encoded = b"".join(digit.to_bytes(32, "little") for digit in digits)
    points = _core.embed(encoded)
    assert _core.first_bad_point(points, False) == -1
    assert _core.unembed(points) == (encoded, b"\x01" * len(digits))


@given(st.binary(min_size=32, max_size=32))
def test_bytes_that_embed_nothing_are_flagged_and_nothing_falls_over(encoding: bytes) -> None:
    digits, flags = _core.unembed(encoding)
    assert flags == (b"\x01" if _core_embeds(encoding) else b"\x00")
    assert flags == b"\x01" or digits == bytes(32)


def _core_embeds(encoding: bytes) -> bool:
    digit = number(encoding) >> 9
    return digit < 2**245 and _core.embed(digit.to_bytes(32, "little")) == encoding


def test_the_identity_embeds_nothing() -> None:
    assert _core.unembed(IDENTITY)[1] == b"\x00"
    assert _core.embed(bytes(32)) != IDENTITY
