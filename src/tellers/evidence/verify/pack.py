"""A pack as it lies on disk: a folder or a zip, read as a mapping from path to bytes.

A zip has one spelling: the files sorted by path, stored, of one date and one mode, nothing beside them.
Whatever else somebody calls a zip is refused, since two readers could see two packs in it.
Source: spec/pack.md.
"""

import os
import stat
import struct
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Protocol
from zlib import crc32

from tellers.board.shapes import is_path
from tellers.errors import Invalid, Refused

MANIFEST = "manifest.json"
RECOUNT = "recount.py"
_PIECE = 1 << 20
_DEEPEST = 8
_MODE = 0o100644 << 16
_MADE_BY = 3 << 8 | 20  # Unix, version 2.0 of the format
_DATE = 1 << 5 | 1  # 1 January 1980
_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")


@dataclass(frozen=True, slots=True)
class Listed:
    """A file as the manifest or an entry names it: its length in bytes and its SHA-256 in hex."""

    length: int
    sha256: str


class Unreadable(Refused):
    """The pack, or a file of it, cannot be read at all: nothing can be said about it."""


class Store(Protocol):
    """Where the files of a pack lie."""

    paths: frozenset[str]

    def length(self, path: str) -> int:
        """The length of a file in bytes, without reading it."""

    def pieces(self, path: str) -> Iterator[bytes]:
        """The bytes of a file, a piece at a time."""


class Folder:
    """A pack as a folder. Raises Invalid: V1.extra for what is no plain file with a pack's path."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.paths = frozenset(self._walk(root, "", 0))

    def length(self, path: str) -> int:
        """The length of a file in bytes. Raises Unreadable."""
        try:
            return (self._root / path).stat().st_size
        except OSError as error:
            raise _unreadable(self._root / path, error) from None

    def pieces(self, path: str) -> Iterator[bytes]:
        """The bytes of a file, a piece at a time."""
        yield from _pieces(self._root / path)

    def _walk(self, folder: Path, before: str, depth: int) -> Iterator[str]:
        if depth > _DEEPEST:
            raise Invalid("V1.extra", "folders inside folders, deeper than a pack has them")
        with os.scandir(folder) as found:
            for entry in found:
                path = before + entry.name
                if not is_path(path):
                    raise Invalid("V1.extra", f"{path[:80]!r} is not the path of a file in a pack")
                if entry.is_dir(follow_symlinks=False):
                    yield from self._walk(folder / entry.name, path + "/", depth + 1)
                elif entry.is_file(follow_symlinks=False):
                    yield path
                else:
                    raise Invalid("V1.extra", f"{path} is neither a plain file nor a folder")


class Zip:
    """A pack as a zip in its one spelling. Raises Invalid: V1.zip."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with open(path, "rb") as file:
            self._places = _places(file, os.fstat(file.fileno()).st_size)
        self.paths = frozenset(self._places)

    def length(self, path: str) -> int:
        """The length of a file in bytes."""
        return self._places[path][1]

    def pieces(self, path: str) -> Iterator[bytes]:
        """The bytes of a file, a piece at a time. Raises Invalid: V1.zip where its CRC-32 is wrong."""
        offset, length, checksum = self._places[path]
        found = 0
        for piece in _pieces(self._path, offset, length):
            found = crc32(piece, found)
            yield piece
        if found != checksum:
            raise Invalid("V1.zip", f"{path} does not have the checksum that the zip gives for it")


class PackFiles:
    """The files of a pack. Nothing is held but what was asked for; every reading compares the hash again."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.listed: Mapping[str, Listed] = {}

    @property
    def paths(self) -> frozenset[str]:
        """Every file that is there, the manifest included."""
        return self._store.paths

    def take_manifest(self, longest: int) -> bytes:
        """The manifest's bytes, at most ``longest``. Raises Invalid: V1.manifest."""
        if MANIFEST not in self.paths:
            raise Invalid("V1.manifest", f"the pack has no {MANIFEST}")
        pieces, length = [], 0
        for piece in self._store.pieces(MANIFEST):
            pieces.append(piece)
            length += len(piece)
            if length > longest:
                raise Invalid("V1.manifest", f"{MANIFEST} is longer than {longest:,} bytes")
        return b"".join(pieces)

    def length(self, path: str) -> int:
        """The length of a file in bytes, without reading it."""
        return self._store.length(path)

    def measured(self, path: str) -> Listed:
        """The length and the hash that a file has."""
        length, digest = 0, sha256()
        for piece in self._store.pieces(path):
            length += len(piece)
            digest.update(piece)
        return Listed(length, digest.hexdigest())

    def read(self, path: str) -> bytes:
        """The bytes of a listed file. Raises Invalid: V1.hash where it changed while it was read."""
        data = b"".join(self._store.pieces(path))
        if self.listed.get(path) != Listed(len(data), sha256(data).hexdigest()):
            raise Invalid("V1.hash", f"{path} changed while the pack was being verified")
        return data


