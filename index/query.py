"""What is asked of the index and what it answers."""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from html import escape
from typing import Any, NamedTuple

from config.errors import ItemError
from evidence.clock import parse_moment
from evidence.finding import Status
from evidence.noun import make_canonical_json, make_digest
from index.projection import FOUND, WORD_FIELDS, Indexed
from index.words import FRAGMENT, cut_fragments, cut_words, find_marks, fold_number, is_single

COUNTED = 5_000
"""Hits are counted up to here; beyond it a page says `capped`."""
MOST_HITS = 1_000
FACETS = ("noun", "code", "status", "severity", "platform")
"""What the hits of a search are counted by."""
MOST_TERMS = 32
LONGEST_TEXT = 1_000
_AROUND = 40  # characters shown before and after the first mark of a snippet
_TERM = re.compile(r'["“”]([^"“”]*)["“”]|(\S+)')


class Label(NamedTuple):
    """What a term may name: the findings with this value in this field (`code` or `check`)."""

    field: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One thing to be found, as text or as a label: all terms of a query must be."""

    text: str
    words: tuple[str, ...]
    number: str
    labels: tuple[Label, ...] = ()

    @property
    def single(self) -> bool:
        """Whether it is one Chinese character."""
        return is_single(self.text)

    @property
    def fragments(self) -> list[str]:
        """The pieces of the term as part of a number; none when it is too short."""
        return cut_fragments(self.number) if len(self.number) >= FRAGMENT else []


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A search: words and filters, newest first. Make it with `make_query`."""

    text: str = ""
    code: str | None = None
    status: str | None = None
    region: str | None = None
    platform: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    noun: Indexed | None = None
    limit: int = 20
    after: str | None = None
    named: tuple[tuple[str, tuple[Label, ...]], ...] = ()

    @property
    def terms(self) -> tuple[Term, ...]:
        """The terms of the text: words, and phrases in double quotes."""
        return _make_terms(self.text, self.named)

    @property
    def digest(self) -> str:
        """What tells a cursor that it belongs to this search."""
        asked = {name: getattr(self, name) for name in Query.__dataclass_fields__ if name not in _ASIDE}
        asked |= {name: str(asked[name]) for name in ("since", "until")}
        return make_digest(make_canonical_json(asked))[:16]

    @property
    def position(self) -> tuple[int, str] | None:
        """(order, id) of the last hit of the page before.

        Raises:
            ItemError: the cursor is none of this search.
        """
        if self.after is None:
            return None
        try:
            digest, order, subject = json.loads(base64.urlsafe_b64decode(self.after.encode()))
            if digest == self.digest and isinstance(order, int) and isinstance(subject, str):
                return order, subject
        except (ValueError, TypeError, binascii.Error) as exc:
            raise ItemError(f"{self.after!r} is no cursor; take `next` of the page before") from exc
        raise ItemError(
            f"cursor {self.after!r} belongs to another search; repeat that one's words and filters"
        )

    def make_cursor(self, order: int, subject: str) -> str:
        """The cursor of the page that starts after a hit."""
        return base64.urlsafe_b64encode(json.dumps([self.digest, order, subject]).encode()).decode()


_ASIDE = {"limit", "after", "named"}  # say nothing of what is asked that the rest does not


