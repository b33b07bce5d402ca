"""The rows that go into a mix are the same for everybody who has the board."""

from typing import Any

from tellers.board.mixing import credential_rows, vote_rows


def sealed(letter: bytes) -> bytes:
    """A record: the ciphertext, then a proof that goes into no mix."""
    return letter * 64 + b"." * 128


def cts(**contests: str) -> list[dict[str, Any]]:
    return [{"c": name, "ct": [pair * 64]} for name, pair in contests.items()]


def test_each_roll_row_goes_in_with_both_halves_and_without_their_proofs() -> None:
    rows = credential_rows(sealed(b"a") + sealed(b"b"), sealed(b"x") + sealed(b"y"))
    assert rows == b"a" * 64 + b"x" * 64 + b"b" * 64 + b"y" * 64
    assert credential_rows(b"", b"") == b""


def test_final_ballots_go_in_by_board_order_then_the_papers_by_batch() -> None:
    ballots = [cts(chair="01", motion="02"), cts(chair="03", motion="04")]
    assert vote_rows("chair", ballots, [b"box", b"post"]) == b"\1" * 64 + b"\3" * 64 + b"boxpost"
    assert vote_rows("motion", ballots, []) == b"\2" * 64 + b"\4" * 64
    assert vote_rows("chair", [], []) == b""
