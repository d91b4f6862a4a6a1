"""The words of known classes in one text, with the places where clauses end."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import NamedTuple, TypeAlias

from inspectors.words.folding import Folded, fold, squeeze
from inspectors.words.lexicon import Entry, load_lexicon
from inspectors.words.rules import Step, name_trigger
from inspectors.words.segment import Words

_BREAK = re.compile(r"[。！？!?；;，,\n\r|…+＋]")
_ADJECTIVE_ENDS = "。！？!?；;，, \n\r|"
_MOST_TOKENS = 20_000  # of one text; what is behind them is not heard, and nobody reads it


Match: TypeAlias = tuple[int, int, int]  # of the automaton: the number of an entry, its begin and end


class Token(NamedTuple):
    """A word of known classes in a folded text."""

    start: int
    end: int
    entry: Entry


class Tokens:
    """The tokens of one text by class, and rows of them; `present` are the classes with a word in it."""

    def __init__(self, folded: Folded, matches: Sequence[Match]) -> None:
        self.folded = folded
        self.words = Words(folded.text)
        self._matches = matches
        entries = load_lexicon().entries
        self.present = frozenset().union(*[entries[index].classes for index, _, _ in matches])
        self._breaks: list[int] | None = None
        self._whole: dict[Token, bool] = {}

    @cached_property
    def _by_class(self) -> dict[str, list[Token]]:
        """The tokens of each class; most texts hold no row of them and are never asked."""
        found: dict[str, list[Token]] = {}
        for token in make_in_order(self._matches):
            for name in token.entry.classes:
                found.setdefault(name, []).append(token)
        return found

    def has_all(self, names: frozenset[str]) -> bool:
        """Whether every class stands in the text; patterns are looked for now."""
        return all(name in self._by_class or self._find_pattern(name) for name in names)

    def iter_rows(
        self, steps: tuple[Step, ...], *, around: int = 0, within: int | None = None
    ) -> Iterator[tuple[Token, ...]]:
        """Whole words of the classes in their order, within one clause and no farther apart than allowed.

        Args:
            steps: the classes, each with how far from the one before.
            around: where rows have to begin.
            within: at most so far from there; anywhere when not given.
        """
        tokens = self._by_class.get(steps[0].name, [])
        begin = 0 if within is None else bisect_left(tokens, around - within, key=_get_start)
        for token in islice(tokens, begin, None):
            if within is not None and token.start > around + within:
                return
            if self._is_whole(token):
                yield from self._extend((token,), steps)

    def _extend(self, row: tuple[Token, ...], steps: tuple[Step, ...]) -> Iterator[tuple[Token, ...]]:
        if len(row) == len(steps):
            yield row
            return
        step, last = steps[len(row)], row[-1]
        # A verb of one sign stands right before its object: 治鼻炎, but not 清…不头晕.
        gap = min(step.gap, 1) if last.entry.tight else step.gap
        tokens = self._by_class.get(step.name, [])
        at = bisect_left(tokens, last.end, key=_get_start)
        for token in tokens[at : at + 12]:
            if token.start > last.end + gap or self._has_break(last.end, token.start):
                return
            if self._is_whole(token):
                yield from self._extend((*row, token), steps)

    def _is_whole(self, token: Token) -> bool:
        if token not in self._whole:
            if token.entry.disguised:  # no dictionary holds the disguise: only where it begins is known
                cut = self.words.begins_inside(token.start)
            else:
                cut = self.words.cuts_through(token.start, token.end, alone=token.entry.alone)
            self._whole[token] = not cut
        return self._whole[token]

    def _has_break(self, start: int, end: int) -> bool:
        if self._breaks is None:
            self._breaks = [match.start() for match in _BREAK.finditer(self.folded.text)]
        at = bisect_left(self._breaks, start)
        return at < len(self._breaks) and self._breaks[at] < end

    def _find_pattern(self, name: str) -> bool:
        lexicon = load_lexicon()
        if name in lexicon.triggered and name_trigger(name) not in self.present:
            found: list[Token] = []
        elif name in lexicon.computed:
            found = list(_iter_superlatives(self.folded.text, self.words))
        elif name in lexicon.patterns:
            entry = Entry(name, (name,))
            spans = (match.span() for match in lexicon.patterns[name].finditer(self.folded.text))
            found = [Token(start, end, entry) for start, end in spans if end > start]
        else:
            return False
        self._by_class[name] = found
        self._whole.update(dict.fromkeys(found, True))
        return bool(found)


def _get_start(token: Token) -> int:
    return token.start


def make_tokens(text: str) -> Iterator[Tokens]:
    """The tokens of a text; and of the text without splitting signs, those that only stand there."""
    folded = fold(text)
    yield Tokens(folded, _find(folded.text))
    squeezed = squeeze(folded)
    if squeezed is not None and squeezed.places is not None and _holds_split_word(squeezed):
        yield Tokens(squeezed, _find(squeezed.text))


def make_in_order(matches: Iterable[Match]) -> list[Token]:
    """The words that matches stand for, in their order; of those that begin together the longest first."""
    entries = load_lexicon().entries
    tokens = [Token(start, end, entries[index]) for index, start, end in matches]
    tokens.sort(key=lambda token: (token.start, -token.end))
    return tokens


def _find(text: str) -> list[Match]:
    matches: list[Match] = load_lexicon().automaton.find_matches_as_indexes(text, overlapping=True)
    return matches[:_MOST_TOKENS]


def _holds_split_word(squeezed: Folded) -> bool:
    """Whether a core word of two signs or more stands over a place where signs were left out.

    Only what is near such places is read again.
    """
    lexicon, text, places = load_lexicon(), squeezed.text, squeezed.places or ()
    reach = lexicon.longest - 1
    joined = [at for at in range(1, len(places)) if places[at] - places[at - 1] > 1]
    seen = 0
    for first, last in _merge((max(0, at - reach), at + reach) for at in joined):
        for index, start, end in _find(text[first:last]):
            entry = lexicon.entries[index]
            if (
                entry.core
                and len(entry.word) > 1
                and places[first + end - 1] - places[first + start] >= end - start
            ):
                return True
        seen += last - first
        if seen > _MOST_TOKENS:  # what is behind is not heard
            break
    return False


def _merge(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Spans in their order, those that touch as one."""
    held: tuple[int, int] | None = None
    for start, end in spans:
        if held is not None and start <= held[1]:
            held = (held[0], end)
            continue
        if held is not None:
            yield held
        held = (start, end)
    if held is not None:
        yield held


def _iter_superlatives(text: str, words: Words) -> Iterator[Token]:
    """最 before an adjective of quality (最耐看, 最苛刻), whatever adjective it is."""
    at = text.find("最")
    while at >= 0:
        end = _find_adjective(text, at, words)
        if end is not None:
            entry = Entry(text[at:end], ("superlative_any",))
            yield Token(at, end, entry)
        at = text.find("最", at + 1)


def _find_adjective(text: str, at: int, words: Words) -> int | None:
    start, end = words.find_word(at)
    if start != at:
        return None
    if end == at + 1:  # 最|苛刻
        if end >= len(text) or text[end] in _ADJECTIVE_ENDS:
            return None
        _, end = words.find_word(end)
    word = text[at + 1 : end]
    if not word or word in load_lexicon().measures or len(word) > 3:
        return None
    return end if words.is_quality(word) else None
