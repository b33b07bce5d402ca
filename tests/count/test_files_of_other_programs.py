"""ABIF, CSV and cast vote records are read as they stand, and refused by file and line."""

import json
from pathlib import Path
from typing import Any

import pytest

from tellers.count import Profile, read_profiles
from tellers.errors import Refused

ABIF = """\
{"version": "0.1"}
{"title": "Mill Row"}
{ballots: not JSON, as some write it}
# candidates
=ash:[Ash, of Mill Row]
=birch:[Birch "Bim" Holt]  # the younger
=elm: Elm
# papers
12:ash>birch=elm
3 * elm > [Birch "Bim" Holt]
2:
12:ash > birch = elm   # the same again
1:elm/2,ash/05,birch/2 # by points
4:ash/5>ash>birch/0
"""

RANKS = """\
papers,Rank 1,2nd choice,3
12,Ash,Elm = Birch,
3, Elm ,,Birch
2,,,
1,"Birch",Birch
"""

CANDIDATES = """\
Ash;Birch;Elm
1;2;2
;3;1

;;
1;;
"""

DECLARE = "declare everybody as =TOKEN:[Name], and name them by TOKEN or [Name]"


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def read(path: Path, points: bool = False) -> Profile:
    (profile,) = read_profiles(path, points=points)
    return profile


def refusal(path: Path, points: bool = False) -> str:
    """What is said about ``path``, without its folder."""
    with pytest.raises(Refused) as caught:
        list(read_profiles(path, points=points))
    assert caught.value.code == "profile.format"
    assert caught.value.why.startswith(f"{path}:")
    return caught.value.why.removeprefix(f"{path}:")


# ABIF


def test_an_abif_file_has_ranks_as_written_and_commas_by_points(tmp_path: Path) -> None:
    assert read(write(tmp_path / "mill.abif", ABIF)) == Profile(
        id="mill",
        title="Mill Row",
        seats=1,
        candidates=("Ash, of Mill Row", 'Birch "Bim" Holt', "Elm"),
        papers=((25, (0, (1, 2))), (3, (2, 1)), (2, ()), (4, (0, 0, 1))),
    )


def test_an_abif_file_has_points_where_points_are_asked_for(tmp_path: Path) -> None:
    path = write(tmp_path / "mill.abif", "3:[Elm Hill]/1>Ash/0\n2:Ash/4\n1:\n")
    profile = read(path, points=True)
    assert (profile.points, profile.candidates) == (True, ("Ash", "Elm Hill"))
    assert profile.papers == ((3, (0, 1)), (2, (4, 0)), (1, (0, 0)))
    assert read(path).papers == ((3, (1, 0)), (2, (0,)), (1, ()))


