"""The closed table of entries: exact fields and shapes, an order that never goes back, fixed file names."""

from typing import Any

import pytest

from tellers.board import entries, shapes
from tellers.board.entries import DECLARE, LAST, TYPES, Clock, Entry, Signer
from tellers.board.minutes import KINDS

DIGEST, POINT, CRED, SIG = "ab" * 32, "cd" * 32, "ef" * 16, "01" * 64
POK = {"t": [POINT], "z": [POINT]}
DLEQ = {"t_b": POINT, "t_a": POINT, "z": POINT}
SIGS = [{"by": "returning-officer", "sig": SIG}]


def blob(path: str) -> dict[str, Any]:
    return {"file": path, "len": 3, "sha256": DIGEST}


MIXED = {"stage": 2, "mixer": "mixer-1", "inp": DIGEST}
OPENED = {"i": 3, "inp": DIGEST, "dleq": DLEQ}
CTS = [{"c": "selection", "ct": [SIG]}]
FIELDS: dict[str, dict[str, Any]] = {
    "setup": {"setup": {}},
    "dkg0": {"msg": {"i": 1, "transport": POINT, "pok": POK, "commit": DIGEST}},
    "dkg1": {"msg": {"i": 1, "coeffs": [POINT], "pok": POK, "shares": [{"e": POINT, "ct": DIGEST}]}},
    "dkg.complaint": {"msg": {"i": 1, "dealer": 2, "z": POINT, "dleq": DLEQ}},
    "dkg3": {"msg": {"i": 1, "dkg": DIGEST, "x_pub": POINT, "pok": POK}},
    "election": {"election": {}},
    "roll.import": {"root": DIGEST, "size": 1, "blob": blob("roll/import.ndjson")},
    "roll.add": {"ref": DIGEST, "reason": "joined"},
    "roll.remove": {"ref": DIGEST, "reason": "died"},
    "roll.change": {"field": "email", "ref": DIGEST, "reason": "contact"},
    "roll.batch": {"when": "freeze", "size": 0, "blob": blob("roll/changes-freeze.ndjson")},
    "roll.freeze": {"root": DIGEST, "size": 1, "blob": blob("roll/frozen.ndjson")},
    "cred.enc": {"half": "s", "size": 1, "blob": blob("cred/enc-s.bin")},
    "cred.mix": {
        "group": "full", **MIXED, "out": blob("cred/mix/full/stage2.bin"),
        "proof": blob("cred/mix/full/proof2.bin"),
    },
    "cred.dec": {"group": "full", **OPENED, "factors": blob("cred/dec/full/t3.bin")},
    "cred.list": {"size": 1, "root": DIGEST, "blob": blob("cred/list.ndjson")},
    "deliver": {"half": "r", "size": 1, "root": DIGEST, "blob": blob("deliver/r.ndjson")},
    "open": {},
    "ballot": {"cred": CRED, "n": 1, "style": "full", "channel": "online", "cts": CTS, "pok": POK},
    "tender": {"cred": CRED, "n": 2, "style": "full", "channel": "kiosk", "cts": CTS, "pok": POK},
    "cred.reissue": {
        "cred": CRED, "half": "r", "old": POINT, "new": DIGEST, "ref": DIGEST, "reason": "walk-in"
    },
    "cred.suspend": {"cred": CRED, "ref": DIGEST, "reason": "complaint"},
    "cred.restore": {"cred": CRED, "ref": DIGEST, "reason": "ruling"},
    "cred.decide": {"cred": CRED, "enter": -1, "ref": DIGEST, "reason": "tender"},
    "ballot.open": {"style": "full", "cts": CTS, "r": [POINT], "sel": [["s", [0, 2]], ["m", "blank"]]},
    "mark": {"channel": "post", "batch": "box-1", "group": "full", "ref": DIGEST},
    "paper.commit": {"batch": "box-1", "n": 4, "commit": DIGEST},
    "paper.final": {
        "batch": "box-1",
        "group": "full",
        "n": 4,
        "diffs": [2],
        "cts": [{"c": "selection", **blob("paper/box-1/selection.bin")}],
        "pok": blob("paper/box-1/pok.json"),
        "discrepancy": "",
    },
    "marks": {
        "size": 1, "blob": blob("paper/marks.ndjson"), "voids": blob("paper/voids.ndjson")
    },
    "close": {
        "ballots": 3,
        "by_channel": [["online", 3]],
        "labels": [["full", "online", ["online"], 3, 0]],
        "excluded": 1,
        "register": blob("register/rows.ndjson"),
        "register_root": DIGEST,
        "register_size": 5,
        "roll_root": DIGEST,
    },
    "mix": {
        "contest": "selection", "group": "joint", **MIXED,
        "out": blob("mix/selection/joint/stage2.bin"), "proof": blob("mix/selection/joint/proof2.bin"),
    },
    "dec": {"contest": "c", "group": "joint", **OPENED, "factors": blob("dec/c/joint/t3.bin")},
    "plain": {
        "contest": "selection", "group": "joint",
        "points": blob("plain/selection/joint.bin"), "votes": blob("votes/selection/joint.ndjson"),
    },
    "declare": {
        "results": [{"contest": "selection", "elected": [1], **blob("count/selection.json")}],
        "register_root": DIGEST,
        "by_channel": [["online", 3]],
        "credential_mode": "split",
        "discrepancies": ["box-1: one paper more than marks"],
    },
    "audit.plan": {"strata": [["full", "online", 5], ["full", "", 3]], "register_root": DIGEST},
    "audit.seed": {"dice": "01234567890123456789"},
    "audit.sample": {"sample": [["full", "online", [5, 2]], ["full", "", [7]]]},
    "release.request": {"rid": "r-1", "recipient": "Odile Birch", "tier": "b", "basis": "candidate"},
    "release.decision": {"rid": "r-1", "grant": True, "tier": "b", "reason": ""},
    "release.made": {"rid": "r-1", "sha256": DIGEST, "wm": DIGEST},
    "minute": {"kind": "notice", "subject": "polling day", "refs": [0], "digests": [DIGEST]},
}  # fmt: skip


