"""V19, tiers c and m, on four rows made by hand: what a row says against what the board shows for it.

The registrar, the desk and the witnesses are honest; every value of the register is the forger's.
"""

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tellers import _core
from tellers.board.groups import Group
from tellers.canonical import h256
from tellers.crypto.credential import pseudonym
from tellers.evidence.verify.facts import Evidence, Key, Timeline
from tellers.evidence.verify.framework import Failed, Step
from tellers.evidence.verify.pack import Listed, PackFiles
from tellers.evidence.verify.v19_entries import check_entries, check_widths
from tests.evidence.memory import Memory

EID = bytes(range(32))
PK = _core.base_multiply((7).to_bytes(32, "little"))
OPENS = 600_000
FIRST = OPENS // 60
SECRETS, CHANCES = _core.random_scalars(4), _core.random_scalars(4)
SEALED, _ = _core.seal(EID, "r", PK, SECRETS, randomness=CHANCES)
X_R, X_S = _core.base_multiply(SECRETS), _core.base_multiply(_core.random_scalars(4))
CREDS = [pseudonym(X_R[at : at + 32], X_S[at : at + 32]) for at in range(0, 128, 32)]
SALT = bytes(31) + b"\x01"
NOTHING = {"status": "not-voted", "channel": "", "label": "", "bucket": -1, "time": 0, "idx": -1, "batch": ""}
Value = dict[str, Any]


def values() -> dict[int, Value]:
    """Rows 1 and 2 voted online, on either side of the first hour; 3 at the desk; 4 did not."""
    online = {"status": "voted", "channel": "online", "label": "online", "batch": ""}
    desk = {"status": "voted", "channel": "in-person", "label": "paper", "bucket": -1, "batch": "box-1"}
    said = [
        {**online, "bucket": 0, "time": FIRST + 59, "idx": 1},
        {**online, "bucket": 1, "time": FIRST + 60, "idx": 2},
        {**desk, "time": FIRST + 58, "idx": 3},
        {**NOTHING},
    ]
    return {
        row: {**one, "cred": cred, "reissues": 0}
        for row, (one, cred) in enumerate(zip(said, CREDS, strict=True), 1)
    }


def rows() -> list[Value]:
    """What opens the keys and the mark, the rows in another order than the roll's."""
    return [
        {
            "row": row,
            "key": {
                "x_pub": X_R[32 * row - 32 : 32 * row].hex(),
                "r": CHANCES[32 * row - 32 : 32 * row].hex(),
            },
            "mark": SALT.hex() if row == 3 else "",
        }
        for row in (3, 1, 4, 2)
    ]


def evidence() -> Evidence:
    found = Evidence(Path("pack"), None)
    path = "cred/enc-r.bin"
    blob = {"file": path, "len": len(SEALED), "sha256": sha256(SEALED).hexdigest()}
    found.files = PackFiles(Memory({path: SEALED}))
    found.files.listed = {path: Listed(len(SEALED), sha256(SEALED).hexdigest())}
    found.eid, found.pk = EID, PK
    found.setup, found.election = (
        {"skew": 5},
        {"opens": OPENS, "ladder": [60, 120], "batch": 55, "release_k": 1},
    )
    found.entries = [
        {"type": "cred.enc", "half": "r", "blob": blob},
        {"type": "ballot", "cred": CREDS[0], "channel": "online"},
        {"type": "ballot", "cred": CREDS[1], "channel": "online"},
        {
            "type": "mark",
            "channel": "in-person",
            "batch": "box-1",
            "group": "full",
            "ref": h256("mark/ref", SALT, bytes.fromhex(CREDS[2])).hex(),
        },
    ]
    found.timeline = Timeline((1, 4), (OPENS + 3_500, OPENS + 3_620), ("", ""))
    halves = ((X_R[at : at + 32], X_S[at : at + 32]) for at in range(0, 128, 32))
    whole = Group("full", 1)
    found.groups = {whole: range(1, 5)}
    found.keys = {cred: Key(whole, *pair) for cred, pair in zip(CREDS, halves, strict=True)}
    found.excluded, found.reissued = set(), {}
    found.marks = {CREDS[2]: ("in-person", "box-1")}
    found.final = {CREDS[0]: 1, CREDS[1]: 2, CREDS[2]: "paper"}
    found.close = {"labels": [["full", "online", ["online"], 2, 60], ["full", "paper", ["in-person"], 1, 0]]}
    return found


def failed(
    said: dict[int, Value], opened: list[Value] | None = None, board: Evidence | None = None
) -> str | None:
    """The check that the rows fail, None if they pass and everything was counted."""
    step = Step(19)
    try:
        check_entries(step, board or evidence(), rows() if opened is None else opened, said)
    except Failed as failure:
        return failure.check
    assert step.expected == step.found == 4
    return None


def test_rows_that_say_what_the_board_shows_pass() -> None:
    assert failed(values()) is None


