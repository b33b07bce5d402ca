"""One chance alteration of the evidence: a value, a line, a row, an entry, bytes, a checkpoint.

Each function alters a forger's evidence in one place and says where and how, or gives None where there is
nothing of its kind to alter.
"""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from hashlib import sha256
from random import Random
from typing import Any

from tellers.canonical import decode, encode
from tellers.errors import Invalid
from tests.attacks.followed import ODD
from tests.attacks.forger import Entry, Forger

ROWS = {"cred/enc": 192, "cred/mix/full/stage": 128, "cred/": 32, "mix/": 64, "paper/": 64, "": 32}
"""The length of a row of a file by how its path begins, the first that fits."""


@dataclass(frozen=True, slots=True)
class Altered:
    """What was altered: the sort of alteration, the place, and what was done there."""

    sort: str
    place: str
    done: str

    def __str__(self) -> str:
        return f"{self.place}: {self.done}"


Alteration = Callable[[Forger, Random], Altered | None]


# Values


def other(value: Any, chance: Random) -> tuple[Any, str]:
    """Another value in the place of one, and what was done."""
    if isinstance(value, bool) or value is None:
        return chance.choice([(not value, "turned round"), (2, "made 2"), ("no", "made text")])
    if isinstance(value, int):
        return _other_number(value, chance)
    if isinstance(value, str):
        return _other_text(value, chance)
    if isinstance(value, list):
        return _other_list(value, chance)
    return _other_object(value, chance)


def _other_number(value: int, chance: Random) -> tuple[Any, str]:
    step = chance.choice([1, -1, 60, -60, 86_400])
    numbers = [(value + step, f"{step:+d}"), (-value - 1, "negative"), (0, "made 0"), (2**53 - 1, "largest")]
    others = [
        (2**53, "too large"),
        (str(value), "made text"),
        (None, "made null"),
        (value == 1, "made truth"),
    ]
    return chance.choice([*numbers, *numbers, *others])


def _other_text(value: str, chance: Random) -> tuple[Any, str]:
    if value and chance.random() < 0.6:
        at = chance.randrange(len(value))
        digit = chance.choice([c for c in "0123456789abcdef" if c != value[at]])
        return value[:at] + digit + value[at + 1 :], "one character changed"
    return chance.choice(
        [
            (value[:-1], "cut short"),
            (value + "0", "made longer"),
            (value.upper(), "in capitals"),
            ("", "emptied"),
            ("e\u0301" + value, "not in NFC"),
            ("0" * len(value), "all zeros"),
            ("f" * len(value), "all f"),
            (None, "made null"),
            (0, "made 0"),
        ]
    )


def _other_list(value: list[Any], chance: Random) -> tuple[Any, str]:
    if not value:
        return chance.choice([([0], "one put in"), (None, "made null"), ({}, "made an object")])
    items = deepcopy(value)
    at, to = chance.randrange(len(items)), chance.randrange(len(items))
    done = chance.choice(["dropped", "doubled", "swapped", "emptied", "made null"])
    if done == "dropped":
        del items[at]
    elif done == "doubled":
        items.insert(to, deepcopy(items[at]))
    elif done == "swapped":
        items[at], items[to] = items[to], items[at]
    return {"emptied": [], "made null": None}.get(done, items), f"item {done}"


def _other_object(value: Entry, chance: Random) -> tuple[Any, str]:
    fields = deepcopy(value)
    done = chance.choice(["dropped", "added", "renamed", "made a list"])
    if done == "added":
        fields[chance.choice(["t", "note", "day", "weight"])] = 1
    elif done == "made a list":
        return list(fields), done
    elif fields:
        name = chance.choice(sorted(fields))
        taken = fields.pop(name)
        if done == "renamed":
            fields[name + "x"] = taken
    return fields, f"field {done}"


def spots(value: Any, chance: Random) -> Iterator[Any]:
    """A way down into a value, ending anywhere: the keys and numbers to follow."""
    while isinstance(value, dict | list) and value:
        key = chance.choice(sorted(value)) if isinstance(value, dict) else chance.randrange(len(value))
        yield key
        value = value[key]
        if isinstance(value, dict | list) and chance.random() < 0.15:
            return


def _at(value: Any, way: list[Any]) -> Any:
    for key in way:
        value = value[key]
    return value


def _spelt(way: list[Any]) -> str:
    return "/".join("*" if isinstance(key, int) else str(key) for key in way)


def _name(entry: Entry | bytes) -> str:
    if isinstance(entry, bytes):
        return "bytes"
    kind = str(entry.get("type"))
    return f"minute.{entry['kind']}" if kind == "minute" and "kind" in entry else kind


def _pick(forger: Forger, chance: Random) -> Entry:
    """An entry, of any type equally likely."""
    found = [entry for entry in forger.entries if isinstance(entry, dict)]
    name = chance.choice(sorted({_name(entry) for entry in found}))
    return chance.choice([entry for entry in found if _name(entry) == name])


