"""A mixer who knows the logarithms of the shuffle's generators can drop a vote and count another twice.

So the generators are hashed to the group by everybody, and none is read from anywhere. Three votes went in:
the mixer's own two, alike, and somebody else's; out come one of the mixer's and the other's twice, with a
proof that holds for the mixer's own generators. The honest twin is a true mix, for the true generators.
"""

import pytest

from tellers import _core
from tellers.crypto import check, selections
from tellers.crypto.transcript import Transcript

ORDER = 2**252 + 27742317777372353535851937790883648493
EID, CONTEST, GROUP, STAGE, MIXER = bytes(32), "selection", "joint", 1, "mixer-1"
POINT, ROW = 32, 64
N = 3
TRUE = _core.generators(N + 1)


def scalar(value: int) -> bytes:
    return (value % ORDER).to_bytes(32, "little")


def number(encoding: bytes) -> int:
    return int.from_bytes(encoding, "little")


def chances(count: int) -> list[int]:
    drawn = _core.random_scalars(count)
    return [number(drawn[at : at + 32]) for at in range(0, 32 * count, 32)]


def multiples(*values: int) -> bytes:
    return _core.base_multiply(b"".join(map(scalar, values)))


def pieces(data: bytes, size: int = POINT) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


def total(*terms: tuple[int, bytes]) -> bytes:
    return _core.linear_combination(b"".join(scalar(s) for s, _ in terms), b"".join(p for _, p in terms))


BASE = multiples(1)
SECRET = chances(1)[0]
KEY = multiples(SECRET)


def statement(rows: bytes, out: bytes) -> Transcript:
    transcript = Transcript("shuffle")
    transcript.append("eid", EID)
    transcript.append("contest", CONTEST.encode())
    transcript.append("group", GROUP.encode())
    transcript.u64("stage", STAGE)
    transcript.append("mixer", MIXER.encode())
    transcript.points("Y", KEY)
    transcript.u64("N", N)
    transcript.u64("w", 1)
    transcript.append("in", rows)
    transcript.append("out", out)
    return transcript


def failing(generators: bytes, rows: bytes, out: bytes, proof: bytes) -> list[str]:
    """The equations of the page that a proof does not meet, with whatever generators one is given."""
    transcript, h = statement(rows, out), pieces(generators)
    parts = pieces(proof[16:])
    c_, ch, (t1, t2, t3), (t4a, t4b) = parts[:N], parts[N : 2 * N], parts[2 * N : 2 * N + 3], parts[9:11]
    th, rest = parts[11 : 11 + N], [number(piece) for piece in parts[11 + N :]]
    (z1, z2, z3, z4), zh, z = rest[:4], rest[4 : 4 + N], rest[4 + N :]
    transcript.points("C", *c_)
    u = [number(piece) for piece in transcript.challenge_vector("u", N)]
    transcript.points("Ch", *ch)
    transcript.points("T", t1, t2, t3)
    transcript.points("T4", t4a, t4b)
    transcript.points("Th", *th)
    c = number(transcript.challenge("c"))
    chain = [h[0], *ch]
    ins, outs = pieces(rows, ROW), pieces(out, ROW)
    product = u[0] * u[1] * u[2]

    def weighted(at: slice) -> bytes:
        return total(*((z[i], outs[i][at]) for i in range(N)), *((-c * u[i], ins[i][at]) for i in range(N)))

    sides = {
        "E1": (multiples(z1), total((1, t1), *((c, p) for p in c_), *((-c, p) for p in h[1:]))),
        "E2": (multiples(z2), total((1, t2), (c, ch[-1]), (-c * product, h[0]))),
        "E3": (
            total((z3, BASE), *zip(z, h[1:], strict=True)),
            total((1, t3), *((c * u[i], c_[i]) for i in range(N))),
        ),
        "E4": (
            weighted(slice(POINT)) + weighted(slice(POINT, ROW)),
            total((1, t4a), (z4, BASE)) + total((1, t4b), (z4, KEY)),
        ),
        "E5": (
            b"".join(total((zh[i], BASE), (z[i], chain[i])) for i in range(N)),
            b"".join(total((1, th[i]), (c, ch[i])) for i in range(N)),
        ),
    }
    return [name for name, (left, right) in sides.items() if left != right]


