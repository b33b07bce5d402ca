"""A voter's device: puts the two halves together, encrypts, proves, and checks its receipt.

Source: spec/ballot.md.
"""

from typing import Any

from tellers.board.receipt import receipt_code
from tellers.crypto.credential import pseudonym, read_code
from tellers.crypto.prove import ballots, credentials
from tellers.crypto.prove.ballots import Device
from tellers.crypto.secret import Secret
from tellers.errors import Refused
from tellers.rehearsal.plan import Choices

ONLINE = "online"


def unlock(sid: bytes, eid: bytes, pk: bytes, code: str, fragment: str) -> Device:
    """What the device knows once the member followed the link and typed the code of the letter."""
    number, _, seed = fragment.partition(".")
    row = int(number)
    x_r = credentials.registrar_key(sid, row, read_code(code))
    x_s = credentials.server_key(sid, row, Secret(bytes.fromhex(seed)))
    cred = pseudonym(credentials.public_key(x_r), credentials.public_key(x_s))
    return Device(eid, pk, cred, x_r, x_s)


def fill_in(
    device: Device, contests: list[dict[str, Any]], style: str, choices: Choices, n: int = 1
) -> dict[str, Any]:
    """The ballot entry without signatures, ready to be cast."""
    ballot = ballots.encrypt(device.pk, contests, choices)
    return {
        "type": "ballot",
        "cred": device.cred,
        "n": n,
        "style": style,
        "channel": ONLINE,
        "cts": ballot.cts,
        "pok": ballots.prove(device, ballot, n, style, ONLINE),
    }


def open_ballot(pk: bytes, contests: list[dict[str, Any]], style: str, choices: Choices) -> dict[str, Any]:
    """An encrypted ballot opened to test the device; it can never be cast."""
    ballot = ballots.encrypt(pk, contests, choices)
    secret = ballot.randomness.reveal()
    return {
        "type": "ballot.open",
        "style": style,
        "cts": ballot.cts,
        "r": [secret[k : k + 32].hex() for k in range(0, len(secret), 32)],
        "sel": [[contest["id"], choice] for contest, choice in zip(contests, choices, strict=True)],
    }


def check_receipt(eid: bytes, digest: bytes, promise: dict[str, Any]) -> str:
    """Check that the promise names the device's own ballot; gives the receipt code.

    The code is computed here, never taken from the server. Raises Refused("receipt.another").
    """
    if promise["digest"] != digest.hex():
        raise Refused("receipt.another", "the server promised another ballot than yours: keep this page")
    return receipt_code(eid, digest)
