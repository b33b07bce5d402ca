"""V14: the decrypted votes are what the mixed votes hold, by exactly the threshold of trustees.

Source: spec/proofs/decryption.md; spec/verification.md.
"""

from hashlib import sha256

from tellers.board.entries import Entry
from tellers.board.mixing import CIPHERTEXT
from tellers.crypto.check import check_decrypt, first_bad_point, recombine
from tellers.evidence.verify.facts import Evidence
from tellers.evidence.verify.framework import Step

TITLE = "no trustee changed a vote"
NEEDS = (2, 4, 5, 13)

_ENCODING = 32


def verify(step: Step, evidence: Evidence) -> None:
    """Check every trustee's part and what they give together; write down ``points``."""
    evidence.points = {}
    for contest, rows in evidence.mixed.items():
        parts = [(index, entry) for index, entry in evidence.of("dec") if entry["contest"] == contest]
        step.expect(len(parts) + 1)
        _check_trustees(step, evidence, contest, parts, rows)
        factors = [_factors(step, evidence, index, entry, rows) for index, entry in parts]
        numbers = [entry["i"] for _, entry in parts]
        points = recombine(numbers, factors, rows) if rows else b""
        last = max((index for index, _ in parts), default=0)
        _check_plain(step, evidence, contest, points, last)
        evidence.points[contest] = points
        step.checked()


def _check_trustees(
    step: Step, evidence: Evidence, contest: str, parts: list[tuple[int, Entry]], rows: bytes
) -> None:
    """Exactly the threshold, each once, in ascending order, and nobody before the last mix."""
    wanted = evidence.setup["threshold"] if rows else 0
    numbers = [entry["i"] for _, entry in parts]
    if len(parts) != wanted or numbers != sorted(set(numbers)):
        given = ", ".join(map(str, numbers)) or "none"
        step.fail(
            "V14.trustees", f"{contest}: decrypted by {given}, where {wanted} trustees in order are needed"
        )
    mixed = max((index for index, entry in evidence.of("mix") if entry["contest"] == contest), default=0)
    for index, entry in parts:
        if entry["i"] not in evidence.shares:
            step.fail("V14.trustees", f"{contest}: there is no trustee {entry['i']}", index)
        if index < mixed:
            step.fail("V14.input", f"{contest}: trustee {entry['i']} decrypted before the last mix", index)


def _factors(step: Step, evidence: Evidence, index: int, entry: Entry, rows: bytes) -> bytes:
    """A trustee's part of the decryption of ``rows``, after it was shown to be one."""
    contest, i, dleq = entry["contest"], entry["i"], entry["dleq"]
    number = len(rows) // CIPHERTEXT
    if entry["inp"] != sha256(rows).hexdigest():
        step.fail(
            "V14.input", f"{contest}: trustee {i} did not decrypt the {number:,} votes of the last mix", index
        )
    factors = evidence.read(entry["factors"])
    if len(factors) != number * _ENCODING:
        step.fail(
            "V14.factors",
            f"{contest}: trustee {i} did not give one factor for each of {number:,} votes",
            index,
        )
    bad = first_bad_point(factors, True)
    if bad >= 0:
        step.fail("V14.factors", f"{contest}: trustee {i}'s factor of vote {bad + 1:,} is malformed", index)
    t_b, t_a, z = (bytes.fromhex(dleq[name]) for name in ("t_b", "t_a", "z"))
    share = evidence.shares[i]
    if not check_decrypt(evidence.eid, contest, entry["group"], i, share, rows, factors, t_b, t_a, z):
        step.fail("V14.proof", f"{contest}: trustee {i}'s decryption is false", index)
    step.checked()
    return factors


def _check_plain(step: Step, evidence: Evidence, contest: str, points: bytes, last: int) -> None:
    """The points published, once and after every trustee's part, are those that the parts give."""
    published = [(index, entry) for index, entry in evidence.of("plain") if entry["contest"] == contest]
    if len(published) != 1:
        step.fail("V14.plain", f"{contest}: decrypted votes were published {len(published)} times, not once")
    index, entry = published[0]
    if index < last:
        step.fail(
            "V14.plain", f"{contest}: decrypted votes were published before the last trustee's part", index
        )
    found = evidence.read(entry["points"])
    if len(found) != len(points):
        wanted = len(points) // _ENCODING
        step.fail(
            "V14.plain", f"{contest}: {len(found):,} bytes of decrypted votes for {wanted:,} votes", index
        )
    if found != points:
        starts = range(0, len(points), _ENCODING)
        wrong = next(at for at in starts if found[at : at + _ENCODING] != points[at : at + _ENCODING])
        number = wrong // _ENCODING + 1
        step.fail("V14.plain", f"{contest}: vote {number:,} is not what the trustees' parts give", index)
