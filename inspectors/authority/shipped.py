"""The catalogues in force that ship with netpatrol, as rows of the register `catalogues`."""

from datetime import date
from functools import cache
from typing import Any

from config.catalogue import load_catalogue


@cache
def load_shipped_rows() -> tuple[dict[str, Any], ...]:
    """Every row: catalogue, category, keywords, since, until, permit_kind, source."""
    loaded = load_catalogue("in_force")
    rows = []
    for entry in loaded["rows"]:
        keywords = list(entry.get("keywords", ()))
        for name in entry.get("classes", ()):
            keywords += _list_nouns(name, entry.get("but", ()))
        row = {
            "catalogue": entry["catalogue"],
            "category": entry["category"],
            "keywords": keywords,
            "since": entry["since"],
            "source": loaded["sources"][entry["source"]],
        }
        if "permit_kind" in entry:
            row["permit_kind"] = ";".join(entry["permit_kind"])
        if entry.get("mains"):
            row["mains"] = True
        if "until" in entry:
            row["until"] = entry["until"]
        rows.append(row)
    return tuple(rows)


def get_shipped_version() -> tuple[str, date]:
    """The version of the shipped catalogues, and the day as of which they were put together."""
    as_of = date.fromisoformat(str(load_catalogue("in_force")["as_of"]))
    return f"{as_of.isoformat()}-shipped", as_of


def _list_nouns(name: str, but: tuple[str, ...]) -> list[str]:
    spec = load_catalogue("goods_classes")["classes"][name]
    kinds = [word for kind, words in spec.get("kinds", {}).items() if kind not in but for word in words]
    return [*spec.get("nouns", ()), *kinds]
