"""V1: a pack in its one spelling passes, as folder and as zip; whatever else is refused."""

import os
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from tellers.canonical import encode
from tellers.evidence import pack as packing
from tellers.evidence.verify import PACK_STEPS, Outcome, Unreadable, v01_pack, verify_pack
from tellers.evidence.verify.facts import Evidence
from tellers.evidence.verify.framework import Run

FILES = {"a.bin": b"", "log/entries.ndjson": b"{}\n", "log/notes/00000.note": b"x" * 3_000_000}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An honest pack as a folder, with the zip beside it."""
    board = tmp_path / "board"
    for path, data in FILES.items():
        (board / path).parent.mkdir(parents=True, exist_ok=True)
        (board / path).write_bytes(data)
    packing.write_pack(board, tmp_path / "pack")
    return tmp_path / "pack"


def zipped(folder: Path) -> Path:
    return folder.with_name("pack.zip")


def first_step(path: Path) -> Outcome:
    return Run().step(1, v01_pack, Evidence(path, None))


def test_an_honest_pack_passes_as_folder_and_as_zip(folder: Path) -> None:
    for path in (folder, zipped(folder)):
        found = first_step(path)
        assert (found.status, found.expected, found.checked) == ("pass", 4, 4)


def test_files_are_read_as_they_are_from_both(folder: Path) -> None:
    for path in (folder, zipped(folder)):
        evidence = Evidence(path, None)
        assert Run().step(1, v01_pack, evidence).status == "pass"
        assert {name: evidence.files.read(name) for name in FILES} == FILES


def test_a_file_that_changes_during_the_verification_is_noticed(folder: Path) -> None:
    evidence = Evidence(folder, None)
    Run().step(1, v01_pack, evidence)
    (folder / "a.bin").write_bytes(b"now")
    with pytest.raises(Exception, match=r"V1\.hash"):
        evidence.files.read("a.bin")


def altered(folder: Path) -> None:
    (folder / "log/entries.ndjson").write_bytes(b"[]\n")


def lengthened(folder: Path) -> None:
    (folder / "a.bin").write_bytes(b"x")


def lost(folder: Path) -> None:
    (folder / "a.bin").unlink()


def added(folder: Path) -> None:
    (folder / "b.bin").write_bytes(b"")


def hidden(folder: Path) -> None:
    (folder / ".hidden").write_bytes(b"")


def upper(folder: Path) -> None:
    (folder / "A.bin").write_bytes(b"")


def linked(folder: Path) -> None:
    (folder / "a.bin").unlink()
    (folder / "a.bin").symlink_to(os.devnull)


def linked_folder(folder: Path) -> None:
    (folder / "more").symlink_to(folder)


def deep(folder: Path) -> None:
    (folder / "/".join("abcdefghijklm")).mkdir(parents=True)


def unlisted(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def manifest(*entries: tuple[str, int, str], kind: str = "tellers-pack/1") -> bytes:
    files = [{"path": path, "len": length, "sha256": digest} for path, length, digest in entries]
    return encode({"format": kind, "files": files})


def listing(data: bytes) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        (folder / "manifest.json").write_bytes(data)

    return write


def true_entries() -> list[tuple[str, int, str]]:
    files = {**FILES, packing.RECOUNT: packing.recount_program()}
    return [(path, len(data), sha256(data).hexdigest()) for path, data in sorted(files.items())]


ENTRIES = true_entries()


@pytest.mark.parametrize(
    ("lie", "check"),
    [
        (altered, "V1.hash"),
        (lengthened, "V1.hash"),
        (lost, "V1.missing"),
        (added, "V1.extra"),
        (hidden, "V1.extra"),
        (upper, "V1.extra"),
        (linked, "V1.extra"),
        (linked_folder, "V1.extra"),
        (deep, "V1.extra"),
        (unlisted, "V1.manifest"),
        (listing(b""), "V1.manifest"),
        (listing(b"\xff"), "V1.manifest"),
        (listing(b"[" * 100_000), "V1.manifest"),
        (listing(b"1" * 100_000), "V1.manifest"),
        (listing(b"[]"), "V1.manifest"),
        (listing(b'{"files":[],"format":"tellers-pack/1"} '), "V1.manifest"),
        (listing(manifest(*ENTRIES, kind="tellers-pack/2")), "V1.manifest"),
        (listing(manifest(*reversed(ENTRIES))), "V1.manifest"),
        (listing(manifest(ENTRIES[0], *ENTRIES)), "V1.manifest"),
        (listing(manifest(*ENTRIES, ("manifest.json", 0, "0" * 64))), "V1.manifest"),
        (listing(manifest(("../a.bin", 0, "0" * 64), *ENTRIES)), "V1.manifest"),
        (listing(manifest(*ENTRIES[:2])), "V1.extra"),
        (listing(manifest(*ENTRIES, ("z.bin", 0, "0" * 64))), "V1.missing"),
    ],
)
def test_the_folder_that_is_not_its_list_is_refused(
    folder: Path, lie: Callable[[Path], None], check: str
) -> None:
    lie(folder)
    found = first_step(folder)
    assert (found.status, found.check) == ("fail", check)


def write_zip(folder: Path, change: Callable[[zipfile.ZipInfo], None], comment: bytes = b"") -> Path:
    """The pack zipped again, each member changed in some way."""
    target = zipped(folder)
    with zipfile.ZipFile(target, "w") as archive:
        archive.comment = comment
        for path in sorted([*FILES, "manifest.json", packing.RECOUNT]):
            member = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
            member.external_attr, member.create_system = 0o100644 << 16, 3
            change(member)
            archive.writestr(member, (folder / path).read_bytes())
    return target


def setting(**values: object) -> Callable[[zipfile.ZipInfo], None]:
    def change(member: zipfile.ZipInfo) -> None:
        for name, value in values.items():
            setattr(member, name, value)

    return change


def test_the_test_s_own_writer_writes_what_is_accepted(folder: Path) -> None:
    assert first_step(write_zip(folder, setting())).status == "pass"


@pytest.mark.parametrize(
    "change",
    [
        setting(compress_type=zipfile.ZIP_DEFLATED),
        setting(date_time=(1980, 1, 1, 0, 0, 2)),
        setting(date_time=(2026, 1, 1, 0, 0, 0)),
        setting(external_attr=0o100755 << 16),
        setting(create_system=0),
        setting(extra=b"\x99\x99\x02\x00ab"),
        setting(comment=b"hello"),
        setting(internal_attr=1),
    ],
)
def test_a_zip_in_any_other_spelling_is_refused(
    folder: Path, change: Callable[[zipfile.ZipInfo], None]
) -> None:
    assert first_step(write_zip(folder, change)).check == "V1.zip"


def test_a_zip_with_a_comment_is_refused(folder: Path) -> None:
    assert first_step(write_zip(folder, setting(), b"hello")).check == "V1.zip"


@pytest.mark.parametrize(
    "change", [lambda data: data + b"x", lambda data: b"x" + data, lambda data: data[:-1]]
)
def test_a_zip_with_bytes_too_many_or_too_few_is_refused(
    folder: Path, change: Callable[[bytes], bytes]
) -> None:
    target = zipped(folder)
    target.write_bytes(change(target.read_bytes()))
    assert first_step(target).check == "V1.zip"


def test_no_single_byte_of_a_small_zip_can_change_unnoticed(tmp_path: Path) -> None:
    board = tmp_path / "board"
    board.mkdir()
    (board / "a.bin").write_bytes(b"abc")
    packing.write_pack(board, tmp_path / "pack")
    target = tmp_path / "pack.zip"
    honest = target.read_bytes()
    assert first_step(target).status == "pass"
    program = packing.recount_program()
    begins = honest.index(program)
    inside = range(begins + 1, begins + len(program) - 1)
    places = [place for place in range(len(honest)) if place not in inside or not place % 1000]
    for place in places:
        target.write_bytes(honest[:place] + bytes([honest[place] ^ 1]) + honest[place + 1 :])
        assert first_step(target).status == "fail", place


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\5\6" + bytes(18), b"x" * 1000])
def test_a_file_that_is_no_zip_fails_and_nothing_else_is_reached(tmp_path: Path, data: bytes) -> None:
    target = tmp_path / "pack.zip"
    target.write_bytes(data)
    report = verify_pack(target)
    assert report.verdict == "fail"
    assert report.first_failure is not None
    assert report.first_failure["step"] == "V1"
    assert {outcome.status for outcome in report.steps[1:]} == {"not-reached"}
    assert len(report.steps) == len(PACK_STEPS)


def test_an_empty_folder_has_no_list(tmp_path: Path) -> None:
    assert first_step(tmp_path).check == "V1.manifest"


@pytest.mark.parametrize("name", ["missing", "x" * 5000, "nul\0"])
def test_what_is_not_there_is_unreadable(tmp_path: Path, name: str) -> None:
    with pytest.raises(Unreadable):
        verify_pack(tmp_path / name)


def test_a_device_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        verify_pack(Path(os.devnull))
