"""The brand of the goods: what data, labels, marks and links to brands say; never a guess at words."""

import re

from sites.generic.naming import fold_name, read_meta
from sites.generic.sight import iter_above
from sites.generic.structured import is_unfilled
from sites.generic.table import find_fact
from sites.generic.view import View
from sites.page import clean
from sites.words import is_label, starts_with_word

_LONGEST = 50
_BRAND_STEP = re.compile(
    r"/(?:brands?|marke|marque|marca|merk|znacka|manufacturer|hersteller|vyrobce|producer)s?[/_=-]|[?&](?:brand|manufacturer)[\w-]*=",
    re.IGNORECASE,
)


def find_brand(view: View, title: str | None, shop: str | None) -> str | None:
    """The brand, from the surest source that names one."""
    told = next((product.brand for product in view.products if product.brand), None)
    found = (
        told
        or _trim(find_fact(view.facts, "brand"))
        or read_meta(view.root, "product:brand", "og:brand", "brand", "product:brand:name")
        or _find_beside_label(view)
        or _find_marked(view)
        or _find_linked(view, title)
        or _trim(find_fact(view.facts, "maker"))
    )
    return None if found is None or len(found) > _LONGEST or is_unfilled(found) else found


def _trim(text: str | None) -> str | None:
    """A brand without what is said beside it: `(more of this brand)`."""
    said = clean(text)
    if said is None or re.search(r"https?:|[。！？]", said):
        return None
    return said


def _find_beside_label(view: View) -> str | None:
    """`Brand: Name`, in one run or in two."""
    runs = view.sight.runs
    for place, run in enumerate(runs):
        if len(run.text) > 60:
            continue
        size = starts_with_word("brand", run.text)
        rest = run.text[size:]
        if size and re.match(r"\s*[:：]\s*\S", rest) and len(rest) < _LONGEST:
            return _trim(rest.lstrip(" :："))
        if is_label("brand", run.text) and re.search(r"[:：]\s*$", run.text) and place + 1 < len(runs):
            return _trim(runs[place + 1].text)
    return None


def _find_marked(view: View) -> str | None:
    """A short text near the goods' name that markup calls a brand."""
    place = view.title_place
    for run in view.sight.runs[max(0, place - 15) : place + 60]:
        above = list(iter_above(run.element, 3))
        words = [view.sight.names(one) for one in above]
        if (
            any(re.search(r"\b(?:brand|marke|marque|marca)\b", one) for one in words[:2])
            and len(run.text) <= 40
            and not is_label("brand", run.text)
            and re.search(r"\w", run.text)
            and not any(one in view.boxes for one in iter_above(run.element, 12))
        ):
            return run.text
    return None


def _find_linked(view: View, title: str | None) -> str | None:
    """What a link to a page of brands says or shows, where the title says it too."""
    known = fold_name(title or "")
    for element in view.sight.places:
        if element.tag != "a" or not _BRAND_STEP.search(element.get("href") or ""):
            continue
        if any(one in view.boxes for one in iter_above(element, 12)):
            continue
        picture = next(element.iter("img"), None)
        for text in (
            view.sight.text_of(element, 60),
            element.get("title"),
            picture.get("alt") if picture is not None else None,
        ):
            said = clean(text)
            if said and 1 < len(said) <= 40 and fold_name(said) in known:
                return said
    return None
