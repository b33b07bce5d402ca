"""The vectors of spec/vectors are what the code makes, and say what they are for. Nothing here writes."""

import json
import re
from typing import Any

import pytest

from tests.vectors import seeded
from tests.vectors.generate import FOLDER, FORMAT, GROUPS, printed


def committed(group: str) -> bytes:
    path = FOLDER / f"{group}.json"
    assert path.is_file(), f"spec/vectors/{path.name} is missing: python -m tests.vectors.generate"
    return path.read_bytes()


def content(group: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(committed(group))
    return found


@pytest.mark.parametrize("group", GROUPS)
def test_every_file_is_what_the_code_makes_to_the_byte(group: str) -> None:
    assert committed(group) == printed(group), "python -m tests.vectors.generate, and say why in CHANGELOG.md"


def test_the_folder_holds_these_files_and_no_other() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {"README.md", *(f"{group}.json" for group in GROUPS)}


@pytest.mark.parametrize("group", GROUPS)
def test_every_vector_says_which_bug_it_catches_and_every_file_whose_it_is(group: str) -> None:
    file = content(group)
    assert (file["format"], file["group"], file["spec"]) == (FORMAT, group, GROUPS[group][0])
    assert file["vectors"]
    assert all((FOLDER.parents[1] / page).is_file() for page in file["spec"].split(", "))
    for vector in file["vectors"]:
        assert re.fullmatch(r"[a-zU].{10,}", vector["bug"]), vector
        assert len(vector) > 1


def test_the_readme_names_every_file() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert [group for group in GROUPS if f"`{group}.json`" not in readme] == []


@pytest.mark.parametrize(
    "group", ["bad-points", "bad-scalars", "sealed", "ballot", "complaint", "shuffle", "decryption"]
)
def test_a_checker_that_always_agrees_or_never_does_fails(group: str) -> None:
    verdicts = [json.dumps(v["verdict"]) for v in content(group)["vectors"] if "verdict" in v]
    assert len(set(verdicts)) > 1


def test_each_equation_of_a_shuffle_has_a_forgery_that_only_it_refuses() -> None:
    verdicts = [vector.get("verdict") for vector in content("shuffle")["vectors"]]
    assert [name for name in ("E1", "E2", "E3", "E4", "E5") if [name] not in verdicts] == []


def test_a_vector_is_not_made_where_the_checker_is_of_another_opinion() -> None:
    with pytest.raises(AssertionError, match="expected True, found False"):
        seeded.judged("a lie", True, False)


def test_the_chance_behind_the_vectors_is_drawn_again_from_its_label() -> None:
    first = seeded.drawn("a label", 100)
    assert first == seeded.drawn("a label", 200)[:100]
    assert first != seeded.drawn("another label", 100)
