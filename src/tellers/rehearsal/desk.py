"""The desks: papers go into a box, electors are marked, and two people type what the papers say.

A box knows no names. Source: spec/paper.md, spec/register.md.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tellers.board.groups import Group
from tellers.board.log import Signer
from tellers.canonical import encode, h256
from tellers.crypto import selections
from tellers.crypto.prove import papers
from tellers.custody.keyring import KeyHolder
from tellers.errors import Refused
from tellers.rehearsal.hall import Hall
from tellers.rehearsal.plan import Choices


@dataclass(frozen=True, slots=True)
class DeskMark:
    """A paper was put into a box for this row. ``idx``: the board index of the mark, which ``salt`` opens."""

    row: int
    cred: str
    channel: str
    batch: str
    minute: int
    idx: int
    salt: bytes = field(repr=False)


@dataclass(slots=True)
class Box:
    """Papers of one channel and one group, without their voters."""

    batch: str
    channel: str
    group: Group
    papers: list[Choices] = field(default_factory=list, repr=False)


@dataclass(slots=True)
class Desks:
    """All desks of the poll: their marks, their boxes, and the voids they asked for."""

    marks: list[DeskMark] = field(default_factory=list)
    rows: set[int] = field(default_factory=set)
    boxes: dict[str, Box] = field(default_factory=dict)
    voids: list[dict[str, str]] = field(default_factory=list)

    def accept(self, hall: Hall, desk: KeyHolder, row: int, box: Box, choices: Choices) -> None:
        """Mark the elector and drop the paper; a ballot cast before becomes void.

        Raises Refused: desk.already-marked, desk.held; desk.voted-online where a paper supersedes no ballot.
        """
        if row in self.rows:
            raise Refused("desk.already-marked", "a paper was accepted from this member before")
        if hall.server.has_ballot(row) and not hall.plan.rules.paper_supersedes:
            raise Refused("desk.voted-online", "this member has voted online: hand the paper back unopened")
        cred = hall.server.cred_of(row)
        if hall.server.docket.is_open(cred):
            raise Refused("desk.held", "a ballot of this member is before the panel: hand the paper back")
        self.rows.add(row)
        salt = secrets.token_bytes(32)
        ref = h256("mark/ref", salt, bytes.fromhex(cred)).hex()
        where = {"channel": box.channel, "batch": box.batch, "group": box.group.name}
        idx = hall.board.append({"type": "mark", **where, "ref": ref}, desk)
        self.marks.append(DeskMark(row, cred, box.channel, box.batch, hall.now // 60, idx, salt))
        if hall.server.has_ballot(row):
            self.voids.append(_void(hall, hall.returning_officer, cred, box.batch))
        hall.server.paper_accepted(row)
        self.boxes.setdefault(box.batch, box).papers.append(choices)


def enter_batch(hall: Hall, box: Box) -> None:
    """Two people type the papers of a box, each committing before either list is shown."""
    secrets.SystemRandom().shuffle(box.papers)
    shapes = [selections.shape_of(contest) for contest in hall.plan.contests_of[box.group.style]]
    numbers = [list(map(selections.encode, shapes, paper)) for paper in box.papers]
    typed = {"a": numbers, "b": _with_a_slip(numbers)}
    for who, rows in typed.items():
        commit = _commitment(hall.eid, box.batch, who, rows)
        typist = hall.officers[f"data-entry-{who}"]
        hall.append("paper.commit", typist, batch=box.batch, n=len(rows), commit=commit)
    diffs = [k for k, (a, b) in enumerate(zip(typed["a"], typed["b"], strict=True)) if a != b]
    _encrypt_batch(hall, box, numbers, diffs)


def publish_marks(hall: Hall, desks: Desks) -> None:
    """At the close: the marks of all desks in one sorted list, and the ballots they make void."""
    lines = sorted(
        ({"batch": m.batch, "channel": m.channel, "cred": m.cred} for m in desks.marks),
        key=lambda line: line["cred"],
    )
    blob = hall.board.write("paper/marks.ndjson", b"".join(encode(line) + b"\n" for line in lines))
    voids = sorted(desks.voids, key=lambda line: line["cred"])
    listed = hall.board.write("paper/voids.ndjson", b"".join(encode(void) + b"\n" for void in voids))
    hall.append("marks", *hall.both, size=len(lines), blob=blob, voids=listed)


def _void(hall: Hall, by: Signer, cred: str, batch: str) -> dict[str, str]:
    digest = h256("mark/supersede", hall.eid, bytes.fromhex(cred), batch.encode())
    return {"cred": cred, "by": by.id, "sig": by.sign(digest).hex()}


def _commitment(eid: bytes, batch: str, who: str, rows: Sequence[Sequence[int]]) -> str:
    written = encode([[str(number) for number in row] for row in rows])
    salt = secrets.token_bytes(32)
    return h256("paper/entries", eid, batch.encode(), who.encode(), salt, written).hex()


def _with_a_slip(numbers: list[list[int]]) -> list[list[int]]:
    """The second typist mistypes one paper, as happens; which one says nothing of what it holds."""
    slipped = [list(row) for row in numbers]
    row = secrets.choice(slipped)
    row[0] = selections.VOID if row[0] == selections.BLANK else selections.BLANK
    return slipped


def _encrypt_batch(hall: Hall, box: Box, numbers: list[list[int]], diffs: list[int]) -> None:
    cts: list[dict[str, Any]] = []
    proofs = []
    for k, contest in enumerate(hall.plan.contests_of[box.group.style]):
        column, width = [row[k] for row in numbers], selections.width(selections.shape_of(contest))
        rows, proof = papers.encrypt_batch(hall.eid, hall.pk, box.batch, contest["id"], width, column)
        cts.append({"c": contest["id"], **hall.board.write(f"paper/{box.batch}/{contest['id']}.bin", rows)})
        proofs.append(proof)
    pok = hall.board.write(f"paper/{box.batch}/pok.json", encode(proofs))
    hall.append(
        "paper.final",
        *hall.both,
        batch=box.batch,
        group=box.group.name,
        n=len(numbers),
        diffs=diffs,
        cts=cts,
        pok=pok,
        discrepancy="",
    )
