"""``.csv``: a heading, then a paper a row. A column is a rank with names, or a candidate with figures.

Source: spec/counting/files.md, section 4.
"""

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tellers.count.files.place import Place, written
from tellers.count.files.profile import MOST_CANDIDATES, Profile, ranks
from tellers.count.papers import Marks, Papers, together

NUMBER = "papers"
"""The heading of the column that says how many papers a row stands for."""

_WORD = r"(?:rank|choice|preference)"
_RANK = re.compile(rf"(?:{_WORD}\s*)?([1-9][0-9]{{0,2}})(?:st|nd|rd|th)?(?:\s*{_WORD})?", re.IGNORECASE)
_POINTS = re.compile(r"points:(.*)", re.IGNORECASE)

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A heading understood. ``number``: the column of the number of papers, -1 where there is none;
    ``columns``: the others, in order, and their ``headings``."""

    number: int
    columns: tuple[int, ...]
    headings: tuple[str, ...]


def read(place: Place) -> Profile:
    """The papers of the file. Raises Refused: profile.format."""
    rows = list(_rows(place))
    place.line = 1
    if not rows:
        place.refuse("the file is empty; the first row has the headings")
    heading, *papers = rows
    sheet = _sheet(heading[1], place)
    points = [_POINTS.fullmatch(heading) for heading in sheet.headings]
    others = [heading for heading in sheet.headings if not _RANK.fullmatch(heading)]
    if not others:
        return _of_ranks(sheet, papers, place)
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
    lines = place.lines()
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
    numbers = [column for column, name in enumerate(heading) if name.lower() == NUMBER]
    if len(numbers) > 1:
        place.refuse(f"two columns are headed {NUMBER}")
    columns = tuple(column for column in range(len(heading)) if column not in numbers)
    headings = tuple(heading[column] for column in columns)
    if not headings or not all(headings):
        place.refuse("a column has no heading; give it one, or delete it")
    if len(headings) > MOST_CANDIDATES:
        place.refuse(f"there may be {MOST_CANDIDATES:,} candidates, not {len(headings):,}")
    return Sheet(numbers[0] if numbers else -1, columns, headings)


def _papers(
    sheet: Sheet, rows: Sequence[tuple[int, Row]], place: Place, marks: Callable[[Row], Marks]
) -> Papers:
    """The rows as papers; rows on which the same stands are read once."""
    known: dict[Row, Marks] = {}
    found = []
    width = len(sheet.columns) + (sheet.number >= 0)
    for line, row in rows:
        place.line = line
        if len(row) > width:
            place.refuse(f"the row has {len(row)} cells, and the heading {width}")
        full = (*row, *[""] * (width - len(row)))
        number = 1
        if sheet.number >= 0:
            number = written(full[sheet.number], "the number of papers", place)
        cells = tuple(full[column] for column in sheet.columns)
        if cells not in known:
            known[cells] = marks(cells)
        found.append((number, known[cells]))
    return together(found)


# A column is a rank


def _of_ranks(sheet: Sheet, rows: Sequence[tuple[int, Row]], place: Place) -> Profile:
    """Names in the columns of their ranks; the candidates are in the order of the alphabet."""
    numbers = [int(found[1]) for found in map(_RANK.fullmatch, sheet.headings) if found]
    if numbers != list(range(1, len(numbers) + 1)):
        place.refuse("the columns of ranks must be numbered 1, 2, 3 .. in this order")
    cells = {row[column] for _, row in rows for column in sheet.columns if column < len(row)}
    names = sorted({name for cell in cells for name in _names(cell)})
    if not names:
        place.refuse("no row names a candidate")
    if len(names) > MOST_CANDIDATES:
        place.refuse(f"there may be {MOST_CANDIDATES:,} candidates, not {len(names):,}")
    known = {name: candidate for candidate, name in enumerate(names)}
    papers = _papers(sheet, rows, place, lambda row: _ranking(row, known))
    return Profile(place.id(), place.id(), 1, tuple(names), papers)


def _names(cell: str) -> list[str]:
    """The names in a cell; with = between them they share the rank."""
    return [name for part in cell.split("=") if (name := part.strip())]


def _ranking(row: Row, known: Mapping[str, int]) -> Marks:
    return ranks([known[name] for name in _names(cell)] for cell in row)


# A column is a candidate


def _of_candidates(
    sheet: Sheet, names: tuple[str, ...], rows: Sequence[tuple[int, Row]], place: Place, points: bool
) -> Profile:
    """Figures in the columns of the candidates: their ranks, or their points."""
    if not all(names) or len(set(names)) < len(names):
        place.refuse("every candidate's column needs a heading of its own")

    def marks(row: Row) -> Marks:
        figures = [_figure(cell, place) for cell in row]
        return tuple(figures) if points else _by_rank(figures, place)

    papers = _papers(sheet, rows, place, marks)
    return Profile(place.id(), place.id(), 1, names, papers, points=points)


def _figure(cell: str, place: Place) -> int:
    """What stands in a cell; 0 where nothing does."""
    if not cell:
        return 0
    if not cell.isascii() or not cell.isdigit() or len(cell) > 9:
        place.refuse(f"a whole number should stand here, not {cell[:24]!r}")
    return int(cell)


def _by_rank(figures: Sequence[int], place: Place) -> Marks:
    last = max(figures)
    if last > MOST_CANDIDATES:
        place.refuse(f"a rank lies between 1 and {MOST_CANDIDATES:,}")
    return ranks([c for c, rank in enumerate(figures) if rank == wanted] for wanted in range(1, last + 1))
