"""The result sheet as CSV (RFC 4180), safe to open in a spreadsheet program.

Source: spec/counting/shown.md, section 4.
"""

import csv
import io
import unicodedata

from tellers.count.export.sheet import Row, Sheet

_FORMULA = frozenset("=+-@")


def harmless(text: str) -> str:
    """Text that no spreadsheet program takes for a formula: an apostrophe stands before what could be one."""
    first = unicodedata.normalize("NFKC", text).lstrip()[:1]
    return f"'{text}" if first in _FORMULA else text


def as_csv(sheet: Sheet) -> str:
    """Facts, an empty line, then the grid: number, name, outcome, and for every stage transfer and total."""
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow([harmless(sheet.title)])
    lines.writerows([label, harmless(fact)] for label, fact in sheet.facts)
    lines.writerow([])
    lines.writerow(["Number", "Candidate", "Outcome", *headings(sheet)])
    lines.writerows(_line(row) for row in (*sheet.candidates, *sheet.others))
    return written.getvalue()


def headings(sheet: Sheet) -> list[str]:
    """The two columns of every stage, the first stage only its second."""
    each = [(f"{stage}: transfer", f"{stage}: total") for stage in sheet.stages]
    return [harmless(heading) for pair in each for heading in pair][1:]


def _line(row: Row) -> list[str]:
    figures = [figure for pair in row.cells for figure in pair][1:]
    return ["" if row.number is None else str(row.number), harmless(row.label), row.fate, *figures]
