"""Links that turn the pages of a list: they bear the number in their address, or say what comes."""

import re
from urllib.parse import urlsplit

from sites.learning.tree import SeenLink
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


def _is_step(added: set[str], text: str) -> bool:
    """Whether an address counts goods or pages from nought where the link counts pages from one."""
    before = int(text) - 1
    return any(int(number) % before == 0 and int(number) > 0 for number in added)
