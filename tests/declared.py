"""The parameters of a counting rule as a contest definition lists them."""

from typing import Any

from tellers.count import RULES


def parameters(rule: str, **chosen: str) -> list[list[str]]:
    """Every parameter of ``rule``, sorted: as ``chosen``, else the usual value."""
    usual = {parameter.name: parameter.default for parameter in RULES[rule].parameters}
    return sorted([name, value] for name, value in {**usual, **chosen}.items())


PLAIN: dict[str, Any] = {"sections": [], "guaranteed": [], "reopen": ""}
"""What most contests declare beside rule and parameters: nothing."""
