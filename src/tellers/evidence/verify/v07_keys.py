"""V7: the public list of voting keys is exactly the keys that were sealed for the rows of the roll."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

from tellers.board.entries import HALVES, Entry
from tellers.board.groups import Group
from tellers.board.mixing import CREDENTIALS, credential_rows
from tellers.crypto import check
from tellers.crypto.credential import pseudonym
from tellers.crypto.spread import Heavy
from tellers.evidence.verify import records
from tellers.evidence.verify.facts import Evidence, Key, Point, Stage
from tellers.evidence.verify.framework import Step
from tellers.evidence.verify.roll_files import WEIGHT
from tellers.evidence.verify.v07_reissues import check_reissues
from tellers.tlog import merkle

TITLE = "the voting keys are exactly the roll's"
NEEDS = (2, 4, 5, 6)

_POINT, _PAIR, _ROW, _SEALED = 32, 64, 128, 192
_WIDTH = 2


def verify(step: Step, evidence: Evidence) -> None:
    """Follow the keys from sealed rows to the list and on. Writes ``keys``, ``reissued``, ``seen``."""
    step.expect(3 * len(evidence.frozen))
    evidence.seen = {}
    sealed_r, sealed_s = (_sealed(step, evidence, half) for half in HALVES)
    step.checked(2 * len(evidence.frozen))
    mixes = _by_group(step, "V7.chain", evidence, "cred.mix")
    mixed = {
        group: _mixed(step, evidence, group, mixes[group.name], credential_rows(sealed_r, sealed_s, rows))
        for group, rows in evidence.groups.items()
    }
    step.checked(len(evidence.frozen))
    if not evidence.reached(Stage.LISTED):
        evidence.mixed_keys = {group.name: rows for group, rows in mixed.items()}
        return
    step.expect(len(evidence.frozen))
    openings = _by_group(step, "V7.decryption", evidence, "cred.dec")
    opened = {
        group: _opened(step, evidence, group, openings[group.name], rows) for group, rows in mixed.items()
    }
    evidence.keys = _listed(step, evidence, opened)
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


def _by_group(step: Step, check_id: str, evidence: Evidence, kind: str) -> dict[str, list[tuple[int, Entry]]]:
    """The entries of a type by the group that they are about, which must have members."""
    found: dict[str, list[tuple[int, Entry]]] = {group.name: [] for group in evidence.groups}
    for index, entry in evidence.of(kind):
        if entry["group"] not in found:
            step.fail(check_id, f"entry {index} is about {entry['group']}, a group without members", index)
        found[entry["group"]].append((index, entry))
    return found


def _mixed(
    step: Step, evidence: Evidence, group: Group, mixes: Sequence[tuple[int, Entry]], rows: bytes
) -> bytes:
    """The output of the last mix of a group, after every mix of it was checked."""
    mixers = [entry["mixer"] for _, entry in mixes]
    least = evidence.election["min_mixers"]
    if len(set(mixers)) != len(mixers):
        step.fail("V7.mixers", f"one mixer mixed the voting keys of {group.name} twice", mixes[-1][0])
    if len(mixers) < least and evidence.reached(Stage.SHUFFLED):
        step.fail("V7.mixers", f"{len(mixers)} mixers mixed the keys of {group.name} where {least} must")
    for stage, (index, entry) in enumerate(mixes, start=1):
        if entry["stage"] != stage:
            step.fail("V7.chain", f"entry {index} is not stage {stage} of the mix of {group.name}", index)
        rows = _checked_mix(step, evidence, index, entry, rows)
    return rows


def _checked_mix(step: Step, evidence: Evidence, index: int, entry: Entry, rows: bytes) -> bytes:
    stage, mixer = entry["stage"], entry["mixer"]
    if entry["inp"] != sha256(rows).hexdigest():
        step.fail("V7.chain", f"stage {stage}, by {mixer}, did not start from the stage before it", index)
    out, proof = evidence.read(entry["out"]), evidence.read(entry["proof"])
    if len(out) != len(rows):
        step.fail("V7.chain", f"stage {stage}, by {mixer}, gave out another number of keys", index)
    wrong = evidence.heavy.check_shuffle(
        evidence.eid, CREDENTIALS, entry["group"], stage, mixer, evidence.pk, _WIDTH, rows, out, proof
    )
    if wrong:
        step.fail(
            "V7.shuffle",
            f"stage {stage}, by {mixer}, is not a mix of what went in: {', '.join(wrong)}",
            index,
        )
    return out


class _Opened(NamedTuple):
    """The rows of the last mix of a group, and the factors with which trustees opened them."""

    numbers: list[int]
    factors: list[bytes]
    rows: bytes


def _opened(
    step: Step, evidence: Evidence, group: Group, openings: Sequence[tuple[int, Entry]], rows: bytes
) -> _Opened:
    """What the trustees opened of a group, after each one's part was shown to be true."""
    numbers = [entry["i"] for _, entry in openings]
    threshold = evidence.setup["threshold"]
    if len(numbers) != threshold or numbers != sorted(set(numbers)):
        step.fail(
            "V7.trustees",
            f"the keys of {group.name} were opened by trustees {numbers}, not by {threshold} in order",
            openings[-1][0] if openings else None,
        )
    factors = [_checked_factors(step, evidence, index, entry, rows) for index, entry in openings]
    return _Opened(numbers, factors, rows)


