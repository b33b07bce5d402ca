"""V10: the board is in order, the close adds up, and the register has the shape of the roll."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import overload

from tellers.board import entries, resolve, shapes
from tellers.board.entries import TYPES, Entry, EntryType
from tellers.board.groups import Group
from tellers.board.resolve import Standing
from tellers.board.signing import is_signed
from tellers.canonical import h256
from tellers.evidence.verify import records
from tellers.evidence.verify.facts import Evidence, Stage
from tellers.evidence.verify.framework import Step
from tellers.evidence.verify.v10_holds import check_holds
from tellers.register import labels
from tellers.register.rows import FIELDS
from tellers.tlog import merkle

TITLE = "the close adds up, and the register has one row for each member"
NEEDS = (2, 3, 4, 6, 7, 8)

_HALVES = ("cred.enc", "deliver")
_SUPERSEDERS = ("returning-officer", "deputy")
_HEX = 64


def verify(step: Step, evidence: Evidence) -> None:
    """Check order, marks, voids, numbers and the register. Writes what counts, and the register's rows."""
    step.expect(len(evidence.entries) + len(evidence.frozen))
    check_order(step, evidence)
    _check_releases(step, evidence)
    _check_hour(step, evidence)
    check_marks(step, evidence)
    _check_numbers(step, evidence, check_holds(step, evidence))
    step.checked(len(evidence.entries))
    evidence.register_rows = _register(step, evidence)
    step.checked(len(evidence.frozen))


def check_order(step: Step, evidence: Evidence) -> None:
    """Every entry stands in its turn; what stands once stands once; the half r comes before s.

    On a board that is not finished, what stands once may be missing where its turn has not passed.
    """
    phase = 0
    for index, entry in enumerate(evidence.entries):
        after = entries.phase_after(entry, phase)
        if after is None:
            step.fail("V10.order", f"entry {index}, `{entry['type']}`, stands in the wrong place", index)
        phase = after
    for name, kind in TYPES.items():
        if kind.once is None:
            continue
        found = evidence.of(name)
        wanted = [("r",), ("s",)] if name in _HALVES else [("freeze",), ("close",)]
        values = [tuple(entry[field] for field in kind.once) for _, entry in found]
        due: list[tuple[str, ...]] = [*wanted] if kind.once else [()]
        if evidence.stage is not Stage.FINISHED and values == due[: len(values)]:
            due = [value for value in due if value in values or _turn(kind, value) < phase]
        if values != due:
            where = found[-1][0] if found else None
            step.fail("V10.order", f"`{name}` does not stand on the board as often as it must", where)


def _turn(kind: EntryType, value: tuple[str, ...]) -> int:
    """The phase of an entry that stands once for this value."""
    return entries.BATCH_PHASES.get(value[0] if value else "", kind.phase or 0)


def _check_releases(step: Step, evidence: Evidence) -> None:
    """A release is asked for once, then decided once on the same tier, then made once if it was granted."""
    state: dict[str, tuple[str, str]] = {}  # release -> (what may follow, tier)
    for index, entry in evidence.of("release.request", "release.decision", "release.made"):
        kind, rid = entry["type"], entry["rid"]
        expected, tier = state.get(rid, ("release.request", ""))
        if kind != expected or (kind == "release.decision" and entry["tier"] != tier):
            step.fail("V10.order", f"entry {index}, `{kind}`, does not follow on the release {rid}", index)
        if kind == "release.decision" and entry["grant"] and tier not in evidence.election["tiers"]:
            step.fail("V10.order", f"entry {index} grants the tier {tier}, which the election has not", index)
        if kind == "release.request":
            state[rid] = ("release.decision", entry["tier"])
        else:
            granted = kind == "release.decision" and entry["grant"]
            state[rid] = ("release.made" if granted else "nothing", tier)


def _check_hour(step: Step, evidence: Evidence) -> None:
    index, close = evidence.of("close")[0]
    seen_at, hour = evidence.timeline.cover(index)[1], evidence.election["closes"]
    if seen_at < hour - evidence.setup["skew"]:
        step.fail("V10.early", f"the poll closed {hour - seen_at:,} seconds before its hour", index)
    evidence.close, evidence.close_index = close, index


