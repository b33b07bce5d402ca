"""The closed table of what may stand on the board: fields, clock, place in the order, signers, files.

An entry is a JSON object ``{type, [t | day], .., sigs}``; an entry of a type that is not in this table is
no entry. Whoever appends and whoever verifies read the same table.
Source: spec/board.md.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from hashlib import sha256
from typing import Any

from tellers.board import shapes
from tellers.board.shapes import Shape

Entry = dict[str, Any]
"""An entry as it was read; its fields may be used once ``misshapen`` has found nothing wrong."""

LONGEST = 65_535  # bytes of an entry
ELECTRONIC = ("online", "kiosk", "assisted")
PAPER = ("in-person", "post")
CHANNELS = (*ELECTRONIC, *PAPER)
REASONS = ("joined", "left", "died", "lapsed", "moved", "correction", "contact")
REISSUE_REASONS = ("lost", "not-received", "walk-in", "tendered", "correction")
HOLD_REASONS = ("complaint", "eligibility", "contact", "tender", "ruling", "error")
HALVES = ("r", "s")
EXCLUDED = "excluded"
CAST = ("ballot", "tender")
STRIDE = 1_000_000
"""So much larger than the last, at most, is the number of a ballot: nobody can use the numbers up."""
NOTHING = -1
"""What a decision enters where it enters no ballot of the pseudonym."""
MODES = ("split", "single-channel", "server-held")


class Clock(Enum):
    """What an entry says about when: nothing, the day, or the second."""

    NONE = None
    DAY = "day"
    TIME = "t"


class Signer(Enum):
    """Who signs, in words that need the set-up or the entry itself to become an id."""

    RETURNING_OFFICER = "the returning officer"
    DEPUTY = "the deputy"
    TRUSTEE = "the trustee named"
    EDITOR = "an editor of the roll"
    ISSUER = "the issuer of that half"  # the registrar for r, the server for s
    MIXER = "the mixer named"
    CHANNEL = "the officer of the channel"
    BOOTH = "the server or a kiosk officer"
    TYPIST = "one of the two who type papers"
    PANEL = "an officer of the panel"
    BY_KIND = "whoever the kind of minute names"


BATCH_PHASES = {"freeze": 7, "close": 17}
BEFORE_ELECTION = 4  # the phase of `election`; up to it everything is signed under the sid
OPEN, CLOSE, DECLARE, LAST = 14, 18, 20, 23

RO = (Signer.RETURNING_OFFICER,)
BOTH = (Signer.RETURNING_OFFICER, Signer.DEPUTY)


@dataclass(frozen=True, slots=True)
class EntryType:
    """One type of entry.

    ``phase``: where it moves the order of the board to, None if nowhere. ``loose``: phases that it may also
    stand in without moving them. ``fields``: beside type, clock and sigs. ``once``: it may stand on a board
    once for each value of these fields, None if any number of times. ``files``: for each field that names
    a file, the path that the file must have, with the entry's own fields in braces.
    """

    phase: int | None
    signers: tuple[Signer, ...]
    fields: Mapping[str, Shape]
    clock: Clock = Clock.TIME
    loose: range = range(0)
    once: tuple[str, ...] | None = None
    files: Mapping[str, str] = field(default_factory=dict)


_half = shapes.one_of(*HALVES)
_when = shapes.one_of("freeze", "close")
_electronic = shapes.one_of(*ELECTRONIC)
_paper = shapes.one_of(*PAPER)
_id, _digest, _size, _blob = shapes.identity, shapes.digest, shapes.size, shapes.blob
_stage, _trustee = shapes.whole(1, 255), shapes.whole(1, 255)
_pok = shapes.proof
_by_channel = shapes.items(shapes.row(shapes.one_of(*CHANNELS), shapes.whole(1, shapes.LARGEST)))
_cts = shapes.items(
    shapes.record({"c": _id, "ct": shapes.items(shapes.ciphertext, 1, 8)}),
    1,
)
_file_of_contest = shapes.items(shapes.record({"c": _id, **shapes.FILE}), 1)
_share = shapes.record({"e": shapes.point, "ct": _digest})
_channels = shapes.items(shapes.one_of(*CHANNELS), 1)
_labels = shapes.items(shapes.row(_id, _id, _channels, shapes.whole(1, shapes.LARGEST), shapes.index))
_result = shapes.record({"contest": _id, "elected": shapes.items(shapes.whole(1, 4096)), **shapes.FILE})

_dkg0 = {"i": _trustee, "transport": shapes.point, "pok": _pok, "commit": _digest}
_dkg1 = {
    "i": _trustee,
    "coeffs": shapes.items(shapes.point, 1),
    "pok": _pok,
    "shares": shapes.items(_share, 1),
}
_complaint = {"i": _trustee, "dealer": _trustee, "z": shapes.point, "dleq": shapes.dleq}
_dkg3 = {"i": _trustee, "dkg": _digest, "x_pub": shapes.point, "pok": _pok}
_mixed = {"stage": _stage, "mixer": _id, "inp": _digest, "out": _blob, "proof": _blob}
_opened = {"i": _trustee, "inp": _digest, "factors": _blob, "dleq": shapes.dleq}
_roll_file = {"root": _digest, "size": shapes.whole(1, shapes.LARGEST), "blob": _blob}
_reason = shapes.one_of(*REASONS)
_cast = {
    "cred": shapes.credential,
    "n": shapes.whole(1, shapes.LARGEST),
    "style": _id,
    "channel": _electronic,
    "cts": _cts,
    "pok": _pok,
}
_reissue = {
    "cred": shapes.credential,
    "half": _half,
    "old": shapes.point,
    "new": shapes.point,
    "ref": _digest,
    "reason": shapes.one_of(*REISSUE_REASONS),
}
_hold = {"cred": shapes.credential, "ref": _digest, "reason": shapes.one_of(*HOLD_REASONS)}
_label = shapes.either("is neither a label nor nothing", _id, shapes.one_of(""))
_stratum = shapes.row(_id, _label, shapes.whole(1, shapes.LARGEST))
_sample = shapes.row(_id, _label, shapes.items(shapes.whole(1, shapes.LARGEST), 1))
_AFTERWARDS = range(DECLARE, LAST + 1)
_prose, _maybe_prose = shapes.text(1, 1000), shapes.text(0, 1000)

TYPES: Mapping[str, EntryType] = {
    "setup": EntryType(0, RO, {"setup": shapes.an_object}, once=()),
    "dkg0": EntryType(1, (Signer.TRUSTEE,), {"msg": shapes.record(_dkg0)}),
    "dkg1": EntryType(2, (Signer.TRUSTEE,), {"msg": shapes.record(_dkg1)}),
    "dkg.complaint": EntryType(2, (Signer.TRUSTEE,), {"msg": shapes.record(_complaint)}),
    "dkg3": EntryType(3, (Signer.TRUSTEE,), {"msg": shapes.record(_dkg3)}),
    "election": EntryType(4, BOTH, {"election": shapes.an_object}, once=()),
    "roll.import": EntryType(5, RO, _roll_file, once=(), files={"blob": "roll/import.ndjson"}),
    "roll.add": EntryType(6, BOTH, {"ref": _digest, "reason": _reason}, Clock.DAY),
    "roll.remove": EntryType(6, BOTH, {"ref": _digest, "reason": _reason}, Clock.DAY),
    "roll.change": EntryType(
        6,
        (Signer.EDITOR,),
        {"field": shapes.field_name, "ref": _digest, "reason": _reason},
        Clock.DAY,
        loose=range(8, 16),
    ),
    "roll.batch": EntryType(
        BATCH_PHASES["freeze"],  # or that of "close"
        RO,
        {"when": _when, "size": _size, "blob": _blob},
        once=("when",),
        files={"blob": "roll/changes-{when}.ndjson"},
    ),
    "roll.freeze": EntryType(8, BOTH, _roll_file, once=(), files={"blob": "roll/frozen.ndjson"}),
    "cred.enc": EntryType(
        9,
        (Signer.ISSUER,),
        {"half": _half, "size": _size, "blob": _blob},
        once=("half",),
        files={"blob": "cred/enc-{half}.bin"},
    ),
    "cred.mix": EntryType(
        10,
        (Signer.MIXER,),
        {"group": _id, **_mixed},
        files={"out": "cred/mix/{group}/stage{stage}.bin", "proof": "cred/mix/{group}/proof{stage}.bin"},
    ),
    "cred.dec": EntryType(
        11,
        (Signer.TRUSTEE,),
        {"group": _id, **_opened},
        files={"factors": "cred/dec/{group}/t{i}.bin"},
    ),
    "cred.list": EntryType(
        12, RO, {"size": _size, "root": _digest, "blob": _blob}, once=(), files={"blob": "cred/list.ndjson"}
    ),
    "deliver": EntryType(
        13,
        (Signer.ISSUER,),
        {"half": _half, "size": _size, "root": _digest, "blob": _blob},
        once=("half",),
        files={"blob": "deliver/{half}.ndjson"},
    ),
    "open": EntryType(14, BOTH, {}, once=()),
    "ballot": EntryType(15, (Signer.CHANNEL,), _cast, Clock.NONE),
    "tender": EntryType(15, (Signer.CHANNEL,), _cast, Clock.NONE),
    "cred.reissue": EntryType(15, (Signer.ISSUER,), _reissue, Clock.NONE),
    "cred.suspend": EntryType(15, BOTH, _hold, Clock.NONE),
    "cred.restore": EntryType(15, (*BOTH, Signer.PANEL), _hold, Clock.NONE),
    "cred.decide": EntryType(
        15, (*BOTH, Signer.PANEL), {**_hold, "enter": shapes.whole(NOTHING, shapes.LARGEST)}, Clock.NONE
    ),
    "ballot.open": EntryType(
        15,
        (Signer.BOOTH,),
        {
            "style": _id,
            "cts": _cts,
            "r": shapes.items(shapes.scalar, 1),
            "sel": shapes.items(shapes.row(_id, shapes.selection), 1),
        },
        Clock.NONE,
    ),
    "mark": EntryType(
        15,
        (Signer.CHANNEL,),
        {"channel": _paper, "batch": _id, "group": _id, "ref": _digest},
        Clock.NONE,
    ),
    "paper.commit": EntryType(15, (Signer.TYPIST,), {"batch": _id, "n": shapes.size, "commit": _digest}),
    "paper.final": EntryType(
        15,
        BOTH,
        {
            "batch": _id,
            "group": _id,
            "n": shapes.size,
            "diffs": shapes.items(shapes.index),
            "cts": _file_of_contest,
            "pok": _blob,
            "discrepancy": _maybe_prose,
        },
        files={"cts": "paper/{batch}/{c}.bin", "pok": "paper/{batch}/pok.json"},
    ),
    "marks": EntryType(
        16,
        BOTH,
        {"size": _size, "blob": _blob, "voids": _blob},
        once=(),
        files={"blob": "paper/marks.ndjson", "voids": "paper/voids.ndjson"},
    ),
    "close": EntryType(
        18,
        BOTH,
        {
            "ballots": _size,
            "by_channel": _by_channel,
            "labels": _labels,
            "excluded": _size,
            "register": _blob,
            "register_root": _digest,
            "register_size": _size,
            "roll_root": _digest,
        },
        once=(),
        files={"register": "register/rows.ndjson"},
    ),
    "mix": EntryType(
        19,
        (Signer.MIXER,),
        {"contest": _id, "group": _id, **_mixed},
        files={
            "out": "mix/{contest}/{group}/stage{stage}.bin",
            "proof": "mix/{contest}/{group}/proof{stage}.bin",
        },
    ),
    "dec": EntryType(
        19,
        (Signer.TRUSTEE,),
        {"contest": _id, "group": _id, **_opened},
        files={"factors": "dec/{contest}/{group}/t{i}.bin"},
    ),
    "plain": EntryType(
        19,
        RO,
        {"contest": _id, "group": _id, "points": _blob, "votes": _blob},
        files={"points": "plain/{contest}/{group}.bin", "votes": "votes/{contest}/{group}.ndjson"},
    ),
    "declare": EntryType(
        20,
        BOTH,
        {
            "results": shapes.items(_result, 1),
            "register_root": _digest,
            "by_channel": _by_channel,
            "credential_mode": shapes.one_of(*MODES),
            "discrepancies": shapes.items(shapes.text(1, 1100)),
        },
        once=(),
        files={"results": "count/{contest}.json"},
    ),
    "audit.plan": EntryType(21, BOTH, {"strata": shapes.items(_stratum, 1), "register_root": _digest}),
    "audit.seed": EntryType(22, BOTH, {"dice": shapes.dice}),
    "audit.sample": EntryType(LAST, RO, {"sample": shapes.items(_sample, 1)}),
    "release.request": EntryType(
        None,
        RO,
        {"rid": _id, "recipient": shapes.words, "tier": _id, "basis": _prose},
        loose=_AFTERWARDS,
    ),
    "release.decision": EntryType(
        None,
        BOTH,
        {"rid": _id, "grant": shapes.truth, "tier": _id, "reason": _maybe_prose},
        loose=_AFTERWARDS,
    ),
    "release.made": EntryType(None, BOTH, {"rid": _id, "sha256": _digest, "wm": _digest}, loose=_AFTERWARDS),
    "minute": EntryType(
        None,
        (Signer.BY_KIND,),
        {
            "kind": shapes.text(1, 40),
            "subject": shapes.words,
            "refs": shapes.items(shapes.index, 0, 100),
            "digests": shapes.items(_digest),
        },
        loose=range(LAST + 1),
    ),
}

_sigs = shapes.items(shapes.record({"by": _id, "sig": shapes.signature}), 1, 3)


def _whole_shape(kind: EntryType, signed: Mapping[str, Shape]) -> Shape:
    clock = {Clock.NONE: {}, Clock.DAY: {"day": shapes.day}, Clock.TIME: {"t": shapes.instant}}[kind.clock]
    return shapes.record({"type": shapes.text(1, 40), **clock, **kind.fields, **signed})


_SHAPES: Mapping[str, Shape] = {name: _whole_shape(kind, {"sigs": _sigs}) for name, kind in TYPES.items()}
_UNSIGNED: Mapping[str, Shape] = {name: _whole_shape(kind, {}) for name, kind in TYPES.items()}


def misshapen(entry: Entry) -> str | None:
    """What is wrong with the fields of an entry of a known type, or None where nothing is.

    Exactly the fields of its type, each in its shape; what they mean is not looked at.
    """
    return _SHAPES[entry["type"]](entry)


def misshapen_unsigned(entry: Entry) -> str | None:
    """The same of an entry of a known type that nobody has signed yet, as a voter's device makes it."""
    return _UNSIGNED[entry["type"]](entry)


def blob_of(path: str, data: bytes) -> dict[str, Any]:
    """The reference ``{file, len, sha256}`` by which an entry names a file."""
    return {"file": path, "len": len(data), "sha256": sha256(data).hexdigest()}


def phase_after(entry: Entry, phase: int) -> int | None:
    """The phase of the board after an entry that comes in ``phase``, or None where it may not come.

    Phases never go back; a minute, and a change of contact after the freeze, leave the phase as it is.
    ``entry``: of a known type, ``when`` of a `roll.batch` in its shape.
    """
    kind = TYPES[entry["type"]]
    own = BATCH_PHASES[entry["when"]] if entry["type"] == "roll.batch" else kind.phase
    if own is not None and phase <= own:
        return own
    return phase if phase in kind.loose else None


def files(entry: Entry) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The path that each file named by an entry must have, with the ``{file, len, sha256}`` that names it.

    ``entry``: of a known type and not misshapen.
    """
    for name, template in TYPES[entry["type"]].files.items():
        named = entry[name]
        for blob in named if isinstance(named, list) else [named]:
            yield template.format_map({**entry, **blob}), blob
