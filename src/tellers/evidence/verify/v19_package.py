"""V19, the form of a package: the whole register in tiers b and c, one member's own row in tier m.

Source: spec/release.md.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tellers.board import shapes
from tellers.board.shapes import Shape
from tellers.evidence.verify.records import LONGEST_LINE
from tellers.tlog import merkle

Package = Mapping[str, Any]
Row = Mapping[str, Any]
FORMAT = "tellers-release/1"

_opening = shapes.row(shapes.text(1, 40), shapes.anything, shapes.digest)
_leaf = shapes.text(1, LONGEST_LINE)
_path = shapes.items(shapes.digest, 0, merkle.LONGEST)
_sealed = {
    "row": shapes.whole(1, shapes.LARGEST),
    "roll": shapes.items(_opening),
    "reg": shapes.items(_opening),
}
_opened = {
    **_sealed,
    "key": shapes.record({"x_pub": shapes.point, "r": shapes.scalar}),
    "mark": shapes.either("is neither the salt of a mark nor nothing", shapes.digest, shapes.one_of("")),
}
_own = {
    "row": shapes.record(_opened),
    "roll_leaf": _leaf,
    "roll_path": _path,
    "reg_leaf": _leaf,
    "reg_path": _path,
}


def _package(tier: str, content: Mapping[str, Shape]) -> Shape:
    about = {
        "format": shapes.one_of(FORMAT),
        "rid": shapes.identity,
        "eid": shapes.digest,
        "recipient": shapes.words,
        "tier": shapes.one_of(tier),
    }
    return shapes.record({**about, **content})


_PACKAGES: Mapping[str, Shape] = {
    "b": _package("b", {"rows": shapes.items(shapes.record(_sealed))}),
    "c": _package("c", {"rows": shapes.items(shapes.record(_opened))}),
    "m": _package("m", _own),
}


def misshapen(found: object) -> str | None:
    """What is wrong with the form of a package, as the end of a sentence; None where nothing is."""
    if not isinstance(found, dict):
        return "is not an object"
    tier = found.get("tier")
    if not isinstance(tier, str) or tier not in _PACKAGES:
        return f"is of none of the tiers {', '.join(_PACKAGES)}"
    return _PACKAGES[tier](found)


def rows_of(package: Package) -> Sequence[Row]:
    """The rows that a package opens."""
    rows: Sequence[Row] = [package["row"]] if package["tier"] == "m" else package["rows"]
    return rows
