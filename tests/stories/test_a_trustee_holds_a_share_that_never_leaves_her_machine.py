"""Ines Quill holds a share: from the making of her key to the opened votes she touches files only.

Her key is a real age file with six words. Nothing that she hands in, and nothing that she is shown but once,
holds a secret; and what she hands in makes a poll that verifies.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyrage
import pytest

from tellers.canonical import decode
from tellers.cli.main import main
from tellers.crypto.prove.keygen import Message
from tellers.custody.keyring import record_of
from tellers.custody.trustee import Trustee
from tellers.evidence.pack import write_pack
from tellers.evidence.verify import verify_pack
from tests.custody.acting import Album, begun, hold


class InesQuill(Trustee):
    """Trustee 3, who is not in the hall: she is sent packs, and sends back entries."""

    def __init__(self, album: Album, machine: Path) -> None:
        self.album, self._machine, self.path = album, machine, machine / "share.age"
        self.id, self.i, self._turns = "trustee-3", 3, 0
        self._handed_in: dict[str, Any] = {}
        made = ["key", "make", "--out", str(self.path), "--name", self.id]
        assert main([*made, "--passphrase", str(self.words)]) == 0
        self._vk = b""

    @property
    def words(self) -> Path:
        """Where she wrote her passphrase down."""
        return self._machine / "words.txt"

    def told(self, public: str) -> None:
        """The hall writes down her public key."""
        self._vk = bytes.fromhex(json.loads(public)["vk"])

    @property
    def vk(self) -> bytes:
        return self._vk

    def sign(self, message: bytes) -> bytes:
        """The signature on what she handed in last."""
        return bytes.fromhex(self._handed_in["sigs"][0]["sig"])

    def commit(self, sid: bytes, threshold: int, trustees: int) -> Message:
        return self._says("--sid", sid.hex())

    def reveal(self, round0: list[Message]) -> Message:
        return self._says()

    def complain(self, round0: list[Message], round1: list[Message]) -> list[Message]:
        return []  # else it would be what her tool hands in next

    def certify(
        self, round0: list[Message], round1: list[Message], complaints: Sequence[Message] = ()
    ) -> Message:
        return self._says()

    def decrypt(self, eid: bytes, contest: str, group: str, rows: bytes) -> tuple[bytes, dict[str, str]]:
        folder = self._turn("decrypt", "--contest", contest, "--group", group)
        dleq: dict[str, str] = self._handed_in["dleq"]
        return (folder / self._handed_in["factors"]["file"]).read_bytes(), dleq

    def _says(self, *more: str) -> Message:
        self._turn("make", *more)
        message: Message = self._handed_in["msg"]
        return message

    def _turn(self, action: str, *more: str) -> Path:
        self._turns += 1
        folder = self._machine / f"handed-in-{self._turns}"
        moment = self.album.take(f"Ines Quill, turn {self._turns}")
        own = ["--share", str(self.path), "--passphrase", str(self.words)]
        board = ["--board", str(moment.pack), "--time", str(moment.now), "--out", str(folder)]
        assert main(["trustee", action, *own, *board, *more]) == 0
        self._handed_in = decode((folder / "entry.json").read_bytes().rstrip(b"\n"))
        return folder


@pytest.mark.timeout(900)  # every use of an age file costs seconds, on purpose
def test_a_trustee_holds_a_share_that_never_leaves_her_machine(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    album = begun(tmp_path / "hall")
    ines = InesQuill(album, tmp_path / "machine")
    ines.told(capsys.readouterr().out)
    album.hall.trustees[2] = ines
    hold(album)
    write_pack(album.hall.board.folder, tmp_path / "pack")
    assert verify_pack(tmp_path / "pack", album.hall.sid.hex()).verdict == "pass"

    words = ines.words.read_text().strip()
    stored = decode(pyrage.passphrase.decrypt(ines.path.read_bytes(), words))
    assert stored["share"]["sid"] == album.hall.sid.hex()
    secrets = [words, stored["seed"], stored["ed25519"], stored["state"], stored["share"]["secret"]]
    printed = capsys.readouterr()
    handed_in = b"".join(
        path.read_bytes() for path in (tmp_path / "machine").glob("handed-in-*/**/*") if path.is_file()
    )
    everything = printed.out + printed.err + record_of(ines.path).read_text()
    assert [secret for secret in secrets if secret in everything] == []
    assert [secret for secret in secrets if secret.encode() in handed_in] == []
    assert [secret for secret in secrets[1:] if bytes.fromhex(secret) in handed_in] == []
    assert "`dkg3` is due now" in printed.out
    assert "The board verifies, and chair, joint is opened" in printed.out
