"""QUAL-005: capacities of one page that cannot all be true."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from evidence.exhibit import Exhibit
from evidence.finding import Severity, Status, Verdict
from evidence.listing import Listing
from inspectors.authority.lookup import Authority
from inspectors.goods.categories import get_named
from inspectors.pages.showing import show_words
from inspectors.registry import inspector

_CHARGE = re.compile(r"(?<![\d.])(\d{3,6})\s?(?:mah|毫安时?)(?![\d/])", re.IGNORECASE)
_ENERGY = re.compile(r"(?<![\d.])(\d{1,3}(?:\.\d{1,2})?)\s?wh(?![a-z])", re.IGNORECASE)
_VOLTS = (3.6, 3.85)  # of a lithium cell: what is printed as mAh and as Wh go by it (GB/T 35590)
_PLAY = 0.12  # rounding, and cells of other chemistry
_GOODS = re.compile(r"充电宝|移动电源|锂电池|蓄电")


@dataclass(frozen=True, slots=True)
class _Figure:
    value: float
    quote: str


@inspector(code="QUAL-005", severity=Severity.MEDIUM, needs=("listing.title",), version="1")
def capacity_overstated(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A power bank's stated capacity and energy, or its title and attributes, contradict each other."""
    listing = exhibit.listing
    if listing is None or not _GOODS.search(get_named(exhibit)):
        return
    charges, energies = _find(listing, _CHARGE), _find(listing, _ENERGY)
    if len({charge.value for charge in charges}) > 1 and not listing.offers:
        low, high = min(charges, key=_value), max(charges, key=_value)
        yield _doubt(exhibit, f"页面写有 {high.quote} 与 {low.quote} 两种容量", (high, low))
    if len(charges) == 1 and len(energies) == 1 and not _go_together(charges[0], energies[0]):
        expected = charges[0].value * _VOLTS[0] / 1000
        text = f"{charges[0].quote} 的电芯约 {expected:.0f}Wh，页面写 {energies[0].quote}"
        yield _doubt(exhibit, text, (charges[0], energies[0]))


def _find(listing: Listing, pattern: re.Pattern[str]) -> list[_Figure]:
    texts = (
        listing.title or "",
        *(f"{name} {value}" for name, value in listing.attributes.items() if "额定" not in name),
    )
    found: dict[float, _Figure] = {}
    for text in texts:
        for match in pattern.finditer(unicodedata.normalize("NFKC", text)):
            found.setdefault(float(match[1]), _Figure(float(match[1]), match[0]))
    return list(found.values())


def _value(figure: _Figure) -> float:
    return figure.value


def _go_together(charge: _Figure, energy: _Figure) -> bool:
    low, high = (charge.value * volts / 1000 for volts in _VOLTS)
    return low * (1 - _PLAY) <= energy.value <= high * (1 + _PLAY)


def _doubt(exhibit: Exhibit, text: str, figures: tuple[_Figure, ...]) -> Verdict:
    return Verdict(
        status=Status.UNSURE,  # which figure is false the page does not say
        fact=" ".join(sorted(figure.quote for figure in figures)),
        summary=f"{text}，参数是否虚标请人工核对",
        claimed=figures[0].quote,
        locators=tuple(place for figure in figures for place in show_words(exhibit, figure.quote)),
        confidence=0.4,
    )
