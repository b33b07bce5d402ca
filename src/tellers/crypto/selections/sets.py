"""Sets of a given size in colexicographic order, for the kinds that choose some of the options.

Source: spec/selections.md, section "Numbers".
"""

from math import comb


def colex(members: list[int]) -> int:
    """The number of a set, its members ascending from 0, among the sets of its size."""
    return sum(comb(member, place) for place, member in enumerate(members, 1))


def colex_set(value: int, length: int, among: int) -> list[int]:
    """The set of ``length`` members below ``among`` that has this number, ascending."""
    members: list[int] = []
    member = among
    for place in range(length, 0, -1):
        member -= 1
        while comb(member, place) > value:
            member -= 1
        value -= comb(member, place)
        members.append(member)
    return members[::-1]
