"""V7: the public list of voting keys is exactly the keys that were sealed for the rows of the roll."""

import re
from collections import Counter
from collections.abc import Mapping
from hashlib import sha256

from tellers.board.entries import HALVES, Entry
from tellers.board.mixing import CREDENTIALS, credential_rows
from tellers.crypto import check
from tellers.crypto.credential import pseudonym
from tellers.evidence.verify import records
from tellers.evidence.verify.facts import Evidence, Key, Point
from tellers.evidence.verify.framework import Step
from tellers.evidence.verify.v07_reissues import check_reissues
from tellers.tlog import merkle

TITLE = "the voting keys are exactly the roll's"
NEEDS = (2, 4, 5, 6)

_POINT, _PAIR, _ROW, _SEALED = 32, 64, 128, 192
_WIDTH = 2


def verify(step: Step, evidence: Evidence) -> None:
    """Follow the keys from sealed rows to the list and on. Writes ``keys``, ``reissued``, ``seen``."""
    step.expect(4 * len(evidence.frozen))
    evidence.seen = {}
    sealed = [_sealed(step, evidence, half) for half in HALVES]
    step.checked(2 * len(evidence.frozen))
    mixed, stage_index = _mixed(step, evidence, credential_rows(*sealed))
    step.checked(len(evidence.frozen))
    pairs = _opened(step, evidence, mixed, stage_index)
    evidence.keys = _listed(step, evidence, pairs)
    step.checked(len(evidence.frozen))
    evidence.reissued = check_reissues(step, evidence)


def _sealed(step: Step, evidence: Evidence, half: str) -> bytes:
    """The sealed keys of one issuer, one for each row, each proven and none a copy."""
    rows = len(evidence.frozen)
    found = [(index, entry) for index, entry in evidence.of("cred.enc") if entry["half"] == half]
    if len(found) != 1:
        step.fail("V7.size", f"there are {len(found)} files of sealed keys of half {half}, not one")
    index, entry = found[0]
    data = evidence.read(entry["blob"])
    if entry["size"] != rows or len(data) != _SEALED * rows:
        step.fail(
            "V7.size", f"{len(data) // _SEALED:,} keys of half {half} are sealed for {rows:,} members", index
        )
    bad = evidence.heavy.check_sealed(evidence.eid, half, evidence.pk, data)
    if bad != -1:
        step.fail("V7.sealed", f"the key of half {half} sealed for row {bad + 1:,} is not proven", index)
    for row in range(rows):
        first = data[row * _SEALED : row * _SEALED + _POINT]
        where = f"the sealed key of half {half} for row {row + 1:,}"
        if first in evidence.seen:
            step.fail("V7.fresh", f"{where} is a copy of {evidence.seen[first]}", index)
        evidence.seen[first] = where
    return data


def _mixed(step: Step, evidence: Evidence, rows: bytes) -> tuple[bytes, int]:
    """The output of the last mix, after every mix was checked, and the index of its entry."""
    mixes = evidence.of("cred.mix")
    mixers = [entry["mixer"] for _, entry in mixes]
    least = evidence.election["min_mixers"]
    if len(set(mixers)) != len(mixers):
        step.fail("V7.mixers", "one mixer mixed the voting keys twice", mixes[-1][0])
    if len(mixers) < least:
        step.fail("V7.mixers", f"{len(mixers)} mixers mixed the voting keys where {least} must")
    for stage, (index, entry) in enumerate(mixes, start=1):
        if entry["stage"] != stage or entry["group"] != evidence.style:
            step.fail("V7.chain", f"entry {index} is not stage {stage} of the mix of {evidence.style}", index)
        rows = _checked_mix(step, evidence, index, entry, rows)
    return rows, mixes[-1][0]


def _checked_mix(step: Step, evidence: Evidence, index: int, entry: Entry, rows: bytes) -> bytes:
    stage, mixer = entry["stage"], entry["mixer"]
    if entry["inp"] != sha256(rows).hexdigest():
        step.fail("V7.chain", f"stage {stage}, by {mixer}, did not start from the stage before it", index)
    out, proof = evidence.read(entry["out"]), evidence.read(entry["proof"])
    if len(out) != len(rows):
        step.fail("V7.chain", f"stage {stage}, by {mixer}, gave out another number of keys", index)
    wrong = evidence.heavy.check_shuffle(
        evidence.eid, CREDENTIALS, evidence.style, stage, mixer, evidence.pk, _WIDTH, rows, out, proof
    )
    if wrong:
        step.fail(
            "V7.shuffle",
            f"stage {stage}, by {mixer}, is not a mix of what went in: {', '.join(wrong)}",
            index,
        )
    return out


