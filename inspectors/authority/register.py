"""The shape of each register: key, columns, and which states are no longer in force."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from config.errors import ItemError
from config.yaml_text import parse_yaml


class ColumnKind(StrEnum):
    """How the values of a column are read."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    LIST = "list"
    METRICS = "metrics"


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """One register: its key columns, all columns with their kinds, header names, inactive states."""

    name: str
    key: tuple[str, ...]
    columns: dict[str, ColumnKind]
    headers: dict[str, str]
    inactive: frozenset[str]


@cache
def load_registers() -> dict[str, Register]:
    """Every register that can be imported, by name."""
    loaded = parse_yaml((files("inspectors.authority") / "registers.yaml").read_text(encoding="utf-8"))
    return {name: _make_register(name, entry) for name, entry in loaded.items()}


def get_register(name: str) -> Register:
    """The register called `name`.

    Raises:
        ItemError: there is none of that name.
    """
    registers = load_registers()
    if name not in registers:
        raise ItemError(f"{name!r} is no register; take one of: {', '.join(registers)}")
    return registers[name]


def _make_register(name: str, entry: dict[str, Any]) -> Register:
    columns: dict[str, dict[str, Any]] = entry["columns"]
    headers = {column: column for column in columns}
    for column, facts in columns.items():
        named = facts.get("zh", ())
        headers |= dict.fromkeys([named] if isinstance(named, str) else named, column)
    return Register(
        name=name,
        key=tuple(entry["key"]),
        columns={column: ColumnKind(facts.get("kind", "text")) for column, facts in columns.items()},
        headers=headers,
        inactive=frozenset(entry.get("inactive", ())),
    )
