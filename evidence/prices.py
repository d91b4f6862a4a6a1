"""The price history: what listings cost and when, as Parquet files that DuckDB reads together.

Nothing here is its own: a run's file is derived from its snapshots, an import's file from the sealed source.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.whole_file import write_whole
from evidence.ledger import Act
from evidence.listing import Offer, OfferKind
from evidence.noun import make_digest
from evidence.snapshot import Outcome, Snapshot
from evidence.workspace import Workspace, guard_disk

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FOLDER = "prices"
SEEN = "seen"
"""The source of prices that our own captures show; any other source is named in words."""

_COLUMNS = {
    "platform": "VARCHAR",
    "listing_id": "VARCHAR",
    "sku": "VARCHAR",
    "kind": "VARCHAR",
    "moment": "TIMESTAMP",
    "amount": "DECIMAL(14, 4)",
    "currency": "VARCHAR",
    "source": "VARCHAR",
    "snapshot_id": "VARCHAR",
}
_LATEST = datetime(9999, 1, 1, tzinfo=UTC)
_COMPARABLE = (OfferKind.PRICE, OfferKind.LADDER, OfferKind.PER_UNIT)


# Of each listing its headline prices, as `take_main` chooses them, by weeks of Shanghai from Monday.
_WEEK_MEDIANS = """
WITH shown AS (
    SELECT platform, listing_id, coalesce(sku, '') AS name, moment, amount, currency FROM prices
    WHERE moment >= $1 AND moment < $2 AND list_contains($3::VARCHAR[], kind)
    AND CASE WHEN snapshot_id IS NULL THEN $6 ELSE $4 OR snapshot_id IN (SELECT unnest($5::VARCHAR[])) END
), main AS (
    SELECT platform, listing_id, name FROM shown GROUP BY platform, listing_id, name
    QUALIFY row_number() OVER (
        PARTITION BY platform, listing_id ORDER BY name = '' DESC, count(*) DESC, min(moment), name
    ) = 1
), last AS (
    SELECT date_trunc('week', moment + INTERVAL 8 HOUR)::DATE AS week, arg_max(amount, moment) AS amount
    FROM shown JOIN main USING (platform, listing_id, name) WHERE currency = $7
    GROUP BY week, platform, listing_id
)
SELECT week, median(amount)::DECIMAL(14, 4), count(*) FROM last GROUP BY week ORDER BY week
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekMedian:
    """The median of what listings asked last in a week (by its Monday), and how many listings that was."""

    week: date
    median: Decimal
    listings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One price at one moment; `sku` is the offer's name, empty for the listing's own (headline) price."""

    platform: str
    listing_id: str
    sku: str
    kind: str
    moment: datetime
    amount: Decimal
    currency: str
    source: str
    snapshot_id: str | None = None


class PriceHistory:
    """The price history of a workspace; with `sealed` digests by name, only files that have theirs count.

    With `counts`, only files of which it says so by their name: that of a run, or of an import.
    """

    def __init__(
        self,
        root: Path,
        sealed: Mapping[str, str] | None = None,
        counts: Callable[[str], bool] = lambda _: True,
    ) -> None:
        self._root = root
        self._sealed = sealed
        self._counts = counts

    def find_broken(self) -> list[str]:
        """The names of sealed files that are missing or hold other bytes."""
        return [name for name in self._sealed or {} if not self._is_whole(name)]

    def get_digest(self, name: str) -> str | None:
        """The digest of a file as it lies there; None when it cannot be read."""
        try:
            return make_digest(self._path(name).read_bytes())
        except OSError:
            return None

    def _is_whole(self, name: str) -> bool:
        if self._sealed is None:
            return True
        return name in self._sealed and self.get_digest(name) == self._sealed[name]

    def has(self, name: str) -> bool:
        """Whether the file of a run or import is there."""
        return self._path(name).exists()

    def write(self, name: str, observations: Iterable[Observation]) -> int:
        """Write the file of a run or import as a whole, in place of an older one; returns its rows."""
        self._root.mkdir(parents=True, exist_ok=True)
        number = 0
        with tempfile.NamedTemporaryFile(
            "w", suffix=".csv", dir=self._root, encoding="utf-8", newline=""
        ) as file:
            writer = csv.writer(file, lineterminator="\n")
            for one in observations:
                writer.writerow([_write_cell(getattr(one, column)) for column in _COLUMNS])
                number += 1
            file.flush()
            self._convert(Path(file.name), self._path(name))
        return number

    def load_series(
        self, platform: str, listing_id: str, *, until: datetime | None = None
    ) -> list[Observation]:
        """The prices of a listing in order of time, up to a moment."""
        query = (
            "SELECT * FROM prices WHERE platform = ? AND listing_id = ? AND moment <= ? ORDER BY moment, sku"
        )
        return [_read(row) for row in self._ask(query, platform, listing_id, _make_naive(until or _LATEST))]

    def load_chosen_series(
        self, listings: Iterable[tuple[str, str]], since: datetime, until: datetime
    ) -> dict[tuple[str, str], list[Observation]]:
        """The prices of some listings between two moments, by platform and listing, in order of time."""
        keys = [f"{platform}:{listing_id}" for platform, listing_id in listings]
        query = (
            "SELECT * FROM prices WHERE moment >= ? AND moment < ? AND platform || ':' || listing_id IN "
            "(SELECT unnest(?::VARCHAR[])) ORDER BY platform, listing_id, moment, sku"
        )
        return _group(self._ask(query, _make_naive(since), _make_naive(until), keys) if keys else [])

    def load_all_series(self, since: datetime, until: datetime) -> dict[tuple[str, str], list[Observation]]:
        """The comparable prices between two moments, by platform and listing, each in order of time."""
        query = (
            "SELECT * FROM prices WHERE moment >= ? AND moment < ? AND kind IN (?, ?, ?) "
            "ORDER BY platform, listing_id, moment"
        )
        return _group(self._ask(query, _make_naive(since), _make_naive(until), *_COMPARABLE))

    def load_week_medians(
        self,
        since: datetime,
        until: datetime,
        currency: str,
        *,
        seen: Collection[str] | None = None,
        with_imports: bool = True,
    ) -> list[WeekMedian]:
        """The median of the comparable prices that listings showed last in each week, the oldest week first.

        Args:
            since: the first moment.
            until: behind the last.
            currency: of the prices that count.
            seen: the snapshots whose prices count; all without.
            with_imports: prices of imports count, which have no snapshot.
        """
        values = [_make_naive(since), _make_naive(until), [*_COMPARABLE], seen is None, list(seen or ())]
        rows = self._ask(_WEEK_MEDIANS, *values, with_imports, currency)
        return [WeekMedian(week=week, median=median.normalize() + 0, listings=n) for week, median, n in rows]

    def _path(self, name: str) -> Path:
        return self._root / f"{name}.parquet"

    def _convert(self, source: Path, target: Path) -> None:
        with write_whole(target) as partial, _connect() as connection:
            rows = connection.read_csv(
                str(source),
                auto_detect=False,
                header=False,
                columns=_COLUMNS,
                sep=",",
                quotechar='"',
                escapechar='"',
            )
            rows.write_parquet(str(partial), compression="zstd")

    def _ask(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        named = (path for path in sorted(self._root.glob("*.parquet")) if self._counts(path.stem))
        files = [str(path) for path in named if self._is_whole(path.stem)]
        if not files:
            return []
        with _connect() as connection:
            prices = connection.read_parquet(files)  # noqa: F841 -- DuckDB finds it by its name in the query
            return connection.execute(query, list(values)).fetchall()


def open_price_history(workspace: Workspace, counts: Callable[[str], bool] = lambda _: True) -> PriceHistory:
    """The price history of a workspace, as far as its files are what the ledger says, and count."""
    return PriceHistory(workspace.root / FOLDER, workspace.records.load_price_digests(), counts)


def keep_price_file(
    workspace: Workspace, name: str, observations: Iterable[Observation], now: datetime
) -> int:
    """Write the file of a run or import and note it in the ledger; returns its rows."""
    history = PriceHistory(workspace.root / FOLDER)
    with guard_disk():
        number = history.write(name, observations)
    digest = history.get_digest(name)
    if digest is not None and workspace.records.load_price_digests().get(name) != digest:
        with workspace.records.write(now) as writer:
            writer.note(Act.DERIVE, "prices", name, digest)
    return number


def keep_run_prices(workspace: Workspace, run_id: str, snapshots: Iterable[Snapshot], now: datetime) -> int:
    """Put the prices that a run saw into the price history; returns how many."""
    return keep_price_file(workspace, f"run-{run_id.removeprefix('run-')}", iter_observations(snapshots), now)


def iter_observations(snapshots: Iterable[Snapshot]) -> Iterable[Observation]:
    """The prices that captured listings show."""
    for snapshot in snapshots:
        if snapshot.outcome is not Outcome.FOUND or snapshot.listing is None:
            continue
        offers = collect_offers(snapshot)
        headline = _find_headline(snapshot)
        named = [(offer.name, offer) for offer in offers if offer.name]
        for sku, offer in [("", headline), *named]:
            if offer is not None and offer.amount is not None and offer.amount > 0:
                yield Observation(
                    platform=snapshot.platform,
                    listing_id=snapshot.listing_key.partition(":")[2],
                    sku=sku or "",
                    kind=offer.kind,
                    moment=snapshot.captured_at,
                    amount=offer.amount,
                    currency=offer.currency or "",
                    source=SEEN,
                    snapshot_id=snapshot.snapshot_id,
                )


def take_main(series: Iterable[Observation]) -> list[Observation]:
    """The headline prices of one listing; where none is known, those of the variant seen most."""
    held = list(series)
    names = [one.sku for one in held]
    main = "" if "" in names else max(names, key=names.count, default="")
    return [one for one in held if one.sku == main]


def _find_headline(snapshot: Snapshot) -> Offer | None:
    """The price a page shows for the listing as a whole; the first step of a price ladder."""
    listing = snapshot.listing
    if listing is not None and listing.price is not None:
        return Offer(amount=listing.price.amount, currency=listing.price.currency)
    offers = collect_offers(snapshot)
    steps = [offer for offer in offers if offer.kind is OfferKind.LADDER]
    if steps:
        return min(steps, key=lambda offer: offer.min_quantity or 0)
    plain = [offer for offer in offers if offer.kind is OfferKind.PRICE]
    return plain[0] if len(plain) == 1 else None


def collect_offers(snapshot: Snapshot) -> tuple[Offer, ...]:
    """The offers of a listing; its own price where the page lists none."""
    listing = snapshot.listing
    if listing is None or listing.offers:
        return listing.offers if listing else ()
    if listing.price is None:
        return ()
    return (
        Offer(
            amount=listing.price.amount, currency=listing.price.currency, availability=listing.availability
        ),
    )


def _write_cell(value: Any) -> str:
    return (
        _make_naive(value).isoformat() if isinstance(value, datetime) else str("" if value is None else value)
    )


def _make_naive(moment: datetime) -> datetime:
    """A moment in UTC without its offset, as the files hold it: DuckDB's own zones would need pytz."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _group(rows: Iterable[tuple[Any, ...]]) -> dict[tuple[str, str], list[Observation]]:
    series: dict[tuple[str, str], list[Observation]] = {}
    for row in rows:
        one = _read(row)
        series.setdefault((one.platform, one.listing_id), []).append(one)
    return series


def _read(row: tuple[Any, ...]) -> Observation:
    values = dict(zip(_COLUMNS, row, strict=True))
    values["moment"] = values["moment"].replace(tzinfo=UTC)
    values["amount"] = values["amount"].normalize() + 0
    values["sku"] = values["sku"] or ""
    return Observation(**values)


def _connect() -> DuckDBPyConnection:
    import duckdb  # noqa: PLC0415 -- slow to load, and few commands ask for prices

    settings: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "threads": 2,
    }
    return duckdb.connect(":memory:", config=settings)
