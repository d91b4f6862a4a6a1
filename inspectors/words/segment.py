"""Where words begin and end: a segmenter says whether a hit cuts through one."""

from bisect import bisect_left
from functools import cache
from typing import Any

_ADJECTIVES = frozenset({"a", "ad", "an"})


class Words:
    """The words of one text; cut when first asked for."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: list[int] | None = None
        self._ends: list[int] = []

    def cuts_through(self, start: int, end: int, *, alone: bool) -> bool:
        """Whether a word reaches over an edge of the span, or (for one sign, or `alone`) holds it inside."""
        starts = self._cut()
        first = bisect_left(starts, start + 1) - 1
        last = bisect_left(starts, end) - 1
        begins = starts[first] == start
        ends = self._ends[last] == end
        if begins and ends:
            return False
        if first == last:  # inside one word
            return alone or end - start == 1
        left = "" if begins else self._text[starts[first] : start]
        right = "" if ends else self._text[end : self._ends[last]]
        # The dictionary may join what is two words (专|治咳嗽): what is left of its word must then be one.
        return any(rest and not self._is_word(rest) for rest in (left, right)) or end - start == 1

    def begins_inside(self, start: int) -> bool:
        """Whether a place lies inside a word, not at its beginning."""
        return self.find_word(start)[0] != start

    def find_word(self, start: int) -> tuple[int, int]:
        """The word in which a place lies."""
        starts = self._cut()
        at = bisect_left(starts, start + 1) - 1
        return starts[at], self._ends[at]

    def is_quality(self, word: str) -> bool:
        """Whether a word is an adjective of the dictionary."""
        tagged = _load_jieba().tag(word, hmm=False)
        return len(tagged) == 1 and tagged[0][1] in _ADJECTIVES

    def _is_word(self, text: str) -> bool:
        return len(text) > 1 and _load_jieba().has_word(text)

    def _cut(self) -> list[int]:
        if self._starts is None:
            starts, at = [], 0
            for word in _load_jieba().cut(self._text, hmm=False):
                starts.append(at)
                at += len(word)
                self._ends.append(at)
            self._starts = starts
        return self._starts


@cache
def _load_jieba() -> Any:
    """The segmenter with its dictionary, one in memory, when words are asked for first."""
    import rjieba  # noqa: PLC0415 -- its dictionary is slow to load

    return rjieba._DEFAULT_JIEBA  # noqa: SLF001 -- its functions are methods of it
