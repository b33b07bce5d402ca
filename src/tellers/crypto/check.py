"""What a verifier needs of the group and of the proofs; nothing here makes a proof.

Every function takes concatenated encodings. Those that check report bad evidence by their return value;
``add``, ``base_multiply``, ``commitment_at``, ``encrypt`` and ``recombine`` want encodings that were checked
before, and raise ValueError where they were not. ``apart`` is for ``tellers.crypto.ahead``.
Source: spec/group.md and the pages under spec/proofs/.
"""

from tellers._core import (
    add,
    apart,
    base_multiply,
    check_decrypt,
    check_decrypt_with,
    check_dleq,
    check_knowledge,
    check_opened_rows,
    check_recombined,
    check_sealed,
    check_shuffle,
    commitment_at,
    decrypt_sums,
    decrypt_weights,
    encrypt,
    first_bad_point,
    first_bad_scalar,
    recombine,
    split_shuffle,
    sum_of_piece,
)

__all__ = [
    "add",
    "apart",
    "base_multiply",
    "check_decrypt",
    "check_decrypt_with",
    "check_dleq",
    "check_knowledge",
    "check_opened_rows",
    "check_recombined",
    "check_sealed",
    "check_shuffle",
    "commitment_at",
    "decrypt_sums",
    "decrypt_weights",
    "encrypt",
    "first_bad_point",
    "first_bad_scalar",
    "recombine",
    "split_shuffle",
    "sum_of_piece",
]