@pytest.mark.parametrize(
    ("row", "changes", "check"),
    [
        (1, {"cred": CREDS[1]}, "V19.cred"),
        (1, {"cred": None}, "V19.cred"),
        (1, {"status": "not-voted"}, "V19.entry"),
        (1, {"channel": "kiosk"}, "V19.entry"),
        (1, {"idx": 2}, "V19.entry"),
        (1, {"idx": True}, "V19.entry"),
        (1, {"batch": "box-1"}, "V19.entry"),
        (1, {"label": "paper"}, "V19.label"),
        (1, {"label": ""}, "V19.label"),
        (1, {"time": FIRST + 56}, "V19.time"),
        (1, {"time": FIRST + 62, "bucket": 1}, "V19.time"),
        (1, {"time": str(FIRST + 59)}, "V19.time"),
        (1, {"time": True}, "V19.time"),
        (1, {"bucket": 1}, "V19.bucket"),
        (1, {"bucket": -1}, "V19.bucket"),
        (1, {"bucket": False}, "V19.bucket"),
        (2, {"bucket": 0}, "V19.bucket"),
        (2, {"bucket": True}, "V19.bucket"),
        (3, {"bucket": 0}, "V19.bucket"),
        (3, {"batch": "box-2"}, "V19.entry"),
        (3, {"batch": ""}, "V19.entry"),
        (3, {"channel": "post"}, "V19.entry"),
        (3, {"idx": 2}, "V19.entry"),
        (3, {"idx": -1}, "V19.entry"),
        (3, {"idx": 4}, "V19.entry"),
        (3, {"idx": "3"}, "V19.entry"),
        *((4, {name: value}, "V19.entry") for name, value in [*values()[1].items()][:-2] if value != ""),
        (4, {"batch": "box-1"}, "V19.entry"),
        (4, {"time": False}, "V19.entry"),
        (4, {"status": "held"}, "V19.entry"),
        (4, {"status": "excluded"}, "V19.entry"),
        *((row, {"reissues": number}, "V19.entry") for row in (1, 3, 4) for number in (1, False, None)),
    ],
)
def test_a_row_that_says_something_else_is_named(row: int, changes: Value, check: str) -> None:
    said = values()
    said[row].update(changes)
    assert failed(said) == check


def test_who_was_excluded_says_so_and_keys_issued_anew_are_counted() -> None:
    board, said = evidence(), values()
    board.excluded = {CREDS[3]}
    board.reissued = {CREDS[3]: [(1, board.keys[CREDS[3]])] * 2, CREDS[0]: [(2, board.keys[CREDS[0]])]}
    assert failed(said, board=board) == "V19.entry"
    said[4]["status"] = "excluded"
    assert failed(said, board=board) == "V19.entry"
    said[1]["reissues"], said[4]["reissues"] = 1, 2
    assert failed(said, board=board) is None
    for changes in ({"reissues": 1}, {"idx": 1}, {"label": "online"}, {"status": "voted"}):
        assert failed({**said, 4: {**said[4], **changes}}, board=board) == "V19.entry"


@pytest.mark.parametrize("minute", [FIRST + 57, FIRST + 58, FIRST + 59])
def test_a_minute_may_be_as_far_from_the_checkpoints_as_clocks_and_batches_are(minute: int) -> None:
    said = values()
    said[1]["time"] = minute
    assert failed(said) is None
    said[1].update(time=FIRST + 61, bucket=1)
    assert failed(said) is None


@pytest.mark.parametrize(
    ("place", "changes", "check"),
    [
        (0, {"mark": ""}, "V19.mark"),
        (0, {"mark": "00" * 32}, "V19.mark"),
        (1, {"mark": SALT.hex()}, "V19.mark"),
        (2, {"mark": SALT.hex()}, "V19.mark"),
        (0, {"key": rows()[1]["key"]}, "V19.key"),
        (0, {"key": {**rows()[0]["key"], "r": "00" * 32}}, "V19.key"),
        (0, {"key": {**rows()[0]["key"], "r": "ff" * 32}}, "V19.key"),
        (0, {"key": {**rows()[0]["key"], "x_pub": "00" * 32}}, "V19.key"),
        (0, {"key": {**rows()[0]["key"], "x_pub": "ff" * 32}}, "V19.key"),
    ],
)
def test_a_key_or_a_mark_that_does_not_open_is_named(place: int, changes: Value, check: str) -> None:
    opened = rows()
    opened[place].update(changes)
    assert failed(values(), opened) == check


def test_widths_are_those_that_the_minutes_give() -> None:
    found, step = evidence(), Step(19)
    found.close["labels"][1][4] = 60
    check_widths(step, found, values())
    assert step.expected == step.found == 2
    for label, width in ((0, 120), (0, 0), (1, 0)):
        wrong = evidence()
        wrong.close["labels"][1][4] = 60
        wrong.close["labels"][label][4] = width
        with pytest.raises(Failed, match="minutes wide, the rule gives 60") as caught:
            check_widths(Step(19), wrong, values())
        assert caught.value.check == "V19.width"
