"""The content-addressed store: write-once objects named by the SHA-256 of their bytes.

Everything is written to a folder of the workspace first. Where settings name an object store, that folder is
a spool: what lies in it is safe and read from there, until `send` has brought it there and read it back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from config.errors import VerificationError
from config.settings import load_settings, read_environment
from evidence.blobs import Blobs, Folder
from evidence.noun import make_digest


def _get_none() -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectStore:
    """Objects below `root`, and those that were brought to the object store, where there is one.

    `load_remote` opens the object store when it is needed for the first time; None where there is none.
    """

    root: Path
    load_remote: Callable[[], Blobs | None] = _get_none

    @property
    def folder(self) -> Folder:
        """The objects on this machine."""
        return Folder(root=self.root)

    def write(self, data: bytes) -> str:
        """Store bytes and return their SHA-256; they are on this machine's disk when this returns.

        Writing the same bytes again changes nothing. A crash leaves either the whole object or none.
        """
        digest = make_digest(data)
        self.folder.put(digest, data)
        return digest

    def read(self, digest: str) -> bytes:
        """The bytes of an object, checked against its name.

        Raises:
            ServiceError: it lies in an object store that does not answer.
            VerificationError: the object is missing or its bytes changed.
        """
        data = self._find(lambda blobs: blobs.get(digest))
        if data is None:
            raise _refuse_missing(digest)
        if make_digest(data) != digest:
            raise VerificationError(f"object {digest!r} was changed on disk; run `netpatrol verify --store`")
        return data

    def read_range(self, digest: str, offset: int, length: int) -> bytes:
        """A part of an object, unchecked: the caller checks the digest of what the part holds.

        Raises:
            ServiceError: it lies in an object store that does not answer.
            VerificationError: the object is missing.
        """
        data = self._find(lambda blobs: blobs.get_range(digest, offset, length))
        if data is None:
            raise _refuse_missing(digest)
        return data

    def has(self, digest: str) -> bool:
        """Whether the object is there."""
        remote = None if self.folder.has(digest) else self.load_remote()
        return remote.has(digest) if remote is not None else self.folder.has(digest)

    def delete(self, digest: str) -> None:
        """Remove an object for good; only what a tombstone is kept for may go."""
        self.folder.delete(digest)
        remote = self.load_remote()
        if remote is not None:
            remote.delete(digest)

    def list_digests(self) -> list[str]:
        """The names of all objects, in order."""
        remote = self.load_remote()
        there = remote.list_digests() if remote is not None else []
        return sorted({*self.folder.list_digests(), *there})

    def list_waiting(self) -> list[str]:
        """The objects that wait to be brought to the object store; none where there is none."""
        return self.folder.list_digests() if self.load_remote is not _get_none else []

    def send(self) -> int:
        """Bring what waits to the object store, each removed here once it was read back; returns how many.

        Raises:
            ConfigError: the object store is not there or refuses the key.
            ServiceError: it does not answer; what was not brought waits on.
            VerificationError: an object changed on this machine, or other bytes lie there under its name.
        """
        waiting = self.list_waiting()
        remote = self.load_remote() if waiting else None
        if remote is None:
            return 0
        for digest in waiting:
            data = self.folder.get(digest)
            if data is None:
                continue  # another process brought it, or it was purged
            if make_digest(data) != digest:
                raise VerificationError(
                    f"object {digest!r} was changed on disk; run `netpatrol verify --store`"
                )
            remote.put(digest, data)
            self.folder.delete(digest)
        return len(waiting)

    def path(self, digest: str) -> Path:
        """Where the object lies or would lie on this machine."""
        return self.folder.path(digest)

    def _find(self, look: Callable[[Blobs], bytes | None]) -> bytes | None:
        """Here first: what waits is nowhere else."""
        found = look(self.folder)
        remote = self.load_remote() if found is None else None
        return look(remote) if remote is not None else found


def open_store(root: Path) -> ObjectStore:
    """The store of a workspace, with the object store that its settings name.

    Raises:
        ConfigError: the settings cannot be read.
    """
    settings = load_settings(root).store
    objects = root / "objects"
    if settings.url is None:
        return ObjectStore(root=objects)

    @cache
    def load_remote() -> Blobs:
        from evidence.bucket import open_bucket  # noqa: PLC0415 -- only where there is one

        return open_bucket(settings, read_environment().store_key)

    return ObjectStore(root=objects, load_remote=load_remote)


def _refuse_missing(digest: str) -> VerificationError:
    return VerificationError(f"object {digest!r} is missing from the store; run `netpatrol verify --store`")
