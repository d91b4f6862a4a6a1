"""Locators: saying where in the evidence a value stands, and whether a line of text may be relied on."""

from evidence.document import Reading
from evidence.exhibit import Exhibit, SightedDocument, SightedText
from evidence.finding import Locator, LocatorKind
from evidence.snapshot import Artefact, Snapshot

SURE_TEXT = 0.95
"""A line of text in a picture that was read with less may be misread: it must not support an accusation."""


def is_surely_read(sighted: SightedText) -> bool:
    """Whether a line of text in a picture may support an accusation."""
    return sighted.block.confidence >= SURE_TEXT


def show_reading(sighted: SightedDocument, reading: Reading) -> Locator:
    """The place of a value in a picture."""
    return Locator(
        kind=LocatorKind.IMAGE,
        artefact=sighted.artefact.url,
        sha256=sighted.artefact.sha256,
        box=reading.box,
        quote=reading.raw,
    )


def show_text(sighted: SightedText) -> Locator:
    """The place of a line of text in a picture."""
    return Locator(
        kind=LocatorKind.IMAGE,
        artefact=sighted.artefact.url,
        sha256=sighted.artefact.sha256,
        box=sighted.block.box,
        quote=sighted.block.text,
    )


def show_words(exhibit: Exhibit, quote: str, snapshot: Snapshot | None = None) -> tuple[Locator, ...]:
    """The place of words on a page."""
    return show_page(exhibit.get_page_artefact(snapshot), quote)


def show_page(page: Artefact | None, quote: str) -> tuple[Locator, ...]:
    """The place of words in a page's bytes; none where they were not kept."""
    if page is None:
        return ()
    return (Locator(kind=LocatorKind.HTML, artefact=page.url, sha256=page.sha256, quote=quote),)


def show_searched(exhibit: Exhibit) -> tuple[Locator, ...]:
    """Every page and picture that was looked through."""
    seen: dict[str, Locator] = {}
    for snapshot in exhibit.pages:
        page = exhibit.get_page_artefact(snapshot)
        if page is not None:
            seen[page.sha256] = Locator(kind=LocatorKind.SEARCHED, artefact=page.url, sha256=page.sha256)
    pictures = [sighted.artefact for sighted in exhibit.documents]
    for artefact in (*pictures, *(sighted.artefact for sighted in exhibit.texts)):
        seen[artefact.sha256] = Locator(
            kind=LocatorKind.SEARCHED, artefact=artefact.url, sha256=artefact.sha256
        )
    return tuple(seen.values())
