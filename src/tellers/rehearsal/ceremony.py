"""Before the poll opens: the key, the definition of the election, the roll, the credentials."""

import secrets
from typing import Any

from tellers.board.entries import CHANNELS, LONGEST
from tellers.board.groups import Group, grouped
from tellers.board.mixing import CREDENTIALS, credential_rows
from tellers.canonical import PROTOCOL, encode, h256
from tellers.clock import DAY_S
from tellers.crypto.credential import pseudonym
from tellers.crypto.prove import credentials, keygen
from tellers.custody.listing import listing
from tellers.custody.registrar import delivery_line
from tellers.custody.sets import MixedSet
from tellers.errors import Refused
from tellers.poll.candidates import needs_nomination
from tellers.register.rows import FIELDS as REGISTER_FIELDS
from tellers.rehearsal import passing
from tellers.rehearsal.hall import Hall
from tellers.roll import members

CLOSED_BESIDE = 2_048
"""At most so many bytes of the entry ``close`` are about something else than its labels."""
FIELDS = ["name", "member_number", "unit", "joined", "email", "phone", "address"]
CONTACTS = ["email", "phone", "address"]
KNOWN_BY = ["name", "member_number", "unit"]
TIERS = {
    "b": {"roll": KNOWN_BY, "reg": ["status", "label", "bucket"]},
    "c": {"roll": KNOWN_BY, "reg": list(REGISTER_FIELDS)},
    "m": {"roll": FIELDS, "reg": list(REGISTER_FIELDS)},
}


def make_key(hall: Hall) -> None:
    """The trustees make the election key; every message goes over the board.

    Raises Refused: dkg.complaint, where one of them complained of another's share.
    """
    rules = hall.plan.rules
    hall.wait(DAY_S)
    for trustee in hall.trustees:
        message = trustee.commit(hall.sid, rules.threshold, rules.trustees)
        hall.append("dkg0", trustee, msg=message)
    hall.checkpoint()
    committed = _messages(hall, "dkg0")
    for trustee in hall.trustees:
        hall.append("dkg1", trustee, msg=trustee.reveal(committed))
    hall.checkpoint()
    revealed = _messages(hall, "dkg1")
    complaints = []
    for trustee in hall.trustees:
        for complaint in trustee.complain(committed, revealed):
            hall.append("dkg.complaint", trustee, msg=complaint)
            complaints.append(complaint)
    hall.checkpoint()
    for trustee in hall.trustees:
        hall.append("dkg3", trustee, msg=trustee.certify(committed, revealed, complaints))
    hall.pk = keygen.election_key(revealed)
    hall.checkpoint()


def define_election(hall: Hall) -> None:
    """Nominations, then the definition that everything later is bound to."""
    hall.wait(DAY_S)
    for contest in hall.contests:
        for option in contest["options"]:
            if needs_nomination(contest, option["id"]):
                subject = f"{contest['id']}/{option['id']}"
                hall.minute("nomination", subject, hall.returning_officer)
                hall.minute("consent", subject, hall.returning_officer)
    hall.wait(DAY_S)
    election = _election_object(hall)
    hall.append("election", *hall.both, election=election)
    hall.election, hall.eid = election, h256("election", encode(election))
    hall.checkpoint()
    for option in sorted(hall.plan.withdrawn):
        contest = hall.contests[0]
        subject = f"{contest['id']}/{contest['options'][option]['id']}"
        hall.minute("candidate.withdrawn", subject, *hall.both)
    hall.checkpoint()


