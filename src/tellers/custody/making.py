"""A trustee takes part in the making of the key: which message is due, and the message.

Source: spec/trustees.md.
"""

from pathlib import Path
from typing import Any

from tellers.board.log import signature
from tellers.custody.acquaintance import check_time, verified
from tellers.custody.handover import Handover
from tellers.custody.keyring import Files
from tellers.custody.trustee import Trustee
from tellers.errors import Refused
from tellers.evidence.verify.facts import Evidence, Stage
from tellers.evidence.verify.so_far import read_board

ROUNDS = ("dkg0", "dkg1", "dkg3")
COMPLAINT = "dkg.complaint"


def next_message(path: Path, key: Path, files: Files, sid: str | None, now: int) -> Handover:
    """What this trustee has to say next, signed.

    Raises Refused: trustee.waiting, trustee.made, and what opening, verifying and the ceremony raise.
    """
    trustee = Trustee.named(key, files, read_board(path, sid).setup)
    evidence = verified(trustee, path, sid, Stage.MAKING)
    check_time(evidence, now)
    messages = {name: [entry["msg"] for _, entry in evidence.of(name)] for name in (*ROUNDS, COMPLAINT)}
    due = [name for name in ROUNDS if trustee.i not in [message["i"] for message in messages[name]]]
    if not due:
        raise Refused("trustee.made", "all three messages of this trustee stand on the board: nothing is due")
    _check_before(evidence, ROUNDS[: ROUNDS.index(due[0])], messages)
    kind = due[0]
    if kind == "dkg0":
        message = trustee.commit(evidence.sid, evidence.setup["threshold"], len(evidence.trustees))
    elif kind == "dkg1":
        message = trustee.reveal(messages["dkg0"])
    else:
        kind, message = _verdict(trustee, messages)
    entry = {"type": kind, "t": now, "msg": message}
    return Handover({**entry, "sigs": [signature(evidence.sid, entry, trustee)]}, {})


def _verdict(trustee: Trustee, messages: dict[str, list[Any]]) -> tuple[str, Any]:
    """Round 2 or 3: a complaint about a share that does not fit, once about each; else the certificate."""
    rounds, complaints = (messages["dkg0"], messages["dkg1"]), messages[COMPLAINT]
    said = [complaint["dealer"] for complaint in complaints if complaint["i"] == trustee.i]
    for complaint in trustee.complain(*rounds):
        if complaint["dealer"] not in said:
            return COMPLAINT, complaint
    return "dkg3", trustee.certify(*rounds, complaints)


def _check_before(evidence: Evidence, before: tuple[str, ...], messages: dict[str, list[Any]]) -> None:
    """Everybody has spoken in the rounds before. Raises Refused: trustee.waiting."""
    for name in before:
        spoken = {message["i"] for message in messages[name]}
        missing = [evidence.trustees[i]["id"] for i in sorted(evidence.trustees.keys() - spoken)]
        if missing:
            raise Refused(
                "trustee.waiting", f"nothing is due yet: `{name}` is missing from {', '.join(missing)}"
            )
