"""Products that elements are marked as, in RDFa as in microdata."""

from __future__ import annotations

import pytest

from tests.sites.small_page import amount, read

OFFER = (
    "<div {offer}><meta {price} content='64.00'><meta {currency} content='EUR'>"
    "<link {stock} href='http://schema.org/OutOfStock'></div>"
)


def mark(prefix: str, around: str) -> str:
    """A product in RDFa."""
    names = {
        "offer": f"property='{prefix}offers' typeof='{prefix}Offer'",
        "price": f"property='{prefix}price'",
        "currency": f"property='{prefix}priceCurrency'",
        "stock": f"property='{prefix}availability'",
    }
    return (
        f"<div {around} typeof='{prefix}Product'><h1 property='{prefix}name'>Oak stool</h1>"
        f"<span property='{prefix}sku'>OS-7</span>{OFFER.format(**names)}</div>"
    )


@pytest.mark.parametrize(
    ("body", "is_told"),
    [
        (mark("", "vocab='http://schema.org/'"), True),
        (mark("", "vocab='https://schema.org'"), True),
        (mark("schema:", ""), True),
        (mark("s:", "prefix='og: http://ogp.me/ns# s: https://schema.org/'"), True),
        (mark("http://schema.org/", ""), True),
        (mark("", "vocab='http://rdf.example/'"), False),
        (mark("gr:", ""), False),
    ],
    ids=[
        "vocabulary",
        "https",
        "usual prefix",
        "own prefix",
        "whole names",
        "other vocabulary",
        "other prefix",
    ],
)
def test_a_product_in_rdfa_is_read(body: str, is_told: bool) -> None:
    page = read(body, head="<title>Oak stool</title>", lang="en")
    told = (page.sku, amount(page.price), page.availability)
    assert (told == ("OS-7", "64.00", "out_of_stock")) is is_told
