"""Key files: one for every role, read by that role alone.

A key file holds a signing key and a seed; a trustee's also the share, once it is made. On a machine that
people use it is an age file with a passphrase; a rehearsal, which has every role in one process, keeps the
same in the clear. Source: spec/custody.md, "Key files".
"""

import json
import os
import secrets
from glob import escape
from pathlib import Path
from typing import Any, Protocol, TextIO

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tellers.board import shapes
from tellers.canonical import decode, encode
from tellers.crypto.secret import Secret
from tellers.custody.record import SUFFIX, Line, Record
from tellers.errors import Invalid, Refused
from tellers.tlog.note import VerifierKey, verifier_key

FORMAT = "tellers-key/1"


TOO_SLOW = "Excessive work"
"""How the age library says that opening a file would take this machine much longer than making it took."""


_SHARE = shapes.record(
    {
        "sid": shapes.digest,
        "i": shapes.whole(1, 255),
        "secret": shapes.scalar,
        "x_pub": shapes.point,
        "pk": shapes.point,
        "dkg": shapes.digest,
    }
)
_KEY = shapes.record(
    {
        "format": shapes.one_of(FORMAT),
        "name": shapes.identity,
        "ed25519": shapes.digest,
        "seed": shapes.digest,
        "state": shapes.digest,
        "mark": shapes.record({"lines": shapes.whole(1, shapes.LARGEST), "mac": shapes.digest}),
        "share": shapes.either("is neither a share nor null", shapes.nothing, _SHARE),
    }
)


class Files(Protocol):
    """How key files are kept: in the clear, or under a passphrase."""

    def read(self, path: Path) -> dict[str, Any]:
        """What a key file holds. Raises Refused."""

    def write(self, path: Path, content: dict[str, Any]) -> None:
        """Write a key file for its owner alone; what stood there is lost only once the new is whole."""


class PlainFiles:
    """Key files in the clear, for rehearsals: whoever reads the folder has every key."""

    def read(self, path: Path) -> dict[str, Any]:
        """What a key file holds."""
        stored: dict[str, Any] = json.loads(path.read_text())
        return stored

    def write(self, path: Path, content: dict[str, Any]) -> None:
        """Write a key file of mode 0600."""
        write_private(path, json.dumps(content).encode())


class AgeFiles:
    """Key files as any age tool opens them with the passphrase (age-encryption.org/v1, scrypt)."""

    def __init__(self, passphrase: Secret) -> None:
        self._passphrase = passphrase

    def read(self, path: Path) -> dict[str, Any]:
        """What a key file holds.

        Raises Refused: custody.no-key, custody.busy, custody.passphrase, custody.key-file.
        """
        try:
            data = path.read_bytes()
        except OSError as error:
            raise Refused("custody.no-key", f"{path} cannot be read: {error.strerror}") from None
        try:
            opened = pyrage.passphrase.decrypt(data, self._passphrase.reveal().decode())
        except pyrage.DecryptError as error:
            if TOO_SLOW in str(error):
                raise Refused(
                    "custody.busy",
                    f"this machine is too busy or too slow to open {path}: close programs and try again",
                ) from None
            raise Refused(
                "custody.passphrase", f"the passphrase does not open {path}, or the file is damaged"
            ) from None
        try:
            stored: dict[str, Any] = decode(opened)
        except Invalid:
            stored = {}
        if (wrong := _KEY(stored)) is not None:
            raise Refused("custody.key-file", f"{path} holds no key of this version: it {wrong}")
        return stored

    def write(self, path: Path, content: dict[str, Any]) -> None:
        """Write a key file of mode 0600."""
        write_private(path, pyrage.passphrase.encrypt(encode(content), self._passphrase.reveal().decode()))


PLAIN = PlainFiles()


def make_key_file(path: Path, name: str, files: Files = PLAIN) -> bytes:
    """Draw a key and a seed for ``name``, and begin the record of their use; gives the public key.

    Raises Refused: custody.occupied.
    """
    check_place(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    state, key = Secret(secrets.token_bytes(32)), Ed25519PrivateKey.generate()
    content = {
        "format": FORMAT,
        "name": name,
        "ed25519": key.private_bytes_raw().hex(),
        "seed": secrets.token_hex(32),
        "state": state.reveal().hex(),
        "mark": Record.begin(record_of(path), state),
        "share": None,
    }
    try:
        files.write(path, content)
    except BaseException:  # also when stopped: without its key file the record is of no use, and in the way
        record_of(path).unlink()
        raise
    return key.public_key().public_bytes_raw()


def check_place(path: Path) -> None:
    """Check that no key and no record would be written over. Raises Refused: custody.occupied."""
    for place in (path, record_of(path)):
        if os.path.lexists(place):
            raise Refused("custody.occupied", f"{place} is there already: choose another place")


def record_of(path: Path) -> Path:
    """Where the record of a key file lies: beside it."""
    return path.with_name(path.name + SUFFIX)


def write_private(path: Path, data: bytes) -> None:
    """Write a file of mode 0600; what stood there before is lost only once the new is whole.

    Until then it has a name drawn by chance, which no other file has.
    """
    new = path.with_name(f"{path.name}.{secrets.token_hex(8)}.new")
    try:
        with open(_private(new), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(new, path)
    except BaseException:  # also when stopped
        new.unlink(missing_ok=True)
        raise


def broken_off(path: Path) -> list[Path]:
    """What stays of a file that was being written when the machine stopped."""
    return sorted(path.parent.glob(f"{escape(path.name)}.{'[0-9a-f]' * 16}.new"))


def open_private(path: Path) -> TextIO:
    """Open a new file for writing that nobody but its owner may read at any moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return open(_private(path), "w")


def overwrite(path: Path) -> None:
    """Write a file over with random bytes, and remove it."""
    with open(path, "r+b") as file:
        file.write(secrets.token_bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()


class KeyHolder:
    """A role that signs with the key of its file."""

    def __init__(self, path: Path, files: Files = PLAIN) -> None:
        self.path, self._files = path, files
        stored = files.read(path)
        self.id: str = stored["name"]
        self._stored = Secret(json.dumps(stored).encode())

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

    def record(self) -> Record:
        """What this key was used for, as it stands on the disk now.

        Raises Refused: custody.record-lost, custody.record-altered, custody.record-old.
        """
        stored = self._content()
        return Record(record_of(self.path), Secret(bytes.fromhex(stored["state"])), stored["mark"])

    def bind(self, mark: Line, **changes: Any) -> None:
        """Write the key file anew, so that an older copy of the record is refused from now on."""
        content = {**self._content(), **changes, "mark": mark}
        self._files.write(self.path, content)
        self._stored = Secret(json.dumps(content).encode())

    @property
    def _seed(self) -> Secret:
        return Secret(bytes.fromhex(self._content()["seed"]))

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(self._content()["ed25519"]))

    def _content(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads(self._stored.reveal())
        return content


def _private(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
