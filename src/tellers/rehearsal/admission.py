"""What is looked at before a ballot is taken in: whatever would spoil the board for all is refused.

A verifier fails the whole poll for one ballot of another shape, one repeated ciphertext or one proof that
does not hold; so none of these may come onto the board.
Source: spec/ballot.md, "what the server refuses".
"""

from typing import Any

from tellers.board import entries
from tellers.board.entries import Entry
from tellers.board.mixing import halves
from tellers.crypto import check, selections, statements
from tellers.errors import Refused

Ciphertexts = list[tuple[str, bytes]]
"""Contest and its ciphertexts, 64 bytes each, in the order of the style."""


def ciphertexts(entry: Entry, election: dict[str, Any], *kinds: str) -> Ciphertexts:
    """The ciphertexts of a ballot of one of these types, cast, tendered or opened, not yet signed.

    Raises Refused("ballot.shape") for anything but every contest of its style, each in as many ciphertexts as
    it is wide.
    """
    if entry.get("type") not in kinds or entries.misshapen_unsigned(entry) is not None:
        raise Refused("ballot.shape", "this is not a ballot")
    if [part["c"] for part in entry["cts"]] != dict(election["styles"]).get(entry["style"]):
        raise Refused("ballot.shape", "the ballot does not have every contest of its style in order")
    contests = {contest["id"]: selections.shape_of(contest) for contest in election["contests"]}
    if any(len(part["ct"]) != selections.width(contests[part["c"]]) for part in entry["cts"]):
        raise Refused("ballot.shape", "the ballot has a contest of another number of ciphertexts")
    cts = [(part["c"], bytes.fromhex("".join(part["ct"]))) for part in entry["cts"]]
    first_halves, second_halves = halves(b"".join(ct for _, ct in cts))
    if (
        check.first_bad_point(b"".join(first_halves), False) != -1
        or check.first_bad_point(b"".join(second_halves), True) != -1
    ):
        raise Refused("ballot.shape", "the ballot holds something that is not a ciphertext")
    return cts


def firsts(cts: Ciphertexts) -> list[bytes]:
    """The first halves: what tells a copied ciphertext, since nobody can make another with the same."""
    return halves(b"".join(ct for _, ct in cts))[0]


def check_fresh(cts: Ciphertexts, seen: set[bytes]) -> None:
    """Raises Refused("ballot.copied") where a ciphertext was seen before, in this ballot or another."""
    found = firsts(cts)
    if len(set(found)) != len(found) or seen.intersection(found):
        raise Refused("ballot.copied", "a part of this ballot was seen before")


def check_proof(
    ballot: Entry, cts: Ciphertexts, election: dict[str, Any], eid: bytes, xr: bytes, xs: bytes
) -> None:
    """Raises Refused("ballot.proof") where the ballot was not made with both halves of its voting key."""
    state = statements.ballot(
        eid,
        bytes.fromhex(election["pk"]),
        bytes.fromhex(ballot["cred"]),
        xr,
        xs,
        ballot["n"],
        ballot["style"],
        ballot["channel"],
        cts,
        ballot["type"],
    )
    points = b"".join(firsts(cts)) + xr + xs
    t, z = bytes.fromhex("".join(ballot["pok"]["t"])), bytes.fromhex("".join(ballot["pok"]["z"]))
    if check.check_knowledge([state], [points], [t], [z]) != -1:
        raise Refused("ballot.proof", "the ballot's proof does not hold")


def check_opening(opened: Entry, cts: Ciphertexts, election: dict[str, Any]) -> None:
    """Raises Refused("ballot.opening") where the choices shown, encrypted again, are not the ciphertexts."""
    randomness = bytes.fromhex("".join(opened["r"]))
    shapes = {contest["id"]: selections.shape_of(contest) for contest in election["contests"]}
    complete = [contest for contest, _ in opened["sel"]] == [contest for contest, _ in cts]
    if not complete or len(opened["r"]) != len(firsts(cts)) or check.first_bad_scalar(randomness) != -1:
        raise Refused("ballot.opening", "the opened ballot does not show every choice and how it was hidden")
    points = [_points(shapes[contest], chosen) for contest, chosen in opened["sel"]]
    again = check.encrypt(bytes.fromhex(election["pk"]), b"".join(points), randomness)
    if again != b"".join(ct for _, ct in cts):
        raise Refused("ballot.opening", "the opened ballot holds other choices: do not use this device")


def _points(shape: selections.Shape, chosen: selections.Selection) -> bytes:
    return selections.to_points([selections.encode(shape, chosen)], selections.width(shape))