def check_marks(step: Step, evidence: Evidence) -> None:
    """Whoever voted on paper was marked, and their ballots are void. Writes ``marks``, ``batch_groups``."""
    evidence.marks = _marks(step, evidence)
    _check_voids(step, evidence)


def _marks(step: Step, evidence: Evidence) -> Mapping[str, tuple[str, str]]:
    """Who voted on paper: channel and batch by pseudonym, as many of each as were marked at the time."""
    index, entry = evidence.of("marks")[0]
    lines = records.fixed(step, "V10.marks", evidence.read(entry["blob"]), _MARK, index)
    if len(lines) != entry["size"]:
        step.fail("V10.marks", f"{len(lines):,} marks are listed, the entry says {entry['size']:,}", index)
    found: dict[str, tuple[str, str]] = {}
    last = ""
    for line in lines:
        parts = line.decode("ascii").split('"')
        batch, channel, cred = parts[3], parts[7], parts[11]
        if cred <= last:
            step.fail("V10.marks", "the marks are not sorted by pseudonym, or one is there twice", index)
        if cred not in evidence.keys:
            step.fail("V10.marks", f"{cred} is marked on paper and is not on the list of voting keys", index)
        found[cred], last = (channel, batch), cred
    _check_batches(step, evidence, found, index)
    return found


def _check_batches(step: Step, evidence: Evidence, marks: Mapping[str, tuple[str, str]], index: int) -> None:
    """As many marks of each batch, channel and group as were logged; a batch has one of either."""
    groups = {batch: evidence.keys[cred].group for cred, (_, batch) in marks.items()}
    listed = Counter(
        (batch, channel, evidence.keys[cred].group.name) for cred, (channel, batch) in marks.items()
    )
    logged = Counter((mark["batch"], mark["channel"], mark["group"]) for _, mark in evidence.of("mark"))
    if listed != logged:
        batch, channel, group = key = min(key for key in listed | logged if listed[key] != logged[key])
        words = f"{listed[key]:,} marks by members of {group} are listed for {batch} ({channel})"
        step.fail("V10.batches", f"{words}, {logged[key]:,} were logged", index)
    kinds = Counter(batch for batch, _, _ in listed)
    mixed = sorted(batch for batch, number in kinds.items() if number > 1)
    step.require(not mixed, "V10.batches", f"{mixed[:1]} has two channels, or two groups of members", index)
    evidence.batch_groups = groups


def _check_voids(step: Step, evidence: Evidence) -> None:
    """Void are exactly the ballots of those marked on paper, each with a second officer's signature."""
    index, entry = evidence.of("marks")[0]
    voids = records.records(step, "V10.voids", evidence.read(entry["voids"]), _VOID, index)
    named = [void["cred"] for void in voids]
    voted = {ballot["cred"] for _, ballot in evidence.ballots}
    replaced = [cred for cred in evidence.marks if cred in voted]
    if replaced and not evidence.election["paper_supersedes"]:
        step.fail("V10.voids", f"{len(replaced):,} papers replace ballots, which no paper may do", index)
    if named != replaced:
        message = f"{len(named):,} ballots are named as void, {len(replaced):,} were replaced by a paper"
        step.fail("V10.voids", message, index)
    for void in voids:
        officer = evidence.officers.get(void["by"])
        batch = evidence.marks[void["cred"]][1]
        digest = h256("mark/supersede", evidence.eid, bytes.fromhex(void["cred"]), batch.encode())
        if officer is None or officer["role"] not in _SUPERSEDERS:
            step.fail("V10.void-signature", f"{void['by']} may not make a ballot void", index)
        if not is_signed(bytes.fromhex(officer["vk"]), digest, bytes.fromhex(void["sig"])):
            step.fail(
                "V10.void-signature", f"the signature that makes {void['cred']}'s ballot void is false", index
            )


