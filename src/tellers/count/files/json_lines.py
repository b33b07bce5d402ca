"""``ballot-profile/1``: one contest a line, as JSON. Candidates and sections are numbered from 1 there.

Source: spec/counting/files.md, section 1.
"""

import json
import re
from fractions import Fraction
from typing import Any

from tellers.count.contest import Section
from tellers.count.files.place import FRACTION, LARGEST, Place, positive
from tellers.count.files.profile import MOST_CANDIDATES, Profile, check_names, ranks
from tellers.count.guaranteed import Guarantee
from tellers.count.papers import Candidate, Marks, Papers, together
from tellers.count.validity import MOST_POINTS

FORMAT = "ballot-profile/1"
_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}").fullmatch


def read(place: Place) -> list[Profile]:
    """The contests of a file, one a line, no two of one id. Raises Refused: profile.format."""
    profiles: dict[str, Profile] = {}
    for number, line in enumerate(place.lines(longest=LARGEST), start=1):
        place.line = number
        if not line.strip():
            continue
        try:
            profile = _profile(place.parsed(line), place)
        except json.JSONDecodeError:
            place.refuse("not a line of JSON")
        if profile.id in profiles:
            place.refuse(f"an earlier line has the id {profile.id} too")
        profiles[profile.id] = profile
    return list(profiles.values())


def _profile(found: object, place: Place) -> Profile:
    """One parsed line, refused unless every field is what the format says."""
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        place.refuse(f"not a {FORMAT} object")
    names = _names(found, place)
    sections = _sections(found, place)
    points = _choice(found, "marks", ("ranking", "points"), place) == "points"
    withdrawn = _candidates(found.get("withdrawn", []), len(names), place)
    if len(set(withdrawn)) != len(withdrawn):
        place.refuse("a candidate is withdrawn twice")
    return Profile(
        id=_id(found, place),
        title=_text(found, "title", place),
        seats=positive(found.get("seats"), "seats", place),
        candidates=names,
        papers=_papers(_list(found, "ballots", place), len(names), len(sections), points, place),
        withdrawn=frozenset(withdrawn),
        expected=_expected(found, place),
        points=points,
        sections=sections,
        guaranteed=_guaranteed(found, len(names), place),
        reopen=_reopen(found, len(names), place),
    )


def _names(found: dict[str, Any], place: Place) -> tuple[str, ...]:
    names = found.get("candidates")
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        place.refuse("candidates must be a list of at least one name")
    if len(names) > MOST_CANDIDATES:
        place.refuse(f"there may be {MOST_CANDIDATES:,} candidates, not more")
    check_names(names, place)
    return tuple(names)


def _id(found: dict[str, Any], place: Place) -> str:
    """An id that can name a folder and nothing above it."""
    value = _text(found, "id", place)
    if not _PLAIN_NAME(value):
        place.refuse(
            "id must be a plain name: letters, digits, full stops, hyphens, underscores; at most 100"
        )
    return value


def _text(found: dict[str, Any], name: str, place: Place) -> str:
    value = found.get(name)
    if not isinstance(value, str) or not value:
        place.refuse(f"{name} must be a text")
    return value


def _choice(found: dict[str, Any], name: str, allowed: tuple[str, ...], place: Place) -> str:
    """One of the words of ``allowed``, the first of them where nothing is said."""
    value = found.get(name, allowed[0])
    if not isinstance(value, str) or value not in allowed:
        place.refuse(f"{name} must be one of: {', '.join(allowed)}")
    return value


def _list(found: dict[str, Any], name: str, place: Place) -> list[Any]:
    value = found.get(name, [] if name != "ballots" else None)
    if not isinstance(value, list):
        what = "[number, [candidates]]" if name == "ballots" else "what the format says"
        place.refuse(f"{name} must be a list of {what}")
    return value


def _expected(found: dict[str, Any], place: Place) -> dict[str, object]:
    expected = found.get("expected", {})
    if not isinstance(expected, dict):
        place.refuse("expected must be an object")
    return expected


