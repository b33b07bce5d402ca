"""Checks in pieces give what those of one process give, in whatever order and by whomever they are done."""

import multiprocessing
import os
import random
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any

import pytest

from tellers import _core
from tellers.crypto import check, spread
from tellers.crypto.prove import mixing
from tellers.crypto.spread import Heavy, Spread, WorkersLost

EID, ROWS = bytes(range(32)), 23
PIECES = [1, 4, 23, 100]


class Late(Executor):
    """Does the tasks under way in any order, each only when somebody waits for one."""

    def __init__(self) -> None:
        self._chance = random.Random(5)
        self._waiting: list[Awaited] = []

    def submit(self, task: Callable[..., Any], /, *args: Any, **_: Any) -> "Awaited":
        """Put a task off."""
        self._waiting.append(Awaited(self, task, args))
        return self._waiting[-1]

    def do(self) -> None:
        """Do what waits, in any order."""
        self._chance.shuffle(self._waiting)
        while self._waiting:
            self._waiting.pop().finish()


class Awaited(Future[Any]):
    """A task that was put off."""

    def __init__(self, late: Late, task: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
        super().__init__()
        self._late, self._task, self._arguments = late, task, arguments

    def finish(self) -> None:
        """Do the task."""
        try:
            self.set_result(self._task(*self._arguments))
        except ValueError as error:
            self.set_exception(error)

    def done(self) -> bool:
        """Whether the task is done: somebody waits for it, so now it is."""
        if not super().done():
            self._late.do()
        return True


class Bent(Executor):
    """A worker that answers what it likes."""

    def __init__(self, answer: Callable[[Any], Any]) -> None:
        self._answer = answer

    def submit(self, task: Callable[..., Any], /, *args: Any, **_: Any) -> Future[Any]:
        """Answer at once."""
        future: Future[Any] = Future()
        future.set_result(self._answer(task(*args)))
        return future


class Broken(Executor):
    """Workers that are lost: before they take a task, or while they do it."""

    def __init__(self, takes: bool) -> None:
        self._takes = takes

    def submit(self, task: Callable[..., Any], /, *args: Any, **_: Any) -> Future[Any]:
        """Take the task, or not."""
        if not self._takes:
            raise BrokenProcessPool("gone")
        future: Future[Any] = Future()
        future.set_exception(BrokenProcessPool("gone"))
        return future


@dataclass
class Material:
    """Something good of every sort that is checked, as bytes that may be altered."""

    pk: bytes
    share: bytes
    rows: bytes
    out: bytes
    proof: bytes
    factors: list[bytes]
    dleq: tuple[bytes, bytes, bytes]
    plain: bytes
    listed: bytes
    sealed: bytes
    states: list[bytes]
    points: list[bytes]
    t: list[bytes]
    z: list[bytes]

    def points_of(self, heavy: Heavy) -> int:
        """The check of points."""
        return heavy.first_bad_point(self.factors[0], False)

    def sealed_of(self, heavy: Heavy) -> int:
        """The check of sealed keys."""
        return heavy.check_sealed(EID, "r", self.pk, self.sealed)

    def known_by(self, heavy: Heavy) -> int:
        """The check of proofs of knowledge."""
        return heavy.check_knowledge(self.states, self.points, self.t, self.z)

    def shuffled_by(self, heavy: Heavy) -> list[str]:
        """The check of a shuffle."""
        return heavy.check_shuffle(
            EID, "chair", "joint", 1, "ash", self.pk, 1, self.rows, self.out, self.proof
        )

    def decrypted_by(self, heavy: Heavy) -> bool:
        """The check of a partial decryption."""
        return heavy.check_decrypt(
            EID, "chair", "joint", 1, self.share, self.out, self.factors[0], *self.dleq
        )

    def recombined_by(self, heavy: Heavy) -> bool:
        """The check of what two trustees' parts give."""
        return heavy.check_recombined([1, 2], self.factors, self.out, self.plain)

    def opened_by(self, heavy: Heavy) -> bool:
        """The check of what two trustees' parts give, in another order."""
        return heavy.check_opened_rows([1, 2], self.factors, self.out, 1, self.listed)

    @property
    def checks(self) -> list[Callable[[Heavy], object]]:
        """All of them."""
        return [
            self.points_of,
            self.sealed_of,
            self.known_by,
            self.shuffled_by,
            self.decrypted_by,
            self.recombined_by,
            self.opened_by,
        ]


GOOD: list[object] = [-1, -1, -1, [], True, True, True]


def split(data: bytes, size: int) -> list[bytes]:
    """Bytes in pieces of a size."""
    return [data[at : at + size] for at in range(0, len(data), size)]


def made() -> Material:
    """Something good of every sort."""
    secrets = _core.random_scalars(2)
    pk = _core.base_multiply(_core.random_scalars(1))
    messages = _core.base_multiply(_core.random_scalars(ROWS))
    rows = _core.encrypt(pk, messages, _core.random_scalars(ROWS))
    out, proof = mixing.shuffle(EID, "chair", "joint", 1, "ash", pk, 1, rows)
    factors, parts = [], []
    for i, secret in enumerate((secrets[:32], secrets[32:]), 1):
        factor, *dleq = _core.decrypt(EID, "chair", "joint", i, secret, _core.base_multiply(secret), out)
        factors.append(factor)
        parts.append(dleq)
    sealed, _ = _core.seal(EID, "r", pk, _core.random_scalars(ROWS))
    claims = []
    for number in range(ROWS):
        known = _core.random_scalars(2)
        state = b"statement %d" % number
        claims.append((state, _core.base_multiply(known), *_core.prove_knowledge(state, known)))
    states, points, t, z = (list(column) for column in zip(*claims, strict=True))
    t_b, t_a, response = parts[0]
    plain = _core.recombine([1, 2], factors, out)
    return Material(
        pk, _core.base_multiply(secrets[:32]), rows, out, proof, factors, (t_b, t_a, response), plain,
        b"".join(sorted(split(plain, 32))), sealed, states, points, t, z,
    )  # fmt: skip


@pytest.fixture
def material() -> Material:
    """Something good of every sort, to be altered."""
    return made()


@pytest.fixture(params=["threads", "late"])
def executor(request: pytest.FixtureRequest) -> Iterator[Executor]:
    """Workers that end in no order."""
    if request.param == "late":
        yield Late()
        return
    with ThreadPoolExecutor(4) as threads:
        yield threads


def swapped(data: bytes, size: int, a: int, b: int) -> bytes:
    """Two pieces of some bytes exchanged."""
    parts = split(data, size)
    parts[a], parts[b] = parts[b], parts[a]
    return b"".join(parts)


def test_what_is_good_is_good_in_pieces_of_any_size(material: Material, executor: Executor) -> None:
    for piece in PIECES:
        assert [asked(Spread(executor, piece)) for asked in material.checks] == GOOD


@pytest.mark.parametrize("at", [0, 3, 4, 22])
def test_what_is_false_is_found_at_the_same_place(material: Material, executor: Executor, at: int) -> None:
    other = (at + 7) % ROWS
    material.sealed = swapped(material.sealed, 192, at, other)
    material.t[at], material.t[other] = material.t[other], material.t[at]
    material.out = swapped(material.out, 64, at, other)
    material.plain = swapped(material.plain, 32, at, other)
    material.listed = material.listed[:32] + material.listed[:-32]
    alone = [asked(check) for asked in material.checks]
    assert alone[1:] == [min(at, other), min(at, other), ["E1", "E2", "E3", "E4", "E5"], False, False, False]
    for piece in PIECES:
        assert [asked(Spread(executor, piece)) for asked in material.checks] == alone


@pytest.mark.parametrize("at", [0, 5, 22])
def test_what_is_malformed_is_found_at_the_same_place(
    material: Material, executor: Executor, at: int
) -> None:
    bad = b"\xff" * 32
    material.factors[0] = material.factors[0][: 32 * at] + bad + material.factors[0][32 * at + 32 :]
    material.out = material.out[: 64 * at] + bad + material.out[64 * at + 32 :]
    material.z[at] = bad + bad
    material.sealed = material.sealed[: 192 * at] + bad + material.sealed[192 * at + 32 :]
    alone = [asked(check) for asked in material.checks]
    assert alone == [at, at, at, ["malformed"], False, False, False]
    for piece in PIECES:
        assert [asked(Spread(executor, piece)) for asked in material.checks] == alone


def test_another_length_is_said_in_the_same_words(material: Material, executor: Executor) -> None:
    material.factors[0] += bytes(16)
    material.sealed = material.sealed[:-32]
    material.t.pop()
    material.proof = material.proof[:-32]
    material.plain += bytes(32)
    material.listed += bytes(32)
    for asked in material.checks:
        results: list[object] = []
        for heavy in (check, Spread(executor, 4)):
            try:
                results.append(asked(heavy))
            except ValueError as error:
                results.append(str(error))
        assert results[0] == results[1] != GOOD[material.checks.index(asked)]


@pytest.mark.parametrize("equation", ["E1", "E2", "E3", "E5"])
def test_every_equation_that_fails_is_named(material: Material, executor: Executor, equation: str) -> None:
    """One scalar of the proof is another: z1, z2, z3, and zh of the last row."""
    scalars = 16 + 32 * (3 * ROWS + 5)
    place = scalars + 32 * {"E1": 0, "E2": 1, "E3": 2, "E5": 3 + ROWS}[equation]
    material.proof = material.proof[:place] + bytes(32) + material.proof[place + 32 :]
    assert material.shuffled_by(Spread(executor, 4)) == material.shuffled_by(check) == [equation]


@pytest.mark.parametrize("takes", [False, True])
def test_workers_that_are_lost_give_no_verdict(material: Material, takes: bool) -> None:
    for asked in material.checks:
        with pytest.raises(WorkersLost) as lost:
            asked(Spread(Broken(takes), 4))
        assert lost.value.code == "verification.workers"


def test_processes_do_as_well_until_one_of_them_dies(material: Material) -> None:
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as processes:
        spread_out = Spread(processes, 4)
        assert [asked(spread_out) for asked in material.checks] == GOOD
        processes.submit(os._exit, 1)
        with pytest.raises(WorkersLost, match="BrokenProcessPool"):
            material.points_of(spread_out)


def test_nobody_waits_for_ever(material: Material, monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent(Executor):
        def submit(self, task: Callable[..., Any], /, *args: Any, **_: Any) -> Future[Any]:
            return Future()

    monkeypatch.setattr(spread, "PATIENCE_S", 0)
    with pytest.raises(WorkersLost):
        material.points_of(Spread(Silent(), 4))


def otherwise(answer: Any) -> Any:
    """Another answer than the true one."""
    if isinstance(answer, bool):
        return not answer
    if isinstance(answer, int):
        return 0
    return bytes(len(answer) - 32) + _core.base_multiply(_core.random_scalars(1))


def test_no_worker_can_make_good_evidence_fail(material: Material, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spread, "DONE_AGAIN", 1 << 60)
    for asked in material.checks:
        with pytest.raises(WorkersLost, match="false answer"):
            asked(Spread(Bent(otherwise), 4))


def test_a_worker_that_calls_everything_good_is_found_out_by_chance(
    material: Material, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spread, "DONE_AGAIN", 1)
    material.sealed = swapped(material.sealed, 192, 1, 2)
    with pytest.raises(WorkersLost, match="false answer"):
        material.sealed_of(Spread(Bent(lambda _: -1), 4))
    with ThreadPoolExecutor(1) as honest:
        assert material.sealed_of(Spread(honest, 4)) == 1


GARBAGE: list[Any] = [
    None, "x", b"", bytes(31), bytes(32), b"\xff" * 32, b"\xff" * 64,
    True, 7.5, -2, [], (b"",), (b"", b""), (1, 2),
]  # fmt: skip


@pytest.mark.parametrize("garbage", GARBAGE, ids=repr)
def test_a_worker_that_gives_no_answer_at_all_gives_no_verdict(
    material: Material, monkeypatch: pytest.MonkeyPatch, garbage: Any
) -> None:
    """Good evidence is called good, if the garbage happens to say so, or nothing is said of it."""
    monkeypatch.setattr(spread, "DONE_AGAIN", 1 << 60)
    for asked, good in zip(material.checks, GOOD, strict=True):
        try:
            assert asked(Spread(Bent(lambda _: garbage), 4)) == good
        except WorkersLost as lost:
            assert "false answer" in lost.why


@pytest.mark.parametrize("garbage", GARBAGE, ids=repr)
def test_a_worker_that_mixes_nothing_gives_no_mix(material: Material, garbage: Any) -> None:
    stage = mixing.Stage(EID, "chair", "joint", 1, "ash", material.pk, 1, material.rows)
    with pytest.raises(WorkersLost, match="false answer"):
        mixing.shuffle_all([stage, stage], Bent(lambda _: garbage))
