"""A cluster with one machine of another version, or without tellers, is refused before it is given a task."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from distributed import Client, LocalCluster

from tellers.cli import cluster
from tellers.cli.main import main
from tellers.errors import Refused

OTHER = "0.0.9"


def another_version(folder: Path) -> None:
    """The package is this one, and says of itself that it is another version."""
    told = folder / f"tellers-{OTHER}.dist-info"
    told.mkdir()
    (told / "METADATA").write_text(f"Metadata-Version: 2.1\nName: tellers\nVersion: {OTHER}\n")


def no_such_package(folder: Path) -> None:
    """There is no tellers that could be imported."""
    (folder / "tellers").mkdir()
    (folder / "tellers" / "__init__.py").write_text("raise ImportError('no tellers here')\n")


def nothing(folder: Path) -> None:
    """Leave the worker as it is."""


@contextmanager
def worker(address: str, folder: Path) -> Iterator[None]:
    """A worker in a process of its own that finds ``folder`` before everything that is installed."""
    command = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--no-nanny", "--no-dashboard"]
    command += ["--nthreads", "1", "--local-directory", str(folder / "scratch")]
    with open(folder / "log", "wb") as log:
        process = subprocess.Popen(
            command, env={**os.environ, "PYTHONPATH": str(folder)}, stdout=log, stderr=log
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait(20)


@contextmanager
def joined(folder: Path, spoil: Callable[[Path], None]) -> Iterator[str]:
    """The address of a cluster of a good worker and one that was spoilt."""
    spoil(folder)
    with (
        LocalCluster(
            n_workers=1,
            processes=False,
            protocol="tcp://",
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
        ) as own,
        Client(own, set_as_default=False) as client,
        worker(own.scheduler_address, folder),
    ):
        client.wait_for_workers(2, timeout=40)
        yield own.scheduler_address


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (another_version, f"runs tellers {OTHER}, not {cluster.installed()}: install tellers"),
        (no_such_package, r"has no tellers of this version \(\w+\): install tellers"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_one_machine_of_another_version_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], spoil: Callable[[Path], None], words: str
) -> None:
    with joined(tmp_path, spoil) as address:
        with (
            pytest.raises(Refused, match=rf"cluster\.unlike: .*{words}"),
            cluster.connected(address, (None, None, None)),
        ):
            pass
        asked = {
            "verify": [str(tmp_path)],
            "mix": ["--own-machines", "--contest=chair", "--group=joint"]
            + [f"--{name}={tmp_path / name}" for name in ("board", "key", "out")],
        }
        for command, options in asked.items():
            assert main([command, *options, "--cluster", address]) == 2
            out, err = capsys.readouterr()
            assert (out, err.count("\n")) == ("", 1)
            assert f"install tellers {cluster.installed()} on every machine" in err


def test_machines_of_this_version_are_taken(tmp_path: Path) -> None:
    with joined(tmp_path, nothing) as address, cluster.connected(address, (None, None, None)) as executor:
        assert executor.submit(cluster.installed).result(20) == cluster.installed()
