"""Files of ballot papers, one module a format; which it is says the ending of the file's name.

A reader says what stands on the papers and judges nothing: gaps, repeats and shared ranks are settled by what
the contest declared. Source: spec/counting/files.md.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from tellers.count.files import abif, blt, cvr, json_lines, sheet, votes
from tellers.count.files.place import Place
from tellers.count.files.profile import Declared, Profile

__all__ = ["ENDINGS", "Declared", "Profile", "read_profiles"]

_ONE: Mapping[str, Callable[[Place], Profile]] = {".blt": blt.read, ".csv": sheet.read, ".ndjson": votes.read}
_SEVERAL: Mapping[str, Callable[[Place], Iterable[Profile]]] = {".jsonl": json_lines.read, ".json": cvr.read}

ENDINGS = (*_SEVERAL, *_ONE, ".abif")
"""How the names of files end that can be read; .gz may follow."""


def read_profiles(path: Path, *, points: bool = False) -> Iterator[Profile]:
    """Every contest in the file, or in the folder of a pack, at ``path``.

    ``points``: whether points are wanted of a file that has points and rankings (.abif).
    Raises Refused: profile.format, naming file and line.
    """
    place = Place(path)
    ending = Path(place.name).suffix or path.name[path.name.rfind(".") :]
    if os.path.isdir(path):  # unlike the method of a path this raises nothing
        yield from votes.read_pack(path)
    elif ending in _ONE:
        yield _ONE[ending](place)
    elif ending in _SEVERAL:
        yield from _SEVERAL[ending](place)
    elif ending == ".abif":
        yield abif.read(place, points)
    else:
        place.refuse(f"the name of a file of papers ends in {', '.join(ENDINGS)}, or in .gz behind it")
