"""LAB-002: one test report for products of unlike brands in several shops."""

from collections import defaultdict
from collections.abc import Iterator

from evidence.document import Reading, ReadingStatus
from evidence.finding import Locator, Severity, Status, Verdict
from inspectors.authority.lookup import Authority
from inspectors.market.report_rows import REPORTS, ReportRow
from inspectors.market.tables import GroupVerdict
from inspectors.matching.model_numbers import Likeness, compare_models
from inspectors.matching.names import share_name
from inspectors.pages.showing import show_reading
from inspectors.registry import market_inspector


@market_inspector(code="LAB-002", severity=Severity.HIGH, table=REPORTS, version="1")
def report_reused(rows: list[ReportRow], authority: Authority) -> Iterator[GroupVerdict]:
    """The same test report is shown by different shops for products of different brands."""
    groups: dict[str, list[ReportRow]] = defaultdict(list)
    for row in rows:
        groups[_name_report(row)].append(row)
    for name, group in sorted(groups.items()):
        pairs = {row.snapshot.listing_key: _find_unlike(row, group) for row in group}
        if any(pairs.values()):
            yield from _judge_group(name, group, pairs)


def _name_report(row: ReportRow) -> str:
    """The report's number where it is certain, else its picture: byte-identical ones are one report."""
    if row.number is not None and row.number.certain:
        return f"report:{row.number.value}"
    return f"picture:{row.report.document.sha256}" if row.report else f"listing:{row.snapshot.listing_key}"


def _find_unlike(row: ReportRow, group: list[ReportRow]) -> list[ReportRow]:
    """The rows of other shops with another brand; the dealers of one brand share its reports."""
    return [other for other in group if other.shop_key != row.shop_key and not _are_alike(row, other)]


def _are_alike(left: ReportRow, right: ReportRow) -> bool:
    """Whether two products may be one: brands decide, models where a page names no brand."""
    if left.brand and right.brand:
        return share_name(left.brand, right.brand)
    if left.model and right.model:
        return compare_models(left.model, right.model) is not Likeness.OTHER
    return True


def _judge_group(
    name: str, group: list[ReportRow], unlike: dict[str, list[ReportRow]]
) -> Iterator[GroupVerdict]:
    """Accused are products that the report does not print; all are doubtful when it prints none."""
    for row in group:
        others = unlike[row.snapshot.listing_key]
        bears, printed = _is_printed(row, group)
        if others and not bears:
            certain = bears is False
            verdict = _make_verdict(row, others, printed, certain=certain)
            yield GroupVerdict(group_key=name, snapshot=row.snapshot, verdict=verdict)


def _is_printed(row: ReportRow, group: list[ReportRow]) -> tuple[bool | None, Reading]:
    """Whether every copy of the report prints the row's brand, else its model; None when nobody can tell."""
    for field, stated in (("brand", row.brand), ("model", row.model)):
        readings = [one.read(field) for one in group if one.read(field).status is ReadingStatus.READ]
        if stated and readings:
            like = {_is_like(field, stated, str(reading.value)) for reading in readings}
            return (like.pop() if len(like) == 1 else None), readings[0]
    return None, Reading()


def _is_like(field: str, stated: str, printed: str) -> bool:
    if field == "brand":
        return share_name(stated, printed)
    return compare_models(stated, printed) is not Likeness.OTHER


def _make_verdict(row: ReportRow, others: list[ReportRow], printed: Reading, *, certain: bool) -> Verdict:
    shown_by = "、".join(f"“{other.shop_name}”（{_name_product(other)}）" for other in others[:5])
    report = f"检测报告 {row.number.raw}" if row.number else "同一检测报告图片"
    shop = f"店铺“{row.shop_name}”（{_name_product(row)}）"
    summary = (
        f"疑似套用：{shop}展示{report}，报告所写为“{printed.raw}”，店铺{shown_by}亦展示"
        if certain
        else f"{report}由{shop}与{shown_by}为不同商品展示，请人工核对报告所写商品"
    )
    return Verdict(
        status=Status.FAIL if certain else Status.UNSURE,
        fact=f"{row.shop_key} {row.snapshot.listing_key}",
        summary=summary,
        claimed=_name_product(row),
        locators=tuple(place for one in (row, *others) for place in _show(one)),
        rests_on=(*((printed,) if certain else ()), *(row.number.rests_on if row.number else ())),
        confidence=0.85 if certain else 0.4,
    )


def _name_product(row: ReportRow) -> str:
    return f"{row.brand or ''} {row.model or ''}".strip()


def _show(row: ReportRow) -> tuple[Locator, ...]:
    if row.number is not None:
        return row.number.locators
    return (show_reading(row.report, row.read("report_no")),) if row.report else ()
