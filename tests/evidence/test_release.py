"""Making a release package, and showing it as a table."""

import csv
import io
from dataclasses import replace

import pytest

from tellers.canonical import decode, h256, le32
from tellers.crypto.secret import Secret
from tellers.errors import Refused
from tellers.evidence.release import (
    KeyOpening,
    OpenedRow,
    is_marked_by,
    make_own_row,
    make_release,
    to_csv,
    watermark,
)
from tellers.tlog import merkle

KEY = bytes(range(32))
TIER = {"roll": ["name", "unit"], "reg": ["status", "bucket"]}
SALT = "ab" * 32


def row(number: int, name: str = "Odile Birch") -> OpenedRow:
    return OpenedRow(
        number,
        {"name": (name, SALT), "unit": ("Marsh Lane", SALT), "email": ("a@example.org", SALT)},
        {"status": ("voted", SALT), "bucket": (-1, SALT), "cred": ("00" * 16, SALT)},
    )


def release(*rows: OpenedRow, key: bytes = KEY, recipient: str = "Perrin Ash") -> bytes:
    return make_release("ee" * 32, "r-1", recipient, "b", TIER, rows, key)


def table(package: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(to_csv(decode(package)))))


def test_a_package_opens_the_fields_of_the_tier_and_no_other() -> None:
    package = decode(release(row(1)))
    assert package["rows"] == [
        {
            "row": 1,
            "roll": [["name", "Odile Birch", SALT], ["unit", "Marsh Lane", SALT]],
            "reg": [["status", "voted", SALT], ["bucket", -1, SALT]],
        }
    ]
    assert b"example.org" not in release(row(1))


def test_rows_stand_in_the_order_of_the_watermark() -> None:
    numbers = [one["row"] for one in decode(release(*map(row, range(1, 21))))["rows"]]
    assert numbers == sorted(range(1, 21), key=lambda n: h256("wm/row", KEY, le32(n)))
    other = [one["row"] for one in decode(release(*map(row, range(1, 21)), key=bytes(32)))["rows"]]
    assert sorted(other) == sorted(numbers)
    assert other != numbers


def test_the_key_of_a_copy_opens_its_watermark() -> None:
    assert watermark(KEY) == h256("wm", KEY)
    with pytest.raises(Refused, match="32 bytes"):
        watermark(b"short")


@pytest.mark.parametrize("numbers", [[], [1, 3], [1, 1, 2], [0, 1], [2]])
def test_a_package_without_every_row_once_is_not_made(numbers: list[int]) -> None:
    with pytest.raises(Refused, match="every row"):
        release(*map(row, numbers))


def test_a_copy_that_leaked_is_shown_to_be_one_recipient_s() -> None:
    package = decode(release(*map(row, range(1, 21))))
    assert is_marked_by(KEY, package, watermark(KEY))
    assert not is_marked_by(bytes(32), package, watermark(KEY))
    assert not is_marked_by(bytes(32), package, watermark(bytes(32)))
    package["rows"].sort(key=lambda one: one["row"])
    assert not is_marked_by(KEY, package, watermark(KEY))


def test_beyond_tier_b_a_row_shows_its_key_and_its_mark() -> None:
    opened = replace(row(1), key=KeyOpening(b"x" * 32, Secret(b"r" * 32)), mark=b"m" * 32)
    [shown] = decode(make_release("ee" * 32, "r-1", "Perrin Ash", "c", TIER, [opened], KEY))["rows"]
    assert shown["key"] == {"x_pub": (b"x" * 32).hex(), "r": (b"r" * 32).hex()}
    assert shown["mark"] == (b"m" * 32).hex()
    [plain] = decode(make_release("ee" * 32, "r-1", "Perrin Ash", "b", TIER, [opened], KEY))["rows"]
    assert plain.keys() == {"row", "roll", "reg"}
    assert "72727272" not in repr(opened)
    assert "6d6d6d6d" not in repr(opened)


def test_beyond_tier_b_no_row_is_released_whose_key_was_not_opened() -> None:
    with pytest.raises(Refused, match="not opened by the registrar"):
        make_release("ee" * 32, "r-1", "Perrin Ash", "c", TIER, [row(1)], KEY)


def test_a_member_s_own_row_comes_with_the_paths_to_both_roots() -> None:
    opened = replace(row(3), key=KeyOpening(bytes(32), Secret(bytes(32))))
    lines = [[f"{part} {number}".encode() for number in range(1, 8)] for part in ("roll", "register")]
    package = decode(make_own_row("ee" * 32, "r-1", "a member", TIER, opened, *lines))
    assert (package["tier"], package["row"]["row"], "rows" in package) == ("m", 3, False)
    assert (package["roll_leaf"], package["reg_leaf"]) == ("roll 3", "register 3")
    for part, every in zip(("roll", "reg"), lines, strict=True):
        path = [bytes.fromhex(sibling) for sibling in package[f"{part}_path"]]
        root = merkle.root_of(every)
        merkle.verify_inclusion(merkle.leaf_hash(every[2]), 2, 7, path, root)


def test_a_field_of_which_nothing_is_known_is_not_released() -> None:
    with pytest.raises(Refused, match="joined"):
        make_release("ee" * 32, "r-1", "Perrin Ash", "b", {"roll": ["joined"], "reg": []}, [row(1)], KEY)


def test_an_opened_row_prints_nothing_of_what_it_opens() -> None:
    assert "Birch" not in repr(row(1))
    assert SALT not in repr(row(1))


def test_the_table_names_its_recipient_above_and_in_every_line() -> None:
    lines = table(release(row(1), row(2)))
    assert lines[0] == ["Released to Perrin Ash only, as release r-1"]
    assert lines[1] == ["row", "name", "unit", "status", "bucket", "released_to"]
    assert {line[-1] for line in lines[2:]} == {"Perrin Ash"}
    assert lines[2][3:5] == ["voted", "-1"]


def test_the_table_of_an_auditor_has_every_field_and_no_key() -> None:
    opened = replace(row(1), key=KeyOpening(b"x" * 32, Secret(b"r" * 32)))
    wide = {"roll": ["name", "unit"], "reg": ["status", "bucket", "cred"]}
    lines = table(make_release("ee" * 32, "r-1", "Perrin Ash", "c", wide, [opened], KEY))
    assert lines[1] == ["row", "name", "unit", "status", "bucket", "cred", "released_to"]
    assert "72727272" not in str(lines)


@pytest.mark.parametrize("name", ["=1+1", "+44", "-Ash", "@sum", "\t=1", "  =1", "\uff1d1"])
def test_no_name_becomes_a_formula(name: str) -> None:
    lines = table(release(row(1, name), recipient=name))
    assert lines[2][1] == "'" + name
    assert lines[2][-1] == "'" + name
