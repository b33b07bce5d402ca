"""The checks that take time, in pieces for many machines: pure functions of bytes sent to an Executor.

``tellers.crypto.check`` does the same in this process; whoever verifies takes either as its ``Heavy``. What a
worker finds wrong is looked at again here, and what is no answer to its task ends all without a verdict: so a
verdict and its words are those of one process, and no worker can make good evidence fail. That something is
good is believed of a worker, but for a few tasks chosen by chance, which are done here too. No task holds a
secret, but one that draws its own (``drawn``).
Source: spec/verification.md; docs/clusters.md.
"""

import secrets
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from copy import copy
from typing import Any, NoReturn, Protocol, Self, TypeVar, TypeVarTuple

from tellers.crypto import check
from tellers.errors import Refused

PIECE = 4_096  # rows, points or proofs of one task: a tenth of a second, about a megabyte
WINDOW = 64  # tasks that are under way at one time
PATIENCE_S = 600  # without an answer, before the workers are given up
DONE_AGAIN = 50  # one task in so many is done here too

_POINT, _PAIR, _SEALED = 32, 64, 192
_IDENTITY = bytes(_POINT)
_LOST = "verification.workers"

Arguments = TypeVarTuple("Arguments")
Answer = TypeVar("Answer")
Shaped = Callable[[object], bool]
"""Whether something is an answer to a task at all, true or false."""


class WorkersLost(Refused):
    """The workers gave no answer, or a false one: nothing can be said about the evidence."""


class Heavy(Protocol):
    """The checks that take time, as ``tellers.crypto.check`` has them."""

    def first_bad_point(self, points: bytes, allow_identity: bool, /) -> int:
        """See ``check.first_bad_point``."""

    def check_sealed(self, eid: bytes, half: str, pk: bytes, records: bytes, /) -> int:
        """See ``check.check_sealed``."""

    def check_knowledge(
        self, states: list[bytes], points: list[bytes], t: list[bytes], z: list[bytes], /
    ) -> int:
        """See ``check.check_knowledge``."""

    def check_shuffle(
        self,
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
        /,
    ) -> list[str]:
        """See ``check.check_shuffle``."""

    def check_decrypt(
        self,
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
        /,
    ) -> bool:
        """See ``check.check_decrypt``."""

    def check_recombined(
        self, indices: list[int], factors: list[bytes], rows: bytes, plain: bytes, /
    ) -> bool:
        """See ``check.check_recombined``."""

    def check_opened_rows(
        self, indices: list[int], factors: list[bytes], rows: bytes, width: int, plain: bytes, /
    ) -> bool:
        """See ``check.check_opened_rows``."""


