"""V14: the decrypted votes are what the mixed votes hold, by exactly the threshold of trustees.

Source: spec/proofs/decryption.md; spec/verification.md.
"""

from hashlib import sha256

from tellers.board.entries import Entry
from tellers.board.mixing import CIPHERTEXT, POINT
from tellers.crypto.check import recombine
from tellers.evidence.verify.facts import Evidence, Mix, Stage
from tellers.evidence.verify.framework import Step

TITLE = "no trustee changed a vote"
NEEDS = (2, 4, 5, 13)


def verify(step: Step, evidence: Evidence) -> None:
    """Check every trustee's part and what they give together; write down ``points``."""
    evidence.points = {}
    if not evidence.of("plain") and not evidence.reached(Stage.FINISHED):
        step.not_applicable()
    for mix, rows in evidence.mixed.items():
        if not evidence.of_mix("plain", mix) and not evidence.reached(Stage.FINISHED):
            continue
        parts = evidence.of_mix("dec", mix)
        step.expect(len(parts) + 1)
        _check_trustees(step, evidence, mix, parts, rows)
        factors = [_factors(step, evidence, index, entry, rows) for index, entry in parts]
        numbers = [entry["i"] for _, entry in parts]
        found, index = _published(step, evidence, mix, rows, max((at for at, _ in parts), default=0))
        if rows and not evidence.heavy.check_recombined(numbers, factors, rows, found):
            points = recombine(numbers, factors, rows)
            _name_the_wrong_vote(step, mix, evidence.widths[mix[0]], points, found, index)
        evidence.points[mix] = found
        step.checked()


def _check_trustees(
    step: Step, evidence: Evidence, mix: Mix, parts: list[tuple[int, Entry]], rows: bytes
) -> None:
    """Exactly the threshold, each once, in ascending order, and nobody before the last mix."""
    wanted = evidence.setup["threshold"] if rows else 0
    numbers, what = [entry["i"] for _, entry in parts], ", ".join(mix)
    if len(parts) != wanted or numbers != sorted(set(numbers)):
        given = ", ".join(map(str, numbers)) or "none"
        step.fail(
            "V14.trustees", f"{what}: decrypted by {given}, where {wanted} trustees in order are needed"
        )
    mixed = max((index for index, _ in evidence.of_mix("mix", mix)), default=0)
    for index, entry in parts:
        if entry["i"] not in evidence.shares:
            step.fail("V14.trustees", f"{what}: there is no trustee {entry['i']}", index)
        if index < mixed:
            step.fail("V14.input", f"{what}: trustee {entry['i']} decrypted before the last mix", index)


def _factors(step: Step, evidence: Evidence, index: int, entry: Entry, rows: bytes) -> bytes:
    """A trustee's part of the decryption of ``rows``, after it was shown to be one."""
    contest, group, i, dleq = entry["contest"], entry["group"], entry["i"], entry["dleq"]
    what, width = f"{contest}, {group}", evidence.widths[contest]
    number = len(rows) // (width * CIPHERTEXT)
    if entry["inp"] != sha256(rows).hexdigest():
        step.fail(
            "V14.input", f"{what}: trustee {i} did not decrypt the {number:,} votes of the last mix", index
        )
    factors = evidence.read(entry["factors"])
    if len(factors) != number * width * POINT:
        step.fail(
            "V14.factors",
            f"{what}: trustee {i} did not give {width} x 32 bytes for each of {number:,} votes",
            index,
        )
    t_b, t_a, z = (bytes.fromhex(dleq[name]) for name in ("t_b", "t_a", "z"))
    share = evidence.shares[i]
    if not evidence.heavy.check_decrypt(evidence.eid, contest, group, i, share, rows, factors, t_b, t_a, z):
        bad = evidence.heavy.first_bad_point(factors, True)
        if bad >= 0:
            vote = bad // width + 1
            step.fail("V14.factors", f"{what}: trustee {i}'s factor of vote {vote:,} is malformed", index)
        step.fail("V14.proof", f"{what}: trustee {i}'s decryption is false", index)
    step.checked()
    return factors


def _published(step: Step, evidence: Evidence, mix: Mix, rows: bytes, last: int) -> tuple[bytes, int]:
    """The points published, once and after every trustee's part, one for each ciphertext."""
    published, what = evidence.of_mix("plain", mix), ", ".join(mix)
    if len(published) != 1:
        step.fail("V14.plain", f"{what}: decrypted votes were published {len(published)} times, not once")
    index, entry = published[0]
    if index < last:
        step.fail(
            "V14.plain", f"{what}: decrypted votes were published before the last trustee's part", index
        )
    found = evidence.read(entry["points"])
    if len(found) != len(rows) // CIPHERTEXT * POINT:
        votes = len(rows) // (evidence.widths[mix[0]] * CIPHERTEXT)
        step.fail("V14.plain", f"{what}: {len(found):,} bytes of decrypted votes for {votes:,} votes", index)
    return found, index


def _name_the_wrong_vote(step: Step, mix: Mix, width: int, points: bytes, found: bytes, index: int) -> None:
    """Fail, with the number of the first vote that is not what the parts give."""
    size = width * POINT
    starts = range(0, len(points), size)
    wrong = next((at for at in starts if found[at : at + size] != points[at : at + size]), 0)
    number = wrong // size + 1
    step.fail("V14.plain", f"{', '.join(mix)}: vote {number:,} is not what the trustees' parts give", index)
