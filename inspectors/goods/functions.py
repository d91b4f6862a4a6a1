"""The functions that health food may claim: which of them a page claims, and which a register holds."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from config.catalogue import load_catalogue
from evidence.exhibit import Exhibit
from evidence.finding import Locator
from inspectors.goods.placing import get_goods
from inspectors.words.folding import fold
from inspectors.words.places import iter_places


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function that a page claims: its name in the catalogue, the words, and where they stand."""

    name: str
    term: str
    certain: bool
    locators: tuple[Locator, ...]


def find_functions(exhibit: Exhibit) -> tuple[Function, ...]:
    """The functions that a listing of health food claims, each once; none of other goods."""
    listing = exhibit.listing
    if listing is None or get_goods(listing).place().name != "health_food":
        return ()
    found: dict[str, Function] = {}
    for function in _iter_functions(exhibit):
        held = found.get(function.name)
        if held is None or (function.certain and not held.certain):
            found[function.name] = function
    return tuple(found.values())


def list_registered(texts: Iterable[str]) -> set[str]:
    """The functions that the words of a register name."""
    return {name for text in texts for name, _ in _find(text)}


def _iter_functions(exhibit: Exhibit) -> Iterator[Function]:
    for place in iter_places(exhibit):
        for name, term in _find(place.text):
            yield Function(
                name=name, term=term, certain=place.sure, locators=place.show(exhibit, place.text[:60])
            )


def _find(text: str) -> Iterator[tuple[str, str]]:
    automaton, names = _load()
    folded = fold(text)
    for index, start, end in automaton.find_matches_as_indexes(folded.text):
        first, last = folded.locate(start, end)
        yield names[index], text[first:last]


@cache
def _load() -> tuple[AhoCorasick, tuple[str, ...]]:
    wordings = [
        (fold(word).text, name)
        for name, words in load_catalogue("health_functions")["functions"].items()
        for word in words
    ]
    automaton = AhoCorasick([word for word, _ in wordings], matchkind=MatchKind.LeftmostLongest)
    return automaton, tuple(name for _, name in wordings)
