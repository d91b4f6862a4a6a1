"""One process a job: two that began the same order at once would visit everything twice."""

import contextlib
import fcntl
import os
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path
from typing import TextIO

from config.errors import BusyError, ConfigError
from evidence.clock import SHANGHAI

FOLDER = "locks"


_GUARD = "guard"
_LONGEST_HOLDER = 200


@contextlib.contextmanager
def hold_job(
    workspace_root: Path, job_key: str, *, now: datetime, holder: str = "", places: Collection[str] = ()
) -> Iterator[None]:
    """Hold a job for as long as the block lasts; the system gives it up when the process dies.

    Args:
        workspace_root: where the lock lies.
        job_key: what is held.
        now: since when.
        holder: who it is, beside the number of the process.
        places: what else nobody may be at meanwhile, each in one line; other jobs may name some of them too.

    Raises:
        BusyError: another process holds it, or one of the places; the text says which, and since when.
        ConfigError: the lock file cannot be made.
    """
    path = workspace_root / FOLDER / f"{job_key}.lock"
    told = f"process {os.getpid()} (since {now.astimezone(SHANGHAI):%Y-%m-%d %H:%M})"
    with contextlib.ExitStack() as held:
        with _guard(path.parent):
            stream = held.enter_context(_lock(path))
            held.callback(path.unlink, missing_ok=True)  # still held: who waits for this file sees it go
            _refuse_taken(path, frozenset(places))
            stream.truncate(0)
            stream.write(f"{holder}: {told}\n" if holder else f"{told}\n")
            stream.writelines(f"{place}\n" for place in places)
            stream.flush()
        yield


@contextlib.contextmanager
def _guard(folder: Path) -> Iterator[None]:
    """One process at a time takes a lock: only so can it look what the others hold."""
    with _open(folder / _GUARD) as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def _refuse_taken(path: Path, places: frozenset[str]) -> None:
    """Refuse what another job is at that is held now."""
    if not places:
        return
    for other, stream in _iter_held(path.parent):
        if other != path and not places.isdisjoint(_read_places(stream)):
            raise BusyError(
                f"{_read_holder(stream)} is at some of the same addresses already; wait for it to end, "
                "or stop it and run the same command again"
            )


def find_holder(workspace_root: Path) -> str | None:
    """Who holds any job of a workspace at this moment."""
    return next((_read_holder(stream) for _, stream in _iter_held(workspace_root / FOLDER)), None)


def _iter_held(folder: Path) -> Iterator[tuple[Path, TextIO]]:
    """The lock files that somebody holds, open for reading while they are looked at."""
    for path in sorted(folder.glob("*.lock")):
        with contextlib.suppress(FileNotFoundError), path.open(encoding="utf-8", errors="replace") as stream:
            if _is_held(stream):
                yield path, stream


def _is_held(stream: TextIO) -> bool:
    try:
        fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    return False


def _read_places(stream: TextIO) -> set[str]:
    return set(stream.read().splitlines()[1:])


def _read_holder(stream: TextIO) -> str:
    stream.seek(0)
    return stream.readline(_LONGEST_HOLDER).strip() or "another process"


def _lock(path: Path) -> TextIO:
    while True:
        stream = _open(path)
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as exc:
            holder = _read_holder(stream)
            stream.close()
            raise BusyError(
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
