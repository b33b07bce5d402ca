"""The two definitions that everything on a board hangs on: the set-up, and the election.

Shapes only; what the values must mean to each other is for step V2 of a verifier.
Source: spec/setup.md and spec/election.md.
"""

from collections.abc import Mapping
from types import MappingProxyType

from tellers.board import shapes
from tellers.board.entries import CHANNELS, MODES
from tellers.board.shapes import Shape
from tellers.canonical import PROTOCOL

MOST_OPTIONS = 255
MOST_POINTS = 1000  # that a voter may give to an option by a score
MOST_WITNESSES = 99  # a signed note has at most 100 signatures, the log's among them
LEAST_CELL = 10  # the smallest `release_k`
TIERS = ("b", "c", "m")  # how far a register may be opened: to a candidate, an auditor, the member

CHANNELS_OF_ROLE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "returning-officer": (),
        "deputy": (),
        "server": ("online",),
        "registrar": (),
        "editor": (),
        "presiding-officer": ("in-person",),
        "postal-clerk": ("post",),
        "kiosk-officer": ("kiosk",),
        "assistant": ("assisted",),
        "data-entry-a": (),
        "data-entry-b": (),
        "mixer": (),
        "panel": (),
        "scrutineer": (),
    }
)
ONE_OF_EACH = ("returning-officer", "deputy", "server", "registrar", "data-entry-a", "data-entry-b")

_id, _digest = shapes.identity, shapes.digest
_vkey = shapes.text(1, 500)
_officer = shapes.record(
    {"id": _id, "role": shapes.one_of(*CHANNELS_OF_ROLE), "vk": _digest, "channels": shapes.items(_id, 0, 1)}
)
_trustee = shapes.record({"i": shapes.whole(1, 255), "id": _id, "vk": _digest})

SETUP: Shape = shapes.record(
    {
        "format": shapes.one_of("tellers-setup/1"),
        "protocol": shapes.one_of(PROTOCOL),
        "org": shapes.words,
        "title": shapes.words,
        "origin": shapes.words,
        "nonce": _digest,
        "officers": shapes.items(_officer, 1),
        "trustees": shapes.items(_trustee, 1, 255),
        "threshold": shapes.whole(1, 255),
        "log_vkey": _vkey,
        "witnesses": shapes.items(_vkey, 1, MOST_WITNESSES),
        "quorum": shapes.whole(1, 255),
        "skew": shapes.whole(0, 3600),
    }
)

_option = shapes.record({"id": _id, "name": shapes.words})
_parameter = shapes.row(shapes.text(1, 40), shapes.text(0, 100))
_section = shapes.row(_id, shapes.fraction, shapes.items(_id, 1, 64))
_guarantee = shapes.row(shapes.words, shapes.whole(1, MOST_OPTIONS), shapes.items(_id, 1, MOST_OPTIONS))
_count = shapes.record(
    {
        "rule": _id,
        "version": shapes.whole(1, 1000),
        "seats": shapes.whole(1, MOST_OPTIONS),
        "parameters": shapes.items(_parameter, 0, 40),
        "sections": shapes.items(_section, 0, 64),
        "guaranteed": shapes.items(_guarantee, 0, 64),
        "reopen": shapes.either("is neither empty nor an id", shapes.one_of(""), _id),
    }
)
_contest = {
    "id": _id,
    "title": shapes.words,
    "options": shapes.items(_option, 2, MOST_OPTIONS),
    "nominated": shapes.truth,
    "count": _count,
}
_number = shapes.whole(1, MOST_OPTIONS)
_KINDS: Mapping[str, Shape] = {
    "ranked": shapes.record({**_contest, "kind": shapes.one_of("ranked"), "max_rank": _number}),
    "choose": shapes.record({**_contest, "kind": shapes.one_of("choose"), "min": _number, "max": _number}),
    "ranked_ties": shapes.record({**_contest, "kind": shapes.one_of("ranked_ties")}),
    "score": shapes.record({**_contest, "kind": shapes.one_of("score"), "top": shapes.whole(1, MOST_POINTS)}),
}


def contest(value: object) -> str | None:
    """The shape of a contest: exactly the fields of its kind."""
    if not isinstance(value, dict):
        return "is not an object"
    kind = value.get("kind")
    if not isinstance(kind, str) or kind not in _KINDS:
        return f"is of none of the kinds {', '.join(_KINDS)}"
    return _KINDS[kind](value)


_fields = shapes.items(shapes.field_name, 1, 100)
_some_fields = shapes.items(shapes.field_name, 0, 100)
_sets = shapes.items(shapes.items(shapes.one_of(*CHANNELS), 1, len(CHANNELS)), 1, len(CHANNELS))
_mix_rule = shapes.either(
    "is neither a rule of joint nor of split mixing",
    shapes.record({"mode": shapes.one_of("joint"), "mix_k": shapes.whole(1, shapes.LARGEST)}),
    shapes.record({"mode": shapes.one_of("split"), "sets": _sets, "mix_k": shapes.whole(2, shapes.LARGEST)}),
)
_tier = shapes.record({"roll": _some_fields, "reg": _some_fields})

ELECTION: Shape = shapes.record(
    {
        "format": shapes.one_of("tellers-election/1"),
        "protocol": shapes.one_of(PROTOCOL),
        "sid": _digest,
        "pk": shapes.point,
        "dkg": _digest,
        "contests": shapes.items(shapes.an_object, 1, 64),
        "styles": shapes.items(shapes.row(_id, shapes.items(_id, 1, 64)), 1, 64),
        "opens": shapes.instant,
        "closes": shapes.instant,
        "batch": shapes.whole(1, 3600),
        "precedence": shapes.one_of("first", "last"),
        "paper_supersedes": shapes.truth,
        "release_k": shapes.whole(LEAST_CELL, shapes.LARGEST),
        "ladder": shapes.items(shapes.whole(1, shapes.LARGEST), 1, 100),
        "tiers": shapes.record(dict.fromkeys(TIERS, _tier)),
        "credential_mode": shapes.one_of(*MODES),
        "fields": _fields,
        "register_fields": _fields,
        "contacts": shapes.items(shapes.field_name, 1, 100),
        "mutable_after_freeze": _some_fields,
        "roll_editors": shapes.items(_id, 1, 1000),
        "mix_rule": _mix_rule,
        "mixers": shapes.items(_id, 2, 255),
        "min_mixers": shapes.whole(2, 255),
    }
)
