"""Vectors of selections as numbers and points, and of encodings that a reader must refuse."""

from typing import Any

from tellers import _core
from tellers.crypto import selections
from tellers.crypto.check import first_bad_point, first_bad_scalar
from tellers.crypto.selections import Selection, Shape
from tests.vectors.seeded import Vector, drawn, judged, split

Q = 2**252 + 27742317777372353535851937790883648493
P = 2**255 - 19


def embedded(point: bytes) -> int:
    """The counter with which a point embeds its number: bits 1 to 8 of its encoding."""
    return point[0] >> 1 | (point[1] & 1) << 7


def encoded(shape: Shape, selection: Selection) -> Vector:
    """One selection of a contest: its number, its points, least digit first, and the counters found."""
    number = selections.encode(shape, selection)
    points = split(selections.to_points([number], selections.width(shape)))
    counters = [embedded(bytes.fromhex(point)) for point in points]
    return {"selection": selection, "m": str(number), "points": points, "counters": counters}


def shape_of(fields: dict[str, Any]) -> Shape:
    """A shape from a vector's own description of a contest."""
    return selections.shape_of({**fields, "options": [None] * fields["options"]})


def choices() -> list[Vector]:
    ranked5 = {"kind": "ranked", "options": 5, "max_rank": 5}
    fifty, fiftyfive = list(range(50)), list(range(54, -1, -1))
    cases: list[tuple[str, dict[str, Any], list[Selection]]] = [
        (
            "blank and void are swapped, or counted among the rankings",
            ranked5,
            ["blank", "void", [0], [4]],
        ),
        ("shorter rankings do not come before longer ones", ranked5, [[4], [0, 1], [4, 3], [0, 1, 2]]),
        ("an option's place is taken among all options, not among those left", ranked5, [[1, 0], [3, 1, 0]]),
        ("the last number is off by one", ranked5, [[4, 3, 2, 1, 0]]),
        (
            "rankings beyond the allowed length are numbered",
            {"kind": "ranked", "options": 8, "max_rank": 3},
            [[7, 6, 5]],
        ),
        (
            "large numbers pass through 64 bits or a float",
            {"kind": "ranked", "options": 50, "max_rank": 50},
            [fifty, fifty[::-1]],
        ),
        (
            "the largest contest that fits one ciphertext does not fit",
            {"kind": "ranked", "options": 55, "max_rank": 55},
            [fiftyfive],
        ),
        (
            "sets are numbered in another order than colexicographic",
            {"kind": "choose", "options": 9, "min": 1, "max": 3},
            [[0], [8], [0, 1], [0, 2], [1, 2], [0, 3], [6, 7, 8]],
        ),
        (
            "the empty set is confused with a blank paper",
            {"kind": "choose", "options": 20, "min": 0, "max": 20},
            [[], "blank", list(range(20))],
        ),
        ("yes and no are swapped", {"kind": "choose", "options": 2, "min": 1, "max": 1}, [[0], [1]]),
        *_later_kinds(),
    ]
    return [
        {
            "bug": bug,
            "contest": contest,
            "size": str(selections.size(shape_of(contest))),
            "width": selections.width(shape_of(contest)),
            "cases": [encoded(shape_of(contest), selection) for selection in chosen],
        }
        for bug, contest, chosen in cases
    ]


def _later_kinds() -> list[tuple[str, dict[str, Any], list[Selection]]]:
    """Rankings with ties, scores, and contests of more than one ciphertext."""
    ties5: dict[str, Any] = {"kind": "ranked_ties", "options": 5}
    ties60: dict[str, Any] = {"kind": "ranked_ties", "options": 60}
    thirds = [list(range(start, start + 20)) for start in (40, 0, 20)]
    return [
        (
            "a level's places are taken among all options, not among those left",
            ties5,
            [[[3], [0, 4], [1]], [[1], [0]]],
        ),
        ("a ranking comes after those that go on from it", ties5, [[[0]], [[0], [1]], [[4]]]),
        ("all options equal are confused with a blank paper", ties5, ["blank", [[0, 1, 2, 3, 4]]]),
        (
            "the last option's score is the least digit",
            {"kind": "score", "options": 4, "top": 10},
            [[0, 0, 0, 0], [10, 3, 0, 7], [10, 10, 10, 10]],
        ),
        (
            "the first contest that needs two ciphertexts is put into one",
            {"kind": "ranked", "options": 56, "max_rank": 56},
            [[0], list(range(55, -1, -1))],
        ),
        ("digits are written greatest first, or a digit of nought is left out", ties60, ["void", thirds]),
        (
            "a number of eight digits passes for one of seven",
            {"kind": "score", "options": 196, "top": 1000},
            [[1000] * 196, [0] * 195 + [1]],
        ),
    ]


