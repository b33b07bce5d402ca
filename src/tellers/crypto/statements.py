"""What each proof says, as transcript states: one function per proof, one place for the labels.

Prover and verifier build the same state and hand it to the Rust core, which appends the
commitments and draws the challenge. Source: the page of each proof under spec/proofs/.
"""

from collections.abc import Iterable

from tellers.crypto.transcript import Transcript


def ballot(
    eid: bytes,
    pk: bytes,
    cred: bytes,
    xr: bytes,
    xs: bytes,
    n: int,
    style: str,
    channel: str,
    cts: Iterable[tuple[str, bytes]],
    kind: str = "ballot",
) -> bytes:
    """The ballot's combined proof: knowledge of every r, and of both halves of the credential.

    ``cts``: (contest id, its 64-byte ciphertexts concatenated) in style order. ``kind``: "ballot", or
    "tender", which can so never be posted as the other. Source: spec/proofs/ballot.md.
    """
    t = Transcript(kind)
    t.append("eid", eid)
    t.points("Y", pk)
    t.append("cred", cred)
    t.points("XR", xr)
    t.points("XS", xs)
    t.u64("n", n)
    t.append("style", style.encode())
    t.append("channel", channel.encode())
    for contest, ct in cts:
        t.append("contest", contest.encode())
        t.append("ct", ct)
    return t.state


def paper(eid: bytes, pk: bytes, batch: str, contest: str, rows: bytes) -> bytes:
    """Knowledge of the randomness of every ciphertext of a paper batch. Source: spec/proofs/paper.md."""
    t = Transcript("paper")
    t.append("eid", eid)
    t.points("Y", pk)
    t.append("batch", batch.encode())
    t.append("contest", contest.encode())
    t.append("rows", rows)
    return t.state


def dkg_transport(sid: bytes, i: int, point: bytes) -> bytes:
    """Trustee ``i`` knows its transport key. Source: spec/trustees.md, round 0."""
    t = Transcript("dkg-transport")
    t.append("sid", sid)
    t.u64("i", i)
    t.points("P", point)
    return t.state


def dkg_coefficients(sid: bytes, i: int, threshold: int, trustees: int, commitments: bytes) -> bytes:
    """Trustee ``i`` knows its polynomial's coefficients. Source: spec/trustees.md, round 1."""
    t = Transcript("dkg-coeffs")
    t.append("sid", sid)
    t.u64("i", i)
    t.u64("t", threshold)
    t.u64("n", trustees)
    t.points("A", commitments)
    return t.state


def dkg_complaint(sid: bytes, dealer: int, receiver: int, e: bytes, transport: bytes, z: bytes) -> bytes:
    """``z`` opens the share that the receiver was sent. Source: spec/trustees.md, round 2."""
    t = Transcript("dkg-complaint")
    t.append("sid", sid)
    t.u64("dealer", dealer)
    t.u64("receiver", receiver)
    t.points("E", e)
    t.points("P", transport)
    t.points("Z", z)
    return t.state


def dkg_share(sid: bytes, dkg: bytes, i: int, x_pub: bytes) -> bytes:
    """Trustee ``i`` knows its share of the election key. Source: spec/trustees.md, round 3."""
    t = Transcript("dkg-share")
    t.append("sid", sid)
    t.append("dkg", dkg)
    t.u64("i", i)
    t.points("X", x_pub)
    return t.state
