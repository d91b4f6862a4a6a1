"""What data say of goods in words: name, brand, shop, parameters, pictures, description."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from evidence.listing import Shop
from sites.generic.data.facts import Facts
from sites.generic.data.keys import find_head, load_words, means, split_key
from sites.generic.data.parameters import read_parameters
from sites.generic.data.scope import PageFacts, agrees, fold_name
from sites.generic.data.tables import is_address, is_picture, is_words, strip_markup
from sites.generic.data.walk import Path, Scalar, is_scalar
from sites.generic.structured import is_gtin

_LEAST_SCORE = 1.5
_LONGEST_TITLE = 500
_MOST_IMAGES = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The words and pictures of goods."""

    title: str | None = None
    brand: str | None = None
    gtin: str | None = None
    category: str | None = None
    description: str | None = None
    shop: Shop | None = None
    attributes: dict[str, str] = field(default_factory=dict)
    images: tuple[str, ...] = ()


def read_texts(every: list[Facts], page: PageFacts) -> Texts:
    """The words and pictures of goods from all that describes them."""
    leaves = [leaf for facts in every for leaf in facts.leaves]
    attributes: dict[str, str] = {}
    for facts in every:
        for name, value in read_parameters(facts).items():
            attributes.setdefault(name, value)
    return Texts(
        title=find_title(every, page),
        brand=_find_plain(leaves, "brand"),
        gtin=next((str(v) for path, v in leaves if _is_role(path, "gtin") and is_gtin(str(v))), None),
        category=_find_plain(leaves, "category"),
        description=_find_description(leaves),
        shop=find_shop(
            [leaf for facts in every for leaf in facts.leaves if leaf[0][:-1] not in facts.selling]
        ),
        attributes=attributes,
        images=find_images(every),
    )


def find_title(every: list[Facts], page: PageFacts) -> str | None:
    """The name of the goods: where it stands, how often, and whether the page's headings say the same."""
    names = [fold_name(name) for name in page.names if name]
    scores: Counter[str] = Counter()
    for facts in every:
        own = {id(hit.value) for hit in facts.scope.hits}
        mine = {path for path, one in facts.objects if id(one) in own}
        selling = {path for path, one in facts.objects if id(one) in own and path in facts.selling}
        for path, value in facts.leaves:
            score = _score_title(path, value, is_own=path[:-1] in mine)
            score = score or _score_odd_title(path, value, selling)
            text = strip_markup(value) if score > 0 else None
            if text is None:
                continue
            folded = fold_name(text)
            agreed = sum(len(folded) > 3 and agrees(folded, name) for name in names)
            score += 4.0 * (agreed > 0) + 0.5 * agreed
            scores[text] = max(scores[text], score) + 0.5 * (text in scores)  # type: ignore[assignment]
    best = max(scores, key=lambda text: scores[text], default=None)
    return best[:_LONGEST_TITLE] if best is not None and scores[best] >= _LEAST_SCORE else None


def _score_title(path: Path, value: Scalar, *, is_own: bool) -> float:
    known = load_words()
    words = split_key(path[-1])
    if not is_words(value) or find_head(words) not in known["title"]:
        return 0.0
    holder = tuple(word for key in path[-3:-1] for word in split_key(key))
    if (
        means(words, "others")
        or means(words, "shop")
        or (means(words, "variants") and not means(words, "goods"))
    ):
        return 0.0
    near = split_key(path[-2]) if len(path) > 1 else ()
    aside = (is_of_others(near) or means(near, "shop")) and not means(near, "goods")
    score = 1.0 + 2.0 * is_own + 1.0 * means(words, "goods") + 0.5 * means(holder, "goods")
    score += 0.02 * min(len(str(value)), 40) - 0.1 * len(path) - 3.0 * aside
    return score - 1.5 * ("[]" in path)


def _score_odd_title(path: Path, value: Scalar, selling: set[Path]) -> float:
    """The name of what has a price of its own is that of goods, even where it is called a shop's."""
    if path[:-1] not in selling or not is_words(value) or means(split_key(path[-1]), "others"):
        return 0.0
    return 2.0 if find_head(split_key(path[-1])) in load_words()["title"] else 0.0


def is_of_others(words: tuple[str, ...]) -> bool:
    """Whether words name something beside the goods, which their parameters and choices are not."""
    known = load_words()
    return any(word in known["others"] - known["label"] - known["variants"] for word in words)


def _is_role(path: Path, role: str) -> bool:
    return find_head(split_key(path[-1])) in load_words()[role]


