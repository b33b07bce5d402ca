"""Vectors of the books: entries and checkpoints, roll, register, and what is worked out from the board."""

from typing import Any

from tellers.board import lot as lots
from tellers.board.references import row_reference
from tellers.board.resolve import Precedence, final_entries, standing
from tellers.board.signing import entry_digest
from tellers.canonical import encode, h256
from tellers.register import labels as register_labels
from tellers.register import rows
from tellers.roll import leaves
from tellers.roll.members import Change, Member, batch
from tellers.tlog import checkpoint as checkpoints
from tellers.tlog import cosignature, note
from tellers.tlog.merkle import Tree, leaf_hash, root_of
from tellers.tlog.proof import InclusionProof
from tests import branch
from tests.vectors import poll
from tests.vectors.seeded import Vector, drawn, public_key, signing_key
from tests.vectors.voting import CRED, ROW

T = branch.OPENS


def signed_entry(context: bytes, content: dict[str, Any], signers: list[str]) -> dict[str, Any]:
    """An entry as it stands in the log. ``signers``: ids, each with the key drawn under that label."""
    digest = entry_digest(context, content)
    sigs = [{"by": by, "sig": signing_key(by).sign(digest).hex()} for by in signers]
    line = encode({**content, "sigs": sigs})
    return {
        "context": context.hex(),
        "entry": content,
        "keys": [{"by": by, "seed": drawn(by, 32).hex(), "vk": public_key(by).hex()} for by in signers],
        "digest": digest.hex(),
        "line": line.decode(),
        "leaf_hash": leaf_hash(line).hex(),
    }


def entry() -> list[Vector]:
    mark = {"type": "mark", "channel": "in-person", "batch": "box-1", "group": "full"}
    mark["ref"] = drawn("ref", 32).hex()
    notice = {
        "type": "minute",
        "t": T,
        "kind": "notice",
        "subject": "The meeting begins at ten, at the Old Mill (Ödhall)",
        "refs": [0],
        "digests": [drawn("document", 32).hex()],
    }
    return [
        {
            "bug": "the signatures are part of what is signed, or the digest has no context",
            **signed_entry(poll.EID, mark, ["presiding-officer"]),
        },
        {
            "bug": "an entry before `election` is signed under the election's id, which nobody has yet",
            **signed_entry(
                poll.SID, {"type": "setup", "t": T - 1, "setup": poll.SETUP}, ["returning-officer"]
            ),
        },
        {
            "bug": "text beyond ASCII is escaped in the entry that is hashed",
            **signed_entry(poll.EID, notice, ["returning-officer"]),
        },
        {
            "bug": "the second officer signs over the first one's signature",
            **signed_entry(poll.EID, {"type": "open", "t": T}, ["returning-officer", "deputy"]),
        },
    ]


def checkpoint() -> list[Vector]:
    tree = Tree(leaf_hash(f"line {number}".encode()) for number in range(11))
    log = note.parse_key(poll.SETUP["log_vkey"])
    witnesses = [note.parse_key(text) for text in poll.SETUP["witnesses"]]
    present = checkpoints.Checkpoint(log.name, tree.size, tree.root())
    signed = checkpoints.sign(present, log, signing_key("log").sign)
    lines = [
        cosignature.cosign(signed.text, T + number, key, signing_key(key.name).sign)
        for number, key in enumerate(witnesses)
    ]
    whole = bytes(checkpoints.with_cosignatures(signed, lines, witnesses))
    return [
        {
            "bug": "the witness's time is not under its signature, or the key hash leaves out its type",
            "log_seed": drawn("log", 32).hex(),
            "log_vkey": str(log),
            "witnesses": [{"seed": drawn(key.name, 32).hex(), "vkey": str(key)} for key in witnesses],
            "times": [T, T + 1],
            "leaves": [f"line {number}" for number in range(11)],
            "body": str(present),
            "note": whole.decode(),
            "proof_of_index_5": bytes(InclusionProof(5, tuple(tree.inclusion_path(5)), whole)).decode(),
        }
    ]


def member_lines(secret: bytes, fields: list[tuple[str, Any, int]], weight: int = 1) -> dict[str, Any]:
    """A member's salts and digests. ``fields``: (name, value, version)."""
    salts = [leaves.salt(secret, name, version) for name, _, version in fields]
    digests = [leaves.digest(salt, name, value) for salt, (name, value, _) in zip(salts, fields, strict=True)]
    return {
        "secret": secret.hex(),
        "fields": [list(field) for field in fields],
        "salts": [salt.hex() for salt in salts],
        "digests": digests,
        "leaf": leaves.leaf(digests, poll.STYLE, weight).decode(),
    }


