"""Key files: one for every role, read by that role alone."""

import json
import os
from pathlib import Path
from typing import TextIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tellers.crypto.secret import Secret
from tellers.tlog.note import VerifierKey, verifier_key


def make_key_file(path: Path, name: str) -> None:
    """Draw an Ed25519 key and write it to a file that only its owner may read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    key = Ed25519PrivateKey.generate().private_bytes_raw()
    write_private(path, {"name": name, "ed25519": key.hex()})


def write_private(path: Path, content: dict[str, object]) -> None:
    """Write JSON to a file of mode 0600; what stood there before is lost only once the new is whole."""
    new = path.with_name(f"{path.name}.new")
    with open_private(new) as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(new, path)


def open_private(path: Path) -> TextIO:
    """Open a file for writing that nobody but its owner may read at any moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w")


class KeyHolder:
    """A role that signs with the key of its file."""

    def __init__(self, path: Path) -> None:
        stored = json.loads(path.read_text())
        self.id: str = stored["name"]
        self._secret = Secret(bytes.fromhex(stored["ed25519"]))

    def sign(self, message: bytes) -> bytes:
        """An Ed25519 signature."""
        return self._key.sign(message)

    @property
    def vk(self) -> bytes:
        """The public key, 32 bytes."""
        return self._key.public_key().public_bytes_raw()

    def note_key(self, kind: int) -> VerifierKey:
        """The public key as signed notes write it."""
        return verifier_key(self.id, kind, self.vk)

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self._secret.reveal())
