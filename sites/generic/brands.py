"""The brand of the goods: what data, labels, marks and links to brands say; never a guess at words."""

import re
from typing import Any

from sites.generic.crumbs import find_way
from sites.generic.naming import fold_name, read_meta
from sites.generic.sight import Run, iter_above
from sites.generic.structured import is_unfilled
from sites.generic.table import find_fact
from sites.generic.view import View
from sites.page import clean
from sites.words import is_label, starts_with_word

_MAKER = re.compile(
    r"\b(?:brand|producer|manufacturer|maker|vendor|hersteller|fabricant|vyrobce|marke|marque|marca)\b"
)
_LONGEST, _SHORTEST, _NEAR, _SMALL = 50, 3, 20, 3
_BRAND_STEP = re.compile(
    r"/(?:brands?|marke|marque|marca|merk|znacka|manufacturer|hersteller|vyrobce|producer)s?[/_=-]|[?&](?:brand|manufacturer)[\w-]*=",
    re.IGNORECASE,
)


def find_brand(view: View, title: str | None, shop: str | None) -> str | None:
    """The brand, from the surest source that names one."""
    told = next((product.brand for product in view.products if product.brand), None)
    labelled = _trim(find_fact(view.facts, "brand"))
    if told and labelled and fold_name(told) not in fold_name(title or ""):
        told = None  # what the buyer reads beside the label stands against data that nothing else bears out
    found = (
        told
        or labelled
        or read_meta(view.root, "product:brand", "og:brand", "brand", "product:brand:name")
        or _find_beside_label(view)
        or _find_marked(view, title)
        or _find_linked(view, title)
        or _find_leading(view, title)
        or _trim(find_fact(view.facts, "maker"))
    )
    return None if found is None or len(found) > _LONGEST or is_unfilled(found) else found


def _trim(text: str | None) -> str | None:
    """A brand without what is said beside it: `(more of this brand)`."""
    said = clean(text)
    if said is None or re.search(r"https?:|[。！？]", said) or not re.search(r"[^\W\d_]", said):
        return None
    return said


def _find_beside_label(view: View) -> str | None:
    """`Brand: Name`, in one run or in two, or with a picture for the name."""
    runs = view.sight.runs
    for place, run in enumerate(runs):
        if len(run.text) > 60:
            continue
        size = starts_with_word("brand", run.text)
        rest = run.text[size:]
        if size and re.match(r"\s*[:：]\s*\S", rest) and len(rest) < _LONGEST:
            return _trim(rest.lstrip(" :："))
        if is_label("brand", run.text) and re.search(r"[:：]\s*$", run.text):
            return _read_pictured(view, run) or _read_following(view, place)
    return None


def _read_following(view: View, place: int) -> str | None:
    """The text behind a label, as long as it stands in the same small box."""
    runs = view.sight.runs
    if place + 1 >= len(runs):
        return None
    shared = set(iter_above(runs[place].element, _SMALL))
    is_beside = any(one in shared for one in iter_above(runs[place + 1].element, _SMALL + 1))
    return _trim(runs[place + 1].text) if is_beside else None


def _read_pictured(view: View, label: Run) -> str | None:
    """The words of the picture that stands beside a label instead of any text."""
    for box in iter_above(label.element, _SMALL):
        picture = next(box.iter("img"), None)
        if view.sight.count_runs(box) > 1:
            return None
        if picture is not None:
            return _trim(picture.get("alt") or picture.get("title"))
    return None


def _find_marked(view: View, title: str | None) -> str | None:
    """A short text near the goods' name that markup calls a brand, where the page says it elsewhere too."""
    place = view.title_place
    known = fold_name(" ".join([title or "", read_meta(view.root, "keywords") or ""]))
    for run in view.sight.runs[max(0, place - 15) : place + 60]:
        above = list(iter_above(run.element, 12))
        if not any(_is_brand_box(view, one) for one in above[:2]) or any(one in view.boxes for one in above):
            continue
        folded = fold_name(run.text)
        is_said = folded in known or any(_BRAND_STEP.search(one.get("href") or "") for one in above[:3])
        if len(folded) > 1 and len(run.text) <= 40 and is_said and not folded.isdigit():
            return run.text
    return None


def _is_brand_box(view: View, element: Any) -> bool:
    return re.search(r"\b(?:brand|marke|marque|marca)\b", view.sight.names(element)) is not None


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
            folded = fold_name(said or "")
            is_near = abs(view.sight.place_of(element) - view.title_place) <= _NEAR
            if said and 1 < len(said) <= 40 and (known.startswith(folded) or (is_near and folded in known)):
                return said
    return None


def _find_leading(view: View, title: str | None) -> str | None:
    """The words that the title begins with, where they stand alone in a box called after the maker."""
    whole = fold_name(title or "")
    way = {fold_name(step) for step in find_way(view.sight, title)}
    first, last = view.title_place - _NEAR, view.title_place + 3 * _NEAR
    for element, place in view.sight.places.items():
        if not first <= place <= last:
            continue
        said = clean(element.get("alt") if element.tag == "img" else None if len(element) else element.text)
        folded = fold_name(said or "")
        if said is None or not _SHORTEST <= len(folded) < len(whole) or not whole.startswith(folded):
            continue
        above = list(iter_above(element, 14))
        is_named = any(_MAKER.search(view.sight.names(one)) for one in above[:4])
        is_beside = not is_named or any(
            one in view.boxes or one.tag in {"nav", "header", "footer", "h1"} for one in above
        )
        if not is_beside and folded not in way and _is_word_end(title or "", folded):
            return said
    return None


def _is_word_end(title: str, folded: str) -> bool:
    """Whether a title has a word's end where its folded beginning ends."""
    size = next((place for place in range(len(title) + 1) if fold_name(title[:place]) == folded), None)
    return size is not None and not title[size : size + 1].isalnum()