def check_readable(path: Path) -> None:
    """Check that there is a folder or a file that can be opened at all. Raises Unreadable."""
    try:
        mode = os.stat(path).st_mode
        if stat.S_ISDIR(mode):
            os.scandir(path).close()
        elif stat.S_ISREG(mode):
            open(path, "rb").close()
        else:
            raise Unreadable("pack.unreadable", f"{path} is neither a folder nor a file")
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None


def read_file(path: Path, longest: int) -> bytes:
    """The bytes of a plain file, at most ``longest``. Raises Unreadable."""
    try:
        found = os.stat(path)
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None
    if not stat.S_ISREG(found.st_mode):
        raise Unreadable("file.unreadable", f"{path} is no plain file")
    if found.st_size > longest:
        raise Unreadable("file.unreadable", f"{path} is longer than {longest:,} bytes")
    return b"".join(_pieces(path, length=longest))


def _unreadable(path: Path, error: Exception) -> Unreadable:
    words = error.strerror if isinstance(error, OSError) and error.strerror else "not a path"
    return Unreadable("pack.unreadable", f"{path} cannot be read: {words}")


def opened(path: Path) -> PackFiles:
    """The files of a pack. Raises Invalid: V1.zip, V1.extra, and Unreadable."""
    try:
        return PackFiles(Folder(path) if path.is_dir() else Zip(path))
    except OSError as error:
        raise _unreadable(path, error) from None


def _pieces(path: Path, offset: int = 0, length: int = sys.maxsize) -> Iterator[bytes]:
    """At most ``length`` bytes of a file from ``offset``. Raises Unreadable."""
    left = length
    try:
        with open(path, "rb") as file:
            file.seek(offset)
            while piece := file.read(min(_PIECE, left)):
                left -= len(piece)
                yield piece
    except OSError as error:
        raise _unreadable(path, error) from None


def _places(file: BinaryIO, size: int) -> dict[str, tuple[int, int, int]]:
    """Offset, length and CRC-32 of each file of a zip, after every byte between files was compared."""
    count, directory_size, directory_at = _end(file, size)
    file.seek(directory_at)
    directory = file.read(directory_size)
    places: dict[str, tuple[int, int, int]] = {}
    at, offset, last = 0, 0, ""
    for _ in range(count):
        path, length, checksum = _central(directory, at, offset)
        if path <= last:
            raise Invalid("V1.zip", "the files of the zip are not sorted by path, or one is there twice")
        name, last = path.encode(), path
        file.seek(offset)
        header = _LOCAL.pack(b"PK\3\4", 20, 0, 0, 0, _DATE, checksum, length, length, len(name), 0) + name
        if file.read(len(header)) != header:
            raise Invalid("V1.zip", f"the zip's own header of {path} is not as a pack's zip has it")
        places[path] = (offset + len(header), length, checksum)
        at += _CENTRAL.size + len(name)
        offset += len(header) + length
    if at != directory_size or offset != directory_at:
        raise Invalid("V1.zip", "the zip holds bytes that belong to no file")
    return places


def _end(file: BinaryIO, size: int) -> tuple[int, int, int]:
    """Number of files, length and place of the directory, from the zip's last bytes."""
    if size < _END.size:
        raise Invalid("V1.zip", "the file is not a zip")
    file.seek(size - _END.size)
    end = file.read(_END.size)
    if len(end) != _END.size or end[:4] != b"PK\5\6":
        raise Invalid("V1.zip", "the file is not a zip, or something follows after its end")
    _, _, _, _, count, directory_size, directory_at, _ = _END.unpack(end)
    if end != _END.pack(b"PK\5\6", 0, 0, count, count, directory_size, directory_at, 0):
        raise Invalid("V1.zip", "the end of the zip is not as a pack's zip has it")
    if directory_at + directory_size + _END.size != size:
        raise Invalid("V1.zip", "the zip holds bytes that belong to no file")
    return count, directory_size, directory_at


def _central(directory: bytes, at: int, offset: int) -> tuple[str, int, int]:
    """Path, length and CRC-32 from the directory's record at ``at``, for a file that begins at ``offset``."""
    head = directory[at : at + _CENTRAL.size]
    if len(head) != _CENTRAL.size:
        raise Invalid("V1.zip", "the zip's directory breaks off")
    fields = _CENTRAL.unpack(head)
    checksum, length, name_length = fields[7], fields[8], fields[10]
    name = directory[at + _CENTRAL.size : at + _CENTRAL.size + name_length]
    path = name.decode("ascii", "replace")
    if not is_path(path) or path.encode() != name or len(name) != name_length:
        raise Invalid("V1.zip", f"{path[:80]!r} is not the path of a file in a pack")
    sizes = (checksum, length, length, name_length)
    wanted = _CENTRAL.pack(b"PK\1\2", _MADE_BY, 20, 0, 0, 0, _DATE, *sizes, 0, 0, 0, 0, _MODE, offset)
    if head != wanted:
        raise Invalid("V1.zip", f"the zip's record of {path} is not as a pack's zip has it")
    return path, length, checksum
