"""What the returning officer can do with the definition and with releases, the deputy signing along.

Each docstring names whom the attack assumes to be honest; every other key is the forger's.
"""

import pytest

from tests.attacks import anew
from tests.attacks.conftest import Judge
from tests.attacks.forger import Forger

twins = pytest.mark.parametrize("lying", [False, True], ids=["honest-twin", "forged"])


@twins
def test_names_may_change_after_the_freeze(forger: Forger, lying: bool, check_caught: Judge) -> None:
    """Honest: nobody. A voter's and an abstainer's names could be exchanged before the release."""
    if lying:
        forger.election["mutable_after_freeze"].append("name")
    check_caught(lying, "V2.election")


@twins
def test_the_tier_of_candidates_opens_times_that_nothing_binds(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. Without its label a bucket may be as narrow as a minute."""
    if lying:
        forger.election["tiers"]["b"]["reg"].remove("label")
    check_caught(lying, "V2.tiers")


@twins
def test_a_release_is_granted_under_a_tier_that_nobody_declared(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody."""
    if lying:
        for kind in ("release.request", "release.decision"):
            forger.only(kind)["tier"] = "everything"
    check_caught(lying, "V10.order")


@twins
def test_a_proof_file_is_longer_than_its_papers_need(
    forger: Forger, lying: bool, check_caught: Judge
) -> None:
    """Honest: nobody. A verifier would read and hold whatever is put there."""
    path = "paper/box-1/pok.json"
    if lying:
        forger.write(path, forger.files[path] + b" " * 100_000)
    anew.retally(forger)
    check_caught(lying, "V11.shape")
