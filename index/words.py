"""Cutting text into words exactly as the search server does: its `standard` tokenizer, then CJK bigrams.

Words end at Unicode word boundaries (UAX 29). Runs of Chinese, Japanese or Korean characters become pairs of
neighbours, so a phrase of any two or more characters is found inside a longer one.
"""

from collections.abc import Iterator
from itertools import pairwise
from operator import add
from typing import NamedTuple

import regex

from config.numbers import normalise_number
from index.signs import fold_signs, fold_signs_with_origins

FRAGMENT = 3
"""Length of the pieces by which fragments of numbers are found."""

_BOUNDARY = regex.compile(r"(?w)\b")
_WORD = regex.compile(r"[\p{L}\p{Nd}\p{Nl}\p{Extended_Pictographic}\p{Emoji_Presentation}]")
_HAN = r"[\p{Script=Han}--[々〻]]"  # the server takes these two marks for letters
_CJK = regex.compile(rf"(?V1)[{_HAN}\p{{Script=Hiragana}}\p{{Script=Katakana}}\p{{Script=Hangul}}ー゛゜]+")
_SINGLE = regex.compile(rf"(?V1)[{_HAN}\p{{Script=Hiragana}}]")
_JOINED = regex.compile(r"[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]{2,}")  # one word to the server
# Texts of Chinese and letters only, nearly all, are cut by runs: ten times faster, with the same result.
_UNEVEN = regex.compile(r"[\p{Script=Katakana}\p{Script=Hangul}ー゛゜\p{M}\p{Cf}]")
_RUN_OR_REST = regex.compile(rf"(?V1)([{_HAN}\p{{Script=Hiragana}}]+)|([^{_HAN}\p{{Script=Hiragana}}]+)")
_LONGEST = 255  # the server cuts longer words into pieces of this length


class Word(NamedTuple):
    """A word, and where it stands in the folded text."""

    text: str
    start: int
    end: int


def iter_words(folded: str) -> Iterator[Word]:
    """The words of a text whose signs are folded, in order."""
    run: list[Word] = []
    for segment in _iter_segments(folded):
        if run and (segment.start != run[-1].end or not _CJK.fullmatch(segment.text)):
            yield from _pair(run)
            run = []
        if _CJK.fullmatch(segment.text):
            characters = enumerate(segment.text, segment.start)
            run.extend(Word(character, place, place + 1) for place, character in characters)
        else:
            yield segment
    yield from _pair(run)


def _iter_segments(folded: str) -> Iterator[Word]:
    joined = {place for match in _JOINED.finditer(folded) for place in range(match.start() + 1, match.end())}
    places = [match.start() for match in _BOUNDARY.finditer(folded) if match.start() not in joined]
    for start, end in pairwise(places):
        if _WORD.search(folded, start, end) is None:
            continue
        for cut in range(start, end, _LONGEST):
            piece = folded[cut : min(cut + _LONGEST, end)]
            # Letter by letter, as the server does it: Σ at the end of a word becomes σ.
            lowered = piece.lower() if piece.isascii() else "".join(map(str.lower, piece))
            yield Word(lowered, cut, cut + len(piece))


def _pair(run: list[Word]) -> Iterator[Word]:
    if len(run) == 1:
        yield run[0]
    for left, right in pairwise(run):
        yield Word(left.text + right.text, left.start, right.end)


def cut_words(text: str) -> list[str]:
    """The words of a text as both backends index and search them."""
    folded = fold_signs(text)
    if _UNEVEN.search(folded):
        return [word.text for word in iter_words(folded)]
    words: list[str] = []
    for run, rest in _RUN_OR_REST.findall(folded):
        if rest:
            words.extend(word.text for word in _iter_segments(rest))
        elif len(run) == 1:
            words.append(run)
        else:
            words.extend(map(add, run, run[1:]))
    return words


def cut_singles(text: str) -> set[str]:
    """The single Chinese characters of a text, which pairs alone would not find."""
    return set(_SINGLE.findall(fold_signs(text)))


def is_single(term: str) -> bool:
    """Whether a search term is one Chinese character."""
    return _SINGLE.fullmatch(fold_signs(term).strip()) is not None


def find_marks(text: str, phrases: list[list[str]]) -> list[tuple[int, int]]:
    """Where phrases (or single characters) stand in a text: (start, end), in order, not overlapping."""
    readable = fold_signs(text).lower()
    if not any(all(word in readable for word in phrase) for phrase in phrases):
        return []
    folded, origins = fold_signs_with_origins(text)
    words = list(iter_words(folded))
    found: list[tuple[int, int]] = []
    for phrase in phrases:
        for first in range(len(words) - len(phrase) + 1):
            here = words[first : first + len(phrase)]
            if [word.text for word in here] == phrase:
                found.append((here[0].start, here[-1].end))
        if len(phrase) == 1 and is_single(phrase[0]):
            found.extend((i, i + 1) for i, character in enumerate(folded) if character == phrase[0])
    return _merge([(origins[start], origins[end - 1] + 1) for start, end in found])


def _merge(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def fold_number(text: str) -> str:
    """A number as it is compared: width and case folded, only letters and digits left."""
    return "".join(filter(str.isalnum, normalise_number(text)))


def cut_fragments(number: str) -> list[str]:
    """Every piece of three characters of a folded number, in order."""
    return [number[i : i + FRAGMENT] for i in range(len(number) - FRAGMENT + 1)]