def _sections(found: dict[str, Any], place: Place) -> tuple[Section, ...]:
    """``[[name, "p/q"], ..]``."""
    sections = []
    for entry in _list(found, "sections", place):
        if not isinstance(entry, list) or len(entry) != 2 or not all(isinstance(part, str) for part in entry):
            place.refuse('a section is [name, fraction], as ["members", "1/3"]')
        name, written = entry
        parts = FRACTION(written)
        if not name or parts is None:
            place.refuse('a section is [name, fraction], as ["members", "1/3"]')
        sections.append(Section(name, Fraction(int(parts[1]), int(parts[2]))))
    return tuple(sections)


def _guaranteed(found: dict[str, Any], candidates: int, place: Place) -> tuple[Guarantee, ...]:
    """``[[name, least, [candidates]], ..]``."""
    guaranteed = []
    for entry in _list(found, "guaranteed", place):
        if not isinstance(entry, list) or len(entry) != 3 or not isinstance(entry[0], str) or not entry[0]:
            place.refuse('guaranteed places are [name, number, [candidates]], as ["women", 2, [1, 4]]')
        name, least, members = entry
        number = positive(least, "the number of guaranteed places", place)
        guaranteed.append(Guarantee(name, number, frozenset(_candidates(members, candidates, place))))
    return tuple(guaranteed)


def _reopen(found: dict[str, Any], candidates: int, place: Place) -> Candidate | None:
    if found.get("reopen") is None:
        return None
    return _candidates([found["reopen"]], candidates, place)[0]


def _papers(ballots: list[Any], candidates: int, sections: int, points: bool, place: Place) -> Papers:
    read = (_ballot(ballot, candidates, sections, points, place) for ballot in ballots)
    if not sections:
        return together((number, marks) for number, marks, _ in read)
    grouped = together((number, (marks, section)) for number, marks, section in read)
    return tuple((number, marks, section) for number, (marks, section) in grouped)


def _ballot(
    ballot: object, candidates: int, sections: int, points: bool, place: Place
) -> tuple[int, Marks, int]:
    """``[number, [candidates]]``, and the section where there are some."""
    wanted = "[number, [candidates], section]" if sections else "[number, [candidates]]"
    if not isinstance(ballot, list) or len(ballot) != (3 if sections else 2):
        place.refuse(f"a ballot is {wanted}")
    number = positive(ballot[0], "the number of ballots", place)
    marks = (_points if points else _ranking)(ballot[1], candidates, place)
    if not sections:
        return number, marks, 0
    if type(ballot[2]) is not int or not 1 <= ballot[2] <= sections:
        place.refuse(f"a section's number lies between 1 and {sections}")
    return number, marks, ballot[2] - 1


def _ranking(found: object, candidates: int, place: Place) -> Marks:
    """Candidates from 1, a list of them where they share a rank or nobody has it, as marks from 0."""
    if not isinstance(found, list):
        place.refuse("a ranking is a list of candidates' numbers")
    if set(map(type, found)) <= {int}:
        return tuple(_candidates(found, candidates, place))
    return ranks(_candidates(rank if isinstance(rank, list) else [rank], candidates, place) for rank in found)


def _points(found: object, candidates: int, place: Place) -> Marks:
    if not isinstance(found, list) or not all(type(n) is int and 0 <= n <= MOST_POINTS for n in found):
        place.refuse(f"points are a list of whole numbers from 0 to {MOST_POINTS:,}")
    if len(found) != candidates:
        place.refuse(f"points must be given to all {candidates} candidates, not to {len(found)}")
    return tuple(found)


def _candidates(numbers: object, candidates: int, place: Place) -> list[Candidate]:
    """Candidates' numbers from 1 as candidates from 0."""
    if not isinstance(numbers, list) or not all(type(number) is int for number in numbers):
        place.refuse("a ranking is a list of candidates' numbers")
    if numbers and not (min(numbers) >= 1 and max(numbers) <= candidates):
        place.refuse(f"a candidate's number lies between 1 and {candidates}")
    return [number - 1 for number in numbers]
