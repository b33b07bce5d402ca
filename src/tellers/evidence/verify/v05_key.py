"""V5: the election key is the key that the trustees made together, and the threshold of them opens it."""

from collections.abc import Sequence
from typing import Any

from tellers import canonical
from tellers.canonical import h256, le32
from tellers.crypto import check, sharing, statements
from tellers.evidence.verify.facts import Evidence
from tellers.evidence.verify.framework import Step

TITLE = "the election key is the trustees' key"
NEEDS = (2, 4)

Message = dict[str, Any]
Round = list[tuple[int, Message]]  # (index of the entry, message of trustee i), i = 1..n
POINT = 32


def verify(step: Step, evidence: Evidence) -> None:
    """Follow the three rounds and compute every key again. Writes ``shares``."""
    trustees, threshold = len(evidence.trustees), evidence.setup["threshold"]
    step.expect(3 * trustees + 1)
    commits, reveals, certificates = _rounds(step, evidence, trustees)
    for index, message in commits:
        _check_commit(step, evidence.sid, index, message)
    sums = b""
    for (index, message), (_, committed) in zip(reveals, commits, strict=True):
        coefficients = _check_reveal(step, evidence.sid, index, message, committed, threshold, trustees)
        sums = check.add(sums, coefficients) if sums else coefficients
    first, second = ([message for _, message in messages] for messages in (commits, reveals))
    _check_complaints(step, evidence, first, second)
    dkg = _dkg(evidence, first, second)
    for index, message in certificates:
        _check_certificate(step, evidence.sid, index, message, dkg, sums)
    if evidence.election["dkg"] != dkg.hex():
        where = evidence.election_index
        step.fail("V5.certification", "the election names another making of the key", where)
    if sums[:POINT] != evidence.pk:
        step.fail(
            "V5.key", "the election key is not the sum of what the trustees gave", evidence.election_index
        )
    step.checked()
    evidence.shares = {message["i"]: bytes.fromhex(message["x_pub"]) for _, message in certificates}


def _rounds(step: Step, evidence: Evidence, trustees: int) -> tuple[Round, Round, Round]:
    """The messages of the three rounds, each of every trustee in order, each round after the one before."""
    found: list[Round] = []
    last = 0
    for name in ("dkg0", "dkg1", "dkg3"):
        messages = [(index, entry["msg"]) for index, entry in evidence.of(name)]
        if [message["i"] for _, message in messages] != [*range(1, trustees + 1)]:
            step.fail(
                "V5.rounds", f"`{name}` is not there once from each of {trustees} trustees in order", None
            )
        if messages[0][0] <= last or messages[-1][0] >= evidence.election_index:
            step.fail("V5.rounds", f"`{name}` stands before its turn or after it", messages[0][0])
        last = messages[-1][0]
        found.append(messages)
    return found[0], found[1], found[2]


def _check_commit(step: Step, sid: bytes, index: int, message: Message) -> None:
    point = bytes.fromhex(message["transport"])
    state = statements.dkg_transport(sid, message["i"], point)
    if not _knows(state, point, message["pok"]):
        step.fail("V5.possession", f"trustee {message['i']} did not prove to know their transport key", index)
    step.checked()


def _check_reveal(
    step: Step, sid: bytes, index: int, message: Message, committed: Message, threshold: int, trustees: int
) -> bytes:
    """Check one trustee's coefficients; gives them, concatenated."""
    i, coeffs = message["i"], message["coeffs"]
    if len(coeffs) != threshold:
        step.fail("V5.coefficients", f"trustee {i} gave {len(coeffs)} coefficients, not {threshold}", index)
    if len(message["shares"]) != trustees:
        step.fail("V5.rounds", f"trustee {i} sent {len(message['shares'])} shares, not {trustees}", index)
    if check.first_bad_point(bytes.fromhex("".join(share["e"] for share in message["shares"])), False) != -1:
        step.fail("V5.rounds", f"trustee {i} sent a share that nobody can open", index)
    coefficients = bytes.fromhex("".join(coeffs))
    if h256("dkg/commit", sid, le32(i), coefficients).hex() != committed["commit"]:
        step.fail("V5.commitment", f"trustee {i} opened other coefficients than they had committed to", index)
    state = statements.dkg_coefficients(sid, i, threshold, trustees, coefficients)
    if check.first_bad_point(coefficients, False) != -1 or not _knows(state, coefficients, message["pok"]):
        step.fail("V5.coefficients", f"trustee {i} did not prove to know their coefficients", index)
    step.checked()
    return coefficients


def _check_complaints(step: Step, evidence: Evidence, first: list[Message], second: list[Message]) -> None:
    """Nobody complained: a key of which one share may be false is certified by no honest trustee."""
    for index, entry in evidence.of("dkg.complaint"):
        complaint = entry["msg"]
        fault = sharing.judge(evidence.sid, first, second, complaint)
        about = f"trustee {complaint['i']} complained of the share of trustee {complaint['dealer']}"
        step.fail("V5.complaint", f"{about}: trustee {fault.trustee} is at fault, {fault.why}", index)


def _check_certificate(step: Step, sid: bytes, index: int, message: Message, dkg: bytes, sums: bytes) -> None:
    i, x_pub = message["i"], bytes.fromhex(message["x_pub"])
    if message["dkg"] != dkg.hex():
        step.fail("V5.certification", f"trustee {i} certified another making of the key", index)
    if check.commitment_at(sums, i) != x_pub:
        step.fail(
            "V5.share-key", f"the public share of trustee {i} does not follow from the coefficients", index
        )
    if not _knows(statements.dkg_share(sid, dkg, i, x_pub), x_pub, message["pok"]):
        step.fail("V5.certification", f"trustee {i} did not prove to hold their share", index)
    step.checked()


def _dkg(evidence: Evidence, first: Sequence[Message], second: Sequence[Message]) -> bytes:
    """The digest of the first two rounds, which every trustee certifies."""
    numbers = (le32(evidence.setup["threshold"]), le32(len(evidence.trustees)))
    rounds = (canonical.encode([*first]), canonical.encode([*second]))
    return h256("dkg/transcript", evidence.sid, *numbers, *rounds)


def _knows(state: bytes, points: bytes, proof: dict[str, list[str]]) -> bool:
    """Whether a proof of knowledge of the logarithms of ``points`` holds."""
    t, z = bytes.fromhex("".join(proof["t"])), bytes.fromhex("".join(proof["z"]))
    return check.check_knowledge([state], [points], [t], [z]) == -1
