"""V9: every ballot that was opened to test a booth holds what the voter had chosen, and none was cast."""

from tellers.board.entries import Entry
from tellers.crypto import check, selections
from tellers.errors import Refused
from tellers.evidence.verify.ballots import Ciphertexts, check_fresh, check_points, ciphertexts
from tellers.evidence.verify.facts import Evidence
from tellers.evidence.verify.framework import Step

TITLE = "every opened ballot holds what was chosen, and none was cast"
NEEDS = (2, 4, 8)


def verify(step: Step, evidence: Evidence) -> None:
    """Encrypt what was shown again and compare. Adds to ``seen``."""
    opened = evidence.of("ballot.open")
    if not opened:
        step.not_applicable()
        return
    step.expect(len(opened))
    found = [_shaped(step, evidence, index, entry) for index, entry in opened]
    check_points(step, "V9.shape", evidence.heavy, found)
    check_fresh(step, "V9.fresh", evidence, found, "the opened ballot")
    for (index, entry), ballot in zip(opened, found, strict=True):
        points = _points(step, evidence, index, entry)
        again = check.encrypt(evidence.pk, points, bytes.fromhex("".join(entry["r"])))
        if again != b"".join(ct for _, ct in ballot.cts):
            step.fail("V9.reproduced", f"the ballot opened at entry {index} holds other choices", index)
        step.checked()


def _shaped(step: Step, evidence: Evidence, index: int, entry: Entry) -> Ciphertexts:
    found = ciphertexts(step, "V9.shape", evidence, index, entry)
    if [contest for contest, _ in entry["sel"]] != evidence.styles[entry["style"]]:
        step.fail(
            "V9.shape", f"the ballot opened at entry {index} does not show every contest in order", index
        )
    wanted = len(found.firsts)
    if len(entry["r"]) != wanted or check.first_bad_scalar(bytes.fromhex("".join(entry["r"]))) != -1:
        step.fail("V9.shape", f"the ballot opened at entry {index} does not show its randomness", index)
    return found


def _points(step: Step, evidence: Evidence, index: int, entry: Entry) -> bytes:
    """The choices that were shown, as points of the group."""
    try:
        return b"".join(
            selections.to_points(
                [selections.encode(evidence.shapes[contest], selection)], evidence.widths[contest]
            )
            for contest, selection in entry["sel"]
        )
    except Refused:
        step.fail("V9.shape", f"the ballot opened at entry {index} shows a choice that nobody has", index)
