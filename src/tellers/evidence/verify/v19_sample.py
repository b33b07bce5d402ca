"""V19, the audit: of every stratum those drawn are those whom the dice give, and nobody was passed over.

Source: spec/audit.md.
"""

from collections import defaultdict
from collections.abc import Mapping

from tellers.audit.sample import draw
from tellers.evidence.verify.facts import Drawn, Evidence, Stratum
from tellers.evidence.verify.framework import Step
from tellers.evidence.verify.v19_sums import Values


def check_sample(step: Step, evidence: Evidence, drawn: Drawn, rows: Mapping[int, Values]) -> None:
    """Draw again from the rows as opened, by row number; every stratum of the audit is checked."""
    step.expect(len(drawn.sample))
    members_of: dict[Stratum, list[int]] = defaultdict(list)
    group_of = evidence.group_names()
    for number, row in rows.items():
        members_of[group_of[number], row["label"]].append(number)
    for stratum, sampled in drawn.sample.items():
        found = draw(drawn.seed, stratum, members_of[stratum], len(sampled))
        if found != [*sampled]:
            words = "without a label" if not stratum[-1] else f"labelled {stratum[-1]}"
            number = next(iter({*found}.symmetric_difference(sampled)))
            step.fail("V19.sample", f"of {stratum[0]}, {words}, the dice do not give row {number:,}")
        step.checked()
