"""Other programs that count, each run on the same file in a process and an environment of its own.

``python benchmarks/peers.py NAME FILE`` prints one object of JSON. Reading the lines is not measured, since
that is no work of theirs; making their ballots and counting is. Needs nothing of tellers.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

Rankings: TypeAlias = list[list[int]]


def _lines(path: Path) -> tuple[int, int, Rankings]:
    """Number of candidates and of places, and the rankings, candidates from 1, of a file of ``papers``."""
    with path.open(encoding="ascii") as file:
        candidates, seats = map(int, file.readline().split())
        rankings = []
        for line in file:
            words = line.split()
            if words == ["0"]:
                break
            rankings.append([int(word) for word in words[1:-1]])
    return candidates, seats, rankings


def pyrankvote(candidates: int, seats: int, rankings: Rankings) -> list[int]:
    """Instant run-off for one place, STV for several; a ballot for each paper."""
    import pyrankvote as peer

    standing = [peer.Candidate(str(number)) for number in range(1, candidates + 1)]
    ballots = [peer.Ballot(ranked_candidates=[standing[c - 1] for c in ranking]) for ranking in rankings]
    if seats == 1:
        result = peer.instant_runoff_voting(standing, ballots)
    else:
        result = peer.single_transferable_vote(standing, ballots, number_of_seats=seats)
    return [int(winner.name) for winner in result.get_winners()]


def pyrcv(candidates: int, seats: int, rankings: Rankings) -> list[int]:
    """Its more compact form: like rankings put together."""
    import pyrcv as peer

    groups: dict[tuple[int, ...], int] = {}
    for ranking in map(tuple, rankings):
        groups[ranking] = groups.get(ranking, 0) + 1
    names = [str(number) for number in range(1, candidates + 1)]
    race = peer.RaceData(
        peer.RaceMetadata("papers", seats, names),
        [list(ranking) for ranking in groups],
        list(groups.values()),
    )
    return list({int(winner) for result in peer.run_rcv(race).rounds for winner in result.elected})


def votekit(candidates: int, seats: int, rankings: Rankings) -> list[int]:
    """Its profile of grouped ballots; instant run-off for one place, STV for several."""
    from votekit.ballot import RankBallot
    from votekit.elections import IRV, STV
    from votekit.pref_profile import RankProfile

    groups: dict[tuple[int, ...], int] = {}
    for ranking in map(tuple, rankings):
        groups[ranking] = groups.get(ranking, 0) + 1
    ballots = tuple(
        RankBallot(ranking=tuple(frozenset({str(c)}) for c in ranking), weight=weight)
        for ranking, weight in groups.items()
    )
    profile = RankProfile(ballots=ballots, candidates=tuple(map(str, range(1, candidates + 1))))
    election = IRV(profile) if seats == 1 else STV(profile, n_seats=seats, simultaneous=False)
    return [int(winner) for together in election.get_elected() for winner in together]


PEERS: dict[str, Callable[[int, int, Rankings], list[int]]] = {
    "pyrankvote": pyrankvote,
    "pyrcv": pyrcv,
    "votekit": votekit,
}


def main(name: str, path: Path) -> dict[str, Any]:
    """What it cost ``name`` to count the papers at ``path``, and whom it elects."""
    __import__(name)  # what Python spends on reading programs is not counted, neither theirs nor ours
    given = _lines(path)
    before = time.perf_counter()
    elected = PEERS[name](*given)
    return {"wall_s": time.perf_counter() - before, "elected": sorted(elected)}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], Path(sys.argv[2]))))
