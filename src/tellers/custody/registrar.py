"""The registrar: makes one half of every credential, on a machine of its own, and posts it in letters.

A code follows from the registrar's seed, the poll, the row and how often it was issued, so nothing but the
seed need be kept. Source: spec/credentials.md.
"""

import json
import os
import secrets
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from tellers.canonical import encode
from tellers.crypto.credential import written_code
from tellers.crypto.prove import credentials
from tellers.crypto.secret import Secret
from tellers.custody.keyring import PLAIN, Files, KeyHolder, write_private
from tellers.custody.record import Line, Record, sync_folder
from tellers.errors import Refused

AT_ONCE = 64
"""Codes stretched between two reports of progress."""
LETTERS = "letters.ndjson"

Tick = Callable[[int], None]
"""Told how many are done."""


class Registrar(KeyHolder):
    """Makes the codes and posts them; works on its own machine with its own outbox."""

    DELIVERY = "address"

    def __init__(self, path: Path, outbox: Path, files: Files = PLAIN) -> None:
        super().__init__(path, files)
        self._outbox = outbox
        self.public_keys: list[bytes] = []

    def make(self, sid: bytes, rows: int, tick: Tick) -> list[Secret]:
        """A code for every row; gives the keys to be sealed, in row order.

        Raises Refused("registrar.another-roll"): a key makes the codes of one roll.
        """
        asked, record = {"sid": sid.hex(), "rows": rows}, self.record()
        made = record.of("codes")
        if made and not asked.items() <= made[0].items():
            raise Refused("registrar.another-roll", f"{self.id} has made the codes of another roll before")
        if not made:
            record.append("codes", **asked)
        codes = self._codes()
        keys: list[Secret] = []
        for start in range(0, rows, AT_ONCE):
            some = [code.reveal().decode() for code in codes[start : start + AT_ONCE]]
            keys += credentials.registrar_keys(sid, range(start + 1, start + 1 + len(some)), some)
            tick(len(keys))
        self.public_keys = [credentials.public_key(key) for key in keys]
        return keys

    def sealing(self, eid: bytes) -> Secret:
        """The randomness with which the rows of an election are sealed, 32 bytes a row."""
        record = self.record()
        if [line["eid"] for line in record.of("sealing")] != [eid.hex()]:
            record.append("sealing", eid=eid.hex())
        seed, rows = self._seed, range(1, self._made()["rows"] + 1)
        return Secret(b"".join(credentials.sealing(seed, eid, row).reveal() for row in rows))

    def opening(self, row: int) -> tuple[bytes, Secret]:
        """What opens the sealed key of a row: the public half and the randomness.

        Whoever has it knows the pseudonym of the row, and can vote no more than before.
        """
        eid = bytes.fromhex(self.record().of("sealing")[-1]["eid"])
        sid = bytes.fromhex(self._made()["sid"])
        half = self.public_keys[row - 1] if self.public_keys else self.half(sid, row, 0)
        return half, credentials.sealing(self._seed, eid, row)

    def send(self, addresses: Sequence[str]) -> Path:
        """One letter to every row, in row order; gives the file for the printer.

        The record names a draft that is on the disk, and only that draft becomes the letters: whatever breaks
        off between the two is done to its end when asked again, and in no other outbox. Drafts that broke off
        before are removed, in whatever outbox they are.
        Raises Refused: registrar.no-codes, registrar.sent-before, custody.in-use.
        """
        record = self.record()  # the one that is written on: what another program writes meanwhile is seen
        self._check_unsent(record)
        data = _lines(
            {"row": row, "to": to, "code": written_code(code.reveal().decode())}
            for row, (to, code) in enumerate(zip(addresses, self._codes(), strict=True), 1)
        )
        letters, draft = self._outbox / LETTERS, self._draft(record)
        if draft is None:
            _check_free(letters)
            draft = self._drafted(record, data)
            self._name(draft, record, len(addresses))
        elif draft.read_bytes() != data:
            told = (
                f"{draft} is not what these contacts give: its writing broke off; take the contacts of then"
            )
            raise Refused("registrar.sent-before", told)
        os.replace(draft, letters)
        _clear({self._outbox, *_begun_in(record)})
        return letters

    def check_unsent(self) -> None:
        """Check that this key's letters are still to be put into this outbox.

        Raises Refused: registrar.sent-before.
        """
        self._check_unsent(self.record())

    def _check_unsent(self, record: Record) -> None:
        if record.of("sent") and self._draft(record) is None:
            raise Refused(
                "registrar.sent-before",
                f"the letters of {self.id} were written before: each code is sent once."
                f" If that broke off and there is no {LETTERS}, name the same outbox as then",
            )

    def draft(self) -> Path | None:
        """The letters that lack nothing but their name, where the writing broke off in this outbox."""
        return self._draft(self.record())

    def _draft(self, record: Record) -> Path | None:
        named = [self._outbox / line["draft"] for line in record.of("sent")]
        return next((draft for draft in named if draft.is_file()), None)

    def reissue(self, sid: bytes, row: int) -> tuple[bytes, str]:
        """Another code for a row: its public key, and the code as it is handed over.

        How often a row was issued stands in the record, so no code comes twice.
        """
        record = self.record()
        number = self.issues(row) + 1
        self.bind(record.append("reissue", row=row, number=number))
        return self.half(sid, row, number), written_code(credentials.code(self._seed, sid, row, number))

    def issues(self, row: int) -> int:
        """How often the code of a row was issued anew."""
        return sum(line["row"] == row for line in self.record().of("reissue"))

    def half(self, sid: bytes, row: int, issue: int) -> bytes:
        """The public key of a row's half; ``issue`` counts the re-issues, 0 at first."""
        [key] = credentials.registrar_keys(sid, [row], [credentials.code(self._seed, sid, row, issue)])
        return credentials.public_key(key)

    def post(self, name: str, letter: dict[str, Any]) -> Path:
        """Put a single letter into the outbox."""
        return post(self._outbox / name, [letter])

    def _drafted(self, record: Record, data: bytes) -> Path:
        """Put letters on the disk under a name of their own, once the record says in which outbox."""
        if self._outbox.resolve() not in _begun_in(record):
            record.append("drafting", outbox=self._outbox.resolve().as_uri())
        self._outbox.mkdir(parents=True, exist_ok=True)
        draft = self._outbox / f"{LETTERS}.{secrets.token_hex(8)}.draft"
        write_private(draft, data)
        sync_folder(draft)
        return draft

    def _name(self, draft: Path, record: Record, rows: int) -> None:
        """Have the record name a draft; if it does not, because it has another or no room, there is none."""
        try:
            self.bind(record.append("sent", rows=rows, draft=draft.name))
        except Refused:
            draft.unlink(missing_ok=True)
            raise

    def _made(self) -> Line:
        made = self.record().of("codes")
        if not made:
            raise Refused("registrar.no-codes", f"{self.id} has made no codes yet")
        return made[0]

    def _codes(self) -> list[Secret]:
        made = self._made()
        seed, sid, rows = self._seed, bytes.fromhex(made["sid"]), range(1, made["rows"] + 1)
        return [Secret(credentials.code(seed, sid, row, 0).encode()) for row in rows]


def post(path: Path, items: list[dict[str, Any]]) -> Path:
    """Put letters or messages into an outbox, one line each. Raises Refused: registrar.sent-before."""
    _check_free(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_private(path, _lines(items))
    return path


def _begun_in(record: Record) -> list[Path]:
    """The outboxes in which letters were begun, in order."""
    uris = [line["outbox"] for line in record.of("drafting")]
    return [Path(os.fsdecode(unquote_to_bytes(urlsplit(uri).path))) for uri in uris]


def _clear(outboxes: Iterable[Path]) -> None:
    """Remove drafts that no record names: each holds every code."""
    for outbox in outboxes:
        for left in outbox.glob(f"{LETTERS}.*.draft*"):
            left.unlink(missing_ok=True)


def _check_free(path: Path) -> None:
    if os.path.lexists(path):
        raise Refused("registrar.sent-before", f"{path} is there already: these letters were written before")


def _lines(items: Iterable[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(item) + "\n" for item in items).encode()


def delivery_line(row: int, field: str, digest: str) -> bytes:
    """A line of the public list of who was sent a half where."""
    return encode({"row": row, "d": digest, "field": field})
