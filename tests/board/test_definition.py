"""The shapes of the set-up and of the election: exactly their fields, each of its kind."""

from copy import deepcopy
from typing import Any

import pytest

from tellers.board import definition
from tellers.board.definition import ELECTION, SETUP
from tests.vectors import poll

DEFINITIONS = [(SETUP, poll.SETUP), (ELECTION, poll.ELECTION)]


def test_honest_definitions_have_their_shape() -> None:
    for shape, value in DEFINITIONS:
        assert shape(value) is None
    assert [definition.contest(contest) for contest in poll.CONTESTS] == [None, None]


@pytest.mark.parametrize(
    ("shape", "value", "name"), [(shape, value, name) for shape, value in DEFINITIONS for name in value]
)
def test_no_field_may_be_missing_or_of_another_kind(shape: Any, value: dict[str, Any], name: str) -> None:
    without = {key: one for key, one in value.items() if key != name}
    assert f"lacks the field {name}" in shape(without)
    others: tuple[Any, ...] = (None, 1.5, [[]], {"": 0})
    for wrong in others:
        assert f"`{name}`" in shape({**value, name: wrong})
    assert "does not belong" in shape({**value, "extra": 1})


@pytest.mark.parametrize("value", [None, [], "ranked", {}, {"kind": []}, {"kind": "score"}])
def test_what_is_of_no_kind_is_no_contest(value: Any) -> None:
    assert definition.contest(value) is not None


@pytest.mark.parametrize("contest", poll.CONTESTS)
def test_a_contest_has_exactly_the_fields_of_its_kind(contest: dict[str, Any]) -> None:
    for name in contest:
        short = {key: one for key, one in contest.items() if key != name}
        assert definition.contest(short) is not None
    both = {**poll.CHAIR, **poll.MOTION, "kind": contest["kind"]}
    assert "does not belong" in str(definition.contest(both))


def test_contests_styles_and_parameters_are_looked_into() -> None:
    no_style, too_many = ({**poll.ELECTION, "styles": poll.ELECTION["styles"] * n} for n in (0, 65))
    no_object = {**poll.ELECTION, "contests": ["chair"]}
    for wrong in (no_style, too_many, no_object):
        assert ELECTION(wrong) is not None
    contest = deepcopy(poll.CHAIR)
    contest["count"]["parameters"] = [["ties"]]
    assert "is not a list of 2 items" in str(definition.contest(contest))


@pytest.mark.parametrize(
    "rule",
    [
        {"mode": "joint", "mix_k": 0},
        {"mode": "joint", "mix_k": 30, "sets": [["post"]]},
        {"mode": "split", "mix_k": 30},
        {"mode": "split", "mix_k": 1, "sets": [["post"]]},
        {"mode": "split", "mix_k": 30, "sets": []},
        {"mode": "split", "mix_k": 30, "sets": [[]]},
        {"mode": "split", "mix_k": 30, "sets": [["pigeon"]]},
        {"mode": "apart", "mix_k": 30, "sets": [["post"]]},
    ],
)
def test_a_rule_of_mixing_is_joint_or_names_the_sets_that_are_mixed_apart(rule: dict[str, Any]) -> None:
    split = {"mode": "split", "mix_k": 2, "sets": [["post", "in-person"], ["kiosk"]]}
    assert ELECTION({**poll.ELECTION, "mix_rule": split}) is None
    assert "`mix_rule`" in str(ELECTION({**poll.ELECTION, "mix_rule": rule}))


def test_every_role_has_at_most_one_channel_of_its_own() -> None:
    channels = [channel for own in definition.CHANNELS_OF_ROLE.values() for channel in own]
    assert sorted(channels) == ["assisted", "in-person", "kiosk", "online", "post"]
    assert set(definition.ONE_OF_EACH) < set(definition.CHANNELS_OF_ROLE)
