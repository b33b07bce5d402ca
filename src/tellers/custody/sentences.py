"""What an officer is about to sign, in words: one sentence for each type of entry that officers sign.

A type without a sentence is not signed: nobody signs what they cannot read.
Source: spec/custody.md, "Signing".
"""

from collections.abc import Callable, Mapping
from typing import Any

from tellers import clock
from tellers.board.entries import NOTHING, Entry
from tellers.errors import Refused

Sentence = Callable[[Entry], str]


def sentence(entry: Entry) -> str:
    """What the entry says. Raises Refused: officer.unknown-type."""
    found = SENTENCES.get(entry["type"])
    if found is None:
        told = f"entries of the type {entry['type'][:40]!r} are not signed with this command"
        raise Refused("officer.unknown-type", told)
    return found(entry)


def _setup(entry: Entry) -> str:
    setup = entry["setup"]
    people = f"{len(setup['officers'])} officers, {len(setup['witnesses'])} witnesses"
    trustees = f"{len(setup['trustees'])} trustees, of whom {setup['threshold']} can open votes"
    return f"The poll {setup['title']!r} of {setup['org']} is set up with {people} and {trustees}."


def _election(entry: Entry) -> str:
    election = entry["election"]
    hours = f"{clock.words(election['opens'])} to {clock.words(election['closes'])}"
    contests = "; ".join(
        f"{contest['title']} ({len(contest['options'])} options, "
        f"{contest['count']['seats']} to be elected by {contest['count']['rule']})"
        for contest in election["contests"]
    )
    styles = "; ".join(f"{style} has {', '.join(named)}" for style, named in election["styles"])
    counts = f"the {election['precedence']} ballot of a member counts"
    return (
        f"Voting is from {hours} on: {contests}. Ballots: {styles}; {counts}. {_mixing(election['mix_rule'])}"
    )


def _mixing(rule: Mapping[str, Any]) -> str:
    if rule["mode"] == "joint":
        return "All votes of a contest are mixed together."
    sets = "; ".join(" and ".join(channels) for channels in rule["sets"])
    return f"Votes by {sets} are mixed apart where at least {rule['mix_k']} members voted so."


def _changes(entry: Entry) -> str:
    return f"{entry['size']} changes are all that was changed on the roll until the {entry['when']}."


def _paper_final(entry: Entry) -> str:
    differ = f"the two who typed them differed on {len(entry['diffs'])}"
    found = f"; discrepancy: {entry['discrepancy']}" if entry["discrepancy"] else "; no discrepancy"
    papers = f"{entry['n']} papers of the box {entry['batch']}, of the group {entry['group']},"
    return f"{papers} are entered; {differ}{found}."


def _close(entry: Entry) -> str:
    aside = ", ".join(f"{number} {status}" for status, number in entry["set_aside"]) or "none"
    return (
        f"The poll is closed with {entry['ballots']} electronic ballots on the board; counted will be "
        f"{_channels(entry)}; set aside: {aside}; the register has {entry['register_size']} rows and is "
        f"sealed as {entry['register_root'][:16]}."
    )


def _declare(entry: Entry) -> str:
    results = "; ".join(
        f"in {found['contest']} options {', '.join(map(str, found['elected'])) or 'none'} are elected"
        for found in entry["results"]
    )
    owned = "; ".join(entry["discrepancies"]) or "none"
    return f"The result is declared: {results}; {_channels(entry)}; discrepancies: {owned}."


def _channels(entry: Entry) -> str:
    return ", ".join(f"{number} {channel}" for channel, number in entry["by_channel"]) or "nobody's vote"


def _minute(entry: Entry) -> str:
    about = f" (about entries {', '.join(map(str, entry['refs']))})" if entry["refs"] else ""
    return f"{MINUTES[entry['kind']]}: {entry['subject']}{about}."


def _decision(entry: Entry) -> str:
    granted = "granted" if entry["grant"] else "refused"
    return (
        f"The release {entry['rid']} of the register in tier {entry['tier']} is {granted}: {entry['reason']}"
    )


def _decide(entry: Entry) -> str:
    entered = "none of its ballots counts" if entry["enter"] == NOTHING else f"entry {entry['enter']} counts"
    return f"The panel decides on the voting key {entry['cred']}: {entered} (reason: {entry['reason']})."


def _form(text: str) -> Sentence:
    def told(entry: Entry) -> str:
        fields: Mapping[str, Any] = entry
        return text.format_map(fields)

    return told


def _audit_plan(entry: Entry) -> str:
    strata = ", ".join(
        f"{size} of {group} {label or 'without a mark'}" for group, label, size in entry["strata"]
    )
    return f"Members are to be asked whether their mark is true: {strata}."


def _audit_sample(entry: Entry) -> str:
    drawn = sum(len(rows) for _, _, rows in entry["sample"])
    return f"{drawn} members were drawn by the dice to be asked whether their mark is true."


SENTENCES: Mapping[str, Sentence] = {
    "setup": _setup,
    "election": _election,
    "roll.import": _form("{size} members were imported as the roll, sealed as {root}."),
    "roll.add": _form("One member is added to the roll (reason: {reason})."),
    "roll.remove": _form("One member is removed from the roll (reason: {reason})."),
    "roll.change": _form("The {field} of one member is changed on the roll (reason: {reason})."),
    "roll.batch": _changes,
    "roll.freeze": _form("The roll is frozen with {size} members, sealed as {root}."),
    "cred.list": _form("{size} voting keys are listed, sealed as {root}."),
    "open": _form("The poll is open."),
    "cred.suspend": _form("The voting key {cred} is suspended (reason: {reason})."),
    "cred.restore": _form("The voting key {cred} is no longer suspended (reason: {reason})."),
    "cred.decide": _decide,
    "mark": _form("One member was given a paper vote ({channel}), which is in the box {batch}."),
    "paper.commit": _form("{n} papers of the box {batch} were typed."),
    "paper.final": _paper_final,
    "marks": _form("{size} members voted on paper; the ballots that this replaces are void."),
    "close": _close,
    "plain": _form("The decrypted votes of {contest} ({group}) are published."),
    "declare": _declare,
    "audit.plan": _audit_plan,
    "audit.seed": _form("The dice thrown in public for the contact audit showed {dice}."),
    "audit.sample": _audit_sample,
    "release.request": _form("{recipient} asks for the register in tier {tier} as {rid}: {basis}"),
    "release.decision": _decision,
    "release.made": _form("The copy of the register for {rid} was made; its hash is {sha256}."),
    "minute": _minute,
}

MINUTES: Mapping[str, str] = {
    "nomination": "A candidate is nominated",
    "consent": "A candidate has consented",
    "shortlist": "A shortlist is made",
    "candidate.suspended": "A candidate is suspended",
    "candidate.reinstated": "A candidate is reinstated",
    "candidate.withdrawn": "A candidate withdraws",
    "complaint.opened": "A complaint is opened",
    "complaint.answered": "A complaint is answered",
    "complaint.ruled": "A complaint is ruled upon",
    "notice": "Notice is given",
    "ruling": "The panel rules",
    "remedy": "A remedy is ordered",
    "rehearsal": "It is recorded that a trustee's share was rehearsed",
}

_BY_HOLDERS = (
    "dkg0",
    "dkg1",
    "dkg.complaint",
    "dkg3",
    "cred.enc",
    "cred.mix",
    "cred.dec",
    "deliver",
    "mix",
    "dec",
)
NOT_HERE = frozenset([*_BY_HOLDERS, "ballot", "ballot.open", "tender", "cred.reissue"])
"""Types that trustees, mixers, the registrar and the server sign with programs of their own."""
