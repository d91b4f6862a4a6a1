"""CERT-001: goods of the CCC catalogue without a certificate number or certificate picture."""

import re
from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import Severity, Status, Verdict
from inspectors.authority.lookup import Authority
from inspectors.checks.certificates.certified_models import find_certified
from inspectors.goods.categories import Goods, find_categories, is_from_abroad
from inspectors.pages.absence import find_blind_spots, show_all_searched
from inspectors.pages.page_numbers import iter_all_words
from inspectors.pages.shown import find_shown
from inspectors.registry import inspector

# Says that the goods are certified without saying by which certificate; 3C alone is also a trade's name.
_CLAIM = re.compile(
    r"(?<![无非未没])(?:(?:国家|通过|有)\s?3C|3C\s?(?:认证|标志|证书)|CCC|强制性?(?:产品)?认证)"
    r"(?!\S{0,3}[:：]?\s*(?:无|否|没有|暂无|未))",
    re.IGNORECASE,
)


@inspector(code="CERT-001", severity=Severity.CRITICAL, needs=("listing.title",), version="2")
def ccc_missing(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing sells goods that need a CCC certificate and shows neither its number nor its picture."""
    goods = find_categories(exhibit, authority, "ccc")
    if goods is None:
        yield Verdict(status=Status.SKIP, missing=("register.catalogues",))
        return
    if not goods or _shows_certificate(exhibit) or find_certified(exhibit, authority, "ccc"):
        return
    spots = find_blind_spots(exhibit, with_shop=exhibit.shop is not None)
    yield Verdict(status=Status.SKIP, missing=spots) if spots else _judge(exhibit, goods[0], authority)


def _shows_certificate(exhibit: Exhibit) -> bool:
    rooms = (exhibit, exhibit.shop) if exhibit.shop else (exhibit,)
    return any(find_shown(room, "ccc") or room.find_documents("ccc_certificate") for room in rooms)


def _judge(exhibit: Exhibit, goods: Goods, authority: Authority) -> Verdict:
    claimed = any(_CLAIM.search(text) for text in iter_all_words(exhibit))
    abroad = is_from_abroad(exhibit)
    looked_up = authority.holds("certificates")
    certain = goods.certain and not claimed and not abroad and looked_up
    where = "商品及店铺页面" if exhibit.shop else "商品页面（店铺页未采集）"
    reason = "页面只笼统称已认证" if claimed else "是否属目录内产品或跨境商品请人工核对"
    if not looked_up:
        reason = "认证登记未导入，无从核对该型号是否获证"
    return Verdict(
        status=Status.FAIL if certain else Status.UNSURE,
        fact=f"ccc:{goods.category}",
        summary=f"疑似：“{goods.keyword}”属CCC目录“{goods.category}”，{where}未见CCC证书编号或证书图片"
        + ("" if certain else f"；{reason}"),
        claimed="未见CCC证书",
        authority=goods.authority,
        locators=show_all_searched(exhibit),
        severity=Severity.CRITICAL if exhibit.shop else Severity.HIGH,
        confidence=0.8 if certain else 0.4,
    )
