"""The pictures of the goods: the gallery beside their name, and those in their description."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import urljoin, urlsplit

from sites.generic.addresses import make_address
from sites.generic.sight import Sight, iter_above
from sites.words import has_mark

_LARGE = (
    "data-zoom-image",
    "data-large_image",
    "data-imghref",
    "data-zoom",
    "data-large",
    "data-original",
    "data-full",
    "jqimg",
    "data-big",
    "bimg",
    "data-image",
)
_PLAIN = (
    "data-src",
    "data-lazy-src",
    "data-lazy",
    "data-lazyload",
    "data-lazy-img",
    "data-ks-lazyload",
    "_src",
    "src",
)
_PICTURE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif|bmp)(?:[?_!@]|$)", re.IGNORECASE)
_NO_PICTURE = re.compile(
    r"(?:blank|spacer|pixel|loading|placeholder|logo|icon|sprite|grey|gray|1x1|lazy|transparent|qrcode)[^/]*$|\.svg(?:$|\?)|^data:",
    re.IGNORECASE,
)
_STYLE_URL = re.compile(r"""background(?:-image)?\s*:[^;]{0,40}url\(\s*['"]?([^'")]{4,500})""", re.IGNORECASE)
_STYLE_SIZE = re.compile(r"(?:^|[;\s])(width|height)\s*:\s*([0-9.]{1,8}px)", re.IGNORECASE)
_MOST, _MOST_LOOKED_AT, _SMALL_PX, _NEAR_RUNS = 60, 3000, 25, 45


def find_pictures(
    sight: Sight, address: str, title_place: int, boxes: frozenset[Any], own: frozenset[Any]
) -> tuple[list[str], list[str]]:
    """The pictures of the gallery and those in the seller's text, without the small and the site's own."""
    groups: dict[tuple[str, ...], list[tuple[Any, str]]] = defaultdict(list)
    described: list[str] = []
    for element, link in _iter_pictures(sight, address):
        above = list(iter_above(element, 14))
        # What stands in the value of a label is a choice among variants.
        if any(one in boxes or one.tag == "dd" for one in above) or _leads_away(above, address):
            continue
        if _is_description(sight, above, own):
            described.append(link)
        elif not _is_aside(sight, above, own):
            groups[_describe(element)].append((element, link))
    gallery = _choose_gallery(sight, groups, title_place)
    kept = dict.fromkeys(link for link in described if link not in gallery)
    return gallery[:_MOST], list(kept)[:_MOST]


def find_shown_pictures(sight: Sight, address: str) -> tuple[str, ...]:
    """The pictures that a page shows for themselves: no small ones, no links to other pages, no edges."""
    shown = (
        link
        for element, link in _iter_pictures(sight, address)
        if not _leads_away(list(iter_above(element, 3)), address)
        and not any(one.tag in {"nav", "footer", "header"} for one in iter_above(element, 14))
    )
    return tuple(islice(dict.fromkeys(shown), _MOST))


def _iter_pictures(sight: Sight, address: str) -> Iterator[tuple[Any, str]]:
    for count, element in enumerate(sight.root.iter("img", "a", "div", "li", "span", "noscript")):
        if count > 20 * _MOST_LOOKED_AT:
            return
        source = _read_source(element)
        if source is None:
            continue
        try:
            link = urljoin(address, source.strip())
        except ValueError:
            continue
        if urlsplit(link).scheme in {"http", "https"}:
            yield element, link


def _read_source(element: Any) -> str | None:
    """Where an element's picture lies, in the largest size that is named."""
    if element.tag == "img":
        if _is_icon(element):
            return None
        named = [element.get(name) for name in (*_LARGE, *_PLAIN)] + [
            _largest_of(element.get("srcset") or "")
        ]
        held = _read_link(element.getparent())
        return next((one for one in [held, *named] if one and _is_picture(one)), None)
    style = element.get("style")
    if style and element.tag in {"div", "span", "li", "a"} and (found := _STYLE_URL.search(style[:2000])):
        return found.group(1) if _is_picture(found.group(1)) else None
    return None


def _read_link(above: Any) -> str | None:
    """The picture that a link around a small one opens."""
    if above is None or above.tag != "a":
        return None
    named = [above.get(name) for name in (*_LARGE, "href")]
    return next((one for one in named if one and _PICTURE.search(one)), None)


def _largest_of(srcset: str) -> str | None:
    parts = [part.split() for part in srcset[:4000].split(", ") if part.strip()]
    return parts[-1][0] if parts else None


def _is_icon(element: Any) -> bool:
    """Whether a picture itself says that a side of it is small, or its style or its box's that both are.

    A style with one small side shapes or hides what scripts then show: a box without height keeps a ratio.
    """
    if any(_is_small(element.get(side)) for side in ("width", "height")):
        return True
    styled = [dict(_STYLE_SIZE.findall((one.get("style") or "").lower())) for one in iter_above(element, 2)]
    return any(len(sizes) == 2 and all(map(_is_small, sizes.values())) for sizes in styled)


def _is_small(size: str | None) -> bool:
    digits = re.match(r"\s*([0-9]{1,5})(?:px)?\s*$", size or "")
    return digits is not None and int(digits.group(1)) < _SMALL_PX


def _is_picture(link: str) -> bool:
    return not _NO_PICTURE.search(link[:500])


def _leads_away(above: list[Any], address: str) -> bool:
    """Whether a picture is a link to another page."""
    for one in above[:3]:
        href = one.get("href") if one.tag == "a" else None
        if (
            href
            and not _PICTURE.search(href)
            and make_address(href, address) not in {None, address.partition("#")[0]}
        ):
            return True
    return False


def _is_description(sight: Sight, above: list[Any], own: frozenset[Any]) -> bool:
    return any(one not in own and has_mark("description", sight.names(one)) for one in above[:8]) and not any(
        has_mark("gallery", sight.names(one)) for one in above[:5]
    )


def _is_aside(sight: Sight, above: list[Any], own: frozenset[Any]) -> bool:
    """Whether a picture stands in a side box; galleries slide too."""
    if any(one.tag in {"nav", "footer", "header"} and one not in own for one in above):
        return True
    if any(has_mark("gallery", sight.names(one)) for one in above[:6]):
        return False
    return any(one not in own and has_mark("side", sight.names(one)) for one in above)


def _describe(element: Any) -> tuple[str, ...]:
    return (element.tag, *(_name_box(one) for one in iter_above(element.getparent(), 4)))


def _name_box(element: Any) -> str:
    name = element.get("id") or ""
    return str(element.tag) if re.search("[0-9]", name) else f"{element.tag}.{name}"


def _choose_gallery(
    sight: Sight, groups: dict[tuple[str, ...], list[tuple[Any, str]]], title_place: int
) -> list[str]:
    """Of several groups of pictures the one that looks most like a gallery and stands near the name."""
    best: list[str] = []
    best_score = 0.0
    for group in groups.values():
        links = list(dict.fromkeys(link for _, link in group))
        apart = min(abs(sight.place_near(element) - title_place) for element, _ in group)
        above = list(iter_above(group[0][0], 6))
        is_named = any(has_mark("gallery", sight.names(one)) for one in above)
        score = (
            min(len(links), 8)
            * (2.0 if is_named else 1.0)
            * (1.0 if apart <= _NEAR_RUNS else 0.4 if is_named else 0.1)
        )
        if score > best_score and (apart <= _NEAR_RUNS or is_named):
            best, best_score = links, score
    return best
