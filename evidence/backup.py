"""Copies of a workspace: everything that cannot be made again, in a folder that a later backup adds to."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from config.errors import ConfigError, ItemError
from config.settings import SETTINGS_FILE
from evidence import tombstone
from evidence.database import DATABASE, PostgresDatabase, open_database
from evidence.head import HEAD_FILE
from evidence.office_key import FOLDER as KEYS
from evidence.register_version import FOLDER as REGISTERS
from evidence.store import ObjectStore
from evidence.workspace import Workspace

_WRITE_ONCE = ("objects", REGISTERS)
_FOLDERS = (KEYS, "prices", "sites")
_PURGED = "SELECT subject FROM facts WHERE noun = :noun"


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What a backup or a restoration did; `files` counts what was copied, not what was there already."""

    folder: str
    files: int


def back_up(workspace: Workspace, folder: Path) -> Copied:
    """Copy a workspace while others may work in it.

    The head goes before the database, so that it never names an entry which the copy lacks.

    Raises:
        ItemError: the folder cannot be written, or is the workspace itself.
    """
    root = workspace.root
    if folder.absolute() == root.absolute() or root.absolute() in folder.absolute().parents:
        raise ItemError(f"{str(folder)!r} lies in the workspace itself; name a folder on another disk")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        number = sum(_copy_new(root / name, folder / name) for name in _WRITE_ONCE)
        number += sum(_copy_all(root / name, folder / name) for name in _FOLDERS)
        for name in (HEAD_FILE, SETTINGS_FILE):
            number += _copy_file(root / name, folder / name)
        partial = folder / f".{DATABASE}.new"
        partial.unlink(missing_ok=True)
        workspace.records.database.copy_to(partial)
        with closing(sqlite3.connect(partial)) as copy:
            purged = [row[0] for row in copy.execute(_PURGED, {"noun": tombstone.NOUN})]
        partial.replace(folder / DATABASE)
        # What was sealed while we copied is named by the database by now.
        number += 1 + sum(_copy_new(root / name, folder / name) for name in _WRITE_ONCE)
        copied = ObjectStore(root=folder / "objects")
        for digest in purged:  # by the copied records: others may be purged since, whose bytes these name
            copied.delete(digest)
    except (OSError, sqlite3.Error) as exc:
        raise ItemError(f"the backup {str(folder)!r} cannot be written: {exc}; name another folder") from exc
    return Copied(folder=str(folder), files=number)


def restore(folder: Path, root: Path) -> Copied:
    """Copy a backup into a folder without a workspace.

    Raises:
        ConfigError: a workspace is there already, or records are where the settings say.
        ItemError: there is no backup, or it cannot be copied.
        ServiceError: the database's server does not answer.
    """
    if not (folder / DATABASE).exists():
        raise ItemError(
            f"{str(folder)!r} is no backup of a workspace; name the folder that `netpatrol backup` made"
        )
    if any((root / name).exists() for name in (DATABASE, HEAD_FILE)):
        raise ConfigError(
            f"{str(root)!r} holds a workspace already; move it away, or name another with -w DIR"
        )
    database = open_database(folder)  # the settings are the backup's
    on_server = database if isinstance(database, PostgresDatabase) else None
    if on_server is not None and on_server.exists():
        raise ConfigError(f"{on_server.name} holds records already; name an empty database in records.url")
    try:
        root.mkdir(parents=True, exist_ok=True)
        number = sum(_copy_all(folder / name, root / name) for name in (*_WRITE_ONCE, *_FOLDERS))
        number += _copy_file(folder / SETTINGS_FILE, root / SETTINGS_FILE)
        if on_server is None:
            number += _copy_file(folder / DATABASE, root / DATABASE)
        else:
            on_server.take_from(folder / DATABASE)
        number += _copy_file(folder / HEAD_FILE, root / HEAD_FILE)
    except OSError as exc:
        raise ItemError(f"the backup {str(folder)!r} cannot be restored: {exc}; check both folders") from exc
    return Copied(folder=str(root), files=number)


def _copy_new(source: Path, target: Path) -> int:
    """Copy write-once files that are not there yet, each as a whole or not at all."""
    number = 0
    for path in source.rglob("*"):
        there = target / path.relative_to(source)
        if path.is_file() and not path.name.startswith(".") and not there.exists():
            number += _copy_file(path, there)
    return number


def _copy_all(source: Path, target: Path) -> int:
    paths = (path for path in source.rglob("*") if path.is_file())
    return sum(_copy_file(path, target / path.relative_to(source)) for path in paths)


def _copy_file(source: Path, target: Path) -> int:
    if not source.exists():
        return 0
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.new")
    shutil.copy2(source, partial)
    partial.replace(target)
    return 1
