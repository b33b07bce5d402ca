"""V19, the rows: every member once, and each value fits what is sealed on the roll and in the register.

Source: spec/release.md.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from tellers.evidence.verify.facts import Evidence
from tellers.evidence.verify.framework import Step
from tellers.evidence.verify.v19_package import Row
from tellers.register import rows as register
from tellers.roll import leaves as roll


def check_complete(step: Step, numbers: Sequence[int], members: int) -> None:
    """Rows 1 to ``members``, each of them once."""
    times = Counter(numbers)
    twice = [number for number, count in times.items() if count > 1]
    if twice:
        step.fail("V19.rows", f"row {min(twice):,} is there more than once")
    check_there(step, times, members)
    if len(times) != members:
        missing = next(number for number in range(1, members + 1) if number not in times)
        step.fail("V19.rows", f"row {missing:,} is missing: {len(times):,} rows for {members:,} members")


def check_there(step: Step, numbers: Iterable[int], members: int) -> None:
    """No row that the roll has not."""
    if (last := max(numbers, default=0)) > members:
        step.fail("V19.rows", f"row {last:,} is there, but the roll has {members:,} members")


def check_rows(
    step: Step, evidence: Evidence, rows: Sequence[Row], fields: Mapping[str, Sequence[str]]
) -> None:
    """Each row opens the fields of its tier, and each value is the one sealed in that row."""
    step.expect(len(rows))
    for row in rows:
        _check_fields(step, row, fields)
    sealed_in = {name: place for place, name in enumerate(evidence.election["fields"])}
    marked_in = {name: place for place, name in enumerate(evidence.election["register_fields"])}
    for row in rows:
        number = row["row"]
        on_roll, in_register = evidence.at_close[number - 1], evidence.register_rows[number - 1]
        for name, value, salt in row["roll"]:
            if roll.digest(bytes.fromhex(salt), name, value) != on_roll[sealed_in[name]]:
                step.fail(
                    "V19.roll", f"row {number:,}: this `{name}` is not the one on the roll at the close"
                )
        for name, value, salt in row["reg"]:
            if register.digest(bytes.fromhex(salt), name, value) != in_register[marked_in[name]]:
                step.fail(
                    "V19.register", f"row {number:,}: this `{name}` is not the one in the register as closed"
                )
        step.checked()


def _check_fields(step: Step, row: Row, fields: Mapping[str, Sequence[str]]) -> None:
    """A row opens the fields of the tier, in their order, and no other."""
    for part, words in (("roll", "roll"), ("reg", "register")):
        opened = [name for name, _, _ in row[part]]
        if opened == fields[part]:
            continue
        wider = [name for name in opened if name not in fields[part]]
        narrower = [name for name in fields[part] if name not in opened]
        if wider:
            why = f"opens {wider[0]!r} of the {words}, which its tier does not"
        elif narrower:
            why = f"does not open {narrower[0]!r} of the {words}"
        else:
            why = f"does not open the fields of the {words} once each, in their order"
        step.fail("V19.fields", f"row {row['row']:,} {why}")