def vote(choice: list[int]) -> bytes:
    shape = selections.shape_of({"kind": "ranked", "options": [0] * 3, "max_rank": 3})
    return selections.to_points([selections.encode(shape, choice)], selections.width(shape))


def forge(rows: bytes, own: list[int], logs: list[int]) -> tuple[bytes, bytes]:
    """Rows 1, 3 and 3 again, re-encrypted, and a proof for generators of these logarithms.

    ``own``: the randomness of the mixer's own rows 1 and 2, which hold the same vote.
    """
    first, _, other = pieces(rows, ROW)
    fresh = chances(N)
    out = b"".join(
        _core.add(row, multiples(r) + _core.multiply(scalar(r), KEY))
        for row, r in zip((first, other, other), fresh, strict=True)
    )
    transcript, outs = statement(rows, out), pieces(out, ROW)
    committed, chain = chances(N), [logs[0], *chances(N)]
    transcript.points("C", multiples(*committed))
    u = [number(piece) for piece in transcript.challenge_vector("u", N)]
    part = chances(1)[0]
    weights = [u[0] + u[1], part, u[2] - part]  # no permutation of u, but sums to it vote by vote
    o1, o2, o3, o4, *more = chances(4 + 2 * N)
    oh, o = more[:N], more[N:]
    known = sum(a * b for a, b in zip(o, logs[1:], strict=True))
    t = multiples(o1, o2, o3 + known)
    t4 = b"".join(
        total(*((o[i], outs[i][at]) for i in range(N)), (-o4, key))
        for at, key in ((slice(POINT), BASE), (slice(POINT, ROW), KEY))
    )
    th = multiples(*(oh[i] + o[i] * chain[i] for i in range(N)))
    transcript.points("Ch", multiples(*chain[1:]))
    transcript.points("T", t)
    transcript.points("T4", t4)
    transcript.points("Th", th)
    c = number(transcript.challenge("c"))
    moved = u[1] * (own[0] - own[1]) + sum(w * r for w, r in zip(weights, fresh, strict=True))
    responses = [
        o1 + c * (sum(committed) - sum(logs[1:])),
        o2 + c * (chain[N] - u[0] * u[1] * u[2] * logs[0]),
        o3 + c * sum(u[i] * committed[i] - weights[i] * logs[i + 1] for i in range(N)),
        o4 + c * moved,
        *(oh[i] + c * (chain[i + 1] - weights[i] * chain[i]) for i in range(N)),
        *(o[i] + c * weights[i] for i in range(N)),
    ]
    head = b"MBP1mix1" + N.to_bytes(4, "little") + (1).to_bytes(4, "little")
    parts = [multiples(*committed), multiples(*chain[1:]), t, t4, th, *map(scalar, responses)]
    return out, head + b"".join(parts)


@pytest.fixture
def cast() -> tuple[bytes, list[int]]:
    """The rows of the three ballots, and the randomness of all of them."""
    randomness = chances(N)
    messages = vote([0, 1]) + vote([0, 1]) + vote([2])
    return _core.encrypt(KEY, messages, b"".join(map(scalar, randomness))), randomness


def test_a_true_mix_holds_for_the_true_generators_only(cast: tuple[bytes, list[int]]) -> None:
    rows, _ = cast
    out, proof = _core.shuffle(EID, CONTEST, GROUP, STAGE, MIXER, KEY, 1, rows)
    assert failing(TRUE, rows, out, proof) == []
    assert check.check_shuffle(EID, CONTEST, GROUP, STAGE, MIXER, KEY, 1, rows, out, proof) == []
    assert "E3" in failing(multiples(*chances(N + 1)), rows, out, proof)


def test_a_proof_for_generators_that_the_mixer_chose_is_refused(cast: tuple[bytes, list[int]]) -> None:
    rows, randomness = cast
    logs = chances(N + 1)
    out, proof = forge(rows, randomness[:2], logs)
    assert failing(multiples(*logs), rows, out, proof) == []  # who takes them from the mixer believes it
    assert check.check_shuffle(EID, CONTEST, GROUP, STAGE, MIXER, KEY, 1, rows, out, proof) == [
        "E1",
        "E2",
        "E3",
        "E5",
    ]
    opened = [total((1, row[POINT:]), (-SECRET, row[:POINT])) for row in pieces(out, ROW)]
    assert opened == [vote([0, 1]), vote([2]), vote([2])]  # one vote gone, another there twice
