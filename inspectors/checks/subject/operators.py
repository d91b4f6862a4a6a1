"""Who runs a shop: by the licences it posts, else by what its pages state."""

from collections.abc import Iterator
from dataclasses import dataclass

from config.numbers import check_uscc
from evidence.document import Reading, ReadingStatus
from evidence.exhibit import Exhibit
from evidence.finding import Locator
from inspectors.pages.page_numbers import find_numbers
from inspectors.pages.showing import show_reading

_OPERATOR_ATTRIBUTES = ("经营者", "经营主体", "经营者名称", "主体名称", "公司名称")


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """An operator as a shop shows it: a number that was read with certainty, a name where there is one."""

    uscc: str
    name: str | None
    locators: tuple[Locator, ...]
    rests_on: tuple[Reading, ...] = ()


def find_operators(shop: Exhibit) -> tuple[Operator, ...]:
    """The operators whose numbers a shop shows, each once; empty when no number is certain."""
    found = tuple(_iter_licences(shop)) or tuple(_iter_stated(shop))
    return tuple({operator.uscc: operator for operator in reversed(found)}.values())


def _iter_licences(shop: Exhibit) -> Iterator[Operator]:
    for sighted in shop.find_documents("business_licence"):
        uscc = sighted.document.fields.get("uscc", Reading())
        name = sighted.document.fields.get("name", Reading())
        if uscc.status is ReadingStatus.READ:
            yield Operator(
                uscc=str(uscc.value),
                name=str(name.value) if name.status is ReadingStatus.READ else None,
                locators=(show_reading(sighted, uscc),),
                rests_on=(uscc,),
            )


def _iter_stated(shop: Exhibit) -> Iterator[Operator]:
    for number in find_numbers(shop, "uscc"):
        checked = check_uscc(number.value)
        if number.certain and checked is not None and checked.holds:
            yield Operator(uscc=number.value, name=find_declared_operator(shop), locators=number.locators)


def find_declared_operator(exhibit: Exhibit) -> str | None:
    """Who the shop's pages say runs it."""
    for snapshot in exhibit.pages:
        attributes = snapshot.listing.attributes if snapshot.listing else {}
        for name in _OPERATOR_ATTRIBUTES:
            if attributes.get(name):
                return attributes[name]
    return None
