"""V20: what a voter kept, beside packs from which the ballot was taken, and receipts that are false.

Each docstring names whom the attack assumes to be honest; every other key is the forger's. The voter's own
device is honest unless it is said not to be.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tellers.board.receipt import promise_digest, receipt_code
from tellers.board.signing import entry_digest
from tellers.canonical import decode, encode
from tellers.crypto.prove import ballots
from tellers.evidence.verify import run_pack
from tellers.evidence.verify.framework import BEYOND_US, Report
from tellers.evidence.verify.receipt import STEP, verify_receipt
from tellers.evidence.verify.v20_receipt import Receipt, standing
from tellers.rehearsal.run import Rehearsed
from tellers.tlog import merkle
from tellers.tlog import proof as tlog_proof
from tellers.tlog.proof import InclusionProof
from tests.attacks import anew, forced
from tests.attacks.forger import STYLE, Entry, Forger, first_check, write_files

twins = pytest.mark.parametrize("lying", [False, True], ids=["honest-twin", "forged"])
Kept = dict[str, Any]
Verify = Callable[[object], Report]
Check = Callable[[Kept, bool, str], str]
AGAINST_THE_SERVER = "evidence against the server, server, which anybody can check"
AGAINST_THE_LOG = "evidence against the log and the witnesses who signed both"
AGAINST_NOBODY = "it shows nothing against anybody"


@pytest.fixture
def kept(forger: Forger, rehearsed: Rehearsed) -> Kept:
    """The receipt of a ballot that counts, open to be altered."""
    final = anew.final_ballots(forger)
    receipts = [decode(receipt) for receipt in rehearsed.receipts]
    return next(one for one in receipts if final.get(one["entry"]["cred"], {}).get("n") == one["entry"]["n"])


@pytest.fixture
def verify(forger: Forger, tmp_path: Path) -> Verify:
    """The verifier's report on a receipt beside the pack made anew."""

    def verified(kept: object) -> Report:
        write_files(forger.remake(), tmp_path / "pack")
        (tmp_path / "receipt.json").write_bytes(kept if isinstance(kept, bytes) else encode(kept))
        return verify_receipt(tmp_path / "receipt.json", tmp_path / "pack", forger.hall.sid.hex())

    return verified


@pytest.fixture
def check_caught(verify: Verify) -> Check:
    """See the verifier name the lie, or accept the honest twin; gives the words."""

    def judged(kept: Kept, lying: bool, check: str) -> str:
        reports: list[Report] = []

        def report() -> Report:
            reports.append(verify(kept))
            return reports[-1]

        assert forced.caught_by(report) == (check if lying else None), reports[0].first_failure
        told = reports[0].receipt
        assert told is not None
        assert lying == (told["counts"] is None)
        return str((reports[0].first_failure or {"message": ""})["message"])

    return judged


def ballot_of(forger: Forger, kept: Kept) -> Entry:
    """The ballot of a receipt as it stands on the board."""
    return forger.only("ballot", cred=kept["entry"]["cred"], n=kept["entry"]["n"])


def another_ballot(forger: Forger, kept: Kept) -> Entry:
    """A ballot of somebody else that counts."""
    return next(
        ballot for cred, ballot in anew.final_ballots(forger).items() if cred != kept["entry"]["cred"]
    )


def drop(forger: Forger, ballot: Entry) -> None:
    """Take a ballot off the board, and close and count without it."""
    forger.drop(forger.index(ballot))
    anew.reclose(forger)
    anew.retally(forger)


def proof_of(forger: Forger, ballot: Entry) -> str:
    """The proof that the keeper of the true board would give of any ballot."""
    board = forger.hall.board
    index = next(i for i, entry in board.of_type("ballot") if entry["cred"] == ballot["cred"])
    return bytes(InclusionProof(index, tuple(board.inclusion_path(index)), board.last_note)).decode()


def proof_on(forger: Forger, ballot: Entry) -> str:
    """The proof that log and witnesses give of a ballot on the board as it was made anew."""
    lines = forger.lines()
    tree = merkle.Tree(map(merkle.leaf_hash, lines))
    index = forger.index(ballot)
    signed = next(
        data
        for path, data in sorted(forger.remake().items(), reverse=True)
        if path.startswith("log/checkpoints/")
    )
    return bytes(InclusionProof(index, tuple(tree.inclusion_path(index)), signed)).decode()


def promised(forger: Forger, entry: Entry, by: int, who: str = "server") -> Entry:
    """A promise in its right form, by whomever."""
    digest = entry_digest(forger.eid, {name: entry[name] for name in entry if name != "sigs"})
    signature = forger.holder(who).sign(promise_digest(forger.eid, digest, by))
    return {"digest": digest.hex(), "by": by, "sig": signature.hex()}


