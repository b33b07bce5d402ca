"""Signed notes: a text with signature lines under it, and the keys that verify them.

Source: c2sp.org/signed-note. Stricter in that base64 has one spelling and no key signs twice.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from tellers.errors import Invalid
from tellers.tlog import ed25519
from tellers.tlog.ed25519 import Claim, Sign

CHECK = "tlog.note"
ED25519 = 0x01  # a signature over the text
COSIGNATURE = 0x04  # a cosignature/v1, over the text and a time
MOST_SIGNATURES = 100
LARGEST = 1_000_000  # bytes

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")  # the newline is the only control character of a note
_HASH = re.compile(r"[0-9a-f]{8}").fullmatch
_LINE = re.compile(r"— ([^ \n]+) ([A-Za-z0-9+/=]+)").fullmatch


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The public half of a signer: a name, the kind of signature, 32 bytes of Ed25519 key.

    Written ``name+hash+base64``. Build only through ``verifier_key`` or ``parse_key``.
    """

    name: str
    kind: int
    public_key: bytes

    @property
    def hash(self) -> bytes:
        """Four bytes that tell keys of one name apart; no security rests on them."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public_key).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.hash.hex()}+{print_base64(bytes([self.kind]) + self.public_key)}"


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: who says to have signed, the hash of the key, and what was signed."""

    name: str
    key_hash: bytes
    signature: bytes

    def __str__(self) -> str:
        return f"— {self.name} {print_base64(self.key_hash + self.signature)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text, which ends in a newline, and its signatures in the order of their lines; not yet verified."""

    text: str
    signatures: tuple[Signature, ...]

    def __bytes__(self) -> bytes:
        return (self.text + "\n" + "".join(map(str, self.signatures))).encode()


def verifier_key(name: str, kind: int, public_key: bytes) -> VerifierKey:
    """A key after its name, kind and bytes were checked. Raises Invalid: tlog.note."""
    if not is_name(name):
        raise Invalid(CHECK, "not the name of a key")
    if kind not in (ED25519, COSIGNATURE):
        raise Invalid(CHECK, f"no kind of signature has the number {kind}")
    ed25519.check_key(public_key, CHECK)
    return VerifierKey(name, kind, public_key)


def parse_key(text: str) -> VerifierKey:
    """The key of ``name+hash+base64``. Raises Invalid: tlog.note."""
    name, _, rest = text.partition("+")
    key_hash, _, encoded = rest.partition("+")
    key = parse_base64(encoded, CHECK)
    if not _HASH(key_hash) or not key:
        raise Invalid(CHECK, "not a verifier key")
    parsed = verifier_key(name, key[0], key[1:])
    if parsed.hash.hex() != key_hash:
        raise Invalid(CHECK, f"the key of {name[:40]!r} does not have the hash that it states")
    return parsed


def sign(text: str, key: VerifierKey, sign: Sign) -> Signature:
    """A signature line over the text, by the private half of ``key``."""
    if key.kind != ED25519:
        raise ValueError("a witness cosigns checkpoints and nothing else")
    return Signature(key.name, key.hash, sign(text.encode()))


def parse(data: bytes) -> Note:
    """A note from its bytes, signatures not yet verified. Raises Invalid: tlog.note."""
    text = _decoded(data)
    body, blank, lines = text.rpartition("\n\n")
    if not blank or not body or not lines.endswith("\n"):
        raise Invalid(CHECK, "a note is a text, an empty line and signature lines")
    signatures = [_signature(line) for line in lines[:-1].split("\n")]
    if len(signatures) > MOST_SIGNATURES:
        raise Invalid(CHECK, f"more than {MOST_SIGNATURES} signature lines")
    if len({(found.name, found.key_hash) for found in signatures}) != len(signatures):
        raise Invalid(CHECK, "one key has signed twice")
    return Note(body + "\n", tuple(signatures))


def claim(note: Note, key: VerifierKey) -> Claim:
    """That ``key`` has signed the text, not yet verified. Raises Invalid: tlog.note."""
    if key.kind != ED25519:
        raise Invalid(CHECK, "a witness cosigns checkpoints and nothing else")
    return Claim(key.public_key, note.text.encode(), signature_of(note, key).signature)


def verify(note: Note, key: VerifierKey) -> None:
    """Check that ``key`` has signed the text. Raises Invalid: tlog.note."""
    ed25519.verify(claim(note, key), CHECK)


def signature_of(note: Note, key: VerifierKey) -> Signature:
    """The line of the note that says to be by ``key``, not yet verified. Raises Invalid: tlog.note."""
    for found in note.signatures:
        if found.name == key.name and found.key_hash == key.hash:
            return found
    raise Invalid(CHECK, f"{key.name} has not signed")


def signers(note: Note, keys: Sequence[VerifierKey]) -> list[VerifierKey | None]:
    """For each signature line the key that it names, or None; nothing is verified.

    Raises Invalid: tlog.note, where two of the keys have one name and one hash.
    """
    named = {(key.name, key.hash): key for key in keys}
    if len(named) != len(keys):
        raise Invalid(CHECK, "two keys have one name and one hash: ambiguous")
    return [named.get((found.name, found.key_hash)) for found in note.signatures]


def is_name(name: str) -> bool:
    """Whether a key may have this name: not empty, no plus, no space, no control character."""
    return bool(name) and name.isprintable() and "+" not in name and not any(map(str.isspace, name))


def parse_base64(text: str, check: str) -> bytes:
    """Bytes from standard base64 with padding, in its one canonical spelling. Raises Invalid: ``check``."""
    try:
        found = b64decode(text, validate=True)
    except ValueError:
        raise Invalid(check, "not base64") from None
    if print_base64(found) != text:
        raise Invalid(check, "base64, but not in its canonical form")
    return found


def print_base64(data: bytes) -> str:
    """Standard base64 with padding."""
    return b64encode(data).decode()


def _decoded(data: bytes) -> str:
    if len(data) > LARGEST:
        raise Invalid(CHECK, f"a note of more than {LARGEST} bytes")
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise Invalid(CHECK, "a note is UTF-8") from None
    if _CONTROL.search(text):
        raise Invalid(CHECK, "a control character in a note")
    return text


def _signature(line: str) -> Signature:
    parts = _LINE(line)
    if parts is None or not is_name(parts[1]):
        raise Invalid(CHECK, f"not a signature line: {line[:40]!r}")
    signature = parse_base64(parts[2], CHECK)
    if len(signature) < 5:
        raise Invalid(CHECK, "a signature line without a signature")
    return Signature(parts[1], signature[:4], signature[4:])
