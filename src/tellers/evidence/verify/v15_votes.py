"""V15: the published votes are the decrypted ones, as many as the register has marks.

Source: spec/selections.md; spec/result.md; spec/verification.md.
"""

from typing import Any

from tellers.canonical import encode
from tellers.crypto.selections import Shape, decode, from_points
from tellers.evidence.verify.ballots import number_of_votes
from tellers.evidence.verify.facts import Evidence, Stage
from tellers.evidence.verify.framework import Step

TITLE = "the published votes are the decrypted ones"
NEEDS = (2, 4, 10, 11, 14)

Vote = tuple[Any, bytes]
"""A selection, None if malformed, and its line in the file of votes."""


def verify(step: Step, evidence: Evidence) -> None:
    """Decode every vote and compare with the files; write down ``votes`` and ``sections``."""
    evidence.votes = {contest: [] for contest in evidence.contests}
    evidence.sections = {contest: [] for contest in evidence.contests}
    if not evidence.points and not evidence.reached(Stage.FINISHED):
        step.not_applicable()
    step.expect(len(evidence.points))
    for (contest, group), points in evidence.points.items():
        numbers, what = from_points(points, evidence.widths[contest]), f"{contest}, {group}"
        votes = _votes(evidence.shapes[contest], numbers)
        [(index, entry)] = evidence.of_mix("plain", (contest, group))
        part = evidence.plans[contest][group]
        step.expect(number_of_votes(evidence, part))
        _check_file(step, evidence.read(entry["votes"]), votes, what, index)
        step.checked(len(votes))
        evidence.votes[contest] += [selection for selection, _ in votes]
        if evidence.contests[contest]["count"]["sections"]:
            evidence.sections[contest] += [part.section] * len(votes)
        step.checked()


def _votes(shape: Shape, numbers: list[int | None]) -> list[Vote]:
    """Every number as a selection and as its line; equal ones are decoded once."""
    known: dict[int | None, Vote] = {}
    for number in numbers:
        if number not in known:
            selection = None if number is None else decode(shape, number)
            known[number] = (selection, encode({"v": selection}) + b"\n")
    return [known[number] for number in numbers]


def _check_file(step: Step, found: bytes, votes: list[Vote], what: str, index: int) -> None:
    """The file has exactly the lines of the votes, in their order."""
    if found == b"".join(line for _, line in votes):
        return
    lines = found.splitlines(keepends=True)
    if len(lines) != len(votes):
        step.fail("V15.votes", f"{what}: {len(lines):,} votes published, {len(votes):,} decrypted", index)
    number = next(n for n, (line, vote) in enumerate(zip(lines, votes, strict=True), 1) if line != vote[1])
    step.fail("V15.votes", f"{what}: the published vote {number:,} is not the decrypted one", index)
