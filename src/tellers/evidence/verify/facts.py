"""What the steps of a verification have established, each written down by the step that showed it.

A fact is read only by steps that need the one that wrote it; reading one that is not there is an
AttributeError, which no step survives.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import Any, Literal

from tellers.board.entries import Entry
from tellers.board.groups import Group
from tellers.board.mixing import Part
from tellers.crypto import check
from tellers.crypto.selections import Shape
from tellers.crypto.spread import Heavy
from tellers.evidence.verify.pack import PackFiles

Point = bytes  # 32 bytes
Cover = tuple[int, int]
Mix = tuple[str, str]
"""What is mixed together: a contest, and the name of the group of its votes."""
Stratum = tuple[str, ...]
"""What names those among whom an audit draws, as in its plan: group and label, "" for all without one."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """When the witnesses saw the board grow: the size of each checkpoint and its witness time.

    ``sizes`` grow strictly, ``times`` (seconds since 1970) never fall; ``bodies`` are the notes' texts.
    """

    sizes: Sequence[int]
    times: Sequence[int]
    bodies: Sequence[str]

    def cover(self, index: int) -> Cover:
        """Witness times of the last checkpoint without entry ``index`` (0 if none) and the first with it."""
        first = bisect_right(self.sizes, index)
        return (self.times[first - 1] if first else 0, self.times[first])

    def body_ending_at(self, size: int) -> bytes | None:
        """The body of the checkpoint of exactly this size, if there is one."""
        number = bisect_right(self.sizes, size) - 1
        if number < 0 or self.sizes[number] != size:
            return None
        return self.bodies[number].encode()


@dataclass(frozen=True, slots=True)
class Key:
    """A line of the list of voting keys: its group, and the public halves of the registrar and the server."""

    group: Group
    xr: Point
    xs: Point


@dataclass(frozen=True, slots=True)
class Papers:
    """A batch of papers entered: its id, channel, group, number, and the ciphertexts of each contest."""

    batch: str
    channel: str
    group: Group
    number: int
    rows: Mapping[str, bytes]  # contest -> its width in ciphertexts, 64 bytes each, a paper


@dataclass(frozen=True, slots=True)
class Drawn:
    """The draw of a contact audit: its seed, and the rows of each stratum, ascending by ticket."""

    seed: bytes
    sample: Mapping[Stratum, Sequence[int]]


class Stage(IntEnum):
    """How far the board of a pack must have come.

    Of what belongs to a later stage, parts or all may be missing. Whoever verifies a poll asks for FINISHED;
    only `so_far` asks for less, on behalf of somebody who is about to act.
    """

    MAKING = 0  # the set-up stands; the trustees may be making the key
    DEFINED = 1  # the key is made, the election defined
    FROZEN = 2  # the roll is frozen
    SEALED = 3  # both halves of every voting key are sealed; they may be under way from mixer to mixer
    SHUFFLED = 4  # enough mixers have mixed the voting keys; trustees may be opening them
    LISTED = 5  # the voting keys are listed
    OPENED = 6  # both halves are delivered and the poll is open
    CLOSED = 7  # the poll is closed; votes may be under way from mixer to mixer
    MIXED = 8  # enough mixers have mixed every contest; trustees may be decrypting
    FINISHED = 9  # all that a poll ever has is there


@dataclass
class Evidence:
    """A pack and what was shown about it so far. The number says which step writes the fact.

    ``proposed``: an entry that does not stand on the board yet, which somebody is asked to sign; it is
    looked at as if it came next. Only `so_far` has one.
    """

    path: Path
    sid_given: str | None
    stage: Stage = Stage.FINISHED
    proposed: Entry | None = None
    heavy: Heavy = check  # does the checks that take time: in this process, or spread over machines

    # V1
    files: PackFiles = field(init=False)

    # V2
    lines: list[bytes] = field(init=False)  # the entries' bytes, in board order
    entries: list[Entry] = field(init=False)  # and the proposed one, if there is one
    setup: Mapping[str, Any] = field(init=False)
    election: Mapping[str, Any] = field(init=False)
    election_index: int = field(init=False)
    sid: bytes = field(init=False)
    eid: bytes = field(init=False)
    officers: Mapping[str, Mapping[str, Any]] = field(init=False)  # by id
    trustees: Mapping[int, Mapping[str, Any]] = field(init=False)  # by number, 1..n
    contests: Mapping[str, Mapping[str, Any]] = field(init=False)  # by id, in order
    shapes: Mapping[str, Shape] = field(init=False)  # of selections, by contest
    widths: Mapping[str, int] = field(init=False)  # ciphertexts that hold a selection, by contest
    styles: Mapping[str, Sequence[str]] = field(init=False)  # the contests of each, in order
    pk: Point = field(init=False)  # the election key as defined; V5 shows whose it is

    # V3
    timeline: Timeline = field(init=False)

    # V5
    shares: Mapping[int, Point] = field(init=False)  # X_i by trustee number

    # V6
    frozen: list[tuple[str, ...]] = field(init=False)  # digests of each row in `fields` order
    at_close: list[tuple[str, ...]] = field(init=False)  # the same with the changes until the close
    groups: Mapping[Group, Sequence[int]] = field(init=False)  # the rows of each from 1; groups in order
    delivered: Sequence[tuple[str, ...]] = field(init=False)  # by row: the contacts that r and s went to

    # V7
    mixed_keys: Mapping[str, bytes] = field(init=False)  # by group; only where the keys are not listed yet
    keys: Mapping[str, Key] = field(init=False)  # as first issued, by pseudonym (32 hex), sorted
    reissued: Mapping[str, Sequence[tuple[int, Key]]] = field(init=False)  # the later keys, since which entry

    # V7, V8, V9, V11: first halves of every ciphertext on the board, with where each was seen
    seen: dict[Point, str] = field(init=False)

    # V8
    ballots: list[tuple[int, Entry]] = field(init=False)  # and tenders, in board order

    # V10
    marks: Mapping[str, tuple[str, str]] = field(init=False)  # pseudonym -> (channel, batch), sorted
    batch_groups: Mapping[str, Group] = field(init=False)  # of those marked, by batch
    final: Mapping[str, int | Literal["paper"]] = field(init=False)  # what counts, by pseudonym
    excluded: Set[str] = field(init=False)  # pseudonyms of whom the panel had nothing entered
    by_channel: Mapping[str, int] = field(init=False)
    voters: Mapping[Group, Mapping[str, int]] = field(init=False)  # who has a final vote, by channel
    register_rows: Sequence[tuple[str, ...]] = field(init=False)  # the digests of each row
    close: Entry = field(init=False)
    close_index: int = field(init=False)

    # V11
    papers: list[Papers] = field(init=False)  # in the order of `paper.final`

    # V12
    plans: Mapping[str, Mapping[str, Part]] = field(init=False)  # contest -> group -> what is mixed in it
    stage0: dict[Mix, bytes] = field(init=False)  # a row for each ballot or paper, as often as it counts

    # V13
    mixed: dict[Mix, bytes] = field(init=False)  # the output of the last stage

    # V14
    points: dict[Mix, bytes] = field(init=False)  # plaintext points

    # V15
    votes: dict[str, list[Any]] = field(init=False)  # contest -> selections, None for malformed
    sections: dict[str, list[int]] = field(init=False)  # contest -> the section of each, if it has any

    # V16
    results: list[Mapping[str, object]] = field(init=False)  # {contest, rule, elected}

    # V18
    drawn: Drawn | None = field(init=False)  # None where no audit was planned

    def __post_init__(self) -> None:
        self._by_type: dict[str, list[tuple[int, Entry]]] = {}
        self._by_mix: dict[tuple[str, Mix], list[tuple[int, Entry]]] = {}

    def reached(self, stage: Stage) -> bool:
        """Whether all that belongs to a stage must be there."""
        return self.stage >= stage

    def stands(self, index: int) -> bool:
        """Whether the entry of this index stands on the board; the proposed one does not (from V2)."""
        return index < len(self.lines)

    def of(self, *types: str) -> list[tuple[int, Entry]]:
        """The entries of these types with their indices, in board order (from V2)."""
        if len(types) == 1:
            return self._typed().get(types[0], [])
        return sorted((pair for kind in types for pair in self._typed().get(kind, [])), key=lambda p: p[0])

    def key_at(self, cred: str, index: int) -> Key:
        """The key of a listed pseudonym that an entry at ``index`` must have been made with (from V7)."""
        later = self.reissued.get(cred, ())
        before = bisect_left(later, index, key=lambda change: change[0])
        return later[before - 1][1] if before else self.keys[cred]

    def group_names(self) -> Mapping[int, str]:
        """The name of the group of each row of the roll (from V6)."""
        return {row: group.name for group, rows in self.groups.items() for row in rows}

    def of_mix(self, kind: str, mix: Mix) -> list[tuple[int, Entry]]:
        """The entries `mix`, `dec` or `plain` about what is mixed together, as ``of`` gives them."""
        if not self._by_mix:
            for index, entry in self.of("mix", "dec", "plain"):
                key = entry["type"], (entry["contest"], entry["group"])
                self._by_mix.setdefault(key, []).append((index, entry))
        return self._by_mix.get((kind, mix), [])

    def read(self, blob: Mapping[str, Any]) -> bytes:
        """The bytes of the file that a field of an entry names (from V4, which compared its hash)."""
        return self.files.read(blob["file"])

    def _typed(self) -> dict[str, list[tuple[int, Entry]]]:
        if not self._by_type:
            for index, entry in enumerate(self.entries):
                self._by_type.setdefault(entry["type"], []).append((index, entry))
        return self._by_type
