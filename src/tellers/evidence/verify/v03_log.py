"""V3: the log never changed: witnesses saw it grow, entry by entry, at the times that its entries tell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tellers.board import shapes
from tellers.board.entries import TYPES, Clock, Entry
from tellers.clock import DAY_S
from tellers.evidence.verify.facts import Evidence, Timeline
from tellers.evidence.verify.framework import Step
from tellers.evidence.verify.signatures import Signatures
from tellers.evidence.verify.v02_election import ENTRIES
from tellers.tlog import checkpoint, cosignature, merkle, note
from tellers.tlog.note import VerifierKey

TITLE = "the log only grew, and witnesses saw it grow"
NEEDS = (2,)

_FOLDER = "log/checkpoints/"
_LONGEST = 200_000  # bytes of a checkpoint
_WITNESSED_AT_ONCE = ("setup", "election", "roll.freeze", "cred.list", "open", "close")


@dataclass(frozen=True, slots=True)
class _Seen:
    """A checkpoint whose signatures hold: its body, size, root and witness time."""

    body: str
    size: int
    root: bytes
    at: int


def verify(step: Step, evidence: Evidence) -> None:
    """Check every checkpoint against the entries, then every entry's clock. Writes ``timeline``."""
    paths = _paths(step, evidence)
    step.expect(len(paths) + len(evidence.entries))  # the proposed one included
    setup = evidence.setup
    log, witnesses = _keys(step, setup)
    with Signatures(step) as signatures:
        seen = [_opened(step, evidence, path, log, witnesses, signatures) for path in paths]
    _check_growth(step, seen)
    tree = merkle.Tree(map(merkle.leaf_hash, evidence.lines))
    total = len(evidence.lines)
    for number, one in enumerate(seen):
        if one.size > total:
            step.fail("V3.covers-all", f"checkpoint {number} covers {one.size:,} entries of {total:,}")
        if tree.root(one.size) != one.root:
            step.fail("V3.root", f"checkpoint {number} has another root than the first {one.size:,} entries")
        step.checked()
    if seen[-1].size != total:
        step.fail("V3.covers-all", f"the last checkpoint covers {seen[-1].size:,} entries of {total:,}")
    _check_ends(step, evidence, {one.size for one in seen})
    if (proposed := evidence.proposed) is not None:  # as if it were witnessed at the time that it tells
        seen.append(_Seen("", total + 1, tree.root(), max(seen[-1].at, _told(proposed))))
    sizes, times = [one.size for one in seen], [one.at for one in seen]
    evidence.timeline = Timeline(sizes, times, [one.body for one in seen])
    _check_clocks(step, evidence)


def _paths(step: Step, evidence: Evidence) -> list[str]:
    """The checkpoints' files, numbered from 0 without a gap, the only other files of the log."""
    found = {path for path in evidence.files.listed if path.startswith("log/")} - {ENTRIES}
    paths = [f"{_FOLDER}{number:05d}.note" for number in range(len(found))]
    other = sorted(found.symmetric_difference(paths))
    step.require(bool(found), "V3.covers-all", "the log has no checkpoint")
    step.require(not other, "V3.note", f"the checkpoints are not numbered 0 to {len(found) - 1}: {other[:1]}")
    return paths


def _keys(step: Step, setup: Mapping[str, Any]) -> tuple[VerifierKey, list[VerifierKey]]:
    with step.blaming("V3.note"):
        return note.parse_key(setup["log_vkey"]), [note.parse_key(text) for text in setup["witnesses"]]


