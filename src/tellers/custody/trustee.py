"""A trustee: makes a share of the key, and decrypts one set per contest, ever. Source: spec/trustees.md."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from hashlib import sha256
from pathlib import Path
from typing import Any

from tellers.canonical import encode, h256
from tellers.crypto import sharing
from tellers.crypto.prove import mixing
from tellers.crypto.prove.keygen import Dealer, Message, Share
from tellers.crypto.secret import Secret
from tellers.custody.keyring import PLAIN, Files, KeyHolder
from tellers.custody.record import Line, Record
from tellers.errors import Refused


class Trustee(KeyHolder):
    """Trustee ``i`` of a poll: its signing key, its seed and, after the ceremony, its share, in one file."""

    def __init__(self, path: Path, i: int, files: Files = PLAIN) -> None:
        super().__init__(path, files)
        self.i = i

    @classmethod
    def named(cls, path: Path, files: Files, setup: Mapping[str, Any]) -> "Trustee":
        """The trustee whose key file this is, with the number that the set-up gives it.

        Raises Refused: trustee.not-named, and what opening the file raises.
        """
        found = cls(path, 0, files)
        theirs = (found.id, found.vk.hex())
        for trustee in setup["trustees"]:
            if (trustee["id"], trustee["vk"]) == theirs:
                found.i = trustee["i"]
                return found
        raise Refused("trustee.not-named", f"the set-up has no trustee {found.id} with this key")

    def commit(self, sid: bytes, threshold: int, trustees: int) -> Message:
        """Round 0 of the key ceremony; asked again, the same commitment.

        Raises Refused("trustee.another-ceremony"): a key takes part in the making of one share.
        """
        about = {"sid": sid.hex(), "threshold": threshold, "trustees": trustees}
        record = self.record()
        begun = record.of("dkg0")
        if begun and any(begun[0][name] != value for name, value in about.items()):
            raise Refused("trustee.another-ceremony", f"{self.id} takes part in the making of another key")
        if not begun:
            record.append("dkg0", **about)
        return self._dealer().commit()

    def reveal(self, round0: list[Message]) -> Message:
        """Round 1, from the commitments on the board; for one list of them, ever.

        Raises Refused: trustee.no-ceremony, trustee.another-round, and what the dealer raises.
        """
        dealer, record, digest = self._dealer(), self.record(), _digest(round0)
        if any(line["round0"] != digest for line in record.of("dkg1")):
            raise Refused(
                "trustee.another-round",
                f"{self.id} has revealed its part to other commitments before: the board was exchanged",
            )
        message = dealer.reveal(round0)
        if not record.of("dkg1"):
            self.bind(record.append("dkg1", round0=digest))
        return message

    def complain(self, round0: list[Message], round1: list[Message]) -> list[Message]:
        """Round 2: what this trustee has to complain of, from the shares on the board.

        Raises Refused: trustee.no-ceremony, trustee.another-round, and what the dealer raises.
        """
        return self._revealed_to(round0).complain(round0, round1)

    def certify(
        self, round0: list[Message], round1: list[Message], complaints: Sequence[Message] = ()
    ) -> Message:
        """Round 3, if nobody complained; the share goes into the trustee's own file. Again, the same share.

        Raises Refused: dkg.complaint, trustee.no-ceremony, trustee.another-round, and what the dealer raises.
        """
        dealer, record = self._revealed_to(round0), self.record()
        for complaint in complaints:
            fault = sharing.judge(dealer.sid, round0, round1, complaint)
            raise Refused(
                "dkg.complaint",
                f"trustee {fault.trustee} is at fault, says the complaint of trustee {complaint['i']}:"
                f" {fault.why}; begin again with a new set-up without them",
            )
        message, share = dealer.certify(round0, round1)
        stored = {
            "sid": record.of("dkg0")[0]["sid"],
            "i": share.i,
            "secret": share.secret.reveal().hex(),
            "x_pub": share.x_pub.hex(),
            "pk": share.pk.hex(),
            "dkg": share.dkg.hex(),
        }
        self.bind(record.append("dkg3", dkg=share.dkg.hex()), share=stored)
        return message

    def decrypt(self, eid: bytes, contest: str, group: str, rows: bytes) -> tuple[bytes, dict[str, str]]:
        """Factors and proof for the last stage of a contest.

        What is opened is on the disk first, in the record and in the key file. The same set again gives the
        same factors, which show nobody anything new. Raises Refused: trustee.no-share,
        trustee.decrypted-before: a trustee opens one set per contest and group.
        """
        share, record = self.share(), self.record()
        asked = {"eid": eid.hex(), "contest": contest, "group": group}
        inp = sha256(rows).hexdigest()
        before = [line["inp"] for line in record.of("opened") if asked.items() <= line.items()]
        if any(opened != inp for opened in before):
            raise Refused(
                "trustee.decrypted-before", f"{self.id} has opened another set of {contest}, {group} before"
            )
        if not before:
            self.bind(record.append("opened", **asked, inp=inp))
        return mixing.decrypt(eid, contest, group, share, rows)

    def share(self) -> Share:
        """The share. Raises Refused: trustee.no-share."""
        stored = self._content()["share"]
        if stored is None:
            raise Refused("trustee.no-share", f"{self.path} holds no share yet: the key is not made")
        return _share_of(stored)

    def poll(self) -> bytes | None:
        """The sid of the poll whose key this trustee has a part in; None before it has."""
        begun = self.record().of("dkg0")
        return bytes.fromhex(begun[0]["sid"]) if begun else None

    def _revealed_to(self, round0: list[Message]) -> Dealer:
        """The dealer, which has revealed its part to these commitments."""
        dealer, record = self._dealer(again=True), self.record()
        if [line["round0"] for line in record.of("dkg1")][-1:] != [_digest(round0)]:
            raise Refused("trustee.another-round", f"{self.id} has revealed nothing to these commitments")
        return dealer

    def _dealer(self, again: bool = False) -> Dealer:
        record = self.record()
        if not record.of("dkg0") or (record.of("dkg3") and not again):
            raise Refused("trustee.no-ceremony", f"{self.id} is in no key ceremony")
        begun = record.of("dkg0")[0]
        return Dealer(bytes.fromhex(begun["sid"]), self.i, begun["threshold"], begun["trustees"], self._seed)


class Mixer(KeyHolder):
    """A mixer: re-encrypts and reorders, and proves that it did nothing else."""

    def mix(
        self, eid: bytes, pk: bytes, contest: str, group: str, stage: int, width: int, rows: bytes
    ) -> tuple[bytes, bytes]:
        """The rows shuffled, and the proof. Raises what ``mix_all`` raises."""
        [made] = self.mix_all([mixing.Stage(eid, contest, group, stage, self.id, pk, width, rows)])
        return made

    def mix_all(
        self, stages: Sequence[mixing.Stage], executor: Executor | None = None
    ) -> list[tuple[bytes, bytes]]:
        """The rows of several sets shuffled, with their proofs; ``executor``: the mixer's own machines.

        The same rows may be mixed again for the same stage, since a mix may be lost on the way: every mix is
        a new one, and the board takes one. Raises Refused("mixer.mixed-before"): a mixer mixes one input of
        a set, ever; WorkersLost.
        """
        record = self.record()
        new = [stage for stage in stages if not self._has_mixed(record, stage)]
        marks = [record.append("mixed", **_set_of(stage), **_input_of(stage)) for stage in new]
        if marks:
            self.bind(marks[-1])
        return mixing.shuffle_all(stages, executor)

    def _has_mixed(self, record: Record, stage: mixing.Stage) -> bool:
        """Whether this mixer has mixed this very input. Raises Refused: mixer.mixed-before."""
        before = [line for line in record.of("mixed") if _set_of(stage).items() <= line.items()]
        if any(not _input_of(stage).items() <= line.items() for line in before):
            told = f"{self.id} has mixed {stage.contest}, {stage.group} before, from another input"
            raise Refused("mixer.mixed-before", told)
        return bool(before)


def _set_of(stage: mixing.Stage) -> Line:
    return {"eid": stage.eid.hex(), "contest": stage.contest, "group": stage.group}


def _input_of(stage: mixing.Stage) -> Line:
    return {"stage": stage.stage, "inp": sha256(stage.rows).hexdigest()}


def _digest(messages: list[Message]) -> str:
    return h256("custody/round", encode(messages)).hex()


def _share_of(stored: dict[str, Any]) -> Share:
    return Share(
        stored["i"],
        Secret(bytes.fromhex(stored["secret"])),
        bytes.fromhex(stored["x_pub"]),
        bytes.fromhex(stored["pk"]),
        bytes.fromhex(stored["dkg"]),
    )
