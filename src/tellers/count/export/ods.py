"""The result sheet as a spreadsheet (OpenDocument 1.3, ISO/IEC 26300), the same bytes for the same count.

Figures are numbers and shown with all their decimals; names are text and never formulas.
Source: spec/counting/shown.md, section 4.
"""

import io
import zipfile
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from tellers.count.export.sheet import Row, Sheet

_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MANIFEST = (
    f'{_HEAD}<manifest:manifest xmlns:manifest="{_OASIS}:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
_OLDEST = (1980, 1, 1, 0, 0, 0)
_SHOWN = 'table:style-name="figure" '


def as_ods(sheet: Sheet) -> bytes:
    """A file of one table."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in (
            ("mimetype", _TYPE),  # first and stored, so that programs know the file by its first bytes
            ("content.xml", _content(sheet)),
            ("META-INF/manifest.xml", _MANIFEST),
        ):
            entry = zipfile.ZipInfo(name, _OLDEST)
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return written.getvalue()


def _content(sheet: Sheet) -> str:
    rows_of_figures = (*sheet.candidates, *sheet.others)
    places = max(len(total.partition(".")[2]) for row in rows_of_figures for _, total in row.cells)
    heads = [[_text("")] * 3 + [_text(stage) for stage in sheet.stages for _ in "12"][1:]]
    each = [_text(column) for _ in sheet.stages for column in ("Transfer", "Total")][1:]
    heads.append([_text("Number"), _text("Candidate"), _text("Outcome"), *each])
    lines = [
        [_text(sheet.title)],
        *([_text(label), _text(fact)] for label, fact in sheet.facts),
        [],
        *heads,
        *(_line(row) for row in rows_of_figures),
    ]
    rows = "".join(f"<table:table-row>{_row(line)}</table:table-row>" for line in lines)
    return (
        f'{_HEAD}<office:document-content xmlns:office="{_OASIS}:office:1.0" '
        f'xmlns:table="{_OASIS}:table:1.0" xmlns:text="{_OASIS}:text:1.0" xmlns:style="{_OASIS}:style:1.0" '
        f'xmlns:number="{_OASIS}:datastyle:1.0" office:version="1.3">{_styles(places)}'
        f'<office:body><office:spreadsheet><table:table table:name="Result">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )


def _styles(places: int) -> str:
    """How figures are shown: with as many decimals as the count has."""
    return (
        '<office:automatic-styles><number:number-style style:name="decimals">'
        f'<number:number number:decimal-places="{places}" number:min-integer-digits="1"/>'
        "</number:number-style>"
        '<style:style style:name="figure" style:family="table-cell" style:data-style-name="decimals"/>'
        "</office:automatic-styles>"
    )


def _line(row: Row) -> list[str]:
    number = _text("") if row.number is None else _number(str(row.number), "")
    figures = [_number(figure, _SHOWN) if figure else _text("") for pair in row.cells for figure in pair][1:]
    return [number, _text(row.label), _text(row.fate), *figures]


def _row(cells: Iterable[str]) -> str:
    return "".join(cells) or _text("")


def _text(text: str) -> str:
    if not text:
        return "<table:table-cell/>"
    paragraph = f"<text:p>{escape(text)}</text:p>"
    return f'<table:table-cell office:value-type="string">{paragraph}</table:table-cell>'


def _number(figure: str, style: str) -> str:
    value = f'office:value-type="float" office:value={quoteattr(figure.lstrip("+"))}'
    return f"<table:table-cell {style}{value}><text:p>{escape(figure)}</text:p></table:table-cell>"
