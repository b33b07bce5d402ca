"""A thousand chance alterations in every run; ``make mutations`` makes any number of them."""

from pathlib import Path
from random import Random

import pytest

from tellers.evidence.verify import verify_pack
from tests.attacks.altered import ALTERATIONS, Altered
from tests.attacks.forger import Forger, first_check
from tests.attacks.harmless import HARMLESS
from tests.attacks.mutations import CAUGHT, Judged, Range, reason, shoot_all, table

COUNT, SEED = 1_000, 11


@pytest.fixture
def targets(first_audited: Forger, tmp_path: Path) -> Range:
    """One finished poll, with an audit and an auditor, to be altered again and again."""
    return Range(first_audited.copy(), tmp_path / "pack")


@pytest.mark.timeout(900)  # a minute on two free cores
def test_no_chance_alteration_is_accepted_or_breaks_the_verifier() -> None:
    judged = list(shoot_all(COUNT, SEED))
    assert len(judged) == COUNT
    assert [f"{one.verdict}: {one.altered} {one.check}" for one in judged if one.is_finding] == []
    assert sum(one.verdict == CAUGHT for one in judged) > COUNT * 3 // 4


def test_an_unaltered_pack_in_the_same_range_passes(targets: Range) -> None:
    targets.write(targets.first)
    assert first_check(verify_pack(targets.folder, targets.sid)) is None


@pytest.mark.parametrize("alteration", list(ALTERATIONS), ids=lambda alteration: alteration.__name__)
def test_every_sort_of_alteration_alters_something(forger: Forger, alteration: object) -> None:
    chance = Random(SEED)
    assert callable(alteration)
    before = forger.remake()
    for _ in range(20):
        twin = forger.copy()
        if alteration(twin, chance) is not None and (twin.remake(), twin.package) != (before, forger.package):
            return
    pytest.fail("twenty times nothing was altered")


def test_the_closed_list_gives_a_reason_for_each_line_and_covers_no_ballot() -> None:
    assert all(why for _, _, why in HARMLESS)
    assert len(set(HARMLESS)) == len(HARMLESS)
    for place in ("entry/ballot/cred", "entry/close/by_channel/*", "file/votes/selection/joint.ndjson/v"):
        assert reason(Altered("value", place, "one character changed")) is None


def test_the_table_counts_what_was_accepted() -> None:
    altered = Altered("value", "entry/ballot/n", "+1")
    lines = table([Judged(altered, CAUGHT, "V8.proof"), Judged(altered, "ACCEPTED")]).splitlines()
    assert lines[-2].split() == ["all", "2", "1", "0", "0", "1", "0"]
    assert lines[-1] == "first caught by: V8 1"