def _opened(step: Step, evidence: Evidence, rows: bytes, last_mix: int) -> bytes:
    """The keys that the trustees opened, 64 bytes a row, in the order of the last mix."""
    openings = evidence.of("cred.dec")
    numbers = [entry["i"] for _, entry in openings]
    threshold = evidence.setup["threshold"]
    if len(numbers) != threshold or numbers != sorted(set(numbers)):
        step.fail(
            "V7.trustees",
            f"the keys were opened by trustees {numbers}, not by {threshold} in order",
            last_mix,
        )
    factors = [_checked_factors(step, evidence, index, entry, rows) for index, entry in openings]
    return check.recombine(numbers, factors, rows)


def _checked_factors(step: Step, evidence: Evidence, index: int, entry: Entry, rows: bytes) -> bytes:
    i, dleq = entry["i"], entry["dleq"]
    if entry["inp"] != sha256(rows).hexdigest() or entry["group"] != evidence.style:
        step.fail("V7.decryption", f"trustee {i} opened something other than the last mix", index)
    factors = evidence.read(entry["factors"])
    if len(factors) * 2 != len(rows) or evidence.heavy.first_bad_point(factors, True) != -1:
        step.fail("V7.decryption", f"the file of trustee {i} is malformed", index)
    proof = (bytes.fromhex(dleq["t_b"]), bytes.fromhex(dleq["t_a"]), bytes.fromhex(dleq["z"]))
    share = evidence.shares[i]
    if not evidence.heavy.check_decrypt(
        evidence.eid, CREDENTIALS, evidence.style, i, share, rows, factors, *proof
    ):
        step.fail("V7.decryption", f"what trustee {i} opened is not what was sealed", index)
    return factors


def _listed(step: Step, evidence: Evidence, pairs: bytes) -> Mapping[str, Key]:
    """The keys of the public list by pseudonym, after they were compared with the opened ones."""
    entries = evidence.of("cred.list")
    step.require(len(entries) == 1, "V7.list", f"there are {len(entries)} lists of voting keys, not one")
    index, entry = entries[0]
    lines = records.fixed(step, "V7.list", evidence.read(entry["blob"]), _line(evidence.style), index)
    if merkle.root(map(merkle.leaf_hash, lines)).hex() != entry["root"]:
        step.fail("V7.list", "the list is not the one whose root the entry gives", index)
    keys: dict[str, Key] = {}
    last = ""
    for line in lines:
        cred, style, xr, xs = _parts(line.decode("ascii"))
        if cred <= last:
            step.fail("V7.list", "the list of voting keys is not sorted, or has a pseudonym twice", index)
        keys[cred], last = Key(style, bytes.fromhex(xr), bytes.fromhex(xs)), cred
    if not len(lines) == entry["size"] == len(evidence.frozen):
        step.fail(
            "V7.keys", f"{len(lines):,} voting keys are listed for {len(evidence.frozen):,} members", index
        )
    _check_keys(step, keys, pairs, index)
    return keys


def _check_keys(step: Step, keys: Mapping[str, Key], pairs: bytes, index: int) -> None:
    """The listed pairs are the opened pairs; each pseudonym is its pair's; all halves differ."""
    opened = Counter(pairs[at : at + _PAIR] for at in range(0, len(pairs), _PAIR))
    listed = Counter(key.xr + key.xs for key in keys.values())
    if opened != listed:
        number = (listed - opened).total()
        step.fail(
            "V7.keys", f"{number:,} listed voting keys are not keys that were sealed for the roll", index
        )
    halves: list[Point] = []
    for cred, key in keys.items():
        if cred != pseudonym(key.xr, key.xs):
            step.fail("V7.keys", f"the pseudonym {cred} is not that of its voting key", index)
        halves += (key.xr, key.xs)
    step.require(len(set(halves)) == len(halves), "V7.keys", "two voting keys share a half", index)
    if check.first_bad_point(b"".join(halves), False) != -1:
        step.fail("V7.keys", "a listed voting key is not a public key", index)


def _line(style: str) -> re.Pattern[bytes]:
    cred, key = '"[0-9a-f]{32}"', '"[0-9a-f]{64}"'
    return re.compile(f'{{"cred":{cred},"style":"{style}","xr":{key},"xs":{key}}}'.encode())


def _parts(line: str) -> tuple[str, str, str, str]:
    parts = line.split('"')
    return parts[3], parts[7], parts[11], parts[15]
