"""A file of papers as text: what is read of it, and how it is refused, by file and line.

Source: spec/counting/files.md.
"""

import gzip
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NoReturn, cast

from tellers.errors import Refused

LARGEST = 2**28
"""So many bytes may a file have, unpacked: several million papers, and no more than a computer can hold."""

MOST_PAPERS = 10**12
"""So many papers may stand in one group."""


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

    def lines(self) -> list[str]:
        """The lines of ``text``, without their ends. Raises Refused: profile.format."""
        return self.text().removesuffix("\n").split("\n")

    def _bytes(self) -> bytes:
        try:
            with self._opened() as file:
                data = file.read(self.largest + 1)
        except OSError as error:  # gzip.BadGzipFile is one of these
            self.refuse(f"cannot be read: {error.strerror or 'not a gzip file'}")
        except (EOFError, zlib.error):
            self.refuse("the compressed file is damaged")
        if len(data) > self.largest:
            self.refuse(f"the file has more than {self.largest:,} bytes; divide it")
        return data

    def _opened(self) -> BinaryIO:
        opening = gzip.open if self.path.suffix == ".gz" else open
        try:
            return cast(BinaryIO, opening(self.path, "rb"))
        except OSError as error:
            self.line = 0
            self.refuse(f"cannot be read: {error.strerror}")


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
