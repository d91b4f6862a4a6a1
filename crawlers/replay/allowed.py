"""What of a captured page's markup a replay keeps."""

import re
from functools import cache
from importlib.resources import files
from typing import Any

from config.yaml_text import parse_yaml

_NAMED = re.compile(r"(data|aria|_ng[a-z]+)-[a-z0-9_.-]+")
"""What style sheets select by, and nothing else reads without a script."""
_TAG = re.compile(r"[a-zA-Z][a-zA-Z0-9._-]*")


@cache
def _load() -> dict[str, Any]:
    text = (files(__package__) / "allowed.yaml").read_text(encoding="utf-8")
    held: dict[str, Any] = parse_yaml(text)
    return {name: frozenset(one.split()) if isinstance(one, str) else one for name, one in held.items()}


def is_dropped(tag: str) -> bool:
    """Whether an element is left out with all that is in it."""
    return tag.lower() in _load()["dropped"]


def is_void(tag: str) -> bool:
    """Whether an element of HTML has no content and no end."""
    return tag.lower() in _load()["void"]


def keeps_attribute(name: str) -> bool:
    """Whether an attribute stays as it is: it says how something looks, and leads nowhere."""
    small = name.lower()
    return small in _load()["plain"] or may_name_address(small) or _NAMED.fullmatch(small) is not None


def may_name_address(name: str) -> bool:
    """Whether the value of an attribute that stays may hold a `url()`."""
    return name.lower() in _load()["drawn"]


def name_element(tag: str) -> str:
    """The name under which an element stands in the replay; an odd one becomes a `span`."""
    name: str = _load()["as_text"].get(tag.lower(), tag if _TAG.fullmatch(tag) else "span")
    return name
