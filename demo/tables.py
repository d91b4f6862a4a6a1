"""The hand-written YAML tables that the market is made from."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOM = Path(__file__).parent


@cache
def load_table(name: str) -> dict[str, Any]:
    """The table `name` of this room as plain data; callers do not change it."""
    table: dict[str, Any] = yaml.safe_load((ROOM / f"{name}.yaml").read_text(encoding="utf-8"))
    return table
