"""Verify a released register together with the pack of its poll.

Source: spec/release.md; spec/verification.md.
"""

from pathlib import Path

from tellers.crypto import check
from tellers.crypto.spread import Heavy
from tellers.evidence.verify import PACK_STEPS, report_of, run_pack
from tellers.evidence.verify.framework import Progress, Report
from tellers.evidence.verify.pack import read_file
from tellers.evidence.verify.v19_release import Release

STEP = 19
_LONGEST = 1 << 30  # bytes of a release


def verify_release(
    release_path: Path,
    pack_path: Path,
    sid: str | None = None,
    progress: Progress | None = None,
    heavy: Heavy = check,
) -> Report:
    """Verify the pack, then the release against it: the report of a pack with V19 and ``release``.

    ``sid``: the number of the set-up from outside the pack, hex. ``progress``: told each step's outcome.
    ``heavy``: see ``verify_pack``.
    Raises Unreadable where one of them cannot be read at all, or the release is longer than 1 GiB, and
    WorkersLost where other machines were to help.
    """
    release = Release(read_file(release_path, _LONGEST))
    run, evidence = run_pack(pack_path, sid, progress, heavy)
    run.step(STEP, release, evidence)
    return report_of(pack_path, run, evidence, wanted=[*PACK_STEPS, f"V{STEP}"], release=release.as_json())