def value_of_an_entry(forger: Forger, chance: Random) -> Altered | None:
    """A value somewhere in an entry becomes another."""
    entry = _pick(forger, chance)
    name, way = _name(entry), list(spots(entry, chance))
    changed, done = other(_at(entry, way), chance)
    _at(entry, way[:-1])[way[-1]] = changed
    return Altered("value", f"entry/{name}/{_spelt(way)}", done)


def values_of_two_entries(forger: Forger, chance: Random) -> Altered | None:
    """Two entries of one type exchange a value."""
    one = _pick(forger, chance)
    alike = [entry for entry in forger.of(one["type"]) if entry is not one and _name(entry) == _name(one)]
    if not alike:
        return None
    way, two = list(spots(one, chance)), chance.choice(alike)
    try:
        theirs = _at(two, way)
    except ODD:
        return None
    _at(two, way[:-1])[way[-1]], _at(one, way[:-1])[way[-1]] = _at(one, way), theirs
    return Altered("value", f"entry/{_name(one)}/{_spelt(way)}", "exchanged with another")


def value_of_a_line(forger: Forger, chance: Random) -> Altered | None:
    """A value in a line of a file of JSON becomes another."""
    path = chance.choice([path for path in sorted(forger.files) if path.endswith("json")])
    lines = forger.files[path].split(b"\n")
    at = chance.randrange(len(lines))
    if not lines[at]:
        return None
    value = decode(lines[at])
    way = list(spots(value, chance))
    changed, done = other(_at(value, way), chance)
    if not way:
        return None
    _at(value, way[:-1])[way[-1]] = changed
    lines[at] = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    forger.files[path] = b"\n".join(lines)
    return Altered("line value", f"file/{_alike(path)}/{_spelt(way)}", done)


# Lines, rows, bytes


def _alike(path: str) -> str:
    return "".join("N" if letter.isdigit() else letter for letter in path)


def _moved(items: list[Any], chance: Random) -> str | None:
    """One item is dropped, doubled, or swapped with another that differs."""
    if not items:
        return None
    at, to = chance.randrange(len(items)), chance.randrange(len(items))
    done = chance.choice(["dropped", "doubled", "swapped"])
    if done == "dropped":
        del items[at]
    elif done == "doubled":
        items.insert(to, items[at])
    elif items[at] == items[to]:
        return None
    else:
        items[at], items[to] = items[to], items[at]
    return done


def lines_of_a_file(forger: Forger, chance: Random) -> Altered | None:
    """A line of a file is dropped, doubled, or swapped with another."""
    path = chance.choice([path for path in sorted(forger.files) if path.endswith(".ndjson")])
    lines = forger.files[path].splitlines(keepends=True)
    done = _moved(lines, chance)
    forger.files[path] = b"".join(lines)
    return Altered("line", f"file/{path}", f"line {done}") if done else None


def rows_of_a_file(forger: Forger, chance: Random) -> Altered | None:
    """A row of a binary file is dropped, doubled, or swapped with another."""
    path = chance.choice([path for path in sorted(forger.files) if path.endswith(".bin")])
    data = forger.files[path]
    length = next(length for start, length in ROWS.items() if path.startswith(start))
    start = 16 if "proof" in path else 0
    rows = [data[at : at + length] for at in range(start, len(data), length)]
    done = _moved(rows, chance)
    forger.files[path] = data[:start] + b"".join(rows)
    return Altered("row", f"file/{_alike(path)}", f"row {done}") if done else None


def _damaged(data: bytes, chance: Random) -> tuple[bytes, str]:
    at = chance.randrange(len(data) + 1)
    done = chance.choice(["bit flipped", "byte changed", "byte put in", "byte taken out", "cut", "run on"])
    if done == "bit flipped" and at < len(data):
        return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :], done
    if done == "byte changed" and at < len(data):
        return data[:at] + chance.randbytes(1) + data[at + 1 :], done
    if done == "byte put in":
        return data[:at] + chance.randbytes(1) + data[at:], done
    if done == "byte taken out":
        return data[:at] + data[at + 1 :], done
    if done == "cut":
        return data[:at], done
    return data + chance.randbytes(chance.randrange(1, 40)), "run on"


def bytes_of_a_file(forger: Forger, chance: Random) -> Altered | None:
    """Bytes of a file are changed, put in, taken out or cut off."""
    path = chance.choice(sorted(forger.files))
    before = forger.files[path]
    forger.files[path], done = _damaged(before, chance)
    place = f"file/{_alike(path)}"
    if path.endswith("json"):
        lines = [data.split(b"\n") for data in (before, forger.files[path])]
        if len(lines[0]) == len(lines[1]):
            changed = [pair for pair in zip(*lines, strict=True) if pair[0] != pair[1]]
            place += _spot(*changed[0]) if len(changed) == 1 else ""
    return Altered("bytes", place, done)


