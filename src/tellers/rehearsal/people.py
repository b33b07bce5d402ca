"""Invented members for rehearsals: no name, address or number belongs to anybody."""

import random
from typing import Any

_FIRST = (
    "Asha",
    "Bronwen",
    "Cerys",
    "Dafydd",
    "Edie",
    "Femi",
    "Gwen",
    "Hamza",
    "Idris",
    "Joan",
    "Kofi",
    "Lowri",
    "Mabel",
    "Nia",
    "Olwen",
    "Perran",
    "Rhian",
    "Sunita",
    "Tomos",
    "Una",
    "Wilf",
    "Yusuf",
)
_LAST = (
    "Applegarth",
    "Birchwood",
    "Copperfield",
    "Dunmore",
    "Elderfield",
    "Fenwright",
    "Greaves",
    "Hollowell",
    "Inkpen",
    "Juniper",
    "Kettlewell",
    "Larkspur",
    "Netherby",
    "Oakhanger",
    "Pennyfold",
    "Rushbrook",
    "Silverdale",
    "Thistlewood",
    "Underhill",
    "Vale",
    "Yarrow",
)
_UNITS = ("Marsh Lane", "Harbour", "Hilltop", "Old Mill", "Station Road")


def member(number: int, chance: random.Random) -> dict[str, Any]:
    """The values of one invented member; ``number`` makes it unique."""
    name = f"{chance.choice(_FIRST)} {chance.choice(_LAST)}"
    joined = f"{chance.randrange(1985, 2026)}-{chance.randrange(1, 13):02d}-{chance.randrange(1, 28):02d}"
    return {
        "name": name,
        "member_number": f"M{number:06d}",
        "unit": chance.choice(_UNITS),
        "joined": joined,
        "email": f"{name.split()[0].lower()}.{number}@members.example",
        "phone": f"+44 7700 900{number % 1000:03d}",
        "address": f"{number % 97 + 1} {chance.choice(_LAST)} Row, Northfield",
    }
