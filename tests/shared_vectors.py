"""Where the shared vectors are: beside the repository, never in it."""

import json
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


def shared(path: str) -> Path:
    """A file or folder of the shared papers; the test is skipped where they are absent."""
    found = SHARED / path
    if not found.exists():
        pytest.skip(f"the shared papers are not beside this repository: no ../shared/{path}")
    return found


def vectors(path: str) -> Any:
    """A shared JSON file."""
    return json.loads(shared(path).read_text(encoding="utf-8"))


def protocol_vectors(group: str) -> Any:
    """A group of the protocol's own vectors."""
    return vectors("vectors/protocol.json")[group]
