"""The closed list of checks: in the specification, in the table and in the steps, the same."""

import re
from pathlib import Path

from tellers.evidence.verify import CHECKS, PACK_STEPS, STEPS

REPOSITORY = Path(__file__).resolve().parents[2]
VERIFIER = REPOSITORY / "src" / "tellers" / "evidence" / "verify"


def test_the_specification_lists_exactly_the_checks_of_the_table() -> None:
    page = (REPOSITORY / "spec" / "checks.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `(V[0-9]+\.[a-z-]+)` \| (.+) \|$", page, re.MULTILINE)
    assert listed == list(CHECKS.items())


def test_every_check_of_the_table_is_made_by_some_step_and_no_step_makes_another() -> None:
    sources = [path for path in VERIFIER.glob("*.py") if path.name != "checks.py"]
    named = {
        found
        for path in sources
        for found in re.findall(r'"(V[0-9]+\.[a-z-]+)"', path.read_text(encoding="utf-8"))
    }
    named |= set(re.findall(r'CHECK = "(V16\.[a-z-]+)"', _candidates()))
    assert named == set(CHECKS)


def test_no_two_checks_say_the_same() -> None:
    assert len(set(CHECKS.values())) == len(CHECKS)


def test_a_pack_is_verified_in_eighteen_steps_each_needing_only_earlier_ones() -> None:
    assert tuple(f"V{number}" for number in STEPS) == PACK_STEPS and len(STEPS) == 18
    for number, module in STEPS.items():
        assert all(needed < number for needed in module.NEEDS)
        assert module.TITLE and not module.TITLE.endswith(".")


def test_the_verifier_imports_nothing_that_proves_or_rehearses() -> None:
    for path in VERIFIER.glob("*.py"):
        source = path.read_text(encoding="utf-8")
        assert not re.search(r"^(from|import) tellers\.(rehearsal|cli|crypto\.prove)", source, re.MULTILINE)


def _candidates() -> str:
    return (REPOSITORY / "src" / "tellers" / "poll" / "candidates.py").read_text(encoding="utf-8")
