"""The captured pictures of a workspace by their looks: a projection that can be dropped and made again."""

import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from config.errors import ItemError, VerificationError
from evidence.assembly import find_pictures
from evidence.noun import make_digest
from evidence.workspace import Workspace
from index.pictures.numbers import Told, compare_numbers
from index.pictures.segment import (
    FARTHEST,
    Segment,
    Words,
    join_segments,
    make_segment,
    open_segment,
    write_segment,
)
from ocr.fingerprint import WORDS, make_asked_prints, make_kept_prints
from ocr.picture import read_pixels

FOLDER = "likeness"
_AT_ONCE = 2_000
_GROWTH = 2
_DIGEST_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """A captured picture that looks like the one asked for.

    Attributes:
        sha256: of its bytes.
        distance: how many of 256 bits differ.
        told: the numbers that were read in both; none where nothing can be compared.
    """

    sha256: str
    distance: int
    told: tuple[Told, ...] = ()

    @property
    def says_otherwise(self) -> bool:
        """Whether it is another document of the same form: a number in it is another one."""
        return any(one.first != one.second for one in self.told)


@dataclass(slots=True)
class PictureLibrary:
    """Fingerprints of all captured pictures, in `likeness/` of a workspace."""

    workspace: Workspace
    _segments: dict[Path, Segment] = field(default_factory=dict)

    @property
    def root(self) -> Path:
        """The folder of the segments."""
        return self.workspace.root / FOLDER

    def update(
        self,
        digests: Iterable[str] | None = None,
        tell: Callable[[int, int], None] = lambda _done, _total: None,
    ) -> int:
        """Take in captured pictures that are not there yet; returns how many those are.

        A picture that cannot be decoded is taken in without a print, and not tried again. A damaged segment
        is dropped, and its pictures are taken in anew.

        Args:
            digests: SHA-256 of pictures; without, all of the workspace.
            tell: hears how many are done, of how many.
        """
        self._open()
        seen = {digest.tobytes() for one in self._segments.values() for digest in one.pictures}
        named = self._iter_captured() if digests is None else digests
        fresh = [one for one in dict.fromkeys(map(bytes.fromhex, named)) if one not in seen]
        for start in range(0, len(fresh), _AT_ONCE):
            self._add(fresh[start : start + _AT_ONCE])
            tell(min(start + _AT_ONCE, len(fresh)), len(fresh))
        return len(fresh)

    def _iter_captured(self) -> Iterator[str]:
        for snapshot in self.workspace.records.load_snapshots():
            yield from (artefact.sha256 for artefact in find_pictures(snapshot))

    def find(self, data: bytes, *, most: int = FARTHEST) -> list[Alike]:
        """The captured pictures that look like a picture, the nearest first.

        Forms of one kind look alike: those in which another number was read come last.

        Args:
            data: the bytes of the picture.
            most: bits that may differ, at most `FARTHEST`.

        Raises:
            ItemError: it is no picture, or it shows nothing to go by.
        """
        wanted = make_asked_prints(read_pixels(data).pixels)
        if not len(wanted):
            raise ItemError("the picture shows nothing to go by; give one that is not of one colour")
        self._open()
        best: dict[str, int] = {}
        for segment in self._segments.values():
            for owner, distance in segment.iter_near(wanted, most):
                name = segment.pictures[owner].tobytes().hex()
                best[name] = min(distance, best.get(name, distance))
        records = self.workspace.records
        asked = records.get_reading(make_digest(data))
        found = [
            Alike(sha256=name, distance=distance, told=compare_numbers(asked, records.get_reading(name)))
            for name, distance in best.items()
        ]
        return sorted(found, key=lambda one: (one.says_otherwise, one.distance, one.sha256))

    def _open(self) -> None:
        folders = sorted(self.root.glob("segment-*"))
        self._segments = {path: one for path, one in self._segments.items() if path in folders}
        for path in folders:
            if path not in self._segments:
                try:
                    self._segments[path] = open_segment(path)
                except (ValueError, OSError, EOFError):
                    shutil.rmtree(path, ignore_errors=True)

    def _add(self, digests: list[bytes]) -> None:
        prints = [self._make_prints(digest.hex()) for digest in digests]
        owners = np.repeat(np.arange(len(digests), dtype=np.uint32), [len(one) for one in prints])
        pictures = np.frombuffer(b"".join(digests), dtype=np.uint8).reshape(-1, _DIGEST_BYTES)
        self._keep(make_segment(np.concatenate(prints), owners, pictures), [])
        while (last := self._find_joinable()) is not None:
            self._keep(join_segments([self._segments[path] for path in last]), last)

    def _find_joinable(self) -> list[Path] | None:
        """The last two segments, while the earlier one is not much larger: so they stay few."""
        last = sorted(self._segments)[-2:]
        sizes = [len(self._segments[path].pictures) for path in last]
        return last if len(last) > 1 and sizes[0] <= _GROWTH * sizes[1] else None

    def _make_prints(self, sha256: str) -> Words:
        try:
            return make_kept_prints(read_pixels(self.workspace.read_artefact(sha256)).pixels)
        except (ItemError, VerificationError):
            return np.zeros((0, WORDS), dtype=np.uint64)

    def _keep(self, segment: Segment, instead_of: list[Path]) -> None:
        numbers = [int(path.name.split("-")[1]) for path in self._segments]
        path = self.root / f"segment-{max(numbers, default=0) + 1:08d}-{secrets.token_hex(4)}"
        write_segment(segment, path)
        for old in instead_of:
            del self._segments[old]
            shutil.rmtree(old, ignore_errors=True)
        self._segments[path] = open_segment(path)
