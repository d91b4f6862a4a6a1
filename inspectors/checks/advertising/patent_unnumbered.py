"""AD-004: patents named without their number and kind."""

import re
from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import Severity, Status, Verdict
from inspectors.authority.lookup import Authority
from inspectors.goods.placing import get_goods
from inspectors.pages.absence import find_blind_spots
from inspectors.registry import inspector
from inspectors.words.places import Place, iter_places

_NAMED = re.compile(
    r"国家(?:发明)?专利|发明专利|专利(?:产品|技术|配方|工艺|成分)|(?:获得?|申请了?)\S{0,6}专利"
)
_NUMBER = re.compile(r"(?:ZL)?\s?\d{9,13}(?:\.[\dX])?", re.IGNORECASE)


@inspector(code="AD-004", severity=Severity.LOW, needs=("listing.title",), version="2")
def patent_unnumbered(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing names a patent and shows no patent number anywhere."""
    listing = exhibit.listing
    if listing is None or get_goods(listing).place().name in {"work", "service", "unknown"}:
        return
    places = list(iter_places(exhibit))
    named = next(((place, found) for place in places if (found := _NAMED.search(place.text))), None)
    if named is None or _shows_number(exhibit, places):
        return
    spots = find_blind_spots(exhibit, with_shop=False)
    if spots:
        yield Verdict(status=Status.SKIP, missing=spots)
        return
    place, found = named
    yield Verdict(
        status=Status.UNSURE,  # the number may stand where no reader looks
        fact="patent",
        summary=f"页面称“{found[0]}”，未标明专利号和专利种类，请人工核对",
        claimed=found[0],
        locators=place.show(exhibit, found[0]),
        confidence=0.4,
    )


def _shows_number(exhibit: Exhibit, places: list[Place]) -> bool:
    attributes = exhibit.listing.attributes if exhibit.listing else {}
    stated = [value for label, value in attributes.items() if "专利" in label]
    near = (place.text for place in places if "专利" in place.text or "ZL" in place.text.upper())
    return any(_NUMBER.search(text) for text in (*stated, *near))
