"""Whose bundles are accepted: this office's own keys, and those of others that were taken in."""

from datetime import datetime
from pathlib import Path

from config.errors import ItemError
from evidence.key_change import load_known, load_revoked
from evidence.office_key import make_key_id
from evidence.workspace import Workspace


def load_trusted(workspace: Workspace) -> dict[str, str]:
    """The trusted keys of a workspace, without those that were revoked: id and public half in PEM."""
    revoked = load_revoked(workspace.records)
    known = load_known(workspace.records)
    return {key_id: public_pem for key_id, public_pem in known.items() if key_id not in revoked}


def read_public_key(path: Path) -> tuple[str, str]:
    """The id and PEM of the public key in a file.

    Raises:
        ItemError: it cannot be read, or is no public key.
    """
    try:
        public_pem = path.read_text(encoding="ascii")
        return make_key_id(public_pem.encode()), public_pem
    except (OSError, ValueError) as exc:
        raise ItemError(f"{str(path)!r} is no public key in PEM; ask the office for it again") from exc


def trust_key(workspace: Workspace, path: Path, *, now: datetime) -> str:
    """Take in the public key of another office; returns its id.

    Raises:
        ItemError: it cannot be read, or is no public key.
    """
    key_id, public_pem = read_public_key(path)
    with workspace.records.write(now) as writer:
        writer.add_fact("trusted", key_id, public_pem)
    return key_id
