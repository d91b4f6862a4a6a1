"""What the reader of any other shop does not fall for."""

from __future__ import annotations

import json

import pytest

from evidence.listing import Listing
from sites.reading import extract

URL = "https://shop.example/goods/1"


def read(*parts: str, **facts: object) -> Listing:
    data = {"@type": "Product", "name": "Kettle", "offers": {"price": "9.90", "priceCurrency": "EUR"}} | facts
    page = f'<h1>Kettle</h1><script type="application/ld+json">{json.dumps(data)}</script>{"".join(parts)}'
    return extract(f"<html><body>{page}</body></html>".encode(), URL)


@pytest.mark.parametrize(
    ("brand", "told"),
    [("Brook", "Brook"), ("$metabrand", None), ("{{ brand }}", None), ("%brand%", None), ("A$AP", "A$AP")],
)
def test_a_template_that_was_not_filled_in_is_no_brand(brand: str, told: str | None) -> None:
    assert read(brand={"name": brand}).brand == told


@pytest.mark.parametrize(
    ("line", "gtin"),
    [
        ("EAN: 6935364088101.", "6935364088101"),
        ("条形码：6935364088101；", "6935364088101"),
        ("EAN: 6935364088102.", None),
        ("EAN: see box.", None),
    ],
)
def test_a_bar_code_in_a_list_is_read_with_its_full_stop(line: str, gtin: str | None) -> None:
    assert read(f"<ul><li>{line}</li></ul>").gtin == gtin


def test_marks_of_direction_are_no_part_of_what_a_page_says() -> None:
    row = "<li><b>Fabricante \u200f : \u200e </b><span>\u200eHercules</span></li>"
    page = f'<meta charset="utf-8"><h1>Alta\u00advoces DJ</h1><ul>{row}</ul><button>Comprar</button>'
    listing = extract(page.encode(), "https://shop.example/p/4780885")
    assert (listing.title, listing.brand) == ("Altavoces DJ", "Hercules")
