"""A trustee opens one set, once, and only what it has itself verified. Source: spec/custody.md, "Opening"."""

import secrets
from hashlib import sha256
from pathlib import Path

from tellers.board.entries import blob_of
from tellers.board.log import signature
from tellers.canonical import h256
from tellers.crypto import check, selections
from tellers.crypto.prove import credentials, mixing
from tellers.custody.acquaintance import check_time, verified
from tellers.custody.handover import Handover
from tellers.custody.keyring import Files
from tellers.custody.sets import MixedSet
from tellers.custody.trustee import Trustee
from tellers.errors import Refused
from tellers.evidence.verify.facts import Evidence, Stage
from tellers.evidence.verify.so_far import read_board

_DRILL = [2, 3, 0]


def open_set(path: Path, key: Path, files: Files, chosen: MixedSet, now: int) -> Handover:
    """This trustee's factors for the last mix of a set, signed.

    Raises Refused: trustee.no-share, trustee.not-closed, trustee.no-such-set, trustee.enough,
    trustee.handed-in, trustee.too-late, trustee.decrypted-before, trustee.another-key, custody.record-old,
    and what opening and verifying raise.
    """
    board = read_board(path, None)
    trustee = Trustee.named(key, files, board.setup)
    trustee.share()
    if not chosen.holds_keys and not board.of("close"):
        raise Refused("trustee.not-closed", "the poll is not closed on this board: no vote is opened before")
    evidence = verified(trustee, path, None, Stage.SHUFFLED if chosen.holds_keys else Stage.MIXED)
    _check_share(trustee, evidence)
    check_time(evidence, now)
    rows = chosen.rows(evidence)
    if not rows:
        raise Refused(
            "trustee.no-such-set", f"nothing was mixed for {chosen.words}: {chosen.others(evidence)}"
        )
    _check_turn(trustee, evidence, chosen)
    factors, dleq = trustee.decrypt(evidence.eid, chosen.contest, chosen.group, rows)
    file = chosen.path("dec", "factors", i=trustee.i)
    entry = {
        "type": chosen.type("dec"),
        "t": now,
        **chosen.names,
        "i": trustee.i,
        "inp": sha256(rows).hexdigest(),
        "factors": blob_of(file, factors),
        "dleq": dleq,
    }
    return Handover({**entry, "sigs": [signature(evidence.eid, entry, trustee)]}, {file: factors})


def drill(key: Path, files: Files) -> str:
    """Open a made-up set that is encrypted to this trustee's own public share; gives its id.

    Raises Refused: trustee.no-share, trustee.share-fails.
    """
    trustee = Trustee(key, 0, files)
    trustee.record()
    share = trustee.share()
    if credentials.public_key(share.secret) != share.x_pub:
        raise Refused("trustee.share-fails", f"the share in {key} is not the one that was certified")
    randomness = [h256("custody/drill", secrets.token_bytes(32))[:31] + b"\0" for _ in _DRILL]
    rows = check.encrypt(share.x_pub, selections.to_points(_DRILL, 1), b"".join(randomness))
    eid = h256("custody/drill", secrets.token_bytes(32))
    factors, proof = mixing.decrypt(eid, "drill", "drill", share, rows)
    shown = [bytes.fromhex(proof[name]) for name in ("t_b", "t_a", "z")]
    proven = check.check_decrypt(eid, "drill", "drill", share.i, share.x_pub, rows, factors, *shown)
    # One trustee of one: the factors alone open what is encrypted to the share itself.
    if not proven or selections.from_points(check.recombine([1], [factors], rows), 1) != _DRILL:
        raise Refused("trustee.share-fails", f"the share in {key} does not open what is meant for it")
    return trustee.id


def _check_share(trustee: Trustee, evidence: Evidence) -> None:
    share = trustee.share()
    ours = (share.pk, share.dkg.hex(), share.x_pub)
    if ours != (evidence.pk, evidence.election["dkg"], evidence.shares.get(trustee.i)):
        raise Refused("trustee.another-key", "this share is of another key than this poll's")


def _check_turn(trustee: Trustee, evidence: Evidence, chosen: MixedSet) -> None:
    """The record knows of all that the board shows of this trustee; and the trustee is still needed."""
    before = [entry["i"] for entry in chosen.entries("dec", evidence)]
    known = {line["inp"] for line in trustee.record().of("opened") if line["eid"] == evidence.eid.hex()}
    own = [entry for _, entry in evidence.of("dec", "cred.dec") if entry["i"] == trustee.i]
    if any(entry["inp"] not in known for entry in own):
        raise Refused(
            "custody.record-old",
            "the board shows a set opened with this key of which its record says nothing",
        )
    if trustee.i in before:
        raise Refused("trustee.handed-in", f"this trustee's part of {chosen.words} is on the board already")
    if len(before) >= evidence.setup["threshold"]:
        told = f"{chosen.words}: opened by {len(before)} trustees, which is enough"
        raise Refused("trustee.enough", told)
    if before and trustee.i < before[-1]:
        told = (
            f"trustee {before[-1]} has opened {chosen.words}; trustees follow in the order of their numbers"
        )
        raise Refused("trustee.too-late", told)
