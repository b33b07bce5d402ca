"""V17: the declaration says nothing other than what was shown before it.

Source: spec/result.md; spec/verification.md.
"""

from tellers.board.entries import Entry
from tellers.evidence.verify.facts import Evidence
from tellers.evidence.verify.framework import Step

TITLE = "the declaration states what was proven"
NEEDS = (2, 4, 10, 11)


def verify(step: Step, evidence: Evidence) -> None:
    """Compare each statement of the declaration with what it is about."""
    step.expect(5)
    declared = evidence.of("declare")
    if len(declared) != 1:
        step.fail("V17.contests", f"the result was declared {len(declared)} times, not once")
    index, entry = declared[0]
    named = [found["contest"] for found in entry["results"]]
    step.require(
        named == list(evidence.contests),
        "V17.contests",
        "the declaration does not name each contest once, in the order of the definition",
        index,
    )
    step.checked()
    _check_numbers(step, evidence, index, entry)
    mode = evidence.election["credential_mode"]
    step.require(
        entry["credential_mode"] == mode,
        "V17.mode",
        f"the declaration says {entry['credential_mode']}, the definition {mode}",
        index,
    )
    step.checked()
    _check_discrepancies(step, evidence, index, entry)


def _check_numbers(step: Step, evidence: Evidence, index: int, entry: Entry) -> None:
    """The register and the numbers by channel are those of the close."""
    step.require(
        entry["register_root"] == evidence.close["register_root"],
        "V17.register-root",
        "the declaration names another register than the one that was closed",
        index,
    )
    step.checked()
    wanted = [[channel, number] for channel, number in sorted(evidence.by_channel.items()) if number]
    step.require(
        entry["by_channel"] == wanted,
        "V17.by-channel",
        f"the declaration says {_words(entry['by_channel'])}; counted were {_words(wanted)}",
        index,
    )
    step.checked()


def _check_discrepancies(step: Step, evidence: Evidence, index: int, entry: Entry) -> None:
    """Every batch of papers that did not add up is declared, with the words of its final entry."""
    wanted = sorted(
        f"{final['batch']}: {final['discrepancy']}"
        for _, final in evidence.of("paper.final")
        if final["discrepancy"]
    )
    missing = [words for words in wanted if words not in entry["discrepancies"]]
    step.require(
        not missing,
        "V17.discrepancies",
        f"the declaration is silent about {missing[0]!r}" if missing else "",
        index,
    )
    step.require(
        entry["discrepancies"] == wanted,
        "V17.discrepancies",
        "the declaration lists discrepancies that no batch has, or not in their order",
        index,
    )
    step.checked()


def _words(by_channel: list[list[object]]) -> str:
    return ", ".join(f"{number} {channel}" for channel, number in by_channel) or "none"
