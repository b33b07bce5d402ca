"""Another writer of age files, with a low work factor: what it writes must open, and opens at once.

Source: age-encryption.org/v1; RFC 7914 (scrypt), RFC 5869 (HKDF), RFC 8439 (ChaCha20-Poly1305).
"""

import base64
import hmac
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from tellers.canonical import encode
from tellers.custody.keyring import PLAIN, record_of

WORDS = "ability-barrel-cabin-dolphin-eager-fabric"
_WORK = 10  # scrypt's N is 2 to this


def encrypted(content: bytes, passphrase: str = WORDS) -> bytes:
    """An age file of one piece (at most 64 KiB) for a passphrase."""
    file_key, salt, nonce = secrets.token_bytes(16), secrets.token_bytes(16), secrets.token_bytes(16)
    stretched = Scrypt(salt=b"age-encryption.org/v1/scrypt" + salt, length=32, n=1 << _WORK, r=8, p=1)
    wrap = ChaCha20Poly1305(stretched.derive(passphrase.encode()))
    body = _unpadded(wrap.encrypt(bytes(12), file_key, None))
    head = f"age-encryption.org/v1\n-> scrypt {_unpadded(salt)} {_WORK}\n{body}\n---".encode()
    mac = hmac.digest(_derived(file_key, b"", b"header"), head, "sha256")
    payload = ChaCha20Poly1305(_derived(file_key, nonce, b"payload"))
    last = bytes(11) + b"\1"
    return head + b" " + _unpadded(mac).encode() + b"\n" + nonce + payload.encrypt(last, content, None)


def locked(plain: Path, folder: Path) -> Path:
    """A key file of a rehearsal and its record, as an age file in ``folder``; gives the file."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{plain.stem}.age"
    target.write_bytes(encrypted(encode(PLAIN.read(plain))))
    record_of(target).write_bytes(record_of(plain).read_bytes())
    return target


def words_file(folder: Path, words: str = WORDS) -> Path:
    """A file with the passphrase."""
    path = folder / "words.txt"
    path.write_text(words + "\n")
    return path


def _derived(key: bytes, salt: bytes, about: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=about).derive(key)


def _unpadded(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=")
