"""Where the papers went: a column for every stage, and ribbons as wide as the votes that moved (a Sankey
diagram), a few stages at a time so that it can be read on a screen and on paper.

Source: spec/counting/shown.md, section 5.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from tellers.count.named import Named, added_up
from tellers.count.pictures.markup import Markup, tag
from tellers.count.pictures.svg import cut, picture, rectangle, text
from tellers.count.stages import Stage
from tellers.count.words.speech import figure

COLUMNS = 5
_STEP = 196
_NODE = 12
_TOP = 28
_TALL = 420
_SLOT = 30
_NAME = 24

Node: TypeAlias = int
"""A candidate's number from 0, or one of the two below."""
_NOBODY: Node = -1
_LOST: Node = -2


@dataclass(frozen=True, slots=True)
class _Ribbon:
    """Votes that lay with ``source`` at one stage and lie with ``target`` at the next."""

    source: Node
    target: Node
    votes: int


def has_flows(shown: Named) -> bool:
    """Whether parcels of papers moved; a rule that counts by iteration has none."""
    return any(stage.transfers for stage in shown.counted.stages)


def flows(shown: Named, key: str) -> Iterator[Markup]:
    """Pictures of at most ``COLUMNS`` stages; the last stage of each is the first of the next."""
    stages = shown.counted.stages
    order = [*shown.in_order(), _NOBODY, _LOST]
    for n, first in enumerate(range(0, len(stages) - 1, COLUMNS - 1), start=1):
        yield _part(shown, order, stages[first : first + COLUMNS], f"{key}-{n}")


def _part(shown: Named, order: Sequence[Node], stages: Sequence[Stage], key: str) -> Markup:
    scale = max(added_up(stages[0]), 1)
    columns = [_Column(shown, order, stage, _STEP * n, scale) for n, stage in enumerate(stages)]
    shapes: list[Markup] = []
    for left, right in pairwise(columns):
        shapes += _ribbons(shown, order, left, right, scale)
    for column in columns:
        shapes += column.drawn()
    height = max(column.bottom for column in columns)
    return picture(
        key,
        f"Where the papers went, stages {stages[0].n} to {stages[-1].n}: {shown.title}",
        "A column for every stage, and between them ribbons as wide as the votes that moved. "
        "The same figures stand in the result sheet.",
        _STEP * (len(stages) - 1) + _STEP,
        height,
        *shapes,
    )


class _Column:
    """A stage: its nodes, one below the other, each with room for its name and its figure."""

    def __init__(self, shown: Named, order: Sequence[Node], stage: Stage, x: int, scale: int) -> None:
        self.shown, self.stage, self.x, self.scale = shown, stage, x, scale
        self.at: dict[Node, int] = {}
        y = _TOP
        for node in order:
            if votes := votes_of(stage, node):
                self.at[node] = y
                y += max(_TALL * votes // scale + 6, _SLOT)
        self.bottom = y

    def drawn(self) -> Iterator[Markup]:
        yield text(self.x, 14, f"Stage {self.stage.n}", "stage")
        elected = {c for stage in self.shown.counted.stages[: self.stage.n] for c in stage.elected}
        for node, y in self.at.items():
            votes = votes_of(self.stage, node)
            kind = "held" if node in elected else "nobody" if node < 0 else "standing"
            yield rectangle(self.x, y, _NODE, _TALL * votes // self.scale, kind)
            mark = "✓ " if node in elected else ""
            yield text(self.x + _NODE + 4, y + 11, f"{mark}{cut(_label(self.shown, node), _NAME)}", "label")
            yield text(self.x + _NODE + 4, y + 23, figure(votes, self.shown.counted.places), "label")


def votes_of(stage: Stage, node: Node) -> int:
    """What lies with a candidate, with nobody, or is lost."""
    if node == _NOBODY:
        return stage.non_transferable
    return stage.lost if node == _LOST else stage.totals[node]


def _label(shown: Named, node: Node) -> str:
    return {_NOBODY: "Non-transferable", _LOST: "Lost to fractions"}.get(node) or shown.name(node)


def _moved(order: Sequence[Node], before: Stage, stage: Stage) -> list[_Ribbon]:
    """All ribbons into ``stage``, by source and then by target in ``order``."""
    sums: dict[tuple[Node, Node], int] = {}
    for node in order:
        sums[node, node] = min(votes_of(before, node), votes_of(stage, node))
    for parcel in stage.transfers:
        for target, papers in parcel.to:
            sums[parcel.of, target] = sums.get((parcel.of, target), 0) + papers * parcel.value
        sums[parcel.of, _NOBODY] = sums.get((parcel.of, _NOBODY), 0) + parcel.non_transferable
    place = {node: n for n, node in enumerate(order)}
    ribbons = [_Ribbon(source, target, votes) for (source, target), votes in sums.items() if votes]
    return sorted(ribbons, key=lambda ribbon: (place[ribbon.source], place[ribbon.target]))


def _ribbons(
    shown: Named, order: Sequence[Node], left: _Column, right: _Column, scale: int
) -> Iterator[Markup]:
    """Each ribbon leaves below those of its source before it, and arrives below those of its target."""
    left_used: dict[Node, int] = {}
    right_used: dict[Node, int] = {}
    for ribbon in _moved(order, left.stage, right.stage):
        if ribbon.source not in left.at or ribbon.target not in right.at:
            continue
        leaves, arrives = left_used.get(ribbon.source, 0), right_used.get(ribbon.target, 0)
        left_used[ribbon.source] = leaves + ribbon.votes
        right_used[ribbon.target] = arrives + ribbon.votes
        start = left.at[ribbon.source] + _TALL * leaves // scale
        end = right.at[ribbon.target] + _TALL * arrives // scale
        thick = max(_TALL * ribbon.votes // scale, 1)
        kind = "kept" if ribbon.source == ribbon.target else "moved"
        names = f"{_label(shown, ribbon.source)} to {_label(shown, ribbon.target)}"
        told = f"{names}: {figure(ribbon.votes, shown.counted.places)}"
        outline = _outline(left.x + _NODE, start, right.x, end, thick)
        yield (
            tag("path", tag("title", told), d=outline, class_=kind)
            if kind == "moved"
            else tag("path", d=outline, class_=kind)
        )


def _outline(x: int, y: int, to_x: int, to_y: int, thick: int) -> str:
    middle = (x + to_x) // 2
    return (
        f"M{x} {y}C{middle} {y} {middle} {to_y} {to_x} {to_y}v{thick}"
        f"C{middle} {to_y + thick} {middle} {y + thick} {x} {y + thick}Z"
    )
