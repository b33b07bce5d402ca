"""V8 to V15 where a selection does not fit one ciphertext: sixty candidates, ranked with ties.

Each docstring names whom the attack assumes to be honest; every other key is the forger's.
"""

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tellers import _core
from tellers.board.mixing import JOINT, halves
from tellers.canonical import decode, encode
from tellers.crypto import selections
from tellers.crypto.check import first_bad_point
from tellers.crypto.prove import mixing
from tellers.crypto.prove.ballots import Device, Encrypted
from tellers.crypto.secret import Secret
from tellers.crypto.selections import RankedTies
from tellers.rehearsal.demo import small_plan
from tellers.rehearsal.plan import declared_rule
from tellers.rehearsal.run import Rehearsed, run
from tests.attacks import anew
from tests.attacks.forced import caught_by
from tests.attacks.forger import CONTEST, Entry, Forger, judge

twins = pytest.mark.parametrize("lying", [False, True], ids=["honest-twin", "forged"])
Caught = Callable[[bool, str], None]
SHAPE, WIDTH = RankedTies(60), 2
POINT, CIPHERTEXT = 32, 64
ROW = WIDTH * CIPHERTEXT
BATCH = "post-1"
CHOICE = [[59], [3, 7], [0, 1, 2]]


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Rehearsed:
    """A poll of twenty-four with sixty candidates, online and on paper."""
    plan = small_plan()
    contest = {
        **plan.contests[0],
        "kind": "ranked_ties",
        "options": [{"id": f"c{k}", "name": f"Candidate {k}"} for k in range(1, 61)],
        "nominated": False,
        "count": declared_rule("schulze", 1),
    }
    del contest["max_rank"]
    chance = random.Random(5)
    electors = [
        replace(
            elector,
            choices=[SHAPE.unrank(chance.randrange(SHAPE.number()))] if elector.channel else [],
            before=[[[2]]] if elector.before else [],
        )
        for elector in plan.electors[:24]
    ]
    many = replace(plan, contests=[contest], electors=electors, suspension=None, audited=0, releases=())
    return run(many, tmp_path_factory.mktemp("many"), chance=random.Random(1))


@pytest.fixture
def many(held: Rehearsed) -> Forger:
    """A forger of that poll."""
    return Forger(held)


@pytest.fixture
def check_caught(many: Forger, tmp_path: Path) -> Caught:
    """Make the evidence anew and see the verifier name the lie, or accept the honest twin."""

    def judged(lying: bool, check: str) -> None:
        files = many.remake()
        found = caught_by(lambda: judge(files, tmp_path, many.hall.sid.hex()))
        assert found == (check if lying else None)

    return judged


def absent(forger: Forger) -> Device:
    """The device of a member who did not vote."""
    return forger.device(forger.row_with(status="not-voted"))


