"""CERT-007: goods that need an industrial production licence, without one or with one not held."""

from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import Severity, Status, Verdict
from inspectors.authority.lookup import Authority
from inspectors.checks.certificates.held_numbers import judge_numbers
from inspectors.goods.categories import find_categories
from inspectors.pages.absence import find_blind_spots, show_all_searched
from inspectors.registry import inspector


@inspector(code="CERT-007", severity=Severity.HIGH, needs=("listing.title",), version="1")
def production_licence(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing sells goods of the licence catalogue and shows no licence, or one that is not held."""
    verdicts = list(
        judge_numbers(exhibit, authority, ("industrial_licence",), named="工业产品生产许可证编号")
    )
    yield from verdicts
    goods = find_categories(exhibit, authority, "industrial_licence") or ()
    if verdicts or not goods:
        return
    spots = find_blind_spots(exhibit, with_shop=exhibit.shop is not None)
    if spots:
        yield Verdict(status=Status.SKIP, missing=spots)
        return
    yield Verdict(
        status=Status.UNSURE,  # the duty to show the number is the package's, not the page's
        fact=f"licence:{goods[0].category}",
        summary=f"“{goods[0].keyword}”属生产许可目录“{goods[0].category}”，页面未见许可证编号，请人工核对",
        claimed="未见生产许可证编号",
        authority=goods[0].authority,
        locators=show_all_searched(exhibit),
        confidence=0.3,
    )