def build_roll(hall: Hall) -> None:
    """Import, the changes on the record, and the freeze in an order drawn anew.

    Raises Refused: freeze.groups.
    """
    hall.wait(3 * DAY_S)
    electors = hall.plan.electors
    late = 1 if len(electors) > 2 else 0
    system = secrets.SystemRandom()
    joined = [
        (members.join(elector.values, elector.style, elector.weight), number)
        for number, elector in enumerate(electors)
    ]
    leaver = (members.join(_leaver(electors[0].values), electors[0].style), -1)
    imported = [*joined[: len(joined) - late], leaver]
    system.shuffle(imported)
    root, data = listing([member.leaf(FIELDS) for member, _ in imported])
    blob = hall.board.write("roll/import.ndjson", data)
    hall.append("roll.import", hall.returning_officer, root=root, size=len(imported), blob=blob)
    hall.checkpoint()
    hall.wait(2 * DAY_S)
    for member, _ in joined[len(joined) - late :]:
        _log_whole(hall, "roll.add", "joined", members.addition(member, FIELDS))
    for member, _ in joined[: hall.plan.contact_changes]:
        change_contact(hall, member, "email", f"new.{member.values['email']}")
    _log_whole(hall, "roll.remove", "left", members.removal(leaver[0], FIELDS))
    hall.checkpoint()
    hall.wait(DAY_S)
    publish_changes(hall, "freeze")
    system.shuffle(joined)
    hall.members = [member for member, _ in joined]
    hall.elector_of_row = [number for _, number in joined]
    hall.groups = grouped([*hall.plan.contests_of], (Group(m.style, m.weight) for m in hall.members))
    _check_labels_fit(hall)
    root, data = listing([member.leaf(FIELDS) for member in hall.members])
    blob = hall.board.write("roll/frozen.ndjson", data)
    hall.append("roll.freeze", *hall.both, root=root, size=len(hall.members), blob=blob)
    hall.checkpoint()


def _check_labels_fit(hall: Hall) -> None:
    """Even if every channel becomes a label of its own in every group, the close fits an entry."""
    widest = hall.plan.ladder[-1]
    most = [
        [group.name, channel, [channel], len(rows), widest]
        for group, rows in hall.groups.items()
        for channel in CHANNELS
    ]
    if len(encode(most)) > LONGEST - CLOSED_BESIDE:
        groups = f"the members are of {len(hall.groups):,} ballot styles and weights"
        raise Refused("freeze.groups", f"{groups}: the entry that closes the poll could not list them all")


def change_contact(hall: Hall, member: members.Member, name: str, value: str) -> None:
    """A member's contact is altered, on the record."""
    change = members.change(member, name, value)
    hall.changes.append(change)
    hall.board.append(
        {
            "type": "roll.change",
            "day": hall.now // DAY_S,
            "field": name,
            "ref": change.reference.hex(),
            "reason": "contact",
        },
        hall.officers["membership"],
    )


def publish_changes(hall: Hall, when: str) -> None:
    """The sorted list of all changes since the last one."""
    blob = hall.board.write(f"roll/changes-{when}.ndjson", members.batch(hall.changes))
    hall.append("roll.batch", hall.returning_officer, when=when, size=len(hall.changes), blob=blob)
    hall.changes = []


def issue_credentials(hall: Hall) -> None:
    """Both halves for every row, sealed; mixed and opened into the sorted public list."""
    hall.wait(DAY_S)
    n = len(hall.members)
    codes = hall.registrar.make(hall.sid, n, lambda done: hall.watch("making voting codes", done, n))
    issuers = (
        ("r", codes, hall.registrar),
        ("s", hall.server.links.make(hall.sid, n), hall.server),
    )
    for half, keys, issuer in issuers:
        hall.watch(f"sealing the {issuer.id}'s half of every code", 0, n)
        chance = hall.registrar.sealing(hall.eid) if issuer is hall.registrar else None
        records = credentials.seal(hall.eid, half, hall.pk, keys, chance)
        blob = hall.board.write(f"cred/enc-{half}.bin", records)
        hall.append("cred.enc", issuer, half=half, size=n, blob=blob)
    hall.checkpoint()
    sealed_r, sealed_s = hall.board.read("cred/enc-r.bin"), hall.board.read("cred/enc-s.bin")
    for group, rows in hall.groups.items():
        passing.mix(hall, MixedSet(CREDENTIALS, group.name), credential_rows(sealed_r, sealed_s, rows))
    hall.checkpoint()
    _open_credentials(hall)
    hall.checkpoint()


