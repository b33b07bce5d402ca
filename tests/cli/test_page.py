"""What is printed can be read aloud, on a narrow terminal too, and steers no terminal."""

import io

import pytest
from rich.console import Console

from tellers.cli import page

ROWS = [("V6", "pass", "2,408 of 2,408", "the roll is the import with the logged changes"), ("V13",) * 4]


def printed(width: int) -> str:
    console = Console(file=io.StringIO(), width=width, markup=False, emoji=False, soft_wrap=True)
    console.print(page.table(["Step", "Verdict", "Checked", "Shown"], ROWS, [2]))
    text = console.file
    assert isinstance(text, io.StringIO)
    return text.getvalue()


@pytest.mark.parametrize("width", [40, 80, 120])
def test_a_table_has_no_lines_around_its_cells_and_nothing_cut_off(width: int) -> None:
    text = printed(width)
    assert text.isascii()
    assert set("".join(text.split())) <= set(
        "".join("".join(row) for row in ROWS) + "StepVerdictCheckedShown"
    )
    words = "the roll is the import with the logged changes 2,408 pass"
    assert set(words.split()) <= set(text.split())
    assert max(map(len, text.splitlines())) <= width


def test_names_are_no_markup_and_no_emoji(capsys: pytest.CaptureFixture[str]) -> None:
    foreign = "[bold]Ash[/bold] [/x] :smile: \x1b[2J"
    page.say(foreign)
    page.report(foreign)
    page.PAGE.print(page.table([foreign], [[foreign]]))
    out, err = capsys.readouterr()
    shown = "[bold]Ash[/bold] [/x] :smile: \ufffd[2J"
    assert [line.rstrip() for line in [*out.splitlines(), *err.splitlines()]] == [shown] * 4