def _opened(
    step: Step,
    evidence: Evidence,
    path: str,
    log: VerifierKey,
    witnesses: Sequence[VerifierKey],
    signatures: Signatures,
) -> _Seen:
    """A checkpoint by its signatures: the log's first, then a quorum of witnesses in their order."""
    if evidence.files.listed[path].length > _LONGEST:
        step.fail("V3.note", f"{path} is longer than {_LONGEST:,} bytes")
    known = [log, *witnesses]
    with step.blaming("V3.note", what=path):
        opened = note.parse(evidence.files.read(path))
        found = checkpoint.parse(opened.text)
        signers = note.signers(opened, known)
    if found.origin != log.name:
        step.fail("V3.note", f"{path} is of the log {found.origin[:80]!r}")
    step.require(signers[:1] == [log], "V3.log-signature", f"{path} was not signed first by the log")
    false = "the signature does not belong to the message and the key"
    with step.blaming("V3.log-signature", what=path):
        signatures.add(note.claim(opened, log), "V3.log-signature", f"{path}: {false}")
    others = [key for key in signers if key is not None]
    named = set(others)
    if len(others) != len(signers) or others != [key for key in known if key in named]:
        step.fail("V3.cosignatures", f"{path} is signed by somebody else, or not in the witnesses' order")
    times = []
    with step.blaming("V3.cosignatures", what=path):
        for key in others[1:]:
            at, claim = cosignature.claim(opened, key)
            signatures.add(claim, "V3.cosignatures", f"{path}: {false}")
            times.append(at)
    times.sort()
    quorum = evidence.setup["quorum"]
    if len(times) < quorum:
        step.fail("V3.cosignatures", f"{path} has {len(times)} cosignatures where {quorum} are needed")
    return _Seen(opened.text, found.size, found.root, times[(len(times) - 1) // 2])


def _check_growth(step: Step, seen: Sequence[_Seen]) -> None:
    for number, (before, after) in enumerate(pairwise(seen), start=1):
        if before.size >= after.size:
            step.fail("V3.growing", f"checkpoint {number} is not larger than the one before it")
        if before.at > after.at:
            step.fail("V3.growing", f"checkpoint {number} was witnessed before the one before it")


def _check_ends(step: Step, evidence: Evidence, sizes: set[int]) -> None:
    for index, entry in evidence.of(*_WITNESSED_AT_ONCE):
        if evidence.stands(index) and index + 1 not in sizes:
            step.fail("V3.ends", f"no checkpoint ends exactly after the entry `{entry['type']}`", index)


def _told(entry: Entry) -> int:
    """The second that an entry tells, or the first of its day; 0 where it tells none."""
    t, day = entry.get("t"), entry.get("day")
    if shapes.instant(t) is None and isinstance(t, int):
        return t
    return day * DAY_S if shapes.day(day) is None and isinstance(day, int) else 0


def _check_clocks(step: Step, evidence: Evidence) -> None:
    """Each entry tells what its type must tell; seconds never fall; all agree with the witnesses."""
    skew, latest = evidence.setup["skew"], 0
    for index, entry in enumerate(evidence.entries):
        kind = TYPES.get(entry["type"])
        if kind is not None:
            told = {name for name in ("t", "day") if name in entry}
            if told != {kind.clock.value} - {None}:
                step.fail("V3.clock-class", f"entry {index} does not tell the time as its type must", index)
            if kind.clock is not Clock.NONE:
                latest = _check_clock(step, evidence, index, skew, latest)
        step.checked()


def _check_clock(step: Step, evidence: Evidence, index: int, skew: int, latest: int) -> int:
    """Check one entry's clock; gives the latest second told so far. V4 refuses what is no number."""
    entry = evidence.entries[index]
    after, before = evidence.timeline.cover(index)
    least, most = after - skew, before + skew
    if "day" in entry:
        if shapes.day(entry["day"]) is None and not least // DAY_S <= entry["day"] <= most // DAY_S:
            step.fail("V3.clock", f"the day of entry {index} is not the one that the witnesses saw", index)
        return latest
    t = entry["t"]
    if shapes.instant(t) is not None:
        return latest
    if t < latest:
        step.fail("V3.clock", f"entry {index} tells an earlier time than an entry before it", index)
    if not least <= t <= most:
        step.fail("V3.clock", f"the time of entry {index} is not the one that the witnesses saw", index)
    return int(t)