def honest(kind: str) -> Entry:
    clock = {Clock.NONE: {}, Clock.DAY: {"day": 20_000}, Clock.TIME: {"t": 1_793_520_000}}[TYPES[kind].clock]
    return {"type": kind, **clock, **FIELDS[kind], "sigs": SIGS}


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value inside a value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, item in inner for place in places(item, (*path, key)))]


def with_value(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """A copy with one value exchanged."""
    if not path:
        return new
    if isinstance(value, dict):
        return {**value, path[0]: with_value(value[path[0]], path[1:], new)}
    return [*value[: path[0]], with_value(value[path[0]], path[1:], new), *value[path[0] + 1 :]]


def test_every_type_of_the_table_is_tried_here() -> None:
    assert set(FIELDS) == set(TYPES)


@pytest.mark.parametrize("kind", TYPES)
def test_an_honest_entry_has_its_shape(kind: str) -> None:
    assert entries.misshapen(honest(kind)) is None


@pytest.mark.parametrize("kind", TYPES)
def test_an_entry_without_one_of_its_fields_or_with_another_is_misshapen(kind: str) -> None:
    entry = honest(kind)
    for name in entry.keys() - {"type"}:
        lacking = {key: value for key, value in entry.items() if key != name}
        assert entries.misshapen(lacking) is not None, name
    assert entries.misshapen({**entry, "more": 1}) is not None


@pytest.mark.parametrize("kind", TYPES)
def test_no_value_of_another_kind_may_stand_anywhere_in_an_entry(kind: str) -> None:
    entry = honest(kind)
    for path in places(entry):
        if path in ((), ("type",)) or path[0] in ("setup", "election"):
            continue
        below = -2 if path == ("enter",) else -1  # -1 enters nothing
        others: tuple[Any, ...] = (None, 1.5, below, 2**60, "\N{SNOWMAN}" * 2000, {"x": 1}, [{}], [[]])
        for other in others:
            assert entries.misshapen(with_value(entry, path, other)) is not None, (path, other)


@pytest.mark.parametrize("kind", TYPES)
def test_true_is_no_number_and_one_is_no_truth(kind: str) -> None:
    entry = honest(kind)
    for path in places(entry):
        value: Any = entry
        for key in path:
            value = value[key]
        if type(value) is int:
            assert entries.misshapen(with_value(entry, path, True)) is not None
        if type(value) is bool:
            assert entries.misshapen(with_value(entry, path, 1)) is not None


@pytest.mark.parametrize("wrong", ["AB" * 32, "ab" * 31, "ab" * 33, "ag" * 32, "ab" * 32 + "\n", ""])
def test_bytes_have_one_spelling(wrong: str) -> None:
    assert shapes.digest(wrong) is not None


@pytest.mark.parametrize("wrong", ["", "-a", "A", "a_b", "a" * 41, "é", "a\n", "a/b"])
def test_an_id_is_short_and_plain(wrong: str) -> None:
    assert shapes.identity(wrong) is not None


@pytest.mark.parametrize(
    "wrong", ["", "/a", "a/", "a//b", "../a", "a/../b", "a/.b", ".a", "A", "a\\b", "a" * 201]
)
def test_a_path_stays_inside_the_pack(wrong: str) -> None:
    assert not shapes.is_path(wrong)


def test_four_signatures_and_none_are_misshapen() -> None:
    for sigs in ([], SIGS * 4):
        assert entries.misshapen({**honest("open"), "sigs": sigs}) is not None


def test_the_wrong_clock_is_misshapen() -> None:
    assert entries.misshapen({**honest("ballot"), "t": 1}) is not None
    assert entries.misshapen({**honest("mark"), "day": 1}) is not None


def test_phases_go_forward_through_the_whole_table() -> None:
    phase = 0
    for kind in FIELDS:
        after = entries.phase_after(honest(kind), phase)
        assert after is not None, kind
        phase = after
    assert phase == LAST


@pytest.mark.parametrize("kind", [kind for kind in TYPES if TYPES[kind].phase is not None])
def test_no_entry_stands_after_its_phase(kind: str) -> None:
    own = TYPES[kind].phase
    assert own is not None
    assert entries.phase_after(honest(kind), own) == own
    later = [phase for phase in range(own + 1, LAST + 1) if phase not in TYPES[kind].loose]
    assert all(entries.phase_after(honest(kind), phase) is None for phase in later)


@pytest.mark.parametrize("kind", ["release.request", "release.decision", "release.made"])
def test_a_release_stands_anywhere_after_the_declaration(kind: str) -> None:
    after = [entries.phase_after(honest(kind), phase) for phase in range(LAST + 1)]
    assert after == [None] * DECLARE + [*range(DECLARE, LAST + 1)]


@pytest.mark.parametrize("dice", ["0123456789012345678", "0" * 1001, "0123456789 0123456789", "١" * 20])
def test_the_dice_are_at_least_twenty_digits(dice: str) -> None:
    assert entries.misshapen({**honest("audit.seed"), "dice": dice}) is not None


def test_the_change_list_of_the_close_stands_between_marks_and_close() -> None:
    closing = {**honest("roll.batch"), "when": "close"}
    assert entries.phase_after(closing, 16) == 17
    assert entries.phase_after(closing, 18) is None
    assert entries.phase_after(honest("roll.batch"), 16) is None


def test_a_contact_may_change_until_the_lists_close_and_moves_nothing() -> None:
    for phase in range(8, 16):
        assert entries.phase_after(honest("roll.change"), phase) == phase
    assert entries.phase_after(honest("roll.change"), 7) is None
    assert entries.phase_after(honest("roll.change"), 16) is None


def test_a_minute_stands_anywhere_and_moves_nothing() -> None:
    assert all(entries.phase_after(honest("minute"), phase) == phase for phase in range(LAST + 1))


@pytest.mark.parametrize("kind", TYPES)
def test_every_file_that_an_entry_names_has_a_fixed_path(kind: str) -> None:
    found = list(entries.files(honest(kind)))
    assert all(path == named["file"] for path, named in found)
    blobs = sum(1 for path in places(honest(kind)) if path and path[-1] == "sha256" and len(path) > 1)
    assert len(found) == blobs


def test_every_kind_of_minute_has_signers_and_a_place() -> None:
    for kind in KINDS.values():
        assert kind.signers
        assert kind.phases
        assert set(kind.signers) <= {Signer.RETURNING_OFFICER, Signer.DEPUTY, Signer.PANEL}
