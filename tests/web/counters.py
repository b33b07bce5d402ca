"""Both counters asked the same: `tellers.count` in process, the second one through Node.

The second counter's command is in spec/counting/README.md, section 6.
"""

import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tellers import canonical
from tellers.count import RULES, Contest, count
from tellers.errors import Refused
from tests.web.profiles import Asked

COMMAND = Path(__file__).resolve().parents[2] / "web" / "dist" / "tellers-count.js"


def node() -> str | None:
    """Where Node is on this machine, if it is."""
    return shutil.which("node")


def first(asked: Asked) -> bytes:
    """What `tellers.count` answers, in canonical JSON; of a refusal only the code."""
    try:
        return canonical.encode(count(asked.papers, asked.contest).as_json())
    except Refused as refused:
        return canonical.encode({"refused": refused.code})


def second(questions: Iterable[Asked]) -> list[bytes]:
    """What the second counter answers, in the same form, all questions in one process."""
    return answers([canonical.encode(question(asked)) for asked in questions])


def answers(questions: Sequence[bytes]) -> list[bytes]:
    """The second counter's lines for lines."""
    finished = told(questions)
    lines = finished.stdout.splitlines()
    if finished.returncode not in (0, 1) or len(lines) != len(questions):
        raise RuntimeError(f"the second counter stopped: {finished.stderr.decode(errors='replace')}")
    return [_without_words(line) for line in lines]


def told(questions: Sequence[bytes]) -> subprocess.CompletedProcess[bytes]:
    """The second counter's command, given these lines."""
    return subprocess.run(
        [node() or "node", str(COMMAND)],
        input=b"".join(line + b"\n" for line in questions),
        capture_output=True,
        check=False,
    )


def _without_words(line: bytes) -> bytes:
    answer = canonical.decode(line)
    if isinstance(answer, dict) and "refused" in answer:
        return canonical.encode({"refused": answer["refused"]})
    return line


def question(asked: Asked) -> dict[str, Any]:
    """What the command is given: candidates from 1, points as they are."""
    scores = RULES[asked.contest.rule].ballots == ("score",)
    return {
        "contest": declared(asked.contest),
        "papers": [
            [number, list(marks) if scores else _from_one(marks), *(part + 1 for part in section)]
            for number, marks, *section in asked.papers
        ],
    }


def declared(contest: Contest) -> dict[str, Any]:
    """A contest as the command is given it."""
    return {
        "candidates": contest.candidates,
        "seats": contest.seats,
        "rule": contest.rule,
        "version": contest.version,
        "parameters": dict(contest.parameters),
        "withdrawn": [candidate + 1 for candidate in sorted(contest.withdrawn)],
        "lot": [candidate + 1 for candidate in contest.lot],
        "sections": [
            [section.name, f"{section.fraction.numerator}/{section.fraction.denominator}"]
            for section in contest.sections
        ],
        "guaranteed": [
            [guarantee.name, guarantee.least, [member + 1 for member in sorted(guarantee.members)]]
            for guarantee in contest.guaranteed
        ],
        "reopen": None if contest.reopen is None else contest.reopen + 1,
    }


def _from_one(marks: Any) -> Any:
    return [_from_one(mark) for mark in marks] if isinstance(marks, tuple) else marks + 1
