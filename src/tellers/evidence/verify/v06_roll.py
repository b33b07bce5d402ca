"""V6: the frozen roll is the imported roll with the logged changes, and keys went to its contacts."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from tellers.board.entries import Entry
from tellers.board.groups import grouped
from tellers.evidence.verify import records, roll_files
from tellers.evidence.verify.facts import Evidence, Stage
from tellers.evidence.verify.framework import Step
from tellers.evidence.verify.roll_files import Changes, Form, Leaf
from tellers.tlog import merkle

TITLE = "the roll is the import with the logged changes; keys went to its contacts"
NEEDS = (2, 4)

_LOGGED = ("roll.add", "roll.remove", "roll.change")
_MISSING = {
    "roll.import": "V6.import",
    "roll.batch": "V6.batch",
    "roll.freeze": "V6.frozen",
    "deliver": "V6.delivery",
    "close": "V6.close-root",
}


def verify(step: Step, evidence: Evidence) -> None:
    """Make both rolls again from the import and the lists. Writes ``frozen``, ``at_close``, ``groups``."""
    form = Form(evidence.election["fields"], [*evidence.styles])
    if not evidence.reached(Stage.FROZEN):
        _check_begun(step, evidence, form)
        return
    start, freeze = _only(step, evidence, "roll.import"), _only(step, evidence, "roll.freeze")
    before = _only(step, evidence, "roll.batch", "freeze")
    frozen, lines = roll_files.members(step, "V6.frozen", form, freeze, evidence.read(freeze[1]["blob"]))
    step.expect(len(frozen))

    imported, _ = roll_files.members(step, "V6.import", form, start, evidence.read(start[1]["blob"]))
    listed = roll_files.changes(step, form, before, evidence.read(before[1]["blob"]))
    _check_numbers(step, evidence, listed, range(before[0]), before[0])
    roll = _Roll(form, [*imported, *listed.adds], listed)
    _check_distinct(step, roll.leaves, listed, before[0])
    _apply(step, roll, listed, before[0])
    if not _are_the_same(roll.lines(), lines):
        step.fail("V6.frozen", "the frozen roll is not the imported roll with the listed changes", freeze[0])
    step.checked(len(frozen))
    del imported, roll, lines  # as large as the frozen roll, which is all that is needed from here on

    evidence.frozen = [leaf.digests for leaf in frozen]
    evidence.groups = grouped([*evidence.styles], (leaf.group for leaf in frozen))
    if evidence.reached(Stage.OPENED):
        step.expect(len(frozen))
        _check_deliveries(step, evidence, frozen)
        step.checked(len(frozen))
    if evidence.reached(Stage.CLOSED) or any(e["when"] == "close" for _, e in evidence.of("roll.batch")):
        step.expect(len(frozen))
        _check_close(step, evidence, form, frozen, (before[0], listed))
        step.checked(len(frozen))


def _check_close(
    step: Step, evidence: Evidence, form: Form, frozen: list[Leaf], before: tuple[int, Changes]
) -> None:
    """The changes since the freeze lead to the roll of the close. Writes ``at_close``.

    ``before``: the list of the freeze, with the index of its entry.
    """
    since = _only(step, evidence, "roll.batch", "close")
    later = roll_files.changes(step, form, since, evidence.read(since[1]["blob"]))
    _check_mutable(step, evidence, later, since[0])
    _check_numbers(step, evidence, later, range(before[0], since[0]), since[0])
    at_close = _Roll(form, frozen, later)
    _check_distinct(step, frozen, later, since[0])
    news = [new for changes in (before[1], later) for _, _, new in changes.changes]
    if len(set(news)) != len(news):
        step.fail("V6.digests", "two changes seal one value", since[0])
    _apply(step, at_close, later, since[0])
    evidence.at_close = [leaf.digests for leaf in at_close.leaves if leaf is not None]
    if not evidence.reached(Stage.CLOSED):
        return
    close = _only(step, evidence, "close")
    if merkle.root_of(at_close.lines()).hex() != close[1]["roll_root"]:
        step.fail("V6.close-root", "the roll at the close has another root than the close gives", close[0])


def _check_begun(step: Step, evidence: Evidence, form: Form) -> None:
    """Before the freeze: the import, and the list of changes, if they are there."""
    step.expect(1)
    for index, entry in evidence.of("roll.import"):
        roll_files.members(step, "V6.import", form, (index, entry), evidence.read(entry["blob"]))
    for index, entry in evidence.of("roll.batch"):
        listed = roll_files.changes(step, form, (index, entry), evidence.read(entry["blob"]))
        _check_numbers(step, evidence, listed, range(index), index)
    step.checked()


class _Roll:
    """A roll that changes: its members in order, and where each value stands that a change starts from.

    Values are all different (V6.digests), so a value says which member and which field it is.
    """

    def __init__(self, form: Form, leaves: Iterable[Leaf], listed: Changes) -> None:
        self._form = form
        self.fields = form.fields
        self.leaves: list[Leaf | None] = [*leaves]
        sought = {old for _, old, _ in listed.changes} | {leaf.digests[0] for leaf in listed.removes}
        self.places = {
            (leaf.digests.index(digest), digest): row
            for row, leaf in enumerate(self.leaves)
            if leaf is not None and not sought.isdisjoint(leaf.digests)
            for digest in sought.intersection(leaf.digests)
        }

    def lines(self) -> Iterable[bytes]:
        """The lines of those who are on the roll."""
        return (self._form.encode(leaf) for leaf in self.leaves if leaf is not None)

    def change(self, field: int, old: str, new: str) -> bool:
        """Replace a value; false where nobody has the old one."""
        row = self.places.pop((field, old), None)
        leaf = None if row is None else self.leaves[row]
        if row is None or leaf is None:
            return False
        digests = leaf.digests
        self.leaves[row] = Leaf((*digests[:field], new, *digests[field + 1 :]), leaf.group)
        self.places[field, new] = row
        return True

    def remove(self, leaf: Leaf) -> bool:
        """Take a member off; false where nobody has these values."""
        row = self.places.get((0, leaf.digests[0]))
        if row is None or self.leaves[row] != leaf:
            return False
        self.leaves[row] = None
        return True


def _are_the_same(some: Iterable[bytes], lines: Iterable[bytes]) -> bool:
    """Whether these are the same lines, in whatever order."""
    left = Counter(lines)
    left.subtract(some)
    return not any(left.values())


def _only(step: Step, evidence: Evidence, kind: str, when: str | None = None) -> tuple[int, Entry]:
    """The one entry of a type."""
    found = [(index, entry) for index, entry in evidence.of(kind) if when in (None, entry.get("when"))]
    if len(found) != 1:
        name = f"`{kind}`" if when is None else f"`{kind}` for the {when}"
        where = found[1][0] if found else None
        step.fail(_MISSING[kind], f"there are {len(found)} entries {name} on the board, not one", where)
    return found[0]


def _check_numbers(step: Step, evidence: Evidence, listed: Changes, where: range, index: int) -> None:
    """As many changes of each kind, and of each field, as were logged in this part of the board."""
    logged: Counter[tuple[str, str]] = Counter(
        (entry["type"].removeprefix("roll."), entry.get("field", ""))
        for at, entry in evidence.of(*_LOGGED)
        if at in where
    )
    if logged != listed.numbers:
        differs = sorted(kind for kind in logged | listed.numbers if logged[kind] != listed.numbers[kind])
        (operation, field), number = differs[0], len(differs)
        what = f"{operation} {field}".strip()
        message = (
            f"{listed.numbers[operation, field]:,} of `{what}` are listed,"
            f" {logged[operation, field]:,} were logged ({number} kinds differ)"
        )
        step.fail("V6.numbers", message, index)


def _check_distinct(step: Step, leaves: Iterable[Leaf | None], listed: Changes, index: int) -> None:
    """No sealed value stands twice on the roll before the changes, nor among what they change to."""
    every = [digest for leaf in leaves if leaf is not None for digest in leaf.digests]
    every += [new for _, _, new in listed.changes]
    if len(set(every)) != len(every):
        step.fail("V6.digests", "two members, or two changes, share a sealed value", index)


def _apply(step: Step, roll: _Roll, listed: Changes, index: int) -> None:
    """Apply changes for as long as any applies, then removals; nothing may be left over."""
    numbers = {name: number for number, name in enumerate(roll.fields)}
    waiting: dict[tuple[int, str], list[str]] = {}
    for field, old, new in listed.changes:
        waiting.setdefault((numbers[field], old), []).append(new)
    ready = [place for place in waiting if place in roll.places]
    applied = 0
    while ready:
        field_number, old = ready.pop()
        news = waiting.get((field_number, old), [])
        if news and roll.change(field_number, old, new := news.pop()):
            applied += 1
            ready.append((field_number, new))
    if applied != len(listed.changes):
        left = len(listed.changes) - applied
        step.fail("V6.apply", f"{left:,} listed changes do not start from anything on the roll", index)
    for leaf in listed.removes:
        if not roll.remove(leaf):
            step.fail("V6.apply", "a member is listed as leaving who is not on the roll", index)


def _check_mutable(step: Step, evidence: Evidence, later: Changes, index: int) -> None:
    mutable = evidence.election["mutable_after_freeze"]
    if later.adds or later.removes:
        step.fail("V6.mutable", "somebody joined or left the roll after the freeze", index)
    for field, _, _ in later.changes:
        if field not in mutable:
            step.fail("V6.mutable", f"the field {field} was changed after the freeze", index)


def _check_deliveries(step: Step, evidence: Evidence, frozen: list[Leaf]) -> None:
    """Every member was sent both halves, each to a sealed contact of theirs, two contacts in mode split."""
    found = evidence.of("deliver")
    if [entry["half"] for _, entry in found] != ["r", "s"]:
        step.fail("V6.delivery", "the two halves were not each delivered once, r before s", None)
    by_half = [_contacts(step, evidence, delivery, frozen) for delivery in found]
    evidence.delivered = [*zip(*by_half, strict=True)]
    if evidence.election["credential_mode"] != "split":
        return
    for row, (r, s) in enumerate(evidence.delivered, start=1):
        if r == s:
            step.fail(
                "V6.two-contacts", f"both halves for row {row:,} went to the same field, {r}", found[1][0]
            )


def _contacts(step: Step, evidence: Evidence, delivery: tuple[int, Entry], frozen: list[Leaf]) -> list[str]:
    """The field that each row's half was sent to, after its sealed value was compared with the roll."""
    index, entry = delivery
    fields: Mapping[str, int] = {name: number for number, name in enumerate(evidence.election["fields"])}
    data = evidence.read(entry["blob"])
    lines = records.fixed(step, "V6.delivery", data, _DELIVERY, index)
    if not len(lines) == entry["size"] == len(frozen):
        step.fail("V6.delivery", f"{len(lines):,} deliveries to {len(frozen):,} members", index)
    if merkle.root_of(lines).hex() != entry["root"]:
        step.fail("V6.delivery", "the deliveries are not those whose root the entry gives", index)
    contacts, contacts_of_roll = [], set(evidence.election["contacts"])
    for row, (line, leaf) in enumerate(zip(lines, frozen, strict=True), start=1):
        digest, field, number = _delivered(line)
        place = fields.get(field)
        if number != row or place is None or field not in contacts_of_roll or leaf.digests[place] != digest:
            step.fail("V6.delivery", f"delivery {row:,} did not go to a contact of that row", index)
        contacts.append(evidence.election["fields"][place])
    return contacts


_DELIVERY = re.compile(rb'\{"d":"[0-9a-f]{64}","field":"[a-z][a-z0-9_]{0,39}","row":[1-9][0-9]{0,14}\}')


def _delivered(line: bytes) -> tuple[str, str, int]:
    """Digest, field and row of a line that has been matched."""
    parts = line.decode("ascii").split('"')
    return parts[3], parts[7], int(parts[10][1:-1])
