"""The registrar and the server: each makes one half of every credential, and neither has the other.

Source: spec/credentials.md.
"""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tellers.canonical import encode
from tellers.crypto.credential import written_code
from tellers.crypto.prove import credentials
from tellers.crypto.secret import Secret
from tellers.rehearsal.keyring import KeyHolder, open_private

AT_ONCE = 64
"""Codes stretched between two reports of progress."""

Tick = Callable[[int], None]
"""Told how many are done."""


class Registrar(KeyHolder):
    """Makes the codes and posts them; works on its own machine with its own outbox."""

    DELIVERY = "address"

    def __init__(self, path: Path, outbox: Path) -> None:
        super().__init__(path)
        self._outbox = outbox
        self._codes: list[Secret] = []
        self.public_keys: list[bytes] = []
        self._chance = Secret(b"")

    def make(self, sid: bytes, rows: int, tick: Tick) -> list[Secret]:
        """Draw a code for every row; gives the keys to be sealed, in row order."""
        codes = [credentials.new_code() for _ in range(rows)]
        self._codes = [Secret(code.encode()) for code in codes]
        keys: list[Secret] = []
        for start in range(0, rows, AT_ONCE):
            some = codes[start : start + AT_ONCE]
            keys += credentials.registrar_keys(sid, range(start + 1, start + 1 + len(some)), some)
            tick(len(keys))
        self.public_keys = [credentials.public_key(key) for key in keys]
        return keys

    def keep(self, chance: Secret) -> None:
        """Keep the randomness of the sealing, by which single rows can be opened to the entitled."""
        self._chance = chance

    def opening(self, row: int) -> tuple[bytes, Secret]:
        """What opens the sealed key of a row: the public half and the randomness.

        Whoever has it knows the pseudonym of the row, and can vote no more than before.
        """
        return self.public_keys[row - 1], Secret(self._chance.reveal()[32 * row - 32 : 32 * row])

    def reissue(self, sid: bytes, row: int) -> tuple[bytes, str]:
        """Another code for a row: its public key, and the code as it is handed over."""
        code = credentials.new_code()
        [key] = credentials.registrar_keys(sid, [row], [code])
        return credentials.public_key(key), written_code(code)

    def send(self, addresses: Sequence[str]) -> None:
        """One letter to every row, in row order."""
        letters = [
            {"row": row, "to": to, "code": written_code(code.reveal().decode())}
            for row, (to, code) in enumerate(zip(addresses, self._codes, strict=True), 1)
        ]
        _post(self._outbox / "letters.ndjson", letters)


class LinkIssuer:
    """The server's part in issuing: seeds for the voting links, sent by e-mail."""

    DELIVERY = "email"

    def __init__(self, outbox: Path) -> None:
        self._outbox = outbox
        self._seeds: list[Secret] = []
        self.public_keys: list[bytes] = []

    def make(self, sid: bytes, rows: int) -> list[Secret]:
        """Draw a seed for every row; gives the keys to be sealed, in row order."""
        self._seeds = [credentials.new_seed() for _ in range(rows)]
        keys = [credentials.server_key(sid, row, seed) for row, seed in enumerate(self._seeds, 1)]
        self.public_keys = [credentials.public_key(key) for key in keys]
        return keys

    def reissue(self, sid: bytes, row: int) -> tuple[bytes, str]:
        """Another link for a row: its public key, and the fragment as it is handed over."""
        seed = credentials.new_seed()
        return credentials.public_key(credentials.server_key(sid, row, seed)), _fragment(row, seed)

    def send(self, addresses: Sequence[str]) -> None:
        """One e-mail to every row; the fragment of its link holds row and seed."""
        messages = [
            {"row": row, "to": to, "fragment": _fragment(row, seed)}
            for row, (to, seed) in enumerate(zip(addresses, self._seeds, strict=True), 1)
        ]
        _post(self._outbox / "email.ndjson", messages)


def delivery_lines(field: str, digests: Sequence[str]) -> list[bytes]:
    """The lines of the public list of who was sent a half where, digests in row order."""
    return [encode({"row": row, "d": d, "field": field}) for row, d in enumerate(digests, 1)]


def received(outbox: Path) -> list[tuple[str, str]]:
    """What arrived at each member's door and mailbox, in row order: (code, link fragment)."""
    letters = [json.loads(line) for line in (outbox / "letters.ndjson").read_text().splitlines()]
    messages = [json.loads(line) for line in (outbox / "email.ndjson").read_text().splitlines()]
    return [(a["code"], b["fragment"]) for a, b in zip(letters, messages, strict=True)]


def _fragment(row: int, seed: Secret) -> str:
    """What the link of a row holds behind its #."""
    return f"{row}.{seed.reveal().hex()}"


def _post(path: Path, items: list[dict[str, Any]]) -> None:
    with open_private(path) as file:
        file.writelines(json.dumps(item) + "\n" for item in items)
