"""Encrypting a ballot and proving it well made, on the voter's device. Source: spec/ballot.md."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tellers import _core
from tellers.crypto import selections, statements
from tellers.crypto.prove import credentials
from tellers.crypto.prove.knowledge import prove_knowledge
from tellers.crypto.secret import Secret

_POINT = 32


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
    """Each contest in as many ciphertexts as it is wide, voted or not, so that the length says nothing."""
    points = [
        _points(selections.shape_of(contest), choice)
        for contest, choice in zip(contests, choices, strict=True)
    ]
    randomness = _core.random_scalars(sum(map(len, points)) // _POINT)
    rows = _core.encrypt(pk, b"".join(points), randomness)
    cts, start = [], 0
    for contest, own in zip(contests, points, strict=True):
        end = start + 2 * len(own)
        listed = [rows[at : at + 2 * _POINT].hex() for at in range(start, end, 2 * _POINT)]
        cts.append({"c": contest["id"], "ct": listed})
        start = end
    return Encrypted(cts, Secret(randomness))


def _points(shape: selections.Shape, choice: selections.Selection) -> bytes:
    return selections.to_points([selections.encode(shape, choice)], selections.width(shape))


def prove(
    device: Device, ballot: Encrypted, n: int, style: str, channel: str, kind: str = "ballot"
) -> dict[str, list[str]]:
    """The combined proof: the voter knows the randomness, and holds both halves of the credential.

    ``kind``: "ballot" or "tender".
    """
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
        kind,
    )
    secrets = ballot.randomness.reveal() + device.x_r.reveal() + device.x_s.reveal()
    return prove_knowledge(state, Secret(secrets))
