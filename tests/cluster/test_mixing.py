"""A mixer's own machines: several sets side by side, and the poll verifies as if one machine had mixed."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import astuple
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import pytest

from tellers import _core
from tellers.canonical import decode
from tellers.cli import cluster, terminal
from tellers.cli.main import main
from tellers.clock import HOUR_S
from tellers.crypto import check
from tellers.crypto.prove.mixing import Stage, shuffle, shuffle_all
from tellers.crypto.spread import Spread, WorkersLost, false_answer
from tellers.custody.keyring import PLAIN
from tellers.custody.sets import MixedSet
from tellers.custody.shuffling import mix_sets
from tellers.custody.trustee import Mixer
from tellers.evidence.pack import write_pack
from tellers.evidence.verify import verify_pack
from tellers.rehearsal.hall import Hall
from tests.cluster.conftest import Deadly, Machines, told
from tests.custody.acting import Album, begun, hold
from tests.custody.age import locked, words_file
from tests.custody.test_groups import WORKS, poll

SETS = [MixedSet(contest, group) for contest in ("chair", WORKS) for group in ("g1", "joint")]
P = ParamSpec("P")
T = TypeVar("T")


class Here(Executor):
    """Does every task at once in this process; ``bend`` may alter what a shuffle gives."""

    def __init__(self, bend: Callable[[Any], Any] = lambda made: made) -> None:
        self._bend = bend
        self.tasks: list[Callable[..., object]] = []

    def submit(self, task: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Do a task."""
        self.tasks.append(task)
        future: Future[T] = Future()
        done = task(*args, **kwargs)
        future.set_result(self._bend(done) if task is shuffle else done)
        return future


def stages(rows: int, contests: tuple[str, ...] = ("chair", "clerk")) -> list[Stage]:
    pk = _core.base_multiply(_core.random_scalars(1))
    some = _core.encrypt(pk, _core.base_multiply(_core.random_scalars(rows)), _core.random_scalars(rows))
    return [Stage(bytes(32), contest, "joint", 1, "ash", pk, 1, some) for contest in contests]


def hand_in(hall: Hall, album: Album, mixer: Mixer, executor: Executor) -> None:
    """Mix every set of votes from one pack, and have it all appended."""
    moment = album.take(f"{mixer.id} mixes all")
    made = mix_sets(moment.pack, mixer.path, PLAIN, moment.sid, SETS, (), moment.now, executor)
    for mixed in made:
        for path, data in mixed.files.items():
            hall.board.write(path, data)
        hall.board.take(mixed.entry)


@pytest.fixture(scope="module")
def mixed(machines: Machines, tmp_path_factory: pytest.TempPathFactory) -> Album:
    """A whole poll whose votes were mixed on a cluster; while each mixer's were, a worker was killed."""
    album = begun(tmp_path_factory.mktemp("mixed"), poll())

    def mix_votes(hall: Hall) -> None:
        hall.wait(HOUR_S)
        for mixer in hall.mixers:
            with cluster.connected(machines.address, machines.files) as executor:
                deadly = Deadly(executor, machines, 3, shuffle)
                hand_in(hall, album, mixer, deadly)
            assert deadly.killed
        hall.checkpoint()

    hold(album, mix_votes)
    return album


def test_a_poll_mixed_by_many_machines_verifies_alike_on_one_and_on_many(
    mixed: Album, machines: Machines, tmp_path: Path
) -> None:
    write_pack(mixed.hall.board.folder, tmp_path / "pack")
    alone = verify_pack(tmp_path / "pack", mixed.hall.sid.hex())
    assert (alone.verdict, alone.first_failure) == ("pass", None)
    with cluster.connected(machines.address, machines.files) as executor:
        report = verify_pack(tmp_path / "pack", mixed.hall.sid.hex(), heavy=Spread(executor, 16))
    assert told(report) == told(alone)


