"""What a page's links say of the visitor and not of the page: a session, a currency, a language.

Both are told from all links of a page together, whatever the keys are called. A session is one long value
that nearly all own links carry; a setting is an address that others repeat with another code of ISO 4217 or
ISO 639-1 in the same place. Sessions are cut from addresses; settings are not followed, as they would change
what the shop shows from then on.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from config.yaml_text import parse_yaml
from sites.hosts import is_same_site
from sites.money import load_currencies
from sites.patterns import drop_keys

_FEWEST_LINKS, _NEARLY_ALL = 8, 0.9
_RANDOM = re.compile(r"(?=[^0-9]*[0-9])(?=[^a-z]*[a-z])[0-9a-z]{20,128}", re.IGNORECASE)
_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_][a-z]{2,4})?", re.IGNORECASE)


def find_session_keys(urls: Iterable[str], here: str) -> frozenset[str]:
    """The query keys of which nearly all links of a page to its own site carry one same random value."""
    own = {url for url in urls if is_same_site(url, here)}
    if len(own) < _FEWEST_LINKS:
        return frozenset()
    pairs = Counter(
        pair
        for url in own
        for pair in dict.fromkeys(parse_qsl(urlsplit(url).query))
        if _RANDOM.fullmatch(pair[1])
    )
    return frozenset(key for (key, _), count in pairs.items() if count >= _NEARLY_ALL * len(own))


def find_settings(urls: Iterable[str]) -> frozenset[str]:
    """The links that only choose a currency or a language: others are like them but for another such code."""
    groups: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for url in dict.fromkeys(urls):
        for key, value in parse_qsl(urlsplit(url).query):
            groups[key, drop_keys(url, {key})][value] = url
    return frozenset(
        url
        for found in groups.values()
        if _are_codes(found, _is_currency) or _are_codes(found, _is_language)
        for url in found.values()
    )


def _are_codes(values: Iterable[str], is_code: Callable[[str], bool]) -> bool:
    """Whether nearly all of two or more values are codes: of provinces a few are, by chance."""
    codes = [is_code(value) for value in values]
    return sum(codes) > 1 and sum(codes) >= _NEARLY_ALL * len(codes)


def _is_currency(value: str) -> bool:
    return value.upper() in _list_currencies()


def _is_language(value: str) -> bool:
    match = _LANGUAGE.fullmatch(value)
    return match is not None and match[1].lower() in _list_languages()


@cache
def _list_currencies() -> frozenset[str]:
    return frozenset(load_currencies()["codes"])


@cache
def _list_languages() -> frozenset[str]:
    path = Path(__file__).parent / "languages.yaml"
    return frozenset(parse_yaml(path.read_text(encoding="utf-8")))
