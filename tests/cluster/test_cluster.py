"""With other machines the verdict is the same; who is lost is replaced; strangers stay outside."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from distributed import LocalCluster

from tellers.cli import cluster
from tellers.cli.main import main
from tellers.crypto.spread import Spread, WorkersLost
from tellers.errors import Refused
from tellers.evidence.verify import Outcome, verify_pack
from tests.cluster.conftest import LIES, Authority, Deadly, Machines, told

PIECE = 16  # rows a task, so that a small poll makes several


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.__name__)
def test_the_report_is_that_of_one_process(
    machines: Machines, packs: dict[str, Path], lie: Callable[..., None]
) -> None:
    pack = packs[lie.__name__]
    with cluster.connected(machines.address, machines.files) as executor:
        report = verify_pack(pack, heavy=Spread(executor, PIECE))
    assert (report.first_failure or {}).get("check") == LIES[lie]
    assert told(report) == told(verify_pack(pack))


def test_the_command_verifies_on_a_cluster(
    machines: Machines, packs: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(packs["honest"]), "--json", *machines.options]) == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == "pass"


def test_a_worker_killed_in_the_middle_changes_nothing(machines: Machines, packs: dict[str, Path]) -> None:
    with cluster.connected(machines.address, machines.files) as executor:
        deadly = Deadly(executor, machines, after=12)
        report = verify_pack(packs["honest"], heavy=Spread(deadly, PIECE))
    assert deadly.killed
    assert told(report) == told(verify_pack(packs["honest"]))


def test_a_cluster_that_is_lost_gives_no_verdict(
    packs: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "CONNECT_S", 3)  # the client calls for a lost cluster as long
    with (
        LocalCluster(
            n_workers=1,
            processes=False,
            protocol="tcp://",
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
        ) as lost,
        cluster.connected(lost.scheduler_address, (None, None, None)) as executor,
    ):

        def close(outcome: Outcome) -> None:
            if outcome.id == "V6":
                lost.close()

        with pytest.raises(WorkersLost):
            verify_pack(packs["honest"], progress=close, heavy=Spread(executor, PIECE))


def test_whoever_has_no_certificate_of_the_authority_is_let_nowhere(
    machines: Machines, certificates: Path, packs: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    strange = Authority(certificates, "strange")
    certificate, key = strange.node("client")
    for files in [(strange.certificate, certificate, key), (machines.files[0], certificate, key)]:
        options = [f"--tls-{name}={path}" for name, path in zip(("ca", "cert", "key"), files, strict=True)]
        assert main(["verify", str(packs["honest"]), "--cluster", machines.address, *options]) == 2
        out, err = capsys.readouterr()
        assert (out, err.count("\n")) == ("", 1)
        assert "cannot be reached" in err


def test_the_cluster_does_not_speak_without_encryption(machines: Machines) -> None:
    plain = machines.address.replace("tls://", "tcp://")
    with pytest.raises(Refused) as refused, cluster.connected(plain, (None, None, None)):
        pass
    assert refused.value.code == "cluster.unreachable"


@pytest.mark.parametrize(
    "options",
    [
        ["--tls-ca", "ca.pem"],
        ["--cluster", "tls://127.0.0.1:8786"],
        ["--cluster", "tls://127.0.0.1:8786", "--tls-ca", "ca.pem"],
        ["--cluster", "tcp://192.0.2.7:8786"],
        ["--cluster", "tcp://elsewhere:8786"],
        ["--cluster", "tcp://127.0.0.1:8786", "--tls-ca", "ca.pem"],
        ["--cluster", "127.0.0.1:8786"],
        ["--cluster", "tls://127.0.0.1"],
        ["--cluster", "tls://[::1"],
        ["--cluster", "inproc://127.0.0.1:1"],
    ],
)
def test_a_cluster_that_others_could_listen_to_is_refused(
    options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(tmp_path), *options]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_without_the_extra_one_line_says_what_to_install(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert main(["verify", str(tmp_path), "--cluster", "tcp://127.0.0.1:8786"]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert "pip install 'tellers[cluster]'" in err
