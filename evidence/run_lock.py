"""One process a job: two that began the same order at once would visit everything twice."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TextIO

from config.errors import ConfigError, RunAbortedError

FOLDER = "locks"


@contextlib.contextmanager
def hold_job(workspace_root: Path, job_key: str, *, now: datetime, holder: str = "") -> Iterator[None]:
    """Hold a job for as long as the block lasts; the system gives it up when the process dies.

    Args:
        workspace_root: where the lock lies.
        job_key: what is held.
        now: since when.
        holder: who it is, beside the number of the process.

    Raises:
        RunAbortedError: another process holds it; the text says which, and since when.
        ConfigError: the lock file cannot be made.
    """
    path = workspace_root / FOLDER / f"{job_key}.lock"
    with _lock(path) as stream:
        stream.truncate(0)
        named = f"{holder}, " if holder else ""
        stream.write(f"{named}process {os.getpid()} (since {now.isoformat(timespec='seconds')})\n")
        stream.flush()
        try:
            yield
        finally:
            path.unlink(
                missing_ok=True
            )  # while it is held: who waits for this very file sees that it is gone


def _lock(path: Path) -> TextIO:
    while True:
        stream = _open(path)
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as exc:
            holder = stream.read(200).strip() or "another process"
            stream.close()
            raise RunAbortedError(
                f"{holder} is at this job already; wait for it to end, or stop it and run "
                "the same command again"
            ) from exc
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(stream.fileno()), path.stat()):
                return stream
        stream.close()  # its holder ended and removed it between our opening and locking it


def _open(path: Path) -> TextIO:
    try:
        path.parent.mkdir(exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as exc:
        raise ConfigError(f"the lock {str(path)!r} cannot be made: {exc.strerror}; check the folder") from exc
    return os.fdopen(descriptor, "r+", encoding="utf-8", errors="replace")
