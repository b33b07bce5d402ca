"""What was begun beforehand says what it would say when it is asked, and of the same bytes only."""

import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from hashlib import sha256
from typing import Any

import pytest

from tellers import _core
from tellers.crypto import check
from tellers.crypto.ahead import Ahead
from tellers.crypto.prove import mixing
from tellers.crypto.spread import Spread, WorkersLost
from tests.crypto.test_spread import Broken

EID, ROWS = bytes(range(32)), 5
NAMES = ("chair", "joint", 1, "ash", 1)


class Counted(Spread):
    """The checks of this process; writes down who asks for shuffles and decryptions."""

    def __init__(self, *errors: BaseException) -> None:
        self.asked_by: list[str] = []
        self.errors = [*errors]

    def check_shuffle(self, *asked: Any) -> list[str]:
        """The check of a shuffle, or the next error."""
        self.asked_by.append("caller" if threading.current_thread() is threading.main_thread() else "ahead")
        if self.errors:
            raise self.errors.pop(0)
        return check.check_shuffle(*asked)


class Silent(Executor):
    """Machines that take every task and never answer."""

    def __init__(self) -> None:
        self.asked = threading.Event()

    def submit(self, task: Callable[..., Any], /, *args: Any, **_: Any) -> Future[Any]:
        """Take a task."""
        self.asked.set()
        return Future()


@pytest.fixture(scope="module")
def asked() -> tuple[Any, ...]:
    """A good shuffle, as its check is asked about it."""
    pk = _core.base_multiply(_core.random_scalars(1))
    points = _core.base_multiply(_core.random_scalars(ROWS))
    rows = _core.encrypt(pk, points, _core.random_scalars(ROWS))
    out, proof = mixing.shuffle(EID, "chair", "joint", 1, "ash", pk, 1, rows)
    return EID, "chair", "joint", 1, "ash", pk, 1, rows, out, proof


def falsified(asked: tuple[Any, ...]) -> tuple[Any, ...]:
    """The same with an output in which two rows are exchanged."""
    *before, out, proof = asked
    return *before, out[64:128] + out[:64] + out[128:], proof


def no_thread_is_left() -> bool:
    return not [one for one in threading.enumerate() if one.name.startswith("tellers-ahead")]


@pytest.mark.parametrize("bend", [lambda asked: asked, falsified], ids=["good", "false"])
def test_what_was_begun_is_done_once_and_says_the_same(
    asked: tuple[Any, ...], bend: Callable[[tuple[Any, ...]], tuple[Any, ...]]
) -> None:
    heavy, question = Counted(), bend(asked)
    with Ahead(heavy) as ahead:
        ahead.begin("check_shuffle", NAMES, lambda: question)
        assert ahead.check_shuffle(*question) == check.check_shuffle(*question)
    assert heavy.asked_by == ["ahead"]
    assert no_thread_is_left()


@pytest.mark.parametrize("number", [0, 5, 7, 8, 9])
def test_an_answer_about_other_bytes_is_not_used(asked: tuple[Any, ...], number: int) -> None:
    other = list(asked)
    other[number] = bytes([other[number][0] ^ 1]) + other[number][1:]
    heavy = Counted()
    with Ahead(heavy) as ahead:
        ahead.begin("check_shuffle", NAMES, lambda: asked)
        found = ahead.check_shuffle(*other)
    assert found == check.check_shuffle(*other) != []
    assert heavy.asked_by == ["ahead", "caller"]


def test_a_question_is_answered_beforehand_only_once(asked: tuple[Any, ...]) -> None:
    heavy = Counted()
    with Ahead(heavy) as ahead:
        ahead.begin("check_shuffle", NAMES, lambda: asked)
        assert [ahead.check_shuffle(*asked) for _ in range(2)] == [[], []]
    assert heavy.asked_by == ["ahead", "caller"]


def test_what_could_not_be_begun_is_done_when_it_is_asked(asked: tuple[Any, ...]) -> None:
    def prepare() -> tuple[Any, ...]:
        raise KeyError("no such file")

    heavy = Counted()
    with Ahead(heavy) as ahead:
        ahead.begin("check_shuffle", NAMES, prepare)
        assert ahead.check_shuffle(*asked) == []
    assert heavy.asked_by == ["caller"]


def test_a_fault_beforehand_is_met_again_by_who_asks(asked: tuple[Any, ...]) -> None:
    heavy = Counted(SystemError("first"), SystemError("second"))
    with Ahead(heavy) as ahead:
        ahead.begin("check_shuffle", NAMES, lambda: asked)
        with pytest.raises(SystemError, match="second"):
            ahead.check_shuffle(*asked)
    assert no_thread_is_left()


def test_a_misuse_is_refused_in_the_same_words(asked: tuple[Any, ...]) -> None:
    question = (asked[0][:5], *asked[1:])
    with Ahead(check) as ahead:
        ahead.begin("check_shuffle", NAMES, lambda: question)
        with pytest.raises(ValueError, match="an election id is 32 bytes"):
            ahead.check_shuffle(*question)


def test_lost_workers_are_not_waited_for_twice(asked: tuple[Any, ...]) -> None:
    with Ahead(Spread(Broken(takes=True), 2)) as ahead:
        ahead.begin("check_shuffle", NAMES, lambda: asked)
        with pytest.raises(WorkersLost):
            ahead.check_shuffle(*asked)


def test_leaving_ends_the_thread_and_drops_what_has_not_begun(asked: tuple[Any, ...]) -> None:
    started, heavy = threading.Event(), Counted()

    def prepare() -> tuple[Any, ...]:
        started.set()
        return asked

    with pytest.raises(RuntimeError, match="elsewhere"), Ahead(heavy) as ahead:
        for number in range(1_000):
            ahead.begin("check_shuffle", ("chair", "joint", number, "ash", 1), prepare)
        started.wait()
        raise RuntimeError("elsewhere")
    assert no_thread_is_left()
    assert 0 < len(heavy.asked_by) < 1_000


def test_work_apart_gives_and_raises_what_it_would_here() -> None:
    caller = threading.current_thread()
    assert check.apart(lambda: threading.current_thread() is caller) is False
    with pytest.raises(ZeroDivisionError):
        check.apart(lambda: 1 // 0)


def test_the_hash_of_a_file_is_not_the_file(asked: tuple[Any, ...]) -> None:
    """Whoever could write it in its place would be told that it is good."""
    hashed = (*asked[:7], sha256(asked[7]).digest(), *asked[8:])
    with Ahead(check) as ahead:
        ahead.begin("check_shuffle", NAMES, lambda: asked)
        assert ahead.check_shuffle(*hashed) == check.check_shuffle(*hashed) != []


def test_leaving_waits_for_no_machine_that_is_silent(asked: tuple[Any, ...]) -> None:
    silent = Silent()
    with pytest.raises(RuntimeError, match="elsewhere"), Ahead(Spread(silent, 2)) as ahead:
        ahead.begin("check_shuffle", NAMES, lambda: asked)
        silent.asked.wait()
        raise RuntimeError("elsewhere")
    assert no_thread_is_left()


def test_machines_that_were_left_help_again(asked: tuple[Any, ...]) -> None:
    with ThreadPoolExecutor(1) as threads:
        heavy = Spread(threads, 2)
        for _ in range(2):
            with Ahead(heavy) as ahead:
                ahead.begin("check_shuffle", NAMES, lambda: asked)
                assert ahead.check_shuffle(*asked) == heavy.check_shuffle(*asked) == []
