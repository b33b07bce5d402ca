"""V20: what a member kept who tendered, beside packs from which the tender was taken, or of another type.

Each docstring names whom the attack assumes to be honest; every other key is the forger's.
"""

from pathlib import Path
from typing import Any

import pytest

from tellers.board.receipt import receipt_code
from tellers.board.signing import entry_digest
from tellers.canonical import decode, encode
from tellers.evidence.verify.receipt import verify_receipt
from tellers.rehearsal.run import Rehearsed
from tests.attacks import cases
from tests.attacks.cases import KEPT, LET_IN
from tests.attacks.forced import caught_by
from tests.attacks.forger import Forger, write_files

twins = pytest.mark.parametrize("lying", [False, True], ids=["honest-twin", "forged"])
Kept = dict[str, Any]


@pytest.fixture(scope="session")
def _first(doubted: Rehearsed) -> Forger:
    return Forger(doubted)


def receipt_of(forger: Forger, elector: int, kind: str) -> Kept:
    """The receipt of an elector's ballot or tender, open to be altered."""
    kept = [decode(receipt) for receipt in forger.rehearsed.receipts]
    about = cases.cred(forger, elector)
    return next(one for one in kept if (one["entry"]["cred"], one["entry"]["type"]) == (about, kind))


def caught(forger: Forger, kept: Kept, folder: Path) -> tuple[str | None, str]:
    """The check that catches the receipt beside the pack made anew, and its words."""
    write_files(forger.remake(), folder / "pack")
    (folder / "receipt.json").write_bytes(encode(kept))
    copy, pack, sid = folder / "receipt.json", folder / "pack", forger.hall.sid.hex()
    failure = verify_receipt(copy, pack, sid).first_failure or {"message": ""}
    return caught_by(lambda: verify_receipt(copy, pack, sid)), str(failure["message"])


@twins
@pytest.mark.parametrize(("part", "check"), [("proof", "V20.promise"), ("", "V20.proof")])
@pytest.mark.parametrize("elector", [LET_IN, KEPT])
def test_a_tender_is_dropped_and_what_the_panel_decided_with_it(
    forger: Forger, elector: int, part: str, check: str, lying: bool, tmp_path: Path
) -> None:
    """Honest: the member. The ballot that somebody cast in their name counts again."""
    kept = receipt_of(forger, elector, "tender")
    if part:
        kept[part] = None
    if lying:
        for kind in ("cred.decide", "tender"):
            forger.drop(forger.index(cases.about(forger, kind, elector)[0]))
        cases.settle(forger)
    found, words = caught(forger, kept, tmp_path)
    assert found == (check if lying else None)
    assert ("evidence against" in words) == lying


@twins
@pytest.mark.parametrize(("elector", "kind"), [(LET_IN, "tender"), (KEPT, "ballot")])
def test_a_tender_is_passed_off_as_a_ballot_or_a_ballot_as_a_tender(
    forger: Forger, elector: int, kind: str, lying: bool, tmp_path: Path
) -> None:
    """Honest: the server and the log. The code is made to fit."""
    kept = receipt_of(forger, elector, kind)
    kept.update(promise=None, proof=None)
    if lying:
        kept["entry"]["type"] = {"tender": "ballot", "ballot": "tender"}[kind]
        kept["code"] = receipt_code(forger.eid, entry_digest(forger.eid, kept["entry"]))
    assert caught(forger, kept, tmp_path)[0] == ("V20.entry" if lying else None)
