"""The closed list of alterations that may be accepted: the place, what is done there, why it means nothing.

In all of them every key is the forger's, the witnesses' too: the list says what witnesses, members and
auditors alone can then tell. A place is as the report of ``mutations`` prints it; ``*`` stands for anything.
"""

_HOUR = "between two checkpoints the board does not tell the hour; the witnesses' own clocks were moved"
_DOCUMENT = "binds a document that lies beside the board; whoever holds the document sees it"
_WORDS = "free words, or a free reference, that no rule of the poll reads"
_ORDER = "entries of one kind, between the same neighbours that count: their order is read by nobody"
_SEALED = "sealed: only the member and the auditor hold what opens it, and see that it does not open (A2)"
_TYPED = "sealed: only the auditor is given the lists that were typed, and sees that they differ (A1)"
_THROWN = "an audit by other dice, whose members are drawn anew: those who saw the throw know what it showed"
_UNCOUNTED = "adds to no number; whoever keeps the receipt of it, or was told of it, misses it"
_WITNESSES = "what all witnesses say together is what is known of when and how often they looked"
_AMONG = "its place among its like is what the mix starts from (V12); that among other entries nobody reads"
_FIRST = "no checkpoint comes before the first entry, so nothing but its signer says when it was made"

HARMLESS: tuple[tuple[str, str, str], ...] = (
    ("entry/setup/t", "made 0", _FIRST),
    ("entry/audit.seed/dice", "*", _THROWN),
    ("checkpoint", "dropped", _WITNESSES),
    ("checkpoint", "resized", _WITNESSES),
    ("checkpoint", "retimed*", _WITNESSES),
    ("checkpoint", "less witnessed", _WITNESSES),
    ("entry/*/t", "[-+]*", _HOUR),
    ("entry/*/t", "exchanged with another", _HOUR),
    ("entry/*/day", "[-+]*", _HOUR),
    ("entry/*/day", "exchanged with another", _HOUR),
    ("entry/minute.*/digests", "item *", _DOCUMENT),
    ("entry/minute.*/digests", "exchanged with another", _DOCUMENT),
    ("entry/minute.*/digests/*", "*", _DOCUMENT),
    ("entry/minute.complaint.*/subject", "*", _WORDS),
    ("entry/minute.complaint.*/refs*", "*", _WORDS),
    ("entry/minute.consent/refs*", "*", _WORDS),
    ("entry/minute.nomination/refs*", "*", _WORDS),
    ("entry/minute.candidate.*/refs", "item doubled", _WORDS),
    ("entry/minute.candidate.*/refs", "item swapped", _WORDS),
    ("entry/minute.nomination/subject", "exchanged with another", _ORDER),
    ("entry/minute.consent/subject", "exchanged with another", _ORDER),
    ("entry/minute.*", "entry moved", _ORDER),
    ("entry/minute.*", "entry swapped*", _ORDER),
    ("entry/minute.complaint.*", "entry *", _UNCOUNTED),
    ("entry/roll.*", "entry moved", _ORDER),
    ("entry/roll.*", "entry swapped*", _ORDER),
    ("entry/roll.change/*", "exchanged with another", _ORDER),
    ("entry/roll.add/ref", "*", _SEALED),
    ("entry/roll.remove/ref", "*", _SEALED),
    ("entry/roll.change/ref", "*", _SEALED),
    ("entry/ballot", "entry moved", _AMONG),
    ("entry/ballot", "entry swapped*", _AMONG),
    ("entry/tender", "entry moved", _AMONG),
    ("entry/tender", "entry swapped*", _AMONG),
    ("entry/cred.*/ref", "*", _SEALED),
    ("entry/cred.*/reason", "*", _WORDS),
    ("entry/cred.suspend/*", "exchanged with another", _SEALED),
    ("entry/cred.reissue", "entry moved", _ORDER),
    ("entry/cred.reissue", "entry swapped*", _ORDER),
    ("entry/cred.suspend", "entry moved", _ORDER),
    ("entry/cred.suspend", "entry swapped*", _ORDER),
    ("entry/cred.restore", "entry moved", _ORDER),
    ("entry/cred.restore", "entry swapped*", _ORDER),
    ("entry/cred.decide", "entry moved", _ORDER),
    ("entry/cred.decide", "entry swapped*", _ORDER),
    ("entry/paper.final", "entry moved", _AMONG),
    ("entry/paper.final", "entry swapped", _AMONG),
    ("entry/ballot.open", "entry dropped", _UNCOUNTED),
    ("entry/ballot.open", "entry moved", _ORDER),
    ("entry/ballot.open", "entry swapped*", _ORDER),
    ("entry/paper.commit/commit", "*", _TYPED),
    ("entry/paper.commit/sigs*", "exchanged with another", _TYPED),
    ("entry/paper.commit", "entry moved", _ORDER),
    ("entry/paper.commit", "entry swapped*", _ORDER),
    ("entry/paper.final/diffs*", "*", _TYPED),
    ("entry/release.request/basis", "*", _WORDS),
    ("entry/release.decision/reason", "*", _WORDS),
    (
        "entry/release.made/wm",
        "*",
        "the mark of a copy is shown by opening its key, which only the office holds",
    ),
    ("file/roll/changes-close.ndjson/new", "*", _SEALED),
    ("release/rows", "* swapped", "another copy, logged as such; its order is read by who holds its key"),
    ("file/roll/import.ndjson", "line swapped", "the import is a set; the frozen roll draws its own order"),
)
