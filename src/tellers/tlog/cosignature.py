"""A witness's cosignature: at this time it had seen this checkpoint and no other history.

Source: c2sp.org/tlog-cosignature, cosignature/v1 (Ed25519, key type 0x04).
"""

from tellers.clock import LATEST
from tellers.errors import Invalid
from tellers.tlog import ed25519
from tellers.tlog.ed25519 import Claim, Sign
from tellers.tlog.note import COSIGNATURE, Note, Signature, VerifierKey, signature_of

CHECK = "tlog.cosignature"
_LENGTH = 8 + 64  # time, Ed25519 signature


def message(text: str, t: int) -> bytes:
    """What a witness signs: a heading, its time, then the text of the checkpoint."""
    return f"cosignature/v1\ntime {t}\n{text}".encode()


def cosign(text: str, t: int, key: VerifierKey, sign: Sign) -> Signature:
    """A cosignature line over a checkpoint's text. ``t``: seconds since 1970."""
    if key.kind != COSIGNATURE:
        raise ValueError("not the key of a witness")
    if not 0 < t <= LATEST:
        raise ValueError("a witness needs a time after 1970 and before 10000")
    return Signature(key.name, key.hash, t.to_bytes(8, "big") + sign(message(text, t)))


def claim(note: Note, key: VerifierKey) -> tuple[int, Claim]:
    """When the witness says to have cosigned the note, in seconds since 1970, and what it has signed then.

    Raises Invalid: tlog.cosignature, or tlog.note where the note has no line of this key.
    """
    if key.kind != COSIGNATURE:
        raise Invalid(CHECK, f"{key.name} is not the key of a witness")
    signature = signature_of(note, key).signature
    if len(signature) != _LENGTH:
        raise Invalid(CHECK, f"a cosignature has {_LENGTH} bytes")
    t = int.from_bytes(signature[:8], "big")
    if not 0 < t <= LATEST:
        raise Invalid(CHECK, f"{key.name} has cosigned at no possible time")
    return t, Claim(key.public_key, message(note.text, t), signature[8:])


def verify(note: Note, key: VerifierKey) -> int:
    """Check that the witness has cosigned the note; gives its time. Raises Invalid as ``claim`` does."""
    t, claimed = claim(note, key)
    ed25519.verify(claimed, CHECK)
    return t
