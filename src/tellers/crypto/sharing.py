"""The share that a dealer seals to a trustee, and who is at fault where one complains of it.

Source: spec/trustees.md, "round 1" and "round 2".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tellers.canonical import h512, le32
from tellers.crypto import check, statements


@dataclass(frozen=True, slots=True)
class Fault:
    """Which trustee a complaint shows to be at fault, dealer or complainant, and why."""

    trustee: int
    why: str


def pad(sid: bytes, dealer: int, receiver: int, e: bytes, transport: bytes, z: bytes) -> bytes:
    """What hides the share of a receiver, 32 bytes; ``z`` is known to the dealer and the receiver alone."""
    return h512("dkg/share", sid, le32(dealer), le32(receiver), e, transport, z)[:32]


def masked(share: bytes, pad: bytes) -> bytes:
    """A share under its pad, or taken from under it."""
    return bytes(x ^ y for x, y in zip(share, pad, strict=True))


def is_number(share: bytes) -> bool:
    """Whether an opened share is a scalar at all."""
    return check.first_bad_scalar(share) == -1


def fits(share: bytes, coefficients: bytes, receiver: int) -> bool:
    """Whether a share, which is a number, is the one that the dealer's public coefficients give."""
    return check.base_multiply(share) == check.commitment_at(coefficients, receiver)


def judge(
    sid: bytes, round0: Sequence[Mapping[str, Any]], round1: Sequence[Mapping[str, Any]], complaint: Any
) -> Fault:
    """Who is at fault: the dealer if the share that the complaint opens does not fit, else the complainant.

    ``round0``, ``round1``: the messages of all trustees in order, checked before; ``complaint``: the message
    of a `dkg.complaint`, in its shape.
    """
    receiver, dealer = complaint["i"], complaint["dealer"]
    if not (1 <= receiver <= len(round0) and 1 <= dealer <= len(round1)):
        return Fault(receiver, "the complaint is about somebody who is no trustee")
    dealt = round1[dealer - 1]
    sealed = dealt["shares"][receiver - 1]
    e, transport = bytes.fromhex(sealed["e"]), bytes.fromhex(round0[receiver - 1]["transport"])
    z, proof = bytes.fromhex(complaint["z"]), complaint["dleq"]
    state = statements.dkg_complaint(sid, dealer, receiver, e, transport, z)
    t_b, t_a, response = (bytes.fromhex(proof[part]) for part in ("t_b", "t_a", "z"))
    if not check.check_dleq(state, transport, e, z, t_b, t_a, response):
        return Fault(receiver, "the proof of the complaint does not hold")
    share = masked(bytes.fromhex(sealed["ct"]), pad(sid, dealer, receiver, e, transport, z))
    if not is_number(share):
        return Fault(dealer, "the share that was sent is no number")
    if not fits(share, bytes.fromhex("".join(dealt["coeffs"])), receiver):
        return Fault(dealer, "the share that was sent does not fit what the dealer gave in public")
    return Fault(receiver, "the share complained of is good")
