"""The rules of the house that no other tool holds: sizes, doors to the Rust core, locks, hosts."""

import ast
import json
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
SOURCES = sorted((HOUSE / "src").rglob("*.py"))
WEB = [path for room in ("shared", "counter", "tests") for path in (HOUSE / "web" / room).rglob("*.ts")]
CORE_DOORS = ("canonical", "tlog", "crypto", "count")
COUNTS_DOORS = {"count/papers.py", "count/files/blt.py"}
EXEMPT = {"count", "verify"}  # a rule's count, a proof's or a step's verify: they follow a published text
LONGEST_MODULE, LONGEST_FUNCTION = 500, 60
IN_ONE_FILE = {"src/tellers/evidence/recount.py"}  # people get it as one file, and run it

# Written in two halves, so that this file does not name them either.
HOSTS = [
    name + end
    for name, end in [
        ("pypi", ".org"),
        ("pythonhosted", ".org"),
        ("crates", ".io"),
        ("npmjs", ".org"),
        ("npmjs", ".com"),
        ("golang", ".org"),
        ("maven", ".org"),
        ("deb.debian", ".org"),
    ]
]


def committed() -> list[Path]:
    """Every file of the repository that is committed or about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=HOUSE,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git work tree, so what is committed is not known")
    return [path for name in listed.stdout.decode().split("\0") if name and (path := HOUSE / name).is_file()]


def functions(path: Path) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, str]]:
    source = path.read_text(encoding="utf-8")
    for found in ast.walk(ast.parse(source)):
        if isinstance(found, ast.FunctionDef | ast.AsyncFunctionDef):
            yield found, ast.get_source_segment(source, found) or ""


def imported(path: Path) -> Iterator[str]:
    for found in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(found, ast.Import):
            yield from (alias.name for alias in found.names)
        elif isinstance(found, ast.ImportFrom):
            yield from (f"{found.module}.{alias.name}" for alias in found.names)


def is_exempt(function: ast.FunctionDef | ast.AsyncFunctionDef, source: str) -> bool:
    return function.name in EXEMPT and re.search(r"# exempt: \S+", source) is not None


def test_no_committed_file_names_the_host_of_a_package_registry() -> None:
    named = []
    for path in committed():
        if path.name == "Cargo.lock":  # it names its index; cargo writes no other form
            continue
        text = path.read_bytes().decode("utf-8", "replace").lower()
        named += [(str(path.relative_to(HOUSE)), host) for host in HOSTS if host in text]
    assert named == []


def test_no_module_is_longer_than_a_person_can_hold() -> None:
    assert WEB
    modules = {*SOURCES, *(HOUSE / "tests").rglob("*.py"), *(HOUSE / "rust" / "src").rglob("*.rs"), *WEB}
    modules -= {HOUSE / name for name in IN_ONE_FILE}
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in modules}
    assert lengths
    assert {str(path): length for path, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_no_function_is_longer_than_two_screens_unless_it_follows_a_text_and_says_which() -> None:
    long = [
        f"{path.relative_to(HOUSE)}:{function.lineno} {function.name}"
        for path in SOURCES
        for function, source in functions(path)
        if (function.end_lineno or 0) - function.lineno + 1 > LONGEST_FUNCTION
        and not is_exempt(function, source)
    ]
    assert long == []


def test_only_canonical_tlog_crypto_and_two_modules_of_the_count_open_the_door_to_the_rust_core() -> None:
    room = HOUSE / "src" / "tellers"
    found = {
        str(path.relative_to(room))
        for path in (room / "count").rglob("*.py")
        if any(name.startswith("tellers._core") for name in imported(path))
    }
    assert found == COUNTS_DOORS  # decision 0018: papers are sorted there, and counted by rules in Python
    strays = [
        str(path.relative_to(HOUSE))
        for path in SOURCES
        if path.relative_to(HOUSE / "src" / "tellers").parts[0].removesuffix(".py") not in CORE_DOORS
        and any(name.startswith("tellers._core") for name in imported(path))
    ]
    assert strays == []


def test_no_room_is_named_for_not_knowing_what_it_is() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "misc", "core", "services"}
    assert [str(path) for path in SOURCES if vague & {path.stem, path.parent.name}] == []


def test_the_import_contracts_are_all_written_down() -> None:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = {contract["id"] for contract in project["tool"]["importlinter"]["contracts"]}
    assert contracts >= {
        "doors",
        "no-framework",
        "register-sees-no-ballot",
        "board-sees-no-name",
        "verifier-proves-nothing",
        "verdicts-are-on-finished-polls",
        "one-door-to-the-cluster",
    }


def test_the_run_time_packages_are_the_same_in_pyproject_and_in_what_is_locked() -> None:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))
    asked = (HOUSE / "requirements.in").read_text(encoding="utf-8").splitlines()
    wanted = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    assert sorted(line for line in asked if line and not line.startswith("#")) == sorted(wanted)


def test_what_an_extra_brings_is_locked_for_the_tests_of_it() -> None:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))
    asked = (HOUSE / "requirements-dev.in").read_text(encoding="utf-8").splitlines()
    for extra, wanted in project["project"]["optional-dependencies"].items():
        assert set(wanted) <= set(asked), extra


@pytest.mark.parametrize(
    "stem", ["requirements", "requirements-dev", "requirements-bench", "requirements-votekit"]
)
def test_a_lock_pins_everything_asked_for_with_hashes(stem: str) -> None:
    asked = re.findall(
        r"^([a-z][a-z0-9-]*)(?:\[[a-z]+\])?>=", (HOUSE / f"{stem}.in").read_text(encoding="utf-8"), re.M
    )
    lock = (HOUSE / f"{stem}.lock").read_text(encoding="utf-8")
    pinned = set(re.findall(r"^([a-z][a-z0-9-]*)==\S+(?: ; .*)? \\\n    --hash=sha256:", lock, re.M))
    assert asked
    assert set(asked) <= pinned
    assert len(re.findall(r"^[a-z]", lock, re.M)) == len(pinned)


def test_what_the_second_counter_is_built_with_is_pinned_to_the_byte() -> None:
    asked = json.loads((HOUSE / "web" / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    locked = json.loads((HOUSE / "web" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    packages = {name: entry for name, entry in locked.items() if name}
    for name, version in asked.items():
        assert packages[f"node_modules/{name}"]["version"] == version
    assert [name for name, entry in packages.items() if not entry["integrity"].startswith("sha512-")] == []


def test_a_build_is_tied_to_no_machine_and_holds_every_backend() -> None:
    """The curve's backend is chosen where the program runs (decision 0013)."""
    configured = tomllib.loads((HOUSE / ".cargo" / "config.toml").read_text(encoding="utf-8"))
    assert configured == {"build": {"rustflags": ['--cfg=curve25519_dalek_backend="avx512"']}}
    manifests = [HOUSE / "rust" / "Cargo.toml", HOUSE / "pyproject.toml", HOUSE / "Makefile"]
    assert not any("target-cpu" in path.read_text(encoding="utf-8") for path in manifests)
