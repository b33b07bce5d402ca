"""``tellers rules``: the counting rules, what each leaves to be declared, and the text it follows."""

import argparse
import json

from tellers.cli.stages import say
from tellers.count import RULES

NAME = "rules"
HELP = "list the counting rules and their parameters"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--json", action="store_true", help="print the rules as one JSON list")


def run(options: argparse.Namespace) -> int:
    """Print them; 0."""
    if options.json:
        print(json.dumps([_as_json(id) for id in RULES], ensure_ascii=True))
        return 0
    for id, rule in RULES.items():
        places = "one place" if rule.single else "any number of places"
        say(f"{id}, version {rule.version}: {places}; papers: {', '.join(rule.ballots)}")
        say(f"  {rule.source}")
        for parameter in rule.parameters:
            say(f"  {parameter.name} = {' | '.join(parameter.allowed)}")
    say("The first value of a parameter is the one that holds where nothing is declared.")
    return 0


def _as_json(id: str) -> dict[str, object]:
    rule = RULES[id]
    return {
        "id": rule.id,
        "version": rule.version,
        "parameters": [
            {"name": parameter.name, "default": parameter.default, "values": list(parameter.allowed)}
            for parameter in rule.parameters
        ],
        "source": rule.source,
    }
