"""A segment: some fingerprints on disk, in which all within a distance are found without looking at each.

Multi-index hashing (Norouzi, Punjani and Fleet, Fast Exact Search in Hamming Space with Multi-Index Hashing,
IEEE TPAMI 2014): the 256 bits are cut into 16 parts of 16. Two prints that differ in at most 31 bits differ
in at most one bit of some part, so that only prints that share a part, but for one bit, have to be compared.
The arrays are mapped into memory, not loaded.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

PARTS, PART_BITS = 16, 16
DIGEST_BYTES = 32
FARTHEST = 2 * PARTS - 1
"""Up to this distance nothing is missed."""
_VALUES = 1 << PART_BITS
_FLIPS = np.array([0, *(1 << bit for bit in range(PART_BITS))], dtype=np.uint16)
_WORDS = 4
_FEW = 4096
"""Up to so many prints are compared one by one: that is faster than to look them up."""
_NAMES = ("prints", "owners", "orders", "starts", "pictures")
Words = NDArray[np.uint64]


class BrokenSegmentError(Exception):
    """The arrays of a segment do not hold what they should."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Fingerprints of pictures.

    Attributes:
        prints: n x 4 words.
        owners: n, which of the pictures a print is of.
        orders: 16 x n, the prints in order of each part.
        starts: 16 x 65,537, where in that order each value of the part begins.
        pictures: m x 32 bytes, the SHA-256 of each picture; also of those without a print.
    """

    prints: Words
    owners: NDArray[np.uint32]
    orders: NDArray[np.uint32]
    starts: NDArray[np.uint32]
    pictures: NDArray[np.uint8]

    def iter_near(self, wanted: Words, most: int) -> Iterator[tuple[int, int]]:
        """Each picture of which a print is within a distance of a wanted one, with the least such distance.

        Args:
            wanted: k x 4 words.
            most: bits that may differ, at most `FARTHEST`.

        Raises:
            ValueError: `most` is larger.
            BrokenSegmentError: the arrays lead outside the segment.
        """
        if most > FARTHEST:
            raise ValueError(f"{most} is more than the {FARTHEST} bits up to which nothing is missed")
        best: dict[int, int] = {}
        for one in wanted:
            rows = self._find_candidates(one)
            if len(rows) and rows[-1] >= len(self.prints):
                raise BrokenSegmentError("an order leads to a print that is not there")
            apart = np.bitwise_count(self.prints[rows] ^ one).sum(axis=1, dtype=np.uint16)
            near = apart <= most
            for owner, distance in zip(self.owners[rows[near]].tolist(), apart[near].tolist(), strict=True):
                best[owner] = min(distance, best.get(owner, distance))
        if max(best, default=-1) >= len(self.pictures):
            raise BrokenSegmentError("a print is of a picture that is not there")
        yield from best.items()

    def _find_candidates(self, one: Words) -> NDArray[np.intp]:
        if len(self.prints) <= _FEW:
            return np.arange(len(self.prints))
        found = []
        for part, value in enumerate(_cut(one[None, :])[0]):
            values = value ^ _FLIPS
            for start, end in zip(
                self.starts[part, values], self.starts[part, values.astype(np.int64) + 1], strict=True
            ):
                if end > start:
                    found.append(self.orders[part, start:end])
        return np.unique(np.concatenate([np.zeros(0, dtype=np.uint32), *found])).astype(np.intp)


def make_segment(prints: Words, owners: NDArray[np.uint32], pictures: NDArray[np.uint8]) -> Segment:
    """A segment in memory, put in order."""
    parts = _cut(prints)
    orders = np.argsort(parts, axis=0, kind="stable").T.astype(np.uint32)
    starts = np.zeros((PARTS, _VALUES + 1), dtype=np.uint32)
    for part in range(PARTS):
        starts[part, 1:] = np.cumsum(np.bincount(parts[:, part], minlength=_VALUES))
    return Segment(prints, owners, np.ascontiguousarray(orders), starts, pictures)


def join_segments(segments: list[Segment]) -> Segment:
    """One segment of several."""
    offsets = np.cumsum([0, *(len(one.pictures) for one in segments[:-1])], dtype=np.uint32)
    owners = [one.owners + offset for one, offset in zip(segments, offsets, strict=True)]
    return make_segment(
        np.concatenate([one.prints for one in segments]),
        np.concatenate(owners).astype(np.uint32),
        np.concatenate([one.pictures for one in segments]),
    )


def write_segment(segment: Segment, folder: Path) -> None:
    """Write a segment as a folder of its own, seen whole or not at all."""
    partial = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    for name in _NAMES:
        np.save(partial / f"{name}.npy", getattr(segment, name), allow_pickle=False)
    partial.rename(folder)


def open_segment(folder: Path) -> Segment:
    """A segment as it was written, each value of it looked at.

    Raises:
        BrokenSegmentError: its arrays are no segment.
        OSError: it cannot be opened.
    """
    segment = map_segment(folder)
    if not _leads_nowhere_else(segment):
        raise BrokenSegmentError(f"{folder} holds values that lead outside it")
    return segment


def map_segment(folder: Path) -> Segment:
    """A segment as it was written, mapped into memory: only types and shapes are looked at.

    Raises:
        BrokenSegmentError: its arrays are no segment.
        OSError: it cannot be opened.
    """
    try:
        arrays = [np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in _NAMES]
    except (ValueError, EOFError, FileNotFoundError) as exc:
        raise BrokenSegmentError(f"{folder} holds an array that cannot be read") from exc
    segment = Segment(*arrays)
    if not _has_shape(segment):
        raise BrokenSegmentError(f"{folder} holds arrays that do not fit one another")
    return segment


def _has_shape(segment: Segment) -> bool:
    """Whether the arrays have the types and shapes of a segment."""
    number = len(segment.prints) if segment.prints.ndim else -1
    shapes = {
        "prints": ((number, _WORDS), np.uint64),
        "owners": ((number,), np.uint32),
        "orders": ((PARTS, number), np.uint32),
        "starts": ((PARTS, _VALUES + 1), np.uint32),
        "pictures": ((len(segment.pictures) if segment.pictures.ndim else -1, DIGEST_BYTES), np.uint8),
    }
    return all(
        getattr(segment, name).shape == shape and getattr(segment, name).dtype == kind
        for name, (shape, kind) in shapes.items()
    )


def _leads_nowhere_else(segment: Segment) -> bool:
    """Whether every value of the arrays is a place within them."""
    number = len(segment.prints)
    return not number or bool(
        segment.owners.max() < len(segment.pictures)
        and segment.orders.max() < number
        and segment.starts.max() <= number
        and (np.diff(segment.starts.astype(np.int64), axis=1) >= 0).all()
    )


def _cut(prints: Words) -> NDArray[np.uint16]:
    return np.ascontiguousarray(prints).view(np.uint16).reshape(len(prints), PARTS)
