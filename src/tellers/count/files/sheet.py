"""``.csv``: a heading, then a paper a row. A column is a rank with names, or a candidate with figures.

Source: spec/counting/files.md, section 4.
"""

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tellers.count.files.place import Place, written
from tellers.count.files.profile import MOST_CANDIDATES, Profile, as_seen, check_names, only_named, ranks
from tellers.count.papers import Marks, Papers, together
from tellers.count.validity import MOST_POINTS

NUMBER = "papers"
"""The heading of the first column where it says how many papers a row stands for."""
LISTED = "candidates"
"""What the first row begins with where it lists the candidates."""

_WORD = r"(?:rank|choice|preference)"
_RANK = re.compile(rf"(?:{_WORD}\s*)?([1-9][0-9]{{0,2}})(?:st|nd|rd|th)?(?:\s*{_WORD})?", re.IGNORECASE)
_POINTS = re.compile(r"points:(.*)", re.IGNORECASE)

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A heading understood. ``numbered``: whether the first column has the number of papers; ``headings``:
    those of the other columns."""

    numbered: bool
    headings: tuple[str, ...]


def read(place: Place) -> Profile:
    """The papers of the file. Raises Refused: profile.format."""
    rows = list(_rows(place))
    place.line = 1
    if not rows:
        place.refuse("the file is empty; the first row has the headings")
    listed = _listed(rows[0][1], place) if rows[0][1][0].lower() == LISTED else ()
    if listed and len(rows) == 1:
        place.refuse(f"the headings are missing below the row {LISTED}")
    (place.line, heading), *papers = rows[1:] if listed else rows
    sheet = _sheet(heading, place)
    points = [_POINTS.fullmatch(heading) for heading in sheet.headings]
    others = [heading for heading in sheet.headings if not _RANK.fullmatch(heading)]
    if not others:
        return _of_ranks(sheet, listed, papers, place)
    if listed:
        place.refuse(f"the row {LISTED} stands above columns of ranks only, headed 1, 2, 3 ..")
    if len(others) < len(sheet.headings):
        place.refuse(
            f"some columns are ranks, and {others[0][:24]!r} is none; delete what is no part of a paper"
        )
    if any(points):
        if not all(points):
            place.refuse("either every candidate's heading begins with points: or none does")
        names = tuple(found[1].strip() for found in points if found)
        return _of_candidates(sheet, names, papers, place, True)
    return _of_candidates(sheet, sheet.headings, papers, place, False)


def _rows(place: Place) -> Iterator[tuple[int, Row]]:
    """The rows with the lines on which they end, cells without white space around them."""
    lines = place.lines(",;")
    sign = ";" if ";" in lines[0] and "," not in lines[0] else ","
    reader = csv.reader((line + "\n" for line in lines), delimiter=sign, strict=True)
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            place.line = reader.line_num
            place.refuse(f"this row cannot be read: {error}; check its quotation marks")
        if row is None:
            return
        if row:
            yield reader.line_num, tuple(cell.strip() for cell in row)


def _sheet(heading: Row, place: Place) -> Sheet:
    numbered = heading[0].lower() == NUMBER
    headings = heading[1:] if numbered else heading
    if any(name.lower() == NUMBER for name in headings):
        place.refuse(f"the column {NUMBER} stands first and once; a candidate needs another heading")
    if not headings or not all(headings):
        place.refuse("a column has no heading; give it one, or delete it")
    if len(headings) > MOST_CANDIDATES:
        place.refuse(f"there may be {MOST_CANDIDATES:,} candidates, not {len(headings):,}")
    return Sheet(numbered, headings)


def _listed(row: Row, place: Place) -> tuple[str, ...]:
    """The candidates whom the first row lists, whether papers name them or not."""
    names = tuple(name for name in row[1:] if name)
    if not names:
        place.refuse(f"the row {LISTED} names nobody")
    if any("=" in name for name in names):
        place.refuse("a candidate's name cannot have = in it, which stands between those who share a rank")
    check_names(names, place)
    return names


def _papers(
    sheet: Sheet, rows: Sequence[tuple[int, Row]], place: Place, marks: Callable[[Row], Marks]
) -> Papers:
    """The rows as papers; rows on which the same stands are read once."""
    known: dict[Row, Marks] = {}
    found = []
    width = len(sheet.headings) + sheet.numbered
    for line, row in rows:
        place.line = line
        if len(row) > width:
            place.refuse(f"the row has {len(row)} cells, and the heading {width}")
        full = (*row, *[""] * (width - len(row)))
        number = written(full[0], "the number of papers", place) if sheet.numbered else 1
        cells = full[sheet.numbered :]
        if cells not in known:
            known[cells] = marks(cells)
        found.append((number, known[cells]))
    return together(found)


# A column is a rank


def _of_ranks(
    sheet: Sheet, listed: tuple[str, ...], rows: Sequence[tuple[int, Row]], place: Place
) -> Profile:
    """Names in the columns of their ranks; the candidates are as ``listed``, or in the order of the
    alphabet."""
    numbers = [int(found[1]) for found in map(_RANK.fullmatch, sheet.headings) if found]
    if numbers != list(range(1, len(numbers) + 1)):
        place.refuse("the columns of ranks must be numbered 1, 2, 3 .. in this order")
    names = listed or _named(sheet, rows, place)
    if len(names) > MOST_CANDIDATES:
        place.refuse(f"there may be {MOST_CANDIDATES:,} candidates, not {len(names):,}")
    known = {name: candidate for candidate, name in enumerate(names)}
    papers = _papers(sheet, rows, place, lambda row: _ranking(row, known, place))
    advice = f"put a first row above the headings: {LISTED}, and their names"
    remarks = () if listed else (only_named(names, advice),)
    return Profile(place.id(), place.id(), 1, names, papers, remarks=remarks)


def _named(sheet: Sheet, rows: Sequence[tuple[int, Row]], place: Place) -> tuple[str, ...]:
    """Everybody whom a row names, in the order of the alphabet."""
    alike: dict[str, str] = {}
    for cell, line in _cells(sheet, rows).items():
        place.line = line
        for name in _names(cell, place):
            check_names((name,), place)
            if alike.setdefault(as_seen(name), name) != name:
                check_names((alike[as_seen(name)], name), place)
    place.line = 1
    if not alike:
        place.refuse("no row names a candidate")
    return tuple(sorted(alike.values()))


def _cells(sheet: Sheet, rows: Sequence[tuple[int, Row]]) -> dict[str, int]:
    """What stands in the columns of ranks, with the first line where it does."""
    found: dict[str, int] = {}
    for line, row in rows:
        for cell in row[sheet.numbered : sheet.numbered + len(sheet.headings)]:
            found.setdefault(cell, line)
    return found


def _names(cell: str, place: Place) -> list[str]:
    """The names in a cell; with = between them they share the rank."""
    names = [part.strip() for part in cell.split("=")] if cell else []
    if not all(names):
        place.refuse(f"a name is missing beside = in {cell[:24]!r}")
    return names


def _ranking(row: Row, known: Mapping[str, int], place: Place) -> Marks:
    for name in (name for cell in row for name in _names(cell, place) if name not in known):
        place.refuse(f"{name[:24]!r} is not among the candidates whom the first row lists")
    return ranks([known[name] for name in _names(cell, place)] for cell in row)


# A column is a candidate


def _of_candidates(
    sheet: Sheet, names: tuple[str, ...], rows: Sequence[tuple[int, Row]], place: Place, points: bool
) -> Profile:
    """Figures in the columns of the candidates: their ranks, or their points."""
    check_names(names, place)

    def marks(row: Row) -> Marks:
        figures = [_figure(cell, place) for cell in row]
        return tuple(figures) if points else _by_rank(figures, place)

    papers = _papers(sheet, rows, place, marks)
    return Profile(place.id(), place.id(), 1, names, papers, points=points)


def _figure(cell: str, place: Place) -> int:
    """What stands in a cell; 0 where nothing does."""
    if not cell:
        return 0
    if not cell.isascii() or not cell.isdigit() or len(cell) > len(str(MOST_POINTS)):
        place.refuse(f"a whole number should stand here, not {cell[:24]!r}")
    return int(cell)


def _by_rank(figures: Sequence[int], place: Place) -> Marks:
    last = max(figures)
    if last > MOST_CANDIDATES:
        place.refuse(f"a rank lies between 1 and {MOST_CANDIDATES:,}")
    return ranks([c for c, rank in enumerate(figures) if rank == wanted] for wanted in range(1, last + 1))
