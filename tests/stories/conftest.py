"""What stands in a dispute: the pack that everybody has, and the number that the notices print."""

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tellers.canonical import decode
from tellers.evidence.verify import Report, verify_pack
from tellers.evidence.verify.receipt import verify_receipt
from tellers.evidence.verify.release import verify_release
from tellers.rehearsal.run import Rehearsed, run, write_evidence
from tests import branch


@dataclass(frozen=True)
class Evidence:
    """A poll that was run and the pack that was published of it."""

    rehearsed: Rehearsed
    pack: Path
    sid: str

    def row(self, member: int) -> int:
        """The row of a member of the branch, who count from 1."""
        return self.rehearsed.hall.elector_of_row.index(member - 1) + 1

    def about(self, member: int) -> list[tuple[int, dict[str, Any]]]:
        """What stands on the board about a member's pseudonym, in order."""
        hall = self.rehearsed.hall
        cred = hall.server.cred_of(self.row(member))
        return [(index, entry) for index, entry in enumerate(hall.board.entries) if entry.get("cred") == cred]

    def in_register(self, member: int) -> dict[str, Any]:
        """What the register says of a member."""
        assert self.rehearsed.register is not None
        return self.rehearsed.register.rows[self.row(member) - 1].values

    def verify(self) -> Report:
        """The verifier's report on the pack."""
        return verify_pack(self.pack, self.sid)

    def verify_release(self, rid: str, folder: Path) -> Report:
        """The verifier's report on a copy of the register, which is written into a folder."""
        (folder / "register.json").write_bytes(self.rehearsed.releases[rid])
        return verify_release(folder / "register.json", self.pack, self.sid)

    def verify_receipt(self, member: int, n: int, folder: Path) -> Report:
        """The verifier's report on the receipt of a member's ballot or tender with the number ``n``."""
        cred = self.rehearsed.hall.server.cred_of(self.row(member))
        [kept] = [
            receipt
            for receipt in self.rehearsed.receipts
            if (entry := decode(receipt)["entry"])["cred"] == cred and entry["n"] == n
        ]
        (folder / "receipt.json").write_bytes(kept)
        return verify_receipt(folder / "receipt.json", self.pack, self.sid)

    def minutes(self, *kinds: str) -> list[tuple[int, dict[str, Any]]]:
        """The minutes of some kinds, with where they stand."""
        minutes = self.rehearsed.hall.board.of_type("minute")
        return [(index, minute) for index, minute in minutes if minute["kind"] in kinds]


def published(rehearsed: Rehearsed, folder: Path) -> Evidence:
    """The evidence of a poll, written into a folder."""
    write_evidence(rehearsed, folder)
    return Evidence(rehearsed, folder / "pack", (folder / "sid.txt").read_text().strip())


@pytest.fixture(scope="session")
def evidence(rehearsed: Rehearsed, tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    """The selection of Northfield South, sixty on the roll, and its pack. Read it; change nothing in it."""
    return published(rehearsed, tmp_path_factory.mktemp("evidence"))


@pytest.fixture(scope="session")
def federation_evidence(federated: Rehearsed, tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    """The Reedmere Federation with its two ballots and its delegates, and its pack. Change nothing in it."""
    return published(federated, tmp_path_factory.mktemp("federation-evidence"))


@pytest.fixture(scope="session")
def branch_evidence(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    """The Marsh Lane branch under the rule that the last ballot counts, and its pack."""
    rehearsed = run(branch.small_poll("last"), tmp_path_factory.mktemp("branch"), chance=random.Random(1))
    return published(rehearsed, tmp_path_factory.mktemp("branch-evidence"))


@pytest.fixture(scope="session")
def doubted_evidence(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    """The Marsh Lane branch when much was in doubt, and its pack. Read it; change nothing in it."""
    rehearsed = run(branch.doubted_poll(), tmp_path_factory.mktemp("doubted"), chance=random.Random(1))
    return published(rehearsed, tmp_path_factory.mktemp("doubted-evidence"))
