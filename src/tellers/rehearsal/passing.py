"""Sets of ciphertexts passed from mixer to mixer and then opened by trustees: voting keys, and votes.

Only files pass between them. Source: spec/mixing.md, spec/proofs/decryption.md.
"""

from collections.abc import Sequence
from hashlib import sha256

from tellers.board.mixing import CIPHERTEXT
from tellers.crypto import check, selections
from tellers.custody.sets import MixedSet
from tellers.custody.trustee import Trustee
from tellers.rehearsal.hall import Hall


def mix(hall: Hall, passed: MixedSet, rows: bytes) -> None:
    """Through every mixer in turn; each takes up what the one before left beside the board.

    ``rows``: what goes into the first. Nothing is mixed where there are none.
    """
    width = passed.width({one["id"]: selections.width(selections.shape_of(one)) for one in hall.contests})
    number = len(rows) // (CIPHERTEXT * width)
    for stage, mixer in enumerate(hall.mixers if rows else [], 1):
        hall.watch(f"mixing {passed.words}: stage {stage} of {len(hall.mixers)}", 0, number)
        taken = rows if stage == 1 else hall.board.read(passed.path("mix", "out", stage=stage - 1))
        out, proof = mixer.mix(hall.eid, hall.pk, passed.contest, passed.group, stage, width, taken)
        hall.append(
            passed.type("mix"),
            mixer,
            **passed.names,
            stage=stage,
            mixer=mixer.id,
            inp=sha256(taken).hexdigest(),
            out=hall.board.write(passed.path("mix", "out", stage=stage), out),
            proof=hall.board.write(passed.path("mix", "proof", stage=stage), proof),
        )


def decrypt(hall: Hall, passed: MixedSet, chosen: Sequence[Trustee]) -> bytes:
    """By the trustees chosen, each giving its part with a proof; gives the points that were encrypted.

    Every trustee takes up what the last mixer left beside the board; so does whoever puts the parts together.
    """
    mixed = [
        entry for _, entry in hall.board.of_type(passed.type("mix")) if passed.names.items() <= entry.items()
    ]
    if not mixed:
        return b""
    last: str = mixed[-1]["out"]["file"]
    for turn, trustee in enumerate(chosen, 1):
        rows = hall.board.read(last)
        number = len(rows) // CIPHERTEXT
        hall.watch(f"decrypting {passed.words}: trustee {turn} of {len(chosen)}", 0, number)
        part, dleq = trustee.decrypt(hall.eid, passed.contest, passed.group, rows)
        hall.append(
            passed.type("dec"),
            trustee,
            **passed.names,
            i=trustee.i,
            inp=sha256(rows).hexdigest(),
            factors=hall.board.write(passed.path("dec", "factors", i=trustee.i), part),
            dleq=dleq,
        )
    parts = [hall.board.read(passed.path("dec", "factors", i=trustee.i)) for trustee in chosen]
    return check.recombine([trustee.i for trustee in chosen], parts, hall.board.read(last))
