"""What other programs read: every file read back says what the count says, and runs nothing."""

import csv
import io
import zipfile
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given

from tellers.count.export import About, as_csv, as_ods, as_rounds, sheet
from tellers.count.named import Named
from tests.count.shown import COMMITTEE, HOSTILE, MARSH, any_count, shown

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


def lines_of_csv(shown: Named) -> list[list[str]]:
    return list(csv.reader(io.StringIO(as_csv(sheet(shown)))))


def cells_of_ods(shown: Named) -> list[list[tuple[str, str]]]:
    """Kind and content of every cell; what is shown of a number is its value."""
    with zipfile.ZipFile(io.BytesIO(as_ods(sheet(shown)))) as archive:
        root = ElementTree.fromstring(archive.read("content.xml"))
    lines = []
    for row in root.iter(f"{_TABLE}table-row"):
        line = []
        for cell in row.iter(f"{_TABLE}table-cell"):
            text, value = "".join(cell.itertext()), cell.get(f"{_OFFICE}value")
            assert value is None or text.lstrip("+") == value
            line.append((cell.get(f"{_OFFICE}value-type", ""), text))
        lines.append(line)
    return lines


def figures(shown: Named) -> list[list[str]]:
    """The figures of the sheet as the result publishes them, a line for each candidate."""
    stages: Any = shown.counted.as_json()["stages"]
    return [[stage["totals"][c] for stage in stages] for c in range(len(shown.names))]


def test_the_sheet_has_two_columns_a_stage() -> None:
    grid = sheet(MARSH)
    assert grid.stages == ("1. First preferences", "2. Exclusion of Carol Reed")
    assert [(row.label, row.cells, row.fate) for row in grid.candidates] == [
        ("Ada Marsh", (("", "430"), ("+60", "490")), "elected at stage 2"),
        ("Ben Pool", (("", "300"), ("+59", "359")), ""),
        ("Carol Reed", (("", "123"), ("-123", "0")), "excluded at stage 2"),
    ]
    assert [(row.label, row.cells) for row in grid.others] == [
        ("Non-transferable", (("", "0"), ("+4", "4"))),
        ("Sum", (("", "853"), ("", "853"))),
    ]


def test_the_sheet_of_a_quota_shows_it_and_what_is_lost() -> None:
    others = {row.label: [total for _, total in row.cells] for row in sheet(COMMITTEE).others}
    assert others["Quota"] == ["9.00000"] * len(COMMITTEE.counted.stages)
    assert others["Lost to fractions"][:2] == ["0.00000", "0.00003"]


def test_no_cell_of_text_can_be_taken_for_a_formula() -> None:
    hostile = shown(HOSTILE, "fptp", [(1, (0,))], title="=1+1")
    texts = [line[1] for line in lines_of_csv(hostile) if len(line) > 2] + [lines_of_csv(hostile)[0][0]]
    assert '\'=HYPERLINK("x")' in texts and "'+1" in texts and "'-1" in texts and "'@SUM(A1)" in texts
    assert not [text for text in texts if text[:1] in "=+-@" and text]


@pytest.mark.parametrize("name", ["＝1+1", " =1+1", "\t@x", "\u00a0-1"])
def test_no_disguise_of_a_formula_is_overlooked(name: str) -> None:
    assert lines_of_csv(shown((name,), "fptp", [(1, (0,))]))[-3][1].startswith("'")


def test_a_spreadsheet_is_known_by_its_first_bytes_and_is_always_the_same() -> None:
    written = as_ods(sheet(MARSH))
    assert written[30:38] == b"mimetype" and written[38:].startswith(
        b"application/vnd.oasis.opendocument.spreadsheet"
    )
    assert written == as_ods(sheet(MARSH))


