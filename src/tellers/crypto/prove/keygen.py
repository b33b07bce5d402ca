"""How n trustees make one election key that any t of them can use, and no fewer.

Joint Feldman sharing with commit-then-reveal, possession proofs and certification by all; one
``Dealer`` per trustee, on that trustee's machine. Source: spec/trustees.md.
"""

from dataclasses import dataclass
from typing import Any

from tellers import _core
from tellers.canonical import encode, h256, le32
from tellers.crypto import check, sharing, statements
from tellers.crypto.prove.knowledge import listed, prove_knowledge
from tellers.crypto.secret import Secret
from tellers.errors import Refused

Message = dict[str, Any]
_POINT = 32


@dataclass(frozen=True, slots=True)
class Share:
    """What a trustee keeps: its share of the election key."""

    i: int
    secret: Secret
    x_pub: bytes
    pk: bytes
    dkg: bytes


class Dealer:
    """One trustee in the making of the key. ``i`` counts from 1.

    All its secrets come from ``seed``, 32 random bytes that the trustee keeps and uses for nothing else, so
    that it may stop between the rounds; the same seed for the same poll gives the same polynomial.
    """

    def __init__(self, sid: bytes, i: int, threshold: int, trustees: int, seed: Secret) -> None:
        self.sid, self._i, self._t, self._n = sid, i, threshold, trustees
        drawn = [
            _core.hash_to_scalar(
                "MBP1/custody/dealer", [seed.reveal(), sid, le32(i), le32(threshold), le32(k)]
            )
            for k in range(threshold + 1)
        ]
        self._transport, self._coefficients = Secret(drawn[0]), Secret(b"".join(drawn[1:]))
        self._commitments = _core.base_multiply(self._coefficients.reveal())

    @property
    def _point(self) -> bytes:
        """The public transport key."""
        return _core.base_multiply(self._transport.reveal())

    def commit(self) -> Message:
        """Round 0: the transport key and a commitment to the polynomial."""
        state = statements.dkg_transport(self.sid, self._i, self._point)
        return {
            "i": self._i,
            "transport": self._point.hex(),
            "pok": prove_knowledge(state, self._transport),
            "commit": _commitment(self.sid, self._i, self._commitments).hex(),
        }

    def reveal(self, round0: list[Message]) -> Message:
        """Round 1, after all commitments are logged: the polynomial's public side, and the shares.

        Raises Refused: dkg.incomplete, dkg.commitment, dkg.possession.
        """
        self._check_first(round0)
        state = statements.dkg_coefficients(self.sid, self._i, self._t, self._n, self._commitments)
        return {
            "i": self._i,
            "coeffs": listed(self._commitments),
            "pok": prove_knowledge(state, self._coefficients),
            "shares": [self._sealed_share(j, bytes.fromhex(m["transport"])) for j, m in enumerate(round0, 1)],
        }

    def complain(self, round0: list[Message], round1: list[Message]) -> list[Message]:
        """Round 2: a complaint about each dealer whose share does not fit, with what opens that share.

        A false share is seen by its receiver alone; whatever everybody can see needs no complaint.
        Raises Refused: dkg.incomplete, dkg.commitment, dkg.possession, dkg.false-share, naming the dealer.
        """
        self._check_rounds(round0, round1)
        false = [m for m in round1 if not self._is_good(m, self._opened_share(m))]
        return [self._complaint(message) for message in false]

    def certify(self, round0: list[Message], round1: list[Message]) -> tuple[Message, Share]:
        """Round 3: check what all the others sent, and sign for the whole transcript.

        Raises Refused: what ``complain`` raises, and dkg.false-share naming a dealer to complain of.
        """
        self._check_rounds(round0, round1)
        values = [self._opened_share(m) for m in round1]
        for message, value in zip(round1, values, strict=True):
            if not self._is_good(message, value):
                raise Refused("dkg.false-share", f"trustee {message['i']} sent a share that does not fit")
        secret = Secret(_core.scalar_sum(b"".join(values)))
        dkg = transcript_digest(self.sid, self._t, self._n, round0, round1)
        x_pub = _core.base_multiply(secret.reveal())
        message = {
            "i": self._i,
            "dkg": dkg.hex(),
            "x_pub": x_pub.hex(),
            "pok": prove_knowledge(statements.dkg_share(self.sid, dkg, self._i, x_pub), secret),
        }
        return message, Share(self._i, secret, x_pub, election_key(round1), dkg)

    def _check_first(self, round0: list[Message]) -> None:
        """Everybody has committed, this trustee as it did; every transport key is a key."""
        if [m["i"] for m in round0] != [*range(1, self._n + 1)]:
            raise Refused("dkg.incomplete", f"not each of the {self._n} trustees has committed")
        own = (self._point.hex(), _commitment(self.sid, self._i, self._commitments).hex())
        if (round0[self._i - 1]["transport"], round0[self._i - 1]["commit"]) != own:
            raise Refused("dkg.commitment", "the board shows another commitment than this trustee's own")
        bad = _core.first_bad_point(b"".join(bytes.fromhex(m["transport"]) for m in round0), False)
        if bad != -1:
            raise Refused("dkg.possession", f"trustee {bad + 1} gave a transport key that is none")

    def _check_rounds(self, round0: list[Message], round1: list[Message]) -> None:
        self._check_first(round0)
        if [m["i"] for m in round1] != [*range(1, self._n + 1)]:
            raise Refused("dkg.incomplete", f"not each of the {self._n} trustees has revealed its part")
        for first, second in zip(round0, round1, strict=True):
            self._check_dealer(first, second)

    def _check_dealer(self, first: Message, second: Message) -> None:
        """A dealer revealed what it had committed to, of the right degree, and knows its secrets."""
        dealer = f"trustee {first['i']}"
        coefficients = bytes.fromhex("".join(second["coeffs"]))
        commitment = _commitment(self.sid, first["i"], coefficients).hex()
        if len(second["shares"]) != self._n:
            raise Refused("dkg.incomplete", f"{dealer} did not send a share to each of {self._n} trustees")
        if check.first_bad_point(bytes.fromhex("".join(s["e"] for s in second["shares"])), False) != -1:
            raise Refused("dkg.false-share", f"{dealer} sent a share that cannot be opened")
        if len(second["coeffs"]) != self._t or commitment != first["commit"]:
            raise Refused("dkg.commitment", f"{dealer} revealed another polynomial than it committed to")
        transport = bytes.fromhex(first["transport"])
        states = [
            statements.dkg_transport(self.sid, first["i"], transport),
            statements.dkg_coefficients(self.sid, first["i"], self._t, self._n, coefficients),
        ]
        proofs = [first["pok"], second["pok"]]
        t, z = ([bytes.fromhex("".join(proof[part])) for proof in proofs] for part in ("t", "z"))
        if check.check_knowledge(states, [transport, coefficients], t, z) != -1:
            raise Refused("dkg.possession", f"{dealer} does not show that it knows its secrets")

    def _sealed_share(self, j: int, transport: bytes) -> dict[str, str]:
        ephemeral = _core.random_scalars(1)
        e = _core.base_multiply(ephemeral)
        pad = sharing.pad(self.sid, self._i, j, e, transport, _core.multiply(ephemeral, transport))
        share = _core.polynomial_at(self._coefficients.reveal(), j)
        return {"e": e.hex(), "ct": sharing.masked(share, pad).hex()}

    def _opened_share(self, message: Message) -> bytes:
        sealed = message["shares"][self._i - 1]
        e = bytes.fromhex(sealed["e"])
        z = _core.multiply(self._transport.reveal(), e)
        pad = sharing.pad(self.sid, message["i"], self._i, e, self._point, z)
        return sharing.masked(bytes.fromhex(sealed["ct"]), pad)

    def _is_good(self, message: Message, share: bytes) -> bool:
        coefficients = bytes.fromhex("".join(message["coeffs"]))
        return sharing.is_number(share) and sharing.fits(share, coefficients, self._i)

    def _complaint(self, message: Message) -> Message:
        dealer, e = message["i"], bytes.fromhex(message["shares"][self._i - 1]["e"])
        z = _core.multiply(self._transport.reveal(), e)
        state = statements.dkg_complaint(self.sid, dealer, self._i, e, self._point, z)
        t_b, t_a, response = _core.prove_dleq(state, self._transport.reveal(), e)
        dleq = {"t_b": t_b.hex(), "t_a": t_a.hex(), "z": response.hex()}
        return {"i": self._i, "dealer": dealer, "z": z.hex(), "dleq": dleq}


def transcript_digest(
    sid: bytes, threshold: int, trustees: int, round0: list[Message], round1: list[Message]
) -> bytes:
    """What every trustee certifies: all of the first two rounds."""
    return h256("dkg/transcript", sid, le32(threshold), le32(trustees), encode(round0), encode(round1))


def election_key(round1: list[Message]) -> bytes:
    """The sum of the dealers' constant terms."""
    key = bytes(_POINT)
    for message in round1:
        key = _core.add(key, bytes.fromhex(message["coeffs"][0]))
    return key


def _commitment(sid: bytes, i: int, commitments: bytes) -> bytes:
    return h256("dkg/commit", sid, le32(i), commitments)
