"""The register at the close: one row for each elector, whether or not they voted."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tellers.canonical import decode
from tellers.register import rows
from tellers.register.closing import Case, ClosedRegister, Mark, close
from tests import branch

OPENS = branch.OPENS
FIRST = OPENS // 60
CREDS = [f"{number:032x}" for number in range(1, 13)]
ISSUED = [["email", "letter"]] * 12
LADDER = [60, 1440]
ALL = {"full": range(1, 13)}
MARKS = {
    1: Mark("online", FIRST + 5, 40),
    2: Mark("online", FIRST + 7, 41),
    5: Mark("online", FIRST + 70, 44),
    6: Mark("online", FIRST + 75, 45),
    4: Mark("in-person", FIRST + 1500, 60, "box-1"),
    9: Mark("post", FIRST + 500, 61, "post-1"),
}


def closed(marks: dict[int, Mark] = MARKS, groups: Mapping[str, Sequence[int]] = ALL) -> ClosedRegister:
    return close(marks, CREDS, ISSUED, groups, OPENS, LADDER, 2)


def values(register: ClosedRegister, row: int, *names: str) -> list[Any]:
    return [register.rows[row - 1].values[name] for name in names]


def test_every_elector_has_a_row_with_every_field_in_order() -> None:
    register = closed()
    assert len(register.rows) == 12
    for row in register.rows:
        assert tuple(row.values) == rows.FIELDS


def test_a_mark_says_who_by_which_channel_and_when() -> None:
    register = closed()
    told = ("status", "channel", "label", "bucket", "time", "idx", "batch")
    assert values(register, 2, *told) == ["voted", "online", "online", 0, FIRST + 7, 41, ""]
    assert values(register, 5, *told) == ["voted", "online", "online", 1, FIRST + 70, 44, ""]
    assert values(register, 4, *told) == ["voted", "in-person", "paper", 0, FIRST + 1500, 60, "box-1"]
    assert values(register, 3, *told) == ["not-voted", "", "", -1, 0, -1, ""]
    assert values(register, 3, "cred", "eligible", "issued") == [CREDS[2], True, ["email", "letter"]]


def test_channels_and_labels_are_totalled_as_the_board_will_check_them() -> None:
    register = closed()
    assert register.by_channel == [["in-person", 1], ["online", 4], ["post", 1]]
    assert register.labels == [
        ["full", "online", ["online"], 4, 60],
        ["full", "paper", ["in-person", "post"], 2, 1440],
    ]


def test_labels_and_times_are_made_in_each_group_for_itself() -> None:
    register = closed(groups={"full": [1, 2, 3, 4, 5, 7, 8], "full-x25": [6, 9, 10, 11, 12]})
    assert register.by_channel == [["in-person", 1], ["online", 4], ["post", 1]]
    assert register.labels == [
        ["full", "online", ["online"], 3, 1440],
        ["full", "paper", ["in-person"], 1, 0],
        ["full-x25", "electronic", ["online"], 1, 0],
        ["full-x25", "paper", ["post"], 1, 0],
    ]
    assert values(register, 6, "channel", "label", "bucket") == ["online", "electronic", -1]
    assert values(register, 5, "channel", "label", "bucket") == ["online", "online", 0]


def test_who_was_excluded_is_told_so_and_is_in_no_number_but_the_one_of_those() -> None:
    cases = {3: Case(2, excluded=True), 7: Case(excluded=True), 1: Case(reissues=1)}
    register = close(MARKS, CREDS, ISSUED, ALL, OPENS, LADDER, 2, cases)
    assert register.excluded == 2
    assert (register.by_channel, register.labels) == (closed().by_channel, closed().labels)
    assert values(register, 3, "status", "channel", "label", "bucket") == ["excluded", "", "", -1]
    assert values(register, 3, "time", "idx", "batch", "reissues") == [0, -1, "", 2]
    assert [values(register, row, "status", "reissues") for row in (1, 7)] == [["voted", 1], ["excluded", 0]]
    assert closed().excluded == 0


def test_a_register_without_a_mark_is_a_register() -> None:
    register = closed({})
    assert (register.by_channel, register.labels) == ([], [])
    assert {row.values["status"] for row in register.rows} == {"not-voted"}


def test_a_sealed_row_opens_field_by_field_and_tells_nothing_else() -> None:
    row = closed().rows[1]
    leaf = decode(row.leaf(2))
    assert leaf["row"] == 2
    assert len(leaf["f"]) == len(rows.FIELDS) == 13
    for name, digest in zip(rows.FIELDS, leaf["f"], strict=True):
        assert rows.digest(rows.salt(row.secret, name), name, row.values[name]) == digest
        assert rows.digest(rows.salt(bytes(32), name), name, row.values[name]) != digest
    assert b"online" not in row.leaf(2)


def test_two_electors_with_the_same_mark_have_no_digest_in_common() -> None:
    register = closed({1: Mark("online", FIRST, 7), 2: Mark("online", FIRST, 7)})
    first, second = (set(decode(row.leaf(1))["f"]) for row in register.rows[:2])
    assert not first & second


def test_a_row_prints_no_secret() -> None:
    row = closed().rows[0]
    assert repr(row.secret) not in repr(row)
    assert row.secret.hex() not in repr(row)


def test_a_row_without_a_pseudonym_or_deliveries_is_a_callers_mistake() -> None:
    with pytest.raises(ValueError, match="zip"):
        close({}, CREDS, ISSUED[:-1], ALL, OPENS, LADDER, 2)
