"""What cast and opened ballots have in common: one ciphertext for each contest (for V8 and V9)."""

from collections.abc import Sequence
from dataclasses import dataclass

from tellers.board.entries import Entry
from tellers.crypto import check
from tellers.evidence.verify.facts import Evidence
from tellers.evidence.verify.framework import Step

POINT = 32


@dataclass(frozen=True, slots=True)
class Ciphertexts:
    """The ciphertexts of one ballot: the entry's index, and contest with 64 bytes, in the style's order."""

    index: int
    cts: Sequence[tuple[str, bytes]]

    @property
    def firsts(self) -> bytes:
        """The first halves, concatenated."""
        return b"".join(ct[:POINT] for _, ct in self.cts)


def ciphertexts(step: Step, check_id: str, evidence: Evidence, index: int, entry: Entry) -> Ciphertexts:
    """The ciphertexts of a ballot of the poll's style, one for each contest. Raises Failed: ``check_id``."""
    if entry["style"] != evidence.style:
        step.fail(check_id, f"the ballot at entry {index} is of the unknown style {entry['style']}", index)
    if [part["c"] for part in entry["cts"]] != [*evidence.contests]:
        step.fail(check_id, f"the ballot at entry {index} does not have every contest in order", index)
    if any(len(part["ct"]) != 1 for part in entry["cts"]):
        step.fail(check_id, f"the ballot at entry {index} has a contest that is not one ciphertext", index)
    return Ciphertexts(index, [(part["c"], bytes.fromhex(part["ct"][0])) for part in entry["cts"]])


def check_points(step: Step, check_id: str, ballots: Sequence[Ciphertexts]) -> None:
    """Every ciphertext is two points, the first not the identity. Raises Failed: ``check_id``."""
    cts = [(ballot.index, ct) for ballot in ballots for _, ct in ballot.cts]
    bad = [
        check.first_bad_point(b"".join(ct[:POINT] for _, ct in cts), False),
        check.first_bad_point(b"".join(ct[POINT:] for _, ct in cts), True),
    ]
    wrong = [number for number in bad if number != -1]
    if wrong:
        index = cts[min(wrong)][0]
        step.fail(check_id, f"the ballot at entry {index} holds something that is not a ciphertext", index)


def check_fresh(
    step: Step, check_id: str, evidence: Evidence, ballots: Sequence[Ciphertexts], what: str
) -> None:
    """No ciphertext was on the board before; all are written down. Raises Failed: ``check_id``."""
    for ballot in ballots:
        where = f"{what} at entry {ballot.index}"
        for _, ct in ballot.cts:
            if ct[:POINT] in evidence.seen:
                copied = evidence.seen[ct[:POINT]]
                step.fail(check_id, f"a ciphertext of {where} stands in {copied} already", ballot.index)
            evidence.seen[ct[:POINT]] = where
