"""The goods of a site as a table: one row a listing, as its sealed page is read (docs/sites.md)."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from console.text import Words, format_time
from crawlers.rereading import iter_reread, keep_newest, read_value
from evidence.listing import Listing, PageKind
from evidence.snapshot import Outcome, Snapshot
from evidence.workspace import Workspace
from sites.profile import SiteProfile

COLUMNS = (
    "title",
    "price",
    "currency",
    "list_price",
    "availability",
    "brand",
    "model",
    "sku",
    "gtin",
    "shop",
    "category",
    "url",
    "unsure",
    "captured_at",
    "snapshot_id",
)
"""The keys of a row; a field that the page does not show, or that is in `unsure`, is null."""
SHOWN = ("title", "price", "list_price", "availability", "brand", "shop", "unsure", "url")
_WIDTHS = (50, 10, 10, 10, 12, 16, 16, 18, 16, 24, 20, 50, 16, 20, 38)
_FORMULA = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠\t\r]")

Row = dict[str, Any]


def iter_goods(workspace: Workspace, site: SiteProfile | str, *, run_id: str | None = None) -> Iterator[Row]:
    """The newest sealing of each listing of a site, by shop, name and address.

    Args:
        workspace: whose evidence.
        site: a profile, by which the sealed pages are read again; else a host or a platform's name, whose
            listings are given as they were read when captured.
        run_id: only what this run captured.

    Raises:
        VerificationError: a sealed page is missing or was changed.
    """
    if isinstance(site, SiteProfile):
        pairs = ((one.snapshot, one.listing) for one in iter_reread(workspace, site, run_id=run_id))
    else:
        snapshots = workspace.records.load_snapshots(run_id=run_id)
        its = (one for one in snapshots if one.outcome is Outcome.FOUND and _lies_on(one, site))
        pairs = ((one, one.listing) for one in keep_newest(its))
    rows = (
        _make_row(snapshot, listing)
        for snapshot, listing in pairs
        if listing is not None and listing.kind is PageKind.LISTING
    )
    yield from sorted(rows, key=_order)


def _order(row: Row) -> tuple[str, str, str]:
    """A place in the table that is the same at each crawl."""
    return row["shop"] or "", row["title"] or "", row["url"]


def format_csv(rows: Iterable[Row], words: Words) -> bytes:
    """A CSV file that spreadsheets open as UTF-8; a text that they would take for a formula is quoted."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(name_columns(words))
    writer.writerows([_defuse(cell) for cell in make_cells(row, words)] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def format_xlsx(rows: Iterable[Row], words: Words) -> bytes:
    """An XLSX workbook; amounts are numbers, all else is text."""
    from console.spreadsheet import make_workbook  # noqa: PLC0415 -- slow to load, and most tables are none

    cells = (_set_amounts(row, make_cells(row, words)) for row in rows)
    return make_workbook(words("goods_table"), name_columns(words), cells, _WIDTHS)


def name_columns(words: Words, columns: Iterable[str] = COLUMNS) -> list[str]:
    """What the columns are called."""
    return [words(f"goods_{name}") for name in columns]


def make_cells(row: Row, words: Words, columns: Iterable[str] = COLUMNS) -> list[str]:
    """A row as people read it."""
    return [_show(name, row[name], words) for name in columns]


def _lies_on(snapshot: Snapshot, site: str) -> bool:
    return site in {snapshot.platform, urlsplit(snapshot.final_url).netloc}


def _make_row(snapshot: Snapshot, listing: Listing) -> Row:
    row: Row = {name: read_value(listing, name) for name in COLUMNS}
    return row | {
        "currency": listing.price.currency if listing.price else None,
        "url": snapshot.final_url,
        "unsure": [name for name in listing.unsure if getattr(listing, name) is None],
        "captured_at": snapshot.captured_at.isoformat(),
        "snapshot_id": snapshot.snapshot_id,
    }


def _show(name: str, value: Any, words: Words) -> str:
    if not value:
        return ""
    if name == "availability":
        return words(f"goods_{value}")
    if name == "unsure":
        return " ".join(words(f"goods_{one}") if one in COLUMNS else one for one in value)
    return format_time(value) if name == "captured_at" else str(value)


def _set_amounts(row: Row, cells: list[str]) -> list[Any]:
    return [
        float(row[name]) if name in {"price", "list_price"} and row[name] else cell
        for name, cell in zip(COLUMNS, cells, strict=True)
    ]


def _defuse(cell: str) -> str:
    """A text that begins like a formula behind a quote, as spreadsheets run formulas of CSV files."""
    return f"'{cell}" if _FORMULA.match(cell) else cell
