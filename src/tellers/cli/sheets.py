"""What ``tellers count`` writes besides what it prints: a page, a result sheet, rounds for viewers."""

import argparse
import json
from pathlib import Path

from tellers.count.export import as_csv, as_ods, as_rounds, sheet
from tellers.count.named import Named
from tellers.count.pictures import page
from tellers.errors import Refused


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options that name files to write."""
    parser.add_argument(
        "--html", type=Path, metavar="FILE", help="write a page with words, tables and pictures"
    )
    parser.add_argument("--sheet", type=_sheet, metavar="FILE", help="write the result sheet: .csv or .ods")
    parser.add_argument("--rounds", type=Path, metavar="FILE", help="write JSON for viewers of results")


class Written:
    """Counts kept for the files that are asked for; none where there are none."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._html: Path | None = options.html
        self._sheet: Path | None = options.sheet
        self._rounds: Path | None = options.rounds
        self._counts: list[Named] = []

    def add(self, shown: Named) -> None:
        """Keep a count, if anything will be written."""
        if self._html or self._sheet or self._rounds:
            self._counts.append(shown)

    def finish(self) -> None:
        """Write the files; nothing where nothing could be counted.

        Raises Refused: count.one-contest, where a file that holds one contest is asked for several.
        """
        if not self._counts:
            return
        if self._html:
            self._html.write_text(page(self._counts), encoding="utf-8")
        if self._sheet:
            grid = sheet(self._only())
            written = as_ods(grid) if self._sheet.suffix == ".ods" else as_csv(grid).encode()
            self._sheet.write_bytes(written)
        if self._rounds:
            rounds = json.dumps(as_rounds(self._only()), ensure_ascii=True, indent=2)
            self._rounds.write_text(f"{rounds}\n", encoding="utf-8")

    def _only(self) -> Named:
        if len(self._counts) > 1:
            raise Refused("count.one-contest", "a sheet or rounds are of one contest: add --contest ID")
        return self._counts[0]


def _sheet(text: str) -> Path:
    if not text.endswith((".csv", ".ods")):
        raise argparse.ArgumentTypeError("a name that ends in .csv or .ods")
    return Path(text)
