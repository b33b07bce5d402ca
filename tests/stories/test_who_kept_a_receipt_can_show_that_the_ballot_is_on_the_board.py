"""A member who kept a receipt says "My vote was lost". The receipt and the pack alone decide it."""

import json
from pathlib import Path
from typing import Any

import pytest

from tellers.board.receipt import receipt_code
from tellers.board.signing import entry_digest
from tellers.canonical import decode
from tellers.cli.main import main
from tellers.evidence.verify.receipt import verify_receipt
from tellers.tlog import checkpoint, merkle, note
from tellers.tlog.merkle import leaf_hash
from tests.stories.conftest import Evidence


def lines(evidence: Evidence) -> list[bytes]:
    return (evidence.pack / "log" / "entries.ndjson").read_bytes().splitlines()


def found(evidence: Evidence, code: str) -> list[int]:
    """Where on the board a ballot with this receipt code stands, from the pack alone."""
    entries = [decode(line) for line in lines(evidence)]
    eid = evidence.rehearsed.hall.eid
    return [
        index
        for index, entry in enumerate(entries)
        if entry["type"] == "ballot" and receipt_code(eid, entry_digest(eid, entry)) == code
    ]


def test_every_receipt_leads_to_one_ballot_under_the_last_witnessed_root(evidence: Evidence) -> None:
    hall = evidence.rehearsed.hall
    last = sorted((evidence.pack / "log" / "checkpoints").iterdir())[-1].read_bytes()
    witnesses = [note.parse_key(text) for text in hall.setup["witnesses"]]
    opened = checkpoint.open(last, note.parse_key(hall.setup["log_vkey"]), witnesses)
    assert len(opened.times) == len(witnesses)
    leaves = [leaf_hash(line) for line in lines(evidence)]
    tree = merkle.Tree(leaves)
    ballots = hall.board.of_type("ballot")
    assert len(ballots) > 25
    for index, entry in ballots:
        assert entry == decode(lines(evidence)[index])
        path = tree.inclusion_path(index)
        merkle.verify_inclusion(leaves[index], index, opened.checkpoint.size, path, opened.checkpoint.root)


def test_a_receipt_names_one_ballot_and_an_invented_one_names_none(evidence: Evidence) -> None:
    hall = evidence.rehearsed.hall
    index, entry = hall.board.of_type("ballot")[5]
    code = receipt_code(hall.eid, hall.board.digest(entry))
    assert found(evidence, code) == [index]
    assert found(evidence, code[:-1] + ("0" if code[-1] != "0" else "1")) == []
    codes = {receipt_code(hall.eid, hall.board.digest(e)) for _, e in hall.board.of_type("ballot")}
    assert len(codes) == len(hall.board.of_type("ballot"))


def test_the_receipt_says_nothing_of_the_choice(evidence: Evidence) -> None:
    _, entry = evidence.rehearsed.hall.board.of_type("ballot")[0]
    assert entry.keys() == {"type", "cred", "n", "style", "channel", "cts", "pok", "sigs"}


def shown(evidence: Evidence, number: int, folder: Path) -> Any:
    """What the verifier says of one of the receipts that members kept."""
    path = folder / "receipt.json"
    path.write_bytes(evidence.rehearsed.receipts[number])
    report = verify_receipt(path, evidence.pack, evidence.sid)
    assert report.verdict == "pass", report.first_failure
    return report.receipt


def test_a_receipt_of_a_first_ballot_that_was_replaced_says_which_one_counts(
    branch_evidence: Evidence, tmp_path: Path
) -> None:
    told = [shown(branch_evidence, number, tmp_path) for number in range(8)]
    assert [one["n"] for one in told].count(2) == 1
    [again] = [one for one in told if one["n"] == 2]
    [first] = [one for one in told if one["cred"] == again["cred"] and one["n"] == 1]
    assert (again["counts"], first["counts"]) == (True, False)
    assert first["why"] == f"another ballot of the same voting key counts, the one at entry {again['entry']}"


def test_a_receipt_of_a_ballot_that_a_paper_replaced_says_so(
    branch_evidence: Evidence, tmp_path: Path
) -> None:
    told = [shown(branch_evidence, number, tmp_path) for number in range(8)]
    [void] = [one for one in told if "paper" in one["why"]]
    assert void["counts"] is False
    voids = (branch_evidence.pack / "paper" / "voids.ndjson").read_bytes().splitlines()
    assert [decode(line)["cred"] for line in voids] == [void["cred"]]


def test_the_member_is_told_in_words_what_is_shown_and_what_is_not(
    branch_evidence: Evidence, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "receipt.json"
    path.write_bytes(branch_evidence.rehearsed.receipts[0])
    command = ["receipt", "verify", str(path), str(branch_evidence.pack), "--sid", branch_evidence.sid]
    assert main(command) == 0
    said = capsys.readouterr().out
    code = json.loads(path.read_bytes())["code"]
    assert f"receipt {code}: the ballot stands at entry " in said
    assert said.endswith("not shown: how anybody voted, or whose ballot it is\n")
    assert main([*command, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["receipt"]["code"], report["steps"][-1]["id"]) == (code, "V20")


def test_who_altered_the_code_is_told_in_words_and_with_status_1(
    branch_evidence: Evidence, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "receipt.json"
    kept = branch_evidence.rehearsed.receipts[0]
    path.write_bytes(kept.replace(b'"n":1', b'"n":3', 1))
    assert main(["receipt", "verify", str(path), str(branch_evidence.pack)]) == 1
    assert "V20.receipt: the receipt is malformed, or its code is not" in capsys.readouterr().out


def test_a_receipt_that_cannot_be_read_is_one_line_and_status_2(
    evidence: Evidence, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["receipt", "verify", str(tmp_path / "none.json"), str(evidence.pack)]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
