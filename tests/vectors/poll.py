"""The poll that the vectors are about: its set-up, key, contests and election, all drawn from seeds."""

from typing import Any

from tellers import _core
from tellers.canonical import encode, h256, h512, le32
from tellers.crypto import statements
from tellers.crypto.prove import keygen
from tellers.register.rows import FIELDS as REGISTER_FIELDS
from tellers.tlog.note import COSIGNATURE, ED25519, verifier_key
from tests import branch
from tests.declared import PLAIN, parameters
from tests.vectors.seeded import drawn, public_key, scalars, split

TRUSTEES, THRESHOLD = 3, 2
STYLE = "full"
WITNESSES = ("witness-1.example", "witness-2.example")

_ROLES: tuple[tuple[str, list[str]], ...] = (
    ("returning-officer", []),
    ("deputy", []),
    ("server", ["online"]),
    ("registrar", []),
    ("editor", []),
    ("presiding-officer", ["in-person"]),
    ("postal-clerk", ["post"]),
    ("data-entry-a", []),
    ("data-entry-b", []),
)

MOTION: dict[str, Any] = {
    "id": "motion",
    "title": "That the branch meets at the Old Mill",
    "kind": "choose",
    "options": [{"id": "yes", "name": "Yes"}, {"id": "no", "name": "No"}],
    "min": 1,
    "max": 1,
    "nominated": False,
    "count": {
        "rule": "yes-no",
        "version": 1,
        "seats": 1,
        "parameters": parameters("yes-no"),
        **PLAIN,
    },
}
CHAIR: dict[str, Any] = {
    **branch.contest(),
    "count": {
        "rule": "av",
        "version": 1,
        "seats": 1,
        "parameters": parameters("av"),
        **PLAIN,
    },
}
CONTESTS = [CHAIR, MOTION]
COMMITTEE: dict[str, Any] = {
    "id": "committee",
    "kind": "ranked_ties",
    "options": [{"id": f"c{number}", "name": f"Candidate {number}"} for number in range(1, 61)],
}
"""A contest of two ciphertexts, so far as a ballot needs it; it is not in the election."""

SETUP: dict[str, Any] = {
    "format": "tellers-setup/1",
    "protocol": "MBP1",
    "org": f"The {branch.BRANCH} branch",
    "title": branch.TITLE,
    "origin": branch.ORIGIN,
    "nonce": drawn("nonce of the set-up", 32).hex(),
    "officers": [
        {"id": role, "role": role, "vk": public_key(role).hex(), "channels": channels}
        for role, channels in _ROLES
    ],
    "trustees": [
        {"i": i, "id": f"trustee-{i}", "vk": public_key(f"trustee-{i}").hex()} for i in range(1, TRUSTEES + 1)
    ],
    "threshold": THRESHOLD,
    "log_vkey": str(verifier_key(branch.ORIGIN, ED25519, public_key("log"))),
    "witnesses": [str(verifier_key(name, COSIGNATURE, public_key(name))) for name in WITNESSES],
    "quorum": 2,
    "skew": 120,
}
SID = h256("setup", encode(SETUP))

COEFFICIENTS = [scalars(f"coefficients of trustee {i}", THRESHOLD) for i in range(1, TRUSTEES + 1)]
TRANSPORT = [scalars(f"transport key of trustee {i}", 1) for i in range(1, TRUSTEES + 1)]


