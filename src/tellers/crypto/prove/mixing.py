"""Shuffling and partly decrypting, on the mixer's and the trustee's machine.

Source: spec/proofs/shuffle.md, spec/proofs/decryption.md.
"""

from tellers import _core
from tellers.crypto.prove.keygen import Share


def shuffle(
    eid: bytes, contest: str, group: str, stage: int, mixer: str, pk: bytes, width: int, rows: bytes
) -> tuple[bytes, bytes]:
    """The rows re-encrypted in a secret order, and the proof file that nothing else changed."""
    return _core.shuffle(eid, contest, group, stage, mixer, pk, width, rows)


def decrypt(eid: bytes, contest: str, group: str, share: Share, rows: bytes) -> tuple[bytes, dict[str, str]]:
    """One trustee's factors for all ciphertexts, and the one proof for all of them."""
    factors, t_b, t_a, z = _core.decrypt(
        eid, contest, group, share.i, share.secret.reveal(), share.x_pub, rows
    )
    return factors, {"t_b": t_b.hex(), "t_a": t_a.hex(), "z": z.hex()}
