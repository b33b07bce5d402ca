"""The codes that a voter keeps, and the server's promise."""

import re

from hypothesis import given
from hypothesis import strategies as st

from tellers.board.receipt import check_code, promise_digest, receipt_code
from tellers.board.signing import entry_digest
from tests.vectors import poll, voting

DIGEST = bytes(range(32))
CODE = re.compile(r"([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}")
id_text = st.text("abc", min_size=1, max_size=3)
contests = st.lists(st.tuples(id_text, st.binary(max_size=4)), max_size=3)


def test_codes_are_six_groups_of_four() -> None:
    assert CODE.fullmatch(receipt_code(poll.EID, DIGEST))
    assert CODE.fullmatch(check_code(poll.EID, "full", [("chair", bytes(64))]))


def test_a_receipt_covers_everything_in_the_entry_but_its_signatures() -> None:
    entry, _ = voting.demonstration()
    mine = receipt_code(poll.EID, entry_digest(poll.EID, entry))
    assert receipt_code(poll.EID, entry_digest(poll.EID, {**entry, "sigs": [{"by": "server"}]})) == mine
    for changed in ({"n": 2}, {"cred": "ab" * 16}, {"channel": "kiosk"}, {"cts": entry["cts"][:1]}):
        assert receipt_code(poll.EID, entry_digest(poll.EID, {**entry, **changed})) != mine
    assert receipt_code(poll.SID, entry_digest(poll.EID, entry)) != mine


def test_a_check_code_names_the_ciphertexts_and_not_the_voter() -> None:
    entry, _ = voting.demonstration()
    cts = voting.ciphertexts(entry)
    assert check_code(poll.EID, "full", cts) != check_code(poll.EID, "full", cts[::-1])
    assert check_code(poll.EID, "full", cts) != check_code(poll.EID, "other", cts)
    assert check_code(poll.EID, "full", cts) != check_code(poll.SID, "full", cts)


@given(contests, contests)
def test_two_ballots_have_one_check_code_only_if_all_their_ciphertexts_are_equal(
    a: list[tuple[str, bytes]], b: list[tuple[str, bytes]]
) -> None:
    # A real list of ciphertexts has one length for each contest, so no two lists run together.
    parts = [[(name, data.ljust(4, b"\0")) for name, data in one] for one in (a, b)]
    same = check_code(poll.EID, "full", parts[0]) == check_code(poll.EID, "full", parts[1])
    assert same == (parts[0] == parts[1])


def test_a_promise_is_of_one_entry_and_one_time() -> None:
    digests = {
        promise_digest(eid, digest, by)
        for eid in (poll.EID, poll.SID)
        for digest in (DIGEST, bytes(32))
        for by in (1, 2)
    }
    assert len(digests) == 8
