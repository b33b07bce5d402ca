"""Making the two halves of a credential, and sealing them per roll row. Source: spec/credentials.md."""

import secrets
from collections.abc import Sequence

from tellers import _core
from tellers.canonical import crockford, h256, le32
from tellers.crypto.credential import CODE_CHARACTERS
from tellers.crypto.secret import Secret


def code(seed: Secret, sid: bytes, row: int, issue: int) -> str:
    """The 15 characters (75 bits) of a row's voting code, without its check character.

    ``seed``: the registrar's, 32 random bytes; ``issue`` counts the re-issues of the row, 0 at first.
    """
    drawn = h256("custody/code", seed.reveal(), sid, le32(row), le32(issue))
    return crockford(drawn, CODE_CHARACTERS)


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


def sealing(seed: Secret, eid: bytes, row: int) -> Secret:
    """The randomness with which the registrar seals a row: with the public half it opens the row's record."""
    return Secret(_core.hash_to_scalar("MBP1/custody/sealing", [seed.reveal(), eid, le32(row)]))


def seal(eid: bytes, half: str, pk: bytes, keys: list[Secret], chance: Secret | None = None) -> bytes:
    """Seal the keys of rows 1.. to the trustees: a record of 192 bytes each.

    ``chance``: the randomness, 32 bytes a row, where the issuer must be able to open a row later.
    """
    drawn = None if chance is None else chance.reveal()
    records, _ = _core.seal(eid, half, pk, b"".join(key.reveal() for key in keys), drawn)
    return records
