"""A member who kept a receipt code says "My vote was lost". The code and the pack alone decide it."""

from tellers.board.receipt import receipt_code
from tellers.board.signing import entry_digest
from tellers.canonical import decode
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