def deliver(hall: Hall) -> None:
    """Send the halves over two different contacts, and say publicly where each went."""
    hall.wait(DAY_S)
    hall.registrar.send([member.values[hall.registrar.DELIVERY] for member in hall.members])
    hall.server.links.send([member.values[hall.server.links.DELIVERY] for member in hall.members])
    sent = (("r", hall.registrar.DELIVERY, hall.registrar), ("s", hall.server.links.DELIVERY, hall.server))
    for half, field, issuer in sent:
        lines = [delivery_line(row, field, one.digest(field)) for row, one in enumerate(hall.members, 1)]
        root, data = listing(lines)
        blob = hall.board.write(f"deliver/{half}.ndjson", data)
        hall.append("deliver", issuer, half=half, size=len(hall.members), root=root, blob=blob)
    hall.checkpoint()


def _open_credentials(hall: Hall) -> None:
    listed = []
    for group in hall.groups:
        chosen = hall.trustees[: hall.plan.rules.threshold]
        points = passing.decrypt(hall, MixedSet(CREDENTIALS, group.name), chosen)
        listed += [
            _line(group, points[k : k + 32], points[k + 32 : k + 64]) for k in range(0, len(points), 64)
        ]
    listed.sort(key=lambda line: line["cred"])
    root, data = listing([encode(line) for line in listed])
    blob = hall.board.write("cred/list.ndjson", data)
    hall.append("cred.list", hall.returning_officer, size=len(listed), root=root, blob=blob)
    hall.server.enrol(listed)


def _line(group: Group, xr: bytes, xs: bytes) -> dict[str, Any]:
    """A line of the public list of voting keys."""
    return {
        "cred": pseudonym(xr, xs),
        "style": group.style,
        "weight": group.weight,
        "xr": xr.hex(),
        "xs": xs.hex(),
    }


def _election_object(hall: Hall) -> dict[str, object]:
    rules = hall.plan.rules
    dkg0, dkg1 = _messages(hall, "dkg0"), _messages(hall, "dkg1")
    return {
        "format": "tellers-election/1",
        "protocol": PROTOCOL,
        "sid": hall.sid.hex(),
        "pk": hall.pk.hex(),
        "dkg": keygen.transcript_digest(hall.sid, rules.threshold, rules.trustees, dkg0, dkg1).hex(),
        "contests": hall.contests,
        "styles": [
            [style, [contest["id"] for contest in contests]]
            for style, contests in hall.plan.contests_of.items()
        ],
        "opens": hall.plan.opens,
        "closes": hall.plan.closes,
        "batch": rules.batch,
        "precedence": rules.precedence,
        "paper_supersedes": rules.paper_supersedes,
        "release_k": rules.release_k,
        "ladder": hall.plan.ladder,
        "tiers": TIERS,
        "credential_mode": "split",
        "fields": FIELDS,
        "register_fields": list(REGISTER_FIELDS),
        "contacts": CONTACTS,
        "mutable_after_freeze": CONTACTS,
        "roll_editors": ["membership"],
        "mix_rule": rules.mix_rule,
        "mixers": [mixer.id for mixer in hall.mixers],
        "min_mixers": 2,
    }


def _log_whole(hall: Hall, kind: str, reason: str, change: members.Change) -> None:
    hall.changes.append(change)
    entry = {"type": kind, "day": hall.now // DAY_S, "ref": change.reference.hex(), "reason": reason}
    hall.board.append(entry, *hall.both)


def _messages(hall: Hall, round_: str) -> list[keygen.Message]:
    return [entry["msg"] for _, entry in hall.board.of_type(round_)]


def _leaver(values: dict[str, object]) -> dict[str, object]:
    return {**values, "name": "Gone Away", "member_number": "M00000"}
