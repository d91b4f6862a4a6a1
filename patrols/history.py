"""Price history from elsewhere: rows of a file become observations, the file is sealed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal, InvalidOperation
from pathlib import Path

from config.errors import ItemError
from config.table_file import TableFile, load_table_file
from config.table_rows import iter_rows
from evidence.clock import SHANGHAI, parse_date
from evidence.ledger import Act
from evidence.listing import OfferKind
from evidence.noun import make_canonical_json, make_digest
from evidence.prices import Observation, keep_price_file
from evidence.run_lock import hold_job
from evidence.workspace import Workspace, guard_disk

COLUMNS = {
    "platform": ("platform", "平台"),
    "listing_id": ("listing_id", "商品编号", "商品ID"),
    "sku": ("sku", "规格"),
    "date": ("date", "日期"),
    "amount": ("amount", "价格", "金额"),
    "currency": ("currency", "币种"),
}
_NEEDED = ("platform", "listing_id", "date", "amount", "currency")
_MOST = Decimal(10) ** 10


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryReport:
    """What an import of prices did; `rejected` holds (row, reason)."""

    rows: int
    rejected: tuple[tuple[int, str], ...]


def import_history(workspace: Workspace, path: Path, *, now: datetime, source: str = "") -> HistoryReport:
    """Take the prices of a table file into the history; the same file again changes nothing.

    Raises:
        ItemError: the file cannot be read, lacks a column, or holds no usable row.
        RunAbortedError: the disk is full, or another process imports the same file.
    """
    file = load_table_file(path)
    digest = make_digest(file.data)
    named = source or file.name
    observations, rejected = read_history(file, named)
    name = f"import-{digest[:32]}"
    with hold_job(workspace.root, f"history-{name}", now=now):
        with guard_disk():
            workspace.store.write(file.data)
        with workspace.records.write(now) as writer:
            body = {"source": named, "file": file.name, "source_sha256": digest}
            writer.add_fact("history", name, make_canonical_json(body))
            writer.note(Act.IMPORT, "history", f"history@{digest[:12]}", digest)
        keep_price_file(workspace, name, observations, now)
    return HistoryReport(rows=len(observations), rejected=tuple(rejected))


def read_history(file: TableFile, source: str) -> tuple[list[Observation], list[tuple[int, str]]]:
    """The prices in a table file, and its rows that hold none with the reason.

    Raises:
        ItemError: the file lacks a column, or holds no usable row.
    """
    observations: list[Observation] = []
    rejected: list[tuple[int, str]] = []
    for number, cells in iter_rows(file):
        named = _name_columns(cells)
        missing = [column for column in _NEEDED if column not in named]
        if missing:
            raise ItemError(
                f"{file.name!r} lacks the column {', '.join(missing)}; its header is: {', '.join(cells)}; "
                "nothing was imported"
            )
        try:
            observations.append(_read_row(named, source))
        except ItemError as exc:
            rejected.append((number, str(exc)))
    if not observations:
        reason = rejected[0][1] if rejected else "it has no rows"
        raise ItemError(f"{file.name!r}: no usable row ({reason}); nothing was imported")
    return observations, rejected


def _name_columns(cells: dict[str, str]) -> dict[str, str]:
    return dict(_iter_named(cells))


def _iter_named(cells: dict[str, str]) -> Iterator[tuple[str, str]]:
    for column, headers in COLUMNS.items():
        for header in headers:
            if header in cells:
                yield column, cells[header]
                break


def _read_row(named: dict[str, str], source: str) -> Observation:
    empty = [column for column in _NEEDED if not named[column].strip()]
    if empty:
        raise ItemError(f"{empty[0]} is empty")
    try:
        amount = Decimal(named["amount"].replace(",", ""))
    except InvalidOperation as exc:
        raise ItemError(f"amount {named['amount']!r} is no number") from exc
    if not amount.is_finite() or not 0 < amount < _MOST:
        raise ItemError(f"amount {named['amount']!r} is no price")
    day = parse_date(named["date"])
    return Observation(
        platform=named["platform"],
        listing_id=named["listing_id"],
        sku=named.get("sku", ""),
        kind=OfferKind.PRICE,
        moment=datetime.combine(day, time(), tzinfo=SHANGHAI),
        amount=amount,
        currency=named["currency"].upper(),
        source=source,
    )
