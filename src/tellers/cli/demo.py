"""``tellers demo``: a whole selection from roll to verified result, and a page to read out."""

import argparse
import shlex
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from tellers import clock
from tellers.cli import page
from tellers.cli.page import say
from tellers.cli.progress import Progress
from tellers.cli.verify import MOTION
from tellers.rehearsal.demo import Demonstration, demonstrate
from tellers.rehearsal.verifying import Verification

NAME = "demo"
HELP = "run the demonstration: a selection from roll to verified result"
FAILED = 1


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--out", type=Path, default=Path("demo"), metavar="OUT", help="folder to write to")
    parser.add_argument("--small", action="store_true", help="a roll of 60 and one contest, in seconds")


def run(options: argparse.Namespace) -> int:
    """Run the demonstration; 0 only if the honest evidence verifies and the forgery is refused."""
    page.report("A poll from roll to verified result: about a minute on two cores.")
    demonstration = demonstrate(options.out, Progress(), options.small)
    _declaration(demonstration)
    _steps(demonstration.verification.report)
    _register(demonstration)
    _places(demonstration.folder)
    _closing_lines(demonstration)
    return 0 if demonstration.succeeded else FAILED


def _declaration(demonstration: Demonstration) -> None:
    plan = demonstration.rehearsed.hall.plan
    say()
    say(plan.title, style="bold")
    say(plan.organisation)
    say(f"Voting from {clock.words(plan.opens)} to {clock.words(plan.closes)}")
    say()
    register = demonstration.rehearsed.register
    by_channel = register.by_channel if register else []
    voted = sum(number for _, number in by_channel)
    say(f"{voted:,} of the {len(plan.electors):,} electors on the frozen roll voted:")
    words = {"online": "online", "post": "by post", "in-person": "in person"}
    say("  " + ", ".join(f"{number:,} {words[channel]}" for channel, number in by_channel) + ".")
    say()
    for line in _conduct(demonstration):
        say(line)
    for contest in demonstration.rehearsed.hall.contests:
        _result(contest, demonstration.rehearsed.results[contest["id"]])


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
    void = demonstration.rehearsed.voids
    if void:
        lines.append(f"{void} members voted online and then on paper: the paper counts, the ballot is void.")
    return lines


def _result(contest: dict[str, Any], result: dict[str, Any]) -> None:
    say()
    say(contest["title"], style="bold")
    headings, rows = stage_table(contest, result["count"])
    page.PAGE.print(page.table(headings, rows, range(1, len(headings))))
    others = result["void"] + result["malformed"]
    say(
        f"{result['papers']:,} papers: {result['valid']:,} valid, {result['blank']:,} blank, "
        f"{others:,} void or malformed."
    )
    say(verdict(contest, result["count"]), style="bold")


def stage_table(contest: dict[str, Any], count: dict[str, Any]) -> tuple[list[str], list[list[str]]]:
    """Headings and rows: a row for each option, a column for each stage; a motion has but votes."""
    names = [option["name"] for option in contest["options"]]
    stages = count["stages"]
    rows = [[name, *(stage["totals"][k] for stage in stages)] for k, name in enumerate(names)]
    if is_motion(contest):
        return ["", "Votes"], rows
    rows.append(["Non-transferable", *(stage["non_transferable"] for stage in stages)])
    return ["", *(_heading(stage, names) for stage in stages)], rows


def verdict(contest: dict[str, Any], count: dict[str, Any]) -> str:
    """Who is elected and, where one place is filled, by how much; or what became of a motion."""
    if is_motion(contest):
        return f"The motion is {_outcome(contest, count)}."
    margin = f", majority {majority(count)}" if count["seats"] == 1 else ""
    return f"Elected: {_outcome(contest, count)}{margin}"


def closing(contest: dict[str, Any], count: dict[str, Any]) -> str:
    """The result of a contest in one phrase: the elected, or carried, and the figures of the last stage."""
    totals = count["stages"][-1]["totals"]
    if not is_motion(contest):  # a motion keeps yes before no
        totals = sorted((total for total in totals if Decimal(total)), key=Decimal, reverse=True)
    return f"{_outcome(contest, count)} ({'-'.join(totals)})"


def majority(count: dict[str, Any]) -> Decimal:
    """By how many votes the first is ahead of the second at the last stage."""
    first, second = sorted(map(Decimal, count["stages"][-1]["totals"]), reverse=True)[:2]
    return first - second


def is_motion(contest: dict[str, Any]) -> bool:
    """Whether this is a motion, not an election."""
    return bool(contest["count"]["rule"] == MOTION)


