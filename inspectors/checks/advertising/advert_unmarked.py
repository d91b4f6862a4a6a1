"""AD-005: paid places in lists that bear no mark of advertising."""

from collections.abc import Iterator

from config.catalogue import get_words
from evidence.exhibit import Exhibit, SightedCard
from evidence.finding import Severity, Status, Verdict
from inspectors.authority.lookup import Authority
from inspectors.pages.showing import show_page
from inspectors.registry import inspector


@inspector(code="AD-005", severity=Severity.LOW, needs=("listing.title",), version="1")
def advert_unmarked(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A list leads to the listing by a paid click, and its card bears no mark of advertising."""
    paid = [one for one in exhibit.cards if _is_paid(one)]
    bare = [one for one in paid if one.card.words and not _is_marked(one)]
    if not paid:
        yield Verdict(status=Status.SKIP, missing=("cards.paid",))
    for one in bare[:1]:
        yield Verdict(
            status=Status.UNSURE,  # the mark may be a picture
            fact="unmarked-advert",
            summary="列表中的付费推广位（链接经广告点击地址）文字中未见“广告”标识，请人工核对截图",
            claimed=one.card.title,
            locators=show_page(one.page, one.card.title or ""),
            confidence=0.3,
        )


def _is_paid(sighted: SightedCard) -> bool:
    return any(sign in sighted.card.url for sign in get_words("check_terms", "paid_clicks", "addresses"))


def _is_marked(sighted: SightedCard) -> bool:
    words = sighted.card.words or ""
    return any(mark in words for mark in get_words("check_terms", "paid_clicks", "marks"))
