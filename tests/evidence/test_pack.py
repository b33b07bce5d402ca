"""Writing a pack: another pack is replaced, and nothing else that lies in its place."""

from pathlib import Path

import pytest

from tellers.errors import Refused
from tellers.evidence.pack import write_pack


@pytest.fixture
def board(tmp_path: Path) -> Path:
    """A board with one file."""
    folder = tmp_path / "board"
    folder.mkdir()
    (folder / "a.bin").write_bytes(b"a")
    return folder


def test_a_pack_is_replaced_by_a_pack(board: Path, tmp_path: Path) -> None:
    target = tmp_path / "pack"
    write_pack(board, target)
    (board / "a.bin").rename(board / "b.bin")
    write_pack(board, target)
    assert sorted(path.name for path in target.iterdir()) == ["b.bin", "manifest.json", "recount.py"]


@pytest.mark.parametrize("there", ["folder", "empty", "file", "link", "nowhere"])
def test_what_is_no_pack_is_left_alone(board: Path, tmp_path: Path, there: str) -> None:
    target, other = tmp_path / "pack", tmp_path / "other"
    if there in ("folder", "empty"):
        target.mkdir()
    if there == "folder":
        (target / "letters.txt").write_text("keep")
    if there == "file":
        target.write_text("keep")
    if there == "link":
        other.mkdir()
        (other / "manifest.json").write_text("keep")
    if there in ("link", "nowhere"):
        target.symlink_to(other)
    with pytest.raises(Refused, match=r"pack\.occupied: .* move it away, or write elsewhere"):
        write_pack(board, target)
    assert not (tmp_path / "pack.zip").exists()
    assert [
        path.read_text() for path in (target / "letters.txt", other / "manifest.json") if path.is_file()
    ] in (
        ["keep"],
        [],
    )
    assert target.is_symlink() or target.is_file() or target.is_dir()
