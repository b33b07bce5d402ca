"""A file of papers as text: what is read of it, and how it is refused, by file and line.

Source: spec/counting/files.md.
"""

import gzip
import json
import os
import re
import stat
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from tellers.errors import Refused

LARGEST = 2**27
"""So many bytes may a file have, unpacked: a million papers and more."""
PACKED_LARGEST, PACKED_TIMES = 2**23, 100
"""A packed file that is larger than so many bytes unpacked may be so many times its packed size, no more."""

MOST_LINES = 2**21
"""So many lines may a file have; what is read of a line takes many times its bytes."""
LONGEST_LINE = 2**20
"""So many characters may a line have, unless it is a whole contest."""
MOST_PARTS = 2**23
"""So many values, or about as many, may stand in a file; each takes up to a hundred bytes."""

MOST_PAPERS = 10**12
"""So many papers may stand in one group."""

FRACTION = re.compile(r"([1-9][0-9]{0,8})/([1-9][0-9]{0,8})", re.ASCII).fullmatch
"""A fraction of a section, as ``1/3``."""


@dataclass(slots=True)
class Place:
    """Where in which file something stands, for the message that refuses it; line 0 is the file itself."""

    path: Path
    line: int = 1
    largest: int = LARGEST

    @property
    def name(self) -> str:
        """The name of the file without what says that it is packed."""
        return self.path.name.removesuffix(".gz")

    def id(self) -> str:
        """What a contest is called whose file does not say: the file's name without its ending.

        Raises Refused: profile.format, where that could name another folder.
        """
        if self.name.startswith("."):
            self.refuse("the name of the file may not begin with a full stop")
        return self.name.rpartition(".")[0]

    def refuse(self, message: str) -> NoReturn:
        """Raise the one refusal of this room's readers."""
        where = f"{self.path}:{self.line}" if self.line else f"{self.path}"
        raise Refused("profile.format", f"{where}: {message}")

    def text(self) -> str:
        """The whole file, unpacked, with one kind of line end and without a byte order mark.

        Raises Refused: profile.format.
        """
        data = self._bytes()
        if b"\0" in data:
            self.line = data.count(b"\n", 0, data.index(b"\0")) + 1
            self.refuse("a NUL character stands here: this is no text, or not UTF-8; save it as UTF-8")
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            self.line = data.count(b"\n", 0, error.start) + 1
            self.refuse("the file is not UTF-8 text; save it as UTF-8")
        return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text

    def lines(self, between: str = "", longest: int = LONGEST_LINE) -> list[str]:
        """The lines of the file, as ``divided`` gives them. Raises Refused: profile.format."""
        return self.divided(self.text(), between, longest)

    def divided(self, text: str, between: str = "", longest: int = LONGEST_LINE, first: int = 1) -> list[str]:
        """The lines of ``text``, without their ends, the first of them line ``first`` of the file.

        ``between``: the signs that stand between values. Raises Refused: profile.format, where there are more
        lines or values, or longer lines, than are taken apart.
        """
        if text.count("\n") > MOST_LINES:
            self.refuse(f"the file has more than {MOST_LINES:,} lines; {_DIVIDE}")
        self.check_parts(text, between)
        lines = text.removesuffix("\n").split("\n")
        if len(text) > longest:
            for number, line in enumerate(lines, first):
                if len(line) > longest:
                    self.line = number
                    self.refuse(f"the line has more than {longest:,} characters")
        return lines

    def check_parts(self, text: str, between: str) -> None:
        """Refuse a text of more values than are held. Raises Refused: profile.format."""
        if sum(map(text.count, between)) > MOST_PARTS:
            self.refuse(f"more than {MOST_PARTS:,} values stand here; {_DIVIDE}")

    def stream(self) -> Iterator[tuple[int, bytes]]:
        """The lines of a file that may be larger than what is held, numbered, without their ends.

        Raises Refused: profile.format.
        """
        with self._opened() as file:
            for number, line in enumerate(iter(lambda: file.readline(self.largest + 1), b""), start=1):
                if len(line) > self.largest:
                    self.line = number
                    self.refuse(f"the line has more than {self.largest:,} bytes")
                yield number, line.removesuffix(b"\n")

    def parsed(self, text: str) -> Any:
        """The value of ``text`` as JSON; fields of objects stand there once.

        Raises Refused: profile.format. Raises json.JSONDecodeError, which knows where in ``text`` it is none.
        """
        self.check_parts(text, "[{,:")
        try:
            return json.loads(text, object_pairs_hook=self._fields, parse_constant=self._no_number)
        except RecursionError:
            self.refuse("this JSON is nested too deeply")
        except json.JSONDecodeError:
            raise
        except ValueError:  # more digits than Python reads
            self.refuse("a number is too long")

    def _fields(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        fields = dict(pairs)
        if len(fields) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            self.refuse(f"the field {twice[:24]!r} stands twice in one object")
        return fields

    def _no_number(self, word: str) -> NoReturn:
        self.refuse(f"{word} is no number in JSON")

    def _bytes(self) -> bytes:
        file = self._opened()
        with file:
            largest = self.largest
            try:
                if self.path.suffix != ".gz":
                    data = file.read(largest + 1)
                else:
                    packed = os.fstat(file.fileno()).st_size
                    largest = min(largest, max(PACKED_LARGEST, PACKED_TIMES * packed))
                    data = gzip.GzipFile(fileobj=file).read(largest + 1)
            except OSError as error:  # gzip.BadGzipFile is one of these
                self.refuse(f"cannot be read: {error.strerror or 'not a gzip file'}")
            except (EOFError, zlib.error):
                self.refuse("the compressed file is damaged")
        if len(data) > self.largest:
            self.refuse(f"the file has more than {self.largest:,} bytes; {_DIVIDE}")
        if len(data) > largest:
            self.refuse(f"the file is more than {PACKED_TIMES} times its packed size; unpack it first")
        return data

    def _opened(self) -> BinaryIO:
        """The file, which must be one: a pipe or a device may never end."""
        try:  # without waiting for whoever might write into a pipe
            descriptor = os.open(self.path, os.O_RDONLY | os.O_NONBLOCK)
        except OSError as error:
            self.line = 0
            self.refuse(f"cannot be read: {error.strerror}")
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            self.line = 0
            self.refuse("cannot be read: this is a folder, a pipe or a device, and no file")
        return os.fdopen(descriptor, "rb")


_DIVIDE = "divide it, or put alike papers together"


def first_lines(lines: list[str]) -> dict[str, int]:
    """For every different line the number of the first that says so."""
    return dict(zip(reversed(lines), range(len(lines), 0, -1), strict=True))


def positive(value: object, what: str, place: Place) -> int:
    """``value`` as a number from 1 on. Raises Refused: profile.format."""
    if type(value) is not int or value < 1:
        place.refuse(f"{what} must be a positive whole number")
    if value > MOST_PAPERS:
        place.refuse(f"{what} is more than {MOST_PAPERS:,}")
    return value


def written(text: str, what: str, place: Place) -> int:
    """``text`` as a number from 1 on, in decimal digits. Raises Refused: profile.format."""
    if not text.isascii() or not text.isdigit() or len(text) > len(str(MOST_PAPERS)):
        place.refuse(f"{what} must be a positive whole number, not {text[:24]!r}")
    return positive(int(text), what, place)