def _checked_factors(step: Step, evidence: Evidence, index: int, entry: Entry, rows: bytes) -> bytes:
    i, dleq = entry["i"], entry["dleq"]
    if entry["inp"] != sha256(rows).hexdigest():
        step.fail("V7.decryption", f"trustee {i} opened something other than the last mix", index)
    factors = evidence.read(entry["factors"])
    if len(factors) * 2 != len(rows):
        step.fail("V7.decryption", f"the file of trustee {i} is malformed", index)
    proof = (bytes.fromhex(dleq["t_b"]), bytes.fromhex(dleq["t_a"]), bytes.fromhex(dleq["z"]))
    share = evidence.shares[i]
    group = entry["group"]
    if not evidence.heavy.check_decrypt(evidence.eid, CREDENTIALS, group, i, share, rows, factors, *proof):
        malformed = evidence.heavy.first_bad_point(factors, True) != -1
        what = (
            f"the file of trustee {i} is malformed"
            if malformed
            else f"what trustee {i} opened is not what was sealed"
        )
        step.fail("V7.decryption", what, index)
    return factors


def _listed(step: Step, evidence: Evidence, opened: Mapping[Group, _Opened]) -> Mapping[str, Key]:
    """The keys of the public list by pseudonym, after they were compared with the opened ones."""
    entries = evidence.of("cred.list")
    step.require(len(entries) == 1, "V7.list", f"there are {len(entries)} lists of voting keys, not one")
    index, entry = entries[0]
    lines = records.fixed(step, "V7.list", evidence.read(entry["blob"]), _line(evidence.styles), index)
    if merkle.root_of(lines).hex() != entry["root"]:
        step.fail("V7.list", "the list is not the one whose root the entry gives", index)
    keys: dict[str, Key] = {}
    last = ""
    for line in lines:
        cred, group, xr, xs = _parts(line.decode("ascii"))
        if cred <= last:
            step.fail("V7.list", "the list of voting keys is not sorted, or has a pseudonym twice", index)
        keys[cred], last = Key(group, bytes.fromhex(xr), bytes.fromhex(xs)), cred
    if not len(lines) == entry["size"] == len(evidence.frozen):
        step.fail(
            "V7.keys", f"{len(lines):,} voting keys are listed for {len(evidence.frozen):,} members", index
        )
    _check_keys(step, evidence.heavy, keys, opened, index)
    return keys


def _check_keys(
    step: Step, heavy: Heavy, keys: Mapping[str, Key], opened: Mapping[Group, _Opened], index: int
) -> None:
    """The listed pairs are those opened for their group; each pseudonym is its pair's; all halves differ."""
    listed: dict[Group, list[bytes]] = {group: [] for group in opened}
    for cred, key in keys.items():
        if key.group not in listed:
            step.fail("V7.keys", f"the voting key {cred} is listed for a group without members", index)
        listed[key.group].append(key.xr + key.xs)
    for group, pairs in listed.items():
        if not heavy.check_opened_rows(*opened[group], _WIDTH, b"".join(pairs)):
            _compare(step, pairs, check.recombine(*opened[group]), index)
    for cred, key in keys.items():
        if cred != pseudonym(key.xr, key.xs):
            step.fail("V7.keys", f"the pseudonym {cred} is not that of its voting key", index)
    halves: list[Point] = [half for key in keys.values() for half in (key.xr, key.xs)]
    step.require(len(set(halves)) == len(halves), "V7.keys", "two voting keys share a half", index)
    if bytes(_POINT) in halves:
        step.fail("V7.keys", "a listed voting key is not a public key", index)


def _compare(step: Step, listed: Sequence[bytes], pairs: bytes, index: int) -> None:
    """Compare the listed pairs of a group with the opened ones, one by one."""
    opened = Counter(pairs[at : at + _PAIR] for at in range(0, len(pairs), _PAIR))
    number = (Counter(listed) - opened).total()
    if Counter(listed) != opened:
        step.fail(
            "V7.keys", f"{number:,} listed voting keys are not keys that were sealed for their group", index
        )


def _line(styles: Iterable[str]) -> re.Pattern[bytes]:
    cred, key, style = '"[0-9a-f]{32}"', '"[0-9a-f]{64}"', f'"({"|".join(styles)})"'
    return re.compile(f'{{"cred":{cred},"style":{style},"weight":({WEIGHT}),"xr":{key},"xs":{key}}}'.encode())


def _parts(line: str) -> tuple[str, Group, str, str]:
    parts = line.split('"')
    return parts[3], Group(parts[7], int(parts[10][1:-1])), parts[13], parts[17]
