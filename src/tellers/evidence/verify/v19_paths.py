"""V19, one member's row: it stands on the roll and in the register of the close, by two inclusion proofs.

Source: spec/release.md; spec/log.md.
"""

from tellers.evidence.verify.facts import Evidence
from tellers.evidence.verify.framework import Step
from tellers.evidence.verify.v19_package import Package
from tellers.tlog import merkle


def check_paths(step: Step, evidence: Evidence, package: Package) -> None:
    """Both leaves lead to the roots that the close gives, at the place of the row."""
    step.expect(2)
    close, place = evidence.close, package["row"]["row"] - 1
    for part, words, root in (("roll", "roll", "roll_root"), ("reg", "register", "register_root")):
        leaf = merkle.leaf_hash(package[f"{part}_leaf"].encode())
        path = [bytes.fromhex(sibling) for sibling in package[f"{part}_path"]]
        with step.blaming("V19.path", what=f"row {place + 1:,} of the {words}"):
            merkle.verify_inclusion(leaf, place, close["register_size"], path, bytes.fromhex(close[root]))
        step.checked()