def test_rounds_are_those_that_viewers_read() -> None:
    about = About(jurisdiction="Northfield", office="Chair", on=date(2031, 5, 6))
    assert as_rounds(MARSH, about) == {
        "config": {
            "contest": "Chair of the Marsh Lane branch",
            "date": "2031-05-06",
            "jurisdiction": "Northfield",
            "office": "Chair",
        },
        "results": [
            {
                "round": 1,
                "tally": {"Ada Marsh": "430", "Ben Pool": "300", "Carol Reed": "123"},
                "tallyResults": [
                    {
                        "eliminated": "Carol Reed",
                        "transfers": {"Ada Marsh": "60", "Ben Pool": "59", "exhausted": "4"},
                    }
                ],
            },
            {
                "round": 2,
                "tally": {"Ada Marsh": "490", "Ben Pool": "359"},
                "tallyResults": [{"elected": "Ada Marsh", "transfers": {}}],
            },
        ],
    }


def test_rounds_show_a_surplus_with_what_fractions_lost() -> None:
    rounds: Any = as_rounds(COMMITTEE)
    assert rounds["config"]["threshold"] == "9.00000"
    assert rounds["results"][0]["tallyResults"] == [
        {"elected": "Ann", "transfers": {"Bo": "3.07690", "Cy": "0.92307", "residual surplus": "0.00003"}}
    ]


def test_two_of_one_name_are_told_apart_in_rounds() -> None:
    rounds: Any = as_rounds(shown(("Ann", "Ann", "Exhausted"), "fptp", [(2, (0,))]))
    assert list(rounds["results"][0]["tally"]) == ["Ann (1)", "Ann (2)", "Exhausted (3)"]


@given(any_count())
def test_csv_read_back_has_every_total(any_shown: Named) -> None:
    lines = lines_of_csv(any_shown)
    start = next(n for n, line in enumerate(lines) if line[:2] == ["Number", "Candidate"]) + 1
    for expected, line in zip(figures(any_shown), lines[start:], strict=False):
        assert line[3::2] == expected
    assert all(len(line) == len(lines[start]) for line in lines[start:])


@given(any_count())
def test_a_spreadsheet_read_back_has_every_total_as_a_number(any_shown: Named) -> None:
    lines = cells_of_ods(any_shown)
    start = next(n for n, line in enumerate(lines) if line[0] == ("string", "Number")) + 1
    for expected, line in zip(figures(any_shown), lines[start:], strict=False):
        assert line[3::2] == [("float", total) for total in expected]


@given(any_count())
def test_transfers_of_the_sheet_lead_from_total_to_total(any_shown: Named) -> None:
    """A stage that counts something else than the one before, such as a runoff, has no transfers."""
    grid = sheet(any_shown)
    stages = any_shown.counted.stages[1:]
    for row in (*grid.candidates, *grid.others[:-1]):
        for stage, ((_, before), (moved, after)) in zip(stages, pairwise(row.cells), strict=True):
            if not any_shown.moves_votes(stage):
                assert moved == ""
            elif before and after and row.label != "Quota":
                assert Decimal(before) + Decimal(moved or 0) == Decimal(after)


@given(any_count())
def test_rounds_elect_and_eliminate_everybody_at_most_once(any_shown: Named) -> None:
    """As the viewer does it: candidates are those of the first round, and nobody leaves twice."""
    results: Any = as_rounds(any_shown)["results"]
    left = set(results[0]["tally"])
    for result in results:
        assert set(result["tally"]) <= set(results[0]["tally"])
        for change in result["tallyResults"]:
            name = change.get("elected") or change["eliminated"]
            left.remove(name)
            assert all(Decimal(votes) > 0 for votes in change["transfers"].values())
    elected = [
        change["elected"] for result in results for change in result["tallyResults"] if "elected" in change
    ]
    assert len(elected) == len(any_shown.counted.elected)


@given(any_count())
def test_transfers_of_rounds_account_for_what_a_candidate_loses(any_shown: Named) -> None:
    results: Any = as_rounds(any_shown)["results"]
    for result, following in pairwise(results):
        for change in result["tallyResults"]:
            name = change.get("elected") or change["eliminated"]
            lost = Decimal(result["tally"][name]) - Decimal(following["tally"].get(name, 0))
            if change["transfers"]:
                assert sum(map(Decimal, change["transfers"].values())) == lost
