"""Whom the dice give: tickets, and the draw from a stratum."""

from tellers.audit.sample import draw, seed, ticket
from tellers.canonical import h256, le32

EID = bytes(32)
BODY = b"ballots.example/marsh-lane\n9\nroot\n"
DICE = "01234567890123456789"
SEED = seed(EID, BODY, DICE)


def test_the_seed_is_of_the_election_the_close_and_the_dice() -> None:
    assert h256("audit/seed", EID, BODY, DICE.encode()) == SEED
    assert (
        len(
            {SEED, seed(bytes(range(32)), BODY, DICE), seed(EID, b"", DICE), seed(EID, BODY, DICE[:-1] + "0")}
        )
        == 4
    )


def test_a_ticket_is_of_the_stratum_and_the_row() -> None:
    assert ticket(SEED, ("online",), 7) == h256("audit/ticket", SEED, b"online", le32(7))
    assert len({ticket(SEED, (label,), row) for label in ("online", "") for row in (1, 2)}) == 4


def test_the_smallest_tickets_are_drawn_in_their_order() -> None:
    by_ticket = sorted(range(1, 41), key=lambda row: ticket(SEED, ("post",), row))
    assert draw(SEED, ("post",), range(1, 41), 6) == by_ticket[:6]
    assert draw(SEED, ("post",), reversed(range(1, 41)), 6) == by_ticket[:6]


def test_a_larger_sample_keeps_the_smaller_one() -> None:
    assert draw(SEED, ("",), range(1, 31), 9)[:4] == draw(SEED, ("",), range(1, 31), 4)


def test_no_more_are_drawn_than_there_are() -> None:
    assert sorted(draw(SEED, ("",), [4, 9], 12)) == [4, 9]
    assert draw(SEED, ("",), [], 3) == []
