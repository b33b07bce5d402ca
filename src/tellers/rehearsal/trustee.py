"""A trustee: makes a share of the key, and decrypts one set per contest, ever. Source: spec/trustees.md."""

import json
from pathlib import Path
from typing import Any

from tellers.board.log import Board
from tellers.crypto import sharing
from tellers.crypto.prove import keygen, mixing
from tellers.crypto.prove.keygen import Dealer, Message, Share
from tellers.crypto.secret import Secret
from tellers.errors import Refused
from tellers.rehearsal.keyring import KeyHolder, write_private


class Trustee(KeyHolder):
    """Trustee ``i`` of a poll, with its own signing key and, after the ceremony, its own share file."""

    def __init__(self, path: Path, i: int) -> None:
        super().__init__(path)
        self.i = i
        self._share_file = path.with_name(f"{self.id}-share.key")
        self._dealer: Dealer | None = None

    def commit(self, sid: bytes, threshold: int, trustees: int) -> Message:
        """Round 0 of the key ceremony."""
        self._dealer = Dealer(sid, self.i, threshold, trustees)
        return self._dealer.commit()

    def reveal(self, board: Board) -> Message:
        """Round 1, from the commitments on the board."""
        return self._running().reveal(_messages(board, "dkg0"))

    def complain(self, board: Board) -> list[Message]:
        """Round 2: what this trustee has to complain of, from the shares on the board."""
        return self._running().complain(_messages(board, "dkg0"), _messages(board, "dkg1"))

    def certify(self, board: Board) -> Message:
        """Round 3, if nobody complained; the share goes to the trustee's own file.

        Raises Refused: dkg.complaint, and what the dealer's part raises.
        """
        dealer = self._running()
        _check_complaints(dealer.sid, board)
        message, share = dealer.certify(_messages(board, "dkg0"), _messages(board, "dkg1"))
        write_private(
            self._share_file,
            {
                "i": share.i,
                "share": share.secret.reveal().hex(),
                "x_pub": share.x_pub.hex(),
                "pk": share.pk.hex(),
                "dkg": share.dkg.hex(),
                "opened": [],
            },
        )
        self._dealer = None
        return message

    def decrypt(self, eid: bytes, contest: str, group: str, rows: bytes) -> tuple[bytes, dict[str, str]]:
        """Factors and proof for the last stage of a contest.

        What is opened is written into the share's own file first, so it holds after a restart too.
        Raises Refused("trustee.decrypted-before"): a trustee opens one set per contest and group.
        """
        stored = self._stored()
        asked = [eid.hex(), contest, group]
        if asked in stored["opened"]:
            raise Refused("trustee.decrypted-before", f"{self.id} has opened a set of {contest} before")
        write_private(self._share_file, {**stored, "opened": [*stored["opened"], asked]})
        return mixing.decrypt(eid, contest, group, _share_of(stored), rows)

    def _running(self) -> Dealer:
        if self._dealer is None:
            raise Refused("trustee.no-ceremony", f"{self.id} is in no key ceremony")
        return self._dealer

    def _stored(self) -> dict[str, Any]:
        stored: dict[str, Any] = json.loads(self._share_file.read_text())
        return stored


class Mixer(KeyHolder):
    """A mixer: re-encrypts and reorders, and proves that it did nothing else."""

    def mix(
        self, eid: bytes, pk: bytes, contest: str, group: str, stage: int, width: int, rows: bytes
    ) -> tuple[bytes, bytes]:
        """The rows shuffled, and the proof."""
        return mixing.shuffle(eid, contest, group, stage, self.id, pk, width, rows)


def _share_of(stored: dict[str, Any]) -> Share:
    return Share(
        stored["i"],
        Secret(bytes.fromhex(stored["share"])),
        bytes.fromhex(stored["x_pub"]),
        bytes.fromhex(stored["pk"]),
        bytes.fromhex(stored["dkg"]),
    )


def _messages(board: Board, round_: str) -> list[Message]:
    return [entry["msg"] for _, entry in board.of_type(round_)]


def _check_complaints(sid: bytes, board: Board) -> None:
    """Nobody complained; else the words say who is at fault."""
    rounds = _messages(board, "dkg0"), _messages(board, "dkg1")
    for index, entry in board.of_type("dkg.complaint"):
        fault = sharing.judge(sid, *rounds, entry["msg"])
        raise Refused(
            "dkg.complaint",
            f"trustee {fault.trustee} is at fault, says the complaint at entry {index}: {fault.why}; "
            "begin again with a new set-up without them",
        )


def election_key(board: Board) -> bytes:
    """The key that the revealed coefficients add up to."""
    return keygen.election_key(_messages(board, "dkg1"))
