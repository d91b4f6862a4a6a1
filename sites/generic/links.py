"""Where a list page of any shop leads: products, the next page, categories."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from sites.generic.addresses import iter_links
from sites.words import has_word, is_label

_NEXT_MARK = re.compile(r"(?:^|[\s_-])next(?:$|[\s_-])", re.IGNORECASE)
_CATEGORY_MARK = re.compile(r"categor|(?:^|[\s_-])nav-list|分类|类目", re.IGNORECASE)
_NOT_GOODS = re.compile(
    r"/(?:log-?in|sign-?in|register|accounts?|my-?account|cart|basket|checkout|wish-?lists?|compare|help|faq|"
    r"about(?:-us)?|contact(?:-us)?|privacy|terms|polic(?:y|ies)|blog|news|feed|rss|i18n)(?:[-_]\w+)?[/.?]|"
    r"add-to-cart=|\.(?:jpe?g|png|gif|webp|pdf|zip|css|js|xml)\?$",
    re.IGNORECASE,
)
_VARYING = re.compile(
    r"(?:^|&)[^=&]*(?:sort|order|filter|facet|dir|view|per_?page|limit|lang|currency)[^=&]*=", re.IGNORECASE
)
_MOST_CATEGORIES, _LONGEST_TEXT = 60, 60


def find_next(root: Any, base: str) -> str | None:
    """The next page of the list."""
    for anchor in root.iter("a", "link"):
        href = anchor.get("href")
        if href and "next" in (anchor.get("rel") or "").lower().split():
            return make_link(href, base, strict=False)
    for anchor in root.iter("a"):
        parent = anchor.getparent()
        marks = f"{anchor.get('class') or ''} {parent.get('class') or '' if parent is not None else ''}"
        text = "".join(anchor.itertext()).strip()
        href = next(iter_links(anchor), None)
        if href and (_is_next(text) or (_NEXT_MARK.search(marks) and len(text) < 20)):
            return make_link(href, base, strict=False)
    return None


def _is_next(text: str) -> bool:
    return is_label("next_page", re.sub(r"^\W+|\W+$", "", text))


def find_categories(root: Any, base: str) -> list[str]:
    """The links of the page's category menus; what only sorts or narrows a list would lead in circles."""
    found: dict[str, None] = {}
    for box in _iter_menus(root):
        for anchor in box.iter("a"):
            link = make_link(anchor.get("href"), base)
            text = "".join(anchor.itertext()).strip()
            if (
                link is not None
                and 1 < len(text) < 40
                and urlsplit(link).path not in {"", "/"}
                and link != base
            ):
                found.setdefault(link)
    plain = {link for link in [*found, base] if "?" not in link} | {base.partition("?")[0]}
    chosen = [link for link in found if not _is_variation(link, plain)]
    return chosen[:_MOST_CATEGORIES]


def _is_variation(link: str, plain: set[str]) -> bool:
    """Whether a link shows a list that is known already, in another order or narrowed."""
    address, _, query = link.partition("?")
    return bool(query) and (address in plain or bool(_VARYING.search(query)))


def _iter_menus(root: Any) -> Iterator[Any]:
    for element in root.iter("nav", "aside", "ul", "div"):
        mark = f"{element.get('class') or ''} {element.get('id') or ''}"
        if "breadcrumb" in mark or "pag" in mark.lower():
            continue
        if element.tag in {"nav", "aside"} or _CATEGORY_MARK.search(mark):
            yield element


def make_link(href: str | None, base: str, *, strict: bool = True) -> str | None:
    """A link of this host as an absolute address without fragment, or None."""
    if not href or href.startswith("#"):
        return None
    try:
        link = urldefrag(urljoin(base, href.strip())).url
        parts = urlsplit(link)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or parts.netloc != urlsplit(base).netloc:
        return None
    if strict and _NOT_GOODS.search(f"{parts.path}?{parts.query}"):
        return None
    return link


def find_text_link(root: Any, base: str, subject: str) -> str | None:
    """The first link of this host whose words hold a term of a subject."""
    for anchor in root.iter("a"):
        text = "".join(anchor.itertext())
        if anchor.get("href") and len(text) < _LONGEST_TEXT and has_word(subject, text):
            return make_link(anchor.get("href"), base, strict=False)
    return None
