"""Vectors of what trustees and mixers make: the key, shuffles with every equation's forgery, decryption."""

from typing import Any

from tellers import _core
from tellers.crypto import check, selections, sharing, statements
from tests import branch
from tests.vectors import poll
from tests.vectors.choices import Q
from tests.vectors.seeded import Vector, joined, judged, scalars, split

HEADER = 16


def dkg() -> list[Vector]:
    made = {
        "bug": "a round's message, the pad of a share, or what all certify is built from other parts",
        "sid": poll.SID.hex(),
        "t": poll.THRESHOLD,
        "n": poll.TRUSTEES,
        "secrets": [
            {"transport": transport.hex(), "coeffs": split(coefficients)}
            for transport, coefficients in zip(poll.TRANSPORT, poll.COEFFICIENTS, strict=True)
        ],
        "round0": poll.ROUND0,
        "round1": poll.ROUND1,
        "round3": poll.ROUND3,
        "dkg": poll.DKG.hex(),
        "x": split(poll.SHARES),
        "x_pub": split(poll.PUBLIC_SHARES),
        "pk": poll.PK.hex(),
    }
    sets = [[1, 2], [1, 3], [3, 2]]
    return [
        made,
        *(
            {
                "bug": "the weights of the trustees who answer depend on their order, or are signed wrongly",
                "indices": indices,
                "lagrange": split(_core.lagrange_at_zero(indices)),
            }
            for indices in sets
        ),
    ]


def complaint() -> list[Vector]:
    bad = [*poll.ROUND1[:1], branch.with_a_bad_share(poll.ROUND1[1], 1), *poll.ROUND1[2:]]
    e = bytes.fromhex(bad[1]["shares"][0]["e"])
    transport = _core.base_multiply(poll.TRANSPORT[0])
    z = _core.multiply(poll.TRANSPORT[0], e)
    state = statements.dkg_complaint(poll.SID, 2, 1, e, transport, z)
    nonces = scalars("nonces of the complaint", 1)
    t_b, t_a, response = _core.prove_dleq(state, poll.TRANSPORT[0], e, nonces=nonces)
    dleq = {"t_b": t_b.hex(), "t_a": t_a.hex(), "z": response.hex()}
    message = {"i": 1, "dealer": 2, "z": z.hex(), "dleq": dleq}
    made = {
        "bug": "the labels or the order of the statement of a complaint are others",
        "sid": poll.SID.hex(),
        "nonces": split(nonces),
        "state": state.hex(),
        "msg": message,
    }
    moved = {**message, "dealer": 3}
    judgements = [
        ("a bad share is not opened, or not compared with the coefficients", bad, message, 2),
        ("whoever complains is believed", poll.ROUND1, message, 1),
        ("the proof of a complaint is not checked", bad, {**message, "z": e.hex()}, 1),
        ("the dealer is not in the statement", bad, moved, 1),
        ("a complaint about somebody who is no trustee is looked up", bad, {**message, "dealer": 4}, 1),
    ]
    return [made] + [
        judged(
            bug,
            at_fault,
            sharing.judge(poll.SID, poll.ROUND0, round1, msg).trustee,
            round0=poll.ROUND0,
            round1=round1,
            msg=msg,
        )
        for bug, round1, msg, at_fault in judgements
    ]


def shuffled(statement: dict[str, Any], permutation: list[int], r: bytes, nonces: bytes) -> dict[str, Any]:
    """A stage from explicit secrets. ``statement``: eid, contest, group, stage, mixer, pk, w and in."""
    rows = bytes.fromhex(statement["in"])
    out, proof = _core.shuffle(*_stage(statement), rows, permutation=permutation, randomness=r, nonces=nonces)
    return {**statement, "out": out.hex(), "proof": proof.hex()}


def failing(made: dict[str, Any]) -> list[str]:
    """The equations of a shuffle that fail, or "malformed"."""
    rows, out, proof = (bytes.fromhex(made[part]) for part in ("in", "out", "proof"))
    return check.check_shuffle(*_stage(made), rows, out, proof)


def _stage(statement: dict[str, Any]) -> tuple[bytes, str, str, int, str, bytes, int]:
    return (
        bytes.fromhex(statement["eid"]),
        statement["contest"],
        statement["group"],
        statement["stage"],
        statement["mixer"],
        bytes.fromhex(statement["pk"]),
        statement["w"],
    )


