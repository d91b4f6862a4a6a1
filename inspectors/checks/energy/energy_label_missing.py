"""ENER-001: goods of the energy label catalogue that show neither a label nor a grade."""

from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import Severity, Status, Verdict
from inspectors.authority.lookup import Authority
from inspectors.checks.energy.energy_grades import find_labels, find_statements
from inspectors.goods.categories import Goods, find_categories, is_from_abroad
from inspectors.pages.absence import find_blind_spots, show_all_searched
from inspectors.pages.page_numbers import iter_all_words
from inspectors.pages.shown import find_shown
from inspectors.registry import inspector


@inspector(code="ENER-001", severity=Severity.MEDIUM, needs=("listing.title",), version="1")
def energy_label_missing(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing sells goods that need an energy label and shows neither label, grade nor filing number."""
    goods = find_categories(exhibit, authority, "energy_label")
    if goods is None:
        yield Verdict(status=Status.SKIP, missing=("register.catalogues",))
        return
    if not goods or _shows_label(exhibit):
        return
    spots = find_blind_spots(exhibit, with_shop=False)
    yield Verdict(status=Status.SKIP, missing=spots) if spots else _judge(exhibit, goods[0])


def _shows_label(exhibit: Exhibit) -> bool:
    """Whether a label, a grade or a filing number stands anywhere; a wrong one is for the other checks."""
    return bool(find_labels(exhibit) or find_statements(exhibit) or find_shown(exhibit, "energy_filing"))


def _judge(exhibit: Exhibit, goods: Goods) -> Verdict:
    claimed = any("能效" in text for text in iter_all_words(exhibit))
    abroad = is_from_abroad(exhibit)
    certain = goods.certain and not claimed and not abroad
    reason = "页面提到能效但未写等级" if claimed else "是否属目录内产品或跨境商品请人工核对"
    return Verdict(
        status=Status.FAIL if certain else Status.UNSURE,
        fact=f"energy_label:{goods.category}",
        summary=f"疑似：“{goods.keyword}”属能效标识目录“{goods.category}”，商品页面未见能效标识图片、能效等级或备案号"
        + ("" if certain else f"；{reason}"),
        claimed="未见能效标识",
        authority=goods.authority,
        locators=show_all_searched(exhibit),
        confidence=0.8 if certain else 0.4,
    )
