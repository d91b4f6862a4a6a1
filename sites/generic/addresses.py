"""Where a page's links lead, wherever they are written, and the number by which an address names goods."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, unquote, urldefrag, urljoin, urlsplit

from sites.hosts import is_same_site

_OTHER_ATTRIBUTES = ("data-url", "data-href", "data-link", "data-detail-url", "data-target-url", "onclick")
_ADDRESS = re.compile(r"""(?:https?:)?//[^\s'"<>()]{4,400}|/[\w./%-]{1,200}(?:\?[^\s'"<>()]{1,200})?""")
_NO_PAGE = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|pdf|zip|rar|apk|exe|css|js|xml|ico|mp4)$", re.IGNORECASE)
_NO_GOODS = re.compile(
    r"/(?:log-?in|sign-?in|register|accounts?|my-?account|cart|basket|checkout|wish-?lists?|compare|help|faq|"
    r"about(?:-us)?|contact(?:-us)?|privacy|terms|polic(?:y|ies)|blog|news|feed|rss|i18n)(?:[-_]\w+)?[/.?]|"
    r"add-to-cart=",
    re.IGNORECASE,
)
# Names of a query's key that hold a number of goods, as far as a key can say.
_ID_KEY = re.compile(
    r"(?:^|_)(?:(?:item|goods|product|offer|sku|num_?iid|article|prod|spu|art|p|listing)?_?(?:id|no|code|num)|iid|asin|pid|item|alias|sku)$",
    re.IGNORECASE,
)
_INNER = re.compile(r"=(https?://[^\s'\"<>]{4,500})")
_WHOLE_NUMBER = re.compile(r"^([A-Za-z]{0,3}-?[0-9]{4,})$")
_CODE = re.compile(r"^([A-Z0-9]{8,14})$")
_EDGE_NUMBER = re.compile(r"[-_.]([a-z]?[0-9]{5,})$|^([0-9]{5,})[-_.]|[-_]([pi][0-9]{4,})$")
_LAST_NUMBER = re.compile(r"[^0-9]([0-9]{6,})$")
_LONGEST = 2000


@lru_cache(maxsize=10_000)
def make_address(href: str | None, base: str) -> str | None:
    """A link as an absolute address of this site without its fragment, or None."""
    if not href or href.startswith(("#", "javascript:", "mailto:", "tel:")) or len(href) > _LONGEST:
        return None
    try:
        address = urldefrag(urljoin(base, href.strip())).url
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or _NO_PAGE.search(parts.path):
        return None
    if is_same_site(address, base):
        return address
    # A link that counts visits names where it leads in its query.
    inner = _INNER.search(unquote(parts.query))
    return inner.group(1) if inner and is_same_site(inner.group(1), base) else None


def could_be_goods(address: str) -> bool:
    """Whether an address may lead to goods: it is none of the places that every shop has besides."""
    parts = urlsplit(address)
    path = f"{parts.path}?{parts.query}"
    return not _NO_GOODS.search(path) and not (parts.path in {"", "/"} and not parts.query)


def iter_links(element: Any) -> Iterator[str]:
    """The addresses that an element leads to when it is pressed, as they stand there."""
    href = element.get("href")
    if element.tag == "a" and href and not href.startswith(("#", "javascript:")):
        yield href
        return
    for name in _OTHER_ATTRIBUTES:
        value = element.get(name)
        if value and (found := _ADDRESS.search(value[:_LONGEST])):
            yield found.group()


def find_listing_id(address: str) -> str | None:
    """The number or code by which an address names goods: in its query, else at the end of its path."""
    parts = urlsplit(address)
    keys = [(key, value) for key, value in parse_qsl(parts.query) if _ID_KEY.search(key)]
    named = [value for _, value in keys if re.fullmatch(r"[A-Za-z0-9_-]{2,40}", value) and _has_digit(value)]
    return _find_in_path(parts.path) or (named[0] if named else None)


def _has_digit(text: str) -> bool:
    return re.search(r"[0-9]", text) is not None


def _find_in_path(path: str) -> str | None:
    names = [re.sub(r"\.\w{2,5}$", "", step) for step in unquote(path).split("/") if step][-5:]
    for shape in (_WHOLE_NUMBER, _CODE, _EDGE_NUMBER, _LAST_NUMBER):
        for name in reversed(names):
            match = shape.search(name)
            if match and _has_digit(name):
                return next(group for group in match.groups() if group)
    return None
