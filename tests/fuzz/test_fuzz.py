"""The short form of ``make fuzz``: every parser takes some hundred altered inputs in every run."""

import math
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tellers.canonical import decode, encode
from tellers.errors import Invalid
from tellers.rehearsal.run import Rehearsed
from tests.fuzz.altering import altered
from tests.fuzz.feeding import feed
from tests.fuzz.parsers import Finding, Parser, parsers, taken

NAMES = [
    "note",
    "checkpoint",
    "verifier key",
    "proof of inclusion",
    "voting code",
    "canonical JSON",
    "entry",
    "contest",
    "papers .jsonl",
    "papers .blt",
    "papers .jsonl.gz",
    "papers .abif",
    "papers .csv",
    "papers .json",
    "papers .ndjson",
    "released register",
    "pack as a zip",
    "pack file by file",
]
REFUSED = ("misshapen", "no entry", "a number", "more", "note", "tlog", "code", "canonical", "profile")
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abc_0", max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)


@pytest.fixture(scope="session")
def todo(rehearsed: Rehearsed, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Parser]:
    """The parsers by name."""
    return {parser.name: parser for parser in parsers(rehearsed, tmp_path_factory.mktemp("fuzz"))}


def test_every_parser_is_named_here(todo: dict[str, Parser]) -> None:
    assert list(todo) == NAMES


@pytest.mark.timeout(300)  # two of them verify whole packs
@pytest.mark.parametrize("name", NAMES)
def test_whatever_it_is_fed_it_accepts_or_refuses_in_its_own_words(
    todo: dict[str, Parser], name: str
) -> None:
    fed = feed(todo[name], Random(f"7/{name}"), math.inf, todo[name].short)
    assert fed.findings == []
    assert fed.inputs == todo[name].short
    assert len(fed.ways) > 1, "every input ended in the same place: the alterations reach nothing"


@pytest.mark.parametrize("name", NAMES[:-2])
def test_the_inputs_that_alterations_start_from_are_good(todo: dict[str, Parser], name: str) -> None:
    ways = {taken(todo[name], seed) for seed in todo[name].seeds[:20]}
    assert any(not way.startswith(REFUSED) for way in ways), ways


@given(st.data())
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)  # half of them read files
def test_bytes_from_nowhere_break_nothing(todo: dict[str, Parser], data: st.DataObject) -> None:
    for name in NAMES[:-3]:
        drawn = data.draw(st.binary(max_size=200) | values.map(_json), label=name)
        assert taken(todo[name], drawn) == taken(
            todo[name], drawn
        )  # an answer, the same each time, or a Finding


def _json(value: Any) -> bytes:
    try:
        return encode(value)
    except Invalid:
        return repr(value).encode(errors="replace")


@given(values)
def test_a_value_that_can_be_encoded_is_decoded_again(value: Any) -> None:
    try:
        data = encode(value)
    except Invalid:
        return
    assert decode(data) == value
    assert encode(decode(data)) == data


def test_whatever_else_a_parser_raises_is_a_finding() -> None:
    def breaks(data: bytes) -> str:
        raise IndexError(len(data))

    with pytest.raises(Finding, match="IndexError"):
        taken(Parser("broken", (b"",), breaks), b"abc")
    assert len(feed(Parser("broken", (b"abc",), breaks), Random(1), math.inf).findings) == 3


def test_alterations_are_the_same_for_the_same_seed_and_hardly_ever_none() -> None:
    good = b'{"a":[1,2,3],"b":"text"}'
    first, again = ([altered(good, [good], chance) for _ in range(200)] for chance in (Random(3), Random(3)))
    assert first == again
    assert sum(data != good for data in first) > 150
    assert any(
        data != good and data[:1] == b"{" and encode(decode(data)) == data for data in first[:50] if _is(data)
    )


def _is(data: bytes) -> bool:
    try:
        decode(data)
    except Invalid:
        return False
    return True
