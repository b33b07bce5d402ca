"""The files of the roll in a pack: sealed members, lists of changes, lists of deliveries (for V6)."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from tellers.board import shapes
from tellers.board.groups import HEAVIEST, Group
from tellers.evidence.verify import records
from tellers.evidence.verify.framework import Step
from tellers.tlog import merkle


class Leaf(NamedTuple):
    """A member on the roll: the sealed digests in the order of the election's fields, and the group."""

    digests: tuple[str, ...]
    group: Group


_HEX = 64
WEIGHT = f"[1-9][0-9]{{0,2}}|{HEAVIEST}"
"""A weight as lines of the roll and of the list of voting keys spell it."""


@dataclass(frozen=True)
class Form:
    """What a member looks like on the roll of one election: the fields, and the styles there are."""

    fields: Sequence[str]
    styles: Sequence[str]

    @cached_property
    def line(self) -> re.Pattern[bytes]:
        """The one spelling of a member's line."""
        digests, styles = ",".join(['"[0-9a-f]{64}"'] * len(self.fields)), "|".join(self.styles)
        return re.compile(f'{{"d":\\[{digests}\\],"style":"({styles})","weight":({WEIGHT})}}'.encode())

    def leaf(self, line: bytes) -> Leaf:
        """The member of a line that has been matched."""
        text, start = line.decode("ascii"), len('{"d":["')
        end = start + (_HEX + 3) * len(self.fields)
        return Leaf(tuple(text[at : at + _HEX] for at in range(start, end, _HEX + 3)), _group(text[end:]))

    def encode(self, leaf: Leaf) -> bytes:
        """The line of a member, without its newline."""
        digests, (style, weight) = '","'.join(leaf.digests), leaf.group
        return f'{{"d":["{digests}"],"style":"{style}","weight":{weight}}}'.encode()


@lru_cache(1024)
def _group(end: str) -> Group:
    """The group that the end of a member's line names; few groups have many members."""
    parts = end.split('"')  # "style":"full","weight":1}
    return Group(parts[3], int(parts[6][1:-1]))


@dataclass(frozen=True, slots=True)
class Changes:
    """A sorted list of changes to the roll, read: who joins, who leaves, (field, old, new) of the rest."""

    adds: list[Leaf]
    removes: list[Leaf]
    changes: list[tuple[str, str, str]]

    @property
    def numbers(self) -> Counter[tuple[str, str]]:
        """How many there are of each kind, and of each field for changes."""
        counted = Counter(("change", field) for field, _, _ in self.changes)
        counted.update({("add", ""): len(self.adds), ("remove", ""): len(self.removes)})
        return +counted


def members(
    step: Step, check: str, form: Form, entry: tuple[int, dict[str, Any]], data: bytes
) -> tuple[list[Leaf], list[bytes]]:
    """The members of a roll and their lines, as many as the entry says, under its root."""
    index, named = entry
    found = records.fixed(step, check, data, form.line, index)
    if len(found) != named["size"]:
        step.fail(
            check, f"the roll has {len(found):,} members where entry {index} says {named['size']:,}", index
        )
    if merkle.root_of(found).hex() != named["root"]:
        step.fail(check, f"the roll is not the one whose root entry {index} gives", index)
    return [form.leaf(line) for line in found], found


def changes(step: Step, form: Form, entry: tuple[int, dict[str, Any]], data: bytes) -> Changes:
    """A list of changes: sorted as bytes, each once, as many as the entry says, of fields of the roll."""
    index, named = entry
    texts = records.lines(step, "V6.batch", data, index)
    if any(before >= after for before, after in pairwise(texts)):
        step.fail("V6.batch", "the list of changes is not sorted, or has a line twice", index)
    if len(texts) != named["size"]:
        step.fail(
            "V6.batch", f"{len(texts):,} changes are listed, entry {index} says {named['size']:,}", index
        )
    found = Changes([], [], [])
    for line in records.records(step, "V6.batch", data, _shape(form), index):
        if line["op"] == "change":
            found.changes.append((line["field"], line["old"], line["new"]))
        else:
            leaf = line["leaf"]
            member = Leaf(tuple(leaf["d"]), Group(leaf["style"], leaf["weight"]))
            (found.adds if line["op"] == "add" else found.removes).append(member)
    return found


def _shape(form: Form) -> shapes.Shape:
    digests = shapes.items(shapes.digest, len(form.fields), len(form.fields))
    leaf = {"d": digests, "style": shapes.one_of(*form.styles), "weight": shapes.whole(1, HEAVIEST)}
    field = shapes.one_of(*form.fields)
    return shapes.either(
        "is no change of a field, no joining and no leaving",
        shapes.record(
            {"op": shapes.one_of("change"), "field": field, "old": shapes.digest, "new": shapes.digest}
        ),
        shapes.record({"op": shapes.one_of("add", "remove"), "leaf": shapes.record(leaf)}),
    )
