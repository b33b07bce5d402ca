"""What a verifier needs of the group and of the proofs; nothing here makes a proof.

Every function takes concatenated encodings and reports bad evidence by its return value.
Source: spec/group.md and the pages under spec/proofs/.
"""

from tellers._core import (
    add,
    check_decrypt,
    check_dleq,
    check_knowledge,
    check_recombined,
    check_sealed,
    check_shuffle,
    commitment_at,
    encrypt,
    first_bad_point,
    first_bad_scalar,
    recombine,
)

__all__ = [
    "add",
    "check_decrypt",
    "check_dleq",
    "check_knowledge",
    "check_recombined",
    "check_sealed",
    "check_shuffle",
    "commitment_at",
    "encrypt",
    "first_bad_point",
    "first_bad_scalar",
    "recombine",
]
