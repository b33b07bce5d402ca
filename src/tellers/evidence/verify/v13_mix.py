"""V13: every mix of the votes permuted and re-encrypted them, and did nothing else.

Source: spec/proofs/shuffle.md; spec/mixing.md; spec/verification.md.
"""

from hashlib import sha256

from tellers.board.entries import Entry
from tellers.board.mixing import CIPHERTEXT
from tellers.evidence.verify.facts import Evidence, Stage
from tellers.evidence.verify.framework import Step

TITLE = "no mixer changed a vote"
NEEDS = (2, 4, 8, 11, 12)


def verify(step: Step, evidence: Evidence) -> None:
    """Check every mix of every contest and group; write down ``mixed``, the output of the last."""
    evidence.mixed = {}
    is_begun = evidence.reached(Stage.MIXED) or evidence.of("mix")
    if not (is_begun and any(evidence.stage0.values())):
        evidence.mixed = dict(evidence.stage0)
        step.not_applicable()
        return
    for mix, rows in evidence.stage0.items():
        mixes = evidence.of_mix("mix", mix)
        step.expect(len(mixes))
        if rows:
            _check_mixers(step, evidence, ", ".join(mix), mixes)
        for stage, (index, entry) in enumerate(mixes, start=1):
            rows = _mixed(step, evidence, stage, index, entry, rows)
            step.checked()
        evidence.mixed[mix] = rows


def _check_mixers(step: Step, evidence: Evidence, what: str, mixes: list[tuple[int, Entry]]) -> None:
    """Enough mixers, all of them named in the definition, nobody twice."""
    least = evidence.election["min_mixers"]
    if len(mixes) < least and evidence.reached(Stage.MIXED):
        step.fail("V13.mixers", f"{what}: {len(mixes)} mixes, where the election asks for at least {least}")
    before = set()
    for index, entry in mixes:
        mixer = entry["mixer"]
        if mixer not in evidence.election["mixers"]:
            step.fail("V13.mixers", f"{what}: {mixer} is no mixer of this election", index)
        if mixer in before:
            step.fail("V13.mixers", f"{what}: {mixer} mixed twice", index)
        before.add(mixer)


def _mixed(step: Step, evidence: Evidence, stage: int, index: int, entry: Entry, rows: bytes) -> bytes:
    """The output of a mix of ``rows``, after it was shown to be one."""
    contest, group, mixer = entry["contest"], entry["group"], entry["mixer"]
    what, width = f"{contest}, {group}", evidence.widths[contest]
    if entry["stage"] != stage:
        step.fail("V13.chain", f"{what}: mix {stage} calls itself {entry['stage']}", index)
    if entry["inp"] != sha256(rows).hexdigest():
        step.fail(
            "V13.chain", f"{what}: mix {stage}, by {mixer}, did not start from the mix before it", index
        )
    out = evidence.read(entry["out"])
    if len(out) != len(rows):
        step.fail(
            "V13.shuffle",
            f"{what}: mix {stage}, by {mixer}, gave {len(out):,} bytes"
            f" for {len(rows) // (width * CIPHERTEXT):,} votes of {width * CIPHERTEXT} bytes",
            index,
        )
    proof = evidence.read(entry["proof"])
    failing = evidence.heavy.check_shuffle(
        evidence.eid, contest, group, stage, mixer, evidence.pk, width, rows, out, proof
    )
    if failing:
        step.fail("V13.shuffle", f"{what}: mix {stage}, by {mixer}: {_words(failing)}", index)
    return out


def _words(failing: list[str]) -> str:
    if failing == ["malformed"]:
        return "the votes or the proof are malformed"
    return f"of the proof's five equations these do not hold: {', '.join(failing)}"
