"""The table of test reports: which listing of which shop shows which report."""

from collections.abc import Iterable
from dataclasses import dataclass

from evidence.document import Reading
from evidence.exhibit import Exhibit, SightedDocument
from evidence.listing import PageKind
from evidence.snapshot import Snapshot
from inspectors.checks.reports.report_numbers import ReportNumber, find_report_numbers
from inspectors.pages.page_numbers import find_fact

REPORTS = "test_reports"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRow:
    """One listing showing one report, by its number or its picture."""

    shop_key: str
    shop_name: str | None
    brand: str | None
    model: str | None
    number: ReportNumber | None
    report: SightedDocument | None
    snapshot: Snapshot

    def read(self, field: str) -> Reading:
        """What the report prints in a field."""
        return self.report.document.fields.get(field, Reading()) if self.report else Reading()


def make_report_rows(exhibits: Iterable[Exhibit]) -> list[ReportRow]:
    """One row per listing and report, in order of shop and listing."""
    rows = [row for exhibit in exhibits for row in _make_rows(exhibit)]
    return sorted(rows, key=lambda row: (row.shop_key, row.snapshot.listing_key))


def _make_rows(exhibit: Exhibit) -> list[ReportRow]:
    listing, shop_key = exhibit.listing, exhibit.snapshot.shop_key
    if listing is None or shop_key is None or exhibit.snapshot.kind is not PageKind.LISTING:
        return []
    numbers = find_report_numbers(exhibit)
    numbered = {one.report.document.document_id for one in numbers if one.report}
    unnumbered = [
        report
        for report in exhibit.find_documents("test_report")
        if report.document.document_id not in numbered
    ]
    shown: list[tuple[ReportNumber | None, SightedDocument | None]] = [(one, one.report) for one in numbers]
    shown += [(None, report) for report in unnumbered]
    return [
        ReportRow(
            shop_key=shop_key,
            shop_name=listing.shop.name if listing.shop else None,
            brand=listing.brand or find_fact(listing, "brand"),
            model=listing.model or find_fact(listing, "model"),
            number=number,
            report=report,
            snapshot=exhibit.snapshot,
        )
        for number, report in shown
    ]
