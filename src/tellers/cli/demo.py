"""``tellers demo``: a whole selection from roll to verified result, and a page to read out."""

import argparse
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tellers.cli.progress import ERRORS, Progress
from tellers.rehearsal.demo import Demonstration, demonstrate

NAME = "demo"
HELP = "run the demonstration: a selection from roll to verified result"
FAILED = 1
PAGE = Console(highlight=False, soft_wrap=True)


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--out", type=Path, default=Path("demo"), metavar="OUT", help="folder to write to")
    parser.add_argument("--small", action="store_true", help="a roll of 60 and one contest, in seconds")


def run(options: argparse.Namespace) -> int:
    """Run the demonstration; 0 only if the honest evidence verifies and the forgery is refused."""
    ERRORS.print("A poll from roll to verified result: about a minute on two cores.")
    demonstration = demonstrate(options.out, Progress(), options.small)
    _declaration(demonstration)
    _steps(demonstration.verification.report)
    _places(demonstration)
    _closing_lines(demonstration)
    return 0 if demonstration.succeeded else FAILED


def _declaration(demonstration: Demonstration) -> None:
    hall = demonstration.rehearsed.hall
    PAGE.print(f"\n[bold]{hall.plan.title}[/bold]")
    PAGE.print(f"{hall.plan.organisation}\n")
    register = demonstration.rehearsed.register
    by_channel = register.by_channel if register else []
    voted = sum(number for _, number in by_channel)
    roll = len(hall.plan.electors)
    PAGE.print(f"{voted:,} of the {roll:,} electors on the frozen roll voted:")
    words = {"online": "online", "post": "by post", "in-person": "in person"}
    PAGE.print("  " + ", ".join(f"{number:,} {words[channel]}" for channel, number in by_channel) + ".\n")
    for line in _conduct(demonstration):
        PAGE.print(line)
    for contest in hall.contests:
        _result(contest, demonstration.results[contest["id"]])


def _conduct(demonstration: Demonstration) -> list[str]:
    """What happened meanwhile, from the minutes and the marks."""
    board = demonstration.rehearsed.hall.board
    names = {
        f"{contest['id']}/{option['id']}": option["name"]
        for contest in demonstration.rehearsed.hall.contests
        for option in contest["options"]
    }
    told = {
        "candidate.suspended": "was suspended over a complaint (entry {}).",
        "candidate.reinstated": "was reinstated when the complaint was dismissed (entry {}).",
    }
    lines = [
        f"{names[entry['subject']]} {told[entry['kind']].format(index)}"
        for index, entry in board.of_type("minute")
        if entry["kind"] in told
    ]
    void = sum(len(entry["void"]) for _, entry in board.of_type("marks"))
    if void:
        lines.append(f"{void} members voted online and then on paper: the paper counts, the ballot is void.")
    return [*lines, ""]


def _result(contest: dict[str, Any], result: dict[str, Any]) -> None:
    names = [option["name"] for option in contest["options"]]
    count = result["count"]
    table = Table(title=contest["title"], title_justify="left")
    table.add_column("")
    for stage in count["stages"]:
        table.add_column(_heading(stage, names), justify="right")
    for k, name in enumerate(names):
        table.add_row(name, *(stage["totals"][k] for stage in count["stages"]))
    table.add_row("Non-transferable", *(stage["non_transferable"] for stage in count["stages"]))
    PAGE.print(table)
    elected = [names[number - 1] for number in count["elected"]]
    invalid = result["blank"] + result["void"] + result["malformed"]
    PAGE.print(
        f"{result['papers']:,} papers: {result['valid']:,} valid, {result['blank']:,} blank, "
        f"{invalid - result['blank']:,} void or malformed."
    )
    if contest["kind"] == "choose":
        PAGE.print(f"The motion is {'carried' if count['elected'] else 'not carried'}.\n")
    else:
        PAGE.print(f"[bold]Elected: {', '.join(elected) or 'nobody'}[/bold]\n")


def _heading(stage: dict[str, Any], names: list[str]) -> str:
    if not stage["of"]:
        return f"Stage {stage['n']}"
    return f"Stage {stage['n']}: {stage['action']} of " + ", ".join(names[k - 1] for k in stage["of"])


def _steps(report: dict[str, Any]) -> None:
    table = Table(title="The evidence, step by step", title_justify="left")
    table.add_column("Step")
    table.add_column("What is shown")
    table.add_column("Checked", justify="right")
    table.add_column("Verdict")
    for step in report["steps"]:
        checked = f"{step['checked']:,} of {step['expected']:,}"
        table.add_row(step["id"], step["title"], checked, step["status"])
    PAGE.print(table)


def _places(demonstration: Demonstration) -> None:
    folder = demonstration.folder
    failure = demonstration.forged.failure
    if failure:
        PAGE.print(f"\nA forged copy of the register was refused at {failure['check']}: {failure['message']}")
    PAGE.print("\nWhere everything lies:")
    places = [
        ("the evidence pack, as a folder", "pack"),
        ("the same as one file", "pack.zip"),
        ("the number that letters and notices print", "sid.txt"),
        ("the result", "result.json"),
        ("the marked register as released to a candidate", "release/register.csv"),
        ("the same with its proofs", "release/register.json"),
        ("the forged copy", "forged/register.json"),
    ]
    for what, path in places:
        PAGE.print(f"  {what}: {folder / path}")
    PAGE.print("\nCheck it yourself:")
    PAGE.print(f"  .venv/bin/tellers verify {folder / 'pack.zip'} --sid $(cat {folder / 'sid.txt'})")
    PAGE.print(f"  .venv/bin/tellers release verify {folder / 'release/register.json'} {folder / 'pack'}\n")


def _closing_lines(demonstration: Demonstration) -> None:
    told = []
    for contest in demonstration.rehearsed.hall.contests:
        count = demonstration.results[contest["id"]]["count"]
        last = count["stages"][-1]
        names = [contest["options"][number - 1]["name"] for number in count["elected"]]
        figures = "-".join(sorted((t for t in last["totals"] if t != "0"), key=int, reverse=True))
        told.append(f"{contest['title']}: {', '.join(names) or 'nobody'} ({figures})")
    verdict = demonstration.verification.report["verdict"]
    PAGE.print(f"result: {'; '.join(told)}")
    PAGE.print(f"verified: V1-V17 {verdict}")
    PAGE.print(f"pack: {demonstration.folder / 'pack'}")
