"""Verify a voter's receipt together with the pack of its poll.

Source: spec/receipt.md; spec/verification.md.
"""

from pathlib import Path

from tellers.crypto import check
from tellers.crypto.spread import Heavy
from tellers.evidence.verify import PACK_STEPS, report_of, run_pack
from tellers.evidence.verify.framework import Progress, Report
from tellers.evidence.verify.pack import read_file
from tellers.evidence.verify.v20_receipt import LONGEST, Receipt

STEP = 20


def verify_receipt(
    receipt_path: Path,
    pack_path: Path,
    sid: str | None = None,
    progress: Progress | None = None,
    heavy: Heavy = check,
) -> Report:
    """Verify the pack, then the receipt against it: the report of a pack with V20 and ``receipt``.

    ``sid``: the number of the set-up from outside the pack, hex. ``progress``: told each step's outcome.
    ``heavy``: as for ``verify_pack``.
    Raises Unreadable where one of them cannot be read at all, or the receipt is longer than 1 MiB.
    """
    receipt = Receipt(read_file(receipt_path, LONGEST))
    run, evidence = run_pack(pack_path, sid, progress, heavy)
    run.step(STEP, receipt, evidence)
    return report_of(pack_path, run, evidence, wanted=[*PACK_STEPS, f"V{STEP}"], receipt=receipt.as_json())
