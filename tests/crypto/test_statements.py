"""Every statement holds every part of itself: change one, and another statement is proven."""

from collections.abc import Callable
from typing import Any

import pytest

from tellers.crypto import statements
from tests.crypto.core_states import ballot_state, state

EID, PK, OTHER = bytes(range(32)), b"\x11" * 32, b"\x12" * 32

BALLOT: dict[str, Any] = {
    "eid": EID,
    "pk": PK,
    "cred": b"\x21" * 16,
    "xr": b"\x22" * 32,
    "xs": b"\x23" * 32,
    "n": 1,
    "style": "full",
    "channel": "online",
    "cts": [("chair", b"\x24" * 64), ("motion", b"\x25" * 64)],
    "kind": "ballot",
}
PAPER: dict[str, Any] = {"eid": EID, "pk": PK, "batch": "box-1", "contest": "chair", "rows": b"\x31" * 64}
TRANSPORT: dict[str, Any] = {"sid": EID, "i": 1, "point": PK}
COEFFICIENTS: dict[str, Any] = {"sid": EID, "i": 1, "threshold": 2, "trustees": 3, "commitments": PK + OTHER}
SHARE: dict[str, Any] = {"sid": EID, "dkg": b"\x41" * 32, "i": 1, "x_pub": PK}

WHOLE: list[tuple[Callable[..., bytes], dict[str, Any]]] = [
    (statements.ballot, BALLOT),
    (statements.paper, PAPER),
    (statements.dkg_transport, TRANSPORT),
    (statements.dkg_coefficients, COEFFICIENTS),
    (statements.dkg_share, SHARE),
]


def changed(value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return value + "x"
    if isinstance(value, list):
        return value[::-1]
    return value[:-1] + bytes([value[-1] ^ 1])


@pytest.mark.parametrize(
    ("statement", "parts", "name"), [(one, parts, name) for one, parts in WHOLE for name in parts]
)
def test_no_part_is_left_out_of_a_statement(
    statement: Callable[..., bytes], parts: dict[str, Any], name: str
) -> None:
    assert statement(**parts) == statement(**parts)
    assert statement(**{**parts, name: changed(parts[name])}) != statement(**parts)


def test_no_two_kinds_of_statement_are_alike() -> None:
    assert len({statement(**parts) for statement, parts in WHOLE}) == len(WHOLE)


def test_the_labels_of_a_ballot_are_those_of_its_page() -> None:
    entry = {
        "cred": "21" * 16,
        "n": 1,
        "style": "full",
        "channel": "online",
        "cts": [{"c": "chair", "ct": ["24" * 64]}, {"c": "motion", "ct": ["25" * 64]}],
    }
    assert statements.ballot(**BALLOT) == ballot_state(EID, PK, (BALLOT["xr"], BALLOT["xs"]), entry)


def test_the_labels_of_papers_and_of_the_key_ceremony_are_those_of_their_pages() -> None:
    assert statements.paper(**PAPER) == state(
        "paper", ("eid", EID), ("Y", PK), ("batch", "box-1"), ("contest", "chair"), ("rows", PAPER["rows"])
    )
    assert statements.dkg_transport(**TRANSPORT) == state("dkg-transport", ("sid", EID), ("i", 1), ("P", PK))
    assert statements.dkg_coefficients(**COEFFICIENTS) == state(
        "dkg-coeffs", ("sid", EID), ("i", 1), ("t", 2), ("n", 3), ("A", PK + OTHER)
    )
    assert statements.dkg_share(**SHARE) == state(
        "dkg-share", ("sid", EID), ("dkg", SHARE["dkg"]), ("i", 1), ("X", PK)
    )
