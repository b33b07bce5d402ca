"""Sets of ciphertexts passed from mixer to mixer and then opened by trustees: voting keys, and votes.

Only files pass between them. Source: spec/mixing.md, spec/proofs/decryption.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from tellers.board.entries import Entry
from tellers.board.mixing import CIPHERTEXT, CREDENTIALS, JOINT
from tellers.crypto import check, selections
from tellers.custody.trustee import Trustee
from tellers.rehearsal.hall import STYLE, Hall


@dataclass(frozen=True, slots=True)
class Passed:
    """A set under way: what it is called in proofs and entries, and in the progress."""

    contest: str
    group: str
    width: int
    words: str
    prefix: str
    folder: str
    names: dict[str, Any]

    def path(self, kind: str, name: str) -> str:
        """Where a file of the mix or of the decryption lies."""
        return f"{self.folder.format(kind=kind)}/{name}"


KEYS = Passed(CREDENTIALS, STYLE, 2, "voting keys", "cred.", "cred/{kind}", {"group": STYLE})


def votes_of(contest: Mapping[str, Any]) -> Passed:
    """The votes of a contest of the election object."""
    id, width = contest["id"], selections.width(selections.shape_of(contest))
    names = {"contest": id, "group": JOINT}
    return Passed(id, JOINT, width, id, "", f"{{kind}}/{id}/{JOINT}", names)


def mix(hall: Hall, passed: Passed, rows: bytes) -> None:
    """Through every mixer in turn; each takes up what the one before left beside the board.

    ``rows``: what goes into the first. Nothing is mixed where there are none.
    """
    number = len(rows) // (CIPHERTEXT * passed.width)
    for stage, mixer in enumerate(hall.mixers if rows else [], 1):
        hall.watch(f"mixing {passed.words}: stage {stage} of {len(hall.mixers)}", 0, number)
        taken = rows if stage == 1 else hall.board.read(passed.path("mix", f"stage{stage - 1}.bin"))
        out, proof = mixer.mix(hall.eid, hall.pk, passed.contest, passed.group, stage, passed.width, taken)
        hall.append(
            f"{passed.prefix}mix",
            mixer,
            **passed.names,
            stage=stage,
            mixer=mixer.id,
            inp=sha256(taken).hexdigest(),
            out=hall.board.write(passed.path("mix", f"stage{stage}.bin"), out),
            proof=hall.board.write(passed.path("mix", f"proof{stage}.bin"), proof),
        )


def decrypt(hall: Hall, passed: Passed, chosen: Sequence[Trustee]) -> bytes:
    """By the trustees chosen, each giving its part with a proof; gives the points that were encrypted.

    Every trustee takes up what the last mixer left beside the board; so does whoever puts the parts together.
    """
    mixed = [entry for _, entry in hall.board.of_type(f"{passed.prefix}mix") if _is_of(entry, passed)]
    if not mixed:
        return b""
    last: str = mixed[-1]["out"]["file"]
    for turn, trustee in enumerate(chosen, 1):
        rows = hall.board.read(last)
        number = len(rows) // CIPHERTEXT
        hall.watch(f"decrypting {passed.words}: trustee {turn} of {len(chosen)}", 0, number)
        part, dleq = trustee.decrypt(hall.eid, passed.contest, passed.group, rows)
        hall.append(
            f"{passed.prefix}dec",
            trustee,
            **passed.names,
            i=trustee.i,
            inp=sha256(rows).hexdigest(),
            factors=hall.board.write(passed.path("dec", f"t{trustee.i}.bin"), part),
            dleq=dleq,
        )
    parts = [hall.board.read(passed.path("dec", f"t{trustee.i}.bin")) for trustee in chosen]
    return check.recombine([trustee.i for trustee in chosen], parts, hall.board.read(last))


def _is_of(entry: Entry, passed: Passed) -> bool:
    return all(entry[name] == value for name, value in passed.names.items())
