"""What later steps ask is begun while the board is read: that, once, in a thread that ends with the run."""

import threading
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tellers.crypto import check
from tellers.evidence.verify import verify_pack
from tellers.evidence.verify.framework import Outcome
from tellers.rehearsal.run import Rehearsed
from tests.attacks.forger import Forger, write_files


class Watched:
    """The checks of this process; counts who asked for which."""

    def __init__(self) -> None:
        self.asked: Counter[tuple[str, bool]] = Counter()

    def __getattr__(self, name: str) -> Any:
        task = getattr(check, name)

        def watched(*asked: Any) -> Any:
            self.asked[name, threading.current_thread() is threading.main_thread()] += 1
            return task(*asked)

        watched.__name__ = name
        return watched


@pytest.fixture
def pack(rehearsed: Rehearsed, tmp_path: Path) -> Path:
    """The honest pack of the branch."""
    write_files(Forger(rehearsed).remake(), tmp_path)
    return tmp_path


def test_what_the_board_says_beforehand_is_asked_once_and_not_by_the_step(
    rehearsed: Rehearsed, pack: Path
) -> None:
    heavy, board = Watched(), Forger(rehearsed)
    assert verify_pack(pack, heavy=heavy).verdict == "pass"
    mixes = len(board.of("cred.mix")) + len(board.of("mix"))
    assert heavy.asked["check_sealed", False] == 2
    assert heavy.asked["check_shuffle", False] == mixes - 1  # what votes were mixed first is V12's to find
    assert heavy.asked["check_shuffle", True] == 1
    assert heavy.asked["check_decrypt", False] == len(board.of("cred.dec")) + len(board.of("dec"))
    assert heavy.asked["check_sealed", True] == heavy.asked["check_decrypt", True] == 0


def test_no_thread_outlives_a_verification_that_is_broken_off(pack: Path) -> None:
    def stop(outcome: Outcome) -> None:
        if outcome.id == "V4":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        verify_pack(pack, progress=stop)
    assert not [one for one in threading.enumerate() if one.name.startswith("tellers-ahead")]


@pytest.mark.parametrize("named", ["../outside", "keys/nowhere.bin"])
def test_a_mix_that_names_no_file_of_the_pack_is_refused_as_ever(
    rehearsed: Rehearsed, tmp_path: Path, named: str
) -> None:
    forger = Forger(rehearsed)
    forger.of("mix")[-1]["proof"]["file"] = named
    write_files(forger.remake(), tmp_path)
    failure = verify_pack(tmp_path).first_failure
    assert failure is not None
    assert failure["check"] in {"V4.fields", "V4.blob"}
