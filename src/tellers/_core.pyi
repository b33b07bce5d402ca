"""The Rust core: arithmetic on ristretto255, proofs, shuffles and decryption (spec/group.md, spec/proofs/),
and ballot papers in piles (spec/counting/).

Everything is bytes: points and scalars are concatenated 32-byte encodings, ciphertexts 64-byte pairs
a || b. A wrong length or a bad encoding in a caller's own argument raises ValueError; bad *evidence* is
a returned value. ``nonces``, ``permutation`` and ``randomness`` are for test vectors; leave them out.
``hash_to_group``, ``one_way_map``, ``subtract``, ``linear_combination``, ``scalar_multiply_add``,
``lagrange_at_zero`` and ``generators`` are parts of other functions here, named for vectors, tests and
forgers; the package does not call them.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

Answer = TypeVar("Answer")

class Rankings:
    """Strict rankings, each once, with the number of papers that say so, in the order in which they came."""

    number: int
    candidates: int

    @staticmethod
    def of(groups: Iterable[tuple[int, tuple[object, ...]]]) -> Rankings | None:
        """Like rankings put together; None where a group is no positive number of papers with one strict
        ranking, or where there are more than 2^53 papers or 65,535 candidates.
        """

    def expressing(self) -> Rankings:
        """These without the group, if there is one, that ranks nobody."""

    def group(self, index: int) -> tuple[int, tuple[int, ...]]:
        """How many papers, and their ranking; IndexError where there is no such group."""

    def __len__(self) -> int:
        """How many groups there are."""

def take_ballots(text: str, candidates: int) -> tuple[Rankings, int, int]:
    """The ballots that stand at the start of ``text`` one on each line (number, candidates from 1, 0), up to
    the first line that is anything else; their length in characters and in lines.
    """

class Pile:
    """Papers that lie together, each standing at one of its preferences, or before the first."""

    number: int

    def __init__(self, rankings: Rankings) -> None: ...
    def extend(self, other: Pile) -> None:
        """Lay the papers of ``other`` with these; ValueError where they are more than 2^53."""

    def deal(self, open_to: Sequence[bool]) -> tuple[list[tuple[int, Pile]], int]:
        """Every paper moved on to its next preference in ``open_to``: by candidate in order, and how many
        have none.
        """

    def paths(self, passing: Sequence[bool], open_to: Sequence[bool]) -> list[tuple[int, tuple[int, ...]]]:
        """How many papers go which way through those in ``passing`` to the first other one in ``open_to``."""

def simd() -> str:
    """The curve's backend on this machine: "avx512", "avx2" or "serial"."""

def apart(work: Callable[[], Answer], /) -> Answer:
    """What ``work`` gives or raises: it runs in threads of its own, which have ended then."""

def first_bad_point(points: bytes, allow_identity: bool) -> int:
    """Index of the first encoding that is not canonical (or the identity, unless allowed); -1 for none."""

def first_bad_scalar(scalars: bytes) -> int:
    """Index of the first scalar that is not below q; -1 for none."""

def random_scalars(count: int) -> bytes:
    """Scalars uniform modulo q."""

def reduce_wide(wide: bytes) -> bytes:
    """64-byte strings, as little-endian integers modulo q."""

def hash_to_scalar(tag: str, parts: list[bytes]) -> bytes:
    """HS; the tag with its "MBP1/"."""

def merkle_root(entries: list[bytes]) -> bytes:
    """The root over entries as leaves (spec/log.md)."""

def hash_to_group(tag: str, parts: list[bytes]) -> bytes:
    """HG; the tag with its "MBP1/"."""

def one_way_map(wide: bytes) -> bytes:
    """The points of 64-byte strings (RFC 9496, element derivation)."""

def base_multiply(scalars: bytes) -> bytes:
    """s_i B, constant time."""

def multiply(scalars: bytes, points: bytes) -> bytes:
    """s_i P_i, constant time."""

def add(a: bytes, b: bytes) -> bytes:
    """a_i + b_i of points."""

def subtract(a: bytes, b: bytes) -> bytes:
    """a_i - b_i of points."""

def linear_combination(scalars: bytes, points: bytes) -> bytes:
    """The point sum s_i P_i; variable time, so for public values only."""

def scalar_multiply_add(a: bytes, b: bytes, c: bytes) -> bytes:
    """a_i b_i + c_i modulo q."""

def scalar_sum(scalars: bytes) -> bytes:
    """sum s_i modulo q."""

def polynomial_at(coefficients: bytes, x: int) -> bytes:
    """f(x) modulo q, coefficients lowest first; constant time in them."""

def commitment_at(commitments: bytes, x: int) -> bytes:
    """sum x^k A_k."""

def lagrange_at_zero(indices: list[int]) -> bytes:
    """lambda_i of each index; ValueError where one is zero or repeated."""

def prove_knowledge(state: bytes, secrets: bytes, nonces: bytes | None = None) -> tuple[bytes, bytes]:
    """(t, z): knowledge of the logarithms of x_k B, in the transcript whose state S is ``state``."""

def check_knowledge(states: list[bytes], points: list[bytes], t: list[bytes], z: list[bytes]) -> int:
    """Index of the first proof that does not hold, however it fails; -1 where all hold. A point may not be
    the identity, and a proof of nothing does not hold.
    """

