"""Address patterns of a profile, such as `/goods/{id}.html` or `/list?cid={id}&page=*`.

`{id}` is the part that names one thing, `#` a number, `*` any text within one part; all else stands as
written. Queries are compared with their keys in order: how a page orders them does not matter.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache
from urllib.parse import parse_qsl, unquote_plus, urlsplit, urlunsplit

_PIECES = re.compile(r"(\{id\}|#|\*)")
_ID, _NUMBER, _TEXT = r"(?P<id>[^/?&=]+)", r"\d+", r"[^/?&=]*"
_ENDING = re.compile(r"\.(?:html?|php|aspx?|jsp)$")
_MOST_WILD = 24
_LONGEST = 500
_MOST_KEYS = 12
_LAST_NUMBER = re.compile(r"(?<![0-9])[0-9]{1,5}(?=[^0-9/]*/?$)")
IN_PATH = "/"
"""Stands for the last number of a path where that, and no query key, turns the pages of a list."""
ROUTE = "!"
"""Stands for the `#` of a script's route, as `#` stands for numbers."""


@lru_cache(maxsize=10_000)
def fold_address(url: str) -> str:
    """The part of an address below its host, keys in order, as patterns see it."""
    parts = urlsplit(url)
    query = "&".join(sorted(parts.query.split("&"))) if parts.query else ""
    route = f"{ROUTE}{parts.fragment}" if parts.fragment else ""
    return (parts.path or "/") + (f"?{query}" if query else "") + route


def match_address(pattern: str, url: str) -> re.Match[str] | None:
    """The match of an address with a pattern; group `id` holds what names the thing."""
    return _compile(pattern).fullmatch(fold_address(url))


def check_pattern(pattern: str) -> str:
    """The pattern, when it is one that a profile may have.

    Raises:
        ValueError: it is longer or has more wild parts than a pattern may have.
    """
    pieces = _PIECES.split(pattern)
    if len(pattern) > _LONGEST or len(pieces) // 2 > _MOST_WILD or pieces.count("{id}") > 1:
        raise ValueError(
            f"address pattern {pattern[:80]!r} has over {_MOST_WILD} wild parts or two {{id}}; shorten it"
        )
    return pattern


@lru_cache(maxsize=1000)
def _compile(pattern: str) -> re.Pattern[str]:
    pieces = _PIECES.split(check_pattern(pattern))
    meaning = {"{id}": _ID, "#": _NUMBER, "*": _TEXT}
    return re.compile("".join(meaning.get(piece) or re.escape(piece) for piece in pieces))


def list_keys(url: str) -> set[str]:
    """The keys of an address's query."""
    return {key for key, _ in _split_query(urlsplit(url).query) if key}


def _split_query(query: str) -> list[tuple[str, str]]:
    """(key, piece): the pieces of a query, each with its key as it is meant."""
    return [(unquote_plus(piece.partition("=")[0]), piece) for piece in query.split("&")]


def iter_without_key(url: str) -> Iterator[tuple[str, str]]:
    """(key, address): an address less each of its query keys in turn, folded; nothing where it has many."""
    parts = urlsplit(url)
    pieces = _split_query(parts.query)
    keys = dict.fromkeys(key for key, piece in pieces if piece)
    if len(keys) > _MOST_KEYS:
        return
    for key in keys:
        query = "&".join(piece for own, piece in pieces if own != key)
        yield key, fold_address(urlunsplit(parts._replace(query=query)))


def drop_keys(url: str, keys: Collection[str]) -> str:
    """An address without some of its query keys."""
    parts = urlsplit(url)
    kept = [piece for key, piece in _split_query(parts.query) if key not in keys]
    return urlunsplit(parts._replace(query="&".join(kept)))


def is_varied(url: str, seen: Collection[str]) -> bool:
    """Whether an address is that of a page seen with a key of its query more: another order, a part of it.

    Args:
        url: the address.
        seen: the addresses of pages seen, folded.
    """
    parts = urlsplit(url)
    if not parts.query:
        return False
    bare = urlunsplit(parts._replace(query=""))
    return fold_address(bare) in seen or any(address in seen for _, address in iter_without_key(url))


def set_key(url: str, key: str, value: str) -> str:
    """An address with a query key of that value."""
    parts = urlsplit(drop_keys(url, {key}))
    return urlunsplit(parts._replace(query="&".join(filter(None, [parts.query, f"{key}={value}"]))))


def set_page_number(url: str, key: str, number: int) -> str:
    """The address of a further page of a list; as it is where its path has no number to turn."""
    if key != IN_PATH:
        return set_key(url, key, str(number))
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=_LAST_NUMBER.sub(str(number), parts.path)))


def get_page_number(url: str, key: str) -> int:
    """Which page of a list an address is of, 1 where it does not say."""
    if key == IN_PATH:
        found = _LAST_NUMBER.search(urlsplit(url).path)
        value = found.group() if found else ""
    else:
        value = dict(parse_qsl(urlsplit(url).query)).get(key, "")
    return int(value) if value.isdecimal() else 1


def keep_keys(url: str, pattern: str) -> str:
    """An address with only the query keys that a pattern names: others tell where a visitor came from."""
    wanted = {piece.partition("=")[0] for piece in pattern.partition("?")[2].partition(ROUTE)[0].split("&")}
    parts = urlsplit(url)
    kept = [piece for piece in parts.query.split("&") if piece.partition("=")[0] in wanted]
    return urlunsplit(parts._replace(query="&".join(kept)))


def split_parts(pattern: str) -> tuple[str, ...]:
    """The parts of an address: those of its path, then each key of its query and its value."""
    path, _, query = pattern.partition("?")
    parts = [part for piece in path.split("/") if (part := _ENDING.sub("", piece))]
    for piece in query.split("&") if query else ():
        key, _, value = piece.partition("=")
        parts += [key, value]  # a key without a value says that nothing is chosen
    return tuple(parts)


def iter_wider(url: str) -> Iterator[tuple[str, ...]]:
    """The parts of an address without a key and its value, for each that could be left out."""
    parts = split_parts(fold_address(url))
    for number in range(len(parts) - 1):
        yield parts[:number] + parts[number + 2 :]


def drop_parts(url: str, keys: Collection[str]) -> tuple[str, ...]:
    """The parts of an address without some query keys and their values."""
    return split_parts(fold_address(drop_keys(url, keys)))


def merge_patterns(patterns: Iterable[str], is_free: Callable[[str], bool], fewest: int = 3) -> list[str]:
    """Patterns with those made one that differ in one part only, where enough do.

    Args:
        patterns: of one role.
        is_free: whether a wider pattern takes in no address of another role.
        fewest: so many patterns that differ in one part name things there.
    """
    found = list(dict.fromkeys(patterns))
    merged = True
    while merged:
        merged = False
        groups: dict[str, list[str]] = defaultdict(list)
        for pattern in found:
            parts = re.split(r"([/?&=!])", pattern)
            for number, part in enumerate(parts):
                if part and part not in "/?&=!" and not any(mark in part for mark in "#*{"):
                    groups["".join([*parts[:number], "*", *parts[number + 1 :]])].append(pattern)
        for wider, same in groups.items():
            if len(same) >= fewest and is_free(wider):
                found = [pattern for pattern in found if pattern not in same]
                if wider not in found:
                    found.append(wider)
                merged = True
                break
    return found
