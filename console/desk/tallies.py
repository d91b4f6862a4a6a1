"""What leads and prices add up to: by platform and region, by check and person, prices by week."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from statistics import median

from cases.scoped_records import ScopedRecords
from console.desk.charts import Chart, draw_amounts
from evidence.clock import SHANGHAI
from evidence.finding import ReviewVerdict
from evidence.lead import Lead, LeadFilter, LeadKind, LeadOrder
from evidence.listing import Listing
from evidence.prices import WeekMedian, open_price_history
from evidence.workspace import Workspace
from index.projection import make_regions

MOST_LEADS = 2_000
_MOST_ROWS = 12
_CURRENCY = "CNY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """A row of a count: how many leads, how many of them nobody reviewed; `share` is of the longest row."""

    name: str
    number: int
    waiting: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelPrices:
    """What the listings of one model asked in a run, in yuan."""

    brand: str
    model: str
    low: Decimal
    median: Decimal
    high: Decimal
    listings: int


def load_newest_leads(workspace: Workspace) -> list[Lead]:
    """The findings' leads that were seen last, at most so many."""
    wanted = LeadFilter(kind=LeadKind.FINDING)
    return workspace.records.load_leads(wanted, order=LeadOrder.NEWEST, limit=MOST_LEADS)


def tally(named: Iterable[tuple[str, Lead]]) -> tuple[Tally, ...]:
    """How many leads stand under each name, the most first."""
    every: Counter[str] = Counter()
    waiting: Counter[str] = Counter()
    for name, lead in named:
        every[name] += 1
        waiting[name] += lead.verdict is None
    most = max(every.values(), default=1)
    return tuple(
        Tally(name=name, number=number, waiting=waiting[name], share=number / most)
        for name, number in sorted(every.items(), key=lambda row: (-row[1], row[0]))[:_MOST_ROWS]
    )


def find_regions(workspace: Workspace, leads: Iterable[Lead]) -> Iterable[tuple[str, Lead]]:
    """Each lead with the region that its page states, where it states one."""
    held = list(leads)
    findings = workspace.records.load_findings_by_id(lead.latest_id for lead in held)
    about = {finding.finding_id: finding.snapshot_id for finding in findings}
    snapshots = workspace.records.load_snapshots_by_id(about.values())
    listings = {snapshot.snapshot_id: snapshot.listing for snapshot in snapshots}
    for lead in held:
        for region in make_regions(listings.get(about.get(lead.latest_id, "")))[:1]:
            yield region, lead


def count_verdicts(leads: Iterable[Lead]) -> dict[str, Counter[ReviewVerdict | None]]:
    """By check, how leads were decided; None counts those that nobody reviewed."""
    counted: dict[str, Counter[ReviewVerdict | None]] = {}
    for lead in leads:
        counted.setdefault(lead.check_name, Counter())[lead.verdict] += 1
    return counted


def load_week_prices(workspace: Workspace, day: date, weeks: int) -> tuple[WeekMedian, ...]:
    """The prices of each of the last weeks in which any was seen, the oldest first."""
    first = day - timedelta(days=day.weekday(), weeks=weeks - 1)
    since = datetime.combine(first, time(), SHANGHAI).astimezone(UTC)
    until = datetime.combine(day + timedelta(days=1), time(), SHANGHAI).astimezone(UTC)
    records, seen, with_imports = workspace.records, None, True
    if isinstance(records, ScopedRecords):
        seen, with_imports = records.find_priced(), records.sees_price(None)
    found = open_price_history(workspace).load_week_medians(
        since, until, _CURRENCY, seen=seen, with_imports=with_imports
    )
    return tuple(found)


def compare_models(listings: Iterable[Listing]) -> tuple[ModelPrices, ...]:
    """The prices of models that several listings offer, those of the most listings first."""
    asked: dict[tuple[str, str], list[Decimal]] = {}
    for one in listings:
        amount = one.price.amount if one.price is not None and one.price.currency == _CURRENCY else None
        if one.brand and one.model and amount is not None:
            asked.setdefault((one.brand, one.model), []).append(amount)
    several = sorted(
        ((key, amounts) for key, amounts in asked.items() if len(amounts) > 1),
        key=lambda row: (-len(row[1]), row[0]),
    )
    return tuple(
        ModelPrices(
            brand=brand,
            model=model,
            low=min(amounts),
            median=median(amounts),
            high=max(amounts),
            listings=len(amounts),
        )
        for (brand, model), amounts in several[:_MOST_ROWS]
    )


def draw_week_prices(prices: tuple[WeekMedian, ...]) -> Chart | None:
    """The medians by week; None without any."""
    return draw_amounts(
        [(float(one.median), f"{one.week} · {one.median} · {one.listings}") for one in prices],
        [f"{one.week:%m-%d}" for one in prices],
    )
