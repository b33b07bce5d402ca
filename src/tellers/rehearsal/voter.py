"""A voter's device: puts the two halves together, encrypts, proves, and checks what it is told.

It computes the receipt code itself and shows no code that it was sent.
Source: spec/ballot.md, spec/receipt.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import repeat
from typing import Any

from tellers.board import receipt as receipts
from tellers.board.receipt import PATIENCE_S, PROMISE, promise_digest, receipt_code
from tellers.board.signing import entry_digest, is_signed
from tellers.canonical import encode, h256
from tellers.crypto.credential import pseudonym, read_code
from tellers.crypto.prove import ballots, credentials
from tellers.crypto.prove.ballots import Device
from tellers.crypto.secret import Secret
from tellers.errors import Refused
from tellers.rehearsal.hall import Watcher
from tellers.rehearsal.plan import ONLINE, Choices
from tellers.tlog import merkle, note, proof
from tellers.tlog.proof import InclusionProof

AT_ONCE = 64
"""Devices that work side by side."""


@dataclass(frozen=True, slots=True)
class Promise:
    """The server's word that an entry stands on the board by a time; ``code`` is the device's own."""

    digest: bytes
    by: int
    code: str
    sig: bytes


def unlock(
    sid: bytes, eid: bytes, pk: bytes, post: Sequence[tuple[int, str, str]], watch: Watcher
) -> list[Device]:
    """What each device knows once its member followed the link and typed the code of the letter.

    ``post``: (row, code, link fragment) as they arrived.
    """
    devices: list[Device] = []
    for start in range(0, len(post), AT_ONCE):
        some = post[start : start + AT_ONCE]
        rows, codes = [row for row, _, _ in some], [read_code(code) for _, code, _ in some]
        keys = credentials.registrar_keys(sid, rows, codes)
        fragments = [fragment for _, _, fragment in some]
        devices += map(_device, repeat(sid), repeat(eid), repeat(pk), keys, fragments)
        watch("members type their codes", len(devices), len(post))
    return devices


def take_new_half(device: Device, sid: bytes, row: int, half: str, handed: str) -> Device:
    """The device once a half was issued anew; the pseudonym stays that of the first issue.

    ``handed``: the code for half "r", the link's fragment for half "s".
    """
    if half == "r":
        [x_r] = credentials.registrar_keys(sid, [row], [read_code(handed)])
        return replace(device, x_r=x_r)
    return replace(device, x_s=_linked(sid, handed))


def fill_in(
    device: Device,
    contests: list[dict[str, Any]],
    style: str,
    choices: Choices,
    n: int = 1,
    kind: str = "ballot",
    channel: str = ONLINE,
) -> dict[str, Any]:
    """The entry without signatures, ready to be cast.

    ``contests``: those of the style, in order. ``kind``: "ballot" or "tender".
    """
    ballot = ballots.encrypt(device.pk, contests, choices)
    return {
        "type": kind,
        "cred": device.cred,
        "n": n,
        "style": style,
        "channel": channel,
        "cts": ballot.cts,
        "pok": ballots.prove(device, ballot, n, style, channel, kind),
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


def check_promise(
    setup: dict[str, Any], election: dict[str, Any], digest: bytes, answer: object, now: int
) -> Promise:
    """Check that the server signed a promise about this device's own ballot, for soon enough.

    ``digest``: of the ballot that the device sent; ``now``: by the device's own clock, seconds.
    Raises Refused: receipt.another, receipt.unsigned, receipt.late.
    """
    if not isinstance(answer, dict) or PROMISE(answer) is not None:
        raise Refused("receipt.unsigned", "the server gave no promise: keep this page and report it")
    latest = now + election["batch"] + PATIENCE_S + 2 * setup["skew"]
    if answer["by"] > latest:
        raise Refused("receipt.late", "the server promises your ballot for too late: keep this page")
    if answer["digest"] != digest.hex():
        raise Refused("receipt.another", "the server promised another ballot than yours: keep this page")
    server = next(officer for officer in setup["officers"] if officer["role"] == "server")
    eid = h256("election", encode(election))
    signed = promise_digest(eid, digest, answer["by"])
    if not is_signed(bytes.fromhex(server["vk"]), signed, bytes.fromhex(answer["sig"])):
        raise Refused("receipt.unsigned", "the server did not sign its promise: keep this page and report it")
    return Promise(digest, answer["by"], receipt_code(eid, digest), bytes.fromhex(answer["sig"]))


def check_inclusion(
    setup: dict[str, Any],
    eid: bytes,
    promise: Promise,
    shown: InclusionProof,
    entry: dict[str, Any],
) -> None:
    """Check that the ballot stands on the witnessed board, and in time.

    ``entry``: as it stands there. Raises Refused: receipt.another, receipt.unwitnessed, receipt.late;
    Invalid from the proof.
    """
    if entry_digest(eid, entry) != promise.digest:
        raise Refused("receipt.another", "the board shows another ballot than yours: keep this page")
    witnesses = [note.parse_key(text) for text in setup["witnesses"]]
    leaf = merkle.leaf_hash(encode(entry))
    opened = proof.verify(shown, leaf, note.parse_key(setup["log_vkey"]), witnesses)
    times = sorted(time for _, time in opened.times)
    if len(times) < setup["quorum"]:
        raise Refused("receipt.unwitnessed", "too few witnesses have seen your ballot: ask again later")
    if times[(len(times) - 1) // 2] > promise.by:
        raise Refused("receipt.late", "your ballot came onto the board later than promised: keep this page")


def keep_receipt(
    sid: bytes, eid: bytes, ballot: dict[str, Any], promise: Promise, shown: InclusionProof | None
) -> bytes:
    """The file that the device keeps, of what it has checked itself.

    ``ballot``: as the device sent it; ``shown``: None as long as the ballot is not on the board.
    """
    kept = {"digest": promise.digest.hex(), "by": promise.by, "sig": promise.sig.hex()}
    proof = None if shown is None else bytes(shown).decode()
    return receipts.receipt(sid, eid, ballot, promise.code, kept, proof)


def _device(sid: bytes, eid: bytes, pk: bytes, x_r: Secret, fragment: str) -> Device:
    x_s = _linked(sid, fragment)
    cred = pseudonym(credentials.public_key(x_r), credentials.public_key(x_s))
    return Device(eid, pk, cred, x_r, x_s)


def _linked(sid: bytes, fragment: str) -> Secret:
    number, _, seed = fragment.partition(".")
    return credentials.server_key(sid, int(number), Secret(bytes.fromhex(seed)))
