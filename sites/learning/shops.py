"""Which links of listings lead to the shop that sells, and which links lead to licences and rules."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from sites.learning.shapes import AddressBook
from sites.learning.tree import SeenLink, SeenPage
from sites.rules import read_label
from sites.words import has_word

_ON_MOST, _FEW, _SAID = 0.6, 2.5, 0.5
Shape = tuple[str, str]


def find_shop_shape(listings: Sequence[SeenPage], book: AddressBook) -> Shape | None:
    """The shape of the addresses under which listings name their shops; None on a site of one shop.

    Most listings have one or two such links, not all the same, and words beside them say what they are.
    """
    best, most = None, _SAID
    for shape, by_page in _group_links(listings, book).items():
        links = [link for found in by_page.values() for _, link in found]
        urls = [{link.url for _, link in found} for found in by_page.values()]
        is_few = sum(map(len, urls)) / len(urls) <= _FEW
        if len(by_page) < _ON_MOST * len(listings) or not is_few or len(set.union(*urls)) < 2:
            continue
        said = sum(any(_says_shop(page, link) for page, link in found) for found in by_page.values())
        if links and said / len(by_page) > most:
            best, most = shape, said / len(by_page)
    return best


def iter_worded(pages: Sequence[SeenPage], subject: str) -> Iterator[str]:
    """The addresses that links with the words of a subject lead to."""
    seen: set[str] = set()
    for page in pages:
        for link in page.links:
            if link.url not in seen and len(link.text) < 40 and has_word(subject, link.text):
                seen.add(link.url)
                yield link.url


def _group_links(
    pages: Sequence[SeenPage], book: AddressBook
) -> dict[Shape, dict[str, list[tuple[SeenPage, SeenLink]]]]:
    found: dict[Shape, dict[str, list[tuple[SeenPage, SeenLink]]]] = defaultdict(lambda: defaultdict(list))
    for page in pages:
        for link in page.links:
            shape = (urlsplit(link.url).netloc, book.get_shape(link.url))
            found[shape][page.url].append((page, link))
    return found


def _says_shop(page: SeenPage, link: SeenLink) -> bool:
    label = read_label(page.nodes[link.element]) or ""
    return (
        has_word("shop_link", link.text)
        or has_word("shop_suffix", link.text)
        or (0 < len(label) < 12 and has_word("shop", label))
    )
