"""The transcript against its description, written out by hand."""

from hashlib import sha512
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellers.crypto.transcript import Transcript
from tests.crypto.core_states import Q, number, prefixed, state


def test_the_state_is_every_label_and_value_behind_its_length() -> None:
    t = Transcript("test")
    t.append("m", b"a statement")
    t.u64("n", 258)
    t.points("P", b"\x01" * 32, b"\x02" * 32)
    points = b"\x01" * 32 + b"\x02" * 32
    assert t.state == state("test", ("m", b"a statement"), ("n", 258), ("P", points))


def test_a_challenge_is_the_hash_of_the_state_modulo_q_and_moves_it() -> None:
    t = Transcript("test")
    t.append("m", b"x")
    digest = sha512(t.state + b"\x02" + prefixed(b"c")).digest()
    assert number(t.challenge("c")) == number(digest) % Q
    assert t.state == prefixed(b"MBP1/fs/next") + digest
    assert number(t.challenge("c")) != number(digest) % Q


def test_a_vector_of_challenges_comes_from_one_squeeze() -> None:
    one, three, plain = Transcript("test"), Transcript("test"), Transcript("test")
    digest = plain.squeeze("u")
    drawn = three.challenge_vector("u", 3)
    assert one.challenge_vector("u", 1) == drawn[:1]
    assert len(set(drawn)) == 3
    assert three.state == plain.state == prefixed(b"MBP1/fs/next") + digest


def test_a_number_of_more_than_eight_bytes_is_a_callers_mistake() -> None:
    with pytest.raises(OverflowError):
        Transcript("test").u64("n", 2**64)


operations = st.lists(st.tuples(st.sampled_from("abc"), st.binary(max_size=4)), max_size=4)


@given(operations, operations)
def test_two_histories_have_one_state_only_if_they_are_one(first: Any, second: Any) -> None:
    states = []
    for history in (first, second):
        t = Transcript("test")
        for label, value in history:
            t.append(label, value)
        states.append(t.state)
    assert (states[0] == states[1]) == (first == second)
