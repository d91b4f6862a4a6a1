"""Where the versions of registers lie, and how the ledger names them; what is in them is the inspectors'."""

from pathlib import Path

FOLDER = "authority"


def make_subject(register: str, version: str) -> str:
    """The name under which the ledger knows a version."""
    return f"{register}@{version}"


def make_path(workspace_root: Path, subject: str) -> Path:
    """Where the file of a version lies."""
    register, _, version = subject.partition("@")
    return workspace_root / FOLDER / register / f"{version}.sqlite"
