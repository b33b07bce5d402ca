"""The Merkle tree of a log: roots, and proofs that an entry is in it or that it only grew.

Hashes are 32 bytes. A tree of size n has the leaves 0 .. n - 1.
Source: RFC 9162, section 2.1 (the hashes are those of RFC 6962).
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from tellers import _core
from tellers.errors import Invalid

CHECK = "tlog.merkle"
EMPTY_ROOT = sha256(b"").digest()
LONGEST = 64  # no tree of fewer than 2^64 leaves has a longer proof


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry as a leaf."""
    return sha256(b"\x00" + entry).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash of two neighbours."""
    return sha256(b"\x01" + left + right).digest()


def root_of(entries: Iterable[bytes]) -> bytes:
    """The root over entries, many at once."""
    return _core.merkle_root(list(entries))


class Tree:
    """A growing tree that remembers the hash of every complete subtree.

    Appending costs amortised two hashes, a root at the present or any earlier size and any proof
    about log n. Holds leaf hashes, never entries: 64 bytes of hash a leaf in all.
    """

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self._levels: list[list[bytes]] = [[]]  # [height][position]: complete subtrees only
        self.extend(leaves)

    @property
    def size(self) -> int:
        """How many leaves there are."""
        return len(self._levels[0])

    def append(self, leaf: bytes) -> int:
        """Add a leaf hash (32 bytes); gives its index."""
        if len(leaf) != 32:
            raise ValueError("a leaf hash has 32 bytes")
        index, height, subtree = self.size, 0, leaf
        while index >> height & 1:  # it completes a pair, whose hash goes one level up
            self._put(height, subtree)
            subtree = node(self._levels[height][-2], subtree)
            height += 1
        self._put(height, subtree)
        return index

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add leaf hashes in order."""
        for leaf in leaves:
            self.append(leaf)

    def leaf(self, index: int) -> bytes:
        """The hash of a leaf. Raises IndexError."""
        if not 0 <= index < self.size:
            raise IndexError(f"no leaf {index} in a tree of {self.size}")
        return self._levels[0][index]

    def root(self, size: int | None = None) -> bytes:
        """The root at ``size``, or at the present size. Raises IndexError past the present size."""
        return self._subtree(0, self._known(self.size if size is None else size))

    def inclusion_path(self, index: int, size: int | None = None) -> list[bytes]:
        """The proof that a leaf is in the tree of ``size``, from the leaf upwards.

        Raises IndexError. Source: RFC 9162, section 2.1.3.1.
        """
        end = self._known(self.size if size is None else size)
        if not 0 <= index < end:
            raise IndexError(f"no leaf {index} in a tree of {end}")
        start, path = 0, []
        while end - start > 1:
            middle = start + _split(end - start)
            if index < middle:
                path.append(self._subtree(middle, end))
                end = middle
            else:
                path.append(self._subtree(start, middle))
                start = middle
        return path[::-1]

    def consistency_path(self, old: int, size: int | None = None) -> list[bytes]:
        """The proof that the tree of ``old`` leaves is the beginning of the tree of ``size``.

        Raises IndexError. Source: RFC 9162, section 2.1.4.1.
        """
        end = self._known(self.size if size is None else size)
        if not 0 < old <= end:
            raise IndexError(f"no proof from {old} to {end}")
        start, path = 0, []
        while old != end:
            middle = start + _split(end - start)
            if old <= middle:
                path.append(self._subtree(middle, end))
                end = middle
            else:
                path.append(self._subtree(start, middle))
                start = middle
        if start:
            path.append(self._subtree(start, end))
        return path[::-1]

    def _put(self, height: int, subtree: bytes) -> None:
        if height == len(self._levels):
            self._levels.append([])
        self._levels[height].append(subtree)

    def _known(self, size: int) -> int:
        if not 0 <= size <= self.size:
            raise IndexError(f"no size {size} in a tree of {self.size}")
        return size

    def _subtree(self, start: int, end: int) -> bytes:
        """The hash over leaves ``start`` .. ``end - 1``, where the tree has such a node."""
        complete = []
        while start < end:
            height = (end - start).bit_length() - 1
            complete.append(self._levels[height][start >> height])
            start += 1 << height
        return _fold(complete)


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> None:
    """Check that the leaf hash stands at ``index`` in the tree of ``size`` with this root.

    Raises Invalid: tlog.merkle. Source: RFC 9162, section 2.1.3.2.
    """
    _check_hashes([leaf, root, *path])
    if not 0 <= index < size:
        raise Invalid(CHECK, f"no leaf {index} in a tree of {size}")
    number, last, subtree = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            raise Invalid(CHECK, "the inclusion proof is too long")
        if number % 2 or number == last:
            subtree = node(sibling, subtree)
            while number % 2 == 0 and number:
                number, last = number >> 1, last >> 1
        else:
            subtree = node(subtree, sibling)
        number, last = number >> 1, last >> 1
    if last:
        raise Invalid(CHECK, "the inclusion proof is too short")
    if subtree != root:
        raise Invalid(CHECK, f"leaf {index} is not in the tree of {size} with this root")


