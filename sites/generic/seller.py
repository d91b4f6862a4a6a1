"""Who sells, as the page says: the name beside a label, a link to a shop, or a name that only shops have."""

import re
from collections import Counter
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from evidence.listing import Shop
from sites.generic.addresses import find_listing_id, make_address
from sites.generic.naming import fold_name, read_title_bar
from sites.generic.sight import Sight, iter_above
from sites.generic.table import Fact
from sites.page import clean
from sites.words import get_terms, has_mark, is_label, starts_with_word

_LONGEST = 40
_NEAR = 25


def find_seller(
    sight: Sight, facts: list[Fact], address: str, title: str | None, title_place: int
) -> Shop | None:
    """The shop that sells the goods; None where the page names none or names several alike."""
    for name, value, element in facts:
        if is_label("shop", name) and _is_name(value):
            return _make_shop(value, element, address)
    found = (
        _find_beside_label(sight, "shop")
        or _find_by_ending(sight, title)
        or _find_marked(sight, "shop_name")
        or _find_beside_label(sight, "seller")
        or _find_marked(sight, "seller_name")
    )
    return _find_in_bar(sight, title_place) if found is None else _make_shop(*found, address)


@lru_cache(maxsize=10_000)
def _is_name(text: str) -> bool:
    return (
        1 < len(text) <= _LONGEST
        and not re.search(r"[:：。！？?!；;]|^[0-9\W]+$", text)
        and not is_label("shop_link", text)
        and not is_label("shop", text)
    )


def _make_shop(name: str, element: Any, address: str) -> Shop:
    link = _find_link(element, address)
    number = find_listing_id(link) if link and link.partition("?")[0] != address.partition("?")[0] else None
    return Shop(id=number, name=name, url=link)


def _find_link(element: Any, address: str) -> str | None:
    for one in (*iter_above(element, 2), *element.iter("a")):
        if one.tag == "a" and (link := make_address(one.get("href"), address)):
            return link
    return None


def _find_beside_label(sight: Sight, subject: str) -> tuple[str, Any] | None:
    """The name in the line or box behind a label: `Sold by <a>Name</a>`."""
    for place, run in enumerate(sight.runs[:-1]):
        if len(run.text) > _LONGEST:
            continue
        following = sight.runs[place + 1]
        if (
            is_label(subject, run.text)
            and _is_name(following.text)
            and _is_together(run.element, following.element)
        ):
            is_link = any(one.tag == "a" for one in iter_above(following.element, 2))
            if re.search(r"[:：]\s*$|\bby$|\bpar$|\bvon$|\bda$|\bpor$|\bde$", run.text) or is_link:
                return following.text, following.element
    return None


def _is_together(one: Any, other: Any) -> bool:
    above = set(iter_above(one, 3))
    return any(box in above for box in iter_above(other, 3))


def _find_by_ending(sight: Sight, title: str | None) -> tuple[str, Any] | None:
    """A name with an ending that only shops have, the one said most often of several."""
    endings = tuple(get_terms("shop_suffix"))
    found: dict[str, Any] = {}
    counts: Counter[str] = Counter()
    for run in sight.runs:
        if not 3 < len(run.text) <= 30 or not run.text.endswith(endings) or not _is_name(run.text):
            continue
        is_linked = any(one.tag == "a" for one in iter_above(run.element, 2))
        if run.text in endings or starts_with_word("shop_link", run.text) or re.search(r"[\s，,]", run.text):
            continue
        counts[run.text] += 2 if is_linked else 1
        found.setdefault(run.text, run.element)
    best = [(name, count) for name, count in counts.most_common(2) if name != title]
    if not best or best[0][1] < 2 or (len(best) > 1 and best[0][1] == best[1][1]):
        return None
    return best[0][0], found[best[0][0]]


def _find_marked(sight: Sight, subject: str) -> tuple[str, Any] | None:
    """The only short text that markup calls a shop's name."""
    found: dict[str, Any] = {}
    for run in sight.runs:
        if not _is_name(run.text) or is_label("home", run.text):
            continue
        for one in iter_above(run.element, 6):
            if sight.count_runs(one) > 1:
                break
            if has_mark(subject, sight.names(one)):
                found.setdefault(run.text, run.element)
    return next(iter(found.items())) if len(found) == 1 else None


def _find_in_bar(sight: Sight, title_place: int) -> Shop | None:
    """The end of the title bar, where the page says the same words alone beside the goods."""
    bar = read_title_bar(sight.root) or ""
    tail = clean(re.split(r"\s[-–—|]\s", bar)[-1]) if re.search(r"\s[-–—|]\s", bar) else None
    if tail is None or not _is_name(tail):
        return None
    for run in sight.runs[max(0, title_place - _NEAR) : title_place + _NEAR]:
        above = list(iter_above(run.element, 8))
        if fold_name(run.text) == fold_name(tail) and not any(
            one.tag in {"nav", "header", "footer", "a"} or has_mark("crumbs", sight.names(one))
            for one in above
        ):
            return Shop(name=run.text)
    return None


def is_shop_address(address: str) -> bool:
    """Whether an address names one shop of many: `shop123.…`, `shop.…/123`, `/store/123`."""
    parts = urlsplit(address)
    host = (parts.hostname or "").split(".")[0]
    path = parts.path.lower()
    return bool(
        re.fullmatch(r"(?:shop|store)[0-9]{3,}", host)
        or (re.fullmatch(r"shops?|stores?", host) and re.match(r"/[0-9]{3,}", path))
        or re.search(r"/(?:shop|store|seller|vendor)s?[/_-]\w{0,20}[0-9]{3,}", path)
    )
