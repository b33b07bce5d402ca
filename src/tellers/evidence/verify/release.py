"""Verify a released register together with the pack of its poll.

Source: spec/release.md; spec/verification.md.
"""

from pathlib import Path

from tellers.evidence.verify import PACK_STEPS, report_of, run_pack
from tellers.evidence.verify.framework import Progress, Report
from tellers.evidence.verify.pack import Unreadable
from tellers.evidence.verify.v19_release import Release

STEP = 19


def verify_release(
    release_path: Path, pack_path: Path, sid: str | None = None, progress: Progress | None = None
) -> Report:
    """Verify the pack, then the release against it: the report of a pack with V19 and ``release``.

    ``sid``: the number of the set-up from outside the pack, hex. ``progress``: told each step's outcome.
    Raises Unreadable where one of them cannot be read at all.
    """
    try:
        release = Release(release_path.read_bytes())
    except (OSError, ValueError) as error:
        words = error.strerror if isinstance(error, OSError) and error.strerror else "not a path"
        raise Unreadable("release.unreadable", f"{release_path} cannot be read: {words}") from None
    run, evidence = run_pack(pack_path, sid, progress)
    run.step(STEP, release, evidence)
    return report_of(pack_path, run, evidence, wanted=[*PACK_STEPS, f"V{STEP}"], release=release.as_json())