def _find_plain(leaves: list[tuple[Path, Scalar]], role: str) -> str | None:
    """The value of a field that is named so, or the name of an object that is."""
    known = load_words()
    found = [
        strip_markup(value)
        for path, value in leaves
        if is_words(value)
        and len(str(value)) < 100
        and "[]" not in path
        and (
            (split_key(path[-1])[-1:] and split_key(path[-1])[-1] in known[role])
            or (means(split_key(path[-1]), role) and find_head(split_key(path[-1])) in known["title"])
            or (
                len(path) > 1
                and find_head(split_key(path[-2])) in known[role]
                and find_head(split_key(path[-1])) in known["title"]
            )
        )
    ]
    counts = Counter(text for text in found if text)
    return counts.most_common(1)[0][0] if len(counts) == 1 else None


def find_shop(leaves: list[tuple[Path, Scalar]]) -> Shop | None:
    """The seller: name, number and page of what is named as a shop."""
    names: Counter[str] = Counter()
    endings = tuple(load_words()["shop_endings"])
    for path, value in leaves:
        weight = _score_shop(path, value)
        text = strip_markup(unquote(str(value))) if weight > 0 else None
        if text is not None:
            names[text] += weight + 2 * text.lower().endswith(endings)
    ranked = names.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return Shop(
        id=next((str(value) for path, value in leaves if _is_of_shop(path, "id")), None),
        name=ranked[0][0],
        url=next((str(v) for path, v in leaves if _is_of_shop(path, "link") and is_address(v)), None),
    )


def _score_shop(path: Path, value: Scalar) -> int:
    known = load_words()
    if not is_words(value) or "[]" in path or len(str(value)) > 80:
        return 0
    if not _is_of_shop(path, "title"):
        nick = split_key(path[-1])[-1:] == ("nick",) and means(_around(path), "shop")
        return 1 if nick else 0
    # a firm stands behind a shop; the shop's own name is what the page shows
    return 2 if "company" in split_key(path[-1]) else 3 if known["shop"] else 0


def _around(path: Path) -> tuple[str, ...]:
    return tuple(word for key in path[-2:] for word in split_key(key))


def _is_of_shop(path: Path, role: str) -> bool:
    words = split_key(path[-1])
    known = load_words()
    if find_head(words) not in known[role] or means(words, "goods") or "[]" in path:
        return False
    if means(words, "others") or means(words, "image"):
        return False
    near = split_key(path[-2]) if len(path) > 1 else ()
    return means(words, "shop") or (means(near, "shop") and not means(near, "goods"))


def _find_description(leaves: list[tuple[Path, Scalar]]) -> str | None:
    texts = [
        text
        for path, value in leaves
        if is_words(value)
        and _is_role(path, "description")
        and "[]" not in path
        and not means(_around(path), "shop")
        and not means(_around(path), "others")
        and (text := strip_markup(value))
    ]
    best = max(texts, key=len, default=None)
    return best[:5000] if best is not None and len(best) > 10 else None


def find_images(every: list[Facts]) -> tuple[str, ...]:
    """The pictures of the goods: the list that is named so and lies nearest to their name."""
    best: list[str] = []
    best_score = 0.0
    for facts in every:
        own = {id(hit.value) for hit in facts.scope.hits}
        mine = [path for path, one in facts.objects if id(one) in own]
        for path, values in facts.lists:
            links = list(_iter_pictures(path, values))
            score = _score_images(path, links, is_own=any(path[:-1] == place for place in mine))
            if score > best_score:
                best, best_score = links, score
    if best:
        return tuple(dict.fromkeys(best))[:_MOST_IMAGES]
    single = [
        str(value)
        for facts in every
        for path, value in facts.leaves
        if _is_role(path, "image")
        and is_picture(value)
        and not means(_around(path), "shop")
        and not means(_around(path), "others")
    ]
    return tuple(single[:1])


def _score_images(path: Path, links: list[str], *, is_own: bool) -> float:
    words = tuple(word for key in path[-3:] for word in split_key(key))
    if not links or not means(words, "image") or is_of_others(words):
        return 0.0
    if means(words, "shop") and not is_own:
        return 0.0
    detail = means(words, "description")
    return (
        1.0
        + 2.0 * is_own
        + 1.0 * means(words, "goods")
        - 0.6 * detail
        - 0.1 * len(path)
        + 0.01 * min(len(links), 9)
    )


def _iter_pictures(path: Path, values: list[Any]) -> Iterator[str]:
    named = means(tuple(word for key in path[-2:] for word in split_key(key)), "image")
    for one in values[:100]:
        if isinstance(one, dict):
            links = [
                v for key, v in one.items() if is_scalar(v) and is_address(v) and not str(v).startswith("/_")
            ]
            full = [link for link in links if "//" in str(link)] or links
            if full:
                yield str(full[0])
        elif is_picture(one) or (named and is_address(one)):
            yield str(one)
