"""Shuffles and partial decryptions: equal to the shared vectors, and refused for each single lie."""

from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellers import _core
from tests.crypto.core_states import IDENTITY, Q, hexes, number, scalar
from tests.shared_vectors import protocol_vectors

EID = bytes(range(32))
SECRET = scalar(987654321)
PK = _core.base_multiply(SECRET)
BAD = b"\xff" * 32


@dataclass(frozen=True)
class Shuffled:
    """A stage with its output and proof, every part replaceable."""

    rows: bytes
    out: bytes
    proof: bytes
    eid: bytes = EID
    contest: str = "selection"
    group: str = "joint"
    stage: int = 1
    mixer: str = "mixer-1"
    pk: bytes = PK
    width: int = 1

    def failures(self) -> list[str]:
        return _core.check_shuffle(
            self.eid,
            self.contest,
            self.group,
            self.stage,
            self.mixer,
            self.pk,
            self.width,
            self.rows,
            self.out,
            self.proof,
        )


def plaintexts(count: int) -> bytes:
    return _core.embed(b"".join((2 + index).to_bytes(32, "little") for index in range(count)))


def ciphertexts(count: int) -> bytes:
    return _core.encrypt(PK, plaintexts(count), _core.random_scalars(count))


def opened(rows: bytes) -> list[bytes]:
    """The plaintext points of rows, by the secret key."""
    halves = [rows[place : place + 32] for place in range(0, len(rows), 32)]
    masks = _core.multiply(SECRET * (len(halves) // 2), b"".join(halves[::2]))
    points = _core.subtract(b"".join(halves[1::2]), masks)
    return [points[place : place + 32] for place in range(0, len(points), 32)]


def shuffled(count: int, width: int = 1) -> Shuffled:
    rows = ciphertexts(count * width)
    out, proof = _core.shuffle(EID, "selection", "joint", 1, "mixer-1", PK, width, rows)
    return Shuffled(rows, out, proof, width=width)


def from_vector(vector: dict[str, Any]) -> Shuffled:
    return Shuffled(
        bytes.fromhex(vector["in"]),
        bytes.fromhex(vector["out"]),
        bytes.fromhex(vector["proof"]),
        bytes.fromhex(vector["eid"]),
        vector["contest"],
        vector["group"],
        vector["stage"],
        vector["mixer"],
        bytes.fromhex(vector["pk"]),
        vector["w"],
    )


def test_shuffles_are_the_shared_ones() -> None:
    for vector in protocol_vectors("shuffle"):
        good = from_vector(vector)
        out, proof = _core.shuffle(
            good.eid,
            good.contest,
            good.group,
            good.stage,
            good.mixer,
            good.pk,
            good.width,
            good.rows,
            permutation=vector["perm"],
            randomness=hexes([r for row in vector["r"] for r in row]),
            nonces=hexes(vector["nonces"]),
        )
        assert (out, proof) == (good.out, good.proof)
        assert good.failures() == []
        assert _core.generators(vector["N"] + 1) == hexes(vector["H"])


@pytest.mark.parametrize(("count", "width"), [(1, 1), (2, 1), (5, 3), (600, 1), (300, 2)])
def test_a_fresh_shuffle_is_good_and_keeps_every_row(count: int, width: int) -> None:
    made = shuffled(count, width)
    assert made.failures() == []
    before, after = opened(made.rows), opened(made.out)
    rows_before = [tuple(before[place : place + width]) for place in range(0, len(before), width)]
    rows_after = [tuple(after[place : place + width]) for place in range(0, len(after), width)]
    assert sorted(rows_before) == sorted(rows_after)
    assert count < 5 or rows_before != rows_after
    assert len(made.proof) == 16 + 32 * (5 * count + 6 + 3 * width)


def test_two_shuffles_of_one_input_have_nothing_in_common() -> None:
    rows = ciphertexts(20)
    outs = [_core.shuffle(EID, "c", "g", 1, "m", PK, 1, rows)[0] for _ in range(2)]
    halves = [{out[place : place + 32] for place in range(0, len(out), 32)} for out in outs]
    assert not halves[0] & halves[1]


@pytest.mark.parametrize(
    "changed",
    [
        {"eid": bytes(32)},
        {"contest": "motion"},
        {"group": "g1"},
        {"stage": 2},
        {"mixer": "mixer-2"},
        {"pk": _core.base_multiply(scalar(3))},
    ],
)
def test_a_proof_is_good_only_for_its_stage(changed: dict[str, Any]) -> None:
    assert replace(shuffled(6), **changed).failures() == ["E1", "E2", "E3", "E4", "E5"]


def parts(count: int, width: int) -> dict[str, int]:
    """Where each part of a proof file starts, in encodings after the header."""
    lengths = {
        "C": count,
        "Ch": count,
        "T": 3,
        "T4": 2 * width,
        "Th": count,
        "z": 3,
        "z4": width,
        "zh": count,
    }
    starts, at = {}, 0
    for name, length in [*lengths.items(), ("z_prime", count)]:
        starts[name] = at
        at += length
    return starts


def replaced(proof: bytes, place: int, encoding: bytes) -> bytes:
    """The proof file with encoding number ``place`` replaced."""
    start = 16 + 32 * place
    return proof[:start] + encoding + proof[start + 32 :]


def with_next_scalar(proof: bytes, place: int) -> bytes:
    """The proof with one response put off by one."""
    start = 16 + 32 * place
    return replaced(proof, place, scalar(number(proof[start : start + 32]) + 1))


def with_next_point(proof: bytes, place: int) -> bytes:
    """The proof with one commitment put off by a point."""
    start = 16 + 32 * place
    return replaced(proof, place, _core.add(proof[start : start + 32], PK))


@pytest.mark.parametrize(("count", "width"), [(1, 1), (4, 2)])
def test_each_equation_alone_refuses_a_response_that_is_its_own(count: int, width: int) -> None:
    made, starts = shuffled(count, width), parts(count, width)
    own = {"E1": [starts["z"]], "E2": [starts["z"] + 1], "E3": [starts["z"] + 2]}
    own["E4"] = [starts["z4"] + j for j in range(width)]
    own["E5"] = [starts["zh"] + i for i in range(count)]
    for equation, places in own.items():
        for place in places:
            proof = with_next_scalar(made.proof, place)
            assert replace(made, proof=proof).failures() == [equation]
    for i in range(count):
        proof = with_next_scalar(made.proof, starts["z_prime"] + i)
        assert replace(made, proof=proof).failures() == ["E3", "E4", "E5"]


def test_every_encoding_of_a_proof_is_checked() -> None:
    made, first_response = shuffled(3, 2), parts(3, 2)["z"]
    for place in range((len(made.proof) - 16) // 32):
        put_off = with_next_point if place < first_response else with_next_scalar
        assert replace(made, proof=put_off(made.proof, place)).failures() not in ([], ["malformed"])
        assert replace(made, proof=replaced(made.proof, place, BAD)).failures() == ["malformed"]


@pytest.mark.parametrize("file", ["rows", "out"])
def test_every_encoding_of_both_files_is_checked(file: str) -> None:
    made = shuffled(3)
    value = getattr(made, file)
    for start in range(0, len(value), 32):
        other = _core.add(value[start : start + 32], PK)
        changed = value[:start] + other + value[start + 32 :]
        assert "E4" in replace(made, **{file: changed}).failures()
        malformed = value[:start] + BAD + value[start + 32 :]
        assert replace(made, **{file: malformed}).failures() == ["malformed"]


def test_a_row_exchanged_for_another_ciphertext_is_refused() -> None:
    made = shuffled(5)
    assert "E4" in replace(made, out=made.out[:-64] + ciphertexts(1)).failures()
    assert "E4" in replace(made, out=made.out[:64] + made.out[:64] + made.out[128:]).failures()


@pytest.mark.parametrize(
    "changed",
    [
        lambda made: replace(made, proof=made.proof[:-1]),
        lambda made: replace(made, proof=made.proof[:-32]),
        lambda made: replace(made, proof=made.proof + bytes(32)),
        lambda made: replace(made, proof=b""),
        lambda made: replace(made, proof=made.proof[:16]),
        lambda made: replace(made, proof=b"MBP1mix2" + made.proof[8:]),
        lambda made: replace(made, proof=made.proof[:8] + (5).to_bytes(4, "little") + made.proof[12:]),
        lambda made: replace(made, proof=made.proof[:12] + (2).to_bytes(4, "little") + made.proof[16:]),
        lambda made: replace(made, out=made.out[:-64]),
        lambda made: replace(made, out=made.out + made.out[:64]),
        lambda made: replace(made, rows=made.rows[:-64]),
        lambda made: replace(made, rows=made.rows[:-1], out=made.out[:-1]),
        lambda made: replace(made, rows=b"", out=b""),
        lambda made: replace(made, width=2),
        lambda made: replace(made, width=0),
        lambda made: replace(made, width=2**63),
        lambda made: replace(made, pk=IDENTITY),
        lambda made: replace(made, pk=BAD),
    ],
)
def test_a_file_of_the_wrong_shape_is_malformed(changed: Any) -> None:
    assert changed(shuffled(4)).failures() == ["malformed"]


def test_a_ciphertext_may_not_start_with_the_identity() -> None:
    rows = IDENTITY + PK + ciphertexts(2)
    with pytest.raises(ValueError, match="ciphertext"):
        _core.shuffle(EID, "c", "g", 1, "m", PK, 1, rows)
    made = shuffled(3)
    assert replace(made, rows=IDENTITY + made.rows[32:]).failures() == ["malformed"]
    assert replace(made, out=IDENTITY + made.out[32:]).failures() == ["malformed"]


@pytest.mark.parametrize(
    "secrets",
    [
        {"permutation": [0, 0]},
        {"permutation": [0, 2]},
        {"permutation": [0]},
        {"randomness": scalar(1)},
        {"randomness": BAD * 2},
        {"nonces": scalar(1) * 11},
    ],
)
def test_a_mixers_impossible_choices_are_its_own_mistake(secrets: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        _core.shuffle(EID, "c", "g", 1, "m", PK, 1, ciphertexts(2), **secrets)


@given(proof=st.binary(max_size=300), out=st.binary(max_size=200))
def test_no_bytes_whatever_make_a_shuffle_check_fall_over(proof: bytes, out: bytes) -> None:
    rows = bytes.fromhex("e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76") * 2
    header = b"MBP1mix1" + (1).to_bytes(4, "little") * 2
    for file in (proof, header + proof, header + (proof + bytes(14 * 32))[: 14 * 32]):
        assert replace(Shuffled(rows, out, file)).failures() != []
        assert replace(Shuffled(rows, rows, file)).failures() != []


# Decryption


def decrypted(rows: bytes) -> dict[str, Any]:
    factors, t_b, t_a, z = _core.decrypt(EID, "selection", "joint", 1, SECRET, PK, rows)
    statement = {"eid": EID, "contest": "selection", "group": "joint", "index": 1, "x_pub": PK, "rows": rows}
    return {**statement, "factors": factors, "t_b": t_b, "t_a": t_a, "z": z}


def test_decryptions_are_the_shared_ones() -> None:
    vector, shares = protocol_vectors("decrypt"), protocol_vectors("dkg")["x"]
    eid, rows = bytes.fromhex(vector["eid"]), bytes.fromhex(vector["rows"])
    for partial in vector["partials"]:
        secret, public = bytes.fromhex(shares[partial["i"] - 1]), bytes.fromhex(partial["X"])
        statement = (eid, vector["contest"], vector["group"], partial["i"])
        made = _core.decrypt(*statement, secret, public, rows, nonces=hexes(partial["nonces"]))
        expected = (
            hexes(partial["factors"]),
            *(bytes.fromhex(partial["dleq"][k]) for k in ("t_b", "t_a", "z")),
        )
        assert made == expected
        assert _core.check_decrypt(*statement, public, rows, *made)
    indices = [partial["i"] for partial in vector["partials"]]
    factors = [hexes(partial["factors"]) for partial in vector["partials"]]
    plain = hexes(vector["plain"])
    assert _core.recombine(indices, factors, rows) == plain
    assert _core.check_recombined(indices, factors, rows, plain)


def test_a_whole_mix_decrypts_to_what_was_encrypted() -> None:
    made = shuffled(50)
    opening = decrypted(made.out)
    assert _core.check_decrypt(**opening)
    plain = _core.recombine([1], [opening["factors"]], made.out)
    digits, flags = _core.unembed(plain)
    assert flags == b"\x01" * 50
    assert sorted(number(digits[at : at + 32]) for at in range(0, len(digits), 32)) == list(range(2, 52))


@pytest.mark.parametrize(
    "changed",
    [
        {"eid": bytes(32)},
        {"contest": "motion"},
        {"group": "g1"},
        {"index": 2},
        {"x_pub": _core.base_multiply(scalar(3))},
        {"x_pub": IDENTITY},
        {"x_pub": BAD},
        {"t_b": PK},
        {"t_b": BAD},
        {"t_b": b""},
        {"t_a": PK},
        {"t_a": PK[:31]},
        {"z": scalar(1)},
        {"z": Q.to_bytes(32, "little")},
        {"factors": b""},
    ],
)
def test_a_decryption_is_good_only_as_it_was_made(changed: dict[str, Any]) -> None:
    assert not _core.check_decrypt(**{**decrypted(ciphertexts(4)), **changed})


def test_every_factor_and_every_first_half_is_checked() -> None:
    opening = decrypted(ciphertexts(4))
    factors, rows = opening["factors"], opening["rows"]
    for at in range(0, 128, 32):
        bent = factors[:at] + _core.add(factors[at : at + 32], PK) + factors[at + 32 :]
        for value in (bent, factors[:at] + BAD + factors[at + 32 :], factors[:at] + factors[at + 32 :]):
            assert not _core.check_decrypt(**{**opening, "factors": value})
        for half in (PK, IDENTITY, BAD):
            changed = rows[: 2 * at] + half + rows[2 * at + 32 :]
            assert not _core.check_decrypt(**{**opening, "rows": changed})
    assert not _core.check_decrypt(**{**opening, "factors": factors + factors[:32]})
    assert not _core.check_decrypt(**{**opening, "factors": factors[:-1]})
    assert not _core.check_decrypt(**{**opening, "rows": b"", "factors": b""})


def test_two_bent_factors_whose_errors_cancel_are_refused() -> None:
    opening = decrypted(ciphertexts(2))
    factors = opening["factors"]
    bent = _core.add(factors[:32], PK) + _core.subtract(factors[32:], PK)
    assert not _core.check_decrypt(**{**opening, "factors": bent})


def test_a_wrong_share_is_the_trustees_own_mistake() -> None:
    with pytest.raises(ValueError, match="secret"):
        _core.decrypt(EID, "c", "g", 1, scalar(5), PK, ciphertexts(1))
    with pytest.raises(ValueError, match="no ciphertexts"):
        _core.decrypt(EID, "c", "g", 1, SECRET, PK, b"")


def test_a_published_plaintext_that_is_not_the_sum_of_factors_is_refused() -> None:
    rows = ciphertexts(1100)
    factors = decrypted(rows)["factors"]
    plain = _core.recombine([1], [factors], rows)
    assert _core.check_recombined([1], [factors], rows, plain)
    for at in (0, 32 * 1030):
        for other in (PK, BAD):
            changed = plain[:at] + other + plain[at + 32 :]
            assert not _core.check_recombined([1], [factors], rows, changed)
    assert not _core.check_recombined([1], [factors], rows, plain[:-32])
    assert not _core.check_recombined([1], [factors], rows, plain[:-1])
    assert not _core.check_recombined([1], [factors], rows, b"")
    assert _core.check_recombined([1], [b""], b"", b"")


def test_every_ciphertext_of_a_wide_row_is_hidden_by_its_own_randomness() -> None:
    """With one randomness for a whole row, the differences inside it would come out as they went in."""
    rows, width = ciphertexts(24), 3
    out, _ = _core.shuffle(EID, "selection", "joint", 1, "mixer-1", PK, width, rows)
    for half in (0, 32):
        before, after = _differences(rows, width, half), _differences(out, width, half)
        assert len(before) == len(after) == 2 * 24 // width
        assert not before & after


def _differences(rows: bytes, width: int, half: int) -> set[bytes]:
    """What every ciphertext of a row differs by from the first one in it, in one of its halves."""
    points = [rows[at + half : at + half + 32] for at in range(0, len(rows), 64)]
    firsts = b"".join(points[n - n % width] for n in range(len(points)) if n % width)
    others = b"".join(points[n] for n in range(len(points)) if n % width)
    found = _core.subtract(others, firsts)
    return {found[at : at + 32] for at in range(0, len(found), 32)}
