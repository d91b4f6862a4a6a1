"""The way to the page: categories from the general to the special."""

import re
from typing import Any
from urllib.parse import urlsplit

from sites.generic.naming import fold_name
from sites.generic.sight import Sight
from sites.page import clean
from sites.words import has_mark, is_label

_MOST_STEPS, _LONGEST_STEP = 8, 50
_LEVELS = 3


def find_way(sight: Sight, title: str | None) -> list[str]:
    """The names of the categories that hold the page, the home page and the page itself left out."""
    name = fold_name(title or "")
    for box in _iter_boxes(sight):
        steps = [clean("".join(link.itertext())) for link in _iter_steps(box) if not _is_root(link)]
        way = [step for step in steps if step and _is_step(step, name)]
        if 0 < len(way) <= _MOST_STEPS:
            return list(dict.fromkeys(way))
    return []


def _iter_steps(box: Any) -> Any:
    """The links of a box; where menus hang below the steps, without theirs."""
    links = list(box.iter("a"))
    if len(links) > _MOST_STEPS:
        hung = {link for menu in box.iter("ul", "dl", "table") if menu is not box for link in menu.iter("a")}
        links = [link for link in links if link not in hung]
    return links


def _is_root(link: Any) -> bool:
    """Whether a link leads to the site's first page, whatever it is called."""
    parts = urlsplit(link.get("href") or "#")
    return parts.path in {"", "/"} and not parts.query


def _is_step(step: str, name: str) -> bool:
    return (
        len(step) <= _LONGEST_STEP
        and not is_label("home", step)
        and fold_name(step) != name
        and re.search(r"\w", step) is not None
        and not re.fullmatch(r"[>»/›\s]+", step)
    )


def _iter_boxes(sight: Sight) -> Any:
    """Boxes that hold the way: by data, by name, or by the home page that they begin with."""
    marked = [
        element
        for element in sight.places
        if "BreadcrumbList" in (element.get("itemtype") or "") or has_mark("crumbs", sight.names(element))
    ]
    yield from (box for box in marked if _count_links(box) >= 1)
    for run in sight.runs[:200]:
        if is_label("home", run.text):
            box = run.element
            for _ in range(_LEVELS):
                box = box.getparent()
                if box is None or box.tag in {"body", "html"}:
                    break
                text = sight.text_of(box, 300)
                if (
                    len(re.findall(r"[>»›]|\s/\s|&gt;", text)) >= 2
                    and 1 < _count_links(box) <= _MOST_STEPS + 2
                ):
                    yield box


def _count_links(box: Any) -> int:
    return sum(1 for _ in box.iter("a"))
