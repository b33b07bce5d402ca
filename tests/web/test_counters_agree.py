"""The second counter, written from the specification alone, answers as the first does: every stage and tie.

`make counters` asks more of the same.
"""

import json
import random
import re
from pathlib import Path
from typing import Any

import pytest

from tellers import canonical
from tellers.count import RULES, Contest
from tests.web.ask import differences, where
from tests.web.counters import COMMAND, answers, declared, first, node, question, second, told
from tests.web.profiles import COUNTED_ONCE, COUNTED_TWICE, Asked, drawn

GOLDEN = Path(__file__).resolve().parents[1] / "count" / "golden"
PROFILES = 50

pytestmark = pytest.mark.skipif(
    node() is None, reason="the second counter needs Node 20: no node on the PATH"
)


def asked_of_two(*papers: tuple[int, tuple[int, ...]]) -> Asked:
    return Asked(Contest(candidates=2, seats=1, rule="fptp", version=RULES["fptp"].version), papers)


def test_every_rule_is_counted_twice_or_it_is_said_why_not() -> None:
    assert sorted(RULES) == sorted([*COUNTED_TWICE, *COUNTED_ONCE])
    asked = [drawn(rule, random.Random(1)) for rule in RULES]
    unknown = canonical.encode({"refused": "count.rule"})
    known = [answer != unknown for answer in second(asked)]
    assert known == [rule in COUNTED_TWICE for rule in RULES]


@pytest.mark.parametrize("rule", COUNTED_TWICE)
def test_both_counters_agree_on_random_profiles_with_ties_forced(rule: str) -> None:
    assert list(differences([rule], PROFILES, seed=1)) == []


@pytest.mark.parametrize("rule", COUNTED_TWICE)
def test_the_random_profiles_are_not_refused_too_often_and_have_ties_and_refusals_among_them(
    rule: str,
) -> None:
    chance = random.Random(1)
    results = [canonical.decode(first(drawn(rule, chance))) for _ in range(200)]
    counted = [result for result in results if "stages" in result]
    assert len(counted) > 100
    tied = [result for result in counted if any(stage["ties"] for stage in result["stages"])]
    assert rule == "yes-no" or (len(tied) > 10 and len(counted) < 200)


def test_a_difference_of_one_vote_in_one_stage_is_named() -> None:
    found = canonical.decode(first(asked_of_two((2, (0,)), (1, (1,)))))
    altered = json.loads(json.dumps(found))
    altered["stages"][0]["totals"][1] = "2"
    assert list(where(found, altered, "result")) == ["result.stages[1].totals[2]: 1 | 2"]
    assert list(where(found, found, "result")) == []


@pytest.mark.parametrize("rule", COUNTED_TWICE)
def test_the_counts_worked_by_hand_come_out_of_the_second_counter(rule: str) -> None:
    if not GOLDEN.is_dir():
        pytest.skip("the golden counts are not in this checkout")
    for path in sorted((GOLDEN / rule).glob("*.json")):
        golden = json.loads(path.read_text(encoding="utf-8"))
        (line,) = answers([canonical.encode({"contest": golden_contest(golden), "papers": golden["papers"]})])
        answer = canonical.decode(line)
        answer.pop("parameters", None)
        expected = {name: value for name, value in golden["count"].items() if name != "parameters"}
        assert list(where(expected, answer, path.name)) == []


def golden_contest(golden: dict[str, Any]) -> dict[str, Any]:
    """The contest of a golden count as the command is given it."""
    usual = declared(Contest(candidates=1, seats=1, rule="", version=1))
    given = {**usual, **golden["contest"]}
    return {**given, "parameters": dict(given["parameters"])}


def test_a_line_that_is_not_canonical_ends_the_command_with_status_2() -> None:
    good = canonical.encode(question(asked_of_two((1, (0,)))))
    stopped = told([good, good.replace(b'{"contest"', b'{ "contest"')])
    assert (stopped.returncode, len(stopped.stdout.splitlines())) == (2, 1)
    assert stopped.stderr.startswith(b"line 2: ")


def test_a_refusal_is_an_answer_with_words_and_status_1() -> None:
    tied = told([canonical.encode(question(asked_of_two((1, (0,)), (1, (1,)))))])
    assert tied.returncode == 1
    assert canonical.decode(tied.stdout.rstrip(b"\n"))["refused"] == "count.lot-needed"
    assert told([canonical.encode(question(asked_of_two((1, (0,)))))]).returncode == 0


def test_the_second_counter_knows_no_float() -> None:
    rooms = [COMMAND.parents[1] / room for room in ("shared", "counter")]
    sources = {path: path.read_text(encoding="utf-8") for room in rooms for path in room.rglob("*.ts")}
    assert len(sources) > 10
    floats = ("parseFloat", "Math.", "toFixed", "toPrecision", "Float64Array", "Float32Array", "Infinity")
    assert [(path.name, word) for path, text in sources.items() for word in floats if word in text] == []
    # Where a whole number of the input becomes the place of a candidate, and nowhere else.
    made = [path.name for path, text in sources.items() for _ in re.findall(r"\bNumber\(", text)]
    assert made == ["contest.ts"]
