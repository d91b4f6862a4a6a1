"""Terms in titles, without any word list: Chinese characters as n-grams, letters and digits as words."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping

import regex

_RUN = regex.compile(r"\p{Han}+|[a-z][a-z0-9]{2,}")
_SHORTEST, _LONGEST = 2, 6


def cut_terms(title: str) -> frozenset[str]:
    """Every term of a title: 2 to 6 neighbouring Chinese characters, or a Latin word of 3 letters or more."""
    terms: set[str] = set()
    for run in _RUN.findall(unicodedata.normalize("NFKC", title).lower()):
        if run[0].isascii():
            terms.add(run)
            continue
        for size in range(_SHORTEST, _LONGEST + 1):
            terms.update(run[start : start + size] for start in range(len(run) - size + 1))
    return frozenset(terms)


def find_new_terms(titles: Mapping[str, str], known: Iterable[str], fewest: int) -> dict[str, frozenset[str]]:
    """Terms that at least `fewest` titles hold and no known title does, with the keys of those titles.

    Of terms in exactly the same titles only the longest stays.
    """
    old = {term for title in known for term in cut_terms(title)}
    holders: dict[str, set[str]] = defaultdict(set)
    for key, title in titles.items():
        for term in cut_terms(title) - old:
            holders[term].add(key)
    found = {term: frozenset(keys) for term, keys in holders.items() if len(keys) >= fewest}
    longest: dict[frozenset[str], str] = {}
    for term, keys in sorted(found.items(), key=lambda item: (-len(item[0]), item[0])):
        longest.setdefault(keys, term)
    return {term: keys for keys, term in longest.items()}


def join_families(terms: Mapping[str, frozenset[str]], overlap: float = 0.5) -> dict[str, frozenset[str]]:
    """Terms that mostly share their titles are one family, named by the term with the most titles."""
    families: dict[str, frozenset[str]] = {}
    for term, keys in sorted(terms.items(), key=lambda item: (-len(item[1]), -len(item[0]), item[0])):
        for name, members in families.items():
            if len(keys & members) >= overlap * len(keys):
                families[name] = members | keys
                break
        else:
            families[term] = keys
    return families
