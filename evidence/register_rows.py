"""Rows of registers as evidence: which rows a finding rests on, and proof that the version holds them."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from config.errors import VerificationError
from config.numbers import normalise_number
from evidence.merkle import Tree, leads_to_root
from evidence.noun import Noun, make_canonical_json, make_digest
from evidence.register_version import make_path


class RegisterRows(Noun):
    """All rows of a version of a register under one key; none where the key is not in it.

    `path` leads from these rows, at `index` of `size` keys in order, to `rows_root` of the version's fact.
    A version that an older netpatrol imported has no root, and no path.
    """

    register_version: str
    key: str
    rows: tuple[dict[str, Any], ...]
    index: int | None = None
    size: int | None = None
    path: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """What is hashed."""
        return make_row_line(self.key, self.rows)

    def stand_in(self, fact: Mapping[str, Any]) -> bool:
        """Whether the version that a fact describes holds exactly these rows under the key."""
        if "rows_root" not in fact or not self.rows:
            return True  # nothing was said that could be proved
        if self.index is None or self.size is None:
            return False
        return leads_to_root(self.line, self.index, self.size, self.path, str(fact["rows_root"]))


def make_row_line(key: str, rows: Iterable[Mapping[str, Any]]) -> str:
    """The rows under a key as one line."""
    return make_canonical_json([key, *rows])


def make_rows_root(rows: Mapping[str, Iterable[Mapping[str, Any]]]) -> str:
    """The root of the tree over all keys of a version in order."""
    return Tree(make_row_line(key, rows[key]) for key in sorted(rows)).root


def load_register_rows(workspace_root: Path, fact: Mapping[str, Any], subject: str, key: str) -> RegisterRows:
    """The rows of a version under a key, from its file.

    Raises:
        VerificationError: the file is missing, damaged, or not what was imported.
    """
    path = make_path(workspace_root, subject)
    try:
        if make_digest(path.read_bytes()) != fact["file_sha256"]:
            raise VerificationError(
                f"register version {subject!r} is not what was imported; restore a backup"
            )
        with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as file:
            held: dict[str, list[dict[str, Any]]] = {}
            for name, body in file.execute("SELECT key, body FROM rows ORDER BY rowid"):
                held.setdefault(name, []).append(json.loads(body))
    except (OSError, sqlite3.Error, ValueError) as exc:
        raise VerificationError(
            f"register version {subject!r} cannot be read: {exc}; restore a backup"
        ) from exc
    names = sorted(held)
    found = next((name for name in names if key in {name, _fold(name)}), None)
    if found is None:
        return RegisterRows(register_version=subject, key=key, rows=())
    tree = Tree(make_row_line(name, held[name]) for name in names)
    index = names.index(found)
    return RegisterRows(
        register_version=subject,
        key=found,
        rows=tuple(held[found]),
        index=index,
        size=len(names),
        path=tuple(tree.make_path(index)),
    )


def _fold(key: str) -> str:
    """A key as it is asked for: look-ups fold the parts of a number, registers hold them as printed."""
    return ";".join(normalise_number(part) for part in key.split(";"))
