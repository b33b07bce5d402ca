"""Every format says the same of the same papers, and the order of lines changes no count."""

import gzip
import json
import random
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tellers.count import Profile, count, read_profiles

NAMES = ("Ash", "Birch", "Cedar", "Elm")
Groups = list[tuple[int, tuple[Any, ...]]]

UNHURRIED = settings(deadline=None)
"""Files are written and read, on a disk that may be busy."""

candidates = st.integers(0, len(NAMES) - 1)
shared = st.lists(candidates, min_size=2, max_size=3, unique=True).map(lambda rank: tuple(sorted(rank)))
skipped = st.just(())


def papers(rank: st.SearchStrategy[Any], distinct: bool = False) -> st.SearchStrategy[Groups]:
    """Groups of papers, none with a skipped rank at its end, no two on which the same stands."""
    marks = st.lists(rank, max_size=5, unique=distinct).map(tuple).filter(lambda paper: paper[-1:] != ((),))
    group = st.tuples(st.integers(1, 9), marks)
    return st.lists(group, max_size=8, unique_by=lambda entry: entry[1])


def levels(rank: Any) -> tuple[int, ...]:
    return rank if isinstance(rank, tuple) else (rank,)


def as_profile(groups: Groups) -> str:
    def number(rank: Any) -> Any:
        return [c + 1 for c in rank] if isinstance(rank, tuple) else rank + 1

    ballots = [[n, [number(rank) for rank in marks]] for n, marks in groups]
    fixed = {"format": "ballot-profile/1", "id": "mill", "title": "mill", "seats": 1}
    return json.dumps({**fixed, "candidates": NAMES, "ballots": ballots}) + "\n"


def as_blt(groups: Groups) -> str:
    def word(rank: Any) -> str:
        return "=".join(str(c + 1) for c in levels(rank)) or "-"

    lines = [" ".join([str(n), *map(word, marks), "0"]) for n, marks in groups]
    return "\n".join([f"{len(NAMES)} 1", *lines, "0", *(f'"{name}"' for name in (*NAMES, "mill"))]) + "\n"


def as_ranks(groups: Groups) -> str:
    """A column a rank, a row a paper; a row that names everybody goes before, so that all are known."""
    rows = [[f"rank {n}" for n in range(1, 6)], [*NAMES, ""]]
    for n, marks in groups:
        cells = ["=".join(NAMES[c] for c in levels(rank)) for rank in marks]
        rows += [[*cells, *[""] * (5 - len(cells))]] * n
    return "\n".join(",".join(row) for row in rows) + "\n"


def as_abif(groups: Groups) -> str:
    lines = [
        f"{n}:" + ">".join("=".join(NAMES[c] for c in levels(rank)) for rank in marks) for n, marks in groups
    ]
    return "\n".join([f"={name}:[{name}]" for name in NAMES] + lines) + "\n"


def as_records(groups: Groups) -> str:
    def record(marks: tuple[Any, ...]) -> dict[str, Any]:
        selections = [
            {"ContestSelectionId": NAMES[c], "SelectionPosition": [{"HasIndication": "yes", "Rank": n}]}
            for n, rank in enumerate(marks, start=1)
            for c in levels(rank)
        ]
        snapshot = {"@id": "s", "CVRContest": [{"ContestId": "mill", "CVRContestSelection": selections}]}
        return {"CurrentSnapshotId": "s", "CVRSnapshot": [snapshot]}

    contest = {"@id": "mill", "ContestSelection": [{"@id": name, "Selection": name} for name in NAMES]}
    found = {"@type": "CVR.CastVoteRecordReport", "Election": [{"Contest": [contest]}]}
    return json.dumps({**found, "CVR": [record(marks) for n, marks in groups for _ in range(n)]})


def read(folder: Path, ending: str, text: str) -> Profile:
    path = folder / f"mill{ending}"
    path.write_text(text, encoding="utf-8")
    (profile,) = read_profiles(path)
    assert profile.candidates == NAMES
    return profile


Write = Callable[[Groups], str]
ANY: list[tuple[str, Write]] = [(".jsonl", as_profile), (".blt", as_blt), (".json", as_records)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


@UNHURRIED
@given(papers(candidates | shared | skipped))
def test_what_stands_on_papers_is_read_as_it_was_written(folder: Path, groups: Groups) -> None:
    for ending, write in ANY:
        assert list(read(folder, ending, write(groups)).papers) == groups, ending


@UNHURRIED
@given(papers(candidates | shared | skipped))
def test_a_row_a_paper_says_the_same(folder: Path, groups: Groups) -> None:
    found = {entry[1]: entry[0] for entry in read(folder, ".csv", as_ranks(groups)).papers}
    found[0, 1, 2, 3] -= 1  # the row that names everybody
    assert {marks: n for marks, n in found.items() if n} == {marks: n for n, marks in groups}


@UNHURRIED
@given(papers(candidates | shared))
def test_abif_says_the_same_where_no_rank_is_skipped(folder: Path, groups: Groups) -> None:
    assert list(read(folder, ".abif", as_abif(groups)).papers) == groups


@UNHURRIED
@given(papers(candidates | shared | skipped), st.randoms(use_true_random=False))
def test_one_line_a_paper_in_any_order_counts_as_one_line_a_group(
    folder: Path, groups: Groups, chance: random.Random
) -> None:
    single = [(1, marks) for n, marks in groups for _ in range(n)]
    chance.shuffle(single)
    results = []
    for written in (groups, single):
        profile = read(folder, ".blt", as_blt(written))
        lot = tuple(range(len(NAMES)))
        contest = profile.contest("av", parameters=[("equal", "pass"), ("gaps", "pass")], lot=lot)
        results.append(count(profile.papers, contest).as_json())
    assert results[0] == results[1]


@UNHURRIED
@given(papers(candidates | shared | skipped))
def test_lines_of_a_ballot_and_ballots_over_lines_are_the_same(folder: Path, groups: Groups) -> None:
    text = as_blt(groups)
    head, rest = text.split("\n", 1)
    spread = f"{head} # a remark\n" + "\n\n".join(rest.replace(" ", "  ", 1).split(" "))
    assert read(folder, ".blt", spread) == read(folder, ".blt", text)


def test_every_format_may_be_packed(tmp_path: Path) -> None:
    groups: Groups = [(3, (0, 1)), (2, (2,))]
    every: Iterable[tuple[str, Write]] = [*ANY, (".csv", as_ranks), (".abif", as_abif)]
    for ending, write in every:
        (tmp_path / f"mill{ending}.gz").write_bytes(gzip.compress(write(groups).encode()))
        (packed,) = read_profiles(tmp_path / f"mill{ending}.gz")
        assert packed == read(tmp_path, ending, write(groups))
