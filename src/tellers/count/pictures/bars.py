"""Bars to one scale for a stage: what everybody had, what came in, the quota, who is elected or excluded.

Drawn narrow enough for a phone. Source: spec/counting/shown.md, section 5.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tellers.count.named import Named, added_up
from tellers.count.papers import Candidate
from tellers.count.pictures.markup import Markup, joined, tag
from tellers.count.pictures.svg import cut, picture, rectangle, text
from tellers.count.stages import Stage
from tellers.count.words.speech import figure

WIDTH = 360
_LONGEST = 240
_ROW = 38
_QUOTA_ABOVE = 20
_NAME = 46
_NAME_AND_FATE = 36


class Bar(NamedTuple):
    """A line of the picture: ``held`` of ``amount`` was there before this stage."""

    label: str
    amount: int
    held: int
    fate: str = ""


def first_bars(shown: Named, key: str) -> Markup:
    """Everybody at the first stage, most first."""
    stage = shown.counted.stages[0]
    order = sorted(_standing(shown), key=lambda candidate: -stage.totals[candidate])
    bars = [Bar(shown.name(c), stage.totals[c], stage.totals[c]) for c in order]
    return _drawn(shown, key, "How the count began", bars, _scale(shown, [stage]), stage.quota)


def stage_bars(shown: Named, stage: Stage, key: str) -> Markup:
    """Everybody who is still in the count at ``stage``, in the order of the outcome."""
    bars = list(_bars(shown, stage))
    alike = [other for other in shown.counted.stages if added_up(other) == added_up(stage)]
    return _drawn(shown, key, f"Stage {stage.n}", bars, _scale(shown, alike), stage.quota)


def _standing(shown: Named) -> list[Candidate]:
    return [c for c in range(len(shown.names)) if c not in shown.contest.withdrawn]


def _bars(shown: Named, stage: Stage) -> Iterator[Bar]:
    before = shown.before(stage) if shown.moves_votes(stage) else None
    gone = {c for earlier in shown.counted.stages[: stage.n - 1] for c in earlier.excluded}
    for candidate in shown.in_order():
        total = stage.totals[candidate]
        if candidate in gone and not total:
            continue
        held = total if before is None else min(total, before.totals[candidate])
        yield Bar(shown.name(candidate), total, held, _fate(shown, stage, candidate))
    if stage.non_transferable and not shown.in_pairs:
        held = stage.non_transferable if before is None else before.non_transferable
        yield Bar("Non-transferable", stage.non_transferable, min(held, stage.non_transferable))


def _fate(shown: Named, stage: Stage, candidate: Candidate) -> str:
    if candidate in stage.excluded:
        return "✗ excluded"
    if any(candidate in so_far.elected for so_far in shown.counted.stages[: stage.n]):
        return "✓ chosen" if candidate == shown.contest.reopen else "✓ elected"
    return ""


def _scale(shown: Named, stages: Sequence[Stage]) -> int:
    """The amount that the longest bar stands for."""
    amounts = [amount for stage in stages for amount in (*stage.totals, stage.quota or 0)]
    if not shown.in_pairs:
        amounts += [stage.non_transferable for stage in stages]
    return max(*amounts, 1)


def _drawn(shown: Named, key: str, title: str, bars: Sequence[Bar], scale: int, quota: int | None) -> Markup:
    top = 0 if quota is None else _QUOTA_ABOVE
    height = top + _ROW * len(bars)
    shapes: list[Markup] = []
    if quota is not None:
        x = _LONGEST * quota // scale
        end = "end " if 2 * x > WIDTH else ""
        words = f"quota {figure(quota, shown.counted.places)}"
        shapes.append(tag("line", x1=x, x2=x, y1=top - 4, y2=height, class_="quota"))
        shapes.append(text(x, top - 7, words, f"{end}small"))
    shapes += [_line(shown, bar, top + _ROW * n, scale) for n, bar in enumerate(bars)]
    described = "A bar for everybody still in the count. The same figures stand in the result sheet."
    return picture(key, f"{title}: {shown.title}", described, WIDTH, height, *shapes)


def _line(shown: Named, bar: Bar, y: int, scale: int) -> Markup:
    long, held = _LONGEST * bar.amount // scale, _LONGEST * bar.held // scale
    shapes = [text(0, y + 13, cut(bar.label, _NAME_AND_FATE if bar.fate else _NAME), "name")]
    if bar.fate:
        shapes.append(text(WIDTH, y + 13, bar.fate, "end fate"))
    if bar.held:
        shapes.append(rectangle(0, y + 18, held, 12, "held"))
    if bar.amount > bar.held:
        shapes.append(rectangle(held, y + 18, long - held, 12, "received"))
    shapes.append(text(long + 6, y + 28, figure(bar.amount, shown.counted.places), "figure"))
    return joined(*shapes)
