"""The table of attacks names tests that exist; no row is there without a test, or whoever owes it."""

import re
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PAGE = REPOSITORY / "docs" / "attacks.md"
ROW = re.compile(r"^\| ([GFBMR][0-9]+) \| [^|]+ \| (.+) \|$", re.MULTILINE)
NAMED = re.compile(r"`([^`]+)::([a-z0-9_]+)`")
ALL = {"G": 8, "F": 8, "B": 12, "M": 14, "R": 10}


def test_every_row_is_there_once_with_the_tests_that_try_it_or_whoever_owes_it() -> None:
    rows = ROW.findall(PAGE.read_text(encoding="utf-8"))
    assert [name for name, _ in rows] == [f"{part}{n}" for part in ALL for n in range(1, ALL[part] + 1)]
    tried = [name for name, cell in rows if NAMED.search(cell)]
    assert len(tried) >= 50
    assert all("Owed" in cell for name, cell in rows if name not in tried)


def test_every_test_that_the_table_names_exists() -> None:
    named = NAMED.findall(PAGE.read_text(encoding="utf-8"))
    assert len(named) > 100
    for file, test in named:
        path = REPOSITORY / ("tests" if file.endswith(".py") else "") / file
        assert re.search(rf"^\s*(def|fn) {test}\b", path.read_text(encoding="utf-8"), re.MULTILINE), test
