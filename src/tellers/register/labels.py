"""How finely a released register may tell channels and times: never a cell smaller than k.

Source: spec/register.md, "labels and buckets".
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

KINDS: dict[str, tuple[str, ...]] = {
    "electronic": ("assisted", "kiosk", "online"),
    "paper": ("in-person", "post"),
}

Label = tuple[str, tuple[str, ...], int]
"""(label, its channels, marks)."""


def labels(by_channel: Mapping[str, int], k: int, kinds: Mapping[str, Sequence[str]] = KINDS) -> list[Label]:
    """The labels of a register: a channel of at least ``k`` marks by its own name, others pooled.

    A pool that is not empty and below ``k`` takes in the smallest other channel of its kind (ties:
    by name) until it is large enough or alone. ``kinds``: the channels of each kind, by the kind's name.
    """
    result: list[Label] = []
    for kind, channels in kinds.items():
        counts = {c: by_channel[c] for c in channels if by_channel.get(c, 0) > 0}
        pool = {c for c, n in counts.items() if n < k}
        while pool and sum(counts[c] for c in pool) < k and len(pool) < len(counts):
            pool.add(min((c for c in counts if c not in pool), key=lambda c: (counts[c], c)))
        result += [(c, (c,), n) for c, n in sorted(counts.items()) if c not in pool]
        if pool:
            result.append((kind, tuple(sorted(pool)), sum(counts[c] for c in pool)))
    return result


def bucket(minute: int, opens: int, width: int, span: int) -> int:
    """The bucket of a minute since 1970, -1 where times are withheld (a width of 0).

    ``opens`` in seconds, ``width`` and ``span``, the length of the poll, in minutes. What was marked
    after the hour, as envelopes are, falls into the last bucket.
    """
    return min(minute - opens // 60, span - 1) // width if width else -1


def bucket_width(minutes: Iterable[int], opens: int, ladder: Sequence[int], k: int) -> int:
    """The narrowest width of the ladder at which every bucket that is not empty holds ``k`` marks.

    0 where none does: the times of the label are withheld.
    """
    marked = list(minutes)
    for width in ladder:
        cells = Counter(bucket(minute, opens, width, ladder[-1]) for minute in marked)
        if cells and min(cells.values()) >= k:
            return width
    return 0
