"""Addresses of one site by shape: numbers folded, parts of which there are many made wild."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from urllib.parse import urlsplit

from sites.patterns import fold_address, match_address

MANY = 8
"""More different texts than this in one place of an address are names of things, not parts of the site."""
FEWEST_BELOW, FEW = 5, 0.05
MOST_NUMBERS = 3
MARKS = frozenset("/?&=!")
# Letters before a number, as in article numbers: so many different ones name no kind of page.
_CODE = re.compile(r"([A-Za-z]{1,4})#(?:[-_]#)*(?:\.[A-Za-z]{2,5})?")
MANY_CODES = 4
_CUT = re.compile(r"([/?&=!])")
_DIGITS = re.compile(r"\d+")
_ID_KEY = re.compile(r"[?&]([^?&=]+)=\{id\}")
_WILD_KEY = r"([?&]{}=)(?:\*#|#|\*)(?=$|[&!])"
_TAIL = re.compile(r"(?:[-_.]?#)?(?:\.[A-Za-z]{2,5})?$")


class AddressBook:
    """The addresses seen on a site, and the shape of each."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, ...]] = {}
        self._literal: dict[str, frozenset[str]] = {}

    def add(self, urls: Iterable[str]) -> None:
        """Take note of addresses; the shapes are told anew from all of them."""
        fresh = {url: tuple(split_address(url)) for url in urls if url not in self._known}
        if fresh:
            self._known |= fresh
            self._literal.clear()

    @property
    def urls(self) -> tuple[str, ...]:
        """The addresses, in the order in which they were seen."""
        return tuple(self._known)

    def get_shape(self, url: str) -> str:
        """The shape of an address, as a pattern without host (sites.patterns)."""
        if not self._literal:
            self._settle()
        shape = urlsplit(url).netloc
        host = len(shape)
        for part in self._known.get(url) or split_address(url):
            literal = self._literal.get(shape)
            shape += part if literal is None or part in literal else fold_part(part)
        return shape[host:]

    def group(self, urls: Iterable[str]) -> dict[tuple[str, str], list[str]]:
        """Addresses by host and shape."""
        groups: dict[tuple[str, str], list[str]] = defaultdict(list)
        for url in urls:
            groups[(urlsplit(url).netloc, self.get_shape(url))].append(url)
        return groups

    def _settle(self) -> None:
        """Where many texts follow one beginning, only those that lead far themselves stay as written."""
        groups: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for url, parts in self._known.items():
            groups[urlsplit(url).netloc].append(parts)
        self._literal = {"": frozenset()}
        depth = 0
        while groups:
            deeper: dict[str, list[tuple[str, ...]]] = defaultdict(list)
            for prefix, rows in groups.items():
                counts = Counter(parts[depth] for parts in rows if len(parts) > depth)
                codes = {part for part in counts if _CODE.fullmatch(part)}
                if len({_CODE.sub(r"\1", code) for code in codes}) >= MANY_CODES:
                    self._literal[prefix] = frozenset(counts.keys() - codes)
                if len(counts) > MANY:
                    fewest = max(FEWEST_BELOW, FEW * counts.total())
                    self._literal[prefix] = frozenset(
                        part
                        for part, count in counts.items()
                        if part in MARKS or (count >= fewest and part not in codes)
                    )
                literal = self._literal.get(prefix)
                for parts in rows:
                    if len(parts) > depth:
                        part = parts[depth]
                        kept = part if literal is None or part in literal else fold_part(part)
                        deeper[prefix + kept].append(parts)
            groups = deeper
            depth += 1


def split_address(url: str) -> list[str]:
    """The parts of an address and the marks between them, numbers folded to `#`, codes to `*`."""
    folded = (_DIGITS.sub("#", part) for part in _CUT.split(fold_address(url)) if part)
    return [fold_part(part) if part.count("#") > MOST_NUMBERS or "%" in part else part for part in folded]


def fold_part(part: str) -> str:
    """A part that names something: wild but for its number and ending."""
    tail = _TAIL.search(part)
    end = tail.group() if tail else ""
    return end if end == part and part == "#" else "*" + end


def place_id(shape: str, urls: list[str]) -> str:
    """A shape with `{id}` for its last wild part that differs on every address, if one does."""
    spots = [match.span() for match in re.finditer(r"\*#|#|\*", shape)]
    for start, end in reversed(spots):
        candidate = f"{shape[:start]}{{id}}{shape[end:]}"
        if _tells_apart(candidate, urls):
            return candidate
    return shape


def _tells_apart(pattern: str, urls: list[str]) -> bool:
    found = Counter(match["id"] for url in urls if (match := match_address(pattern, url)) and match["id"])
    return len(found) == len(set(urls)) > 0


def share_id_keys(patterns: list[str]) -> list[str]:
    """Patterns with `{id}` at the query key that names the thing in others of them, where they have none.

    The same goods are linked to from several lists, each with its own number in the address: there nothing
    but the key tells which of the numbers is theirs.
    """
    keys = Counter(match[1] for pattern in patterns for match in _ID_KEY.finditer(pattern))
    wild = [re.compile(_WILD_KEY.format(re.escape(key))) for key, _ in keys.most_common()]
    return [pattern if "{id}" in pattern else _place_key(pattern, wild) for pattern in patterns]


def _place_key(pattern: str, wild: list[re.Pattern[str]]) -> str:
    known = next((one for one in wild if one.search(pattern)), None)
    return pattern if known is None else known.sub(r"\g<1>{id}", pattern, count=1)
