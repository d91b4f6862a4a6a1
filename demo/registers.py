"""The register of operators (market_entities) of the demo market, as an authority would export it."""

from __future__ import annotations

import csv
from pathlib import Path

from demo.model import Entity, Market

HEADER = (
    "统一社会信用代码",
    "名称",
    "曾用名",
    "类型",
    "法定代表人",
    "住所",
    "成立日期",
    "营业期限至",
    "经营范围",
    "登记状态",
    "状态日期",
    "登记机关",
    "行政区划",
)


def make_rows(market: Market) -> list[tuple[str, ...]]:
    """The rows of the register, in the order of `HEADER`."""
    return [_make_row(entity) for entity in market.entities]


def write_market_entities(market: Market, path: Path) -> None:
    """Stores the register as a UTF-8 CSV file with Chinese headers."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(make_rows(market))


def _make_row(entity: Entity) -> tuple[str, ...]:
    return (
        entity.uscc,
        entity.name,
        "；".join(entity.former_names),
        entity.entity_type,
        entity.legal_representative,
        entity.address,
        entity.established_on.isoformat(),
        "" if entity.term_to is None else entity.term_to.isoformat(),
        entity.scope,
        entity.status,
        entity.status_since.isoformat(),
        entity.place.authority,
        entity.place.code,
    )
