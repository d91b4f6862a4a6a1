"""What turns the pages of a list: links with the number in their address or words, and bare numbers."""

import re
from collections import defaultdict
from urllib.parse import urlsplit

from sites.learning.tree import SeenLink, SeenPage
from sites.patterns import fold_address
from sites.words import has_word

_NUMBER = re.compile(r"\d{1,5}")
_LONGEST = 20


def is_paging(link: SeenLink, here: str) -> bool:
    """Whether a link leads to another page of the list at `here`."""
    if urlsplit(link.url).netloc != urlsplit(here).netloc:
        return False
    number = _NUMBER.fullmatch(link.text)
    if number is not None:
        added = set(_NUMBER.findall(fold_address(link.url))) - set(_NUMBER.findall(fold_address(here)))
        return number.group() in added or bool(
            added and int(number.group()) > 1 and _is_step(added, link.text)
        )
    return len(link.text) <= _LONGEST and has_word("next_page", link.text)


def find_dead_pages(page: SeenPage) -> int | None:
    """The highest number in a row of page numbers without addresses, which only a script turns; None without.

    Such a row begins with 1 and 2, each once, and each of its numbers is made to be pressed.
    """
    led = {link.element for link in page.links}
    rows: dict[int, list[int]] = defaultdict(list)
    live: set[int] = set()
    for element, text in enumerate(page.texts):
        if _NUMBER.fullmatch(text) is None or not _is_pressed(page, element):
            continue
        above = page.parents[element]
        row = page.parents[above] if above >= 0 and page.texts[above] == text else above
        rows[row].append(int(text))
        if element in led:
            live.add(row)
    ends = [
        max(numbers)
        for row, numbers in rows.items()
        if row not in live and {1, 2} <= set(numbers) and numbers == sorted(set(numbers))
    ]
    return max(ends, default=None)


def _is_pressed(page: SeenPage, element: int) -> bool:
    node = page.nodes[element]
    href = (node.attributes.get("href") or "").strip().lower()
    if node.tag == "a":
        return href == "" or href.startswith(("#", "javascript:"))
    return node.tag == "button" or bool(node.attributes.get("onclick"))


def _is_step(added: set[str], text: str) -> bool:
    """Whether an address counts goods or pages from nought where the link counts pages from one."""
    before = int(text) - 1
    return any(int(number) % before == 0 and int(number) > 0 for number in added)