def _outcome(contest: dict[str, Any], count: dict[str, Any]) -> str:
    if is_motion(contest):
        return "carried" if count["elected"] else "not carried"
    return ", ".join(contest["options"][number - 1]["name"] for number in count["elected"]) or "nobody"


def _heading(stage: dict[str, Any], names: Sequence[str]) -> str:
    if not stage["of"]:
        return f"Stage {stage['n']}"
    return f"Stage {stage['n']}: {stage['action']} of " + ", ".join(names[k - 1] for k in stage["of"])


def _steps(report: dict[str, Any]) -> None:
    say()
    say("The evidence, step by step", style="bold")
    rows = [
        [step["id"], step["status"], f"{step['checked']:,} of {step['expected']:,}", step["title"]]
        for step in report["steps"]
    ]
    page.PAGE.print(page.table(["Step", "Verdict", "Checked", "What is shown"], rows, [2]))


def _register(demonstration: Demonstration) -> None:
    say()
    sample = demonstration.rehearsed.hall.board.of_type("audit.sample")
    drawn = sum(len(rows) for _, entry in sample for *_, rows in entry["sample"])
    say(f"{drawn:,} members were drawn by dice, to be asked whether their mark is true (V18)")
    [extract] = demonstration.rehearsed.hall.plan.releases
    say(released(extract.recipient, demonstration.release))
    say(forged(demonstration.forged))
    say(kept(demonstration.receipt))


def released(recipient: str, verification: Verification) -> str:
    """What became of the honest copy of the register."""
    who = f"The register released to {recipient}"
    if verification.passed:
        return f"{who} was verified: V1-V19, {verification.report['release']['rows']:,} rows"
    return f"{who} FAILED at {_failure(verification)}"


def forged(verification: Verification) -> str:
    """What became of the forged copy of the register; only V19 says that it was the copy that is wrong."""
    failure = verification.failure
    if failure is None:
        return "The forged copy was NOT refused"
    if failure["step"] != "V19":
        return f"The forged copy was NOT refused at V19, since the pack FAILED at {_failure(verification)}"
    return f"The forged copy was refused at {_failure(verification)}"


def kept(verification: Verification) -> str:
    """What became of the receipt that one voter's device kept."""
    if not verification.passed:
        return f"A voter's receipt FAILED at {_failure(verification)}"
    receipt = verification.report["receipt"]
    counts = "counts" if receipt["counts"] else "does not count"
    return f"The receipt {receipt['code']} leads to the ballot at entry {receipt['entry']}, which {counts}"


def _failure(verification: Verification) -> str:
    return "{check}: {message}".format_map(verification.failure or {"check": "", "message": "unavailable"})


def _places(folder: Path) -> None:
    say()
    say("Where everything lies:")
    places = [
        ("the evidence pack, as a folder", "pack"),
        ("the same as one file", "pack.zip"),
        ("the number that letters and notices print", "sid.txt"),
        ("the result", "result.json"),
        ("the marked register as released to a candidate", "release/register.csv"),
        ("the same with its proofs", "release/register.json"),
        ("the forged copy", "forged/register.json"),
        ("what one voter's device kept", "receipt.json"),
    ]
    for what, path in places:
        say(f"  {what}: {folder / path}")
    say()
    say("Check it yourself:")
    for line in commands(folder):
        say(f"  {line}")
    say()


def commands(folder: Path) -> list[str]:
    """What a reader may type to verify pack, release and receipt, quoted for the shell."""
    names = ("pack.zip", "sid.txt", "pack", "release/register.json", "receipt.json")
    zipped, sid, pack, release, receipt = (shlex.quote(str(folder / name)) for name in names)
    number = f'--sid "$(cat {sid})"'
    return [
        f".venv/bin/tellers verify {zipped} {number}",
        f".venv/bin/tellers release verify {release} {pack} {number}",
        f".venv/bin/tellers receipt verify {receipt} {pack} {number}",
    ]


def _closing_lines(demonstration: Demonstration) -> None:
    rehearsed = demonstration.rehearsed
    told = [
        f"{contest['title']}: {closing(contest, rehearsed.results[contest['id']]['count'])}"
        for contest in rehearsed.hall.contests
    ]
    say(f"result: {'; '.join(told)}")
    # The words are agreed; the verdict is that on all steps, V18 among them.
    say(f"verified: V1-V17 {demonstration.verification.report['verdict']}")
    say(f"pack: {demonstration.folder / 'pack'}")
