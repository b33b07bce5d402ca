"""The margin strip: the last place filled and who came nearest, one below the other, to scale.

Source: spec/counting/shown.md, section 5.
"""

from tellers.count.closest import Difference
from tellers.count.named import Named
from tellers.count.pictures.markup import Markup
from tellers.count.pictures.svg import cut, picture, rectangle, text
from tellers.count.words.speech import amount, figure

_WIDTH = 360
_LONGEST = 240
_NAME = 46


def strip(shown: Named, close: Difference, key: str) -> Markup:
    """Two bars from one line, and the piece by which one is longer."""
    stage, places = close.stage, shown.counted.places
    ahead, behind = stage.totals[close.ahead], stage.totals[close.behind]
    long, short = _LONGEST, _LONGEST * behind // max(ahead, 1)
    shapes = [
        text(0, 13, cut(shown.name(close.ahead), _NAME), "name"),
        rectangle(0, 18, short, 12, "held"),
        rectangle(short, 18, long - short, 12, "received"),
        text(long + 6, 28, figure(ahead, places), "figure"),
        text(0, 51, cut(shown.name(close.behind), _NAME), "name"),
        rectangle(0, 56, short, 12, "held"),
        text(short + 6, 66, figure(behind, places), "figure"),
        text(0, 90, f"Difference at stage {stage.n}: {amount(shown, close.votes, stage)}", "name"),
    ]
    return picture(
        key,
        f"The difference at stage {stage.n}: {shown.title}",
        f"{shown.name(close.ahead)} had {amount(shown, ahead, stage)}, "
        f"{shown.name(close.behind)} {amount(shown, behind, stage)}.",
        _WIDTH,
        96,
        *shapes,
    )
