"""docs/counting.md: its examples are run, and give what the page says."""

import contextlib
import io
import re
import shlex
from pathlib import Path

import pytest

from tellers.cli.main import main
from tellers.count import RULES
from tellers.count.files import ENDINGS
from tellers.count.parameters import LEVELLED, RANKED

PAGE = (Path(__file__).parents[2] / "docs" / "counting.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"^```(?P<kind>[a-z]+)(?: (?P<name>\S+))?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = [(found["kind"], found["name"], found["text"]) for found in _BLOCK.finditer(PAGE)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files of the page, in the folder where its commands are typed."""
    for kind, name, text in BLOCKS:
        if kind == "file":
            (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def answers() -> list[tuple[str, str]]:
    """Every command of the page with what it prints."""
    found = []
    for kind, _, text in BLOCKS:
        if kind == "console":
            for part in text.split("$ tellers ")[1:]:
                command, _, answer = part.partition("\n")
                found.append((command, answer))
    return found


@pytest.mark.parametrize(("command", "answer"), answers())
def test_a_command_of_the_page_prints_what_stands_there(
    folder: Path, command: str, answer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main(shlex.split(command))
    out, err = capsys.readouterr()
    assert out + err == answer


def test_the_program_of_the_page_prints_what_stands_there(folder: Path) -> None:
    [program] = [text for kind, _, text in BLOCKS if kind == "python"]
    [output] = [text for kind, _, text in BLOCKS if kind == "output"]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(program, "docs/counting.md", "exec"), {})
    assert printed.getvalue() == output


def test_the_page_names_every_shared_parameter_with_its_values_and_every_format() -> None:
    for parameter in {*RANKED, *LEVELLED}:
        values = ", ".join(f"`{value}`" for value in parameter.allowed)
        assert f"| `{parameter.name}` | {values} |" in PAGE
    for ending in ENDINGS:
        assert f"`{ending}`" in PAGE or f"{ending}`" in PAGE, ending
    assert {command.split("--rule ")[1].split()[0] for command, _ in answers()} <= set(RULES)
