"""The counting table of every rule that transfers votes by parcels: who continues, which papers lie with
whom, and what they are worth. Which parcel moves when, and at what value, is the rule's.

Source: spec/counting/gregory.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from tellers.count.arithmetic import Value, Votes
from tellers.count.contest import Contest
from tellers.count.guaranteed import Guaranteed
from tellers.count.papers import Candidate, Counted, Pile, Transfer
from tellers.count.stages import Record, Tie
from tellers.count.ties import Seek, Settle


@dataclass(frozen=True, slots=True)
class Parcel:
    """Papers that a candidate received together, each at ``value``; ``first``: the first preferences."""

    value: Value
    pile: Pile
    first: bool = False


Batch: TypeAlias = tuple[Value, list[tuple[Candidate, Pile]]]
"""Papers that move together at one value, by the candidates from whom they come."""


@dataclass(slots=True)
class Table:
    """The counting table.

    ``one``: a whole vote in the rule's units. ``parcels``: those of every candidate, in the order received.
    ``credited``: votes of every candidate; an elected candidate keeps the quota once the surplus has gone.
    ``elected``: in order of election; ``announced`` of them stand in the stages written so far. ``in_force``:
    the guarantees to be met. ``doomed``: who continues no longer because of them, with papers that have not
    moved yet; ``newly_doomed``: those of this stage. ``guarded``: who must not be excluded because of them.
    """

    contest: Contest
    record: Record
    one: Value
    quota: Votes
    continuing: list[bool]
    parcels: list[list[Parcel]]
    credited: list[Votes]
    vacancies: int
    non_transferable: int = 0
    lost: int = 0
    elected: list[Candidate] = field(default_factory=list)
    announced: int = 0
    in_force: Guaranteed | None = None
    doomed: list[Candidate] = field(default_factory=list)
    newly_doomed: list[Candidate] = field(default_factory=list)
    guarded: list[Candidate] = field(default_factory=list)

    def is_complete(self) -> bool:
        """Whether nothing is left to decide."""
        return self.vacancies == 0 or not any(self.continuing)

    def remaining(self) -> list[Candidate]:
        """The continuing candidates."""
        return [candidate for candidate, continues in enumerate(self.continuing) if continues]

    def open_to_exclusion(self) -> list[Candidate]:
        """The continuing candidates who may be excluded, or, while there are some, the doomed; those with
        fewest votes first, equals by number."""
        excludable = [candidate for candidate in self.remaining() if candidate not in self.guarded]
        return sorted(sorted(self.doomed) or excludable, key=lambda candidate: self.credited[candidate])

    def with_surplus(self) -> list[Candidate]:
        """Elected candidates who have more than the quota."""
        return [candidate for candidate in self.elected if self.credited[candidate] > self.quota]

    def surplus(self) -> Votes:
        """All surpluses that were not transferred."""
        return Votes(sum(self.credited[candidate] - self.quota for candidate in self.with_surplus()))

    def elect(self, candidates: Iterable[Candidate]) -> None:
        """Deem ``candidates`` elected, in this order."""
        for candidate in candidates:
            self.elected.append(candidate)
            self.continuing[candidate] = False
            self.vacancies -= 1

    def judge(self) -> None:
        """Find out who is doomed by now, and continues no longer, and who is guarded."""
        if self.in_force is None:
            return
        self.guarded = []
        if not self.is_complete():
            doomed, self.guarded = self.in_force.judge(self.elected, self.remaining(), self.vacancies)
            for candidate in doomed:
                self.continuing[candidate] = False
            self.doomed += doomed
            self.newly_doomed += doomed

    def can_all_be_elected(self, candidates: Sequence[Candidate]) -> bool:
        """Whether the guarantees can still be met when all of ``candidates`` are elected."""
        if self.in_force is None or len(candidates) == 1:
            return True
        others = [candidate for candidate in self.remaining() if candidate not in candidates]
        elected = [*self.elected, *candidates]
        return self.in_force.fit(elected, others, self.vacancies - len(candidates))

    def elect_by_quota(self, settle: Settle) -> list[Tie]:
        """Deem elected whoever has the quota, most votes first, equals by number; all who continue, where
        they are no more than the vacancies. The ties broken where not all equals can be elected.
        """
        ties: list[Tie] = []
        self.judge()
        while not self.is_complete():
            foremost = self.remaining()
            if len(foremost) > self.vacancies:
                most = max(self.credited[candidate] for candidate in foremost)
                if most < self.quota:
                    break
                foremost = [candidate for candidate in foremost if self.credited[candidate] == most]
            if not self.can_all_be_elected(foremost):
                one, told = settle(foremost, Seek.FOREMOST, "election")
                foremost, ties = [one], [*ties, *told]
            self.elect(foremost)
            self.judge()
        return ties

    def pass_on(self, batch: Batch) -> list[Transfer]:
        """Move papers of excluded candidates on, each at the value at which it was received."""
        value, piles = batch
        received: dict[Candidate, Pile] = {}
        transfers = []
        for of, pile in piles:
            dealt = pile.deal(self.continuing)
            for candidate, papers in dealt.to.items():
                received.setdefault(candidate, Pile()).extend(papers)
            self.credited[of] = Votes(self.credited[of] - pile.number * value)
            self.non_transferable += dealt.without * value
            transfers.append(dealt.transfer(of, value))
        self._lay(received, value)
        return transfers

    def transfer_last_parcel(self, elected: Candidate) -> Transfer:
        """Transfer the surplus of ``elected`` with the papers of the last parcel that have an available
        preference. They leave at the surplus divided by their number, the remainder ignored, or, where that
        would not lessen it, at the value at which they were received; then what they cannot carry lapses.
        """
        parcel = self.parcels[elected][-1]
        surplus = self.credited[elected] - self.quota
        dealt = parcel.pile.deal(self.continuing)
        number = parcel.pile.number - dealt.without
        lapsed, value = 0, parcel.value
        if number * parcel.value > surplus:
            value = Value(surplus // number)
            self.lost += surplus - number * value
        else:
            lapsed = surplus - number * value
        self._lay(dealt.to, value)
        self.non_transferable += lapsed
        self.credited[elected] = self.quota
        moved = dealt.transfer(elected, value)
        return Transfer(elected, value, moved.to, moved.without, lapsed)

    def _lay(self, received: dict[Candidate, Pile], value: Value) -> None:
        for candidate, pile in received.items():
            self.parcels[candidate].append(Parcel(value, pile))
            self.credited[candidate] = Votes(self.credited[candidate] + pile.number * value)

    def fill_without_transfer(
        self, elected: Iterable[Candidate], excluded: Sequence[Candidate] = (), ties: Sequence[Tie] = ()
    ) -> None:
        """A last stage in which ``elected`` are deemed elected and papers stay where they lie."""
        self.elect(elected)
        self.write("last-vacancies", excluded=excluded, ties=ties)

    def exclude(self, excluded: Sequence[Candidate]) -> None:
        """From now on no paper passes to ``excluded``."""
        for candidate in excluded:
            self.continuing[candidate] = False
        self.doomed = [candidate for candidate in self.doomed if candidate not in excluded]

    def take(self, excluded: Iterable[Candidate]) -> list[tuple[Candidate, Parcel]]:
        """All parcels of ``excluded``, to be passed on."""
        taken = [(candidate, parcel) for candidate in excluded for parcel in self.parcels[candidate]]
        for candidate, _ in taken:
            self.parcels[candidate] = []
        return taken

    def write(
        self,
        action: str,
        of: Sequence[Candidate] = (),
        excluded: Sequence[Candidate] = (),
        ties: Sequence[Tie] = (),
        transfers: Sequence[Transfer] = (),
    ) -> None:
        """End the stage and write it down, with those elected since the last one."""
        self.judge()
        self.record.write(
            action,
            self.credited,
            of=of,
            non_transferable=self.non_transferable,
            lost=self.lost,
            elected=self.elected[self.announced :],
            excluded=excluded,
            ties=ties,
            transfers=transfers,
            quota=self.quota,
            doomed=None if self.in_force is None else sorted(self.newly_doomed),
            guarded=None if self.in_force is None else self.guarded,
        )
        self.newly_doomed = []
        self.announced = len(self.elected)


def first_preferences(counted: Counted, contest: Contest, places: int, quota: Votes) -> Table:
    """Papers sorted by first preference; every candidate is credited with one vote a paper."""
    one = Value(10**places)
    table = Table(
        contest=contest,
        record=Record(counted, places),
        one=one,
        quota=quota,
        continuing=contest.standing(),
        parcels=[[] for _ in range(contest.candidates)],
        credited=[Votes(0)] * contest.candidates,
        vacancies=contest.seats,
        in_force=contest.in_force(),
    )
    dealt = Pile(counted.groups).deal(table.continuing)
    for candidate, pile in dealt.to.items():
        table.parcels[candidate].append(Parcel(one, pile, first=True))
        table.credited[candidate] = Votes(pile.number * one)
    table.non_transferable = dealt.without * one
    return table


def by_value(parcels: Iterable[tuple[Candidate, Parcel]]) -> list[Batch]:
    """Parcels of equal value put together, in the order in which the values first occur."""
    batches: dict[Value, dict[Candidate, Pile]] = {}
    for candidate, parcel in parcels:
        piles = batches.setdefault(parcel.value, {})
        if candidate in piles:
            piles[candidate].extend(parcel.pile)
        else:
            piles[candidate] = parcel.pile
    return [(value, list(piles.items())) for value, piles in batches.items()]


def as_received(parcels: Iterable[tuple[Candidate, Parcel]]) -> list[Batch]:
    """Every parcel by itself, in the order in which they were received."""
    return [(parcel.value, [(candidate, parcel.pile)]) for candidate, parcel in parcels]


def highest_first(batches: Iterable[Batch]) -> list[Batch]:
    """Batches by value, the highest first."""
    return sorted(batches, key=lambda batch: -batch[0])


def droop(amount: int, seats: int) -> int:
    """The least whole part of ``amount`` that no more than ``seats`` candidates can have each."""
    return amount // (seats + 1) + 1