def decoded(shape: Shape, point: bytes) -> Selection | None:
    """What the plaintext points of one vote are published as."""
    [number] = selections.from_points(point, selections.width(shape))
    return None if number is None else selections.decode(shape, number)


def malformed() -> list[Vector]:
    """Plaintexts that a mix may bring out and that are no selection: counted as malformed, never dropped."""
    fields: dict[str, Any] = {"kind": "ranked", "options": 3, "max_rank": 3}
    shape = shape_of(fields)
    last = selections.size(shape) - 1
    at_size, far = _point(last + 1), _point(2**245 - 1)
    cases = [
        ("a larger counter carries a mark by which a vote buyer knows the ballot", _second_counter(last)),
        ("the number after the last selection is read as a selection", at_size),
        ("the largest number that can be embedded is read as a selection", far),
        ("a point that embeds nothing is read by its low bits", _core.one_way_map(drawn("malformed", 64))),
        ("the identity is read as blank", bytes(32)),
    ]
    good = judged("the last selection is cut off", shape_last(shape), decoded(shape, _point(last)))
    return [
        {**good, "contest": fields, "point": _point(last).hex()},
        *(
            judged(bug, None, decoded(shape, point), contest=fields, point=point.hex())
            for bug, point in cases
        ),
        *_malformed_wide(),
    ]


def _malformed_wide() -> list[Vector]:
    """Votes of two points that are no selection, since one of the points is none of its digit or m is M."""
    fields: dict[str, Any] = {"kind": "ranked_ties", "options": 60}
    shape = shape_of(fields)
    last = selections.size(shape) - 1
    least, greatest = last & 2**245 - 1, last >> 245
    first, second = _point(least), _point(greatest)
    cases = [
        ("the second point's counter is not looked at", first + _second_counter(greatest)),
        ("the first point's counter is not looked at", _second_counter(least) + second),
        ("a point that embeds nothing is read as a digit of nought", first + bytes(32)),
        ("the number after the last selection is read as one", selections.to_points([last + 1], 2)),
        ("only the first digit is compared with M", first + _point(2**245 - 1)),
    ]
    good = judged("the last selection is cut off", shape_last(shape), decoded(shape, first + second))
    return [
        {**good, "contest": fields, "point": (first + second).hex()},
        *(
            judged(bug, None, decoded(shape, points), contest=fields, point=points.hex())
            for bug, points in cases
        ),
    ]


def bad_points() -> list[Vector]:
    base = int.from_bytes(_core.base_multiply((1).to_bytes(32, "little")), "little")
    cases = [
        ("a negative field element is decoded", 1),
        ("the prime itself is decoded as nought, a second spelling of the identity", P),
        ("a field element is reduced before it is looked at", P + 2),
        ("bit 255 is ignored, so that every point has two spellings", base | 1 << 255),
        ("the negative of a good encoding is decoded", P - base),
        ("a value that is not a square is decoded", 2),
        ("minus one is decoded", P - 1),
        ("all bits set are decoded", 2**256 - 1),
    ]
    encodings = [(bug, value.to_bytes(32, "little")) for bug, value in cases]
    return [
        judged("a good point is refused", -1, first_bad_point(_int(base), False), point=_int(base).hex()),
        judged(
            "the identity is taken for a key or a first half",
            [0, -1],
            [first_bad_point(bytes(32), False), first_bad_point(bytes(32), True)],
            point=bytes(32).hex(),
            about="verdict where the identity is not allowed, then where it is",
        ),
        *(judged(bug, 0, first_bad_point(data, True), point=data.hex()) for bug, data in encodings),
    ]


def bad_scalars() -> list[Vector]:
    cases = [
        ("q itself is read as nought, so that a proof has two spellings", Q, 0),
        ("a scalar is reduced before it is looked at", Q + 1, 0),
        ("only the top bits are looked at", 2**253, 0),
        ("all bits set are read", 2**256 - 1, 0),
        ("the largest scalar is refused", Q - 1, -1),
        ("nought is refused", 0, -1),
    ]
    return [
        judged(bug, verdict, first_bad_scalar(_int(value)), scalar=_int(value).hex())
        for bug, value, verdict in cases
    ]


def shape_last(shape: Shape) -> Selection | None:
    """The selection with the largest number of a contest."""
    return selections.decode(shape, selections.size(shape) - 1)


def _point(number: int) -> bytes:
    return selections.to_points([number], 1)


def _second_counter(number: int) -> bytes:
    """A canonical point that holds the number under a counter that is not its smallest."""
    first = embedded(_point(number))
    for counter in range(first + 1, 256):
        candidate = _int(2 * (256 * number + counter))
        if first_bad_point(candidate, False) == -1:
            return candidate
    raise AssertionError("no second counter")


def _int(value: int) -> bytes:
    return value.to_bytes(32, "little")
