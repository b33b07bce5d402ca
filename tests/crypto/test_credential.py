"""Voting codes as they are typed, and the two halves of a credential."""

import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellers.crypto import check
from tellers.crypto.credential import check_character, pseudonym, read_code, written_code
from tellers.crypto.prove import credentials
from tellers.crypto.secret import Secret
from tellers.errors import Refused

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SID, EID = b"\x01" * 32, b"\x02" * 32
codes = st.text(ALPHABET, min_size=15, max_size=15)


@given(codes, st.randoms())
def test_a_code_is_read_however_a_person_types_it(code: str, chance: Random) -> None:
    written = written_code(code)
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", written)
    typed = "".join(chance.choice([c, c.lower(), f" {c}", f"{c} - "]) for c in written)
    lookalike = typed.replace("1", chance.choice("1IiLl")).replace("0", chance.choice("0Oo"))
    for one in (written, typed, lookalike):
        assert read_code(one) == code


def test_nearly_every_slip_of_one_character_is_caught() -> None:
    caught = tried = 0
    for n in range(8):
        written = written_code((ALPHABET * 2)[n : n + 15]).replace("-", "")
        for place in range(16):
            for other in ALPHABET:
                slipped = written[:place] + other + written[place + 1 :]
                if slipped != written:
                    tried += 1
                    caught += is_refused(slipped)
    assert caught / tried > 0.95


def is_refused(typed: str) -> bool:
    try:
        read_code(typed)
    except Refused:
        return True
    return False


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "0000",
        written_code("0" * 15) + "0",
        written_code("0" * 15)[:-1],
        "U" + written_code("0" * 15)[1:],
        "é" + written_code("0" * 15)[1:],
        "0000/0000/0000/000" + check_character("0" * 15),
    ],
)
def test_what_is_no_code_is_refused_and_never_repeated(typed: str) -> None:
    with pytest.raises(Refused) as caught:
        read_code(typed)
    assert caught.value.code == "code.mistyped"
    assert len(typed) < 5 or typed not in str(caught.value)


def stretched(sid: bytes, row: int, code: str) -> bytes:
    return credentials.registrar_keys(sid, [row], [code])[0].reveal()


def test_a_code_is_stretched_for_its_poll_and_its_row_only() -> None:
    code, other = "0" * 15, "0" * 14 + "1"
    keys = [
        stretched(SID, 1, code),
        stretched(EID, 1, code),
        stretched(SID, 2, code),
        stretched(SID, 1, other),
    ]
    assert len(set(keys)) == 4
    assert check.first_bad_scalar(b"".join(keys)) == -1
    both = credentials.registrar_keys(SID, [1, 2], [code, code])
    assert [key.reveal() for key in both] == [keys[0], keys[2]]


def test_the_servers_half_is_of_its_poll_row_and_seed_only() -> None:
    seeds = [credentials.new_seed(), credentials.new_seed()]
    keys = [
        credentials.server_key(sid, row, seed).reveal()
        for sid in (SID, EID)
        for row in (1, 2)
        for seed in seeds
    ]
    assert len(set(keys)) == 8


def test_new_codes_and_seeds_never_repeat_and_are_of_the_right_length() -> None:
    seeds = (Secret(bytes([1]) * 32), Secret(bytes([2]) * 32))
    drawn = {
        credentials.code(seed, sid, row, issue)
        for seed in seeds
        for sid in (SID, EID)
        for row in range(1, 26)
        for issue in (0, 1)
    }
    assert len(drawn) == 200
    assert {len(code) for code in drawn} == {15}
    assert set("".join(drawn)) == set(ALPHABET)
    assert len(credentials.new_seed().reveal()) == 16


def test_a_pseudonym_is_of_both_halves_in_their_order() -> None:
    assert re.fullmatch(r"[0-9a-f]{32}", pseudonym(SID, EID))
    assert len({pseudonym(SID, EID), pseudonym(EID, SID), pseudonym(SID, SID)}) == 3


def test_keys_of_one_half_are_sealed_for_their_rows_and_half() -> None:
    seeds = [credentials.new_seed() for _ in range(3)]
    keys = [credentials.server_key(SID, row, seed) for row, seed in enumerate(seeds, 1)]
    pk = credentials.public_key(Secret(b"\x05" + bytes(31)))
    records = credentials.seal(EID, "s", pk, keys)
    assert len(records) == 3 * 192
    assert check.check_sealed(EID, "s", pk, records) == -1
    assert check.check_sealed(EID, "r", pk, records) == 0
