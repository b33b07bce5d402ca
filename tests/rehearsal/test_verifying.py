"""The verifier in its own interpreter: long reports arrive, and a verifier that gives none is refused."""

import sys
from pathlib import Path

import pytest

from tellers.errors import Refused
from tellers.rehearsal.verifying import run_verifier, verify_written

LONG = """
import json, sys
print(json.dumps({"verdict": "pass", "long": "x" * 1_000_000}), flush=True)
print("V1  pass", file=sys.stderr)
"""


def test_a_report_longer_than_any_pipe_arrives() -> None:
    said: list[tuple[str, int, int]] = []
    report = run_verifier([sys.executable, "-c", LONG], lambda *told: said.append(told), "verifying it", 2)
    assert len(report["long"]) == 1_000_000
    assert said == [("verifying it", 0, 2), ("verifying it", 1, 2)]


@pytest.mark.parametrize("program", ["raise SystemExit('killed')", "print('{'); raise SystemExit('killed')"])
def test_a_verifier_that_gives_no_report_is_refused_with_its_last_words(program: str) -> None:
    with pytest.raises(Refused, match=r"rehearse\.no-report: the verifier gave no report: killed"):
        run_verifier([sys.executable, "-c", program], lambda *_: None, "verifying", 1)


def test_a_pack_that_is_not_there_is_refused(tmp_path: Path) -> None:
    said: list[str] = []
    with pytest.raises(Refused, match=r"no report: tellers: .*cannot be read"):
        verify_written(tmp_path / "pack", "ab" * 32, lambda what, *_: said.append(what))
    assert said[0] == "verifying the pack"
