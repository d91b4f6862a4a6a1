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
        (mark("s:", "xmlns:s='http://schema.org/'"), True),
        (mark("http://schema.org/", ""), True),
        (mark("", "vocab='http://rdf.example/'"), False),
        (mark("gr:", ""), False),
    ],
    ids=[
        "vocabulary",
        "https",
        "usual prefix",
        "own prefix",
        "own space",
        "whole names",
        "other vocabulary",
        "other prefix",
    ],
)
def test_a_product_in_rdfa_is_read(body: str, is_told: bool) -> None:
    page = read(body, head="<title>Oak stool</title>", lang="en")
    told = (page.sku, amount(page.price), page.availability)
    assert (told == ("OS-7", "64.00", "out_of_stock")) is is_told


@pytest.mark.parametrize(
    ("named", "sku"),
    [
        ("<span itemprop=sku>TS-1001 in stock</span>", "TS-1001"),
        ("<meta itemprop=sku content='TS-1001 BLACK'>", "TS-1001 BLACK"),
        ("<span itemprop=sku content='TS-1001 BLACK'>TS-1001</span>", "TS-1001 BLACK"),
        ("<span itemprop=sku>TS-1001 4</span>", "TS-1001 4"),
    ],
    ids=["words beside it", "stated", "stated on an element", "digits"],
)
def test_only_words_in_one_element_with_a_number_are_cut(named: str, sku: str) -> None:
    body = (
        f"<div itemscope itemtype='http://schema.org/Product'><h1 itemprop=name>Oak stool</h1>{named}</div>"
    )
    assert read(body, head="<title>Oak stool</title>", lang="en").sku == sku


def test_a_number_of_json_is_left_as_it_is() -> None:
    data = '{"@type": "Product", "name": "Oak stool", "sku": "TS-1001 BLACK", "offers": {"price": "5"}}'
    head = f'<title>Oak stool</title><script type="application/ld+json">{data}</script>'
    assert read("<h1>Oak stool</h1>", head=head, lang="en").sku == "TS-1001 BLACK"
