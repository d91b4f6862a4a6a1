"""Which part of a page's data is about the goods that the page sells, not about goods beside them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from sites.generic.data.keys import find_head, load_words, means, split_key
from sites.generic.data.tables import is_words, strip_markup
from sites.generic.data.walk import Path, find_rows, is_scalar, iter_places

_LEAST_TOKEN = 4
_LEAST_NAME = 6
_MOST_ADDED = 1.7  # a heading may add the name of the shop
_MOST_HITS = 200
_TOKEN = re.compile(r"[A-Za-z0-9]+(?:[_-][A-Za-z0-9]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """What a page says of itself outside its data: its address, its headings."""

    url: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An object that is about the page's own goods, and why."""

    path: Path
    value: dict[str, Any]
    number: tuple[str, str] | None  # the field and its value that stand in the address
    name: str | None  # a text of it that the page's headings hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The part of one value that is about the page's own goods."""

    value: dict[str, Any]
    hits: tuple[Hit, ...]
    number: str | None
    id_fields: frozenset[str]


def find_tokens(url: str) -> dict[str, str]:
    """The parts of an address that may be the number of goods, with the name they are given in the query."""
    parts = urlsplit(url)
    fragment = urlsplit(parts.fragment)  # pages of scripts are told apart behind the hash
    paths = [*parts.path.split("/"), *fragment.path.split("/")]
    tokens = dict.fromkeys(token for part in paths for token in _split_part(unquote(part)))
    found = {token: "" for token in tokens if _may_be_number(token)}
    for name, value in [*parse_qsl(parts.query[:4000]), *parse_qsl(fragment.query[:4000])]:
        if _TOKEN.fullmatch(value) and value != "0":
            found.setdefault(value, name)
    return found


def _split_part(part: str) -> list[str]:
    whole = part.rpartition(".")[0] or part
    return [whole, *_TOKEN.findall(whole), *re.findall(r"\d+", whole)]


def _may_be_number(token: str) -> bool:
    return (len(token) >= _LEAST_TOKEN and any(char.isdigit() for char in token)) or token.isdigit()


def find_hits(value: Any, page: PageFacts) -> list[Hit]:
    """The objects that hold the number of the goods in the page's address, or their name."""
    tokens = find_tokens(page.url)
    names = [name for name in map(fold_name, page.names) if len(name) >= _LEAST_NAME]
    found: list[Hit] = []
    for place in iter_places(value):
        if not isinstance(place.value, dict) or _is_elsewhere(place.path):
            continue
        number = _find_number(place.value, tokens, place.path)
        name = _find_name(place.value, names) if names else None
        if number or name:
            found.append(Hit(path=place.path, value=place.value, number=number, name=name))
            if len(found) >= _MOST_HITS:
                break
    return found


def _is_elsewhere(path: Path) -> bool:
    return any(means(split_key(key), "elsewhere") for key in path)


def _find_number(one: dict[str, Any], tokens: dict[str, str], path: Path) -> tuple[str, str] | None:
    for key, value in one.items():
        if not is_scalar(value) or isinstance(value, float) or str(value) not in tokens:
            continue
        words = split_key(key)
        token, asked = str(value), tokens[str(value)]
        if not _names_goods(words, path) and not (words == ("id",) and sells(one)):
            continue
        is_short = not asked and token.isdigit() and len(token) < _LEAST_TOKEN - 1
        if is_short and not (means(words, "goods") or sells(one)):
            continue
        if asked and not _names_goods(split_key(asked), ()):
            continue
        return key, token
    return None


def sells(one: dict[str, Any]) -> bool:
    """Whether an object has a price and a picture of its own, as goods do whatever they are called."""
    return any(means(split_key(key), "image") and value for key, value in one.items()) and any(
        find_head(split_key(key)) in load_words()["price"] and is_scalar(value) and str(value).strip("0.")
        for key, value in one.items()
    )


def _names_goods(words: tuple[str, ...], path: Path) -> bool:
    """Whether a field is named as the number of goods: `goodsId`, `id`; not `shopId`, not `user.id`."""
    known = load_words()
    if find_head(words) not in known["id"] and not means(words[-1:], "goods"):
        return False
    if means(words, "goods"):
        return True
    if means(words, "others") or means(words, "shop"):
        return False
    holder = next((split_key(key) for key in reversed(path) if key != "[]"), ())
    return means(holder, "goods") or not (means(holder, "others") or means(holder, "shop"))


def _find_name(one: dict[str, Any], names: list[str]) -> str | None:
    for key, value in one.items():
        if is_words(value) and find_head(split_key(key)) in load_words()["title"]:
            folded = fold_name(strip_markup(value) or "")
            if len(folded) >= _LEAST_NAME and any(agrees(folded, name) for name in names):
                return str(value)
    return None


