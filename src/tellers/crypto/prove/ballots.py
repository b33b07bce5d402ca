"""Encrypting a ballot and proving it well made, on the voter's device. Source: spec/ballot.md."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tellers import _core
from tellers.crypto import selections, statements
from tellers.crypto.prove import credentials
from tellers.crypto.prove.knowledge import prove_knowledge
from tellers.crypto.secret import Secret


@dataclass(frozen=True, slots=True)
class Device:
    """What a voter's device holds: both halves of the credential, and the election's key."""

    eid: bytes
    pk: bytes
    cred: str
    x_r: Secret = field(repr=False)
    x_s: Secret = field(repr=False)


@dataclass(frozen=True, slots=True)
class Encrypted:
    """Ciphertexts of one ballot and the randomness that made them."""

    cts: list[dict[str, Any]]
    randomness: Secret


def encrypt(
    pk: bytes, contests: Sequence[dict[str, Any]], choices: Sequence[selections.Selection]
) -> Encrypted:
    """One ciphertext per contest, voted or not, so that the length says nothing."""
    numbers = [
        selections.encode(selections.shape_of(contest), choice)
        for contest, choice in zip(contests, choices, strict=True)
    ]
    randomness = _core.random_scalars(len(numbers))
    rows = _core.encrypt(pk, selections.to_points(numbers), randomness)
    cts = [{"c": c["id"], "ct": [rows[64 * k : 64 * k + 64].hex()]} for k, c in enumerate(contests)]
    return Encrypted(cts, Secret(randomness))


def prove(device: Device, ballot: Encrypted, n: int, style: str, channel: str) -> dict[str, list[str]]:
    """The combined proof: the voter knows the randomness, and holds both halves of the credential."""
    state = statements.ballot(
        device.eid,
        device.pk,
        bytes.fromhex(device.cred),
        credentials.public_key(device.x_r),
        credentials.public_key(device.x_s),
        n,
        style,
        channel,
        [(ct["c"], bytes.fromhex("".join(ct["ct"]))) for ct in ballot.cts],
    )
    secrets = ballot.randomness.reveal() + device.x_r.reveal() + device.x_s.reveal()
    return prove_knowledge(state, Secret(secrets))
