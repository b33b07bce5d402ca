"""What an officer is about to sign, in words: one sentence for each type of entry that officers sign.

A type without a sentence is not signed: nobody signs what they cannot read.
Source: spec/custody.md, "Signing".
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tellers import clock
from tellers.board.entries import NOTHING, Entry
from tellers.errors import Refused

Sentence = Callable[[Entry, Sequence[Entry]], str]
"""From an entry and the board before it. What people wrote stands in quotes: it may read like a sentence."""


def sentence(entry: Entry, board: Sequence[Entry] = ()) -> str:
    """What the entry says, and when. ``board``: the entries before it, which know the names.

    Raises Refused: officer.unknown-type.
    """
    found = SENTENCES.get(entry["type"])
    if found is None:
        told = f"entries of the type {entry['type'][:40]!r} are not signed with this command"
        raise Refused("officer.unknown-type", told)
    return f"{found(entry, board)}{_dated(entry)}"


def _dated(entry: Entry) -> str:
    """The instant or the day that the entry tells; most of those while voting goes on tell none."""
    if "t" in entry:
        return f" Dated {clock.words(entry['t'])}."
    if "day" in entry:
        return f" Dated {clock.words(entry['day'] * clock.DAY_S).partition(',')[0]}."
    return ""


def _setup(entry: Entry, _board: Sequence[Entry]) -> str:
    setup = entry["setup"]
    officers = ", ".join(f"{one['id']} ({one['role']})" for one in setup["officers"])
    trustees = ", ".join(one["id"] for one in setup["trustees"])
    witnesses = ", ".join(repr(vkey.partition("+")[0]) for vkey in setup["witnesses"])
    return (
        f"The poll {setup['title']!r} of {setup['org']!r} is set up at {setup['origin']!r}. Officers:"
        f" {officers}. Trustees: {trustees}, of whom {setup['threshold']} can open votes. Witnesses:"
        f" {witnesses}, of whom {setup['quorum']} must have seen each state of the board; clocks may differ"
        f" by {setup['skew']} seconds."
    )


def _election(entry: Entry, _board: Sequence[Entry]) -> str:
    election = entry["election"]
    hours = f"{clock.words(election['opens'])} to {clock.words(election['closes'])}"
    contests = "; ".join(map(_contest, election["contests"]))
    styles = "; ".join(f"{style} has {', '.join(named)}" for style, named in election["styles"])
    paper = "replaces" if election["paper_supersedes"] else "does not replace"
    return (
        f"Voting is from {hours} on: {contests}. Ballots: {styles}; the {election['precedence']} ballot of a"
        f" member counts. {_mixing(election['mix_rule'])} A paper {paper} an electronic ballot. Voting keys"
        f" are made in the way called {election['credential_mode']}. Mixers: {', '.join(election['mixers'])},"
        f" at least {election['min_mixers']} of them. The roll is kept by"
        f" {', '.join(election['roll_editors'])}. {_opened(election)}"
    )


def _contest(contest: Mapping[str, Any]) -> str:
    options = ", ".join(repr(option["name"]) for option in contest["options"])
    limits = "".join(f", {name} {contest[name]}" for name in _LIMITS if name in contest)
    count = contest["count"]
    rule = f"{count['rule']} version {count['version']}"
    chosen = "".join(f", {name!r} {value!r}" for name, value in count["parameters"])
    return (
        f"{contest['id']}, {contest['title']!r}, {contest['kind']}{limits}, with the options {options}"
        f" ({count['seats']} to be elected by {rule}{chosen}{_kept(count)})"
    )


def _kept(count: Mapping[str, Any]) -> str:
    """What a contest declares beside its rule, where it does."""
    sections = [
        f"; {', '.join(styles)} count together as {id}, {share}" for id, share, styles in count["sections"]
    ]
    guaranteed = [
        f"; at least {least} of the places for {name!r}, {', '.join(options)}"
        for name, least, options in count["guaranteed"]
    ]
    reopen = f"; {count['reopen']} stands for reopening nominations" if count["reopen"] else ""
    return "".join([*sections, *guaranteed, reopen])


def _opened(election: Mapping[str, Any]) -> str:
    """What candidates are shown of the register."""
    tier = election["tiers"]["b"]
    roll, register = (", ".join(tier[name]) or "nothing" for name in ("roll", "reg"))
    return (
        f"A candidate may be shown {roll} of the roll and {register} of the register, no group in it smaller"
        f" than {election['release_k']}."
    )


def _mixing(rule: Mapping[str, Any]) -> str:
    if rule["mode"] == "joint":
        return f"All votes of a contest are mixed together, of {rule['mix_k']} members or more."
    sets = "; ".join(" and ".join(channels) for channels in rule["sets"])
    return f"Votes by {sets} are mixed apart where at least {rule['mix_k']} members voted so."


def _changes(entry: Entry, _board: Sequence[Entry]) -> str:
    return f"{entry['size']} changes are all that was changed on the roll until the {entry['when']}."


def _paper_final(entry: Entry, _board: Sequence[Entry]) -> str:
    differ = f"the two who typed them differed on {len(entry['diffs'])}"
    found = f"; discrepancy: {entry['discrepancy']!r}" if entry["discrepancy"] else "; no discrepancy"
    papers = f"{entry['n']} papers of the box {entry['batch']}, of the group {entry['group']},"
    return f"{papers} are entered; {differ}{found}."


def _close(entry: Entry, _board: Sequence[Entry]) -> str:
    return (
        f"The poll is closed with {entry['ballots']} electronic ballots on the board; counted will be "
        f"{_channels(entry)}; excluded by the panel: {entry['excluded']}; the register has "
        f"{entry['register_size']} rows and is sealed as {entry['register_root'][:16]}."
    )


def _declare(entry: Entry, board: Sequence[Entry]) -> str:
    contests = {one["id"]: one for found in _of(board, "election") for one in found["election"]["contests"]}
    results = "; ".join(_result(found, contests.get(found["contest"])) for found in entry["results"])
    owned = "; ".join(map(repr, entry["discrepancies"])) or "none"
    mode = entry["credential_mode"]
    return f"The result is declared: {results}; {_channels(entry)}, {mode}; discrepancies: {owned}."


def _result(found: Mapping[str, Any], contest: Mapping[str, Any] | None) -> str:
    options = [] if contest is None else [repr(option["name"]) for option in contest["options"]]
    names = [options[n - 1] if n <= len(options) else f"option {n}" for n in found["elected"]]
    title = "" if contest is None else f", {contest['title']!r},"
    return f"in {found['contest']}{title} {', '.join(names) or 'nobody'} elected"


def _of(board: Sequence[Entry], kind: str) -> list[Entry]:
    return [entry for entry in board if entry["type"] == kind]


def _channels(entry: Entry) -> str:
    return ", ".join(f"{number} {channel}" for channel, number in entry["by_channel"]) or "nobody's vote"


def _minute(entry: Entry, _board: Sequence[Entry]) -> str:
    about = f" (about entries {', '.join(map(str, entry['refs']))})" if entry["refs"] else ""
    return f"{MINUTES[entry['kind']]}: {entry['subject']!r}{about}."


def _decision(entry: Entry, board: Sequence[Entry]) -> str:
    granted = "granted" if entry["grant"] else "refused"
    asked = [one for one in _of(board, "release.request") if one.get("rid") == entry["rid"]]
    whose = f" to {asked[0].get('recipient')!r}" if asked else ""
    why = f" (reason: {entry['reason']!r})" if entry["reason"] else ""
    return f"The release {entry['rid']} of the register{whose} in tier {entry['tier']} is {granted}{why}."


def _decide(entry: Entry, _board: Sequence[Entry]) -> str:
    entered = "none of its ballots counts" if entry["enter"] == NOTHING else f"entry {entry['enter']} counts"
    return f"The panel decides on the voting key {entry['cred']}: {entered} (reason: {entry['reason']})."


def _form(text: str) -> Sentence:
    def told(entry: Entry, _board: Sequence[Entry]) -> str:
        fields: Mapping[str, Any] = entry
        return text.format_map(fields)

    return told


def _audit_plan(entry: Entry, _board: Sequence[Entry]) -> str:
    strata = ", ".join(
        f"{size} of {group} {label or 'without a mark'}" for group, label, size in entry["strata"]
    )
    return f"Members are to be asked whether their mark is true: {strata}."


def _audit_sample(entry: Entry, _board: Sequence[Entry]) -> str:
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
    "cred.restore": _form(
        "The voting key {cred} is no longer suspended, by the panel's leave (reason: {reason})."
    ),
    "cred.decide": _decide,
    "mark": _form("One member of {group} was given a paper vote ({channel}), which is in the box {batch}."),
    "paper.commit": _form("{n} papers of the box {batch} were typed."),
    "paper.final": _paper_final,
    "marks": _form("{size} members voted on paper; the ballots that this replaces are void."),
    "close": _close,
    "plain": _form("The decrypted votes of {contest} ({group}) are published."),
    "declare": _declare,
    "audit.plan": _audit_plan,
    "audit.seed": _form("The dice thrown in public for the contact audit showed {dice}."),
    "audit.sample": _audit_sample,
    "release.request": _form("{recipient!r} asks for the register in tier {tier} as {rid}: {basis!r}."),
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

_LIMITS = ("max_rank", "min", "max", "top")
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