def _check_numbers(step: Step, evidence: Evidence, standing: Standing) -> None:
    """The numbers of the close follow from the final ballots, the papers, and whom the panel excluded."""
    close, index = evidence.close, evidence.close_index
    cast = [(at, ballot["cred"]) for at, ballot in evidence.ballots if ballot["type"] == "ballot"]
    ballots = len(cast)
    if close["ballots"] != ballots:
        step.fail("V10.ballots", f"the close says {close['ballots']:,} ballots, there are {ballots:,}", index)
    precedence = evidence.election["precedence"]
    evidence.final = resolve.final_entries(cast, evidence.marks, precedence, standing)
    evidence.excluded = standing.excluded
    if close["excluded"] != len(evidence.excluded):
        words = f"the close says {close['excluded']:,} were excluded, the panel excluded"
        step.fail("V10.excluded", f"{words} {len(evidence.excluded):,}", index)
    voters: dict[Group, Counter[str]] = {group: Counter() for group in evidence.groups}
    for cred, final in evidence.final.items():
        channel = evidence.marks[cred][0] if final == "paper" else evidence.entries[int(final)]["channel"]
        voters[evidence.keys[cred].group][channel] += 1
    evidence.voters, counted = voters, sum(voters.values(), Counter())
    if close["by_channel"] != [[channel, counted[channel]] for channel in sorted(counted)]:
        numbers = ", ".join(f"{channel} {counted[channel]:,}" for channel in sorted(counted))
        step.fail(
            "V10.by-channel", f"the close gives other numbers than the board: {numbers or 'none'}", index
        )
    evidence.by_channel = {channel: counted[channel] for channel in sorted(counted)}
    _check_labels(step, evidence, close, index)


def _check_labels(step: Step, evidence: Evidence, close: Entry, index: int) -> None:
    """Labels of each group as the rule gives them; each width one of the ladder's, 0 for a small label."""
    k, ladder = evidence.election["release_k"], evidence.election["ladder"]
    wanted = [
        [group.name, name, [*channels], number]
        for group, by_channel in evidence.voters.items()
        for name, channels, number in labels.labels(by_channel, k)
    ]
    if [label[:4] for label in close["labels"]] != wanted:
        step.fail("V10.labels", "the labels are not those that follow from the numbers by channel", index)
    for _, name, _, number, width in close["labels"]:
        if width != 0 and (width not in ladder or number < k):
            step.fail(
                "V10.labels", f"the label {name}, of {number:,}, may not show times {width} wide", index
            )


class _Rows(Sequence[tuple[str, ...]]):
    """The digests of each row of the register, taken from its line when they are asked for."""

    def __init__(self, lines: Sequence[bytes]) -> None:
        self._lines = lines

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, number: int) -> tuple[str, ...]: ...

    @overload
    def __getitem__(self, number: slice) -> Sequence[tuple[str, ...]]: ...

    def __getitem__(self, number: int | slice) -> tuple[str, ...] | Sequence[tuple[str, ...]]:
        if isinstance(number, slice):
            return _Rows(self._lines[number])
        text = self._lines[number].decode("ascii")
        return tuple(text[at : at + _HEX] for at in _PLACES)


def _register(step: Step, evidence: Evidence) -> Sequence[tuple[str, ...]]:
    """The sealed rows of the register: one for each row of the roll, under the root of the close."""
    close, index, members = evidence.close, evidence.close_index, len(evidence.frozen)
    lines = records.lines(step, "V10.register-rows", evidence.read(close["register"]), index)
    if not len(lines) == close["register_size"] == members:
        step.fail("V10.register-size", f"{len(lines):,} rows of the register for {members:,} members", index)
    if merkle.root_of(lines).hex() != close["register_root"]:
        step.fail("V10.register-root", "the register has another root than the close gives", index)
    for number, line in enumerate(lines, start=1):
        if _ROW.fullmatch(line) is None or not line.endswith(b'"row":%d}' % number):
            step.fail("V10.register-rows", f"row {number:,} of the register is malformed", index)
    return _Rows(lines)


_VOID = shapes.record(
    {"cred": shapes.credential, "by": shapes.identity, "sig": shapes.signature}
)  # fmt: skip
_ID = rb"[a-z0-9][a-z0-9-]{0,39}"
_MARK = re.compile(
    rb'\{"batch":"' + _ID + rb'","channel":"(?:in-person|post)","cred":"[0-9a-f]{32}"\}'
)  # fmt: skip
_ROW = re.compile(rb'\{"f":\[' + b",".join([rb'"[0-9a-f]{64}"'] * len(FIELDS)) + rb'\],"row":[0-9]{1,15}\}')
_PLACES = range(len('{"f":["'), len('{"f":["') + (_HEX + 3) * len(FIELDS), _HEX + 3)
