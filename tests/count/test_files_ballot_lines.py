"""The core takes the plain lines of a BLT file; neither meaning nor refusals depend on it."""

import tempfile
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from tellers.count import Profile, read_profiles
from tellers.count.papers import Rankings
from tellers.errors import Refused

NAMES = '"Ash"\n"Birch"\n"Cedar"\n"The mill"\n'
Told = tuple[Profile | None, int, str]


def with_word(line: str, place: int, word: str) -> str:
    """The line with another word at a place, or behind its end."""
    words = line.split()
    return " ".join([*words[:place], word, *words[place + 1 :]])


number = st.sampled_from(
    ["1", "2", "3", "4", "12", "007", "0", "00", "02", "-1", "1=2", "-", "", "1.0", "٣", "9" * 13]
)
words = st.lists(number, max_size=5)
plain = st.tuples(st.integers(1, 20), st.permutations(["1", "2", "3"]), st.integers(0, 3)).map(
    lambda line: " ".join([str(line[0]), *line[1][: line[2]], "0"])
)
bent = st.tuples(plain, st.integers(0, 4), number).map(lambda line: with_word(*line))
odd = st.one_of(
    bent,
    words.map(" ".join),
    words.map(lambda some: "\t".join([*some, "0"]) + "\r"),
    st.tuples(
        plain, st.sampled_from([" # it rained", "  ", "\r", " 0", "\v", "\x1c", '"', "\u2028", "\n"])
    ).map("".join),
    st.text(alphabet='0123 -=#"\t\r\n', max_size=8),
)
heads = st.sampled_from(
    ["3 1\n", "3 1 # mill\n", "\t3  2 \n-1\n", "3 1\n-2 -3\n-1 # ill\n", "3 1\n-2-3\n", "2 1\n"]
)


def told(text: str) -> Told:
    """What a file says, or the line and the words with which it is refused."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "mill.blt")
        path.write_bytes(text.encode())
        try:
            (profile,) = read_profiles(path)
        except Refused as refused:
            line, _, words = refused.why.removeprefix(f"{path}:").partition(": ")
            return None, int(line), words
        return profile, 0, ""


@given(
    heads,
    st.lists(st.one_of(plain, plain, odd), max_size=8),
    st.sampled_from(["0\n" + NAMES, NAMES, "0\n", ""]),
)
@example("3 1\n", ["1 1 0", "-2", "1 2 0"], "0\n" + NAMES)
@example("3 1\n", ["1 1 0", "2 2"], "0 0\n" + NAMES)
@example("3 1\n", ["1 1 0", "1 2 00"], "0\n" + NAMES)
@example("3 1\n-2\n", ["", "-3", "1 1 0"], "0\n" + NAMES)
def test_a_file_says_the_same_whoever_takes_its_lines(head: str, lines: list[str], tail: str) -> None:
    body = "".join(f"{line}\n" for line in lines) + tail
    # An empty line before everything keeps the core from taking any.
    profile, line, why = told(head + body)
    alone, line_alone, why_alone = told("\n" + head + body)
    assert (profile, why) == (alone, why_alone)
    assert profile is not None or line_alone == line + 1


@given(st.lists(plain, max_size=20))
def test_plain_lines_come_as_rankings_that_need_no_second_look(lines: list[str]) -> None:
    profile, _, _ = told("3 1\n" + "".join(f"{line}\n" for line in lines) + "0\n" + NAMES)
    assert profile is not None
    assert isinstance(profile.papers, Rankings)
    assert profile.papers.number == sum(int(line.split()[0]) for line in lines)


def test_the_line_that_is_refused_behind_many_taken_ones_is_named() -> None:
    body = "1 1 2 0\n" * 5_000
    assert told("3 1\n" + body + "1 1 4 0\n0\n" + NAMES)[1] == 5_002
    assert told("3 1\n" + body + "0\n" + NAMES.replace('"Cedar"', "Cedar"))[1] == 5_005
