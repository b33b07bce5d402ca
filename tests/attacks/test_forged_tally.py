"""V11 to V17: the papers, the mix, the decryption, the count and the declaration.

Each docstring names whom the attack assumes to be honest; every other key is the forger's.
"""

from collections.abc import Sequence
from copy import deepcopy

import pytest

from tellers import _core
from tellers.board.mixing import JOINT
from tellers.canonical import encode
from tellers.crypto import selections, statements
from tellers.crypto.prove import mixing
from tests.attacks import anew
from tests.attacks.conftest import Judge
from tests.attacks.forger import CONTEST, Entry, Forger

twins = pytest.mark.parametrize("lying", [False, True], ids=["honest-twin", "forged"])
BATCH = "post-1"
POINT, CIPHERTEXT = 32, 64


def number_of(forger: Forger, batch: str) -> int:
    """How many papers a batch has."""
    number: int = forger.only("paper.final", batch=batch)["n"]
    return number


# V11


@twins
def test_one_person_types_a_batch_twice(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: the second typist."""
    first, second = (entry for entry in forger.of("paper.commit") if entry["batch"] == BATCH)
    second["commit"] = "ab" * 32
    if lying:
        second["sigs"] = deepcopy(first["sigs"])
    anew.recount(forger, anew.published_votes(forger))
    check_caught(lying, "V11.entries")


@twins
def test_the_second_typist_copies_the_first_commitment(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody."""
    first, second = (entry for entry in forger.of("paper.commit") if entry["batch"] == "box-1")
    second["commit"] = first["commit"] if lying else "ab" * 32
    first["t"] -= 1
    check_caught(lying, "V11.entries")


@twins
def test_a_paper_comes_in_after_the_box_was_typed(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. Whoever adds it has seen what the papers say."""
    mark = next(entry for entry in forger.of("mark") if entry["batch"] == BATCH)
    if lying:
        forger.drop(forger.index(mark))
        typed = [entry for entry in forger.of("paper.commit") if entry["batch"] == BATCH]
        forger.insert(forger.index(typed[-1]) + 1, mark)
    check_caught(lying, "V11.entries")


@twins
def test_a_paper_is_slipped_into_a_box(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. In the twin the officers own up to the paper, and declare it."""
    choices: list[selections.Selection] = [[2]] * (number_of(forger, BATCH) + 1)
    final = anew.retype(forger, BATCH, choices)
    if not lying:
        final["discrepancy"] = "one paper more than marks"
        forger.only("declare")["discrepancies"] = [f"{BATCH}: one paper more than marks"]
    anew.retally(forger)
    check_caught(lying, "V11.number")


@twins
def test_officers_enter_a_members_ballot_as_a_paper(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: the member copied, whose vote would be read from the box's own result."""
    copied = bytes.fromhex(forger.of("ballot")[0]["cts"][0]["ct"][0])
    slip_in(forger, copied if lying else None)
    check_caught(lying, "V11.fresh")


@twins
def test_officers_enter_a_members_ballot_under_new_randomness(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: the member copied. The officers cannot prove that they know what they entered."""
    copied = bytes.fromhex(forger.of("ballot")[0]["cts"][0]["ct"][0])
    zero = _core.encrypt(forger.pk, bytes(POINT), _core.random_scalars(1))
    slip_in(forger, _core.add(copied, zero) if lying else None)
    check_caught(lying, "V11.proof")


def slip_in(forger: Forger, ciphertext: bytes | None) -> None:
    """Type a batch again, its first paper exchanged for a ciphertext of somebody else if there is one.

    The proof is for the papers as they are, of all that the officers know.
    """
    contest = forger.election["contests"][0]
    number = selections.encode(selections.shape_of(contest), [1, 0])
    randomness = _core.random_scalars(number_of(forger, BATCH))
    points = selections.to_points([number] * number_of(forger, BATCH), 1)
    rows = _core.encrypt(forger.pk, points, randomness)
    rows = rows if ciphertext is None else anew.replaced(rows, 0, ciphertext)
    state = statements.paper(forger.eid, forger.pk, BATCH, CONTEST, rows)
    t, z = (_split(part) for part in _core.prove_knowledge(state, randomness))
    final = forger.only("paper.final", batch=BATCH)
    final["cts"] = [{"c": CONTEST, **forger.write(f"paper/{BATCH}/{CONTEST}.bin", rows)}]
    final["pok"] = forger.write(f"paper/{BATCH}/pok.json", encode([{"t": t, "z": z}]))
    anew.retally(forger)


def _split(encodings: bytes) -> list[str]:
    return [encodings[at : at + POINT].hex() for at in range(0, len(encodings), POINT)]


# V12


@twins
def test_a_ballot_is_left_out_of_the_mix(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. Mix, decryption, votes and count follow from what went in."""
    rows = anew.stage_zero(forger)
    anew.retally(forger, rows[CIPHERTEXT:] if lying else rows)
    check_caught(lying, "V12.input")


@twins
def test_a_ballot_is_mixed_in_place_of_another(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. A ballot that a paper made void is counted after all, for one that was not."""
    rows = anew.stage_zero(forger)
    void = forger.voids()[0]["cred"]
    ballot = next(entry for entry in forger.of("ballot") if entry["cred"] == void)
    ciphertext = bytes.fromhex(ballot["cts"][0]["ct"][0])
    anew.retally(forger, anew.replaced(rows, 0, ciphertext) if lying else rows)
    check_caught(lying, "V12.input")


@twins
def test_some_votes_are_mixed_in_a_group_of_their_own(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: the voters of the group. A mix of few would publish how those few voted."""
    if lying:
        for stage in (1, 2, 3):
            mixer = f"mixer-{stage}"
            out, proof = mixing.shuffle(
                forger.eid, CONTEST, "few", stage, mixer, forger.pk, 1, anew.stage_zero(forger)[:CIPHERTEXT]
            )
            entry = {**forger.of("mix")[stage - 1], "group": "few"}
            entry["out"] = forger.write(f"mix/{CONTEST}/few/stage{stage}.bin", out)
            entry["proof"] = forger.write(f"mix/{CONTEST}/few/proof{stage}.bin", proof)
            forger.insert(forger.index(forger.of("dec")[0]), entry, mixer)
    check_caught(lying, "V12.groups")


# V13


@twins
@pytest.mark.parametrize("stage", [1, 2, 3])
def test_a_mixer_exchanges_a_vote(forger: Forger, stage: int, lying: bool, check_caught: Judge) -> None:
    """Honest: the other mixers. The proof is of the honest output; all later steps follow the false one."""
    vote = selections.to_points([2], 1)
    fresh = _core.encrypt(forger.pk, vote, _core.random_scalars(1))

    def bend(at: int, out: bytes) -> bytes:
        return anew.replaced(out, 5 * CIPHERTEXT, fresh) if lying and at == stage else out

    mixed = anew.remix(forger, anew.stage_zero(forger), bend)
    anew.recount(forger, anew.publish(forger, anew.redecrypt(forger, mixed)))
    check_caught(lying, "V13.shuffle")


@twins
def test_a_mixer_counts_one_vote_twice(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: the other mixers. One vote is put in place of another, both of them mixed."""

    def bend(stage: int, out: bytes) -> bytes:
        return anew.replaced(out, CIPHERTEXT, out[:CIPHERTEXT]) if lying and stage == 2 else out

    mixed = anew.remix(forger, anew.stage_zero(forger), bend)
    anew.recount(forger, anew.publish(forger, anew.redecrypt(forger, mixed)))
    check_caught(lying, "V13.shuffle")


@twins
def test_a_mixer_tags_a_vote(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: the voter followed. A multiple of the ciphertext would be known again after decryption."""

    def bend(stage: int, out: bytes) -> bytes:
        tag = (2).to_bytes(POINT, "little")
        tagged = _core.multiply(tag, out[:POINT]) + _core.multiply(tag, out[POINT:CIPHERTEXT])
        return anew.replaced(out, 0, tagged) if lying and stage == 1 else out

    mixed = anew.remix(forger, anew.stage_zero(forger), bend)
    anew.recount(forger, anew.publish(forger, anew.redecrypt(forger, mixed)))
    check_caught(lying, "V13.shuffle")


@twins
def test_one_mixer_does_the_work_of_another(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: the mixer left out, who would have hidden who voted how."""
    last = forger.of("mix")[2]
    last["mixer"] = last["sigs"][0]["by"] = "mixer-2" if lying else "mixer-3"
    anew.retally(forger)
    check_caught(lying, "V13.mixers")


@twins
def test_too_few_mixers_mix(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. Two of three suffice by the definition; one does not."""
    for entry in forger.of("mix")[1 if lying else 2 :]:
        stage = entry["stage"]
        forger.drop(forger.index(entry))
        for name in ("stage", "proof"):
            del forger.files[f"mix/{CONTEST}/{JOINT}/{name}{stage}.bin"]
    anew.retally(forger)
    check_caught(lying, "V13.mixers")


@twins
def test_the_work_of_a_mixer_is_passed_over(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: the mixer passed over. The third mixes what the first gave out."""
    anew.remix(forger, anew.stage_zero(forger))
    if lying:
        rows = forger.files[f"mix/{CONTEST}/{JOINT}/stage1.bin"]
        third = forger.of("mix")[2]
        third["inp"] = forger.of("mix")[1]["inp"]
        out, proof = mixing.shuffle(forger.eid, CONTEST, JOINT, 3, "mixer-3", forger.pk, 1, rows)
        third["inp"] = forger.of("mix")[0]["out"]["sha256"]
        third["out"] = forger.write(third["out"]["file"], out)
        third["proof"] = forger.write(third["proof"]["file"], proof)
    mixed = forger.files[f"mix/{CONTEST}/{JOINT}/stage3.bin"]
    anew.recount(forger, anew.publish(forger, anew.redecrypt(forger, mixed)))
    check_caught(lying, "V13.chain")


# V14


@twins
@pytest.mark.parametrize("trustee", [2, 3])
def test_a_trustee_changes_a_vote(forger: Forger, trustee: int, lying: bool, check_caught: Judge) -> None:
    """Honest: the other trustees. The factor is bent so that one vote reads as another."""
    here = bytes(POINT)

    def bend(i: int, opened: bytes) -> bytes:
        shifted = _core.add(opened[:POINT], _core.base_multiply(b"\x07" + here[1:]))
        return anew.replaced(opened, 0, shifted) if lying and i == trustee else opened

    mixed = forger.files[f"mix/{CONTEST}/{JOINT}/stage3.bin"]
    anew.recount(forger, anew.publish(forger, anew.redecrypt(forger, mixed, bend)))
    check_caught(lying, "V14.proof")


@twins
def test_two_votes_are_bent_so_that_their_errors_cancel(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: the other trustees. What is added to one factor is taken from another."""

    def bend(i: int, opened: bytes) -> bytes:
        if not lying or i != 2:
            return opened
        error = _core.base_multiply(_core.random_scalars(1))
        one, other = opened[:POINT], opened[POINT:CIPHERTEXT]
        return _core.add(one, error) + _core.subtract(other, error) + opened[CIPHERTEXT:]

    mixed = forger.files[f"mix/{CONTEST}/{JOINT}/stage3.bin"]
    anew.recount(forger, anew.publish(forger, anew.redecrypt(forger, mixed, bend)))
    check_caught(lying, "V14.proof")


@twins
def test_a_third_trustee_decrypts_as_well(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. Who decrypts must not be a choice between results."""
    if lying:
        mixed = forger.files[f"mix/{CONTEST}/{JOINT}/stage3.bin"]
        opened, dleq = mixing.decrypt(forger.eid, CONTEST, JOINT, forger.share(1), mixed)
        first = forger.of("dec")[0]
        factors = forger.write(f"dec/{CONTEST}/{JOINT}/t1.bin", opened)
        entry = {**first, "i": 1, "factors": factors, "dleq": dleq}
        forger.insert(forger.index(first), entry, "trustee-1")
    check_caught(lying, "V14.trustees")


@twins
def test_trustees_open_ballots_before_they_are_mixed(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: the voters, whose ballots would be read one by one."""
    rows = anew.stage_zero(forger)
    mixed = forger.files[f"mix/{CONTEST}/{JOINT}/stage3.bin"]
    anew.recount(forger, anew.publish(forger, anew.redecrypt(forger, rows if lying else mixed)))
    check_caught(lying, "V14.input")


@twins
def test_the_office_publishes_other_plaintexts(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: the trustees. Votes and count follow the false points."""
    points = forger.files[f"plain/{CONTEST}/{JOINT}.bin"]
    if lying:
        points = selections.to_points([2], 1) * 3 + points[3 * POINT :]
    anew.recount(forger, anew.publish(forger, points))
    check_caught(lying, "V14.plain")


# V15


@twins
def test_a_published_vote_is_not_the_decrypted_one(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: the trustees. The count follows the false vote."""
    votes = anew.published_votes(forger)
    if lying:
        votes[0] = [2] if votes[0] != [2] else [1]
    anew.publish_votes(forger, votes)
    anew.recount(forger, votes)
    check_caught(lying, "V15.votes")


@twins
def test_published_votes_stand_in_another_order(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. The result is the same; the votes are not those points."""
    votes: Sequence[object] = anew.published_votes(forger)
    anew.publish_votes(forger, sorted(votes, key=str) if lying else votes)
    check_caught(lying, "V15.votes")


# V16


@twins
def test_another_candidate_is_declared(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody."""
    declared = forger.only("declare")["results"][0]
    if lying:
        declared["elected"] = [declared["elected"][0] % 3 + 1]
    check_caught(lying, "V16.result")


@twins
def test_a_stage_of_the_count_is_altered(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. The winner stays, the margin does not."""
    result = anew.recount(forger, anew.published_votes(forger))
    if lying:
        totals = result["count"]["stages"][0]["totals"]
        totals[0], totals[1] = totals[1], totals[0]
    anew.declare(forger, result)
    check_caught(lying, "V16.result")


@twins
def test_the_count_ran_under_another_rule(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. The published result names a rule that was not the one defined."""
    result = anew.recount(forger, anew.published_votes(forger))
    if lying:
        result["rule"] = "fptp"
    anew.declare(forger, result)
    check_caught(lying, "V16.rule")


def minute(forger: Forger, kind: str) -> Entry:
    """The first minute of a kind."""
    return next(entry for entry in forger.of("minute") if entry["kind"] == kind)


@twins
def test_a_suspended_candidate_is_counted_as_standing(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. The reinstatement is taken off the minutes; in the twin the count follows."""
    votes = anew.published_votes(forger)
    forger.drop(forger.index(minute(forger, "candidate.reinstated")))
    if not lying:
        anew.recount(forger, votes)
    check_caught(lying, "V16.result")


@twins
def test_a_candidate_is_reinstated_without_a_ruling(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: the panel, who never ruled."""
    if lying:
        forger.drop(forger.index(minute(forger, "complaint.ruled")))
        minute(forger, "candidate.reinstated")["refs"] = [
            forger.index(minute(forger, "candidate.suspended")),
            forger.index(minute(forger, "complaint.opened")),
        ]
    anew.recount_if_sound(forger)
    check_caught(lying, "V16.candidates")


@twins
def test_a_candidate_was_never_nominated(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody."""
    if lying:
        forger.drop(forger.index(minute(forger, "nomination")))
    anew.recount_if_sound(forger)
    check_caught(lying, "V16.candidates")


# V17


@twins
def test_the_declaration_misstates_the_channels(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. One vote is moved from online to post."""
    step = {"online": -1, "post": 1}
    if lying:
        declared = forger.only("declare")
        declared["by_channel"] = [
            [name, number + step.get(name, 0)] for name, number in declared["by_channel"]
        ]
    check_caught(lying, "V17.by-channel")


@twins
@pytest.mark.parametrize(
    ("field", "lie", "check"),
    [
        ("register_root", "ab" * 32, "V17.register-root"),
        ("credential_mode", "single-channel", "V17.mode"),
        ("discrepancies", ["box-1: one paper short"], "V17.discrepancies"),
    ],
)
def test_the_declaration_misstates_what_was_proven(
    forger: Forger, field: str, lie: object, check: str, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody."""
    declared = forger.only("declare")
    if lying:
        declared[field] = lie
    check_caught(lying, check)


@twins
def test_a_contest_is_declared_that_nobody_voted_in(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody."""
    results = forger.only("declare")["results"]
    if lying:
        blob = forger.write("count/treasurer.json", forger.files[f"count/{CONTEST}.json"])
        results.append({**results[0], **blob, "contest": "treasurer"})
    check_caught(lying, "V17.contests")


@twins
def test_the_declaration_is_silent_about_a_discrepancy(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody."""
    forger.only("paper.final", batch=BATCH)["discrepancy"] = "one envelope came empty"
    if not lying:
        forger.only("declare")["discrepancies"] = [f"{BATCH}: one envelope came empty"]
    anew.recount(forger, anew.published_votes(forger))
    check_caught(lying, "V17.discrepancies")
