"""The closed list of alterations that may be accepted, since they alter no meaning: place, what is done, why."""

HARMLESS: tuple[tuple[str, str, str], ...] = ()
