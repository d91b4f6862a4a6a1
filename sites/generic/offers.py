"""The ways to buy: offers of data, both ends of a range, coupon, deposit and unit prices on the page."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from evidence.listing import Offer, OfferKind
from sites.generic.amounts import Amount
from sites.generic.choices import Choice
from sites.generic.pricing import Verdict
from sites.generic.structured import OfferFacts
from sites.generic.variants import find_variants
from sites.generic.view import View

_MOST = 100
_KINDS = (
    ("coupon", OfferKind.AFTER_COUPON),
    ("deposit", OfferKind.DEPOSIT),
    ("per_unit", OfferKind.PER_UNIT),
)


def make_offers(
    view: View, verdict: Verdict, price: Decimal | None, groups: Iterable[tuple[Choice, ...]]
) -> tuple[Offer, ...]:
    """All offers, the page's own price among them only where data name it.

    Args:
        view: of the page.
        verdict: what the page says of its price.
        price: as it was settled; variants are reckoned from it.
        groups: of the page's choices.
    """
    best = next((product.offers for product in view.products if product.offers), ())
    told = [offer for facts in best for offer in _make_told(facts)]
    shown = [*_iter_ends(view, verdict), *_iter_special(view), *find_variants(view, groups, price)]
    return tuple(dict.fromkeys([*told, *shown]))[:_MOST]


def _make_told(facts: OfferFacts) -> Iterator[Offer]:
    for amount in dict.fromkeys([facts.low, facts.high]):
        if amount is not None or facts.availability is not None:
            yield Offer(
                name=facts.name, amount=amount, currency=facts.currency, availability=facts.availability
            )


def _iter_ends(view: View, verdict: Verdict) -> Iterator[Offer]:
    """Both ends of a range whose low end is the price."""
    chosen = verdict.candidate
    if chosen is None:
        return
    for one in view.amounts:
        if one.low == chosen.low and one.money.is_range and not one.signs & {"boxed", "side"}:
            for amount in (one.money.low, one.money.high):
                yield Offer(name=one.raw, amount=amount, currency=one.currency or view.currency)
            return


def _iter_special(view: View) -> Iterator[Offer]:
    for one in view.amounts:
        kind = _tell_kind(one)
        if kind is not None:
            yield Offer(
                name=f"{one.before} {one.raw}".strip(), amount=one.low, currency=one.currency, kind=kind
            )


def _tell_kind(amount: Amount) -> OfferKind | None:
    if (
        amount.signs & {"boxed", "side", "saving", "prose", "linked"}
        or amount.is_old
        or "signed" not in amount.signs
    ):
        return None
    return next((kind for sign, kind in _KINDS if sign in amount.signs), None)
