"""Checks that take time, begun before they are asked for.

The interpreter runs on one core. While it reads a board, the others may well do what will be asked of them
later: whoever can tell what that is says so with ``begin``, and the answer waits. An answer is given only
to a question of the same bytes; whatever else is asked, or went wrong beforehand, is done when it is asked.
So the checks say exactly what they would say without this.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from hashlib import sha256
from types import TracebackType
from typing import Any, Final, TypeVar

from tellers.crypto import check
from tellers.crypto.spread import Heavy, Spread, WorkersLost

Answer = TypeVar("Answer")
Names = tuple[str | int, ...]
"""What tells one question of a kind from the others: its arguments that are no bytes, in order."""
Asked = tuple[Any, ...]
_Known = tuple[Any, ...]


class Ahead:
    """The checks of ``heavy``. A context: leaving it drops what nobody asked for, and ends the thread.

    Other machines are not waited for when it is left, nor longer than anybody waits for them before.
    """

    def __init__(self, heavy: Heavy) -> None:
        self._heavy: Final = heavy
        self._behind: Final = heavy.another() if isinstance(heavy, Spread) else heavy
        self._thread = ThreadPoolExecutor(1, "tellers-ahead")
        self._begun: dict[tuple[str, Names], Future[tuple[_Known, Any]]] = {}

    def __enter__(self) -> "Ahead":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._begun.clear()
        if isinstance(self._behind, Spread):
            self._behind.leave()
        self._thread.shutdown(wait=True, cancel_futures=True)

    def begin(self, name: str, names: Names, prepare: Callable[[], Asked]) -> None:
        """Do the check called ``name`` of what ``prepare`` gives, after everything begun before.

        ``prepare`` runs when its turn comes, in another thread. If it raises anything, nothing was begun.
        """
        task: Callable[..., Any] = getattr(self._behind, name)

        def work() -> tuple[_Known, Any]:
            asked = prepare()
            return _known(asked), task(*asked)

        self._begun[name, names] = self._thread.submit(check.apart, work)

    def first_bad_point(self, points: bytes, allow_identity: bool, /) -> int:
        """See ``check.first_bad_point``."""
        return self._heavy.first_bad_point(points, allow_identity)

    def check_sealed(self, eid: bytes, half: str, pk: bytes, records: bytes, /) -> int:
        """See ``check.check_sealed``."""
        return self._answer(self._heavy.check_sealed, eid, half, pk, records)

    def check_knowledge(
        self, states: list[bytes], points: list[bytes], t: list[bytes], z: list[bytes], /
    ) -> int:
        """See ``check.check_knowledge``."""
        return self._heavy.check_knowledge(states, points, t, z)

    def check_shuffle(self, *asked: Any) -> list[str]:
        """See ``check.check_shuffle``."""
        return self._answer(self._heavy.check_shuffle, *asked)

    def check_decrypt(self, *asked: Any) -> bool:
        """See ``check.check_decrypt``."""
        return self._answer(self._heavy.check_decrypt, *asked)

    def check_recombined(
        self, indices: list[int], factors: list[bytes], rows: bytes, plain: bytes, /
    ) -> bool:
        """See ``check.check_recombined``."""
        return self._heavy.check_recombined(indices, factors, rows, plain)

    def check_opened_rows(
        self, indices: list[int], factors: list[bytes], rows: bytes, width: int, plain: bytes, /
    ) -> bool:
        """See ``check.check_opened_rows``."""
        return self._heavy.check_opened_rows(indices, factors, rows, width, plain)

    def _answer(self, task: Callable[..., Answer], *asked: Any) -> Answer:
        """What the check says of ``asked``, found beforehand or now."""
        names = tuple(part for part in asked if not isinstance(part, bytes))
        begun = self._begun.pop((task.__name__, names), None)
        if begun is None:
            return task(*asked)
        error = begun.exception()
        if isinstance(error, WorkersLost):
            raise error  # they would only be waited for again
        if error is not None or begun.result()[0] != _known(asked):
            return task(*asked)
        answer: Answer = begun.result()[1]
        return answer


def _known(asked: Asked) -> _Known:
    """By what a question is recognised, without keeping its files: of bytes their number and SHA-256."""
    return tuple((len(part), sha256(part).digest()) if isinstance(part, bytes) else part for part in asked)