def agrees(one: str, name: str) -> bool:
    """Whether a folded text is what a heading says, but for what headings add."""
    return one == name or (len(one) * _MOST_ADDED >= len(name) and one in name)


def fold_name(text: str) -> str:
    """A name without blanks and signs, for comparing."""
    return re.sub(r"[\W_]+", "", text[:500]).lower()


def find_scope(value: Any, page: PageFacts) -> Scope | None:
    """The part of a value that is about the page's own goods; None where nothing of it surely is."""
    hits = find_hits(value, page)
    numbered = [hit for hit in hits if hit.number]
    hits = [hit for hit in hits if hit.number or not numbered or "[]" not in hit.path]
    free = [hit for hit in hits if "[]" not in hit.path] or hits[:1]
    if not free:
        return None
    fields = frozenset(hit.number[0].lower() for hit in free if hit.number)
    numbers = {hit.number[1] for hit in free if hit.number}
    path = _climb(value, _share(hit.path for hit in free), fields, numbers)
    inner = free[0].value if "[]" in path else _get(value, path)
    if not isinstance(inner, dict):
        return None
    return Scope(
        value=inner,
        hits=tuple(free),
        number=next((hit.number[1] for hit in free if hit.number), None),
        id_fields=fields,
    )


def _share(paths: Iterable[Path]) -> Path:
    """The longest beginning that all paths share."""
    every = list(paths)
    shared = every[0]
    for path in every[1:]:
        count = 0
        for mine, theirs in zip(shared, path, strict=False):
            if mine != theirs:
                break
            count += 1
        shared = shared[:count]
    return shared


def _climb(value: Any, path: Path, fields: frozenset[str], numbers: set[str]) -> Path:
    """The outermost object around the goods in which there are no other goods beside them."""
    while path and "[]" not in path:
        outer = _get(value, path[:-1])
        if not isinstance(outer, dict):
            return path
        for key, beside in outer.items():
            if key != path[-1] and _holds_others(beside, fields, numbers):
                return path
        path = path[:-1]
    return path


def _holds_others(value: Any, fields: frozenset[str], numbers: set[str]) -> bool:
    """Whether other goods are described in a value, lists of them left aside."""
    if not isinstance(value, dict):
        return False
    for count, place in enumerate(iter_places(value)):
        if count > 20_000:
            return True
        if (
            isinstance(place.value, dict)
            and "[]" not in place.path
            and is_foreign(place.value, fields, numbers)
        ):
            return any(find_head(split_key(key)) in load_words()["title"] for key in place.value)
    return False


def is_foreign(one: dict[str, Any], fields: frozenset[str], numbers: set[str]) -> bool:
    """Whether an object has the page's own field for the number of goods, with another number in it.

    Everything has an `id`; under such a name only what is described as goods are is other goods.
    """
    other = [
        key
        for key, value in one.items()
        if key.lower() in fields and is_scalar(value) and str(value) not in numbers and str(value) != "0"
    ]
    return any(means(split_key(key), "goods") for key in other) or (bool(other) and describes_goods(one))


def _get(value: Any, path: Path) -> Any:
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def is_goods_list(value: Any) -> bool:
    """Whether a value is a list of goods of its own, each with a name and a number or link."""
    rows = find_rows(value)
    if len(rows) < 2:
        return False
    some = rows[:20]
    named = sum(describes_goods(row) for row in some)
    return named >= len(some) * 0.7


def describes_goods(row: dict[str, Any]) -> bool:
    """Whether an object names, pictures and prices or links something, as entries of lists of goods do."""
    heads = {find_head(split_key(key)) for key, value in row.items() if value not in (None, "")}
    known = load_words()
    titles = [
        str(value)
        for key, value in row.items()
        if is_words(value) and find_head(split_key(key)) in known["title"]
    ]
    lengthy = any(len(fold_name(title)) >= _LEAST_NAME for title in titles)
    pictured = any(means(split_key(key), "image") for key in row)
    return lengthy and pictured and bool(heads & (known["price"] | known["link"]))


def is_map_of_others(key: str, value: Any, numbers: set[str]) -> bool:
    """Whether an object has the numbers of goods for its names, and the page's own is not among them."""
    if (
        not isinstance(value, dict)
        or not value
        or not means(split_key(key), "goods")
        or means(split_key(key), "variants")
    ):
        return False
    return all(name.isdigit() and len(name) > _LEAST_TOKEN for name in value) and not numbers & value.keys()