class Spread:
    """The checks done by an executor's workers, ``piece`` rows a task.

    Every method raises WorkersLost: verification.workers, besides what the one of ``check`` may raise.
    """

    def __init__(self, executor: Executor, piece: int = PIECE) -> None:
        self._executor = executor
        self._piece = piece
        self._left: Future[None] = Future()

    def another(self) -> Self:
        """The same workers, for somebody who may leave before they have answered."""
        same = copy(self)
        same._left = Future()
        return same

    def leave(self) -> None:
        """Wait for nothing any more: whoever does, in another thread, and whoever asks, has WorkersLost."""
        self._left.set_result(None)

    def first_bad_point(self, points: bytes, allow_identity: bool, /) -> int:
        """The index of the first bad point, or -1."""
        step = _POINT * self._piece
        pieces = ((points[at : at + step], allow_identity) for at in range(0, len(points), step))
        return self._first_bad(check.first_bad_point, pieces)

    def check_sealed(self, eid: bytes, half: str, pk: bytes, records: bytes, /) -> int:
        """The index of the first sealed key that is not proven, or -1."""
        step = _SEALED * self._piece
        pieces = (
            (eid, half, pk, records[at : at + step], at // _SEALED + 1) for at in range(0, len(records), step)
        )
        return self._first_bad(check.check_sealed, pieces)

    def check_knowledge(
        self, states: list[bytes], points: list[bytes], t: list[bytes], z: list[bytes], /
    ) -> int:
        """The index of the first false proof, or -1."""
        lists = (states, points, t, z)
        if len(set(map(len, lists))) != 1:
            return check.check_knowledge(*lists)
        pieces = (
            (
                states[at : at + self._piece],
                points[at : at + self._piece],
                t[at : at + self._piece],
                z[at : at + self._piece],
            )
            for at in range(0, len(states), self._piece)
        )
        return self._first_bad(check.check_knowledge, pieces)

    def check_shuffle(
        self,
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
        /,
    ) -> list[str]:
        """What is wrong with a shuffle: workers add up its equations, and only a bad sum is looked into."""
        asked = (eid, contest, group, stage, mixer, pk, width, rows, out, proof)
        split = check.split_shuffle(*asked, self._piece)
        if split is None:
            return check.check_shuffle(*asked)
        ends, pieces = split
        sums = self._answers(check.sum_of_piece, ((piece,) for piece in pieces), _is_sum(_POINT))
        if _total(sums, ends) == _IDENTITY:
            return []
        return check.check_shuffle(*asked) or false_answer()

    def check_decrypt(
        self,
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
        /,
    ) -> bool:
        """Whether the factors are this trustee's: the workers add up ciphertexts and factors."""
        statement, proof = (eid, contest, group, index, x_pub, rows, factors), (t_b, t_a, z)
        if not factors or len(factors) * 2 != len(rows) or len(factors) % _POINT:
            return check.check_decrypt(*statement, *proof)
        weights = check.decrypt_weights(*statement)
        step = _POINT * self._piece
        pieces = (
            (weights[at : at + step], rows[2 * at : 2 * (at + step)], factors[at : at + step])
            for at in range(0, len(factors), step)
        )
        sums = _total(self._answers(check.decrypt_sums, pieces, _is_sum(_PAIR)), bytes(_PAIR))
        if sums is not None and check.check_decrypt_with(*statement, sums, *proof):
            return True
        return check.check_decrypt(*statement, *proof) and false_answer()

    def check_recombined(
        self, indices: list[int], factors: list[bytes], rows: bytes, plain: bytes, /
    ) -> bool:
        """Whether the decrypted points are what the factors give."""
        if any(len(part) * 2 != len(rows) for part in (*factors, plain)) or len(rows) % _PAIR:
            return check.check_recombined(indices, factors, rows, plain)
        step = _POINT * self._piece
        pieces = (
            (*piece, plain[at : at + step])
            for at, piece in zip(
                range(0, len(plain), step), self._factored(indices, factors, rows), strict=True
            )
        )
        if all(good for good, _ in self._answers(check.check_recombined, pieces, _is_truth)):
            return True
        return check.check_recombined(indices, factors, rows, plain) and false_answer()

    def check_opened_rows(
        self, indices: list[int], factors: list[bytes], rows: bytes, width: int, plain: bytes, /
    ) -> bool:
        """Whether the rows of ``plain`` are what the factors give, in whatever order: workers open them."""
        asked = (indices, factors, rows, width, plain)
        size = _POINT * width
        if any(len(part) * 2 != len(rows) for part in (*factors, plain)) or width < 1 or len(plain) % size:
            return check.check_opened_rows(*asked)
        try:
            pieces = self._factored(indices, factors, rows)
            opened = b"".join(part for part, _ in self._answers(check.recombine, pieces, _is_points))
        except ValueError:  # a bad encoding
            return check.check_opened_rows(*asked)
        if _rows(opened, size) == _rows(plain, size) and _IDENTITY not in _rows(plain, _POINT):
            return True
        return check.check_opened_rows(*asked) and false_answer()

    def drawn(
        self, task: Callable[[*Arguments], Answer], pieces: Iterable[tuple[*Arguments]], shaped: Shaped
    ) -> list[Answer]:
        """What workers made by chance, in the order of the pieces; it cannot be done again and compared.

        A worker knows what it drew: all of them must be in the hands of whoever asks.
        """
        asked = [*pieces]
        waiting = [self._submitted(task, arguments) for arguments in asked]
        try:
            return [
                self._answer(task, future, arguments, shaped)
                for future, arguments in zip(waiting, asked, strict=True)
            ]
        finally:
            for future in waiting:
                future.cancel()

    def _factored(
        self, indices: list[int], factors: list[bytes], rows: bytes
    ) -> Iterator[tuple[list[int], list[bytes], bytes]]:
        """Ciphertexts in pieces, with every trustee's factors of them."""
        step = _POINT * self._piece
        for at in range(0, len(rows) // 2, step):
            yield indices, [part[at : at + step] for part in factors], rows[2 * at : 2 * (at + step)]

    def _first_bad(self, task: Callable[[*Arguments], int], pieces: Iterable[tuple[*Arguments]]) -> int:
        """The index of the first bad thing in all pieces together, or -1."""
        for number, (found, arguments) in enumerate(self._answers(task, pieces, _is_index)):
            if found != -1:
                here = task(*arguments)
                return number * self._piece + here if here != -1 else false_answer()
        return -1

    def _answers(
        self, task: Callable[[*Arguments], Answer], pieces: Iterable[tuple[*Arguments]], shaped: Shaped
    ) -> Iterator[tuple[Answer, tuple[*Arguments]]]:
        """Answer and arguments in the order of the pieces, whatever order the answers come in."""
        waiting: deque[tuple[Future[Answer], tuple[*Arguments]]] = deque()
        try:
            for arguments in pieces:
                waiting.append((self._submitted(task, arguments), arguments))
                if len(waiting) == WINDOW:
                    yield self._compared(task, *waiting.popleft(), shaped)
            while waiting:
                yield self._compared(task, *waiting.popleft(), shaped)
        finally:
            for future, _ in waiting:
                future.cancel()

    def _submitted(
        self, task: Callable[[*Arguments], Answer], arguments: tuple[*Arguments]
    ) -> Future[Answer]:
        try:
            return self._executor.submit(task, *arguments)
        except Exception as error:  # noqa: BLE001  (every executor has its own)
            raise _lost(error) from None

    def _compared(
        self,
        task: Callable[[*Arguments], Answer],
        future: Future[Answer],
        arguments: tuple[*Arguments],
        shaped: Shaped,
    ) -> tuple[Answer, tuple[*Arguments]]:
        """A worker's answer; one in so many is compared with that of this machine."""
        answer = self._answer(task, future, arguments, shaped)
        if secrets.randbelow(DONE_AGAIN) == 0 and task(*arguments) != answer:
            false_answer()
        return answer, arguments

    def _answer(
        self,
        task: Callable[[*Arguments], Answer],
        future: Future[Answer],
        arguments: tuple[*Arguments],
        shaped: Shaped,
    ) -> Answer:
        """A worker's answer. What it refuses is done here, and refused here in the same words."""
        try:
            answer = self._awaited(future)
        except ValueError:
            return task(*arguments)
        return answer if shaped(answer) else false_answer()

    def _awaited(self, future: Future[Answer]) -> Answer:
        """What a worker gives. Raises WorkersLost, and ValueError where it refuses the arguments."""
        ends: list[Future[Any]] = [future, self._left]
        if not future.done():
            wait(ends, PATIENCE_S, FIRST_COMPLETED)
        try:
            return future.result(0)
        except ValueError:
            raise
        except Exception as error:  # noqa: BLE001  (every executor has its own)
            raise _lost(error) from None


def _is_index(answer: object) -> bool:
    return type(answer) is int and answer >= -1


def _is_truth(answer: object) -> bool:
    return type(answer) is bool


def _is_points(answer: object) -> bool:
    return type(answer) is bytes


def _is_sum(size: int) -> Shaped:
    """Sums of ``size`` bytes, or None where something to be added up is malformed."""
    return lambda answer: answer is None or (type(answer) is bytes and len(answer) == size)


def _rows(points: bytes, size: int) -> Counter[bytes]:
    """Rows of ``size`` bytes, and how often each is there."""
    return Counter(points[at : at + size] for at in range(0, len(points), size))


def _total(sums: Iterable[tuple[bytes | None, object]], first: bytes) -> bytes | None:
    """``first`` and all the points added up; None where one is missing. Raises WorkersLost."""
    total = first
    for found, _ in sums:
        if found is None:
            return None
        try:
            total = check.add(total, found)
        except ValueError:  # no encoding of a point: no sum that was ever found
            false_answer()
    return total


def _lost(error: Exception) -> WorkersLost:
    return WorkersLost(_LOST, f"the machines that were to help were lost ({type(error).__name__})")


def false_answer() -> NoReturn:
    """Give up on machines that cannot be relied upon. Raises WorkersLost."""
    raise WorkersLost(_LOST, "a machine that was to help gave a false answer")
