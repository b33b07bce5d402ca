"""Shuffling and partly decrypting, on the mixer's and the trustee's machine.

Source: spec/proofs/shuffle.md, spec/proofs/decryption.md.
"""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import astuple, dataclass

from tellers import _core
from tellers.crypto.prove.keygen import Share


def shuffle(
    eid: bytes, contest: str, group: str, stage: int, mixer: str, pk: bytes, width: int, rows: bytes
) -> tuple[bytes, bytes]:
    """The rows re-encrypted in a secret order, and the proof file that nothing else changed."""
    return _core.shuffle(eid, contest, group, stage, mixer, pk, width, rows)


@dataclass(frozen=True, slots=True)
class Stage:
    """What one mixer shuffles: the arguments of ``shuffle``."""

    eid: bytes
    contest: str
    group: str
    stage: int
    mixer: str
    pk: bytes
    width: int
    rows: bytes


def shuffle_all(stages: Sequence[Stage], executor: Executor | None = None) -> list[tuple[bytes, bytes]]:
    """Rows and proof file of each stage, in their order; one after another, or side by side.

    A worker of ``executor`` draws the order of the rows that it shuffles and knows it: every machine must be
    the mixer's own. What goes over the wire is public. Raises what the executor raises where it is lost.
    """
    if executor is None:
        return [shuffle(*astuple(stage)) for stage in stages]
    futures = [executor.submit(shuffle, *astuple(stage)) for stage in stages]
    return [future.result() for future in futures]


def decrypt(eid: bytes, contest: str, group: str, share: Share, rows: bytes) -> tuple[bytes, dict[str, str]]:
    """One trustee's factors for all ciphertexts, and the one proof for all of them."""
    factors, t_b, t_a, z = _core.decrypt(
        eid, contest, group, share.i, share.secret.reveal(), share.x_pub, rows
    )
    return factors, {"t_b": t_b.hex(), "t_a": t_a.hex(), "z": z.hex()}