def _proof(state: bytes, secrets: bytes, label: str) -> dict[str, list[str]]:
    nonces = scalars(f"nonces of {label}", len(secrets) // 32)
    t, z = _core.prove_knowledge(state, secrets, nonces=nonces)
    return {"t": split(t), "z": split(z)}


def _round0(i: int) -> dict[str, Any]:
    point, commitments = _core.base_multiply(TRANSPORT[i - 1]), _core.base_multiply(COEFFICIENTS[i - 1])
    state = statements.dkg_transport(SID, i, point)
    return {
        "i": i,
        "transport": point.hex(),
        "pok": _proof(state, TRANSPORT[i - 1], f"round 0 of trustee {i}"),
        "commit": h256("dkg/commit", SID, le32(i), commitments).hex(),
    }


def _sealed_share(i: int, j: int) -> dict[str, str]:
    ephemeral = scalars(f"share of trustee {i} for {j}", 1)
    e, receiver = _core.base_multiply(ephemeral), _core.base_multiply(TRANSPORT[j - 1])
    z = _core.multiply(ephemeral, receiver)
    pad = h512("dkg/share", SID, le32(i), le32(j), e, receiver, z)[:32]
    share = _core.polynomial_at(COEFFICIENTS[i - 1], j)
    return {"e": e.hex(), "ct": bytes(a ^ b for a, b in zip(share, pad, strict=True)).hex()}


def _round1(i: int) -> dict[str, Any]:
    commitments = _core.base_multiply(COEFFICIENTS[i - 1])
    state = statements.dkg_coefficients(SID, i, THRESHOLD, TRUSTEES, commitments)
    return {
        "i": i,
        "coeffs": split(commitments),
        "pok": _proof(state, COEFFICIENTS[i - 1], f"round 1 of trustee {i}"),
        "shares": [_sealed_share(i, j) for j in range(1, TRUSTEES + 1)],
    }


ROUND0 = [_round0(i) for i in range(1, TRUSTEES + 1)]
ROUND1 = [_round1(i) for i in range(1, TRUSTEES + 1)]
DKG = keygen.transcript_digest(SID, THRESHOLD, TRUSTEES, ROUND0, ROUND1)
SHARES = b"".join(
    _core.scalar_sum(b"".join(_core.polynomial_at(own, j) for own in COEFFICIENTS))
    for j in range(1, TRUSTEES + 1)
)
PUBLIC_SHARES = _core.base_multiply(SHARES)
PK = keygen.election_key(ROUND1)


def share_of(i: int) -> tuple[bytes, bytes]:
    """Secret and public share of trustee ``i``."""
    return SHARES[32 * i - 32 : 32 * i], PUBLIC_SHARES[32 * i - 32 : 32 * i]


def _round3(i: int) -> dict[str, Any]:
    secret, public = share_of(i)
    state = statements.dkg_share(SID, DKG, i, public)
    proof = _proof(state, secret, f"round 3 of trustee {i}")
    return {"i": i, "dkg": DKG.hex(), "x_pub": public.hex(), "pok": proof}


ROUND3 = [_round3(i) for i in range(1, TRUSTEES + 1)]

ELECTION: dict[str, Any] = {
    "format": "tellers-election/1",
    "protocol": "MBP1",
    "sid": SID.hex(),
    "pk": PK.hex(),
    "dkg": DKG.hex(),
    "contests": CONTESTS,
    "styles": [[STYLE, [contest["id"] for contest in CONTESTS]]],
    "opens": branch.OPENS,
    "closes": branch.OPENS + 7 * 86_400,
    "batch": 60,
    "precedence": "first",
    "paper_supersedes": True,
    "release_k": 10,
    "ladder": [60, 240, 1440, 10_080],
    "tiers": {
        "b": {"roll": ["name", "member_number"], "reg": ["status", "label", "bucket"]},
        "c": {"roll": ["name", "member_number"], "reg": list(REGISTER_FIELDS)},
        "m": {"roll": ["name", "member_number", "email", "address"], "reg": list(REGISTER_FIELDS)},
    },
    "credential_mode": "split",
    "fields": ["name", "member_number", "email", "address"],
    "register_fields": list(REGISTER_FIELDS),
    "contacts": ["email", "address"],
    "mutable_after_freeze": ["email", "address"],
    "roll_editors": ["editor"],
    "mix_rule": {"mode": "joint", "mix_k": 2},
    "mixers": ["trustee-1", "trustee-2"],
    "min_mixers": 2,
}
EID = h256("election", encode(ELECTION))
