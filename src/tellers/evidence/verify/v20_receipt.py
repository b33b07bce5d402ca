"""V20: the ballot of which a voter kept the receipt is on the board, as it was cast and promised.

Every failure says whether the receipt and the pack together are evidence against somebody, and whom.
Source: spec/receipt.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tellers.board import entries
from tellers.board.entries import CAST, Entry
from tellers.board.receipt import RECEIPT, promise_digest, receipt_code
from tellers.board.signing import entry_digest, is_signed
from tellers.canonical import decode
from tellers.errors import Invalid
from tellers.evidence.verify.facts import Evidence
from tellers.evidence.verify.framework import Step
from tellers.tlog import checkpoint, merkle, note
from tellers.tlog import proof as tlog_proof
from tellers.tlog.checkpoint import Checkpoint
from tellers.tlog.proof import InclusionProof

LONGEST = 1 << 20  # bytes of a receipt
AGAINST = "this receipt and this pack together are evidence against {}, which anybody can check"
NOTHING = "so it shows nothing against anybody"
_PANEL = "the panel decided about it, and entered"


@dataclass
class Receipt:
    """The step for one receipt, ``data`` the bytes of the file that a voter's device keeps.

    ``kept`` is there once it was read; ``index`` and ``counts``, with the reason, once the ballot was found.
    """

    data: bytes
    TITLE: str = "the ballot of the receipt is on the board"
    NEEDS: tuple[int, ...] = (2, 3, 4, 8, 10)
    kept: Mapping[str, Any] | None = None
    index: int | None = None
    counts: bool | None = None
    why: str = ""

    def verify(self, step: Step, evidence: Evidence) -> None:
        """Check the receipt in itself, then its proof and its promise, then that the ballot is there.

        What is evidence against somebody comes first, lest the server spoil it by a proof that shows nothing:
        another history, since that is against the witnesses too, then the promise.
        """
        kept = _read(step, self.data)
        self.kept = kept
        step.expect(2 + sum(kept[part] is not None for part in ("promise", "proof")))
        _check_poll(step, evidence, kept)
        step.checked()
        digest = entry_digest(evidence.eid, kept["entry"])
        index = _find(evidence, kept["entry"], digest)
        if kept["proof"] is not None:
            _check_history(step, evidence, kept["proof"])
        if kept["promise"] is not None:
            _check_promise(step, evidence, kept["promise"], digest, index)
            step.checked()
        if kept["proof"] is not None:
            _check_proof(step, evidence, kept["proof"], index)
            step.checked()
        if index is None:
            step.fail("V20.entry", _missing(evidence, kept["entry"]))
        step.checked()
        self.index = index
        self.counts, self.why = _standing(evidence, kept["entry"]["cred"], index)

    def as_json(self) -> dict[str, object]:
        """What the report says of the receipt; null for whatever could not be read or found."""
        kept = self.kept or {}
        entry = kept.get("entry", {})
        told = {"code": kept.get("code"), "cred": entry.get("cred"), "n": entry.get("n")}
        return {**told, "entry": self.index, "counts": self.counts, "why": self.why}


def standing(final: object, index: int, decided: bool = False) -> tuple[bool, str]:
    """Whether the ballot or tender at ``index`` counts, and why.

    ``final``: what counts for its pseudonym, None for nothing; ``decided``: whether the panel decided that.
    """
    if final == index:
        return True, f"{_PANEL} this one" if decided else "it is the one that counts of its voting key"
    if final == "paper":
        return False, "a paper of the same member was accepted, and the paper counts"
    if final is None:
        return False, f"{_PANEL} no ballot of its voting key"
    if decided:
        return False, f"{_PANEL} another ballot of the same voting key, the one at entry {final}"
    return False, f"another ballot of the same voting key counts, the one at entry {final}"


def _standing(evidence: Evidence, cred: str, index: int) -> tuple[bool, str]:
    decided = any(entry["cred"] == cred for _, entry in evidence.of("cred.decide"))
    return standing(evidence.final.get(cred), index, decided)


def _read(step: Step, data: bytes) -> Mapping[str, Any]:
    """The receipt as an object of its shape, with an entry that a device makes and the code of that entry."""
    with step.blaming("V20.receipt", what="the receipt"):
        found = decode(data)
    if (wrong := RECEIPT(found)) is not None:
        step.fail("V20.receipt", f"the receipt {wrong}")
    kept: Mapping[str, Any] = found
    entry = kept["entry"]
    if entry.get("type") not in CAST:
        step.fail("V20.receipt", "the receipt is not of a ballot")
    if (wrong := entries.misshapen_unsigned(entry)) is not None:
        step.fail("V20.receipt", f"the ballot in the receipt {wrong}")
    eid = bytes.fromhex(kept["eid"])
    code = receipt_code(eid, entry_digest(eid, entry))
    if kept["code"] != code:
        what = f"the code {kept['code'][:40]!r} is not that of the ballot kept with it, which is {code}"
        step.fail("V20.receipt", f"{what}: one of them was altered, or the code was never the device's own")
    return kept


def _check_poll(step: Step, evidence: Evidence, kept: Mapping[str, Any]) -> None:
    for name, id, number in (("set-up", "sid", evidence.sid), ("election", "eid", evidence.eid)):
        if kept[id] != number.hex():
            step.fail("V20.poll", f"the receipt is of the {name} {kept[id]}, this pack of {number.hex()}")


def _find(evidence: Evidence, entry: Entry, digest: bytes) -> int | None:
    """Where the ballot stands; no two entries have one digest (V4)."""
    for index, other in evidence.of(*CAST):
        is_alike = other["cred"] == entry["cred"] and other["n"] == entry["n"]
        if is_alike and entry_digest(evidence.eid, other) == digest:
            return index
    return None


def _check_history(step: Step, evidence: Evidence, text: str) -> None:
    """No checkpoint that log and witnesses signed for the device is of another history than this board's."""
    try:
        seen = _witnessed(step, evidence, text)[1]
    except Invalid:
        return  # it is evidence against nobody, and ``_check_proof`` refuses it
    if seen.size <= len(evidence.lines) and merkle.root_of(evidence.lines[: seen.size]) != seen.root:
        words = f"the checkpoint kept is of another history than the first {seen.size:,} entries here"
        against = AGAINST.format("the log and the witnesses who signed both")
        step.fail("V20.proof", f"{words}: {against}")


