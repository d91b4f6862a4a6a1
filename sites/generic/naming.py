"""What a page is called: the words that the page, its title bar and its data agree on."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

from sites.generic.sight import Sight, iter_above
from sites.page import clean
from sites.words import has_mark, is_label

_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
_SHORTEST, _LONGEST = 2, 300
_PARTS = re.compile(
    r"\s+[|\-–—·:»«•_/]+\s+|[|｜»«【】]|(?<=[\u3400-\u9fff】])[-_–—]+|[-_–—]+(?=[\u3400-\u9fff【])"
)
_MOST_TRIED = 4000
_LEAST = 1.0
_LEAST_ALIKE = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name of the page, where it stands, and how well it agrees with other sources."""

    text: str
    element: Any
    score: float


@lru_cache(maxsize=20_000)
def fold_name(text: str) -> str:
    """A name without anything but letters and figures, as names are compared."""
    return re.sub(r"[\W_]+", "", text).casefold()


def read_title_bar(root: Any) -> str | None:
    """The words of the page's title bar."""
    found = next(root.iter("title"), None)
    return None if found is None else clean("".join(found.itertext()))


def read_meta(root: Any, *names: str) -> str | None:
    """What the page's head says under the first of some names that is there."""
    held: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("property") or element.get("name") or "").strip().lower()
        value = clean(element.get("content"))
        if name in names and value:
            held.setdefault(name, value)
    return next((held[name] for name in names if name in held), None)


def find_name(sight: Sight, told: Iterable[str], *, avoid: Iterable[Any] = ()) -> Name | None:
    """The element that names what the page is about.

    Args:
        sight: the page.
        told: names from structured data, the surest first.
        avoid: boxes of lists, whose names are those of other things.
    """
    bar = read_title_bar(sight.root) or ""
    data = [name for name in told if name]
    site = read_meta(sight.root, "og:site_name", "application-name") or ""
    held = set(avoid)
    best: Name | None = None
    for element, text in _iter_texts(sight, fold_name(" ".join([bar, *data]))):
        score = _weigh(sight, element, text, bar=bar, data=data, site=site)
        score -= 2.0 if any(above in held for above in iter_above(element, 12)) else 0.0
        if best is None or score > best.score:
            best = Name(text=text, element=element, score=score)
    if best is None or best.score < _LEAST:
        return None
    return Name(text=_cut_label(sight, best, bar), element=best.element, score=best.score)


def _cut_label(sight: Sight, name: Name, bar: str) -> str:
    """The name less a label before it or an amount behind it, where the title bar knows but the name."""
    whole, known = fold_name(name.text), fold_name(bar)
    if whole in known:
        return name.text
    runs = sight.runs_of(name.element)
    fitting = [run.text for run in runs if fold_name(run.text) in known]
    longest = max(fitting, key=len, default="")
    return longest if len(fold_name(longest)) > 0.6 * len(whole) else name.text


def _iter_texts(sight: Sight, known: str) -> Iterable[tuple[Any, str]]:
    """Elements that may hold a name: headings, what markup calls a name, and what other sources say."""
    tried = 0
    for element in sight.places:
        if tried > _MOST_TRIED:
            return
        is_named = element.tag in _HEADINGS or element.get("itemprop") == "name" or _is_named(sight, element)
        if not is_named and not (element.text and len(fold := fold_name(element.text)) > 3 and fold in known):
            continue
        tried += 1
        text = sight.text_of(element, _LONGEST + 20)
        if _SHORTEST < len(text) <= _LONGEST:
            yield element, text


def _is_named(sight: Sight, element: Any) -> bool:
    return any(
        word in {"title", "name", "tit", "heading", "subject"} for word in sight.names(element).split()
    )


