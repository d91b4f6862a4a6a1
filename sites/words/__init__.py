"""Words by which pages say what something is, by language and subject; `marks.yaml` holds names in markup.

A term stands for itself, whatever its case; where it begins or ends with a letter of a script that spaces its
words, it is found as a word only. `*` at an end stands for any further letters.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from config.errors import ConfigError
from config.yaml_text import parse_yaml

__all__ = [
    "find_word",
    "get_terms",
    "get_written",
    "has_mark",
    "has_word",
    "is_any_label",
    "is_label",
    "split_name",
    "starts_with_word",
]

_FOLDER = Path(__file__).parent
_MARKS = "marks"
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3005-\u30ff\u3400-\u9fff\uac00-\ud7af\uff66-\uff9f]")
_EDGE = re.compile(r"^[\s:：*#·•|\-–—()（）\[\]【】]+|[\s:：*#·•|\-–—()（）\[\]【】]+$")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")
_PUNCTUATION = re.compile(r"[\W_]+")
_LONGEST_LABEL = 60


@dataclass(frozen=True, slots=True)
class _Term:
    """A term as it is looked for: whether it must begin and end where a word does."""

    text: str
    begins: bool
    ends: bool

    def stands_at(self, text: str, place: int) -> bool:
        """Whether the term stands at a place of a text in lower case."""
        if not text.startswith(self.text, place):
            return False
        end = place + len(self.text)
        return not (
            (self.begins and place > 0 and _is_spaced(text[place - 1]))
            or (self.ends and end < len(text) and _is_spaced(text[end]))
        )


def _is_spaced(char: str) -> bool:
    return char.isalpha() and not _UNSPACED.match(char)


@cache
def _load_words() -> dict[str, tuple[_Term, ...]]:
    """The terms of every subject, all languages together, the longest first."""
    found: dict[str, set[str]] = {}
    for path in sorted(_FOLDER.glob("*.yaml")):
        for subject, terms in _load_file(path).items():
            name = f"{_MARKS}.{subject}" if path.stem == _MARKS else subject
            found.setdefault(name, set()).update(_fold(term) for term in terms)
    return {
        subject: tuple(_make_term(term) for term in sorted(terms, key=lambda one: (-len(one), one)))
        for subject, terms in found.items()
    }


def _load_file(path: Path) -> dict[str, list[str]]:
    held = parse_yaml(path.read_text(encoding="utf-8"))
    if not isinstance(held, dict) or not all(
        isinstance(terms, list) and all(isinstance(term, str) and term.strip("* ") for term in terms)
        for terms in held.values()
    ):
        raise ConfigError(f"word file {str(path)!r} must hold lists of words by subject; mend it")
    return held


def _make_term(term: str) -> _Term:
    text = term.strip("*")
    return _Term(
        text=text,
        begins=not term.startswith("*") and _is_spaced(text[0]),
        ends=not term.endswith("*") and _is_spaced(text[-1]),
    )


@cache
def get_terms(subject: str) -> frozenset[str]:
    """The terms of a subject, in lower case and without stars."""
    return frozenset(term.text for term in _load_words().get(subject, ()))


@cache
def get_written(subject: str) -> tuple[str, ...]:
    """The names of markup of a subject as they are written, in the file's order."""
    return tuple(_load_file(_FOLDER / f"{_MARKS}.yaml").get(subject, ()))


@cache
def _index(subject: str) -> dict[str, tuple[_Term, ...]]:
    """The terms of a subject by their first letters, the longest first."""
    found: dict[str, list[_Term]] = {}
    for term in _load_words().get(subject, ()):
        found.setdefault(term.text[:2], []).append(term)
    return {start: tuple(terms) for start, terms in found.items()}


def _find_at(index: dict[str, tuple[_Term, ...]], text: str, place: int) -> int:
    """The length of the longest term at a place of a text in lower case, or 0."""
    for start in (text[place : place + 2], text[place]):
        for term in index.get(start, ()):
            if term.stands_at(text, place):
                return len(term.text)
    return 0


@cache
def _get_starts(subject: str) -> re.Pattern[str]:
    """Finds the places of a text where a term of a subject may begin; most texts have none."""
    return re.compile("|".join(map(re.escape, _index(subject))) or r"(?!)")


@lru_cache(maxsize=50_000)
def find_word(subject: str, text: str) -> tuple[int, int] | None:
    """Where a term of a subject stands in a text; of several the longest."""
    index, starts, folded = _index(subject), _get_starts(subject), text.lower()
    best: tuple[int, int] | None = None
    found = starts.search(folded)
    while found is not None:
        place = found.start()
        size = _find_at(index, folded, place)
        if size and (best is None or size > best[1] - best[0]):
            best = (place, place + size)
        found = starts.search(folded, place + 1)
    return best


def has_word(subject: str, text: str) -> bool:
    """Whether a text holds a term of a subject."""
    return find_word(subject, text) is not None


@lru_cache(maxsize=50_000)
def starts_with_word(subject: str, text: str) -> int:
    """The length of the longest term of a subject that a text begins with, or 0."""
    return _find_at(_index(subject), text[:_LONGEST_LABEL].lower(), 0) if text else 0


def is_label(subject: str, text: str) -> bool:
    """Whether a text is a term of a subject and nothing else."""
    return len(text) < _LONGEST_LABEL and subject in _find_subjects(text)


def is_any_label(subjects: frozenset[str], text: str) -> bool:
    """Whether a text is a term of one of several subjects and nothing else."""
    return len(text) < _LONGEST_LABEL and not subjects.isdisjoint(_find_subjects(text))


@lru_cache(maxsize=50_000)
def _find_subjects(text: str) -> frozenset[str]:
    return _map_terms().get(_fold(_EDGE.sub("", text)), frozenset())


@cache
def _map_terms() -> dict[str, frozenset[str]]:
    """The subjects of each term."""
    found: dict[str, set[str]] = {}
    for subject, terms in _load_words().items():
        for term in terms:
            found.setdefault(term.text, set()).add(subject)
    return {term: frozenset(subjects) for term, subjects in found.items()}


@lru_cache(maxsize=20_000)
def split_name(name: str) -> str:
    """A name of markup as words in lower case: `oldPrice_box-1` is "old price box 1"."""
    return _PUNCTUATION.sub(" ", _CAMEL.sub(" ", name[:200])).strip().lower()


@lru_cache(maxsize=50_000)
def has_mark(subject: str, words: str) -> bool:
    """Whether split names of markup hold a name of a subject."""
    return find_word(f"{_MARKS}.{subject}", words) is not None


def _fold(text: str) -> str:
    return " ".join(text.lower().split())