def roll() -> list[Vector]:
    values = branch.MEMBERS[2]
    first = [
        ("name", values["name"], 0),
        ("member_number", values["member_number"], 0),
        ("email", values["email"], 0),
        ("address", None, 0),
    ]
    secret = drawn("secret of a member", 32)
    moved = [*first[:2], ("email", "thorn@sluice.example", 1), first[3]]
    other = member_lines(
        drawn("secret of another member", 32), [(name, value, 0) for name, value, _ in first]
    )
    delegate = member_lines(drawn("secret of a delegate", 32), [("name", "Anwen Rowan", 0)], 25)
    lines = [member_lines(secret, first), member_lines(secret, moved), other, delegate]
    return [
        {"bug": "every member is given weight 1, so that a delegate's is lost", **lines[3]},
        {"bug": "a value that is missing is left out instead of hashed as null", **lines[0]},
        {"bug": "a changed field keeps its salt, so that a change back shows", **lines[1]},
        {"bug": "two members with one value have one digest, since the salt is not their own", **lines[2]},
        {
            "bug": "the root is taken over lines with their newlines, or over sorted lines",
            "leaves": [line["leaf"] for line in lines],
            "root": root_of(line["leaf"].encode() for line in lines).hex(),
        },
    ]


def references() -> list[Vector]:
    salt = drawn("salt of a reference", 32)
    member = Member(dict(branch.MEMBERS[3]), drawn("secret of the mover", 32), poll.STYLE)
    before = member.digest("email")
    leaf = {"d": [member.digest(name) for name in ("name", "email")], "style": poll.STYLE, "weight": 1}
    member.values["email"], member.versions["email"] = "reed@sluice.example", 1
    lines: list[dict[str, Any]] = [
        {"op": "change", "field": "email", "old": before, "new": member.digest("email")},
        {"op": "add", "leaf": leaf},
        {"op": "remove", "leaf": leaf},
    ]
    cred = bytes.fromhex(CRED)
    return [
        *(
            {
                "bug": f"the line of a {line['op']} is hashed in another form than the list has it",
                "salt": salt.hex(),
                "line": line,
                "ref": leaves.sealed_reference(salt, line).hex(),
            }
            for line in lines
        ),
        {
            "bug": "the list of changes keeps the order of the log, which says who moved on which day",
            "lines": lines,
            "file": batch([Change(line, salt) for line in lines]).decode(),
        },
        {
            "bug": "the pseudonym is hashed as its hexadecimal text",
            "salt": salt.hex(),
            "cred": CRED,
            "mark_ref": h256("mark/ref", salt, cred).hex(),
        },
        {
            "bug": "the row is hashed as text, or counted from 0",
            "salt": salt.hex(),
            "row": ROW,
            "row_ref": row_reference(salt, ROW).hex(),
        },
        {
            "bug": "the box is not in what makes a ballot void",
            "eid": poll.EID.hex(),
            "cred": CRED,
            "batch": "box-1",
            "supersede": h256("mark/supersede", poll.EID, cred, b"box-1").hex(),
        },
    ]


def register_row(secret: bytes, number: int, values: list[Any]) -> dict[str, Any]:
    """A row's salts and leaf. ``values``: in the order of the register's fields."""
    named = list(zip(rows.FIELDS[: len(values)], values, strict=True))
    salts = [rows.salt(secret, name) for name, _ in named]
    digests = [rows.digest(salt, name, value) for salt, (name, value) in zip(salts, named, strict=True)]
    return {
        "secret": secret.hex(),
        "row": number,
        "values": values,
        "salts": [salt.hex() for salt in salts],
        "leaf": rows.leaf(number, digests).decode(),
    }


def register() -> list[Vector]:
    minute = T // 60 + 12
    voted = ["voted", "online", "electronic", 1, minute, 12, CRED, "", True, 0, ["email", "letter"], 0, ""]
    paper = [
        "voted",
        "post",
        "paper",
        -1,
        minute,
        40,
        "ab" * 16,
        "post-1",
        True,
        0,
        ["email", "letter"],
        0,
        "",
    ]
    absent = ["not-voted", "", "", -1, 0, -1, "ff" * 16, "", True, 0, ["email", "letter"], 0, ""]
    made = [
        register_row(drawn(f"secret of row {number}", 32), number, values)
        for number, values in enumerate([voted, paper, absent], 1)
    ]
    bugs = (
        "fields are hashed in another order, or a truth value as a number",
        "a withheld bucket is nought, which is the first bucket, instead of minus one",
        "who did not vote has no row, or a row of another shape",
    )
    return [
        *({"bug": bug, **row} for bug, row in zip(bugs, made, strict=True)),
        {
            "bug": "the root is taken over sorted rows",
            "fields": list(rows.FIELDS),
            "root": root_of(row["leaf"].encode() for row in made).hex(),
        },
    ]