def _rows(label: str, count: int) -> bytes:
    """``count`` ciphertexts of the numbers 2, 3, .."""
    points = selections.to_points(list(range(2, 2 + count)), 1)
    return _core.encrypt(poll.PK, points, scalars(f"rows of {label}", count))


def _vector(bug: str, label: str, permutation: list[int], width: int) -> Vector:
    n = len(permutation)
    contest, group = ("cred", poll.STYLE) if width == 2 else ("chair", "joint")
    statement = {
        "eid": poll.EID.hex(),
        "contest": contest,
        "group": group,
        "stage": 1,
        "mixer": "trustee-1",
        "pk": poll.PK.hex(),
        "w": width,
        "in": _rows(label, n * width).hex(),
    }
    r, nonces = scalars(f"r of {label}", n * width), scalars(f"nonces of {label}", 4 * n + 3 + width)
    secrets = {"permutation": permutation, "r": split(r), "nonces": split(nonces)}
    return {"bug": bug, **shuffled(statement, permutation, r, nonces), "n": n, **secrets}


def shuffle() -> list[Vector]:
    good = _vector("the permutation is applied the other way round", "three rows", [2, 0, 1], 1)
    wide = _vector("a proof for rows of two ciphertexts treats them as rows of one", "wide", [1, 3, 0, 2], 2)
    single = _vector("a shuffle of one row is refused", "one row", [0], 1)
    bare = {key: good[key] for key in ("eid", "contest", "group", "stage", "mixer", "pk", "w", "in", "out")}
    bare["proof"] = good["proof"]
    holds = [judged("a good shuffle is refused", [], failing(made), **_bare(made)) for made in (good, wide)]
    return [
        good,
        wide,
        single,
        *holds,
        *(
            judged(bug, verdict, failing({**bare, **changed}), **{**bare, **changed})
            for bug, verdict, changed in _forgeries(bare)
        ),
    ]


def _bare(made: Vector) -> dict[str, Any]:
    return {
        key: value for key, value in made.items() if key not in ("bug", "n", "permutation", "r", "nonces")
    }


def _forgeries(bare: dict[str, Any]) -> list[tuple[str, list[str], dict[str, Any]]]:
    n, proof = 3, bytes.fromhex(bare["proof"])
    z = 3 * n + 3 + 2  # the first response, in encodings after the header
    out = bytes.fromhex(bare["out"])
    exchanged = out[64:128] + out[:64] + out[128:]
    every = ["E1", "E2", "E3", "E4", "E5"]
    return [
        (f"equation {name} is not checked", [name], {"proof": _off_by_one(proof, z + place).hex()})
        for name, place in (("E1", 0), ("E2", 1), ("E3", 2), ("E4", 3), ("E5", 4))
    ] + [
        ("the responses of the permutation are not checked", every[2:], {"proof": _off(proof, z + 4 + n)}),
        ("the contest is not in the statement", every, {"contest": "motion"}),
        ("the stage is not in the statement", every, {"stage": 2}),
        ("the mixer is not in the statement: a proof can be copied", every, {"mixer": "trustee-2"}),
        ("the output is not in the statement", every, {"out": exchanged.hex()}),
        (
            "the file's first words are not looked at",
            ["malformed"],
            {"proof": (b"MBP1mix2" + proof[8:]).hex()},
        ),
        ("a torn proof is read as far as it goes", ["malformed"], {"proof": proof[:-32].hex()}),
        ("what follows the proof is read over", ["malformed"], {"proof": (proof + bytes(32)).hex()}),
        ("a response is read modulo q", ["malformed"], {"proof": _above_q(proof, z).hex()}),
        ("fewer rows come out than went in", ["malformed"], {"out": out[:-64].hex()}),
        (
            "the identity is let through as a first half",
            ["malformed"],
            {"out": (bytes(32) + out[32:]).hex()},
        ),
    ]


