"""Words of check_terms.yaml in a text: whether they stand there, and whether the clause denies them."""

import re
import unicodedata
from collections.abc import Iterable

from config.catalogue import get_words

_CLAUSE_END = re.compile(r"[。！？!?；;，,、\n\r|：:]")
_BEFORE = 6  # a denial stands this near before what it denies: 杜绝一切八两秤


def get_terms(*path: str) -> tuple[str, ...]:
    """The words under a path of the catalogue, such as `scales`, `strong`."""
    return get_words("check_terms", *path)


def find_words(text: str, terms: Iterable[str]) -> tuple[str, ...]:
    """The terms that a text holds, denied or not."""
    folded = fold_text(text)
    return tuple(term for term in terms if fold_text(term) in folded)


def find_claimed(text: str, terms: Iterable[str]) -> tuple[str, ...]:
    """The terms that a text holds at least once without denying them or warning of them."""
    folded = fold_text(text)
    return tuple(term for term in terms if any(True for _ in _iter_claimed(folded, fold_text(term))))


def get_clause(text: str, term: str) -> str:
    """The clause of a text in which a term first stands; empty when it does not."""
    return next((clause.strip() for clause in iter_clauses(text) if fold_text(term) in fold_text(clause)), "")


def drop_parts(terms: Iterable[str]) -> list[str]:
    """The terms that are no part of another of them: 国家免检 says all that 免检 does."""
    found = list(terms)
    return [term for term in found if not any(term != other and term in other for other in found)]


def iter_clauses(text: str) -> Iterable[str]:
    """A text cut at its punctuation."""
    return (clause for clause in _CLAUSE_END.split(text) if clause.strip())


def fold_text(text: str) -> str:
    """A text as terms are looked for in it: width folded, upper case, no spaces within."""
    return re.sub(r"[ \t\u3000]+", "", unicodedata.normalize("NFKC", text)).upper()


def _iter_claimed(folded: str, term: str) -> Iterable[int]:
    for match in re.finditer(re.escape(term), folded):
        before = _CLAUSE_END.split(folded[max(0, match.start() - _BEFORE) : match.start()])[-1]
        after = _CLAUSE_END.split(folded[match.end() : match.end() + _BEFORE])[0]
        denied = any(
            before.endswith(word) or (len(word) > 1 and word in before) for word in get_terms("denials")
        )
        if not denied and not after.startswith(get_terms("denials_after")):
            yield match.start()
