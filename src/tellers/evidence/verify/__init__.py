"""The verifier: from a pack alone, whether the roll, the ballots, the register and the result hold together.

It knows no prover and no key. Every step runs, or says that what it needs did not hold; nothing that can be
computed again is believed.
Source: spec/verification.md.
"""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tellers.crypto import check
from tellers.crypto.ahead import Ahead
from tellers.crypto.spread import Heavy
from tellers.evidence.verify import (
    foreseen,
    v01_pack,
    v02_election,
    v03_log,
    v04_authority,
    v05_key,
    v06_roll,
    v07_keys,
    v08_ballots,
    v09_opened,
    v10_close,
    v11_paper,
    v12_mix_input,
    v13_mix,
    v14_decryption,
    v15_votes,
    v16_count,
    v17_declaration,
    v18_audit,
)
from tellers.evidence.verify.checks import CHECKS
from tellers.evidence.verify.facts import Evidence
from tellers.evidence.verify.framework import Outcome, Progress, Report, Run, StepModule
from tellers.evidence.verify.pack import Unreadable, check_readable

__all__ = [
    "CHECKS",
    "PACK_STEPS",
    "STEPS",
    "Outcome",
    "Report",
    "Unreadable",
    "report_of",
    "run_pack",
    "verify_pack",
]

STEPS: Mapping[int, StepModule] = {
    1: v01_pack,
    2: v02_election,
    3: v03_log,
    4: v04_authority,
    5: v05_key,
    6: v06_roll,
    7: v07_keys,
    8: v08_ballots,
    9: v09_opened,
    10: v10_close,
    11: v11_paper,
    12: v12_mix_input,
    13: v13_mix,
    14: v14_decryption,
    15: v15_votes,
    16: v16_count,
    17: v17_declaration,
    18: v18_audit,
}
PACK_STEPS = tuple(f"V{number}" for number in range(1, 19))


def verify_pack(
    path: Path, sid: str | None = None, progress: Progress | None = None, heavy: Heavy = check
) -> Report:
    """Verify a pack, a folder or a zip.

    ``sid``: the number of the set-up as it was printed, 64 hex digits; without it the report can only say
    that the pack is sound, not that it is of the poll in question. ``progress`` is called after each step.
    ``heavy``: does the checks that take time, as ``tellers.crypto.spread`` says.
    Raises Unreadable: pack.unreadable, the only way this fails in one process; whatever the pack holds is in
    the report. Raises WorkersLost where other machines were to help.
    """
    run, evidence = run_pack(path, sid, progress, heavy)
    return report_of(path, run, evidence)


def run_pack(
    path: Path, sid: str | None = None, progress: Progress | None = None, heavy: Heavy = check
) -> tuple[Run, Evidence]:
    """Run the steps of a pack, so that further steps may follow. Raises Unreadable and WorkersLost."""
    check_readable(path)
    evidence = Evidence(path, None if sid is None else sid.lower())
    run = Run(progress=progress)
    with _nothing_collected(), Ahead(heavy) as ahead:
        evidence.heavy = ahead
        for number, module in STEPS.items():
            if run.step(number, module, evidence).is_good:
                foreseen.begin_after(number, evidence, ahead)
    evidence.heavy = heavy
    return run, evidence


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Without the collector of cycles: a pack makes millions of values and no cycle among them."""
    collected = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collected:
            gc.enable()


def report_of(
    path: Path,
    run: Run,
    evidence: Evidence,
    wanted: Sequence[str] = PACK_STEPS,
    release: Mapping[str, object] | None = None,
    receipt: Mapping[str, object] | None = None,
) -> Report:
    """The report on steps that ran; ``wanted``: the ids of all that had to run."""
    good = {outcome.id for outcome in run.outcomes if outcome.is_good}
    sid, eid = getattr(evidence, "sid", None), getattr(evidence, "eid", None)
    return Report(
        pack=str(path),
        sid=sid and sid.hex(),
        sid_given=evidence.sid_given,
        eid=eid and eid.hex(),
        steps=tuple(run.outcomes),
        wanted=tuple(wanted),
        results=tuple(evidence.results) if "V16" in good else (),
        register=_register(evidence) if "V10" in good else None,
        release=release,
        receipt=receipt,
        options=_options(evidence) if "V16" in good else {},
    )


def _options(evidence: Evidence) -> Mapping[str, Sequence[str]]:
    return {
        id: [option["name"] for option in contest["options"]] for id, contest in evidence.contests.items()
    }


def _register(evidence: Evidence) -> Mapping[str, object]:
    return {
        "root": evidence.close["register_root"],
        "size": evidence.close["register_size"],
        "by_channel": [[channel, number] for channel, number in evidence.by_channel.items()],
    }
