"""A trustee opens one set, once, and only what it has itself verified. Source: spec/custody.md, "Opening"."""

import secrets
from hashlib import sha256
from pathlib import Path

from tellers.board.entries import Entry, blob_of
from tellers.board.log import signature
from tellers.board.mixing import CREDENTIALS, JOINT
from tellers.canonical import h256
from tellers.crypto import check, selections
from tellers.crypto.prove import credentials, mixing
from tellers.custody.acquaintance import verified
from tellers.custody.handover import Handover
from tellers.custody.keyring import Files
from tellers.custody.trustee import Trustee
from tellers.errors import Refused
from tellers.evidence.verify.facts import Evidence, Stage
from tellers.evidence.verify.so_far import read_board

_DRILL = [2, 3, 0]


def open_set(path: Path, key: Path, files: Files, contest: str, group: str, now: int) -> Handover:
    """This trustee's factors for the last mix of a contest (`cred`: of the voting keys), signed.

    Raises Refused: trustee.no-share, trustee.not-closed, trustee.no-such-set, trustee.enough,
    trustee.handed-in, trustee.decrypted-before, trustee.another-key, custody.record-old, and what opening and
    verifying raise.
    """
    board = read_board(path, None)
    trustee = Trustee.named(key, files, board.setup)
    trustee.share()
    is_keys = contest == CREDENTIALS
    if not is_keys and not board.of("close"):
        raise Refused("trustee.not-closed", "the poll is not closed on this board: no vote is opened before")
    evidence = verified(trustee, path, None, Stage.SHUFFLED if is_keys else Stage.MIXED)
    _check_share(trustee, evidence)
    rows = (evidence.mixed_keys if is_keys else _votes(evidence, contest)).get(group, b"")
    if not rows:
        raise Refused("trustee.no-such-set", f"nothing was mixed for {contest}, {group}")
    names = {"group": group} if is_keys else {"contest": contest, "group": group}
    kind = "cred.dec" if is_keys else "dec"
    _check_turn(trustee, evidence, [e for _, e in evidence.of(kind) if names.items() <= e.items()], contest)
    factors, dleq = trustee.decrypt(evidence.eid, contest, group, rows)
    file = f"cred/dec/t{trustee.i}.bin" if is_keys else f"dec/{contest}/{group}/t{trustee.i}.bin"
    entry = {
        "type": kind,
        "t": now,
        **names,
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


def _votes(evidence: Evidence, contest: str) -> dict[str, bytes]:
    return {JOINT: evidence.mixed[contest]} if contest in evidence.mixed else {}


def _check_share(trustee: Trustee, evidence: Evidence) -> None:
    share = trustee.share()
    ours = (share.pk, share.dkg.hex(), share.x_pub)
    if ours != (evidence.pk, evidence.election["dkg"], evidence.shares.get(trustee.i)):
        raise Refused("trustee.another-key", "this share is of another key than this poll's")


def _check_turn(trustee: Trustee, evidence: Evidence, before: list[Entry], contest: str) -> None:
    """The record knows of all that the board shows of this trustee; and the trustee is still needed."""
    known = {line["inp"] for line in trustee.record().of("opened") if line["eid"] == evidence.eid.hex()}
    own = [entry for _, entry in evidence.of("dec", "cred.dec") if entry["i"] == trustee.i]
    if any(entry["inp"] not in known for entry in own):
        raise Refused(
            "custody.record-old",
            "the board shows a set opened with this key of which its record says nothing",
        )
    if any(entry["i"] == trustee.i for entry in before):
        raise Refused("trustee.handed-in", f"this trustee's part of {contest} stands on the board already")
    if len(before) >= evidence.setup["threshold"]:
        raise Refused("trustee.enough", f"{contest} was opened by {len(before)} trustees, which is enough")
