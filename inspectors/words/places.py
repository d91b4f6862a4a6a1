"""The texts in which a listing speaks: title, attributes, description, variants, and its own pictures."""

from collections.abc import Iterator
from dataclasses import dataclass

from config.catalogue import get_words
from evidence.exhibit import Exhibit
from evidence.finding import Locator
from evidence.listing import Listing
from inspectors.pages.showing import is_surely_read, show_text, show_words

TITLE, PICTURE = "title", "picture"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One text of a listing: which field it is, whether it may support an accusation, and how to show it.

    A doubtful line in a picture may not, nor text of a page that nothing marks as its description.
    """

    name: str
    text: str
    sure: bool
    locator: Locator | None = None

    def show(self, exhibit: Exhibit, quote: str) -> tuple[Locator, ...]:
        """Where the quote stands."""
        return (self.locator,) if self.locator is not None else show_words(exhibit, quote)


def iter_places(exhibit: Exhibit) -> Iterator[Place]:
    """Every text that the seller wrote about the goods; names and warnings are left out (word_places.yaml).

    Of pictures those of the listing's own gallery and text are read: what a page shows of other goods is
    nobody's claim about these. A page that names no pictures owns all that were captured with it.
    """
    listing = exhibit.listing
    if listing is None:
        return
    yield from _iter_page(listing)
    own = {*listing.images, *listing.detail_images}
    for sighted in exhibit.texts:
        if not own or sighted.artefact.url in own:
            yield Place(
                name=PICTURE,
                text=sighted.block.text,
                sure=is_surely_read(sighted),
                locator=show_text(sighted),
            )


def list_names(listing: Listing) -> tuple[str, ...]:
    """Names that stand on the page as names: what is said in them is said of nothing."""
    named = (listing.attributes.get(label) for label in get_words("word_places", "names"))
    return tuple(name for name in (listing.brand, listing.model, *named) if name)


def _iter_page(listing: Listing) -> Iterator[Place]:
    silent = {*get_words("word_places", "names"), *get_words("word_places", "plain")}
    if listing.title:
        yield Place(name=TITLE, text=listing.title, sure=True)
    for label, value in listing.attributes.items():
        if label not in silent and value:
            yield Place(name=f"attributes.{label}", text=value, sure=True)
    if listing.wording:
        yield Place(name="description", text=listing.wording, sure=listing.description is not None)
    for offer in listing.offers:
        if offer.name:
            yield Place(name="offers", text=offer.name, sure=True)
