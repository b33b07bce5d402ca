"""The evidence pack: the board's folder with a recount program and a manifest, and the same as one file.

The one file is a zip that has one spelling: files sorted by path, stored, a fixed date, nothing extra.
Source: spec/pack.md.
"""

import os
import shutil
import zipfile
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from tellers.canonical import encode
from tellers.errors import Refused

FORMAT = "tellers-pack/1"
MANIFEST = "manifest.json"
RECOUNT = "recount.py"  # the program, of this name in the package and in a pack
_DATE = (1980, 1, 1, 0, 0, 0)
_REGULAR_FILE = 0o100644 << 16
_UNIX = 3


def write_manifest(folder: Path) -> None:
    """List every file of a pack, with its length and hash, in ``manifest.json``."""
    listed = []
    for path in paths(folder):
        data = (folder / path).read_bytes()
        listed.append({"path": path, "len": len(data), "sha256": sha256(data).hexdigest()})
    (folder / MANIFEST).write_bytes(encode({"format": FORMAT, "files": listed}))


def paths(folder: Path) -> list[str]:
    """The paths of all files of a pack but its manifest, sorted."""
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in found if path != MANIFEST)


def write_pack(board: Path, target: Path) -> None:
    """Copy a board's folder to ``target`` as a pack, and write ``target.zip`` beside it.

    A pack that is there is replaced. Raises Refused: pack.occupied.
    """
    check_room(target)
    if target.exists():
        shutil.rmtree(target)
    shutil.copytree(board, target)
    (target / RECOUNT).write_bytes(recount_program())
    write_manifest(target)
    write_zip(target, target.with_name(target.name + ".zip"))


def recount_program() -> bytes:
    """The program by which anybody counts the votes of a pack again, as it lies in every pack."""
    return (files("tellers.evidence") / RECOUNT).read_bytes()


def check_room(target: Path) -> None:
    """Check that a pack may be written to ``target``: nothing is there, or another pack.

    Raises Refused: pack.occupied.
    """
    is_pack = target.is_dir() and not target.is_symlink() and (target / MANIFEST).is_file()
    if os.path.lexists(target) and not is_pack:
        raise Refused("pack.occupied", f"{target} is no evidence pack: move it away, or write elsewhere")


def write_zip(folder: Path, target: Path) -> None:
    """Write a pack's folder as one file."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted([*paths(folder), MANIFEST]):
            member = zipfile.ZipInfo(path, _DATE)
            member.external_attr = _REGULAR_FILE
            member.create_system = _UNIX
            archive.writestr(member, (folder / path).read_bytes())
