"""Numbers and names that a page states: in its attributes, its words, and the text of its pictures."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from config.catalogue import load_catalogue
from config.numbers import is_format, normalise_number
from evidence.exhibit import Exhibit
from evidence.finding import Locator
from evidence.listing import Listing
from inspectors.pages.showing import is_surely_read, show_text, show_words

_REST = re.compile(
    r"(?:[，,（(\s]*(?:其|该)?(?:证书|批准|备案|报告|认证)?(?:编号|号码|号))?[:：\s]*(?:为|是)?[:：\s]*([^\s，。；、,;（）()]{4,40})"
)
_RUN = re.compile(r"[A-Z0-9\u4e00-\u9fff/\-—.（）()〔〕\[\]]{6,40}", re.IGNORECASE)
_SPACED = re.compile(r"(?<=[A-Za-z/])\s+(?=\d)")  # GB 4943.1-2022
_NOISE = str.maketrans("", "", "（）()〔〕[]")


class Source(StrEnum):
    """Where on a page a number stands."""

    ATTRIBUTE = "attribute"
    WORDS = "words"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageNumber:
    """A number as a page states it.

    Args:
        value: as registers write it.
        raw: as it stands there.
        well_formed: whether it has one of the forms that such numbers have.
        source: attribute, words, or the text of a picture.
        certain: false for what recognition may have misread: it must not support an accusation.
        locators: where it stands.
    """

    value: str
    raw: str
    well_formed: bool
    source: Source
    certain: bool
    locators: tuple[Locator, ...]


def find_numbers(exhibit: Exhibit, kind: str) -> tuple[PageNumber, ...]:
    """The numbers of a kind (`page_numbers.yaml`) that a listing's or shop's pages state, each value once.

    An attribute so labelled gives its value whatever its form; words and pictures give what a label stands
    before, and what bears its kind in its form. Well-formed ones and attributes come first.
    """
    found: dict[str, PageNumber] = {}
    for number in sorted(_iter_numbers(exhibit, kind), key=lambda one: (not one.well_formed, one.source)):
        found.setdefault(number.value, number)
    return tuple(found.values())


def find_fact(listing: Listing, fact: str) -> str | None:
    """What the attributes say of a fact such as `producer` or `model`; None when they do not."""
    names = load_catalogue("page_numbers")["facts"][fact]
    return next((listing.attributes[name] for name in names if listing.attributes.get(name)), None)


def iter_words(exhibit: Exhibit) -> Iterator[str]:
    """Title, description and attributes of the pages of an exhibit."""
    for snapshot in exhibit.pages:
        listing = snapshot.listing
        if listing is not None:
            yield from (text for text in (listing.title, listing.wording) if text)
            yield from (f"{name}：{value}" for name, value in listing.attributes.items())


def iter_all_words(exhibit: Exhibit) -> Iterator[str]:
    """Title, description, attributes, and the lines of text in pictures."""
    yield from iter_words(exhibit)
    yield from (sighted.block.text for sighted in exhibit.texts)


def _iter_numbers(exhibit: Exhibit, kind: str) -> Iterator[PageNumber]:
    spec = load_catalogue("page_numbers")["kinds"][kind]
    labels = {_fold(label) for label in spec["labels"]}
    for snapshot in exhibit.pages:
        listing = snapshot.listing
        for name, value in (listing.attributes if listing else {}).items():
            if _fold(name) in labels:
                for part in re.split(r"[;；、,，]", value):
                    if any(sign.isdigit() for sign in part):
                        yield _make(kind, part, Source.ATTRIBUTE, show_words(exhibit, value, snapshot))
        for text in (listing.title, listing.description) if listing else ():
            for raw in _find_in_text(text or "", kind):
                yield _make(kind, raw, Source.WORDS, show_words(exhibit, raw, snapshot))
    for sighted in exhibit.texts:
        for raw in _find_in_text(sighted.block.text, kind):
            certain = is_surely_read(sighted)
            yield _make(kind, raw, Source.PICTURE, (show_text(sighted),), certain=certain)


def _find_in_text(text: str, kind: str) -> Iterable[str]:
    """What a label of the kind stands before, and runs that bear the kind in their form."""
    spec: dict[str, Any] = load_catalogue("page_numbers")["kinds"][kind]
    folded = _SPACED.sub("", unicodedata.normalize("NFKC", text))
    found: dict[str, None] = {}
    for match in _label_pattern(kind).finditer(folded):
        rest = _REST.match(folded, match.end())
        if rest is not None and sum(sign.isdigit() for sign in rest[1]) >= 4:
            number = next(iter(_cut_number(rest[1], spec["formats"])), rest[1])
            if number in rest[1] and (not spec["formats"] or _has_form(number, spec["formats"])):
                found.setdefault(number)
            elif re.fullmatch(r"[A-Za-z0-9/\-.]{8,40}", rest[1]):
                found.setdefault(rest[1])
    if spec.get("telling"):
        for run in _RUN.findall(folded):
            for number in _cut_number(run, spec["formats"]):
                found.setdefault(number)
    return found


def _cut_number(run: str, formats: list[str]) -> list[str]:
    """The longest parts of a run that have one of the forms."""
    matches = (_search_pattern(format_id).finditer(run.upper()) for format_id in formats)
    return [match[0] for of_format in matches for match in of_format]


def _make(
    kind: str, raw: str, source: Source, locators: tuple[Locator, ...], *, certain: bool = True
) -> PageNumber:
    formats = load_catalogue("page_numbers")["kinds"][kind]["formats"]
    value = normalise_number(raw)
    return PageNumber(
        value=value,
        raw=raw.strip(),
        well_formed=not formats or _has_form(value, formats),
        source=source,
        certain=certain,
        locators=locators,
    )


def _has_form(value: str, formats: list[str]) -> bool:
    return any(is_format(format_id, normalise_number(value)) for format_id in formats)


@cache
def _label_pattern(kind: str) -> re.Pattern[str]:
    labels = sorted(load_catalogue("page_numbers")["kinds"][kind]["labels"], key=len, reverse=True)
    return re.compile("|".join(map(re.escape, labels)), re.IGNORECASE)


@cache
def _search_pattern(format_id: str) -> re.Pattern[str]:
    formats = {entry["id"]: entry for entry in load_catalogue("formats")["formats"]}
    return re.compile(rf"(?<![A-Z0-9])(?:{formats[format_id]['regex']})(?![A-Z0-9])")


@cache
def _fold(label: str) -> str:
    return normalise_number(label).translate(_NOISE).rstrip(":：")
