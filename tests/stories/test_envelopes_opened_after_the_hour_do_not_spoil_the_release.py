"""Envelopes that came in time are opened a day after the poll: their marks count in the last bucket."""

import random
from dataclasses import replace
from pathlib import Path

from tellers.evidence.verify.release import verify_release
from tellers.rehearsal.demo import small_plan
from tellers.rehearsal.polling import POST_OPENINGS
from tellers.rehearsal.run import run, write_evidence


def test_the_released_register_verifies(tmp_path: Path) -> None:
    plan = small_plan()
    short = replace(plan, rules=replace(plan.rules, days=POST_OPENINGS[-1][1] - 1))
    rehearsed = run(short, tmp_path / "poll", chance=random.Random(1))
    write_evidence(rehearsed, tmp_path / "out")
    (package,) = rehearsed.releases.values()
    (tmp_path / "register.json").write_bytes(package)
    report = verify_release(tmp_path / "register.json", tmp_path / "out" / "pack", rehearsed.hall.sid.hex())
    assert (report.verdict, report.first_failure) == ("pass", None)
    assert rehearsed.register is not None
    closes = short.closes // 60
    late = [row.values for row in rehearsed.register.rows if row.values["time"] >= closes]
    assert late
    widths = {label: width for _, label, _, _, width in rehearsed.register.labels}
    lasts = {
        (short.closes - short.opens - 60) // 60 // widths[v["label"]] for v in late if widths[v["label"]]
    }
    assert {v["bucket"] for v in late if widths[v["label"]]} == lasts != set()
