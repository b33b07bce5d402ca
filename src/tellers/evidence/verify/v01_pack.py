"""V1: the pack holds exactly the files on its list, each as it was when the list was made."""

from itertools import pairwise
from typing import Any

from tellers import canonical
from tellers.board import shapes
from tellers.evidence.verify import pack
from tellers.evidence.verify.facts import Evidence
from tellers.evidence.verify.framework import Step
from tellers.evidence.verify.pack import MANIFEST, RECOUNT, Listed, PackFiles

TITLE = "the pack is complete and unaltered"
NEEDS: tuple[int, ...] = ()

FORMAT = "tellers-pack/1"
PROGRAMS = frozenset(  # every recount program that a pack may hold, by its SHA-256 (spec/pack.md)
    {
        "872787622bc6b0803764cdd978c7b65f64b3ef9589e31cee99f246a685485952",
    }
)
_LONGEST = 16 << 20  # bytes of a manifest, some 100,000 files
_file = shapes.record({"path": shapes.path, "len": shapes.size, "sha256": shapes.digest})
_manifest = shapes.record({"format": shapes.one_of(FORMAT), "files": shapes.items(_file, 1)})


def verify(step: Step, evidence: Evidence) -> None:
    """Check every file against the manifest. Writes ``files``."""
    files = pack.opened(evidence.path)
    listed = _listed(step, files)
    step.expect(len(listed))
    beside = files.paths - {MANIFEST}
    missing, extra = sorted(listed.keys() - beside), sorted(beside - listed.keys())
    step.require(not missing, "V1.missing", f"{len(missing):,} missing, the first is {[*missing, ''][0]}")
    step.require(not extra, "V1.extra", f"{len(extra):,} not on the list, the first is {[*extra, ''][0]}")
    for path, wanted in listed.items():
        if files.length(path) != wanted.length:
            step.fail("V1.hash", f"{path} does not have the length that the list gives for it")
        if files.measured(path) != wanted:
            step.fail("V1.hash", f"{path} does not have the hash that the list gives for it")
        step.checked()
    _check_program(step, listed)
    files.listed = listed
    evidence.files = files


def _check_program(step: Step, listed: dict[str, Listed]) -> None:
    """Code that people are told to run lies in the pack: it must be a program that is known."""
    program = listed.get(RECOUNT)
    if program is None:
        step.fail("V1.recount", f"there is no {RECOUNT}")
    if program.sha256 not in PROGRAMS:
        step.fail("V1.recount", f"{RECOUNT} is none of the programs that are known: do not run it")


def _listed(step: Step, files: PackFiles) -> dict[str, Listed]:
    """The manifest's files, sorted by path as it must have them."""
    missing = f"there is no {MANIFEST} in it: give the folder `pack` or the file `pack.zip`"
    step.require(MANIFEST in files.paths, "V1.manifest", missing)
    data = files.take_manifest(_LONGEST)
    with step.blaming("V1.manifest"):
        manifest: Any = canonical.decode(data)
    wrong = _manifest(manifest)
    step.require(wrong is None, "V1.manifest", f"the list of files {wrong}")
    paths = [file["path"] for file in manifest["files"]]
    in_order = all(before < after for before, after in pairwise(paths))
    step.require(in_order, "V1.manifest", "the files are not listed in order, or one is listed twice")
    step.require(MANIFEST not in paths, "V1.manifest", "the list names itself")
    return {file["path"]: Listed(file["len"], file["sha256"]) for file in manifest["files"]}
