"""Numbers that a page shows together with those in the documents it shows, each value once."""

from collections.abc import Iterator
from dataclasses import dataclass

from config.catalogue import load_catalogue
from config.numbers import is_format, normalise_number
from evidence.document import Reading, ReadingStatus
from evidence.exhibit import Exhibit, SightedDocument
from evidence.finding import AuthorityValue, Locator, Status, Verdict
from inspectors.pages.page_numbers import PageNumber, Source, find_numbers
from inspectors.pages.showing import show_reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A number as shown, in words or in a document.

    Args:
        kind: of `page_numbers.yaml`.
        value: as registers write it.
        certain: false where it may be misread: at most `unsure` then.
        well_formed: whether it has a form of its kind.
        rests_on: the document values behind it; empty when the page itself states it.
        sighted: the document that bears it, if any.
    """

    kind: str
    value: str
    certain: bool
    well_formed: bool
    locators: tuple[Locator, ...]
    rests_on: tuple[Reading, ...] = ()
    sighted: SightedDocument | None = None


def find_shown(exhibit: Exhibit, *kinds: str) -> tuple[Shown, ...]:
    """The numbers of these kinds that a listing or shop shows, certain ones first."""
    found: dict[str, Shown] = {}
    for kind in kinds:
        for shown in (*_iter_documents(exhibit, kind), *_iter_pages(exhibit, kind)):
            held = found.get(shown.value)
            found[shown.value] = shown if held is None else _join(held, shown)
    return tuple(sorted(found.values(), key=lambda one: not one.certain))


def judge_shown(shown: Shown, summary: str, side: AuthorityValue | None, *, certain: bool = True) -> Verdict:
    """An accusation that rests on a number as shown; a doubt unless `certain` and surely read."""
    certain = certain and shown.certain
    return Verdict(
        status=Status.FAIL if certain else Status.UNSURE,
        fact=shown.value,
        summary=f"疑似：{summary}" if certain else f"{summary}，请人工核对",
        claimed=shown.value,
        authority=side,
        locators=shown.locators,
        rests_on=shown.rests_on,
        confidence=0.8 if certain else 0.4,
    )


def _iter_documents(exhibit: Exhibit, kind: str) -> Iterator[Shown]:
    spec = load_catalogue("page_numbers")["kinds"][kind]
    for document_kind, field in spec.get("documents", {}).items():
        for sighted in exhibit.find_documents(document_kind):
            reading = sighted.document.fields.get(field, Reading())
            if reading.status is ReadingStatus.MISSING or not (reading.value or reading.raw):
                continue
            value = normalise_number(str(reading.value or reading.raw))
            formats = spec["formats"]
            yield Shown(
                kind=kind,
                value=value,
                certain=reading.status is ReadingStatus.READ,
                well_formed=not formats or any(is_format(one, value) for one in formats),
                locators=(show_reading(sighted, reading),),
                rests_on=(reading,),
                sighted=sighted,
            )


def _iter_pages(exhibit: Exhibit, kind: str) -> Iterator[Shown]:
    read = {sighted.artefact.sha256 for sighted in exhibit.documents if _bears(sighted, kind)}
    for number in find_numbers(exhibit, kind):
        # The reader of such documents knows better what a picture says than a bare line of its text.
        if number.source is not Source.PICTURE or not _stands_in(number, read):
            yield Shown(
                kind=kind,
                value=number.value,
                certain=number.certain,
                well_formed=number.well_formed,
                locators=number.locators,
            )


def _bears(sighted: SightedDocument, kind: str) -> bool:
    return sighted.document.kind in load_catalogue("page_numbers")["kinds"][kind].get("documents", {})


def _stands_in(number: PageNumber, pictures: set[str]) -> bool:
    return any(locator.sha256 in pictures for locator in number.locators)


def _join(held: Shown, other: Shown) -> Shown:
    """One number in two places: what the page itself states needs no document behind it."""
    by_page = [one for one in (held, other) if one.certain and not one.rests_on]
    certain = [one for one in (held, other) if one.certain]
    return Shown(
        kind=held.kind if held.well_formed else other.kind,
        value=held.value,
        certain=bool(certain),
        well_formed=held.well_formed or other.well_formed,
        locators=tuple(dict.fromkeys((*held.locators, *other.locators))),
        rests_on=() if by_page else (certain[0] if certain else held).rests_on,
        sighted=held.sighted or other.sighted,
    )