def make_query(  # noqa: PLR0913 -- the options of `netpatrol search`
    text: str = "",
    *,
    code: str | None = None,
    status: str | None = None,
    region: str | None = None,
    platform: str | None = None,
    since: str | None = None,
    until: str | None = None,
    noun: str | None = None,
    limit: int = 20,
    after: str | None = None,
    labels: Mapping[str, tuple[Label, ...]] | None = None,
) -> Query:
    """A search from what a person wrote; a bare date in `since` or `until` is a whole Shanghai day.

    `labels` tells what names stand for (a code, a check), each folded as a number is: a term that is such a
    name also finds the findings so labelled.

    Raises:
        ItemError: a date, status, noun, limit or cursor that cannot be used, or nothing that can be searched.
    """
    if status is not None and status not in {Status.FAIL, Status.UNSURE}:
        raise ItemError(f"no finding has status {status!r}; write fail or unsure")
    if noun is not None and noun not in FOUND:
        raise ItemError(f"{noun!r} cannot be searched; write finding, snapshot or case")
    if not 1 <= limit <= MOST_HITS:
        raise ItemError(f"limit is {limit!r}; write a number from 1 to {MOST_HITS}")
    query = Query(
        text=text,
        code=code,
        status=status,
        region=region,
        platform=platform,
        since=_parse_since(since) if since else None,
        until=parse_moment(until) if until else None,
        noun=Indexed(noun) if noun else None,
        limit=limit,
        after=after,
        named=_find_named(text, labels or {}),
    )
    if len(text) > LONGEST_TEXT or len(query.terms) > MOST_TERMS:
        raise ItemError(
            f"the search text is too long ({len(text)} characters); "
            f"write at most {LONGEST_TEXT} characters and {MOST_TERMS} words"
        )
    if text.strip() and not query.terms:
        raise ItemError(f"nothing in {text!r} can be searched; write a word or a number")
    query.position  # noqa: B018 -- refuses a bad cursor now
    return query


def _parse_since(text: str) -> datetime:
    moment = parse_moment(text)
    bare = re.fullmatch(r"\d{4}-\d{2}-\d{2}", text.strip())
    return moment - timedelta(days=1) + timedelta(seconds=1) if bare else moment


def _find_named(
    text: str, labels: Mapping[str, tuple[Label, ...]]
) -> tuple[tuple[str, tuple[Label, ...]], ...]:
    numbers = dict.fromkeys(term.number for term in _make_terms(text, ()))
    return tuple((number, labels[number]) for number in numbers if number in labels)


@lru_cache(maxsize=256)  # asked for at each hit of a page
def _make_terms(text: str, named: tuple[tuple[str, tuple[Label, ...]], ...]) -> tuple[Term, ...]:
    found = [quoted or bare for quoted, bare in _TERM.findall(text)]
    labels, terms = dict(named), []
    for part in found:
        number = fold_number(part)
        terms.append(
            Term(text=part, words=tuple(cut_words(part)), number=number, labels=labels.get(number, ()))
        )
    return tuple(term for term in terms if term.words or term.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """A piece of text with the places that matched. The text is as captured: escape it, or use `html`."""

    field: str
    text: str
    marks: tuple[tuple[int, int], ...]

    @property
    def html(self) -> str:
        """The text escaped, with <mark> around what matched."""
        parts, place = [], 0
        for start, end in self.marks:
            parts += [escape(self.text[place:start]), "<mark>", escape(self.text[start:end]), "</mark>"]
            place = end
        return "".join([*parts, escape(self.text[place:])])


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A finding, snapshot or case that was found; `order` is where it stands among the others."""

    noun: Indexed
    id: str
    source: dict[str, Any]
    order: int
    snippets: tuple[Snippet, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of hits, newest first; `next` is the cursor of the next page."""

    total: int
    capped: bool
    next: str | None
    hits: tuple[Hit, ...] = field(default=())


def make_snippets(query: Query, words: dict[str, list[str]]) -> tuple[Snippet, ...]:
    """For each field of a hit the first text in which a term stands."""
    phrases = [list(term.words) for term in query.terms if term.words]
    snippets = []
    for name in WORD_FIELDS:
        for text in words.get(name, ()):
            marks = find_marks(text, phrases) if phrases else []
            if marks:
                snippets.append(_make_snippet(name, text, marks))
                break
    return tuple(snippets)


def _make_snippet(name: str, text: str, marks: list[tuple[int, int]]) -> Snippet:
    start = max(0, marks[0][0] - _AROUND)
    end = min(len(text), marks[0][1] + 2 * _AROUND)
    inside = tuple((a - start, b - start) for a, b in marks if b <= end)
    return Snippet(field=name, text=text[start:end], marks=inside)
