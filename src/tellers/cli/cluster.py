"""Machines that help to verify and to mix: a Dask cluster as a standard Executor, from the extra ``cluster``.

What a worker answers is believed, but for a few tasks that are done here too, and whoever holds a
certificate of the cluster's authority can make every machine of it run anything, this one among them: all
must be the verifier's own. A mixer's know the order of the votes, so whoever mixes says that they are.
Source: docs/clusters.md.
"""

import argparse
import logging
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from importlib.metadata import version
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tellers.crypto import check
from tellers.crypto.spread import Heavy, Spread
from tellers.errors import Refused

if TYPE_CHECKING:
    from distributed import Client

CONNECT_S = 20  # to reach the cluster, and for its first worker to be there
_MISSING = (
    "--cluster needs Dask, which is not installed: install the extra with pip install 'tellers[cluster]'"
)
_NOT_OWN = (
    "a machine that helps a mixer comes to know the order of the votes, and could take the mixer's key: only"
    " where every machine of the cluster is yours alone, say so with --own-machines"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what names a cluster."""
    parser.add_argument("--cluster", metavar="ADDRESS", help="let a Dask cluster help, as tls://HOST:PORT")
    parser.add_argument("--tls-ca", type=Path, metavar="FILE", help="the cluster's own authority, PEM")
    parser.add_argument("--tls-cert", type=Path, metavar="FILE", help="this machine's certificate, PEM")
    parser.add_argument("--tls-key", type=Path, metavar="FILE", help="the certificate's private key, PEM")


def add_own(parser: argparse.ArgumentParser) -> None:
    """Add how a mixer says that nobody else's machines help."""
    words = "say that every machine of the cluster is yours alone: they come to know the order of the votes"
    parser.add_argument("--own-machines", action="store_true", help=words)


@contextmanager
def heavy(options: argparse.Namespace) -> Iterator[Heavy]:
    """Who does the checks that take time: this process, or the cluster. Raises what ``machines`` raises."""
    with machines(options) as executor:
        yield check if executor is None else Spread(executor)


@contextmanager
def machines(options: argparse.Namespace) -> Iterator[Executor | None]:
    """The cluster that the options name, if any.

    Raises Refused: cluster.usage, cluster.missing, cluster.unreachable, cluster.unlike.
    """
    files = (options.tls_ca, options.tls_cert, options.tls_key)
    if options.cluster is None:
        if any(files):
            raise Refused("cluster.usage", "--tls-ca, --tls-cert and --tls-key are for --cluster")
        yield None
        return
    check_address(options.cluster, files)
    with connected(options.cluster, files) as executor:
        yield executor


@contextmanager
def own_machines(options: argparse.Namespace) -> Iterator[Executor | None]:
    """The same for a mixer, who must say that all of them are the mixer's own. Raises what it raises."""
    if options.own_machines and options.cluster is None:
        raise Refused("cluster.usage", "--own-machines is for --cluster")
    if options.cluster is not None and not options.own_machines:
        raise Refused("cluster.usage", _NOT_OWN)
    with machines(options) as executor:
        yield executor


def check_address(address: str, files: tuple[Path | None, ...]) -> None:
    """Refuse a cluster that others could listen to or speak for. Raises Refused: cluster.usage."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or not port or parts.scheme not in ("tls", "tcp"):
        raise Refused("cluster.usage", "a cluster's address is tls://HOST:PORT")
    if parts.scheme == "tls":
        if not all(files):
            raise Refused("cluster.usage", "a cluster is reached with --tls-ca, --tls-cert and --tls-key")
    elif any(files) or not _is_this_machine(host):
        raise Refused("cluster.usage", "only a cluster on this machine may be reached without TLS, by tcp://")


@contextmanager
def connected(address: str, files: tuple[Path | None, ...]) -> Iterator[Executor]:
    """The cluster's executor. Raises Refused: cluster.missing, cluster.unreachable, cluster.unlike."""
    client = _client(address, files)
    try:
        _check_workers(client, address)
        yield client.get_executor(pure=False)
    finally:
        client.close()


def _client(address: str, files: tuple[Path | None, ...]) -> "Client":
    try:
        from distributed import Client, Security
    except ImportError:
        raise Refused("cluster.missing", _MISSING) from None
    for name in ("distributed", "distributed.client"):  # what went wrong is said in one line
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    ca, cert, key = (str(path) if path else None for path in files)
    tls = {"tls_ca_file": ca, "tls_client_cert": cert, "tls_client_key": key} if ca else {}
    try:
        return Client(
            address,
            security=Security(require_encryption=bool(tls), **tls),
            timeout=CONNECT_S,
            set_as_default=False,
        )
    except (OSError, ValueError) as error:  # ssl.SSLError and TimeoutError are OSErrors
        raise _unreachable(address, error) from None


def _check_workers(client: "Client", address: str) -> None:
    """At least one worker is there, and every one runs this version."""
    try:
        client.wait_for_workers(1, timeout=CONNECT_S)
        versions = client.run(installed)
    except OSError as error:
        raise _unreachable(address, error) from None
    except Exception as error:  # noqa: BLE001  (what a worker raises that has no tellers, or another one)
        words = f"a worker of {address} has no tellers of this version ({type(error).__name__}): {_same()}"
        raise Refused("cluster.unlike", words) from None
    unlike = sorted(set(versions.values()) - {installed()})
    if unlike:
        words = f"a worker of {address} runs tellers {unlike[0]}, not {installed()}: {_same()}"
        raise Refused("cluster.unlike", words)


def _same() -> str:
    return f"install tellers {installed()} on every machine of the cluster, and start its workers again"


def installed() -> str:
    """The version of tellers on the machine that runs this."""
    return version("tellers")


def _unreachable(address: str, error: Exception) -> Refused:
    reason = "it did not answer" if isinstance(error, TimeoutError) else str(error) or type(error).__name__
    return Refused("cluster.unreachable", f"the cluster {address} cannot be reached: {reason}")


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
