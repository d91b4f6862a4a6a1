"""The captured pictures of a workspace by their looks: a projection that can be dropped and made again."""

import fcntl
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from config.errors import ItemError, RunAbortedError, ServiceError, VerificationError
from evidence.assembly import find_pictures
from evidence.noun import make_digest
from evidence.workspace import Workspace
from index.pictures.numbers import Told, compare_numbers
from index.pictures.segment import (
    DIGEST_BYTES,
    FARTHEST,
    BrokenSegmentError,
    Segment,
    Words,
    join_segments,
    make_segment,
    map_segment,
    open_segment,
    write_segment,
)
from ocr.fingerprint import WORDS, make_asked_prints, make_kept_prints
from ocr.picture import read_pixels

FOLDER = "likeness"
_AT_ONCE = 2_000
_GROWTH = 2
_LOCK = ".lock"


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

        A picture that cannot be decoded is taken in without a print, and not tried again; one whose bytes
        cannot be had now is tried again. A damaged segment is taken away and all pictures are looked through.
        Somebody else who takes pictures in at the same time is waited for.

        Args:
            digests: SHA-256 of pictures; without, all of the workspace.
            tell: hears how many are done, of how many.

        Raises:
            RunAbortedError: they cannot be written.
        """
        with self._hold():
            is_whole = self._drop_broken()
            named = self._iter_captured() if digests is None or not is_whole else digests
            fresh = self._leave_out_held(dict.fromkeys(map(bytes.fromhex, named)))
            for start in range(0, len(fresh), _AT_ONCE):
                self._add(fresh[start : start + _AT_ONCE])
                tell(min(start + _AT_ONCE, len(fresh)), len(fresh))
        return len(fresh)

    def _leave_out_held(self, wanted: dict[bytes, None]) -> list[bytes]:
        """Those of some digests whose pictures are not in a segment yet."""
        for segment in self._segments.values() if wanted else ():
            for digest in segment.pictures:
                wanted.pop(digest.tobytes(), None)
        return list(wanted)

    @contextmanager
    def _hold(self) -> Iterator[None]:
        """One writer at a time; the lock is let go when its process ends, however it ends."""
        try:
            self.root.mkdir(exist_ok=True)
            with (self.root / _LOCK).open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield
        except OSError as exc:
            raise RunAbortedError(
                f"the looks of pictures cannot be kept in {str(self.root)!r}: {exc.strerror}; "
                "free disk space and run the same command again: what was kept is safe"
            ) from exc

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
            with suppress(BrokenSegmentError):  # the next update takes it away
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
        """Open what is there and can be opened; nothing is changed."""
        folders = sorted(self.root.glob("segment-*"))
        self._segments = {path: one for path, one in self._segments.items() if path in folders}
        for path in folders:
            if path not in self._segments:
                with suppress(BrokenSegmentError, OSError):  # joined by another process meanwhile, or damaged
                    self._segments[path] = map_segment(path)

    def _drop_broken(self) -> bool:
        """Take away segments that are damaged, and what a killed process left; whether none was damaged."""
        for left in self.root.glob(".segment-*.part"):
            shutil.rmtree(left, ignore_errors=True)
        self._segments = {}
        is_whole = True
        for path in sorted(self.root.glob("segment-*")):
            try:
                self._segments[path] = open_segment(path)
            except BrokenSegmentError:
                shutil.rmtree(path)
                is_whole = False
        return is_whole

    def _add(self, digests: list[bytes]) -> None:
        made = [(digest, self._make_prints(digest.hex())) for digest in digests]
        held = [(digest, prints) for digest, prints in made if prints is not None]
        if not held:
            return
        owners = np.repeat(np.arange(len(held), dtype=np.uint32), [len(prints) for _, prints in held])
        names = b"".join(digest for digest, _ in held)
        pictures = np.frombuffer(names, dtype=np.uint8).reshape(-1, DIGEST_BYTES)
        self._keep(make_segment(np.concatenate([prints for _, prints in held]), owners, pictures), [])
        while (last := self._find_joinable()) is not None:
            self._keep(join_segments([self._segments[path] for path in last]), last)

    def _find_joinable(self) -> list[Path] | None:
        """The last two segments, while the earlier one is not much larger: so they stay few."""
        last = sorted(self._segments)[-2:]
        sizes = [len(self._segments[path].pictures) for path in last]
        return last if len(last) > 1 and sizes[0] <= _GROWTH * sizes[1] else None

    def _make_prints(self, sha256: str) -> Words | None:
        """The prints of a picture; None where its bytes cannot be had now."""
        try:
            return make_kept_prints(read_pixels(self.workspace.read_artefact(sha256)).pixels)
        except ItemError:
            return np.zeros((0, WORDS), dtype=np.uint64)
        except (ServiceError, VerificationError):
            return None

    def _keep(self, segment: Segment, instead_of: list[Path]) -> None:
        numbers = [int(path.name.split("-")[1]) for path in self._segments]
        path = self.root / f"segment-{max(numbers, default=0) + 1:08d}-{secrets.token_hex(4)}"
        write_segment(segment, path)
        for old in instead_of:
            del self._segments[old]
            shutil.rmtree(old, ignore_errors=True)
        self._segments[path] = map_segment(path)
