"""Merkle trees as in RFC 6962: that a line is one of many can be shown without showing the others."""

import hashlib
from collections.abc import Iterable, Sequence

EMPTY = hashlib.sha256(b"").hexdigest()


class Tree:
    """The tree over some lines of text; an odd node at the end of a level moves up as it is."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._levels = [[_hash_leaf(line) for line in lines]]
        while len(self._levels[-1]) > 1:
            below = self._levels[-1]
            pairs = [_hash_pair(below[n], below[n + 1]) for n in range(0, len(below) - 1, 2)]
            self._levels.append(pairs + below[len(below) - len(below) % 2 :])

    def __len__(self) -> int:
        """How many lines there are."""
        return len(self._levels[0])

    @property
    def root(self) -> str:
        """The root in hex."""
        return self._levels[-1][0].hex() if len(self) else EMPTY

    def make_path(self, index: int) -> list[str]:
        """What has to be hashed with the line at `index`, from the bottom up, to arrive at the root."""
        path = []
        for level in self._levels[:-1]:
            other = index ^ 1
            if other < len(level):
                path.append(level[other].hex())
            index //= 2
        return path


def leads_to_root(line: str, index: int, size: int, path: Sequence[str], root: str) -> bool:
    """Whether a line stands at `index` in the tree of `size` lines with that root."""
    if not 0 <= index < size:
        return False
    held, rest, last = _hash_leaf(line), list(path), size - 1
    try:
        while last > 0:
            if index % 2:
                held = _hash_pair(bytes.fromhex(rest.pop(0)), held)
            elif index < last:
                held = _hash_pair(held, bytes.fromhex(rest.pop(0)))
            index, last = index // 2, last // 2
    except (ValueError, IndexError):
        return False
    return not rest and held.hex() == root


def _hash_leaf(line: str) -> bytes:
    return hashlib.sha256(b"\0" + line.encode()).digest()


def _hash_pair(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()
