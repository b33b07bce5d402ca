"""A secret is revealed on purpose or not at all."""

import copy
import pickle
from dataclasses import dataclass

import pytest

from tellers.crypto.secret import Secret

BYTES = b"the bytes of a key"
SECRET = Secret(BYTES)


@dataclass(frozen=True)
class Holder:
    secret: Secret


@pytest.mark.parametrize(
    "shown", [repr(SECRET), str(SECRET), f"{SECRET}", f"{Holder(SECRET)}", repr([SECRET])]
)
def test_nothing_shows_a_secret(shown: str) -> None:
    assert "Secret(***)" in shown
    assert "key" not in shown
    assert BYTES.hex() not in shown


def test_a_secret_is_revealed_when_asked_for() -> None:
    assert SECRET.reveal() == BYTES


def test_secrets_are_equal_by_their_bytes_and_to_nothing_else() -> None:
    assert Secret(BYTES) == SECRET
    assert Secret(BYTES[:-1]) != SECRET
    assert SECRET != BYTES


def test_a_secret_is_neither_pickled_nor_copied_nor_a_key_of_a_dictionary() -> None:
    for leak in (pickle.dumps, copy.copy, copy.deepcopy, hash):
        with pytest.raises(TypeError):
            leak(SECRET)
    assert not hasattr(SECRET, "__dict__")
