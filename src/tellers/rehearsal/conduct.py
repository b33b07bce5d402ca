"""What the process decides while the poll is open: a complaint, a suspension, a ruling, a reinstatement."""

from collections.abc import Callable
from dataclasses import dataclass

from tellers.clock import DAY_S, HOUR_S
from tellers.rehearsal.hall import Hall


@dataclass(frozen=True, slots=True)
class Act:
    """Something that happens at a second of the poll."""

    at: int
    do: Callable[[], None]


def suspension_acts(hall: Hall) -> list[Act]:
    """The candidate of the plan is suspended over a complaint, and reinstated when it is dismissed."""
    suspension, opens = hall.plan.suspension, hall.plan.opens
    if suspension is None:
        return []
    subject = f"{suspension.contest}/{suspension.option}"
    about = f"complaint about {subject}"
    panel = hall.officers["panel-chair"]
    stood: dict[str, int] = {}

    def open_complaint() -> None:
        stood["complaint"] = hall.minute("complaint.opened", about, hall.returning_officer)

    def suspend() -> None:
        refs = (stood["complaint"],)
        stood["suspended"] = hall.minute("candidate.suspended", subject, *hall.both, refs=refs)

    def dismiss() -> None:
        refs = (stood["complaint"],)
        stood["ruled"] = hall.minute("complaint.ruled", f"{about}: dismissed", panel, refs=refs)

    def reinstate() -> None:
        refs = (stood["suspended"], stood["ruled"])
        hall.minute("candidate.reinstated", subject, *hall.both, refs=refs)

    return [
        Act(opens + DAY_S, open_complaint),
        Act(opens + DAY_S + HOUR_S, suspend),
        Act(opens + 3 * DAY_S, dismiss),
        Act(opens + 3 * DAY_S + HOUR_S, reinstate),
    ]