def recode(forger: Forger, kept: Kept) -> Kept:
    """The receipt with the code of whatever its entry now is."""
    kept["code"] = receipt_code(forger.eid, entry_digest(forger.eid, kept["entry"]))
    return kept


# The ballot is gone


@twins
def test_a_promised_ballot_is_dropped(forger: Forger, kept: Kept, lying: bool, check_caught: Check) -> None:
    """Honest: the voter. The ballot never stood on any board that the voter was shown."""
    if lying:
        drop(forger, ballot_of(forger, kept))
    words = check_caught({**kept, "proof": None}, lying, "V20.promise")
    assert (AGAINST_THE_SERVER in words) == lying


@twins
def test_a_ballot_is_dropped_that_the_voter_saw_on_the_board(
    forger: Forger, kept: Kept, lying: bool, check_caught: Check
) -> None:
    """Honest: the voter. The log and all witnesses sign another history than the one they showed."""
    if lying:
        drop(forger, ballot_of(forger, kept))
    words = check_caught(kept, lying, "V20.proof")
    assert (AGAINST_THE_LOG in words) == lying


@twins
@pytest.mark.parametrize("worthless", ["garbage", "another ballot's", "of a longer board"])
def test_a_promised_ballot_is_dropped_and_the_server_gives_a_worthless_proof(
    forger: Forger, kept: Kept, worthless: str, lying: bool, check_caught: Check
) -> None:
    """Honest: the voter, whose promise is evidence whatever proof the device was given with it.

    In the twin the proof is the true one, and the ballot is there.
    """
    if lying:
        other = another_ballot(forger, kept)
        drop(forger, ballot_of(forger, kept))
        kept["proof"] = "x" if worthless == "garbage" else proof_on(forger, other)
    if lying and worthless == "of a longer board":
        for entry in forger.of("release.made", "release.decision", "release.request"):
            forger.drop(forger.index(entry))
    words = check_caught(kept, lying, "V20.promise")
    assert (AGAINST_THE_SERVER in words) == lying


@twins
@pytest.mark.parametrize("is_proof_garbage", [False, True])
def test_a_ballot_comes_late_and_the_server_gives_a_worthless_proof(
    forger: Forger, kept: Kept, is_proof_garbage: bool, lying: bool, check_caught: Check
) -> None:
    """Honest: the voter and the witnesses."""
    by = kept["promise"]["by"]
    earlier = by - forger.election["batch"] - 300 - forger.hall.setup["skew"] - 1
    if lying:
        kept["promise"] = promised(forger, kept["entry"], earlier)
        kept["proof"] = "x" if is_proof_garbage else proof_of(forger, another_ballot(forger, kept))
    words = check_caught(kept, lying, "V20.promise")
    assert (AGAINST_THE_SERVER in words) == lying


@twins
def test_a_ballot_is_dropped_and_nothing_was_promised(
    forger: Forger, kept: Kept, lying: bool, check_caught: Check
) -> None:
    """Honest: the voter, whose device took no promise: the loss is seen, and whose fault it is is not."""
    if lying:
        drop(forger, ballot_of(forger, kept))
    words = check_caught({**kept, "proof": None, "promise": None}, lying, "V20.entry")
    assert (AGAINST_NOBODY in words) == lying


@twins
def test_the_board_is_cut_off_after_the_receipt(
    forger: Forger, kept: Kept, lying: bool, check_caught: Check
) -> None:
    """Honest: the voter, who asked for a proof when the board was complete. The end is taken away.

    Nobody is accused: the pack of an honest board, made before its last entries, looks the same.
    """
    kept["proof"] = proof_of(forger, kept["entry"])
    if lying:
        for entry in forger.of("release.made", "release.decision", "release.request"):
            forger.drop(forger.index(entry))
    words = check_caught(kept, lying, "V20.proof")
    assert ("ask for the rest" in words) == lying
    assert AGAINST_THE_LOG not in words


@twins
def test_the_voter_and_the_public_are_shown_two_boards(
    forger: Forger, kept: Kept, lying: bool, check_caught: Check
) -> None:
    """Honest: the voter. The ballot stands on both boards, of equal length; a minute before it differs."""
    if lying:
        forger.of("minute")[0]["digests"] = ["00" * 32]
    words = check_caught(kept, lying, "V20.proof")
    assert ("another history" in words and AGAINST_THE_LOG in words) == lying


@twins
def test_a_ballot_comes_later_than_promised(
    forger: Forger, kept: Kept, lying: bool, check_caught: Check
) -> None:
    """Honest: the voter and the witnesses."""
    by = kept["promise"]["by"]
    earlier = by - forger.election["batch"] - 300 - forger.hall.setup["skew"] - 1  # when the voter cast
    kept["promise"] = promised(forger, kept["entry"], earlier if lying else by)
    words = check_caught(kept, lying, "V20.promise")
    assert (AGAINST_THE_SERVER in words) == lying


