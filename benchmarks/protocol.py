"""The five costs of the protocol, per ballot of one contest with both credential signatures."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from statistics import mean

from benchmarks.measure import RUNS, cpu_us
from tellers import _core
from tellers.crypto import statements

BALLOTS = 2_000
ROWS = 10_000
STAGES = 3
EID = bytes(range(32))


@dataclass(frozen=True)
class Keys:
    """A key to encrypt to, drawn once."""

    secret: bytes
    pk: bytes


class Poll:
    """Ciphertexts and proofs to measure on, each made when first needed."""

    @cached_property
    def keys(self) -> Keys:
        """The election key."""
        secret = _core.random_scalars(1)
        return Keys(secret, _core.base_multiply(secret))

    @cached_property
    def rows(self) -> bytes:
        """Ciphertexts of small numbers."""
        digits = b"".join(secrets.randbelow(1 << 40).to_bytes(32, "little") for _ in range(ROWS))
        return _core.encrypt(self.keys.pk, _core.embed(digits), _core.random_scalars(ROWS))

    @cached_property
    def ballots(self) -> tuple[list[bytes], list[bytes], list[bytes], list[bytes]]:
        """States, points, t and z of many ballots with one ciphertext each."""
        states, points, ts, zs = [], [], [], []
        for k in range(BALLOTS):
            r, x = _core.random_scalars(1), _core.random_scalars(2)
            ct = _core.encrypt(self.keys.pk, self.rows[64 * k + 32 : 64 * k + 64], r)
            public = _core.base_multiply(x)
            state = statements.ballot(
                EID,
                self.keys.pk,
                bytes(16),
                public[:32],
                public[32:],
                1,
                "full",
                "online",
                [("selection", ct)],
            )
            t, z = _core.prove_knowledge(state, r + x)
            states.append(state)
            points.append(ct[:32] + public)
            ts.append(t)
            zs.append(z)
        return states, points, ts, zs

    @cached_property
    def mixes(self) -> list[tuple[bytes, bytes, bytes]]:
        """As a poll has them: input, output and proof of each of three mixes, one after the other."""
        made, rows = [], self.rows
        for stage in range(1, 1 + STAGES):
            out, proof = _core.shuffle(EID, "selection", "joint", stage, "mixer", self.keys.pk, 1, rows)
            made.append((rows, out, proof))
            rows = out
        return made

    @cached_property
    def decrypted(self) -> list[tuple[bytes, tuple[bytes, bytes, bytes, bytes]]]:
        """A trustee's key, and the factors for the rows with their proof, for each run another trustee's."""
        secrets = [_core.random_scalars(1) for _ in range(1 + RUNS)]
        keys = [(secret, _core.base_multiply(secret)) for secret in secrets]
        return [
            (pk, _core.decrypt(EID, "selection", "joint", 1, secret, pk, self.rows)) for secret, pk in keys
        ]


def ballot_check(poll: Poll) -> float:
    """Checking many ballots in one batch."""
    states, points, ts, zs = poll.ballots
    return cpu_us(lambda: _core.check_knowledge(states, points, ts, zs), BALLOTS)


def shuffle_prove(poll: Poll) -> float:
    """Mixing and proving, on the average of three mixers that follow on one another.

    A mixer mixes only what it has found to be a mix, so all but the first know their input as points. What
    they did to find it out is the figure of checking a shuffle and is not counted here.
    """
    pk, mixes = poll.keys.pk, poll.mixes
    taken = []
    for stage, (rows, _, _) in enumerate(mixes, start=1):
        prove = partial(_core.shuffle, EID, "selection", "joint", stage, "mixer", pk, 1, rows)
        taken.append(cpu_us(prove, ROWS, partial(_checked, pk, mixes[: stage - 1][-1:], stage - 1)))
    return mean(taken)


def _checked(pk: bytes, mixes: list[tuple[bytes, bytes, bytes]], first: int) -> None:
    """Check mixes that follow on one another, ``first`` the stage of the first of them."""
    for stage, (rows, out, proof) in enumerate(mixes, start=first):
        if _core.check_shuffle(EID, "selection", "joint", stage, "mixer", pk, 1, rows, out, proof):
            raise RuntimeError("an honest mix does not hold")


def shuffle_check(poll: Poll) -> float:
    """Checking a mix, on the average of three that follow on one another."""
    return cpu_us(partial(_checked, poll.keys.pk, poll.mixes, 1), STAGES * ROWS)


def decrypt_prove(poll: Poll) -> float:
    """One trustee's partial decryption and its proof."""
    keys, rows = poll.keys, poll.rows
    return cpu_us(lambda: _core.decrypt(EID, "selection", "joint", 1, keys.secret, keys.pk, rows), ROWS)


def decrypt_check(poll: Poll) -> float:
    """Checking one trustee's partial decryption; of another trustee each time, as what was seen is known."""
    trustees, rows = iter(poll.decrypted), poll.rows

    def check() -> None:
        pk, (factors, t_b, t_a, z) = next(trustees)
        if not _core.check_decrypt(EID, "selection", "joint", 1, pk, rows, factors, t_b, t_a, z):
            raise RuntimeError("an honest decryption does not hold")

    return cpu_us(check, ROWS)


MEASURES: dict[str, Callable[[Poll], float]] = {
    "ballot-check": ballot_check,
    "shuffle-prove": shuffle_prove,
    "shuffle-check": shuffle_check,
    "decrypt-prove": decrypt_prove,
    "decrypt-check": decrypt_check,
}
