"""Claims that a listing of food makes: of diseases, which no food may, and of health functions."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from config.catalogue import load_catalogue
from evidence.exhibit import Exhibit
from evidence.finding import Locator
from evidence.listing import Listing
from inspectors.showing import is_surely_read, show_text, show_words

_CLAUSE_END = re.compile(r"[。！？!?；;，,\n\r|]")
_TERM_RULES = ("MED-NONMED", "FOOD-AD")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Words of a claim, the clause they stand in, and whether they are more than a hint."""

    words: str
    clause: str
    certain: bool
    locators: tuple[Locator, ...]


def find_disease_claims(exhibit: Exhibit) -> tuple[Claim, ...]:
    """What a listing says of preventing or treating diseases, certain claims first."""
    return _find(exhibit, _disease_pattern(), "weak_diseases")


def find_function_claims(exhibit: Exhibit) -> tuple[Claim, ...]:
    """What a listing says of health functions, certain claims first."""
    return _find(exhibit, _function_pattern(), "weak_functions")


def quote_claims(claims: Iterable[Claim]) -> str:
    """The words of claims, each once."""
    return "、".join(dict.fromkeys(claim.words for claim in claims))


def _find(exhibit: Exhibit, pattern: re.Pattern[str], weak: str) -> tuple[Claim, ...]:
    doubtful = set(load_catalogue("food_claims")[weak])
    found = [
        Claim(words=words, clause=clause, certain=certain and words not in doubtful, locators=locators)
        for text, certain, locators in _iter_texts(exhibit)
        for words, clause in _iter_hits(text, pattern)
        if not _is_exempt(words, clause)
    ]
    once = {claim.words: claim for claim in sorted(found, key=lambda claim: claim.certain)}
    return tuple(sorted(once.values(), key=lambda claim: not claim.certain))


def _iter_texts(exhibit: Exhibit) -> Iterator[tuple[str, bool, tuple[Locator, ...]]]:
    """Each text, whether it may support an accusation (a doubtful line in a picture may not), its place."""
    listing = exhibit.listing
    for text in _list_words(listing) if listing else ():
        for clause in _CLAUSE_END.split(text):
            yield clause, True, show_words(exhibit, clause.strip())
    for sighted in exhibit.texts:
        yield sighted.block.text, is_surely_read(sighted), (show_text(sighted),)


def _list_words(listing: Listing) -> list[str]:
    plain = load_catalogue("food_claims")["plain_attributes"]
    values = [value for name, value in listing.attributes.items() if name not in plain]
    return [text for text in (listing.title, listing.description, *values) if text]


def _iter_hits(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Claims in a text; a disease word within the words of a health function is none."""
    functions = [match.span() for match in _function_pattern().finditer(text)]
    for match in pattern.finditer(text):
        inside = any(start <= match.start() and match.end() <= end for start, end in functions)
        if pattern is _function_pattern() or not inside:
            yield match[0], text.strip()


def _is_exempt(words: str, clause: str) -> bool:
    shapes = load_catalogue("food_claims")["exempt"]
    return any(re.search(shape.replace("TERM", re.escape(words)), clause) for shape in shapes)


@cache
def _function_pattern() -> re.Pattern[str]:
    return re.compile("|".join(load_catalogue("food_claims")["functions"]))


@cache
def _disease_pattern() -> re.Pattern[str]:
    claims = load_catalogue("food_claims")
    rules = [rule for rule in load_catalogue("ad_terms")["rules"] if rule["id"] in _TERM_RULES]
    terms = {term for rule in rules for term in rule["terms"]} - set(claims["not_diseases"])
    shapes = [shape for rule in rules for shape in rule.get("patterns", ())]
    words = [re.escape(term) for term in sorted(terms, key=len, reverse=True)]
    return re.compile("|".join([*shapes, *claims["diseases"], *words]))