def prove_dleq(
    state: bytes, secret: bytes, base: bytes, nonces: bytes | None = None
) -> tuple[bytes, bytes, bytes]:
    """(t_b, t_a, z): one secret is the logarithm of X to B and of D to ``base``; both stand in ``state``."""

def check_dleq(state: bytes, x: bytes, a: bytes, d: bytes, t_b: bytes, t_a: bytes, z: bytes) -> bool:
    """Whether log_B x = log_a d is shown; x and a may not be the identity."""

def encrypt(pk: bytes, messages: bytes, randomness: bytes) -> bytes:
    """Ciphertexts (r B, M + r Y)."""

def seal(
    eid: bytes,
    half: str,
    pk: bytes,
    secrets: bytes,
    randomness: bytes | None = None,
    nonces: bytes | None = None,
    first_row: int = 1,
) -> tuple[bytes, bytes]:
    """(192-byte records, the r's): the keys of rows ``first_row``.. sealed to the trustees."""

def check_sealed(eid: bytes, half: str, pk: bytes, records: bytes, first_row: int = 1) -> int:
    """Index of the first bad record of rows ``first_row``..; -1 for none. That every `a` is distinct is not
    checked.
    """

def check_signatures(keys: list[bytes], messages: list[bytes], signatures: list[bytes]) -> int:
    """Index of the first Ed25519 signature that is false, however it fails; -1 where all hold. Each is held
    to the rule of spec/entries.md by itself; keys that have signed often cost less.
    """

def stretch(codes: list[str], salts: list[bytes]) -> bytes:
    """32 bytes for each code and its salt: scrypt with N = 2^14, r = 8, p = 1 (spec/credentials.md)."""

def embed(digits: bytes) -> bytes:
    """The points of 32-byte little-endian digits; ValueError at 2^245 and above."""

def unembed(points: bytes) -> tuple[bytes, bytes]:
    """(digits, flags): flag 1 and the digit, or 0 and zeros where the bytes are not what ``embed`` makes."""

def generators(count: int) -> bytes:
    """H_0 to H_(count-1)."""

def shuffle(
    eid: bytes,
    contest: str,
    group: str,
    stage: int,
    mixer: str,
    pk: bytes,
    width: int,
    rows: bytes,
    permutation: list[int] | None = None,
    randomness: bytes | None = None,
    nonces: bytes | None = None,
) -> tuple[bytes, bytes]:
    """(output rows, proof file); at least one row of ``width`` ciphertexts."""

def check_shuffle(
    eid: bytes,
    contest: str,
    group: str,
    stage: int,
    mixer: str,
    pk: bytes,
    width: int,
    rows: bytes,
    out: bytes,
    proof: bytes,
) -> list[str]:
    """[] for a good shuffle, else "malformed" or the names of the equations E1 to E5 that fail."""

def split_shuffle(
    eid: bytes,
    contest: str,
    group: str,
    stage: int,
    mixer: str,
    pk: bytes,
    width: int,
    rows: bytes,
    out: bytes,
    proof: bytes,
    size: int,
) -> tuple[bytes, list[bytes]] | None:
    """The same check in pieces of ``size`` rows, weights drawn: a point, and the pieces. It holds where that
    point and the sums of all pieces add up to the identity. None where the files are malformed.
    """

def sum_of_piece(piece: bytes) -> bytes | None:
    """The point that a piece adds; None where something in it is malformed."""

def decrypt(
    eid: bytes,
    contest: str,
    group: str,
    index: int,
    secret: bytes,
    x_pub: bytes,
    rows: bytes,
    nonces: bytes | None = None,
) -> tuple[bytes, bytes, bytes, bytes]:
    """(factors, t_b, t_a, z): a trustee's partial decryption of at least one ciphertext."""

def check_decrypt(
    eid: bytes,
    contest: str,
    group: str,
    index: int,
    x_pub: bytes,
    rows: bytes,
    factors: bytes,
    t_b: bytes,
    t_a: bytes,
    z: bytes,
) -> bool:
    """Whether the factors are this trustee's, one for each ciphertext."""

def decrypt_weights(
    eid: bytes, contest: str, group: str, index: int, x_pub: bytes, rows: bytes, factors: bytes
) -> bytes:
    """delta: the weights with which the proof adds up ciphertexts and factors, a scalar a row."""

def decrypt_sums(weights: bytes, rows: bytes, factors: bytes) -> bytes | None:
    """A* and D* of some rows; None where an encoding is bad or the lengths differ."""

def check_decrypt_with(
    eid: bytes,
    contest: str,
    group: str,
    index: int,
    x_pub: bytes,
    rows: bytes,
    factors: bytes,
    sums: bytes,
    t_b: bytes,
    t_a: bytes,
    z: bytes,
) -> bool:
    """As ``check_decrypt``, where A* and D* of all rows were computed elsewhere and are believed."""

def recombine(indices: list[int], factors: list[bytes], rows: bytes) -> bytes:
    """The plaintext points b - sum lambda_i D_i."""

def check_recombined(indices: list[int], factors: list[bytes], rows: bytes, plain: bytes) -> bool:
    """Whether ``plain`` is what ``recombine`` makes, at a fraction of its cost."""

def check_opened_rows(
    indices: list[int], factors: list[bytes], rows: bytes, width: int, plain: bytes
) -> bool:
    """True only if the rows of ``plain``, none with the identity, are what ``recombine`` makes of the rows,
    in whatever order; at a fraction of its cost. False also where Lagrange's coefficients are no small
    fractions.
    """
