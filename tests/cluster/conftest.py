"""A cluster of two workers on this machine, over TLS, run once; and packs to be verified with its help."""

import datetime
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from distributed import LocalCluster, Security

from tellers import _core
from tellers.board.mixing import CIPHERTEXT
from tellers.crypto import selections
from tellers.evidence.verify.framework import Report
from tellers.rehearsal.run import Rehearsed
from tests.attacks import anew
from tests.attacks.forger import Forger, write_files

LIFE = datetime.timedelta(days=1)
P = ParamSpec("P")
T = TypeVar("T")


class Authority:
    """Who signs the certificates of a cluster's machines."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name = folder / name, name
        self._folder.mkdir()
        self._key = ec.generate_private_key(ec.SECP256R1())
        own = self._certificate("authority", self._key.public_key(), is_authority=True)
        self.certificate = self._written("authority.pem", own.public_bytes(serialization.Encoding.PEM))

    def node(self, name: str) -> tuple[Path, Path]:
        """A certificate and its private key for one machine."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._certificate(name, key.public_key(), is_authority=False)
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        public = certificate.public_bytes(serialization.Encoding.PEM)
        return self._written(f"{name}.pem", public), self._written(f"{name}.key", private)

    def _certificate(
        self, name: str, key: ec.EllipticCurvePublicKey, *, is_authority: bool
    ) -> x509.Certificate:
        now = datetime.datetime.now(datetime.UTC)
        issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, self._name)])
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        return (
            x509.CertificateBuilder()
            .subject_name(issuer if is_authority else subject)
            .issuer_name(issuer)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - LIFE)
            .not_valid_after(now + LIFE)
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .add_extension(
                x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
            )
            .sign(self._key, hashes.SHA256())
        )

    def _written(self, name: str, data: bytes) -> Path:
        path = self._folder / name
        path.write_bytes(data)
        return path


@dataclass(frozen=True)
class Machines:
    """A running cluster, and the files with which this machine is let in."""

    cluster: LocalCluster
    files: tuple[Path, Path, Path]

    @property
    def address(self) -> str:
        """Where the scheduler listens."""
        return str(self.cluster.scheduler_address)

    @property
    def processes(self) -> list[int]:
        """The process numbers of the workers that live now."""
        found = [nanny.process.pid for nanny in self.cluster.workers.values() if nanny.process]
        return [number for number in found if number is not None]

    @property
    def options(self) -> list[str]:
        """How the command line names all this."""
        ca, certificate, key = map(str, self.files)
        tls = ["--tls-ca", ca, "--tls-cert", certificate, "--tls-key", key]
        return ["--cluster", self.address, *tls]


class Deadly(Executor):
    """Hands tasks to a cluster, and kills one of its workers as soon as some are under way.

    ``task``: which are numbered; all of them where none is named.
    """

    def __init__(
        self, inner: Executor, machines: Machines, after: int, task: Callable[..., object] | None = None
    ) -> None:
        self._inner, self._machines, self._left, self._task = inner, machines, after, task
        self.killed: list[int] = []

    def submit(self, task: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Hand a task on."""
        future = self._inner.submit(task, *args, **kwargs)
        self._left -= self._task in (None, task)
        if self._left == 0 and not self.killed:
            self.killed.append(self._machines.processes[0])
            os.kill(self.killed[0], signal.SIGKILL)
        return future


def told(report: Report) -> dict[str, Any]:
    """A report without the times that steps took."""
    found = report.as_json()
    found["steps"] = [{**step, "milliseconds": 0} for step in found["steps"]]
    return found


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for certificates."""
    return tmp_path_factory.mktemp("certificates")


@pytest.fixture(scope="session")
def authority(certificates: Path) -> Authority:
    """The cluster's own authority."""
    return Authority(certificates, "own")


@pytest.fixture(scope="session")
def machines(authority: Authority) -> Iterator[Machines]:
    """Two workers, each a process with a certificate, and a scheduler; on the loopback only."""
    (scheduler, scheduler_key), (worker, worker_key) = authority.node("scheduler"), authority.node("worker")
    client, client_key = authority.node("client")
    security = Security(
        require_encryption=True,
        tls_ca_file=str(authority.certificate),
        tls_scheduler_cert=str(scheduler),
        tls_scheduler_key=str(scheduler_key),
        tls_worker_cert=str(worker),
        tls_worker_key=str(worker_key),
        tls_client_cert=str(client),
        tls_client_key=str(client_key),
    )
    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        protocol="tls://",
        host="127.0.0.1",
        security=security,
        dashboard_address="127.0.0.1:0",
    ) as cluster:
        yield Machines(cluster, (authority.certificate, client, client_key))


def honest(forger: Forger) -> None:
    """The evidence as it is."""


def sealed_twice(forger: Forger) -> None:
    """A key that is sealed for one row stands in the next one too: its proof is not for that row."""
    path = "cred/enc-s.bin"
    forger.write(path, anew.replaced(forger.files[path], 192 * 40, forger.files[path][192 * 39 : 192 * 40]))


def proof_of_another_ballot(forger: Forger) -> None:
    """A ballot has the proof of another."""
    first, *_, last = forger.of("ballot")
    last["pok"] = first["pok"]


def exchanged_vote(forger: Forger) -> None:
    """The second mixer puts a vote of its own in the place of another."""
    vote = _core.encrypt(forger.pk, selections.to_points([2], 1), _core.random_scalars(1))

    def bend(stage: int, out: bytes) -> bytes:
        return anew.replaced(out, 5 * CIPHERTEXT, vote) if stage == 2 else out

    mixed = anew.remix(forger, anew.stage_zero(forger), bend)
    anew.recount(forger, anew.publish(forger, anew.redecrypt(forger, mixed)))


LIES: dict[Callable[[Forger], None], str | None] = {
    honest: None,
    sealed_twice: "V7.sealed",
    proof_of_another_ballot: "V8.proof",
    exchanged_vote: "V13.shuffle",
}
"""What becomes of a pack, and the check that says so."""


@pytest.fixture(scope="session")
def packs(rehearsed: Rehearsed, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The packs by the name of what was done to them."""
    first, folder = Forger(rehearsed), tmp_path_factory.mktemp("packs")
    found = {}
    for lie in LIES:
        forger = first.copy()
        lie(forger)
        found[lie.__name__] = folder / lie.__name__
        write_files(forger.remake(), found[lie.__name__])
    return found
