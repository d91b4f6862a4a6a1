"""The content-addressed store: write-once objects named by the SHA-256 of their bytes."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from config.errors import VerificationError
from evidence.noun import make_digest


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectStore:
    """Objects below `root`, spread over two levels of folders."""

    root: Path

    def write(self, data: bytes) -> str:
        """Store bytes and return their SHA-256; they are on disk when this returns.

        Writing the same bytes again changes nothing. A crash leaves either the whole object or none.
        """
        digest = make_digest(data)
        path = self.path(digest)
        if path.exists():
            return digest
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=".new-", dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).chmod(0o440)
            Path(name).rename(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)
        return digest

    def read(self, digest: str) -> bytes:
        """The bytes of an object, checked against its name.

        Raises:
            VerificationError: the object is missing or its bytes changed.
        """
        try:
            data = self.path(digest).read_bytes()
        except FileNotFoundError as exc:
            raise VerificationError(
                f"object {digest!r} is missing from the store; run `netpatrol verify --store`"
            ) from exc
        if make_digest(data) != digest:
            raise VerificationError(f"object {digest!r} was changed on disk; run `netpatrol verify --store`")
        return data

    def read_range(self, digest: str, offset: int, length: int) -> bytes:
        """A part of an object, unchecked: the caller checks the digest of what the part holds."""
        try:
            with self.path(digest).open("rb") as stream:
                stream.seek(offset)
                return stream.read(length)
        except FileNotFoundError as exc:
            raise VerificationError(
                f"object {digest!r} is missing from the store; run `netpatrol verify --store`"
            ) from exc

    def has(self, digest: str) -> bool:
        """Whether the object is there."""
        return self.path(digest).exists()

    def delete(self, digest: str) -> None:
        """Remove an object for good; only what a tombstone is kept for may go."""
        path = self.path(digest)
        path.unlink(missing_ok=True)
        if path.parent.is_dir():
            _sync_folder(path.parent)

    def list_digests(self) -> list[str]:
        """The names of all objects, in order."""
        return sorted(path.name for path in self.root.glob("*/*/*") if len(path.name) == 64)

    def path(self, digest: str) -> Path:
        """Where the object lies or would lie."""
        if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
            raise VerificationError(f"{digest!r} is no SHA-256 in lower-case hex")
        return self.root / digest[:2] / digest[2:4] / digest


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
