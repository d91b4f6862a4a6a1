"""Which links of listings lead to the shop that sells, and which links lead to licences and rules."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from sites.learning.names import fold_name
from sites.learning.rules import Label
from sites.learning.shapes import AddressBook
from sites.learning.tree import SeenLink, SeenPage
from sites.rules import find_before, read_label
from sites.words import has_word, is_label, starts_with_word

_ON_MOST, _FEW, _SAID, _LONGEST = 0.6, 2.5, 0.5, 40
_COLON = re.compile(r"\s*[:：]\s*\S")
Shape = tuple[str, str]


def find_shop_shape(
    listings: Sequence[SeenPage], book: AddressBook, names: Mapping[str, str | None]
) -> Shape | None:
    """The shape of the addresses under which listings name their shops; None on a site of one shop.

    Most listings have one or two such links, not all the same, and words in or beside them say what they are.

    Args:
        listings: pages that sell one thing.
        book: the addresses of the site.
        names: by address of a listing, the shop that its page by itself names.
    """
    best, most = None, _SAID
    for shape, by_page in _group_links(listings, book).items():
        links = [link for found in by_page.values() for _, link in found]
        urls = [{link.url for _, link in found} for found in by_page.values()]
        is_few = sum(map(len, urls)) / len(urls) <= _FEW
        if len(by_page) < _ON_MOST * len(listings) or not is_few or len(set.union(*urls)) < 2:
            continue
        said = sum(
            any(_says_shop(page, link, names.get(page.url)) for page, link in found)
            for found in by_page.values()
        )
        if links and said / len(by_page) > most:
            best, most = shape, said / len(by_page)
    return best


def label_shops(shops: Sequence[SeenPage], listings: Sequence[SeenPage]) -> list[Label]:
    """The names under which listings know shops, for each shop's page."""
    names: dict[str, Counter[str]] = defaultdict(Counter)
    for page in listings:
        for link in page.links:
            names[link.url].update(filter(None, [fold_name(cut_label(link.text))]))
    return [Label(values=dict.fromkeys(names[page.url], 1.0)) for page in shops]


def cut_label(text: str) -> str:
    """The name of a shop without the word that says so: `店铺：南山杂货`."""
    return text[starts_with_word("shop", text) :].lstrip(" :：") if _is_labelled(text) else text


def iter_worded(pages: Sequence[SeenPage], subject: str) -> Iterator[str]:
    """The addresses that links with the words of a subject lead to."""
    seen: set[str] = set()
    for page in pages:
        for link in page.links:
            if link.url not in seen and len(link.text) <= _LONGEST and has_word(subject, link.text):
                seen.add(link.url)
                yield link.url


def iter_labelled(pages: Sequence[SeenPage], subject: str) -> Iterator[str]:
    """The addresses that links lead to whose words are those of a subject and nothing else."""
    found = (link.url for page in pages for link in page.links if is_label(subject, link.text.strip()))
    yield from dict.fromkeys(found)


def _group_links(
    pages: Sequence[SeenPage], book: AddressBook
) -> dict[Shape, dict[str, list[tuple[SeenPage, SeenLink]]]]:
    found: dict[Shape, dict[str, list[tuple[SeenPage, SeenLink]]]] = defaultdict(lambda: defaultdict(list))
    for page in pages:
        for link in page.links:
            shape = (urlsplit(link.url).netloc, book.get_shape(link.url))
            found[shape][page.url].append((page, link))
    return found


def _says_shop(page: SeenPage, link: SeenLink, name: str | None) -> bool:
    node = page.nodes[link.element]
    beside = (_read_plain_label(one) for one in (node, node.parent) if one is not None)
    text = fold_name(link.text)
    return (
        has_word("shop_link", link.text)
        or has_word("shop_suffix", link.text)
        or _is_labelled(link.text)
        or any(0 < len(label) < 12 and has_word("shop", label) for label in beside)
        or (name is not None and len(text) > 1 and fold_name(name).startswith(text))
    )


def _is_labelled(text: str) -> bool:
    """Whether a link's own words begin with a label: `店铺：南山杂货`."""
    size = starts_with_word("shop", text)
    return size > 0 and _COLON.match(text[size:]) is not None


def _read_plain_label(node: LexborNode) -> str:
    """The text before an element, unless it is a link itself: a step of a way names no shop."""
    before = find_before(node)
    if before is None or before.tag == "a" or before.css_first("a") is not None:
        return ""
    return read_label(node) or ""
