"""V12: what was mixed is exactly the final ballots and the papers, all of them together.

Source: spec/mixing.md; spec/verification.md.
"""

from hashlib import sha256

from tellers.board.mixing import CIPHERTEXT, JOINT, vote_rows
from tellers.evidence.verify.facts import Evidence, Stage
from tellers.evidence.verify.framework import Step

TITLE = "what was mixed is exactly the ballots that count"
NEEDS = (2, 4, 8, 10, 11)


def verify(step: Step, evidence: Evidence) -> None:
    """Compute what must go into the mix of every contest and compare; write down ``stage0``."""
    step.expect(len(evidence.contests))
    _check_groups(step, evidence)
    final = [entry["cts"] for index, entry in evidence.ballots if evidence.final.get(entry["cred"]) == index]
    evidence.stage0 = {}
    for contest in evidence.contests:
        rows = vote_rows(contest, final, [papers.rows[contest] for papers in evidence.papers])
        _check_contest(step, evidence, contest, rows)
        evidence.stage0[contest] = rows
        step.checked()


def _check_groups(step: Step, evidence: Evidence) -> None:
    """Everything after the close is about a contest of this poll, and about all of its votes together."""
    for index, entry in evidence.of("mix", "dec", "plain"):
        if entry["contest"] not in evidence.contests:
            step.fail("V12.groups", f"there is no contest {entry['contest']} in this poll", index)
        if entry["group"] != JOINT:
            step.fail(
                "V12.groups", f"{entry['contest']}: votes in a group {entry['group']} of their own", index
            )


def _check_contest(step: Step, evidence: Evidence, contest: str, rows: bytes) -> None:
    """The first mix of a contest started from ``rows``; where there are none, nothing was mixed."""
    mixes = [(index, entry) for index, entry in evidence.of("mix") if entry["contest"] == contest]
    number = len(rows) // (CIPHERTEXT * evidence.widths[contest])
    if not rows:
        if mixes:
            step.fail("V12.groups", f"{contest}: mixed, though there are no votes", mixes[0][0])
        return
    if not mixes and not evidence.reached(Stage.MIXED):
        return
    if not mixes:
        step.fail("V12.groups", f"{contest}: the {number:,} ballots and papers were never mixed")
    index, first = mixes[0]
    if first["inp"] != sha256(rows).hexdigest():
        step.fail(
            "V12.input",
            f"{contest}: the first mix did not start from the {number:,} ballots and papers that count",
            index,
        )
