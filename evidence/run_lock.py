"""One process a job: two that began the same order at once would visit everything twice."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from config.errors import ConfigError, RunAbortedError

FOLDER = "locks"


@contextlib.contextmanager
def hold_job(workspace_root: Path, job_key: str, *, now: datetime) -> Iterator[None]:
    """Hold a job for as long as the block lasts; the system gives it up when the process dies.

    Raises:
        RunAbortedError: another process holds it; the text says which, and since when.
        ConfigError: the lock file cannot be made.
    """
    path = workspace_root / FOLDER / f"{job_key}.lock"
    try:
        path.parent.mkdir(exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as exc:
        raise ConfigError(f"the lock {str(path)!r} cannot be made: {exc.strerror}; check the folder") from exc
    with os.fdopen(descriptor, "r+", encoding="utf-8", errors="replace") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as exc:
            holder = stream.read(200).strip() or "another process"
            raise RunAbortedError(
                f"{holder} is at this job already; wait for it to end, or stop it and run "
                "the same command again"
            ) from exc
        stream.truncate(0)
        stream.write(f"process {os.getpid()} (since {now.isoformat(timespec='seconds')})\n")
        stream.flush()
        yield
