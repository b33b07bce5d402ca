"""What steps say of ballots alike: the ciphertexts of every contest (V8, V9), how many count (V12, V15)."""

from collections.abc import Sequence
from dataclasses import dataclass

from tellers.board.entries import ELECTRONIC, Entry
from tellers.board.mixing import Part, halves
from tellers.crypto.spread import Heavy
from tellers.evidence.verify.facts import Evidence
from tellers.evidence.verify.framework import Step


@dataclass(frozen=True, slots=True)
class Ciphertexts:
    """The ciphertexts of one ballot: the entry's index, and contest with 64 bytes for each of its
    ciphertexts, in the style's order; ``firsts``: the first halves of all, in that order.
    """

    index: int
    cts: Sequence[tuple[str, bytes]]

    firsts: Sequence[bytes]


def ciphertexts(step: Step, check_id: str, evidence: Evidence, index: int, entry: Entry) -> Ciphertexts:
    """The ciphertexts of a ballot, as many for each contest of its style as that is wide.

    Raises Failed: ``check_id``.
    """
    if entry["style"] not in evidence.styles:
        step.fail(check_id, f"the ballot at entry {index} is of the unknown style {entry['style']}", index)
    if [part["c"] for part in entry["cts"]] != evidence.styles[entry["style"]]:
        step.fail(check_id, f"the ballot at entry {index} does not have every contest in order", index)
    for part in entry["cts"]:
        contest, given, wanted = part["c"], len(part["ct"]), evidence.widths[part["c"]]
        if given != wanted:
            told = f"the ballot at entry {index} has {given} ciphertexts of {contest}, where {wanted} belong"
            step.fail(check_id, told, index)
    cts = [(part["c"], bytes.fromhex("".join(part["ct"]))) for part in entry["cts"]]
    return Ciphertexts(index, cts, halves(b"".join(ct for _, ct in cts))[0])


def check_points(step: Step, check_id: str, heavy: Heavy, ballots: Sequence[Ciphertexts]) -> None:
    """Every ciphertext is two points, the first not the identity. Raises Failed: ``check_id``."""
    rows = b"".join(ct for ballot in ballots for _, ct in ballot.cts)
    firsts, seconds = halves(rows)
    bad = [
        heavy.first_bad_point(b"".join(firsts), False),
        heavy.first_bad_point(b"".join(seconds), True),
    ]
    wrong = [number for number in bad if number != -1]
    if wrong:
        owners = [ballot.index for ballot in ballots for _ in ballot.firsts]
        index = owners[min(wrong)]
        step.fail(check_id, f"the ballot at entry {index} holds something that is not a ciphertext", index)


def check_fresh(
    step: Step, check_id: str, evidence: Evidence, ballots: Sequence[Ciphertexts], what: str
) -> None:
    """No ciphertext was on the board before; all are written down. Raises Failed: ``check_id``."""
    for ballot in ballots:
        where = f"{what} at entry {ballot.index}"
        for first in ballot.firsts:
            if first in evidence.seen:
                copied = evidence.seen[first]
                step.fail(check_id, f"a ciphertext of {where} stands in {copied} already", ballot.index)
            evidence.seen[first] = where


def number_of_votes(evidence: Evidence, part: Part) -> int:
    """How many votes there must be in a part of a contest: of who voted electronically, and papers."""
    electronic = sum(
        group.weight * by_channel.get(channel, 0)
        for group, by_channel in evidence.voters.items()
        if group.style in part.styles
        for channel in ELECTRONIC
        if channel in part.channels
    )
    on_paper = sum(
        papers.group.weight * papers.number
        for papers in evidence.papers
        if papers.group.style in part.styles and papers.channel in part.channels
    )
    return electronic + on_paper
