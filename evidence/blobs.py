"""Places for objects by name: a folder here, or a bucket elsewhere (`evidence/bucket.py`)."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from config.errors import VerificationError
from config.whole_file import sync, write_whole


class Blobs(Protocol):
    """Write-once objects by the SHA-256 of their bytes; what `put` was given is there when it returns.

    Every method may raise ServiceError where the place cannot be reached, and ConfigError where it is not
    there or refuses who asks.
    """

    @property
    def place(self) -> str:
        """Where it is, for people; never a secret."""

    def put(self, digest: str, data: bytes) -> None:
        """Keep bytes under their digest; the same bytes again change nothing.

        Raises:
            VerificationError: other bytes lie under that name.
        """

    def get(self, digest: str) -> bytes | None:
        """The bytes of an object, unchecked; None where it is not there."""

    def get_range(self, digest: str, offset: int, length: int) -> bytes | None:
        """A part of an object in bytes, unchecked; None where it is not there."""

    def has(self, digest: str) -> bool:
        """Whether the object is there."""

    def delete(self, digest: str) -> None:
        """Remove an object; nothing happens where it is not there."""

    def list_digests(self) -> list[str]:
        """The names of all objects, in order."""


def make_key(digest: str) -> str:
    """The path of an object below its place: spread over two levels of folders.

    Raises:
        VerificationError: it is no SHA-256 in lower-case hex.
    """
    if not is_digest(digest):
        raise VerificationError(f"{digest!r} is no SHA-256 in lower-case hex")
    return f"{digest[:2]}/{digest[2:4]}/{digest}"


def is_digest(name: str) -> bool:
    """Whether a name can be that of an object."""
    return len(name) == 64 and set(name) <= set("0123456789abcdef")


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """Objects in a folder of this machine, synced to its disk."""

    root: Path

    @property
    def place(self) -> str:
        """The folder."""
        return str(self.root)

    def put(self, digest: str, data: bytes) -> None:
        """Keep bytes; a crash leaves either the whole object or none. What is there already stays."""
        path = self.path(digest)
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        with write_whole(path, mode=0o440) as part:
            part.write_bytes(data)

    def get(self, digest: str) -> bytes | None:
        """The bytes of an object."""
        try:
            return self.path(digest).read_bytes()
        except FileNotFoundError:
            return None

    def get_range(self, digest: str, offset: int, length: int) -> bytes | None:
        """A part of an object."""
        try:
            with self.path(digest).open("rb") as stream:
                stream.seek(offset)
                return stream.read(length)
        except FileNotFoundError:
            return None

    def has(self, digest: str) -> bool:
        """Whether the object is there."""
        return self.path(digest).exists()

    def delete(self, digest: str) -> None:
        """Remove an object for good."""
        path = self.path(digest)
        path.unlink(missing_ok=True)
        if path.parent.is_dir():
            sync(path.parent)

    def list_digests(self) -> list[str]:
        """The names of all objects."""
        return sorted(path.name for path in self.root.glob("*/*/*") if is_digest(path.name))

    def path(self, digest: str) -> Path:
        """Where the object lies or would lie."""
        return self.root / make_key(digest)