def test_names_that_are_not_declared_stand_in_the_order_of_the_alphabet(tmp_path: Path) -> None:
    one, other = "5:Elm>Ash\n4:Birch\n", "4:Birch\n5:Elm>Ash\n"
    both = [read(write(tmp_path / "mill.abif", text)) for text in (one, other)]
    assert both[0].candidates == both[1].candidates == ("Ash", "Birch", "Elm")
    assert sorted(both[0].papers) == sorted(both[1].papers)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "1: the file names no candidate"),
        ("# nothing\n5:\n", "1: the file names no candidate"),
        ("Ash>Birch\n", "1: a line of papers is NUMBER:A>B=C, as 12:Ash>Birch=Cedar"),
        ("\nmany:Ash\n", "2: the number of papers must be a positive whole number, not 'many'"),
        ("0:Ash\n", "1: the number of papers must be a positive whole number"),
        ("1.5:Ash\n", "1: the number of papers must be a positive whole number, not '1.5'"),
        ("9999999999999:Ash\n", "1: the number of papers is more than 1,000,000,000,000"),
        ("5:Ash>\n", "1: a name should stand at the end of the line"),
        ("5:>Ash\n", "1: '>' cannot stand here; a name with spaces needs [brackets]"),
        ("5:Ash Holt>Birch\n", "1: 'Holt' cannot stand here; a name with spaces needs [brackets]"),
        ("5:Ash>[Birch\n", "1: '[Birch' cannot stand here; a name with spaces needs [brackets]"),
        ("5:Ash/5/4\n", "1: '4' cannot stand here; a name with spaces needs [brackets]"),
        ("5:Ash/4.5\n", "1: points are a whole number from 0 to 999,999,999, not '4.5'"),
        ("5:Ash/\n", "1: points are a whole number from 0 to 999,999,999, not ''"),
        ("5:Ash/5,Birch\n", "1: a name has no points here; write them behind it, as Ash/5"),
        (
            "=ash:[Ash]\n5:ash>brich\n",
            f"2: no candidate has the token 'brich'; {DECLARE}",
        ),
        ("=ash:[Ash]\n5:Ash\n", f"2: no candidate has the token 'Ash'; {DECLARE}"),
        ("=ash:[Ash]\n5:[ash]\n", f"2: no candidate has the full name 'ash'; {DECLARE}"),
        (
            "=A:[Ann]\n=B:[Bo]\n=C:[A]\n3:[A]>B\n",
            "3: 'A' is the token of one candidate and the name of another",
        ),
        ("=C:[A]\n=A:[Ann]\n", "2: 'A' is the token of one candidate and the name of another"),
        (
            "=a:[Ann]\n=b:[ANN]\n",
            "1: two candidates are called 'Ann' and 'ANN'; give them names that differ in more than "
            "capitals, spaces and signs that cannot be seen",
        ),
        ('{"title": "a", "title": "b"}\n', "1: the field 'title' stands twice in one object"),
        ("=ash:[Ash]\n=ash:[Elm]\n", "2: ash is declared twice"),
        ("=two words:[Ash]\n", "1: a candidate is declared as =TOKEN:[Name], the token without spaces"),
        ("".join(f"1:c{n}\n" for n in range(1001)), "1: there may be 1,000 candidates, not 1,001"),
    ],
)
def test_an_abif_file_that_is_not_as_written_is_refused(tmp_path: Path, text: str, words: str) -> None:
    assert refusal(write(tmp_path / "wrong.abif", text)) == words


def test_points_are_refused_where_a_name_has_none_or_twice(tmp_path: Path) -> None:
    path = write(tmp_path / "wrong.abif", "1:Ash/5\n5:Ash>Birch\n")
    assert refusal(path, points=True) == "2: a name has no points here; write them behind it, as Ash/5"
    write(path, "1:Ash/5>Ash/4\n")
    assert refusal(path, points=True) == "1: a candidate has points twice on one paper"


# CSV


def test_a_column_may_be_a_rank(tmp_path: Path) -> None:
    profile = read(write(tmp_path / "mill.csv", RANKS))
    assert (profile.id, profile.title, profile.seats) == ("mill", "mill", 1)
    assert profile.candidates == ("Ash", "Birch", "Elm")
    assert profile.papers == ((12, (0, (1, 2))), (3, (2, (), 1)), (2, ()), (1, (1, 1)))


def test_a_first_row_may_list_the_candidates_also_those_whom_nobody_ranks(tmp_path: Path) -> None:
    text = "Candidates,Oak,Elm,Birch,Ash\npapers,1,2\n3,Ash,Elm\n1,,\n"
    profile = read(write(tmp_path / "mill.csv", text))
    assert (profile.candidates, profile.remarks) == (("Oak", "Elm", "Birch", "Ash"), ())
    assert profile.papers == ((3, (3, 1)), (1, ()))


@pytest.mark.parametrize(
    ("name", "text", "advice"),
    [
        (
            "mill.csv",
            "1,2\nElm,Ash\n",
            "put a first row above the headings: candidates, and their names",
        ),
        ("mill.abif", "1:Elm>Ash\n", "add a line =TOKEN:[Name] for each"),
    ],
)
def test_whoever_counts_a_file_without_a_list_of_candidates_is_told_who_they_are(
    tmp_path: Path, name: str, text: str, advice: str
) -> None:
    assert read(write(tmp_path / name, text)).remarks == (
        "No candidates are listed. Those whom papers name are: Ash, Elm. Anybody whom no paper names is "
        f"missing, and a name spelt in two ways is two candidates; {advice}.",
    )


