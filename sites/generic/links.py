"""Where a list page of any shop leads: products, the next page, categories."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from sites.prices import PRICE_LIKE, fold

_NEXT_TEXT = re.compile(
    r"^\W*(?:next(?: page)?|下一页|下页|后一页|次へ|weiter|nächste|suivante?|siguiente|próxima|"
    r"successiva|volgende|далее)\W*$",
    re.IGNORECASE,
)
_NEXT_MARK = re.compile(r"(?:^|[\s_-])next(?:$|[\s_-])", re.IGNORECASE)
_CATEGORY_MARK = re.compile(r"categor|(?:^|[\s_-])nav-list|分类|类目", re.IGNORECASE)
_NOT_GOODS = re.compile(
    r"/(?:log-?in|sign-?in|register|accounts?|my-?account|cart|basket|checkout|wish-?lists?|compare|help|faq|"
    r"about(?:-us)?|contact(?:-us)?|privacy|terms|polic(?:y|ies)|blog|news|search|feed|rss|i18n)(?:[-_]\w+)?[/.?]|"
    r"add-to-cart=|\.(?:jpe?g|png|gif|webp|pdf|zip|css|js|xml)\?$",
    re.IGNORECASE,
)
_VARYING = re.compile(
    r"(?:^|&)[^=&]*(?:sort|order|filter|facet|dir|view|per_?page|limit|lang|currency)[^=&]*=", re.IGNORECASE
)
_CARD = re.compile(r"product|item|card|goods|pod|tile|listing|offer", re.IGNORECASE)
_FEWEST, _MOST_CATEGORIES = 2, 60


def find_product_links(root: Any, base: str) -> list[str]:
    """The links of the page's product cards."""
    return list(dict.fromkeys(link for link, _ in find_product_boxes(root, base)))


def find_product_boxes(root: Any, base: str) -> list[tuple[str, Any]]:
    """The page's product cards with their links: repeated boxes with price, link, picture or heading."""
    cards: list[tuple[str, Any]] = []
    seen: set[Any] = set()
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag in {"script", "style", "noscript", "template"}:
            continue
        text = element.text or ""
        if len(text) > 80 or not PRICE_LIKE.search(fold(text)):
            continue
        card = _find_card(element)
        if card is not None and card not in seen:
            seen.add(card)
            cards.append((f"{card.tag}.{card.get('class') or ''}", card))
    counts = Counter(mark for mark, _ in cards)
    chosen = [card for mark, card in cards if counts[mark] >= _FEWEST or _CARD.search(mark)]
    linked = ((_find_link(card, base), card) for card in [*chosen, *_iter_alike(chosen)])
    return [(link, card) for link, card in linked if link]


def _iter_alike(cards: list[Any]) -> Iterator[Any]:
    """Boxes of the same make in the same lists as the cards, which show no price: goods that are sold out."""
    known = {(card.tag, card.get("class")) for card in cards if card.get("class")}
    held = set(cards)
    lists = {above for card in cards for above in list(card.iterancestors())[:2]}
    for one in sorted(lists, key=lambda box: box.tag):
        for element in one.iterdescendants():
            if element not in held and (element.tag, element.get("class")) in known:
                held.add(element)
                yield element


def _find_card(element: Any) -> Any:
    for above in [element, *element.iterancestors()][:9]:
        if above.tag in {"body", "html", "main", "ul", "ol", "table", "tbody"}:
            return None
        has_link = above.tag == "a" or above.find(".//a[@href]") is not None
        if has_link and (
            above.find(".//img") is not None
            or above.find(".//h2") is not None
            or above.find(".//h3") is not None
        ):
            return above
    return None


def _find_link(card: Any, base: str) -> str | None:
    anchors = [card] if card.tag == "a" else []
    anchors += list(card.iterancestors("a"))[:1]
    for path in (".//h1//a[@href]", ".//h2//a[@href]", ".//h3//a[@href]", ".//h4//a[@href]", ".//a[@href]"):
        anchors += card.findall(path)
    for anchor in anchors:
        link = make_link(anchor.get("href"), base)
        if link is not None:
            return link
    return None


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
        if anchor.get("href") and (_NEXT_TEXT.match(text) or (_NEXT_MARK.search(marks) and len(text) < 20)):
            return make_link(anchor.get("href"), base, strict=False)
    return None


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