# Somebody else's ballot


def clash(forger: Forger, kept: Kept) -> Entry:
    """The ballot of another member, made by a device that was given the choices and randomness of the first.

    The first voter's device is in league too. The first ballot stands on the board in both ballots' place.
    """
    first, second = ballot_of(forger, kept), another_ballot(forger, kept)
    register = forger.rehearsed.register
    assert register is not None
    device = forger.device(forger.row_with(cred=first["cred"]))
    made = ballots.encrypt(forger.pk, forger.election["contests"], [[0, 1]])
    first.update(cts=made.cts, pok=ballots.prove(device, made, first["n"], STYLE, "online"))
    device = forger.device(forger.row_with(cred=second["cred"]))
    pok = ballots.prove(device, made, second["n"], STYLE, "online")
    return {**second, "cts": made.cts, "pok": pok}


@twins
def test_two_voters_are_given_one_ballot(
    forger: Forger, kept: Kept, lying: bool, check_caught: Check
) -> None:
    """Honest: nobody but the second voter, who computes the code again from the entry of the receipt.

    In the twin the first voter's receipt is read.
    """
    second = clash(forger, kept)
    if lying:
        drop(forger, forger.only("ballot", cred=second["cred"]))
    else:
        anew.retally(forger)
    mine = second if lying else ballot_of(forger, kept)
    entry = {name: value for name, value in mine.items() if name != "sigs"}
    receipt = recode(forger, {**kept, "entry": entry, "promise": None, "proof": None})
    words = check_caught(receipt, lying, "V20.entry")
    assert ("the voter was shown somebody else's ballot" in words) == lying


def test_both_ballots_of_equal_randomness_cannot_stand_on_the_board(
    forger: Forger, kept: Kept, verify: Verify
) -> None:
    """Honest: nobody. The pack itself fails, whatever receipt is read beside it."""
    second = clash(forger, kept)
    forger.only("ballot", cred=second["cred"]).update(second)
    anew.retally(forger)
    report = verify(kept)
    assert first_check(report) == "V8.fresh"
    assert report.steps[-1].status == "not-reached"


@twins
def test_the_code_of_another_voter_is_shown(
    forger: Forger, kept: Kept, lying: bool, check_caught: Check
) -> None:
    """Honest: whoever reads the receipt. The device shows the code that the server sent."""
    other = another_ballot(forger, kept)
    entry = {name: value for name, value in other.items() if name != "sigs"}
    if lying:
        kept["code"] = receipt_code(forger.eid, entry_digest(forger.eid, entry))
    check_caught(kept, lying, "V20.receipt")


@twins
def test_the_server_gives_the_proof_of_another_ballot(
    forger: Forger, kept: Kept, lying: bool, check_caught: Check
) -> None:
    """Honest: whoever reads the receipt. The device did not look at what it was given."""
    shown = another_ballot(forger, kept) if lying else kept["entry"]
    kept["proof"] = proof_of(forger, shown)
    words = check_caught(kept, lying, "V20.proof")
    assert ("another ballot than the receipt's" in words) == lying


@twins
def test_the_server_promises_another_ballot(
    forger: Forger, kept: Kept, lying: bool, check_caught: Check
) -> None:
    """Honest: whoever reads the receipt. The device did not look at what it was given."""
    shown = another_ballot(forger, kept) if lying else kept["entry"]
    kept["promise"] = promised(forger, shown, kept["promise"]["by"])
    words = check_caught(kept, lying, "V20.promise")
    assert (AGAINST_NOBODY in words) == lying


# Voters who lie


@twins
def test_a_voter_accuses_the_server_of_a_promise_that_it_never_made(
    forger: Forger, kept: Kept, lying: bool, check_caught: Check
) -> None:
    """Honest: the server. In the twin the promise is the server's own."""
    who = "returning-officer" if lying else "server"
    kept["promise"] = promised(forger, kept["entry"], kept["promise"]["by"], who)
    words = check_caught(kept, lying, "V20.promise")
    assert (AGAINST_NOBODY in words) == lying


@pytest.mark.parametrize("field", ["by", "sig"])
def test_a_promise_is_altered(forger: Forger, kept: Kept, field: str, check_caught: Check) -> None:
    """Honest: the server."""
    promise = kept["promise"]
    promise[field] = promise["by"] - 9_999 if field == "by" else "00" * 64
    assert AGAINST_NOBODY in check_caught(kept, True, "V20.promise")


