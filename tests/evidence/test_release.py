"""Making a release package, and showing it as a table."""

import csv
import io

import pytest

from tellers.canonical import decode, h256, le32
from tellers.errors import Refused
from tellers.evidence.release import OpenedRow, make_release, to_csv, watermark

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


@pytest.mark.parametrize("name", ["=1+1", "+44", "-Ash", "@sum", "\t=1", "  =1", "\uff1d1"])
def test_no_name_becomes_a_formula(name: str) -> None:
    lines = table(release(row(1, name), recipient=name))
    assert lines[2][1] == "'" + name
    assert lines[2][-1] == "'" + name
