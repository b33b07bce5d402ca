"""Shuffling and partly decrypting, on the mixer's and the trustee's machine.

Source: spec/proofs/shuffle.md, spec/proofs/decryption.md.
"""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import astuple, dataclass

from tellers import _core
from tellers.crypto import check
from tellers.crypto.prove.keygen import Share
from tellers.crypto.spread import Spread, false_answer


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
    the mixer's own. What goes over the wire is public. A stage alone is shuffled here: no worker would make
    it faster. What workers made is checked here before it is given: whoever made it would also say that it is
    good. Raises WorkersLost.
    Source: docs/clusters.md.
    """
    if executor is None or len(stages) < 2:
        return [shuffle(*astuple(stage)) for stage in stages]
    made = Spread(executor).drawn(shuffle, [astuple(stage) for stage in stages], _is_rows_and_proof)
    for stage, (out, proof) in zip(stages, made, strict=True):
        if check.check_shuffle(*[*astuple(stage), out, proof]):
            false_answer()
    return made


def _is_rows_and_proof(answer: object) -> bool:
    return type(answer) is tuple and len(answer) == 2 and all(type(part) is bytes for part in answer)


def decrypt(eid: bytes, contest: str, group: str, share: Share, rows: bytes) -> tuple[bytes, dict[str, str]]:
    """One trustee's factors for all ciphertexts, and the one proof for all of them."""
    factors, t_b, t_a, z = _core.decrypt(
        eid, contest, group, share.i, share.secret.reveal(), share.x_pub, rows
    )
    return factors, {"t_b": t_b.hex(), "t_a": t_a.hex(), "z": z.hex()}