def test_a_worker_killed_while_it_shuffles_is_replaced(machines: Machines) -> None:
    asked = stages(4_000, ("chair", "clerk", "bursar", "steward"))
    with cluster.connected(machines.address, machines.files) as executor:
        deadly = Deadly(executor, machines, len(asked), shuffle)
        made = shuffle_all(asked, deadly)
    assert deadly.killed
    for stage, (out, proof) in zip(asked, made, strict=True):
        assert check.check_shuffle(*[*astuple(stage), out, proof]) == []


def command(mixed: Album, folder: Path, sets: list[MixedSet]) -> list[str]:
    """The command with which the first mixer mixes sets on one machine, from copies of all it needs."""
    moment = mixed.moments["mixer-1 mixes all"].copied(folder)
    key, words = locked(moment.key("mixer-1"), folder), words_file(folder)
    asked = ["mix", "--board", str(moment.pack), "--key", str(key), "--passphrase", str(words)]
    for one in sets:
        out = str(folder / f"{one.contest}-{one.group}")
        asked += ["--contest", one.contest, "--group", one.group, "--out", out]
    return [*asked, "--time", str(moment.now)]


def test_the_command_mixes_several_sets_on_a_cluster(
    mixed: Album, machines: Machines, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = command(mixed, tmp_path, SETS)
    assert main([*asked, *machines.options, "--own-machines"]) == 0
    assert capsys.readouterr().out.count("is mixed; hand in the folder of") == len(SETS)
    on_board = [entry for _, entry in mixed.hall.board.of_type("mix") if entry["mixer"] == "mixer-1"]
    for one, there in zip(SETS, on_board, strict=True):
        folder = tmp_path / f"{one.contest}-{one.group}"
        entry = decode((folder / "entry.json").read_bytes().rstrip(b"\n"))
        chance = ("out", "proof", "sigs")
        assert {k: v for k, v in entry.items() if k not in chance} == {
            k: v for k, v in there.items() if k not in chance
        }
        out = (folder / entry["out"]["file"]).read_bytes()
        assert len(out) == there["out"]["len"]
        assert out != mixed.hall.board.read(there["out"]["file"])  # an order of its own


@pytest.mark.parametrize("sets", [SETS[:1], SETS[:2]], ids=len)
def test_no_other_machine_helps_a_mixer_who_does_not_say_that_it_is_the_mixer_s_own(
    mixed: Album,
    machines: Machines,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    sets: list[MixedSet],
) -> None:
    asked = command(mixed, tmp_path, sets)
    for options, words in (
        (machines.options, "say so with --own-machines"),
        (["--own-machines"], "--own-machines is for --cluster"),
    ):
        assert main([*asked, *options]) == 2
        out, err = capsys.readouterr()
        assert (out, err.count("\n")) == ("", 1)
        assert words in err
    assert not (tmp_path / "chair-g1").exists()


def test_a_set_that_is_mixed_alone_is_shuffled_on_the_mixer_s_machine(mixed: Album, tmp_path: Path) -> None:
    moment = mixed.moments["mixer-1 mixes all"].copied(tmp_path)
    alone, several = Here(), Here()
    for sets, executor in ((SETS[:1], alone), (SETS, several)):
        mix_sets(moment.pack, moment.key("mixer-1"), PLAIN, moment.sid, sets, (), moment.now, executor)
    assert alone.tasks  # the board was verified with help
    assert alone.tasks.count(shuffle) == 0
    assert several.tasks.count(shuffle) == len(SETS)


def test_what_a_worker_mixed_falsely_is_not_signed() -> None:
    def exchanged(made: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
        out, proof = made
        return out[64:128] + out[:64] + out[128:], proof

    assert len(shuffle_all(stages(9), Here())) == 2
    liar = Here(exchanged)
    with pytest.raises(WorkersLost, match=r"a machine that was to help gave a false answer"):
        shuffle_all(stages(9), liar)
    assert {*liar.tasks} == {shuffle}  # who may have lied is not asked whether it is true


def test_lost_machines_are_no_refusal_of_the_request() -> None:
    with pytest.raises(WorkersLost):
        terminal.refusing("tellers mix", false_answer)
