"""V19, tiers c and m: each row says of its member what the board shows for the member's pseudonym.

The registrar opens the sealed voting key of the row; from it follow the pseudonym, how often its key was
issued anew, what counts for it or why nothing does, and with it channel, entry and times; a mark on paper
opens with the pseudonym. As the keys of the list are all different, so are the pseudonyms of the rows, and
every final entry is one row's.
Source: spec/release.md; spec/register.md.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from tellers.board.entries import EXCLUDED
from tellers.canonical import h256
from tellers.evidence.verify.facts import Evidence
from tellers.evidence.verify.framework import Step
from tellers.evidence.verify.opened_keys import OpenedKey, SealedKeys
from tellers.evidence.verify.v19_package import Row
from tellers.evidence.verify.v19_sums import NOT_VOTED, VOTED, Label, Values
from tellers.register import labels

_MINUTE_S = 60
_NOTHING = {
    "channel": "",
    "label": "",
    "bucket": -1,
    "time": 0,
    "idx": -1,
    "batch": "",
}  # what the row of a member says of whom nothing counts, but the status


def check_entries(step: Step, evidence: Evidence, rows: Sequence[Row], values: Mapping[int, Values]) -> None:
    """Check rows against the board. ``values``: what each row opens of the register, by row number."""
    step.expect(len(rows))
    creds = _pseudonyms(step, evidence, rows)
    group_of = evidence.group_names()
    label_of = {
        (group, channel): (name, width)
        for group, name, channels, _, width in evidence.close["labels"]
        for channel in channels
    }
    for row, cred in zip(rows, creds, strict=True):
        number, said = row["row"], values[row["row"]]
        if said["cred"] != cred:
            step.fail(
                "V19.cred", f"row {number:,} names {str(said['cred'])[:40]}, its voting key is {cred}'s"
            )
        for name, value in _shown(evidence, cred).items():
            if not _same(said[name], value):
                words = f"row {number:,}: `{name}` says {_short(said[name])}, the board {_short(value)}"
                step.fail("V19.entry", words)
        _check_mark(step, evidence, row, said)
        if said["status"] == VOTED:
            _check_time(step, evidence, number, said, *label_of[group_of[number], said["channel"]])
        step.checked()


def check_widths(step: Step, evidence: Evidence, values: Mapping[int, Values]) -> None:
    """Each label's times are as narrow as the rule allows, by the minutes of all its rows."""
    election, close = evidence.election, evidence.close
    step.expect(len(close["labels"]))
    minutes: dict[Label, list[int]] = defaultdict(list)
    group_of = evidence.group_names()
    for number, said in values.items():
        minutes[group_of[number], said["label"]].append(said["time"])
    for group, name, _, _, width in close["labels"]:
        found = labels.bucket_width(
            minutes[group, name], election["opens"], election["ladder"], election["release_k"]
        )
        if found != width:
            step.fail("V19.width", f"the times of {name} are {width} minutes wide, the rule gives {found}")
        step.checked()


def _pseudonyms(step: Step, evidence: Evidence, rows: Sequence[Row]) -> Sequence[str]:
    """Whose key was sealed for each row, as its opening shows."""
    opened = [
        OpenedKey(row["row"], bytes.fromhex(row["key"]["x_pub"]), bytes.fromhex(row["key"]["r"]))
        for row in rows
    ]
    with step.blaming("V19.key"):
        return SealedKeys(evidence).pseudonyms_of(opened, "V19.key")


def _shown(evidence: Evidence, cred: str) -> Mapping[str, Any]:
    """What the row must say of a pseudonym; of a paper that counts, the index is the row's word."""
    final, reissues = evidence.final.get(cred), len(evidence.reissued.get(cred, ()))
    if final is None:
        status = EXCLUDED if cred in evidence.excluded else NOT_VOTED
        return {**_NOTHING, "status": status, "reissues": reissues}
    if final == "paper":
        channel, batch = evidence.marks[cred]
        return {"status": VOTED, "channel": channel, "batch": batch, "reissues": reissues}
    channel = evidence.entries[final]["channel"]
    return {"status": VOTED, "channel": channel, "idx": final, "batch": "", "reissues": reissues}


def _check_mark(step: Step, evidence: Evidence, row: Row, said: Values) -> None:
    """A paper's index is that of a mark of its channel and batch, which opens with salt and pseudonym."""
    number, salt, index = row["row"], row["mark"], said["idx"]
    if not said["batch"]:
        if salt:
            step.fail("V19.mark", f"row {number:,} opens a mark, where no paper counts")
        return
    named = evidence.entries[index] if type(index) is int and 0 <= index < len(evidence.entries) else {}
    if [named.get(name) for name in ("type", "channel", "batch")] != ["mark", said["channel"], said["batch"]]:
        step.fail("V19.entry", f"row {number:,} names entry {_short(index)}, which is no mark of its batch")
    if not salt or h256("mark/ref", bytes.fromhex(salt), bytes.fromhex(said["cred"])).hex() != named["ref"]:
        step.fail("V19.mark", f"row {number:,}: the mark at entry {index} was not made for it", index)


def _check_time(step: Step, evidence: Evidence, number: int, said: Values, label: str, width: int) -> None:
    """The label is its channel's; the minute is one that the board allows; the bucket is the minute's."""
    election, minute = evidence.election, said["time"]
    if said["label"] != label:
        step.fail("V19.label", f"row {number:,}: {said['channel']} is labelled {said['label']}, not {label}")
    earliest, latest = evidence.timeline.cover(said["idx"])
    slack = evidence.setup["skew"] + election["batch"]
    first, last = (earliest - slack) // _MINUTE_S, (latest + slack) // _MINUTE_S
    if type(minute) is not int or not first <= minute <= last:
        step.fail("V19.time", f"row {number:,}: entry {said['idx']} was not made in minute {_short(minute)}")
    bucket = labels.bucket(minute, election["opens"], width, election["ladder"][-1])
    if not _same(said["bucket"], bucket):
        step.fail("V19.bucket", f"row {number:,}: bucket {said['bucket']} is not that of minute {minute}")


def _same(one: object, other: object) -> bool:
    return type(one) is type(other) and one == other


def _short(value: object) -> str:
    return repr(value)[:60]
