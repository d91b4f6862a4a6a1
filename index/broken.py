"""Damaged files of the search side: they hold nothing of their own, so they are dropped and made again."""

import sqlite3
from contextlib import closing
from pathlib import Path

from index.embedded import FILE as INDEX
from index.outbox import FILE as OUTBOX


def drop_broken(root: Path) -> list[str]:
    """Remove index and outbox of a workspace where they cannot be read; returns which were removed."""
    dropped = []
    for name in (INDEX, OUTBOX):
        path = root / name
        if path.exists() and not _is_sound(path):
            for one in (path, path.with_name(f"{name}-wal"), path.with_name(f"{name}-shm")):
                one.unlink(missing_ok=True)
            dropped.append(name)
    return dropped


def _is_sound(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(path)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite3.Error:
        return False
