"""A pack that lies nowhere, for steps that only read its files."""

from collections.abc import Iterator


class Memory:
    """The files of a pack in memory, as a folder or a zip would give them."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self._files = files
        self.paths = frozenset(files)

    def length(self, path: str) -> int:
        """The length of a file in bytes."""
        return len(self._files[path])

    def pieces(self, path: str) -> Iterator[bytes]:
        """The bytes of a file, in one piece."""
        yield self._files[path]
