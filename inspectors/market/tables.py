"""The tables that market checks take, and the verdicts on groups that they give."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from evidence.exhibit import Exhibit, SightedDocument
from evidence.finding import Verdict
from evidence.snapshot import Snapshot
from inspectors.checks.subject.operators import find_declared_operator
from inspectors.market.permit_rows import PERMITS, make_permit_rows
from inspectors.market.report_rows import REPORTS, make_report_rows

LICENCES = "licences"


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceRow:
    """One shop showing one licence picture."""

    shop_key: str
    shop_name: str | None
    declared_operator: str | None
    sighted: SightedDocument
    snapshot: Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupVerdict:
    """A verdict on a group: the group's key, and the snapshot of the shop accused."""

    group_key: str
    snapshot: Snapshot
    verdict: Verdict


def make_table(name: str, exhibits: Iterable[Exhibit]) -> list[Any]:
    """The rows of the table that a market check asks for by name."""
    makers: dict[str, Callable[[Iterable[Exhibit]], list[Any]]] = {
        LICENCES: make_licence_rows,
        REPORTS: make_report_rows,
        PERMITS: make_permit_rows,
    }
    return makers[name](exhibits)


def make_licence_rows(exhibits: Iterable[Exhibit]) -> list[LicenceRow]:
    """The licence pictures that shops show, one row per shop and picture."""
    rows: dict[tuple[str, str], LicenceRow] = {}
    for exhibit in exhibits:
        shop_key = exhibit.snapshot.shop_key
        shop = exhibit.listing.shop if exhibit.listing else None
        if shop_key is None or shop is None:
            continue
        for sighted in exhibit.find_documents("business_licence"):
            rows[shop_key, sighted.document.sha256] = LicenceRow(
                shop_key=shop_key,
                shop_name=shop.name,
                declared_operator=find_declared_operator(exhibit),
                sighted=sighted,
                snapshot=exhibit.snapshot,
            )
    return [rows[key] for key in sorted(rows)]
