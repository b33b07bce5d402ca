"""The rows that go into a mix, as anybody computes them from the board. Source: spec/mixing.md."""

from collections.abc import Iterable, Sequence
from typing import Any

POINT = 32
CIPHERTEXT = 64
SEALED = 192
JOINT = "joint"
CREDENTIALS = "cred"


def credential_rows(sealed_r: bytes, sealed_s: bytes) -> bytes:
    """Stage 0 of the keys: for each roll row its two sealed halves, 128 bytes."""
    return b"".join(
        sealed_r[i : i + CIPHERTEXT] + sealed_s[i : i + CIPHERTEXT] for i in range(0, len(sealed_r), SEALED)
    )


def halves(rows: bytes) -> tuple[list[bytes], list[bytes]]:
    """First and second halves of ciphertexts, one by one."""
    starts = range(0, len(rows), CIPHERTEXT)
    return [rows[at : at + POINT] for at in starts], [rows[at + POINT : at + CIPHERTEXT] for at in starts]


def vote_rows(contest: str, ballots: Iterable[Sequence[dict[str, Any]]], papers: Iterable[bytes]) -> bytes:
    """Stage 0 of a contest: the final ballots' ciphertexts in board order, then the paper batches.

    A row is as many ciphertexts as the contest is wide. ``ballots``: the ``cts`` of each final ballot;
    ``papers``: each batch's file for this contest.
    """
    parts = []
    for cts in ballots:
        for ct in cts:
            if ct["c"] == contest:
                parts += [bytes.fromhex(text) for text in ct["ct"]]
    return b"".join([*parts, *papers])
