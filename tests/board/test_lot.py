"""The lot: everybody can draw it again, and nobody could choose it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellers.board import lot
from tellers.errors import Refused

BODY = b"ballots.example/marsh-lane\n11\nMpIghwdLQvu/Ojo2cjqyeCX9m62x4pvd68P+qD6ewE0=\n"


@given(st.binary(min_size=32, max_size=32), st.integers(0, 60))
def test_every_option_is_drawn_once_and_the_same_way_again(seed: bytes, options: int) -> None:
    drawn = lot.order(seed, options)
    assert sorted(drawn) == list(range(options))
    assert lot.order(seed, options) == drawn


def test_the_seed_is_of_the_election_and_of_the_checkpoint_at_the_close() -> None:
    eid = bytes(range(32))
    assert lot.seed(eid, BODY) == lot.seed(eid, BODY)
    assert (
        len({lot.seed(eid, BODY), lot.seed(bytes(32), BODY), lot.seed(eid, BODY.replace(b"11", b"12"))}) == 3
    )


def test_words_give_a_seed_however_their_letters_are_composed_and_no_other_words_do() -> None:
    assert lot.seed_of_words("W\u00fcrfel 3") == lot.seed_of_words("Wu\u0308rfel 3")
    assert len({lot.seed_of_words(words) for words in ("3 5", "35", "3, 5", "W", "w", "\u0663")}) == 6


@pytest.mark.parametrize("words", ["dice 3 5", " dice 3 5", "dice 3  5\n", "dice\u00a03\t5 "])
def test_spaces_at_the_ends_and_how_many_there_are_change_no_lot(words: str) -> None:
    assert lot.as_drawn(words) == "dice 3 5"
    assert lot.seed_of_words(words) == lot.seed_of_words("dice 3 5")


@pytest.mark.parametrize("words", ["", " ", "\u3000\n", "dice\u200b3", "dice\0", "\udcff", "\u202edice"])
def test_no_words_and_signs_that_cannot_be_seen_give_no_lot(words: str) -> None:
    with pytest.raises(Refused) as caught:
        lot.seed_of_words(words)
    assert caught.value.code == "lot.words"


def test_no_option_is_favoured() -> None:
    drawn = [lot.order(number.to_bytes(32, "big"), 3)[0] for number in range(300)]
    assert min(drawn.count(option) for option in range(3)) > 70