def bytes_of_an_entry(forger: Forger, chance: Random) -> Altered | None:
    """Bytes of an entry are changed; where it still reads as an entry, it will be signed."""
    at = chance.randrange(len(forger.entries))
    entry = forger.entries[at]
    before = entry if isinstance(entry, bytes) else encode(entry)
    line, done = _damaged(before, chance)
    try:
        value = decode(line)
        forger.entries[at] = value if isinstance(value, dict) else line
    except Invalid:
        forger.entries[at] = line
    return Altered("bytes", f"entry/{_name(entry)}{_spot(before, line)}", done)


def _spot(before: bytes, after: bytes) -> str:
    """The way to the one value that differs, where both lines are JSON that differs in one value."""
    try:
        one, other_one = decode(before), decode(after)
    except Invalid:
        return ""
    way: list[Any] = []
    while type(one) is type(other_one) and isinstance(one, dict | list) and len(one) == len(other_one):
        keys = list(one) if isinstance(one, dict) else list(range(len(one)))
        if isinstance(one, dict) and one.keys() != other_one.keys():
            break
        differ = [key for key in keys if one[key] != other_one[key]]
        if len(differ) != 1:
            break
        way.append(differ[0])
        one, other_one = one[differ[0]], other_one[differ[0]]
    return "/" + _spelt(way) if way else ""


# Entries and checkpoints


def whole_entries(forger: Forger, chance: Random) -> Altered | None:
    """An entry is dropped, doubled, moved, or swapped with another."""
    entry = _pick(forger, chance)
    at, to = forger.index(entry), chance.randrange(len(forger.entries))
    alike = [found for found in forger.of(entry["type"]) if found is not entry]
    done = chance.choice(["dropped", "doubled", "moved", "swapped", "swapped with its like"])
    if done == "dropped":
        forger.drop(at)
    elif done == "doubled":
        forger.insert(chance.choice([at + 1, to]), deepcopy(entry))
    elif done == "moved":
        if to == at:
            return None
        forger.drop(at)
        forger.insert(min(to, len(forger.entries)), entry)
    else:
        like = chance.choice(alike) if alike and done != "swapped" else None
        to = to if like is None else forger.index(like)
        forger.entries[at], forger.entries[to] = forger.entries[to], forger.entries[at]
    return Altered("entry", f"entry/{_name(entry)}", f"entry {done}")


def a_checkpoint(forger: Forger, chance: Random) -> Altered | None:
    """A checkpoint is dropped, doubled, resized or retimed, or loses a cosignature."""
    at = chance.randrange(len(forger.checkpoints))
    seen = forger.checkpoints[at]
    name = chance.choice(sorted(seen.times))
    done = chance.choice(["dropped", "doubled", "resized", "retimed", "retimed by one", "less witnessed"])
    if done == "dropped":
        del forger.checkpoints[at]
    elif done == "doubled":
        forger.checkpoints.insert(at, deepcopy(seen))
    elif done == "resized":
        seen.size += chance.choice([-1, 1])
    elif done == "retimed":
        step = chance.choice([-1, 1, 30, -30, 7_200, -90_000])
        seen.times = {witness: time + step for witness, time in seen.times.items()}
    elif done == "retimed by one":
        seen.times[name] += chance.choice([-1, 1, 600, -600, 90_000])
    else:
        for name in chance.sample(sorted(seen.times), chance.choice([1, 1, 2])):
            del seen.times[name]
    return Altered("checkpoint", "checkpoint", done)


def the_released_copy(forger: Forger, chance: Random) -> Altered | None:
    """A value or a row of the released register becomes another; half of the copies are logged."""
    package = decode(forger.package)
    made = forger.only("release.made", rid=package["rid"])
    if chance.random() < 0.3:
        done = _moved(package["rows"], chance)
        altered = Altered("release", "release/rows", f"row {done}") if done else None
    else:
        way = list(spots(package, chance))
        changed, done = other(_at(package, way), chance)
        _at(package, way[:-1])[way[-1]] = changed
        altered = Altered("release", f"release/{_spelt(way)}", done)
    forger.package = json.dumps(package, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    if chance.random() < 0.5:
        made["sha256"] = sha256(forger.package).hexdigest()
    return altered


ALTERATIONS: dict[Alteration, int] = {
    value_of_an_entry: 34,
    values_of_two_entries: 10,
    value_of_a_line: 12,
    lines_of_a_file: 10,
    rows_of_a_file: 8,
    bytes_of_a_file: 8,
    bytes_of_an_entry: 4,
    whole_entries: 12,
    a_checkpoint: 4,
    the_released_copy: 5,
}
"""How often each is drawn."""


def alter(forger: Forger, chance: Random) -> Altered:
    """Alter the evidence in one place."""
    while True:
        (alteration,) = chance.choices(list(ALTERATIONS), list(ALTERATIONS.values()))
        altered = alteration(forger, chance)
        if altered is not None:
            return altered