def verify_consistency(old: int, old_root: bytes, size: int, new_root: bytes, path: Sequence[bytes]) -> None:
    """Check that the tree of ``old`` leaves is the beginning of the tree of ``size`` leaves.

    An empty tree begins every tree, so a proof from size 0 to a larger size says nothing and is refused.
    Raises Invalid: tlog.merkle. Source: RFC 9162, section 2.1.4.2.
    """
    _check_hashes([old_root, new_root, *path])
    if not 0 <= old <= size:
        raise Invalid(CHECK, f"a tree of {old} cannot grow to {size}")
    if old == size:
        if path or old_root != new_root or (size == 0 and new_root != EMPTY_ROOT):
            raise Invalid(CHECK, f"two different trees of size {size}")
        return
    if old == 0:
        raise Invalid(CHECK, "a proof from the empty tree says nothing")
    was, now = _grow(old, old_root, size, list(path))
    if was != old_root:
        raise Invalid(CHECK, f"the proof does not begin with the tree of {old}")
    if now != new_root:
        raise Invalid(CHECK, f"the proof does not end with the tree of {size}")


def _grow(old: int, old_root: bytes, size: int, path: list[bytes]) -> tuple[bytes, bytes]:
    """The old and the new root that a consistency proof leads to, for 0 < old < size."""
    if old & (old - 1) == 0:  # the old tree is one complete subtree, which the proof leaves out
        path.insert(0, old_root)
    if not path:
        raise Invalid(CHECK, "the consistency proof is empty")
    number, last = old - 1, size - 1
    while number % 2:
        number, last = number >> 1, last >> 1
    was = now = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise Invalid(CHECK, "the consistency proof is too long")
        if number % 2 or number == last:
            was, now = node(sibling, was), node(sibling, now)
            while number % 2 == 0 and number:
                number, last = number >> 1, last >> 1
        else:
            now = node(now, sibling)
        number, last = number >> 1, last >> 1
    if last:
        raise Invalid(CHECK, "the consistency proof is too short")
    return was, now


def _check_hashes(hashes: Sequence[bytes]) -> None:
    if len(hashes) > LONGEST + 2 or any(len(found) != 32 for found in hashes):
        raise Invalid(CHECK, "a hash of the proof has not 32 bytes, or there are too many")


def _split(width: int) -> int:
    """The largest power of two below ``width``."""
    return 1 << (width - 1).bit_length() - 1


def _fold(complete: list[bytes]) -> bytes:
    """The root over complete subtrees of falling height."""
    if not complete:
        return EMPTY_ROOT
    subtree = complete.pop()
    while complete:
        subtree = node(complete.pop(), subtree)
    return subtree
