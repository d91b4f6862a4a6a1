"""A page as learning sees it: its elements in order, with their marks and short texts, from one walk."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from sites.address import make_absolute, normalise
from sites.hyperlinks import find_hrefs
from sites.item_rules import ItemRule
from sites.items import MOST_ITEMS, Found, iter_found
from sites.learning.names import fold_name
from sites.learning.styles import Lining
from sites.patterns import drop_keys
from sites.sealed import SealedAnswer
from sites.visitor_keys import find_session_keys, find_settings

LONGEST_TEXT = 300
STRUCK_TAGS = frozenset({"del", "s", "strike"})
MOST_ELEMENTS = 30_000
_MUTE = frozenset({"script", "style", "noscript", "template", "svg", "head"})
_NUMBERED = re.compile(r"\d{3,}|[0-9a-f]{8,}", re.IGNORECASE)
_MOST_CLASSES = 4
_MOST_PLACES = 20
_DIVIDER = re.compile(r"\s[-–—|_·]\s|[|_]")
LONGEST_HEADING = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenLink:
    """A way that leads on from a page: where to, by what element, with what words."""

    url: str
    element: int
    text: str


@dataclass(kw_only=True)
class SeenPage:
    """A sealed page, parsed once; `nodes`, `parents`, `marks` and `texts` run in the page's order.

    `rules` tell of things that the page's answers list where they lead. Without `has_routes` no script shows
    other pages behind a `#/`: what stands there chooses a variant, or a part of the page.
    `lined` is what the site's stylesheets strike out and take the line from, the weightiest last.
    A text is the whole visible text of an element, empty where it is longer than 300 signs; an own text, of
    those that hold elements too, is what stands in none of them.
    """

    url: str
    html: str
    answers: tuple[SealedAnswer, ...] = ()
    rules: tuple[ItemRule, ...] = ()
    has_routes: bool = True
    lined: tuple[Lining, ...] = ()
    nodes: list[LexborNode] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    own_texts: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.tree = LexborHTMLParser(self.html)
        self._walk()

    def _walk(self) -> None:
        numbers: dict[int, int] = {}
        parts: list[list[int | str]] = []
        muted: set[int] = set()
        root = self.tree.root
        if root is None:
            return
        for node in root.traverse(include_text=True):
            parent = node.parent
            above = numbers.get(parent.mem_id, -1) if parent is not None else -1
            if node.is_text_node:
                if above >= 0 and above not in muted:
                    parts[above].append(node.text_content or "")
                continue
            if not node.is_element_node or len(self.nodes) >= MOST_ELEMENTS:
                continue
            number = len(self.nodes)
            numbers[node.mem_id] = number
            if node.tag in _MUTE or above in muted:
                muted.add(number)
            elif above >= 0:
                parts[above].append(number)
            self.nodes.append(node)
            self.parents.append(above)
            parts.append([])
        self._join_texts(parts)

    def _join_texts(self, parts: list[list[int | str]]) -> None:
        texts: list[str | None] = [None] * len(parts)
        for number in range(len(parts) - 1, -1, -1):
            pieces = [piece if isinstance(piece, str) else texts[piece] for piece in parts[number]]
            whole = None if None in pieces else "".join(piece for piece in pieces if piece is not None)
            own = squeeze("".join(piece for piece in parts[number] if isinstance(piece, str)))
            if own and any(isinstance(piece, int) for piece in parts[number]):
                self.own_texts[number] = own
            texts[number] = whole if whole is not None and len(whole) <= 4 * LONGEST_TEXT else None
        self.texts = [squeeze(text) if text else "" for text in texts]

    @cached_property
    def marks(self) -> list[str]:
        """What each element is called: its tag and classes."""
        return [make_mark(node) for node in self.nodes]

    @cached_property
    def number_of(self) -> dict[int, int]:
        """The number of each element, by the parser's number of it."""
        return {node.mem_id: number for number, node in enumerate(self.nodes)}

    @cached_property
    def struck(self) -> frozenset[int]:
        """The elements that are struck out, by their own tag or by a stylesheet."""
        by_tag = frozenset(number for number, node in enumerate(self.nodes) if node.tag in STRUCK_TAGS)
        return by_tag | self._find_lined()

    def _find_lined(self) -> set[int]:
        """The elements that the weightiest rule of the stylesheets strikes out."""
        lined: set[int] = set()
        for one in self.lined:
            if one.is_struck or lined:
                found = {self.number_of.get(node.mem_id, -1) for node in self.tree.css(one.selector)} - {-1}
                lined = lined | found if one.is_struck else lined - found
        return lined

    @cached_property
    def title(self) -> str:
        """The text of the title element."""
        found = self.tree.css_first("title")
        return squeeze(found.text()) if found is not None else ""

    @cached_property
    def features(self) -> frozenset[str]:
        """What the page is made of: each pair of an element's mark and its parent's."""
        return frozenset(
            f"{self.marks[above]}>{mark}" if above >= 0 else mark
            for mark, above in zip(self.marks, self.parents, strict=True)
        )

    @cached_property
    def links(self) -> list[SeenLink]:
        """The ways that lead on to pages of the web, in order, the page's own address left out.

        Addresses are without the session that the page wrote into them; what only sets a currency or a
        language leads nowhere.
        """
        here = normalise(self.url)
        return [link for link in self._page_links if link.url != here] + self._item_links

    @cached_property
    def _page_links(self) -> list[SeenLink]:
        found = list(self._iter_links())
        session = find_session_keys([link.url for link in found], self.url)
        if session:
            found = [replace(link, url=drop_keys(link.url, session)) for link in found]
        settings = find_settings(link.url for link in found)
        return [link for link in found if link.url not in settings]

    @property
    def ways(self) -> list[SeenLink]:
        """The links, and what the page's answers list beside them without its being shown (element -1)."""
        placed = {link.url for link in self._item_links}
        return self.links + [
            SeenLink(url=one.url, element=-1, text=one.name or "")
            for one in self._found
            if one.url not in placed
        ]

    def use(self, rules: tuple[ItemRule, ...]) -> None:
        """Follow other rules from now on."""
        self.rules = rules
        for name in ("links", "_item_links", "_found", "link_texts", "links_by_node"):
            self.__dict__.pop(name, None)

    @cached_property
    def _found(self) -> list[Found]:
        here = normalise(self.url)
        found = iter_found(self.rules, self.answers, self.url)
        return [one for one in islice(found, MOST_ITEMS) if one.url != here]

    @cached_property
    def _item_links(self) -> list[SeenLink]:
        """The things that answers list, where the page prints their names outside of any link."""
        if not self._found:
            return []
        linked = {link.element for link in self._page_links}
        urls: dict[str, list[str]] = defaultdict(list)
        for one in self._found:
            if one.name and one.url not in urls[fold_name(one.name)]:
                urls[fold_name(one.name)].append(one.url)
        places = self._find_texts(set(urls), linked)
        return [
            SeenLink(
                url=urls[name][min(order, len(urls[name]) - 1)], element=element, text=self.texts[element]
            )
            for name, elements in places.items()
            for order, element in enumerate(elements)
        ]

    def _find_texts(self, wanted: set[str], linked: set[int]) -> dict[str, list[int]]:
        """The innermost elements outside of links that say a wanted text and nothing else, by text."""
        found: dict[str, list[int]] = defaultdict(list)
        for number, text in enumerate(self.texts):
            folded = fold_name(text) if text else ""
            if folded not in wanted or linked & {number, *self.iter_above(number)}:
                continue
            places = found[folded]
            if places and self.parents[number] == places[-1]:
                places[-1] = number
            elif len(places) < _MOST_PLACES:
                places.append(number)
        return found

    def _iter_links(self) -> Iterator[SeenLink]:
        for number, node in enumerate(self.nodes):
            for href in find_hrefs(node.tag or "", node.attributes):
                url = make_absolute(href, self.url)
                if url is not None:
                    url = url if self.has_routes else url.partition("#")[0]
                    yield SeenLink(url=url, element=number, text=self.texts[number] or _read_picture(node))

    def get_path(self, number: int, depth: int = 6) -> str:
        """The marks from an element's ancestors down to it."""
        marks: list[str] = []
        while number >= 0 and len(marks) < depth:
            marks.append(self.marks[number])
            number = self.parents[number]
        return ">".join(reversed(marks))

    def iter_above(self, number: int) -> Iterator[int]:
        """The ancestors of an element, the nearest first."""
        number = self.parents[number]
        while number >= 0:
            yield number
            number = self.parents[number]

    @cached_property
    def headings(self) -> list[str]:
        """What the page is called: its title, whole and in parts, and every text that may be a heading."""
        parts = [part.strip() for part in _DIVIDER.split(self.title)]
        short = (text for text in self.texts if 0 < len(text) <= LONGEST_HEADING)
        return list(dict.fromkeys([self.title, *parts, *short]))

    def iter_below(self, number: int) -> Iterator[int]:
        """An element and all that it holds, in order."""
        yield number
        inside = {number}
        for below in range(number + 1, len(self.parents)):
            if self.parents[below] not in inside:
                return
            inside.add(below)
            yield below

    @cached_property
    def link_texts(self) -> dict[int, str]:
        """The words of each element that leads on."""
        return {link.element: link.text for link in self.links}

    @cached_property
    def links_by_node(self) -> dict[int, str]:
        """Where each element leads, by the parser's number of the element."""
        return {self.nodes[link.element].mem_id: link.url for link in self.links}

    @property
    def host(self) -> str:
        """The host and port of the page."""
        return urlsplit(self.url).netloc.lower()


def make_mark(node: LexborNode) -> str:
    """An element's tag and classes, without classes that count or name one thing."""
    classes = (node.attributes.get("class") or "").split()
    kept = [name for name in classes[:_MOST_CLASSES] if not _NUMBERED.search(name)]
    return ".".join([node.tag or "", *sorted(kept)])


def squeeze(text: str) -> str:
    """Text with single spaces; empty where it is too long to be a value."""
    short = " ".join(text.split())
    return short if len(short) <= LONGEST_TEXT else ""


def _read_picture(node: LexborNode) -> str:
    picture = node.css_first("img[alt]")
    said = node.attributes.get("title") or (picture.attributes.get("alt") if picture is not None else None)
    return squeeze(said or "")
