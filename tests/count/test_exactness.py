"""No line of the count may compute with binary fractions or round to nearest."""

import ast
from pathlib import Path

import pytest

import tellers.count

ROOM = Path(tellers.count.__file__).parent
MODULES = sorted(ROOM.rglob("*.py"))


def inexact(source: str) -> list[str]:
    """Every float literal, true division, and call of float or round in ``source``."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            found.append(f"line {node.lineno}: the literal {node.value}")
        elif isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
            found.append(f"line {node.lineno}: true division")
        elif isinstance(node, ast.Name) and node.id in ("float", "round"):
            found.append(f"line {node.lineno}: {node.id}")
    return found


@pytest.mark.parametrize(
    "source", ["x = 0.5", "x = a / b", "x /= 2", "x = float(a)", "x = round(a)", "x = 1e5"]
)
def test_the_lint_sees_inexact_arithmetic(source: str) -> None:
    assert len(inexact(source)) == 1


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.relative_to(ROOM)))
def test_the_count_has_no_inexact_arithmetic(module: Path) -> None:
    assert inexact(module.read_text(encoding="utf-8")) == []


def test_the_lint_reads_every_rule() -> None:
    assert {path.stem for path in MODULES} >= {"fptp", "yes_no", "av", "stv_scottish", "arithmetic"}