def test_a_voter_shows_a_ballot_that_was_never_cast(forger: Forger, kept: Kept, check_caught: Check) -> None:
    """Honest: the server and the log. The ballot is well made, and nobody ever promised it."""
    device = forger.device(forger.row_with(cred=kept["entry"]["cred"]))
    made = ballots.encrypt(forger.pk, forger.election["contests"], [[2]])
    pok = ballots.prove(device, made, kept["entry"]["n"], STYLE, "online")
    kept["entry"].update(cts=made.cts, pok=pok)
    recode(forger, kept).update(promise=None, proof=None)
    words = check_caught(kept, True, "V20.entry")
    assert "another ballot of the same voting key with the same number" in words


@pytest.mark.parametrize("line", [-1, -2, 5])
def test_a_voter_alters_the_proof(forger: Forger, kept: Kept, line: int, check_caught: Check) -> None:
    """Honest: the log and the witnesses. A signature, a cosignature or a hash of the path is another's."""
    lines = kept["proof"].split("\n")
    place = line if line == 5 else line - 1
    lines[place] = lines[place][:-8] + ("AAAAAAA=" if lines[place][-8:] != "AAAAAAA=" else "BBBBBBA=")
    kept["proof"] = "\n".join(lines)
    words = check_caught(kept, True, "V20.proof")
    assert AGAINST_THE_LOG not in words


def test_a_voter_leaves_out_the_witnesses(forger: Forger, kept: Kept, check_caught: Check) -> None:
    """Honest: the witnesses, of whom too few have seen what the log signed."""
    shown = tlog_proof.parse(kept["proof"].encode())
    few = shown.checkpoint.decode().splitlines(keepends=True)[:-2]
    kept["proof"] = bytes(InclusionProof(shown.index, shown.path, "".join(few).encode())).decode()
    assert AGAINST_NOBODY in check_caught(kept, True, "V20.proof")


@twins
def test_a_receipt_is_of_another_poll(forger: Forger, kept: Kept, lying: bool, check_caught: Check) -> None:
    """Honest: nobody. Its code is that of the ballot under the other poll's number."""
    if lying:
        kept["eid"] = "ab" * 32
        kept["code"] = receipt_code(bytes.fromhex("ab" * 32), entry_digest(b"\xab" * 32, kept["entry"]))
    check_caught(kept, lying, "V20.poll")


@pytest.mark.parametrize(
    ("final", "decided", "words"),
    [
        (4, False, "at entry 4"),
        (7, False, "it is the one"),
        ("paper", False, "the paper counts"),
        (None, True, "the panel decided about it, and entered no ballot"),
        (4, True, "the panel decided about it, and entered another"),
        (7, True, "the panel decided about it, and entered this one"),
    ],
)
def test_whether_a_ballot_counts_is_said_with_the_reason(final: object, decided: bool, words: str) -> None:
    counts, why = standing(final, 7, decided)
    assert counts == (final == 7)
    assert words in why


# Receipts that are none


@twins
@pytest.mark.parametrize("field", ["code", "entry"])
def test_a_receipt_is_altered(
    forger: Forger, kept: Kept, field: str, lying: bool, check_caught: Check
) -> None:
    """Honest: whoever kept the other part."""
    if lying and field == "code":
        kept["code"] = kept["code"][:-1] + ("0" if kept["code"][-1] != "0" else "1")
    elif lying:
        kept["entry"]["n"] += 1
    check_caught(kept, lying, "V20.receipt")


def test_a_value_of_any_sort_in_the_place_of_any_field_is_refused_by_a_check(
    forger: Forger, kept: Kept, tmp_path: Path
) -> None:
    write_files(forger.remake(), tmp_path)
    run, evidence = run_pack(tmp_path)
    values: list[Any] = [None, True, -1, "x", [], {}, [{}], "\u2014\n\n"]
    for value in values:
        for holder in (kept, kept["entry"], kept["promise"]):
            for name in sorted(holder):
                before, holder[name] = holder[name], value
                outcome = run.step(STEP, Receipt(encode(kept)), evidence)
                is_nothing = value is None and name in ("promise", "proof")
                assert outcome.is_good == is_nothing, name
                assert BEYOND_US not in (outcome.message or ""), name
                holder[name] = before


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b'"x"', b"\xff", b"[" * 9_999, b'{"format":"tellers-release/1"}']
)
def test_what_is_no_receipt_is_refused_by_name(forger: Forger, data: bytes, verify: Verify) -> None:
    report = verify(data)
    assert first_check(report) == "V20.receipt"
    assert report.receipt is not None and report.receipt["code"] is None


def test_an_opened_ballot_leaves_no_receipt(forger: Forger, kept: Kept, verify: Verify) -> None:
    opened = forger.of("ballot.open")[0]
    kept["entry"] = {name: value for name, value in opened.items() if name != "sigs"}
    assert first_check(verify(recode(forger, kept))) == "V20.receipt"