def labels() -> list[Vector]:
    cases: list[tuple[str, int, list[list[Any]]]] = [
        ("a channel of exactly k marks is pooled", 10, [["online", 10], ["post", 12]]),
        ("a small channel keeps its name", 10, [["kiosk", 4], ["online", 30], ["assisted", 7]]),
        (
            "a pool below k is left small instead of taking in the smallest other channel",
            10,
            [["assisted", 2], ["kiosk", 12], ["online", 40]],
        ),
        (
            "where two channels could fill the pool, the choice depends on their order",
            10,
            [["online", 12], ["kiosk", 12], ["assisted", 1]],
        ),
        (
            "paper and electronic marks are pooled together",
            10,
            [["in-person", 3], ["online", 50], ["post", 30]],
        ),
        ("a pool that stays below k disappears", 10, [["kiosk", 1], ["post", 2]]),
        ("a channel without marks is shown", 2, [["online", 3]]),
        ("a register without marks has labels", 10, []),
    ]
    return [
        {
            "bug": bug,
            "k": k,
            "by_channel": by_channel,
            "labels": [
                [label, list(channels), n]
                for label, channels, n in register_labels.labels(dict(map(tuple, by_channel)), k)
            ],
        }
        for bug, k, by_channel in cases
    ]


def bucket_widths() -> list[Vector]:
    opens, ladder = T // 60, [5, 10, 60]
    cases = [
        ("a bucket of exactly k marks is too small", 3, [0, 1, 4, 5, 6, 9]),
        ("a later bucket that is too small is not looked at", 3, [0, 1, 4, 5, 6, 30]),
        ("the last minute of a bucket falls into the next", 2, [4, 4, 5, 5]),
        ("an empty bucket in between forbids the width", 2, [0, 1, 11, 12]),
        ("times are shown although even the widest bucket is too small", 3, [1, 2]),
        ("no marks at all have the narrowest width", 3, []),
    ]
    return [_bucketed(bug, k, ladder, [opens + after for after in minutes]) for bug, k, minutes in cases]


def _bucketed(bug: str, k: int, ladder: list[int], minutes: list[int]) -> Vector:
    width = register_labels.bucket_width(minutes, T, ladder, k)
    return {
        "bug": bug,
        "k": k,
        "ladder": ladder,
        "opens": T,
        "minutes": minutes,
        "width": width,
        "buckets": [register_labels.bucket(minute, T, width, ladder[-1]) for minute in minutes],
    }


def resolve() -> list[Vector]:
    a, b, c, d = ("01" * 16, "02" * 16, "03" * 16, "04" * 16)
    ballots = [(11, a), (12, b), (13, a), (15, c), (19, c), (20, b)]
    cases: list[tuple[str, Precedence, list[str]]] = [
        ("the last ballot counts where the first should, or a paper does not supersede", "first", [b, d]),
        ("the first ballot counts where the last should, or a later ballot beats a paper", "last", [b, d]),
        ("a pseudonym without a paper is lost", "first", []),
    ]
    return [
        *(_resolved(bug, precedence, ballots, marked, []) for bug, precedence, marked in cases),
        *(_resolved(bug, "first", ballots, marked, orders) for bug, marked, orders in _ordered(a, b, c, d)),
        _resolved("a decision holds only under precedence first", "last", ballots, [d], _decided(a, c)),
    ]


def _ordered(a: str, b: str, c: str, d: str) -> list[tuple[str, list[str], list[Vector]]]:
    """What was ordered about pseudonyms, of whom ``d`` has no ballot."""
    suspended = [{"type": "cred.suspend", "cred": cred} for cred in (a, d)]
    return [
        ("a ballot counts while it is held, or who cast none is excluded", [b], suspended),
        (
            "a hold that was lifted goes on",
            [b],
            [*suspended, {"type": "cred.restore", "cred": a}, {"type": "cred.restore", "cred": d}],
        ),
        ("a decision does not go before a hold", [b], [*suspended, *_decided(a, c)]),
    ]


def _decided(a: str, c: str) -> list[Vector]:
    """One let in with the tender at 31, one excluded."""
    return [
        {"type": "cred.decide", "cred": a, "enter": 31},
        {"type": "cred.decide", "cred": c, "enter": -1},
    ]


def _resolved(
    bug: str, precedence: Precedence, ballots: list[tuple[int, str]], marked: list[str], orders: list[Vector]
) -> Vector:
    ordered = standing(orders)
    final = final_entries(ballots, marked, precedence, ordered)
    return {
        "bug": bug,
        "precedence": precedence,
        "ballots": [list(ballot) for ballot in ballots],
        "marked": marked,
        "orders": orders,
        "final": sorted([cred, last] for cred, last in final.items()),
        "excluded": sorted(ordered.excluded),
    }


def lot() -> list[Vector]:
    body = checkpoint()[0]["body"]
    seed = lots.seed(poll.EID, body.encode())
    return [
        {
            "bug": "the seed is taken over the whole note, so that a witness may choose the lot",
            "eid": poll.EID.hex(),
            "close_body": body,
            "seed": seed.hex(),
        },
        *(
            {
                "bug": "options are compared as numbers, or written in another length",
                "seed": seed.hex(),
                "options": options,
                "order": list(lots.order(seed, options)),
            }
            for options in (2, 5, 300)
        ),
        {
            "bug": "words are hashed as they were typed and not in their canonical form, or without a label",
            "words": "drei Würfel: 3, 5, 5",
            "seed": lots.seed_of_words("drei Wu\u0308rfel: 3, 5, 5").hex(),
        },
    ]