def _weigh(sight: Sight, element: Any, text: str, *, bar: str, data: list[str], site: str) -> float:
    folded = fold_name(text)
    if not folded or folded == fold_name(site) or is_no_name(text):
        return -9.0
    score = {"h1": 2.0, "h2": 0.7, "h3": 0.4}.get(element.tag, 0.0)
    score += 1.0 if element.get("itemprop") == "name" else 0.0
    score += 3.0 * max((_agree(folded, fold_name(name)) for name in data), default=0.0)
    score += 4.0 * _agree_with_bar(folded, bar)
    above = list(iter_above(element, 8))
    is_aside = element.tag != "h1" and any(has_mark("side", sight.names(one)) for one in above)
    score -= 2.0 if is_aside else 0.0
    score -= 1.5 if any(one.tag == "a" for one in above[:3]) else 0.0
    score -= 1.0 if any(has_mark("crumbs", sight.names(one)) for one in above[:4]) else 0.0
    score -= (
        3.0 if any(one.tag in {"nav", "footer", "header"} for one in above) and element.tag != "h1" else 0.0
    )
    return score - sight.place_of(element) / 20_000


def is_no_name(text: str) -> bool:
    """Whether a text names a part of a page or of a site, as 商品详情 does, and no goods."""
    return is_label("home", text) or is_label("listing_head", text)


@lru_cache(maxsize=10_000)
def _agree(one: str, other: str) -> float:
    """How far two folded names agree, from 0 to 1."""
    if one == other or min(len(one), len(other)) < 3:
        return 1.0 if one and one == other else 0.0
    if one in other or other in one:
        return 0.4 + 0.6 * min(len(one), len(other)) / max(len(one), len(other))
    short, long = sorted((one, other), key=len)
    if len(short) < 0.3 * len(long) or not set(one) & set(other):
        return 0.0
    if _is_spread(short, long):
        return 0.8
    matcher = SequenceMatcher(None, one[:80], other[:80], autojunk=False)
    if matcher.real_quick_ratio() <= _LEAST_ALIKE or matcher.quick_ratio() <= _LEAST_ALIKE:
        return 0.0  # these two are never below the ratio itself, which costs far more
    ratio = matcher.ratio()
    return ratio if ratio > _LEAST_ALIKE else 0.0


def _is_spread(short: str, long: str) -> bool:
    """Whether a longer name says all of a shorter one in order, with a few words between."""
    rest = iter(long[:120])
    if not all(char in rest for char in short):
        return False  # most are told apart by this much cheaper look
    blocks = SequenceMatcher(None, short[:80], long[:120], autojunk=False).get_matching_blocks()
    kept = [block.size for block in blocks if block.size]
    return sum(kept) == len(short) and len(kept) <= 3 and min(kept) >= 2


def _agree_with_bar(folded: str, bar: str) -> float:
    """How far a folded name agrees with the title bar or with the parts of it."""
    whole = fold_name(bar)
    if not whole:
        return 0.0
    parts = [fold_name(part or "") for part in _PARTS.split(bar)]
    best = max((_agree(folded, part) for part in parts if part), default=0.0)
    # What opens the title bar is the thing itself, what closes it is the site.
    place = whole.find(folded)
    opening = (1.0 - place / len(whole)) * min(1.0, len(folded) / 6) if place >= 0 else 0.0
    alike = 0.0 if place >= 0 else _agree(folded, whole)
    return max(best * _is_opening(parts, folded), opening, alike)


def _is_opening(parts: list[str], folded: str) -> float:
    parts = [part for part in parts if part]
    if len(parts) < 2:
        return 1.0
    closest = max(range(len(parts)), key=lambda place: _agree(folded, parts[place]))
    return 1.0 if closest < len(parts) - 1 or len(parts[-1]) > len(parts[0]) else 0.4


def cut_bar(bar: str, site: str | None) -> str:
    """The title bar less the site's name at its end."""
    parts = [part for part in re.split(r"\s+[|\-–—·»]\s+|\s*[|｜]\s*", bar) if part.strip()]
    if len(parts) > 1 and (
        (site and fold_name(parts[-1]) in fold_name(site)) or len(parts[-1]) < len(parts[0])
    ):
        parts = parts[:-1]
    return " - ".join(part.strip() for part in parts) or bar
