"""What several trustees opened: in its order by one sum, in any order by small multiples."""

import random
from functools import cache

import pytest

from tellers import _core
from tests.crypto.core_states import IDENTITY, scalar
from tests.crypto.test_core_mixing import BAD, EID, PK, Shuffled, ciphertexts, plaintexts

ROWS = 30
SMALL = [[1], [7], [1, 2], [2, 1], [1, 3], [2, 3], [3, 4, 5], [1, 200], [250, 251, 252]]
LARGE = [[101, 103, 107, 109, 113, 127, 131, 137], list(range(100, 120))]


@cache
def opened(indices: tuple[int, ...]) -> tuple[bytes, list[bytes], bytes]:
    """Rows, each trustee's factors, and what they open to, for a key shared among so many."""
    coefficients = _core.random_scalars(len(indices))
    pk = _core.base_multiply(coefficients[:32])
    plain = plaintexts(ROWS)
    rows = _core.encrypt(pk, plain, _core.random_scalars(ROWS))
    firsts = b"".join(rows[at : at + 32] for at in range(0, len(rows), 64))
    shares = [_core.polynomial_at(coefficients, index) for index in indices]
    return rows, [_core.multiply(share * ROWS, firsts) for share in shares], plain


def reordered(plain: bytes, width: int) -> bytes:
    rows = [plain[at : at + 32 * width] for at in range(0, len(plain), 32 * width)]
    random.Random(1).shuffle(rows)
    return b"".join(rows)


@pytest.mark.parametrize("indices", [*SMALL, *LARGE], ids=str)
def test_the_sum_over_all_rows_is_that_of_each_row(indices: list[int]) -> None:
    rows, factors, plain = opened(tuple(indices))
    assert _core.recombine(indices, factors, rows) == plain
    assert _core.check_recombined(indices, factors, rows, plain)
    for at in (0, len(plain) - 32):
        assert not _core.check_recombined(indices, factors, rows, plain[:at] + PK + plain[at + 32 :])
    for number in range(len(indices)):
        bent = [*factors]
        bent[number] = PK + bent[number][32:]
        assert not _core.check_recombined(indices, bent, rows, plain)


@pytest.mark.parametrize("width", [1, 2, 3])
@pytest.mark.parametrize("indices", SMALL, ids=str)
def test_what_was_opened_is_known_again_in_any_order(indices: list[int], width: int) -> None:
    rows, factors, plain = opened(tuple(indices))
    assert _core.check_opened_rows(indices, factors, rows, width, plain)
    assert _core.check_opened_rows(indices, factors, rows, width, reordered(plain, width))
    if width > 1:  # a row is whole, and in its own order
        assert not _core.check_opened_rows(indices, factors, rows, width, plain[32:] + plain[:32])
        assert not _core.check_opened_rows(
            indices, factors, rows, width, plain[32:64] + plain[:32] + plain[64:]
        )


@pytest.mark.parametrize("indices", SMALL, ids=str)
def test_one_row_that_was_not_opened_is_enough(indices: list[int]) -> None:
    rows, factors, plain = opened(tuple(indices))
    other, negated = _core.add(plain[:32], PK), _core.subtract(IDENTITY, plain[:32])
    for lie in (other, negated, plain[32:64], IDENTITY, BAD, b""):
        assert not _core.check_opened_rows(indices, factors, rows, 1, reordered(lie + plain[32:], 1)), lie
    assert not _core.check_opened_rows(indices, factors, rows, 1, plain + plain[:32])
    assert not _core.check_opened_rows(indices, factors, rows, 1, plain[:-1])
    for at in range(len(indices)):
        for value in (PK, BAD):
            bent = [*factors]
            bent[at] = value + bent[at][32:]
            assert not _core.check_opened_rows(indices, bent, rows, 1, plain)


@pytest.mark.parametrize("indices", LARGE, ids=len)
def test_where_no_small_multiple_will_do_nothing_is_said_to_be_good(indices: list[int]) -> None:
    rows, factors, plain = opened(tuple(indices))
    assert not _core.check_opened_rows(indices, factors, rows, 1, plain)


def test_bad_arguments_are_a_callers_mistake() -> None:
    rows, factors, plain = opened((1, 2))
    for arguments in (([1, 1], factors, 1), ([0, 1], factors, 1), ([1], factors, 1), ([1, 2], factors, 0)):
        indices, parts, width = arguments
        with pytest.raises(ValueError):
            _core.check_opened_rows(indices, parts, rows, width, plain)
    with pytest.raises(ValueError, match="whole rows"):
        _core.check_opened_rows([1, 2], factors, rows, 7, plain)


def test_an_identity_that_was_really_opened_is_no_key() -> None:
    rows = _core.encrypt(PK, IDENTITY, _core.random_scalars(1))
    factor = _core.multiply(scalar(987654321), rows[:32])
    assert _core.recombine([1], [factor], rows) == IDENTITY
    assert not _core.check_opened_rows([1], [factor], rows, 1, IDENTITY)


def test_a_file_that_was_decoded_before_is_not_taken_for_another() -> None:
    """The output of a mix is known to the next check; one byte of difference, and it is read again."""
    rows = ciphertexts(20)
    first = Shuffled(rows, *_core.shuffle(EID, "selection", "joint", 1, "mixer-1", PK, 1, rows))
    second = Shuffled(
        first.out, *_core.shuffle(EID, "selection", "joint", 2, "mixer-1", PK, 1, first.out), stage=2
    )
    for _ in range(2):
        assert first.failures() == second.failures() == []
    factors, *proof = _core.decrypt(EID, "c", "g", 1, scalar(987654321), PK, second.out)
    assert second.failures() == []
    assert _core.check_decrypt(EID, "c", "g", 1, PK, second.out, factors, *proof)
    for at in (0, 32, len(second.out) - 64, len(second.out) - 32):
        for half in (PK, BAD):
            altered = second.out[:at] + half + second.out[at + 32 :]
            assert second.failures() == []
            assert Shuffled(first.out, altered, second.proof, stage=2).failures() != []
            assert Shuffled(altered, second.out, second.proof, stage=2).failures() != []
            if at % 64 == 0:
                assert not _core.check_decrypt(EID, "c", "g", 1, PK, altered, factors, *proof)
