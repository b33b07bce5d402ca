"""V19, what rows say: a status and a label that agree, and of all rows the totals of the close.

Source: spec/release.md; spec/register.md.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tellers.board.entries import EXCLUDED
from tellers.evidence.verify.facts import Evidence
from tellers.evidence.verify.framework import Step
from tellers.evidence.verify.v19_times import check_times

Values = Mapping[str, Any]
"""What a row opens of the register, by field."""
Label = tuple[str, str]
"""The name of a group of members, and that of a label in it."""
VOTED, NOT_VOTED = "voted", "not-voted"
_SEALED = object()  # instead of a value that the tier does not open
_DELIVERIES = ("email", "sms", "letter", "desk")
_TOLD: Mapping[str, Callable[[Any], bool]] = {
    "eligible": lambda value: value is True,
    "applied": lambda value: value == 0 and type(value) is int,
    "issued": lambda value: (
        isinstance(value, list) and len(value) == 2 and all(word in _DELIVERIES for word in value)
    ),
    "reject_reason": lambda value: value == "",
}  # what fields say of every member in this version; anything else would carry what the tier seals


def check_statements(step: Step, evidence: Evidence, rows: Mapping[int, Values]) -> None:
    """Status and label of each row agree; a field that says the same of all says it."""
    labels = {(group, label) for group, label, _, _, _ in evidence.close["labels"]}
    group_of = evidence.group_names()
    for number, row in rows.items():
        if (wrong := _misstated(row, group_of[number], labels) or _out_of_place(row)) is not None:
            step.fail("V19.label", f"row {number:,}: {wrong}")
    _check_issued(step, evidence, {number: row["issued"] for number, row in rows.items() if "issued" in row})


def _check_issued(step: Step, evidence: Evidence, issued: Mapping[int, Sequence[str]]) -> None:
    """What a half was sent by follows from the contact that it went to: one word for each, in all rows."""
    word_of: dict[str, str] = {}
    for number, words in issued.items():
        for contact, word in zip(evidence.delivered[number - 1], words, strict=True):
            if word_of.setdefault(contact, word) != word:
                told = f"sent to `{contact}` by {word}, and others' by {word_of[contact]}"
                step.fail("V19.label", f"row {number:,}: a half of the key was {told}")


def check_sums(step: Step, evidence: Evidence, rows: Mapping[int, Values], opened: Sequence[str]) -> None:
    """Marks and labels add up to the close; times are no narrower than the rule allows."""
    totals = {(group, label): number for group, label, _, number, _ in evidence.close["labels"]}
    group_of = evidence.group_names()
    step.expect(1)
    if "status" in opened:
        _check_statuses(step, evidence, Counter(row["status"] for row in rows.values()))
    if "label" in opened:
        _check_totals(step, Counter((group_of[n], row["label"]) for n, row in rows.items()), totals)
    if {"label", "bucket"} <= {*opened}:
        check_times(step, evidence, rows, group_of)
    step.checked()


def _misstated(row: Values, group: str, labels: set[Label]) -> str | None:
    """What is wrong with the status and the label of a row: who voted has a label, who did not has none."""
    status, label = row.get("status", _SEALED), row.get("label", _SEALED)
    if status not in (VOTED, NOT_VOTED, EXCLUDED, _SEALED):
        return f"{str(status)[:40]!r} is no status of a member"
    if label is _SEALED:
        return None
    if not isinstance(label, str) or (label and (group, label) not in labels):
        return f"the close has no label {str(label)[:40]!r} for {group}"
    if status is not _SEALED and (status == VOTED) != (label != ""):
        return f"{status}, but labelled {label}" if label else f"{status}, but without a label"
    return None


def _out_of_place(row: Values) -> str | None:
    """A field that tells nothing in this version, and tells something in this row."""
    for name, told in _TOLD.items():
        if name in row and not told(row[name]):
            return f"`{name}` says {str(row[name])[:40]!r}, which no member's does"
    return None


def _check_statuses(step: Step, evidence: Evidence, found: Counter[str]) -> None:
    """As many voted and were excluded as the close says."""
    close = evidence.close
    totals = {EXCLUDED: close["excluded"], VOTED: sum(number for *_, number, _ in close["labels"])}
    for status, total in totals.items():
        if found[status] != total:
            words = f"{found[status]:,} rows are marked {status!r}, where the close has {total:,}"
            step.fail("V19.totals", words)


def _check_totals(step: Step, found: Counter[Label], totals: Mapping[Label, int]) -> None:
    """Each label of a group has as many rows as the close says."""
    for (group, label), total in totals.items():
        if (number := found[group, label]) != total:
            words = f"{number:,} rows of {group} are labelled {label}, where the close has {total:,}"
            step.fail("V19.totals", words)
