"""Filings of energy labels: what the register `energy_labels` holds of the product that a page offers."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from evidence.document import Reading, ReadingStatus
from evidence.exhibit import Exhibit
from evidence.finding import Locator, RegisterState
from inspectors.authority.lookup import Authority, Match
from inspectors.checks.energy.energy_grades import find_labels, parse_grade
from inspectors.matching.model_numbers import Likeness, compare_models, iter_spellings
from inspectors.matching.names import fold_name, is_firm
from inspectors.pages.page_numbers import find_fact
from inspectors.pages.showing import show_reading, show_words

_REGISTER = "energy_labels"
_SELLERS_NUMBERS = ("货号", "款号")


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """Producer and model under which a product should be filed, and where they stand.

    `numbered` is false for a number that only the seller may use (货号).
    """

    producer: str
    model: str
    numbered: bool
    rests_on: tuple[Reading, ...]
    locators: tuple[Locator, ...]

    @property
    def named(self) -> bool:
        """Whether it is named as filings name it: by a model and a full firm, not a brand of several."""
        return self.numbered and is_firm(self.producer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filings:
    """What the register holds of a product.

    Args:
        asked: the last look-up, for its version; its state is unavailable when nothing was imported.
        own: rows of this producer and model, newest first.
        near: rows that may be the product's: another producer's of this model, a longer or shorter model.
    """

    asked: Match
    own: tuple[dict[str, Any], ...]
    near: tuple[dict[str, Any], ...]

    @property
    def available(self) -> bool:
        """Whether the register could be asked."""
        return self.asked.state is not RegisterState.UNAVAILABLE

    @property
    def grade(self) -> int | None:
        """The grade of the newest filing (dossier 0.3 item 10)."""
        return parse_grade(self.own[0].get("grade", "")) if self.own else None

    @property
    def one_edition(self) -> bool:
        """Whether all filings are to one edition of a standard: grades of two editions do not compare."""
        return len({fold_name(str(row.get("standard", ""))) for row in self.own}) == 1


def find_product(exhibit: Exhibit) -> Product | None:
    """The product as the only label names it, else as the attributes do; None when neither does."""
    labels = find_labels(exhibit)
    if len(labels) == 1:
        label = labels[0]
        readings = (label.producer, label.model)
        if all(one.status is ReadingStatus.READ and one.value for one in readings):
            return Product(
                producer=str(label.producer.value),
                model=str(label.model.value),
                numbered=True,
                rests_on=readings,
                locators=tuple(show_reading(label.sighted, one) for one in readings),
            )
    listing = exhibit.listing
    if listing is None:
        return None
    producer = find_fact(listing, "producer") or listing.brand or find_fact(listing, "brand")
    model = listing.model or find_fact(listing, "model")
    if not producer or not model:
        return None
    places = show_words(exhibit, f"{producer} {model}")
    numbered = model not in {listing.attributes.get(name) for name in _SELLERS_NUMBERS}
    return Product(producer=producer, model=model, numbered=numbered, rests_on=(), locators=places)


def find_filings(product: Product, authority: Authority) -> Filings:
    """Ask for the model in all its spellings, then for the producer's models that are like it."""
    matches = [authority.find_by(_REGISTER, model=spelling) for spelling in iter_spellings(product.model)]
    rows = _unite(row for match in matches for row in match.records)
    own = [row for row in rows if _is_same_firm(product.producer, row)]
    near = [row for row in rows if row not in own]
    asked = authority.find_by(_REGISTER, producer=product.producer, model=product.model)
    if not own:
        of_producer = authority.find_by(_REGISTER, producer=product.producer).records
        likeness = {
            row["filing_no"]: compare_models(product.model, str(row.get("model", ""))) for row in of_producer
        }
        close = {Likeness.SAME, Likeness.SUFFIX}
        own = [row for row in of_producer if likeness[row["filing_no"]] in close]
        near += [row for row in of_producer if likeness[row["filing_no"]] is Likeness.RELATED]
    own.sort(key=lambda row: str(row.get("announced_on", "")), reverse=True)
    return Filings(asked=asked, own=tuple(own), near=tuple(_unite(near)))


def _is_same_firm(name: str, row: dict[str, Any]) -> bool:
    left, right = fold_name(name), fold_name(str(row.get("producer", "")))
    return left == right or (not is_firm(name) and len(left) > 1 and left in right)


def _unite(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({str(row["filing_no"]): row for row in rows}.values())