def test_a_column_may_be_a_candidate_with_ranks(tmp_path: Path) -> None:
    profile = read(write(tmp_path / "mill.csv", CANDIDATES))
    assert profile.candidates == ("Ash", "Birch", "Elm")
    assert profile.papers == ((1, (0, (1, 2))), (1, (2, (), 1)), (1, ()), (1, (0,)))


def test_a_column_may_be_a_candidate_with_points(tmp_path: Path) -> None:
    path = write(tmp_path / "mill.csv", 'PAPERS,"points: Ash, of Mill Row",Points:Elm\n2,5,\n1,0,3\n')
    profile = read(path)
    assert (profile.points, profile.candidates) == (True, ("Ash, of Mill Row", "Elm"))
    assert profile.papers == ((2, (5, 0)), (1, (0, 3)))


def test_one_column_has_blank_papers_in_quotation_marks(tmp_path: Path) -> None:
    assert read(write(tmp_path / "mill.csv", '1\nAsh\n""\n\nAsh\n')).papers == ((2, (0,)), (1, ()))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "1: the file is empty; the first row has the headings"),
        ("papers\n1\n", "1: a column has no heading; give it one, or delete it"),
        ("Ash,,Elm\n1,2,3\n", "1: a column has no heading; give it one, or delete it"),
        (
            "papers,Papers,Ash\n",
            "1: the column papers stands first and once; a candidate needs another heading",
        ),
        (
            "Ann,Papers,Bo\n1,2,3\n",
            "1: the column papers stands first and once; a candidate needs another heading",
        ),
        (
            "Ash,Ash\n1,2\n",
            "1: two candidates are called 'Ash' and 'Ash'; give them names that differ in more than "
            "capitals, spaces and signs that cannot be seen",
        ),
        (
            "1,2\nAsh,Elm\nElm,ash\n",
            "3: two candidates are called 'Ash' and 'ash'; give them names that differ in more than "
            "capitals, spaces and signs that cannot be seen",
        ),
        ("1,2\nAsh,=Elm\n", "2: a name is missing beside = in '=Elm'"),
        ("candidates\n1,2\n", "1: the row candidates names nobody"),
        ("candidates,Ash\n", "1: the headings are missing below the row candidates"),
        (
            "candidates,Ash,Elm\nAsh,Elm\n1,2\n",
            "2: the row candidates stands above columns of ranks only, headed 1, 2, 3 ..",
        ),
        (
            "candidates,Ash=Elm,Oak\n1\nOak\n",
            "1: a candidate's name cannot have = in it, which stands between those who share a rank",
        ),
        (
            "candidates,Ash,Elm\n1,2\nAsh,Elm\nElm,Oak\n",
            "4: 'Oak' is not among the candidates whom the first row lists",
        ),
        ("points:Ash,Elm\n1,2\n", "1: either every candidate's heading begins with points: or none does"),
        ("points:Ash,points:\n1,2\n", "1: candidate 2 has no name that could be read"),
        (
            "rank 1,rank 2,Date\nAsh,Elm,4 May\n",
            "1: some columns are ranks, and 'Date' is none; delete what is no part of a paper",
        ),
        ("1,3\nAsh,Elm\n", "1: the columns of ranks must be numbered 1, 2, 3 .. in this order"),
        ("1,2\n,\n", "1: no row names a candidate"),
        ("Ash,Elm\n1,2\n1,2,3\n", "3: the row has 3 cells, and the heading 2"),
        ("Ash,Elm\n1,second\n", "2: a whole number should stand here, not 'second'"),
        ("Ash,Elm\n1,-2\n", "2: a whole number should stand here, not '-2'"),
        ("Ash,Elm\n1,1001\n", "2: a rank lies between 1 and 1,000"),
        ("papers,Ash\n,1\n", "2: the number of papers must be a positive whole number, not ''"),
        ("papers,Ash\n0,1\n", "2: the number of papers must be a positive whole number"),
        (
            'Ash,Elm\n"1,2\n',
            "2: this row cannot be read: unexpected end of data; check its quotation marks",
        ),
        (
            'Ash,Elm\n"1"x,2\n',
            "2: this row cannot be read: ',' expected after '\"'; check its quotation marks",
        ),
        (",".join(f"c{n}" for n in range(1001)) + "\n", "1: there may be 1,000 candidates, not 1,001"),
        ("1\n" + "".join(f"c{n}\n" for n in range(1001)), "1: there may be 1,000 candidates, not 1,001"),
        (
            "Ash,Elm\n1," + "2" * 140_000,
            "2: this row cannot be read: field larger than field limit (131072); check its quotation marks",
        ),
    ],
)
def test_a_csv_file_that_is_not_as_written_is_refused(tmp_path: Path, text: str, words: str) -> None:
    assert refusal(write(tmp_path / "wrong.csv", text)) == words


