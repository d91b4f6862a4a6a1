"""What the name of a field may mean, from the parts that it is put together from."""

import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from config.yaml_text import parse_yaml

_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[\u4e00-\u9fff]+")
_LONGEST = 60
_SHORTEST = 2  # letters of a word that may be a part of a longer one


@cache
def load_words() -> dict[str, frozenset[str]]:
    """The words of `sites/words/keys/state.yaml`, by what they mean."""
    text = files("sites").joinpath("words/keys/state.yaml").read_text("utf-8")
    named: dict[str, list[Any]] = parse_yaml(text)
    return {role: frozenset(str(word) for word in words) for role, words in named.items()}


@cache
def _every_word() -> frozenset[str]:
    return frozenset(word for words in load_words().values() for word in words)


@lru_cache(maxsize=20_000)
def split_key(key: str) -> tuple[str, ...]:
    """The words of a name: `nowPrice`, `now_price` and `nowprice` all give now, price."""
    parts = [part.lower() for part in _PART.findall(key[:_LONGEST])]
    return tuple(word for part in parts for word in _divide(part))


@lru_cache(maxsize=20_000)
def _divide(part: str) -> tuple[str, ...]:
    """The known words that a part consists of; itself when it does not consist of them alone."""
    words = _every_word()
    if part in words:
        return (part,)
    if part.endswith("s") and part[:-1] in words:
        return (part[:-1],)
    for end in range(len(part) - 1, 0, -1):
        if part[:end] in words and (end > _SHORTEST or part[0] > "z"):
            rest = _divide(part[end:])
            if all(word in words for word in rest):
                return (part[:end], *rest)
    return (part,)


@lru_cache(maxsize=20_000)
def means(words: tuple[str, ...] | frozenset[str], role: str) -> bool:
    """Whether any of the words is one of a role."""
    return not load_words()[role].isdisjoint(words)


@cache
def join_roles(*roles: str) -> frozenset[str]:
    """The words of several roles."""
    return frozenset().union(*(load_words()[role] for role in roles))


@lru_cache(maxsize=20_000)
def find_head(words: tuple[str, ...]) -> str:
    """The last word that says what it is, after those that only say how it is written."""
    plain = load_words()["plain"]
    for word in reversed(words):
        if word not in plain:
            return word
    return words[-1] if words else ""


def is_head(key: str, role: str) -> bool:
    """Whether a name is about something: `itemTitle` is a title, `titleColor` is none."""
    return find_head(split_key(key)) in load_words()[role]


def about(path: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a field's name, with those of what holds it where the name alone says too little."""
    return _read_names(path[-3:])


@lru_cache(maxsize=20_000)
def _read_names(keys: tuple[str, ...]) -> tuple[str, ...]:
    words: tuple[str, ...] = ()
    for key in reversed(keys):
        own = split_key(key)
        words = (*own, *words)
        is_telling = any(word not in load_words()["plain"] for word in own)
        if is_telling and find_head(own) not in join_roles("low", "high", "group"):
            break
    return words
