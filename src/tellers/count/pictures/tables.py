"""The tables of the page: the result sheet, first preferences with percentages, comparisons in pairs.

Source: spec/counting/shown.md, section 5.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from tellers.count.export.sheet import Row, Sheet
from tellers.count.named import Named, legible
from tellers.count.papers import Candidate
from tellers.count.pictures.markup import Markup, joined, tag
from tellers.count.words.speech import figure, percentage, unit

STAGES = 4
"""How many stages of the result sheet stand side by side."""


def scrolling(name: str, table: Markup) -> Markup:
    """A table that may be wider than the page: it can be reached and moved with the keyboard."""
    return tag("div", table, class_="wide", role="region", aria_label=name, tabindex=0)


def result_sheet(sheet: Sheet) -> Iterator[Markup]:
    """Candidates down, stages across, ``STAGES`` to a table: it fits a screen and a sheet of paper."""
    for first in range(0, len(sheet.stages), STAGES):
        yield _stages(sheet, range(first, min(first + STAGES, len(sheet.stages))))


def _stages(sheet: Sheet, stages: range) -> Markup:
    """Some stages of the sheet: the first of all has one column, every other two; outcomes stand last."""
    heads, below = [tag("td")], [tag("th", "Candidate", scope="col")]
    for n in stages:
        columns = ["Transfer", "Total"] if n else ["Total"]
        scope = {"scope": "colgroup", "colspan": "2"} if n else {"scope": "col"}
        heads.append(tag("th", tag("bdi", sheet.stages[n]), **scope))
        below += [tag("th", column, scope="col", class_="n") for column in columns]
    if stages[-1] + 1 == len(sheet.stages):
        heads.append(tag("td"))
        below.append(tag("th", "Outcome", scope="col"))
    name = f"Stages {stages[0] + 1} to {stages[-1] + 1}" if len(stages) > 1 else f"Stage {stages[0] + 1}"
    caption = f"{name}: {sheet.title}"
    table = tag(
        "table",
        tag("caption", caption),
        tag("thead", tag("tr", *heads), tag("tr", *below)),
        tag("tbody", *(_row(row, stages) for row in sheet.candidates)),
        tag("tfoot", *(_row(row, stages) for row in sheet.others)),
    )
    return scrolling(caption, table)


def _row(row: Row, stages: range) -> Markup:
    cells = [tag("th", tag("bdi", row.label), scope="row")]
    for n in stages:
        moved, total = row.cells[n]
        cells += [tag("td", moved, class_="n change")] if n else []
        cells.append(tag("td", total, class_="n"))
    if stages[-1] + 1 == len(row.cells):
        cells.append(tag("td", row.fate, class_="outcome"))
    return tag("tr", *cells)


def first_preferences(shown: Named, order: list[Candidate], caption: str) -> Markup:
    """Everybody at the first stage, with the percentage that the contest declared."""
    stage = shown.counted.stages[0]
    whole = _whole(shown)
    heads = [tag("th", "Candidate", scope="col")]
    heads.append(tag("th", unit(shown, stage).many.capitalize(), scope="col", class_="n"))
    if whole is not None:
        heads.append(tag("th", f"Of {whole[1]}", scope="col", class_="n"))
    rows = []
    for candidate in order:
        total = stage.totals[candidate]
        cells = [tag("th", tag("bdi", shown.name(candidate)), scope="row")]
        cells.append(tag("td", figure(total, shown.counted.places), class_="n"))
        if whole is not None:
            cells.append(tag("td", percentage(total, whole[0]), class_="n"))
        rows.append(tag("tr", *cells))
    table = tag("table", tag("caption", caption), tag("thead", tag("tr", *heads)), tag("tbody", *rows))
    return scrolling(caption, table)


def _whole(shown: Named) -> tuple[int, str] | None:
    """What a percentage is of, in the count's units and in words; None where the rule publishes none."""
    stage, one = shown.counted.stages[0], 10**shown.counted.places
    wholes = {
        "valid": (shown.counted.valid * one, "valid papers"),
        "continuing": (sum(stage.totals), "votes that stand with a candidate"),
        "papers": (shown.counted.papers * one, "all papers"),
    }
    return wholes.get(dict(shown.counted.parameters).get("percentages", ""))


def in_pairs(shown: Named, caption: str) -> Markup:
    """How many papers prefer the candidate of the row to that of the column; victories are underlined."""
    table = dict(shown.counted.tables)["pairwise"]
    order = shown.in_order()
    heads = [tag("th", "Preferred", scope="col")]
    heads += [tag("th", "to ", tag("bdi", shown.name(other)), scope="col", class_="n") for other in order]
    rows = []
    for one in order:
        cells = [tag("th", tag("bdi", shown.name(one)), scope="row")]
        cells += [_pair(table[one][other], table[other][one], one == other) for other in order]
        rows.append(tag("tr", *cells))
    made = tag("table", tag("caption", caption), tag("thead", tag("tr", *heads)), tag("tbody", joined(*rows)))
    return scrolling(caption, made)


def _pair(more: int, fewer: int, alone: bool) -> Markup:
    if alone:
        return tag("td", "–", class_="n")
    return tag("td", f"{more:,}", class_="n won" if more > fewer else "n")


def sections(shown: Named) -> Iterator[Markup]:
    """What every section of a college voted at each stage, and what part of the whole that makes."""
    for n, found in enumerate(shown.finding("sections"), start=1):
        caption = f"Sections at stage {n}: {shown.title}"
        heads = [tag("th", "Candidate", scope="col")]
        for section in found["of"]:
            name = tag("bdi", legible(section["name"]))
            heads.append(tag("th", name, f" ({section['share']})", scope="col", class_="n"))
        heads.append(tag("th", "Part of the whole", scope="col", class_="n"))
        rows = [_of_sections(shown, candidate, found) for candidate in shown.in_order()]
        table = tag("table", tag("caption", caption), tag("thead", tag("tr", *heads)), tag("tbody", *rows))
        yield scrolling(caption, table)


def _of_sections(shown: Named, candidate: Candidate, found: Mapping[str, Any]) -> Markup:
    cells = [tag("th", tag("bdi", shown.name(candidate)), scope="row")]
    cells += [tag("td", f"{section['votes'][candidate]:,}", class_="n") for section in found["of"]]
    return tag("tr", *cells, tag("td", f"{found['percentages'][candidate]}%", class_="n"))