def decrypted(
    statement: dict[str, Any], i: int, secret: bytes, public: bytes, nonces: bytes
) -> dict[str, Any]:
    """One trustee's part from explicit secrets. ``statement``: eid, contest, group, rows."""
    eid, rows = bytes.fromhex(statement["eid"]), bytes.fromhex(statement["rows"])
    factors, t_b, t_a, z = _core.decrypt(
        eid, statement["contest"], statement["group"], i, secret, public, rows, nonces=nonces
    )
    dleq = {"t_b": t_b.hex(), "t_a": t_a.hex(), "z": z.hex()}
    return {"i": i, "x_pub": public.hex(), "nonces": split(nonces), "factors": split(factors), "dleq": dleq}


def part_holds(statement: dict[str, Any], part: dict[str, Any]) -> bool:
    """Whether a trustee's factors are shown to be right."""
    dleq = [bytes.fromhex(part["dleq"][name]) for name in ("t_b", "t_a", "z")]
    eid, rows = bytes.fromhex(statement["eid"]), bytes.fromhex(statement["rows"])
    return check.check_decrypt(
        eid,
        statement["contest"],
        statement["group"],
        part["i"],
        bytes.fromhex(part["x_pub"]),
        rows,
        joined(part["factors"]),
        dleq[0],
        dleq[1],
        dleq[2],
    )


def decryption() -> list[Vector]:
    statement = {
        "eid": poll.EID.hex(),
        "contest": "chair",
        "group": "joint",
        "rows": _rows("decryption", 3).hex(),
    }
    answering = [1, 3]
    parts = [
        decrypted(statement, i, *poll.share_of(i), scalars(f"nonces of decryption {i}", 1)) for i in answering
    ]
    factors = [joined(part["factors"]) for part in parts]
    points = check.recombine(answering, factors, bytes.fromhex(statement["rows"]))
    shape = selections.shape_of(poll.CHAIR)
    numbers = selections.from_points(points, 1)
    whole = {
        "bug": "the weights are those of all trustees, not of those who answered",
        **statement,
        "parts": parts,
        "plain": split(points),
        "selections": [None if m is None else selections.decode(shape, m) for m in numbers],
    }
    part = parts[0]
    good = judged("a good part is refused", True, part_holds(statement, part), **statement, part=part)
    return [
        whole,
        good,
        *(
            judged(
                bug, False, part_holds({**statement, **about}, false), **{**statement, **about}, part=false
            )
            for bug, about, false in _false_parts(part)
        ),
    ]


def _false_parts(part: dict[str, Any]) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    first, second, third = (bytes.fromhex(factor) for factor in part["factors"])
    base = _core.base_multiply((1).to_bytes(32, "little"))
    bent = [_core.add(first, base), second, third]
    cancelling = [_core.add(first, base), _core.subtract(second, base), third]
    above = int.from_bytes(bytes.fromhex(part["dleq"]["z"]), "little") + Q
    modulo = {**part["dleq"], "z": above.to_bytes(32, "little").hex()}
    other = poll.share_of(2)[1].hex()
    return [
        ("a false factor passes", {}, {**part, "factors": [factor.hex() for factor in bent]}),
        (
            "two false factors whose errors cancel pass, since factors are added without weights",
            {},
            {**part, "factors": [factor.hex() for factor in cancelling]},
        ),
        ("a factor is left out", {}, {**part, "factors": part["factors"][:-1]}),
        ("the trustee's own public share is not looked at", {}, {**part, "x_pub": other}),
        ("the trustee is not in the statement", {}, {**part, "i": 2}),
        ("the contest is not in the statement", {"contest": "motion"}, part),
        ("the response is read modulo q", {}, {**part, "dleq": modulo}),
    ]


def _off_by_one(proof: bytes, place: int) -> bytes:
    """The proof with the scalar number ``place`` after the header made greater by one."""
    start = HEADER + 32 * place
    one = (1).to_bytes(32, "little")
    return proof[:start] + _core.scalar_sum(proof[start : start + 32] + one) + proof[start + 32 :]


def _off(proof: bytes, place: int) -> str:
    return _off_by_one(proof, place).hex()


def _above_q(proof: bytes, place: int) -> bytes:
    start = HEADER + 32 * place
    value = int.from_bytes(proof[start : start + 32], "little") + Q
    return proof[:start] + value.to_bytes(32, "little") + proof[start + 32 :]
