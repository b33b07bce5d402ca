"""Vectors of what voters and desks make: credentials, sealed keys, ballots, receipts, papers."""

import hashlib
from collections.abc import Iterable
from typing import Any

from tellers import _core
from tellers.board import receipt as receipts
from tellers.board.mixing import halves
from tellers.board.receipt import check_code, promise_digest, receipt_code
from tellers.board.signing import entry_digest
from tellers.canonical import encode, h256, le32
from tellers.crypto import check, selections, statements
from tellers.crypto.credential import check_character, pseudonym, read_code, written_code
from tellers.crypto.prove import credentials
from tellers.crypto.secret import Secret
from tellers.errors import Refused
from tests.vectors import poll
from tests.vectors.choices import Q
from tests.vectors.seeded import Vector, drawn, joined, judged, public_key, scalars, signing_key, split

Chosen = list[tuple[dict[str, Any], selections.Selection]]
"""Contests, and what is chosen in each."""

ROW = 17
CODE = "".join("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[byte % 32] for byte in drawn("voting code", 15))
SEED = drawn("seed of the voting link", 16)
X_R = credentials.registrar_keys(poll.SID, [ROW], [CODE])[0].reveal()
X_S = credentials.server_key(poll.SID, ROW, Secret(SEED)).reveal()
XR, XS = _core.base_multiply(X_R), _core.base_multiply(X_S)
CRED = pseudonym(XR, XS)


def credential() -> list[Vector]:
    stretched = hashlib.scrypt(CODE.encode(), salt=poll.SID + le32(ROW), n=1 << 14, r=8, p=1, dklen=32)
    written = written_code(CODE)
    made = {
        "bug": "the code is not stretched, or without the set-up's id and the row in the salt",
        "sid": poll.SID.hex(),
        "row": ROW,
        "characters": CODE,
        "check": check_character(CODE),
        "written": written,
        "stretched": stretched.hex(),
        "seed": SEED.hex(),
        "x_r": X_R.hex(),
        "x_s": X_S.hex(),
        "xr": XR.hex(),
        "xs": XS.hex(),
        "cred": CRED,
    }
    slipped = "0" if written[0] != "0" else "1"
    exchanged = written[0] + written[2] + written[1] + written[3:]
    typed = [
        ("lower case is refused", CODE, written.lower()),
        ("hyphens are needed, or are counted", CODE, written.replace("-", "")),
        ("spaces are refused", CODE, " " + written.replace("-", " ") + " "),
        ("a slip in one character is taken for another code", "refused", slipped + written[1:]),
        ("two characters exchanged are taken for another code", "refused", exchanged),
        ("a code without its last character is taken", "refused", written[:-1]),
        ("a code with one character too many is taken", "refused", written + "0"),
        ("U, which no code has, is read as V", "refused", "U" + written[1:]),
        ("digits of another script are read as digits", "refused", "\u0663" + written[1:]),
    ]
    lookalike = "01" * 7 + "0"
    with_letters = written_code(lookalike).replace("0", "o").replace("1", "I", 3).replace("1", "l")
    return [
        made,
        *(judged(bug, found, read(text), typed=text) for bug, found, text in typed),
        judged(
            "an O is not read as 0, nor an I or L as 1", lookalike, read(with_letters), typed=with_letters
        ),
    ]


def read(typed: str) -> str:
    """The characters of a code as typed, or "refused"."""
    try:
        return read_code(typed)
    except Refused:
        return "refused"


def sealed_record(
    eid: bytes, half: str, row: int, pk: bytes, x: bytes, r: bytes, nonces: bytes
) -> dict[str, Any]:
    """One record of a sealed half, from explicit secrets."""
    record, _ = _core.seal(eid, half, pk, x, randomness=r, nonces=nonces, first_row=row)
    return {
        "eid": eid.hex(),
        "half": half,
        "row": row,
        "pk": pk.hex(),
        "x": x.hex(),
        "r": r.hex(),
        "nonces": split(nonces),
        "record": record.hex(),
    }


def sealed() -> list[Vector]:
    seventeenth = [
        (
            "the row is not in the statement, so that a record can be moved to another row",
            sealed_record(
                poll.EID, half, ROW, poll.PK, x, scalars(f"seal {half}", 1), scalars(f"seal nonces {half}", 2)
            ),
        )
        for half, x in (("r", X_R), ("s", X_S))
    ]
    file, _ = _core.seal(
        poll.EID,
        "r",
        poll.PK,
        scalars("keys", 3),
        randomness=scalars("seals", 3),
        nonces=scalars("nonces of seals", 6),
    )
    first, second, third = file[:192], file[192:384], file[384:]
    files = [
        ("a good file is refused", -1, "r", file),
        ("a record stands in another row than its own", 0, "r", second + first + third),
        ("the registrar's file is given out as the server's", 0, "s", file),
        ("the last response is not looked at", 2, "r", _changed(file, 17)),
        ("the second commitment is not looked at", 1, "r", _changed(file, 9)),
        ("a response is read modulo q", 0, "r", _plus_q(file, 5)),
        ("a torn file is read to its last whole record", 2, "r", file[:-1]),
    ]
    return [
        *({"bug": bug, **record} for bug, record in seventeenth),
        *(
            judged(
                bug,
                verdict,
                check.check_sealed(poll.EID, half, poll.PK, data),
                eid=poll.EID.hex(),
                half=half,
                pk=poll.PK.hex(),
                file=data.hex(),
                about="verdict: the first record, from 0, that does not hold; -1 where all do",
            )
            for bug, verdict, half, data in files
        ),
    ]


def ballot_entry(
    eid: bytes,
    pk: bytes,
    about: dict[str, Any],
    numbers: list[tuple[str, int, int]],
    r: bytes,
    keys: bytes,
    nonces: bytes,
) -> dict[str, Any]:
    """A ballot from explicit secrets. ``about``: its cred, n, style, channel. ``keys``: x_R and x_S.

    ``numbers``: of every contest its id, its width and the number chosen.
    """
    rows = _core.encrypt(pk, b"".join(selections.to_points([m], width) for _, width, m in numbers), r)
    cts, left = [], split(rows, 64)
    for c, width, _ in numbers:
        cts.append({"c": c, "ct": left[:width]})
        left = left[width:]
    public = _core.base_multiply(keys)
    state = ballot_state(eid, pk, public, {**about, "cts": cts})
    t, z = _core.prove_knowledge(state, r + keys, nonces=nonces)
    return {**about, "cts": cts, "pok": {"t": split(t), "z": split(z)}}


def ballot_state(eid: bytes, pk: bytes, public: bytes, entry: dict[str, Any]) -> bytes:
    """The statement of a ballot. ``public``: X_R and X_S."""
    return statements.ballot(
        eid,
        pk,
        bytes.fromhex(entry["cred"]),
        public[:32],
        public[32:],
        entry["n"],
        entry["style"],
        entry["channel"],
        ciphertexts(entry),
        entry.get("type", "ballot"),  # which the earlier vectors do not say
    )


def ciphertexts(entry: dict[str, Any]) -> list[tuple[str, bytes]]:
    """(contest, its ciphertexts) of a ballot."""
    return [(part["c"], joined(part["ct"])) for part in entry["cts"]]


def proof_holds(eid: bytes, pk: bytes, public: bytes, entry: dict[str, Any]) -> bool:
    """Whether the combined proof of a ballot holds."""
    firsts, _ = halves(b"".join(ct for _, ct in ciphertexts(entry)))
    points = b"".join(firsts) + public
    state = ballot_state(eid, pk, public, entry)
    t, z = joined(entry["pok"]["t"]), joined(entry["pok"]["z"])
    return check.check_knowledge([state], [points], [t], [z]) == -1


def demonstration() -> tuple[dict[str, Any], dict[str, Any]]:
    """The ballot of the vectors, without signatures, and the secrets behind it."""
    chosen: Chosen = [(poll.CHAIR, [2, 0]), (poll.MOTION, [0])]
    return filled_in(chosen, "ballot")


def wide() -> tuple[dict[str, Any], dict[str, Any]]:
    """A ballot with a contest of two ciphertexts before one of a single ciphertext."""
    chosen: Chosen = [(poll.COMMITTEE, [[59], [3, 7, 58], [0]]), (poll.MOTION, "blank")]
    return filled_in(chosen, "wide ballot")


def filled_in(chosen: Chosen, label: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A ballot, without signatures, and the secrets behind it, drawn by the label."""
    shapes = [(selections.shape_of(contest), choice) for contest, choice in chosen]
    widths = [selections.width(shape) for shape, _ in shapes]
    numbers = [
        (contest["id"], width, selections.encode(shape, choice))
        for (contest, _), width, (shape, choice) in zip(chosen, widths, shapes, strict=True)
    ]
    r = scalars(f"randomness of the {label}", sum(widths))
    nonces = scalars(f"nonces of the {label}", sum(widths) + 2)
    about = {"type": "ballot", "cred": CRED, "n": 1, "style": poll.STYLE, "channel": "online"}
    entry = ballot_entry(poll.EID, poll.PK, about, numbers, r, X_R + X_S, nonces)
    selected = [[contest["id"], choice] for contest, choice in chosen]
    return entry, {
        "selections": selected,
        "numbers": [str(m) for _, _, m in numbers],
        "r": split(r),
        "nonces": split(nonces),
    }


def ballot() -> list[Vector]:
    entry, secrets = demonstration()
    public = XR + XS
    keys = {"eid": poll.EID.hex(), "pk": poll.PK.hex(), "xr": XR.hex(), "xs": XS.hex()}
    digest = entry_digest(poll.EID, entry)
    good = {
        "bug": "the statement of the proof lacks a part, or has it in another order",
        **keys,
        "x_r": X_R.hex(),
        "x_s": X_S.hex(),
        **secrets,
        "entry": entry,
        "state": ballot_state(poll.EID, poll.PK, public, entry).hex(),
        "check_code": check_code(poll.EID, entry["style"], ciphertexts(entry)),
        "digest": digest.hex(),
        "receipt_code": receipt_code(poll.EID, digest),
    }
    holds = judged("a good ballot is refused", True, proof_holds(poll.EID, poll.PK, public, entry))
    return [
        good,
        {**holds, **keys, "entry": entry},
        *_wide_ballots(keys, public),
        *(
            judged(bug, False, proof_holds(poll.EID, poll.PK, public, false), **keys, entry=false)
            for bug, false in _false_ballots(entry)
        ),
        *(
            judged(bug, is_good, proof_holds(poll.EID, poll.PK, public, one), **keys, entry=one)
            for bug, is_good, one in _tenders(entry)
        ),
    ]


def _tenders(entry: dict[str, Any]) -> list[tuple[str, bool, dict[str, Any]]]:
    """A tender after the ballot of the vectors, and either of the two posted as the other."""
    blank = [(c["id"], 1, selections.BLANK) for c in (poll.CHAIR, poll.MOTION)]
    r, nonces = scalars("randomness of the tender", 2), scalars("nonces of the tender", 4)
    about = {"type": "tender", "cred": CRED, "n": 2, "style": poll.STYLE, "channel": "online"}
    tender = ballot_entry(poll.EID, poll.PK, about, blank, r, X_R + X_S, nonces)
    return [
        ("a tender is proven under the label of a ballot", True, tender),
        ("a tender can be posted as a ballot", False, {**tender, "type": "ballot"}),
        ("a ballot can be posted as a tender", False, {**entry, "type": "tender"}),
    ]


def _false_ballots(entry: dict[str, Any]) -> Iterable[tuple[str, dict[str, Any]]]:
    pok = entry["pok"]
    first, second = entry["cts"]

    def proof(t: list[str] = pok["t"], z: list[str] = pok["z"]) -> dict[str, Any]:
        return {**entry, "pok": {"t": t, "z": z}}

    yield "the counter is not in the statement: the ballot can be replayed", {**entry, "n": 2}
    yield "the channel is not in the statement", {**entry, "channel": "kiosk"}
    yield "the style is not in the statement", {**entry, "style": "other"}
    yield "the pseudonym is not in the statement: the ballot can be copied", {**entry, "cred": "ab" * 16}
    yield "contests are not bound to their ciphertexts", {**entry, "cts": [second, first]}
    moved = [{**first, "ct": second["ct"]}, {**second, "ct": first["ct"]}]
    yield "ciphertexts can be exchanged between contests", {**entry, "cts": moved}
    yield "the second half of a ciphertext is not in the statement", _mauled(entry)
    last = _int(int.from_bytes(bytes.fromhex(pok["z"][-1]), "little") + 1)
    yield "the server's half of the credential is not proven", proof(z=[*pok["z"][:-1], last.hex()])
    yield "one response too few is read over", proof(t=pok["t"][:-1], z=pok["z"][:-1])
    above = _int(int.from_bytes(bytes.fromhex(pok["z"][0]), "little") + Q)
    yield "a response is read modulo q: the ballot has two spellings", proof(z=[above.hex(), *pok["z"][1:]])
    yield (
        "commitments and responses of two secrets can be exchanged",
        proof([pok["t"][1], pok["t"][0], *pok["t"][2:]], [pok["z"][1], pok["z"][0], *pok["z"][2:]]),
    )


def _wide_ballots(keys: dict[str, Any], public: bytes) -> list[Vector]:
    """A ballot with a contest of two ciphertexts, and the same with these in the other order."""
    entry, secrets = wide()
    first, second = entry["cts"]
    turned = {**entry, "cts": [{**first, "ct": first["ct"][::-1]}, second]}
    return [
        {
            "bug": "the ciphertexts of a contest are not joined under one label, or the greatest digit first",
            **keys,
            "contest": poll.COMMITTEE,
            **secrets,
            "entry": entry,
            "state": ballot_state(poll.EID, poll.PK, public, entry).hex(),
            "check_code": check_code(poll.EID, entry["style"], ciphertexts(entry)),
        },
        *(
            judged(bug, verdict, proof_holds(poll.EID, poll.PK, public, given), **keys, entry=given)
            for bug, verdict, given in [
                ("a good ballot with a wide contest is refused", True, entry),
                ("the ciphertexts of a contest can be exchanged", False, turned),
            ]
        ),
    ]


def _mauled(entry: dict[str, Any]) -> dict[str, Any]:
    first, second = entry["cts"]
    a, b = bytes.fromhex(first["ct"][0])[:32], bytes.fromhex(first["ct"][0])[32:]
    shifted = a + _core.add(b, _core.base_multiply(_int(1)))
    return {**entry, "cts": [{**first, "ct": [shifted.hex()]}, second]}


def receipt() -> list[Vector]:
    entry, _ = demonstration()
    digest = entry_digest(poll.EID, entry)
    again = entry_digest(poll.EID, {**entry, "n": 2})
    return [
        {
            "bug": "the receipt is taken over the signed entry, or over its leaf, which no device knows",
            "eid": poll.EID.hex(),
            "entry": entry,
            "digest": digest.hex(),
            "receipt_code": receipt_code(poll.EID, digest),
        },
        {
            "bug": "the file that the device keeps has other fields, or the signatures in it",
            "sid": poll.SID.hex(),
            "eid": poll.EID.hex(),
            "entry": entry,
            "file": receipts.receipt(
                poll.SID, poll.EID, entry, receipt_code(poll.EID, digest), None, None
            ).decode(),
        },
        {
            "bug": "the receipt covers the ciphertexts only, so that two voters may be shown one code",
            "eid": poll.EID.hex(),
            "entry": {**entry, "n": 2},
            "digest": again.hex(),
            "receipt_code": receipt_code(poll.EID, again),
        },
    ]


def promise() -> list[Vector]:
    entry, _ = demonstration()
    digest, by = entry_digest(poll.EID, entry), 1_800_000_480
    promised = promise_digest(poll.EID, digest, by)
    return [
        {
            "bug": "the time by which the ballot must stand is not signed",
            "eid": poll.EID.hex(),
            "digest": digest.hex(),
            "by": by,
            "promise": promised.hex(),
            "key_seed": drawn("server", 32).hex(),
            "vk": public_key("server").hex(),
            "sig": signing_key("server").sign(promised).hex(),
        }
    ]


def paper() -> list[Vector]:
    """A batch of three papers: two typists' commitments, the ciphertexts and the proofs."""
    typed = [[5, 2], [0, 3], [1, 2]]
    salt = drawn("salt of a typist", 32)
    written = [[str(m) for m in row] for row in typed]
    parts = (poll.EID, b"box-1", b"a", salt, encode(written))
    contests = []
    for k, contest in enumerate(poll.CONTESTS):
        name = contest["id"]
        r = scalars(f"papers of {name}", 3)
        rows = _core.encrypt(poll.PK, selections.to_points([row[k] for row in typed], 1), r)
        state = statements.paper(poll.EID, poll.PK, "box-1", name, rows)
        nonces = scalars(f"nonces of papers of {name}", 3)
        t, z = _core.prove_knowledge(state, r, nonces=nonces)
        made = {"c": name, "r": split(r), "nonces": split(nonces), "rows": rows.hex(), "state": state.hex()}
        contests.append({**made, "pok": {"t": split(t), "z": split(z)}})
    return [
        {
            "bug": "the operator is not in the commitment, so that one may copy the other's",
            "eid": poll.EID.hex(),
            "batch": "box-1",
            "operator": "a",
            "salt": salt.hex(),
            "papers": written,
            "commit": h256("paper/entries", *parts).hex(),
        },
        {
            "bug": "batch or contest are not in the statement, so that papers can be moved",
            "eid": poll.EID.hex(),
            "pk": poll.PK.hex(),
            "batch": "box-1",
            "papers": written,
            "contests": contests,
        },
    ]


def _changed(file: bytes, place: int) -> bytes:
    """The file with encoding number ``place`` put off by one (a scalar) or by the base (a point)."""
    start = 32 * place
    old = file[start : start + 32]
    if place % 6 < 4:
        new = _core.add(old, _core.base_multiply(_int(1)))
    else:
        new = _core.scalar_sum(old + _int(1))
    return file[:start] + new + file[start + 32 :]


def _plus_q(file: bytes, place: int) -> bytes:
    start = 32 * place
    value = int.from_bytes(file[start : start + 32], "little") + Q
    return file[:start] + _int(value) + file[start + 32 :]


def _int(value: int) -> bytes:
    return value.to_bytes(32, "little")
