"""Certificates that a listing shows: their rows in the register, and whose they are."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from config.catalogue import load_catalogue
from evidence.document import Reading, ReadingStatus
from evidence.exhibit import Exhibit, SightedDocument
from evidence.finding import Locator
from evidence.listing import Listing
from inspectors.authority.lookup import Authority, Match
from inspectors.matching.firms import Sameness, compare_firms, is_firm_name
from inspectors.pages.showing import show_reading, show_words
from inspectors.pages.shown import Shown, find_shown

PRODUCT_KINDS = ("ccc", "voluntary_certificate")
_ALL_KINDS = (*PRODUCT_KINDS, "management_certificate", "organic", "green_food")
_OWNERS = ("holder", "manufacturer", "factory")
_PRINTED_OWNERS = ("manufacturer", "applicant", "holder", "factory")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ownership:
    """How the producer that a page names goes with the firms that a certificate was given to."""

    sameness: Sameness
    named: str
    locators: tuple[Locator, ...]
    rests_on: tuple[Reading, ...] = ()


def iter_certificates(
    exhibit: Exhibit, authority: Authority, kinds: tuple[str, ...] = PRODUCT_KINDS
) -> Iterator[tuple[Shown, Match]]:
    """The certificate numbers of these kinds on a listing, each with its row in the register."""
    for shown in find_shown(exhibit, *_ALL_KINDS):
        if shown.kind in kinds:
            yield shown, authority.find("certificates", shown.value)


def list_owners(record: dict[str, Any]) -> list[str]:
    """The firms that a row of the register names: who applied, who answers for the product, who makes it."""
    return [record[name] for name in _OWNERS if record.get(name)]


def list_makers(listing: Listing) -> list[str]:
    """The firms that a page names as the makers of its goods, and those who had it made."""
    return [*_list_named(listing, "maker"), *_list_named(listing, "principal")]


def find_ownership(exhibit: Exhibit, shown: Shown, match: Match, authority: Authority) -> Ownership | None:
    """Whose a certificate is by the page, else by its own picture; None when neither or no register says."""
    if match.record is None or exhibit.listing is None:
        return None
    owners = list_owners(match.record)
    found = list(_iter_stated(exhibit, exhibit.listing, owners, authority))
    found = found or list(_iter_printed(shown.sighted, owners, authority))
    order = list(Sameness)
    return min(found, key=lambda one: order.index(one.sameness), default=None)


def is_borrowed(exhibit: Exhibit, shown: Shown, match: Match, authority: Authority) -> bool:
    """Whether a certificate was given to other firms than the page names: CERT-002 alone speaks of it."""
    ownership = find_ownership(exhibit, shown, match, authority)
    return ownership is not None and ownership.sameness is Sameness.OTHER


def _list_named(listing: Listing, fact: str) -> list[str]:
    names = (listing.attributes.get(name) for name in load_catalogue("page_numbers")["facts"][fact])
    return list(dict.fromkeys(name for name in names if name and is_firm_name(name)))


def _iter_stated(
    exhibit: Exhibit, listing: Listing, owners: list[str], authority: Authority
) -> Iterator[Ownership]:
    makers = _list_named(listing, "maker")
    for name in list_makers(listing):
        sameness = compare_firms(name, owners, authority)
        # Who had it made need not be who applied for the certificate.
        unclear = sameness is Sameness.OTHER and name not in makers
        yield Ownership(
            sameness=Sameness.DOUBTFUL if unclear else sameness,
            named=name,
            locators=show_words(exhibit, name),
        )


def _iter_printed(
    sighted: SightedDocument | None, owners: list[str], authority: Authority
) -> Iterator[Ownership]:
    for name in _PRINTED_OWNERS if sighted else ():
        reading = sighted.document.fields.get(name, Reading()) if sighted else Reading()
        if sighted is None or reading.status is ReadingStatus.MISSING or not reading.value:
            continue
        sameness = compare_firms(str(reading.value), owners, authority)
        unclear = sameness is Sameness.OTHER and reading.status is not ReadingStatus.READ
        yield Ownership(
            sameness=Sameness.DOUBTFUL if unclear else sameness,
            named=str(reading.value),
            locators=(show_reading(sighted, reading),),
            rests_on=(reading,),
        )
