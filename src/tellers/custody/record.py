"""What a key was used for: an append-only file beside the key file, chained and sealed with a key from it.

It holds nothing secret. Without it, or with one that lacks lines, the key is refused: somebody who could make
a trustee forget could have two sets decrypted. Source: spec/custody.md, "The record".
"""

import fcntl
import hmac
import os
from io import RawIOBase
from pathlib import Path
from typing import Any

from tellers.canonical import decode, encode
from tellers.crypto.secret import Secret
from tellers.errors import Invalid, Refused

SUFFIX = ".state"
Line = dict[str, Any]


class Record:
    """The record of one key. ``mark``: how many lines it has at least, and the seal of the last of them.

    Raises Refused: custody.record-lost, custody.record-altered, custody.record-old,
    custody.destroyed.
    """

    def __init__(self, path: Path, key: Secret, mark: Line) -> None:
        self._path, self._key = path, key
        try:
            with open(path, "rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                self._take(file.read(), mark)
        except OSError:
            raise Refused(
                "custody.record-lost",
                f"{path} is not there: this key was used before, and what for stood in that file. "
                "Bring it back; without it the key is not used again",
            ) from None

    @staticmethod
    def begin(path: Path, key: Secret) -> Line:
        """Begin the record of a new key, where none is yet; gives its mark."""
        line = _sealed(key, "", {"what": "made"})
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "wb", buffering=0) as file:
            _write(file, encode(line) + b"\n")
        sync_folder(path)
        return {"lines": 1, "mac": line["mac"]}

    def of(self, what: str) -> list[Line]:
        """The lines of one kind, in order."""
        return [line for line in self.lines if line["what"] == what]

    def append(self, what: str, **fields: Any) -> Line:
        """Write a line, on the disk before this returns; gives the new mark.

        Raises Refused: custody.in-use where somebody else has written since this record was read;
        custody.unwritten where the disk does not take it.
        """
        line = _sealed(self._key, self.lines[-1]["mac"], {"what": what, **fields})
        data = encode(line) + b"\n"
        with open(os.open(self._path, os.O_WRONLY | os.O_APPEND), "ab", buffering=0) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if os.fstat(file.fileno()).st_size != self._size:
                raise Refused("custody.in-use", "this key is being used by another program: try again")
            try:
                _write(file, data)
            except OSError as error:
                file.truncate(self._size)
                told = f"{self._path} cannot be written, so nothing was done: {error.strerror}"
                raise Refused("custody.unwritten", told) from None
        self._size += len(data)
        self.lines.append(line)
        return {"lines": len(self.lines), "mac": line["mac"]}

    def _take(self, data: bytes, mark: Line) -> None:
        """Take what was read. A last line that broke off beyond the mark goes: nothing followed from it."""
        whole, _, broken = data.rpartition(b"\n")
        self._size = len(data) - len(broken)
        self.lines = self._checked(whole.split(b"\n") if self._size else [])
        if self.lines and self.lines[-1]["what"] == "destroyed":
            raise Refused("custody.destroyed", f"{self._path} says that this key was destroyed")
        least = mark["lines"]
        if len(self.lines) < least or self.lines[least - 1]["mac"] != mark["mac"]:
            raise Refused(
                "custody.record-old",
                f"{self._path} is an older copy: the key has been used for more than it says."
                " Bring the newest one",
            )
        if broken:
            os.truncate(self._path, self._size)

    def _checked(self, written: list[bytes]) -> list[Line]:
        lines: list[Line] = []
        before = ""
        for text in written:
            try:
                line: Line = decode(text)
                good = line == _sealed(self._key, before, {k: v for k, v in line.items() if k != "mac"})
            except (Invalid, AttributeError):
                good = False
            if not good:
                raise Refused(
                    "custody.record-altered",
                    f"{self._path} was altered, or belongs to another key (line {len(lines) + 1})",
                )
            lines.append(line)
            before = line["mac"]
        return lines


def _sealed(key: Secret, before: str, line: Line) -> Line:
    return {**line, "mac": hmac.digest(key.reveal(), before.encode() + encode(line), "sha256").hex()}


def _write(file: RawIOBase, data: bytes) -> None:
    while data:  # a disk that is nearly full takes a part first
        data = data[file.write(data) or 0 :]
    os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Have the name of a file on the disk too."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
