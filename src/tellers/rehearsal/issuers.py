"""The server's part in issuing credentials, and what then arrives at the members'.

The registrar makes the other half; neither has both. Source: spec/credentials.md.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from tellers.crypto.prove import credentials
from tellers.crypto.secret import Secret
from tellers.custody.registrar import LETTERS, post


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
        post(self._outbox / "email.ndjson", messages)


def received(outbox: Path) -> list[tuple[str, str]]:
    """What arrived at each member's door and mailbox, in row order: (code, link fragment)."""
    letters = [json.loads(line) for line in (outbox / LETTERS).read_text().splitlines()]
    messages = [json.loads(line) for line in (outbox / "email.ndjson").read_text().splitlines()]
    return [(a["code"], b["fragment"]) for a, b in zip(letters, messages, strict=True)]


def _fragment(row: int, seed: Secret) -> str:
    """What the link of a row holds behind its #."""
    return f"{row}.{seed.reveal().hex()}"