def cast_points(forger: Forger, points: bytes) -> Entry:
    """A ballot of somebody absent with these points in it, well proven; the register follows."""
    device = absent(forger)
    chance = _core.random_scalars(len(points) // POINT)
    rows = _core.encrypt(forger.pk, points, chance)
    entry = anew.cast(forger, anew.ballot(forger, device, CHOICE))
    cts = [{"c": CONTEST, "ct": [rows[at : at + CIPHERTEXT].hex() for at in range(0, len(rows), CIPHERTEXT)]}]
    anew.reprove(forger, entry, device, Encrypted(cts, Secret(chance)))
    anew.reclose(forger)
    return entry


def points_of(number: int) -> bytes:
    """The two points of a vote."""
    return selections.to_points([number], WIDTH)


@twins
@pytest.mark.parametrize("width", [1, 3, 8])
def test_a_ballot_has_another_number_of_ciphertexts_than_its_contest(
    many: Forger, width: int, lying: bool, check_caught: Caught
) -> None:
    """Honest: nobody. The proof has as many parts as there are ciphertexts."""
    number = selections.encode(SHAPE, [[0]])
    entry = cast_points(many, selections.to_points([number], width if lying else WIDTH))
    if lying:  # what would be mixed are rows of one length
        honest = cast_points(many.copy(), points_of(number))
        given, entry["cts"][0]["ct"] = entry["cts"][0]["ct"], honest["cts"][0]["ct"]
        anew.retally(many)
        entry["cts"][0]["ct"] = given
    else:
        anew.retally(many)
    check_caught(lying, "V8.shape")


@twins
def test_the_proof_of_a_ballot_is_silent_about_a_ciphertext(
    many: Forger, lying: bool, check_caught: Caught
) -> None:
    """Honest: the member copied, whose second ciphertext stands there under other randomness."""
    copied = bytes.fromhex(many.of("ballot")[0]["cts"][0]["ct"][1])
    entry = cast_points(many, points_of(selections.encode(SHAPE, CHOICE)))
    if lying:
        zero = _core.encrypt(many.pk, bytes(POINT), _core.random_scalars(1))
        entry["cts"][0]["ct"][1] = _core.add(copied, zero).hex()
    anew.retally(many)
    check_caught(lying, "V8.proof")


@twins
def test_the_second_ciphertext_of_another_ballot_is_used_again(
    many: Forger, lying: bool, check_caught: Caught
) -> None:
    """Honest: the member copied."""
    entry = cast_points(many, points_of(selections.encode(SHAPE, CHOICE)))
    if lying:
        entry["cts"][0]["ct"][1] = many.of("ballot")[3]["cts"][0]["ct"][1]
    anew.retally(many)
    check_caught(lying, "V8.fresh")


@twins
def test_an_opened_ballot_shows_its_digits_in_another_order(
    many: Forger, lying: bool, check_caught: Caught
) -> None:
    """Honest: the voter who tested the device. What it encrypted is not what it showed."""
    opened = many.of("ballot.open")[0]
    if lying:
        opened["cts"][0]["ct"].reverse()
        opened["r"].reverse()
    check_caught(lying, "V9.reproduced")


@twins
def test_an_opened_ballot_shows_the_randomness_of_one_ciphertext_only(
    many: Forger, lying: bool, check_caught: Caught
) -> None:
    """Honest: the voter who tested the device."""
    opened = many.of("ballot.open")[0]
    if lying:
        opened["r"].pop()
    check_caught(lying, "V9.shape")


@twins
def test_a_box_is_entered_with_one_ciphertext_a_paper(
    many: Forger, lying: bool, check_caught: Caught
) -> None:
    """Honest: nobody. The proofs are for what was entered."""
    final = many.only("paper.final", batch=BATCH)
    anew.retype(many, BATCH, [CHOICE] * final["n"])
    anew.retally(many)
    if lying:
        path = f"paper/{BATCH}/{CONTEST}.bin"
        final["cts"] = [{"c": CONTEST, **many.write(path, many.files[path][: CIPHERTEXT * final["n"]])}]
    check_caught(lying, "V11.shape")


@twins
def test_a_paper_has_its_second_ciphertext_from_a_ballot(
    many: Forger, lying: bool, check_caught: Caught
) -> None:
    """Honest: the member copied."""
    final = many.only("paper.final", batch=BATCH)
    anew.retype(many, BATCH, [CHOICE] * final["n"])
    if lying:
        path, copied = f"paper/{BATCH}/{CONTEST}.bin", many.of("ballot")[0]["cts"][0]["ct"][1]
        rows = anew.replaced(many.files[path], CIPHERTEXT, bytes.fromhex(copied))
        final["cts"] = [{"c": CONTEST, **many.write(path, rows)}]
    anew.retally(many)
    check_caught(lying, "V11.fresh")


@twins
def test_the_proof_of_a_box_is_about_the_first_ciphertexts_only(
    many: Forger, lying: bool, check_caught: Caught
) -> None:
    """Honest: a member whose ciphertext might be among the second ones."""
    final = many.only("paper.final", batch=BATCH)
    anew.retype(many, BATCH, [CHOICE] * final["n"])
    anew.retally(many)
    if lying:
        [proof] = decode(many.files[f"paper/{BATCH}/pok.json"])
        halved = {part: listed[: final["n"]] for part, listed in proof.items()}
        final["pok"] = many.write(f"paper/{BATCH}/pok.json", encode([halved]))
    check_caught(lying, "V11.shape")


@twins
def test_a_mixer_gives_each_column_an_order_of_its_own(
    many: Forger, lying: bool, check_caught: Caught
) -> None:
    """Honest: the other mixers. Every ciphertext is re-encrypted, yet digits of two votes change places."""
    turned: dict[int, bytes] = {}

    def bend(stage: int, out: bytes) -> bytes:
        if not lying or stage != 2:
            return out
        rows = [out[at : at + ROW] for at in range(0, len(out), ROW)]
        seconds = [row[CIPHERTEXT:] for row in rows]
        seconds = [*seconds[1:], seconds[0]]
        zeros = _core.encrypt(many.pk, bytes(POINT) * len(rows), _core.random_scalars(len(rows)))
        turned[stage] = b"".join(
            row[:CIPHERTEXT] + _core.add(second, zeros[CIPHERTEXT * k : CIPHERTEXT * (k + 1)])
            for k, (row, second) in enumerate(zip(rows, seconds, strict=True))
        )
        return turned[stage]

    mixed = anew.remix(many, anew.stage_zero(many), bend)
    anew.recount(many, anew.publish(many, anew.redecrypt(many, mixed)))
    assert bool(turned) == lying
    check_caught(lying, "V13.shuffle")


@twins
def test_a_mixer_mixes_the_ciphertexts_one_by_one(many: Forger, lying: bool, check_caught: Caught) -> None:
    """Honest: nobody. The proof is a good one, of rows that are single ciphertexts."""
    entry = many.of("mix")[0]
    rows = anew.stage_zero(many)
    if lying:
        out, proof = mixing.shuffle(many.eid, CONTEST, JOINT, 1, entry["mixer"], many.pk, 1, rows)
        entry["out"] = many.write(entry["out"]["file"], out)
        entry["proof"] = many.write(entry["proof"]["file"], proof)
    check_caught(lying, "V13.shuffle")


@twins
def test_a_trustee_bends_the_second_digit_of_a_vote(many: Forger, lying: bool, check_caught: Caught) -> None:
    """Honest: the other trustees."""
    mixed = many.files[f"mix/{CONTEST}/{JOINT}/stage3.bin"]

    def bend(i: int, opened: bytes) -> bytes:
        shifted = _core.add(opened[POINT : 2 * POINT], _core.base_multiply(b"\x07" + bytes(31)))
        return anew.replaced(opened, POINT, shifted) if lying and i == 2 else opened

    anew.recount(many, anew.publish(many, anew.redecrypt(many, mixed, bend)))
    check_caught(lying, "V14.proof")


def second_spelling(point: bytes) -> bytes:
    """Another point that stands for the same digit, by a counter that is not the smallest."""
    [digit] = selections.from_points(point, 1)
    assert digit is not None
    spellings = ((2 * (256 * digit + k)).to_bytes(POINT, "little") for k in range(256))
    return next(other for other in spellings if first_bad_point(other, False) == -1 and other != point)


def no_selection(number: int) -> dict[str, bytes]:
    """Points beside those of a vote that are read as it where one rule of reading is left out."""
    first, second = (points_of(number)[at : at + POINT] for at in (0, POINT))
    far = selections.to_points([(1 << selections.DIGIT) - 1], 1)
    return {
        "a mark in the second digit": first + second_spelling(second),
        "a mark in the first digit": second_spelling(first) + second,
        "no digit in the second place": first + _core.base_multiply(_core.random_scalars(1)),
        "nothing in the second place": first + bytes(POINT),
        "more than the contest has": first + far,
        "the number after the last": points_of(selections.size(SHAPE)),
    }


@twins
@pytest.mark.parametrize("trick", [*no_selection(2)])
def test_what_is_no_selection_is_published_as_a_vote(
    many: Forger, trick: str, lying: bool, check_caught: Caught
) -> None:
    """Honest: nobody. It is malformed, counted as that, and never as the vote that it resembles."""
    number = selections.encode(SHAPE, CHOICE)
    cast_points(many, no_selection(number)[trick])
    anew.retally(many)
    votes = anew.published_votes(many)
    assert votes.count(None) == 1
    if lying:
        votes[votes.index(None)] = CHOICE
        anew.publish_votes(many, votes)
        anew.recount(many, votes)
    else:
        assert decode(many.files[f"count/{CONTEST}.json"])["malformed"] == 1
    check_caught(lying, "V15.votes")


@twins
@pytest.mark.parametrize(
    "other",
    [
        lambda levels: [[option] for level in levels for option in level],
        lambda levels: [sorted(option for level in levels for option in level)],
        lambda levels: levels[::-1],
    ],
    ids=["nobody-equal", "all-equal", "turned-round"],
)
def test_a_vote_is_published_with_other_levels(
    many: Forger, other: Callable[[list[list[int]]], list[list[int]]], lying: bool, check_caught: Caught
) -> None:
    """Honest: the trustees. The same candidates stand on the paper, as equals or not as equals."""
    votes = anew.published_votes(many)
    place = next(
        k for k, vote in enumerate(votes) if isinstance(vote, list) and len(vote) > 1 < max(map(len, vote))
    )
    if lying:
        votes[place] = other(votes[place])
        assert SHAPE.allows(votes[place])
    anew.publish_votes(many, votes)
    anew.recount(many, votes)
    check_caught(lying, "V15.votes")


def test_rows_are_of_two_ciphertexts_from_the_ballots_to_the_votes(many: Forger) -> None:
    votes = anew.published_votes(many)
    assert {len(entry["cts"][0]["ct"]) for entry in many.of("ballot", "ballot.open")} == {WIDTH}
    for entry in many.of("mix"):
        assert entry["out"]["len"] == ROW * len(votes)
    firsts, _ = halves(anew.stage_zero(many))
    assert len(set(firsts)) == WIDTH * len(votes)