# Cast vote records


def mark(selection: str, **position: Any) -> dict[str, Any]:
    """A selection with one position, indicated unless something else is said."""
    return {"ContestSelectionId": selection, "SelectionPosition": [{"HasIndication": "yes", **position}]}


def record(*contests: tuple[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """One paper: what it has in each contest."""
    listed = [{"ContestId": id, "CVRContestSelection": marks} for id, marks in contests]
    return {
        "CurrentSnapshotId": "s2",
        "CVRSnapshot": [{"@id": "s1", "CVRContest": []}, {"@id": "s2", "CVRContest": listed}],
    }


def report(*records: dict[str, Any]) -> dict[str, Any]:
    """A report of two contests, of a chair and of a motion."""
    people = [{"@id": "p1", "Name": "Ash"}, {"@id": "p2", "Name": "Birch"}]
    chair = [
        {"@id": "s-ash", "CandidateIds": ["p1"]},
        {"@id": "s-birch", "CandidateIds": ["p2"]},
        {"@id": "s-else", "IsWriteIn": True},
    ]
    motion = [{"@id": "yes", "Selection": "Yes"}, {"@id": "no", "Selection": "No"}]
    return {
        "@type": "CVR.CastVoteRecordReport",
        "Version": "1.0.0",
        "CVR": list(records),
        "Election": [
            {
                "Candidate": people,
                "Contest": [
                    {"@id": "chair", "Name": "Chair", "NumberElected": 2, "ContestSelection": chair},
                    {"@id": "motion", "ContestSelection": motion},
                ],
            }
        ],
    }


def test_a_report_of_cast_vote_records_has_its_contests_apart(tmp_path: Path) -> None:
    found = report(
        record(("chair", [mark("s-ash", Rank=1), mark("s-birch", Rank=2)]), ("motion", [mark("yes")])),
        record(("chair", [{**mark("s-birch"), "Rank": "1"}, mark("s-else", Rank=3)])),
        record(("chair", [mark("s-birch", Rank=1), mark("s-ash", Rank=1)]), ("motion", [])),
        record(("motion", [mark("no"), mark("yes")])),
        record(("motion", [mark("no"), mark("yes", HasIndication="no"), mark("yes", IsAllocable="no")])),
    )
    chair, motion = read_profiles(write(tmp_path / "mill.json", json.dumps(found)))
    assert (chair.id, chair.title, chair.seats) == ("chair", "Chair", 2)
    assert chair.candidates == ("Ash", "Birch", "write-in")
    assert chair.papers == ((1, (0, 1)), (1, (1, (), 2)), (1, ((0, 1),)))
    assert (motion.id, motion.title, motion.seats) == ("motion", "motion", 1)
    assert motion.candidates == ("Yes", "No")
    assert motion.papers == ((1, (0,)), (1, ()), (1, ((0, 1),)), (1, (1,)))


def test_selections_of_one_name_are_told_apart_by_their_ids(tmp_path: Path) -> None:
    found = report()
    options = [{"@id": "w1", "IsWriteIn": True}, {"@id": "w2", "IsWriteIn": True}, {"@id": "s3"}]
    found["Election"][0]["Contest"][0]["ContestSelection"] = options
    chair, _ = read_profiles(write(tmp_path / "mill.json", json.dumps(found)))
    assert chair.candidates == ("write-in (w1)", "write-in (w2)", "s3")


def test_crosses_for_several_are_no_shared_rank_where_several_votes_are_allowed(tmp_path: Path) -> None:
    found = report(record(("chair", [mark("s-birch"), mark("s-ash")])))
    found["Election"][0]["Contest"][0]["VotesAllowed"] = 2
    chair, _ = read_profiles(write(tmp_path / "mill.json", json.dumps(found)))
    assert chair.papers == ((1, (0, 1)),)


def changed(**fields: Any) -> dict[str, Any]:
    """The report with a contest altered."""
    found = report()
    found["Election"][0]["Contest"][0] |= fields
    return found


NO_SNAPSHOT = {"CurrentSnapshotId": "s3", "CVRSnapshot": []}


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ("{", "1: not JSON: Expecting property name enclosed in double quotes"),
        ('{\n"a": 1,\n}', "3: not JSON: Expecting property name enclosed in double quotes"),
        ("[" * 100_000, "1: this JSON is nested too deeply"),
        ("9" * 5_000, "1: a number is too long"),
        ('{"CVR": [],\n"CVR": []}', "1: the field 'CVR' stands twice in one object"),
        ([], "1: not a CVR.CastVoteRecordReport of NIST SP 1500-103"),
        ({"@type": "x"}, "1: not a CVR.CastVoteRecordReport of NIST SP 1500-103"),
        ({"@type": "CVR.CastVoteRecordReport", "Election": []}, "1: the report has no CVR"),
        ({"@type": "CVR.CastVoteRecordReport", "Election": 5}, "1: Election is not a list of objects"),
        (report(NO_SNAPSHOT), "1: record 1: CurrentSnapshotId names no snapshot, or several"),
        (
            report(record(("chair", [mark("s-oak")]))),
            "1: record 1, chair: a selection that is not among those of the contest",
        ),
        (
            report(record(("chair", [mark("s-ash", Rank=0)]))),
            "1: record 1, chair: a rank lies between 1 and 999",
        ),
        (
            report(record(("chair", [mark("s-ash", Rank=1), mark("s-birch")]))),
            "1: record 1, chair: some marks have a rank and others none",
        ),
        (
            report(record(("chair", [mark("s-ash", NumberVotes=2)]))),
            "1: record 1, chair: a mark that is several votes, or a part of one",
        ),
        (
            report(record(("chair", [{"ContestSelectionId": "s-ash"}]))),
            "1: record 1, chair: a selection without a position",
        ),
        (report(record(), record(("chair", []), ("chair", []))), "1: record 2 has the contest chair, twice"),
        (
            report(record(("treasurer", []))),
            "1: record 1 has the contest treasurer, which is not in the report",
        ),
        (changed(**{"@id": "motion"}), "1: the contest motion is in the report twice"),
        (
            changed(**{"@id": "../etc"}),
            "1: the id of a contest has letters, digits, full stops, hyphens and underscores only",
        ),
        (changed(ContestSelection=[]), "1: the contest chair needs selections, each with an id of its own"),
        (changed(NumberElected=0), "1: the contest chair: NumberElected must be a positive whole number"),
        (
            changed(ContestSelection=[{"@id": "s", "CandidateIds": ["p9"]}]),
            "1: the selection s names a candidate who is not in the report",
        ),
        (
            changed(ContestSelection=[{"@id": f"s{n}"} for n in range(1001)]),
            "1: there may be 1,000 candidates, not 1,001",
        ),
    ],
)
def test_a_report_that_is_not_as_written_is_refused(tmp_path: Path, found: Any, words: str) -> None:
    text = found if isinstance(found, str) else json.dumps(found)
    assert refusal(write(tmp_path / "wrong.json", text)) == words
