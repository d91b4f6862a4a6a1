"""Which folder the records on a server belong to: a copy of a workspace brings its key and head along.

The folder's file and the database hold the same id; the database also says where that file lies. A copy has
the id and lies elsewhere: by disk and its number there, and by machine and path.
"""

import socket
import uuid
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import DatabaseError

from config.errors import ConfigError
from config.whole_file import write_whole_text
from evidence import tables as t
from evidence.database import CLAIM, Database, PostgresDatabase
from evidence.noun import Noun

FILE = "workspace.id"


class Claim(Noun):
    """The folder that holds some records: its id, and where the file with it lies.

    `device` is as its machine numbers its disks; None in a claim from before it was kept.
    """

    id: str
    inode: int
    device: int | None = None
    host: str
    path: str


def hold_records(root: Path, database: Database, *, take: bool = False) -> None:
    """Make sure that the records on a server are held by this folder; the first that opens them holds them.

    Args:
        root: the folder.
        database: of its settings; a file in the folder needs no claim.
        take: hold them from now on, whichever folder did.

    Raises:
        ConfigError: another folder holds them, or the file with the id cannot be written.
        ServiceError: the server does not answer.
    """
    if not isinstance(database, PostgresDatabase):
        return
    try:
        with database.engine.connect() as connection:
            held = _load(connection)
        if held is not None and not take and _recognise(root, held) == held:
            return
        with database.engine.execution_options(writes=True).begin() as connection:
            held = None if take else _load(connection)
            _keep(connection, _mark(root) if held is None else _confirm(root, database.name, held))
    except DatabaseError as exc:
        raise database.explain(exc, writes=True) from exc


def _confirm(root: Path, name: str, held: Claim) -> Claim:
    """The claim of this folder; in its own place a lost or renewed id is written anew.

    Raises:
        ConfigError: it is another folder's.
    """
    found = _recognise(root, held)
    if found is None and (socket.gethostname(), str(root.resolve())) == (held.host, held.path):
        return _mark(root)
    if found is None:
        raise ConfigError(
            f"{name} holds the records of the workspace in {held.path!r} on {held.host!r}, and "
            f"{str(root)!r} is a copy of it; work there, or, where that one is gone, run "
            "`netpatrol records claim`"
        )
    return found


def _recognise(root: Path, held: Claim) -> Claim | None:
    """The claim as it stands now that the folder may have moved; None where its file is another one."""
    path = root / FILE
    try:
        own, place = path.read_text(encoding="ascii").strip(), path.stat()
    except (OSError, UnicodeDecodeError):
        return None
    if (own, place.st_ino) != (held.id, held.inode):
        return None
    if socket.gethostname() != held.host:  # seen from another machine, which numbers disks its own way
        return held
    if held.device not in {None, place.st_dev}:
        return None
    return held.model_copy(update={"path": str(root.resolve()), "device": place.st_dev})


def _mark(root: Path) -> Claim:
    """A new claim of this folder, its id written down there."""
    path, name = root / FILE, str(uuid.uuid4())
    try:
        write_whole_text(path, f"{name}\n", mode=0o644)
        place = path.stat()
    except OSError as exc:
        raise ConfigError(f"{str(path)!r} cannot be written: {exc.strerror}; check the folder") from exc
    return Claim(
        id=name,
        inode=place.st_ino,
        device=place.st_dev,
        host=socket.gethostname(),
        path=str(root.resolve()),
    )


def _load(connection: Connection) -> Claim | None:
    kept = connection.scalar(select(t.meta.c.value).where(t.meta.c.key == CLAIM))
    try:
        return Claim.model_validate_json(kept) if kept is not None else None
    except ValidationError:
        return None  # nobody can be told from it


def _keep(connection: Connection, claim: Claim) -> None:
    connection.execute(delete(t.meta).where(t.meta.c.key == CLAIM))
    connection.execute(insert(t.meta).values(key=CLAIM, value=claim.as_json()))
