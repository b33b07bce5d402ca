"""With a released register and the board no name leads to a ciphertext better than chance inside its cell.

Twenty polls here; ``make linkage`` attacks two hundred. Everything is drawn from seeds, so a run is repeated.
"""

import math
from pathlib import Path

import pytest

from tests.attacks.linkage import Found, Tally, attacked, is_safe, main, table
from tests.attacks.linkage_polls import LEAKS, RULES, SETTINGS, poll

POLLS, SEED = 20, 7


@pytest.fixture(scope="module")
def found() -> dict[str, Found]:
    """What the attacks on twenty polls came to."""
    return attacked(POLLS, SEED)


def test_no_name_leads_to_a_ciphertext_better_than_chance(found: dict[str, Found]) -> None:
    of_all = found["all"]
    assert (of_all.polls, is_safe(found)) == (POLLS, True), table(found)
    assert of_all.least >= RULES.release_k
    for tally in of_all.rest.values():
        assert tally.expected > 50


def test_the_attacker_knows_the_cell_of_nearly_every_ballot(found: dict[str, Found]) -> None:
    """So chance is measured inside cells, not against an attacker who did not read the times."""
    of_all = found["all"]
    assert of_all.dealt > 0.99 * of_all.matched > 0


def test_who_is_known_to_have_come_leads_to_a_ciphertext_and_nobody_else_does(
    found: dict[str, Found],
) -> None:
    """What the protocol admits, and no more for the others in the same cells."""
    for setting in (setting for setting in SETTINGS if setting.knows):
        one = found[setting.name]
        assert one.picked > 20
        assert one.mistaken == 0
        assert one.known.right >= one.picked
        assert abs(one.known.z) < 3
        assert all(tally.z < 3 for tally in one.rest.values()), table(found)
    assert all(not found[setting.name].picked for setting in SETTINGS if not setting.knows)


def test_there_are_polls_with_several_buckets_in_a_label(tmp_path: Path) -> None:
    several = {}
    for setting in SETTINGS:
        released = poll(setting, SEED, tmp_path / setting.name).released
        cells = {(one.label, one.bucket) for one in released}
        several[setting.name] = len(cells) > len({label for label, _ in cells})
    assert sum(several.values()) >= 3, several


@pytest.mark.parametrize("leak", LEAKS)
def test_a_poll_that_leaks_is_found_out_by_the_same_attack(leak: str) -> None:
    """Were the attack blind, it would pass every poll."""
    leaking = attacked(len(SETTINGS), SEED, leak=leak)
    assert not is_safe(leaking)
    assert max(tally.z for tally in leaking["all"].rest.values()) > 20


def test_the_figures_are_those_of_matching_at_random() -> None:
    """By hand: a cell is hit once on average with variance 1; the one name of a cell is certain."""
    tally = Tally()
    tally.add(1, names=10, ballots=10)
    assert [tally.expected, tally.variance, tally.z] == pytest.approx([1, 1, 0])
    tally.add(1, names=1, ballots=1)
    assert [tally.expected, tally.variance] == pytest.approx([2, 1])
    tally.add(1, names=1, ballots=4)
    assert [tally.expected, tally.variance] == pytest.approx([2.25, 1 + 1 / 4 * 3 / 4])
    tally.add(0, names=0, ballots=4)
    assert tally.z == pytest.approx(0.75 / math.sqrt(1.1875))
    assert (Tally().z, Tally(right=1).z) == (0.0, math.inf)


def test_a_run_prints_every_strategy_and_says_whether_it_was_safe(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--polls", "5", "--seed", "3"]) == 0
    printed = capsys.readouterr().out
    assert "all: 5 polls" in printed
    assert printed.count("rows, pseudonyms") == len(SETTINGS) + 1
