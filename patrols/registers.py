"""Importing a register as work of this office: the file is sealed, and the ledger says so."""

from datetime import date, datetime
from pathlib import Path

from config.table_file import load_table_file
from evidence.clock import make_shanghai_day
from evidence.ledger import Act
from evidence.register_version import make_subject
from evidence.run_lock import hold_job
from evidence.workspace import Workspace, guard_disk
from inspectors.authority.importer import Imported, import_register
from inspectors.authority.register import get_register
from inspectors.authority.versions import open_library


def import_register_file(
    workspace: Workspace,
    register: str,
    path: Path,
    *,
    now: datetime,
    source: str = "",
    as_of: date | None = None,
) -> Imported:
    """Make a new version of a register from a file, and keep the file so that it can be derived again.

    Args:
        workspace: where.
        register: its name (docs/contracts/registers.md).
        path: CSV, XLSX or JSON lines.
        now: the run's moment.
        source: where the file comes from, in words; its name when not given.
        as_of: the day whose state the file shows; the run's day when not given.

    Raises:
        ItemError: no such register; or the file cannot be read, lacks a key column, holds no usable row.
        RunAbortedError: the disk is full, or another process imports the same register.
    """
    name = get_register(register).name
    file = load_table_file(path)
    day = as_of or make_shanghai_day(now)
    library = open_library(workspace)
    with hold_job(workspace.root, f"register-{name}", now=now):
        with guard_disk():
            imported = import_register(
                library, name, file, as_of=day, source=source or file.name, now=now.isoformat()
            )
            workspace.store.write(file.data)
        with workspace.records.write(now) as writer:
            subject = make_subject(name, imported.version)
            if imported.fact is not None:
                writer.add_fact("register", subject, imported.fact)
            writer.note(Act.IMPORT, "register", subject, imported.source_sha256)
    return imported
