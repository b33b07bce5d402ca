"""Shapes: what a value on the board may look like, each saying in words what is wrong with another.

A shape never raises, whatever value it is given. Values come from canonical JSON, so they are None,
bool, int, str, list or dict.
Source: spec/board.md.
"""

import re
from collections.abc import Callable, Mapping

from tellers import canonical
from tellers.clock import DAY_S, LATEST

Shape = Callable[[object], str | None]
"""None where the value has the shape, else what is wrong, as the end of a sentence."""

LARGEST = canonical.LARGEST
LAST_DAY = LATEST // DAY_S

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}").fullmatch
_PATH = re.compile(r"[a-z0-9][a-z0-9.-]*(/[a-z0-9][a-z0-9.-]*)*").fullmatch
_DICE = re.compile(r"[0-9]{20,1000}").fullmatch
_FRACTION = re.compile(r"[1-9][0-9]{0,8}/[1-9][0-9]{0,8}").fullmatch
_FIELD = re.compile(r"[a-z][a-z0-9_]{0,39}").fullmatch


def is_path(value: object) -> bool:
    """Whether this may be the path of a file in a pack: lower case, no dot first, no step upwards."""
    return isinstance(value, str) and len(value) <= 200 and _PATH(value) is not None


def matching(holds: Callable[[str], object], wrong: str, longest: int) -> Shape:
    """Text of at most ``longest`` characters for which ``holds`` is true."""

    def shape(value: object) -> str | None:
        good = isinstance(value, str) and len(value) <= longest and holds(value)
        return None if good else wrong

    return shape


def hexadecimal(size: int) -> Shape:
    """Exactly ``size`` bytes in lower-case hexadecimal."""
    wrong = f"is not {size} bytes in lower-case hexadecimal"
    return matching(re.compile(f"[0-9a-f]{{{2 * size}}}").fullmatch, wrong, 2 * size)


def whole(least: int, most: int) -> Shape:
    """A whole number in a range; true and false are no numbers."""
    wrong = f"is not a whole number from {least} to {most}"

    def shape(value: object) -> str | None:
        return None if type(value) is int and least <= value <= most else wrong

    return shape


def text(least: int, most: int) -> Shape:
    """Text of a number of characters in a range."""
    return matching(lambda value: len(value) >= least, f"is not text of {least} to {most} characters", most)


def one_of(*choices: str) -> Shape:
    """One of a few words."""
    return matching(set(choices).__contains__, f"is not one of {', '.join(choices)}", 40)


def truth(value: object) -> str | None:
    """True or false."""
    return None if isinstance(value, bool) else "is neither true nor false"


def anything(value: object) -> str | None:
    """Any value at all; what it must be is checked elsewhere."""
    return None


def nothing(value: object) -> str | None:
    """Null: nothing is told."""
    return None if value is None else "is not null"


def an_object(value: object) -> str | None:
    """An object, whatever its fields."""
    return None if isinstance(value, dict) else "is not an object"


def items(shape: Shape, least: int = 0, most: int = LARGEST) -> Shape:
    """A list whose every item has the shape, of a number of items in a range."""

    def check(value: object) -> str | None:
        if not isinstance(value, list):
            return "is not a list"
        if not least <= len(value) <= most:
            return f"has {len(value)} items where {_range(least, most)} belong"
        for number, item in enumerate(value):
            if (wrong := shape(item)) is not None:
                return f"has an item, number {number}, that {wrong}"
        return None

    return check


def row(*shapes: Shape) -> Shape:
    """A list with one item for each of the shapes, in their order."""

    def check(value: object) -> str | None:
        if not isinstance(value, list) or len(value) != len(shapes):
            return f"is not a list of {len(shapes)} items"
        for number, (shape, item) in enumerate(zip(shapes, value, strict=True)):
            if (wrong := shape(item)) is not None:
                return f"has an item, number {number}, that {wrong}"
        return None

    return check


def record(fields: Mapping[str, Shape]) -> Shape:
    """An object with exactly these fields."""
    names = frozenset(fields)

    def check(value: object) -> str | None:
        if not isinstance(value, dict):
            return "is not an object"
        if value.keys() != names:
            return _other_fields(frozenset(value), names)
        for name, shape in fields.items():
            if (wrong := shape(value[name])) is not None:
                return f"has a field `{name}` that {wrong}"
        return None

    return check


def either(wrong: str, *shapes: Shape) -> Shape:
    """A value that has at least one of the shapes."""

    def check(value: object) -> str | None:
        return None if any(shape(value) is None for shape in shapes) else wrong

    return check


def _other_fields(found: frozenset[str], wanted: frozenset[str]) -> str:
    missing, extra = sorted(wanted - found), sorted(found - wanted)
    parts = [f"lacks the field {missing[0]}"] if missing else []
    parts += [f"has a field {extra[0][:24]!r} that does not belong there"] if extra else []
    return " and ".join(parts)


def _range(least: int, most: int) -> str:
    if least == most:
        return str(least)
    return f"{least} or more" if most == LARGEST else f"{least} to {most}"


identity = matching(_ID, "is not an id (lower-case letters, digits and hyphens, at most 40)", 40)
field_name = matching(_FIELD, "is not the name of a field", 40)
fraction = matching(_FRACTION, "is not a fraction as 1/3 is written", 19)
dice = matching(_DICE, "is not what at least 20 ten-sided dice show, digit by digit", 1000)
path = matching(is_path, "is not the path of a file in a pack", 200)
digest = hexadecimal(32)
point = hexadecimal(32)  # only the length: whether it is a point is each step's own check
scalar = hexadecimal(32)
credential = hexadecimal(16)
signature = hexadecimal(64)
ciphertext = hexadecimal(64)
instant = whole(0, LATEST)
day = whole(0, LAST_DAY)
size = whole(0, LARGEST)
index = whole(0, LARGEST)
words = text(1, 200)

FILE: Mapping[str, Shape] = {"file": path, "len": size, "sha256": digest}
blob = record(FILE)
proof = record({"t": items(point, 1), "z": items(scalar, 1)})
dleq = record({"t_b": point, "t_a": point, "z": scalar})
_option = whole(0, 4095)  # or a score
selection = either(
    "is neither a list of options, levels or scores nor blank nor void",
    items(_option),
    items(items(_option, 1)),  # levels, none of them empty
    one_of("blank", "void"),
)
