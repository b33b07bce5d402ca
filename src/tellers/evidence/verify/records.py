"""Reading files of lines: each ends in a newline, each is canonical JSON of one shape."""

import re
from typing import Any

from tellers import canonical
from tellers.board.shapes import Shape
from tellers.evidence.verify.framework import Step

LONGEST_LINE = 1 << 20  # bytes


def lines(step: Step, check: str, data: bytes, entry: int | None = None) -> list[bytes]:
    """The lines of a file without their newlines; an empty file has none. Raises Failed: ``check``."""
    if not data:
        return []
    if not data.endswith(b"\n"):
        step.fail(check, "the last line of the file does not end", entry)
    return data[:-1].split(b"\n")


def records(step: Step, check: str, data: bytes, shape: Shape, entry: int | None = None) -> list[Any]:
    """The values of a file of canonical JSON lines, each of ``shape``. Raises Failed: ``check``."""
    found = []
    for number, line in enumerate(lines(step, check, data, entry), start=1):
        if len(line) > LONGEST_LINE:
            step.fail(check, f"line {number:,} is longer than {LONGEST_LINE:,} bytes", entry)
        with step.blaming(check, entry, f"line {number:,}"):
            value = canonical.decode(line)
        if (wrong := shape(value)) is not None:
            step.fail(check, f"line {number:,} {wrong}", entry)
        found.append(value)
    return found


def fixed(
    step: Step, check: str, data: bytes, line: re.Pattern[bytes], entry: int | None = None
) -> list[bytes]:
    """The lines of a file each of which is wholly of one pattern. Raises Failed: ``check``.

    A pattern that has no choice but of digits is a canonical reader of its own, and a fast one.
    """
    found = lines(step, check, data, entry)
    matches = line.fullmatch
    for number, text in enumerate(found, start=1):
        if matches(text) is None:
            step.fail(check, f"line {number:,} is not as such a file has it", entry)
    return found
