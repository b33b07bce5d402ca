"""What is true once is made to count twice, or is put where it says something else.

Each docstring names whom the attack assumes to be honest; every other key is the forger's.
"""

import copy

import pytest

from tellers.canonical import decode, encode
from tests.attacks import anew
from tests.attacks.conftest import Judge
from tests.attacks.forger import Forger

twins = pytest.mark.parametrize("lying", [False, True], ids=["honest-twin", "forged"])
POINT = "ff" * 32
IDENTITY = "00" * 32


@twins
@pytest.mark.parametrize(
    ("kind", "signer"),
    [
        ("mark", "presiding-officer"),
        ("roll.change", "membership"),
        ("roll.add", "deputy"),
        ("complaint.ruled", "panel-chair"),
    ],
)
def test_an_honest_persons_entry_is_copied(
    forger: Forger, lying: bool, kind: str, signer: str, check_caught: Judge
) -> None:
    """Honest: whoever signed the entry. A second mark would let an abstainer vote on paper."""
    forger.honest = {signer}
    found = next(
        e for e in forger.of("minute", kind) if kind in (e["type"], e.get("kind")) and _by(e, signer)
    )
    if lying:
        forger.insert(forger.index(found) + 1, copy.deepcopy(found))
    check_caught(lying, "V4.signature")


@twins
@pytest.mark.parametrize("said", [" ", "\u200b", ". . ."], ids=["blank", "invisible", "dots"])
def test_papers_beyond_the_marks_are_explained_by_nothing(
    forger: Forger, said: str, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. In the twin the officers say in words what happened."""
    why = said if lying else "a paper was found in the lid"
    number = forger.only("paper.final", batch="box-1")["n"]
    final = anew.retype(forger, "box-1", [[2]] * (number + 1))
    final["discrepancy"] = why
    forger.only("declare")["discrepancies"] = [f"box-1: {why}"]
    anew.retally(forger)
    check_caught(lying, "V11.number")


@twins
def test_a_candidate_is_reinstated_on_another_complaint(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: the panel, which ruled on one complaint and not on the other behind the suspension."""
    opened = next(m for m in forger.of("minute") if m["kind"] == "complaint.opened")
    suspended = next(m for m in forger.of("minute") if m["kind"] == "candidate.suspended")
    another = {**copy.deepcopy(opened), "digests": ["ab" * 32], "subject": "another complaint"}
    at = forger.index(opened)
    forger.insert(at + 1, another)
    if lying:
        suspended["refs"] = [at, at + 1]
    check_caught(lying, "V16.candidates")


@twins
@pytest.mark.parametrize("kind", ["election", "roll.freeze", "cred.list", "open"])
def test_no_witness_sees_what_must_be_seen_at_once(
    forger: Forger, lying: bool, kind: str, check_caught: Judge
) -> None:
    """Honest: nobody. Else the roll could be frozen, on paper, years ago."""
    size = forger.index(forger.only(kind)) + 1
    seen = forger.checkpoint_ending_at(size)
    if lying:
        seen.size += 1
        forger.checkpoints = [c for c in forger.checkpoints if c is seen or c.size != seen.size]
    check_caught(lying, "V3.ends")


@twins
def test_a_half_of_the_key_goes_to_a_field_that_is_no_contact(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. A name is no address."""
    entry = forger.only("deliver", half="r")
    if lying:
        place = forger.election["fields"].index("name")
        frozen = [decode(line) for line in forger.lines_of("roll/frozen.ndjson")]
        lines = [
            encode({"row": row, "field": "name", "d": leaf["d"][place]}) for row, leaf in enumerate(frozen, 1)
        ]
        entry.update(root=anew.root_of(lines), blob=forger.write_lines("deliver/r.ndjson", lines))
    check_caught(lying, "V6.delivery")


@twins
@pytest.mark.parametrize("bad", [POINT, IDENTITY], ids=["no point", "the identity"])
def test_a_trustee_sends_a_share_that_nobody_can_open(
    forger: Forger, lying: bool, bad: str, check_caught: Judge
) -> None:
    """Honest: nobody. The share is for the sender itself, who needs to open nothing."""
    message = forger.of("dkg1")[0]["msg"]
    if lying:
        message["shares"][0]["e"] = bad
    check_caught(lying, "V5.rounds")


def _by(entry: dict[str, object], signer: str) -> bool:
    sigs = entry["sigs"]
    return isinstance(sigs, list) and any(sig["by"] == signer for sig in sigs)