def _check_proof(step: Step, evidence: Evidence, text: str, index: int | None) -> None:
    """The proof that was given to the device was made by the log, and leads to the ballot."""
    shown, seen = _witnessed(step, evidence, text)
    total = len(evidence.lines)
    if seen.size > total:  # an older pack of an honest board looks the same
        words = f"log and witnesses have signed a board of {seen.size:,} entries, this pack has {total:,}"
        step.fail("V20.proof", f"{words}: ask for the rest, and for a reason if nobody has it")
    if shown.index != index:
        words = f"the kept proof leads to entry {shown.index}, which is another ballot than the receipt's"
        step.fail("V20.proof", f"{words}, {NOTHING}", shown.index)
    with step.blaming("V20.proof", index, what="the kept proof"):
        leaf = merkle.leaf_hash(evidence.lines[index])
        merkle.verify_inclusion(leaf, index, seen.size, shown.path, seen.root)


def _witnessed(step: Step, evidence: Evidence, text: str) -> tuple[InclusionProof, Checkpoint]:
    """A proof and its checkpoint, signed by the log and by enough witnesses. Raises Failed: V20.proof."""
    log, setup = note.parse_key(evidence.setup["log_vkey"]), evidence.setup
    with step.blaming("V20.proof", what=f"the kept proof was not made by the log, {NOTHING}"):
        shown = tlog_proof.parse(text.encode())
        opened = checkpoint.open(shown.checkpoint, log, [note.parse_key(key) for key in setup["witnesses"]])
    if len(opened.times) < setup["quorum"]:
        few = f"it has {len(opened.times)} cosignatures where {setup['quorum']} are needed"
        step.fail("V20.proof", f"the kept proof is not witnessed, {NOTHING}: {few}")
    return shown, opened.checkpoint


def _check_promise(
    step: Step, evidence: Evidence, promise: Mapping[str, Any], digest: bytes, index: int | None
) -> None:
    """The server promised this ballot, and kept the promise."""
    if promise["digest"] != digest.hex():
        step.fail("V20.promise", f"the promise is about another ballot than the receipt's, {NOTHING}")
    server = next(officer for officer in evidence.officers.values() if officer["role"] == "server")
    by = promise["by"]
    signed = promise_digest(evidence.eid, digest, by)
    if not is_signed(bytes.fromhex(server["vk"]), signed, bytes.fromhex(promise["sig"])):
        step.fail("V20.promise", f"the server did not sign the promise, {NOTHING}")
    against = AGAINST.format(f"the server, {server['id']}")
    if index is None:
        step.fail(
            "V20.promise", f"the server signed that this ballot would be here, and it is not: {against}"
        )
    late = evidence.timeline.cover(index)[1] - by
    if late > 0:
        words = f"the ballot came onto the board {late:,} seconds later than the server had signed"
        step.fail("V20.promise", f"{words}: {against}", index)


def _missing(evidence: Evidence, entry: Entry) -> str:
    """Why the ballot is not found, as far as the board tells."""
    for index, other in evidence.of(*CAST):
        if other["cts"] == entry["cts"]:
            return (
                f"the ballot at entry {index} holds the same ciphertexts under another voting key, number or "
                "channel: the voter was shown somebody else's ballot, or the ballot was taken over"
            )
        if (other["cred"], other["n"]) == (entry["cred"], entry["n"]):
            return f"entry {index} is another ballot of the same voting key with the same number"
    return f"the ballot is not on the board; the receipt has no promise and no proof with it, {NOTHING}"
