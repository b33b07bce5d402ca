"""The contest that ``tellers count`` is asked to count: by its options, and by what a pack declares."""

import argparse
from collections.abc import Sequence

from tellers.board import lot
from tellers.count import Contest, Profile
from tellers.count.files import Declared
from tellers.errors import Refused


def contest(profile: Profile, options: argparse.Namespace) -> Contest:
    """The contest as it is asked for, and where nothing is asked as its pack declares it; candidates are
    numbered from 1 on the command line.

    Raises Refused: count.rule, where neither says by which rule; count.paper.
    """
    declared = profile.declared
    rule = options.rule or (declared.rule if declared else None)
    if rule is None:
        raise Refused(
            "count.rule", f"say by which rule {profile.id} is counted (--rule ID); its file does not"
        )
    given = {name for name, _ in options.parameter}
    usual = declared.parameters if declared and rule == declared.rule else ()
    return profile.contest(
        rule,
        seats=options.seats,
        parameters=[*(pair for pair in usual if pair[0] not in given), *options.parameter],
        withdrawn=[number - 1 for number in options.withdrawn],
        lot=_lot(profile, options),
    )


def otherwise(profile: Profile, asked: Contest) -> list[str]:
    """What is ``asked`` otherwise than the pack declares, in words."""
    declared = profile.declared
    if declared is None:
        return []
    told = []
    if (asked.rule, asked.version) != (declared.rule, declared.version):
        told.append(
            f"the rule is {asked.rule}, version {asked.version}, and declared was {declared.rule}, "
            f"version {declared.version}"
        )
    told += _parameters(asked, declared)
    if asked.seats != profile.seats:
        told.append(f"the places are {asked.seats:,}, and declared were {profile.seats:,}")
    if asked.withdrawn != profile.withdrawn:
        told.append("somebody is withdrawn who stands in the pack")
    if declared.drawn_from and asked.lot != drawn(profile):
        told.append("the lot is not that of the pack")
    return told


def drawn(profile: Profile) -> tuple[int, ...]:
    """The lot that the log of a pack gives; empty where there is none, or the poll was not closed."""
    if profile.declared is None or profile.declared.drawn_from is None:
        return ()
    return lot.order(lot.seed(*profile.declared.drawn_from), len(profile.candidates))


def _lot(profile: Profile, options: argparse.Namespace) -> Sequence[int]:
    if options.seed is not None:
        return lot.order(lot.seed_of_words(options.seed), len(profile.candidates))
    return [number - 1 for number in options.lot] if options.lot else drawn(profile)


def _parameters(asked: Contest, declared: Declared) -> list[str]:
    if asked.rule != declared.rule:
        return []
    now, then = dict(asked.parameters), dict(declared.parameters)
    return [
        f"{name} is {now[name]}, and declared was {then[name]}" for name in then if now[name] != then[name]
    ]
