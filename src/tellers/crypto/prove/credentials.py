"""Making the two halves of a credential, and sealing them per roll row. Source: spec/credentials.md."""

import secrets
from collections.abc import Sequence

from tellers import _core
from tellers.canonical import CROCKFORD, le32
from tellers.crypto.credential import CODE_CHARACTERS
from tellers.crypto.secret import Secret


def new_code() -> str:
    """The 15 characters (75 bits) of a voting code, without its check character."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(CODE_CHARACTERS))


def new_seed() -> Secret:
    """The seed of a voting link, 16 bytes."""
    return Secret(secrets.token_bytes(16))


def registrar_keys(sid: bytes, rows: Sequence[int], codes: Sequence[str]) -> list[Secret]:
    """x_R of some rows, stretched from their codes; tens of milliseconds each, on purpose."""
    stretched = _core.stretch(list(codes), [sid + le32(row) for row in rows])
    return [
        Secret(_core.hash_to_scalar("MBP1/cred/r", [sid, le32(row), stretched[32 * k : 32 * k + 32]]))
        for k, row in enumerate(rows)
    ]


def server_key(sid: bytes, row: int, seed: Secret) -> Secret:
    """x_S: the server's half, from the seed of the link."""
    return Secret(_core.hash_to_scalar("MBP1/cred/s", [sid, le32(row), seed.reveal()]))


def public_key(secret: Secret) -> bytes:
    """The public key of a half."""
    return _core.base_multiply(secret.reveal())


def seal(eid: bytes, half: str, pk: bytes, keys: list[Secret]) -> tuple[bytes, Secret]:
    """Seal the keys of rows 1.. to the trustees: a record of 192 bytes each.

    Gives the randomness too, 32 bytes a row: with the public half it opens the record of a row.
    """
    records, randomness = _core.seal(eid, half, pk, b"".join(key.reveal() for key in keys))
    return records, Secret(randomness)
