"""The product pictures."""

from __future__ import annotations

import io

from PIL import Image

from demo.model import Market
from demo.product_picture import SIZE_PX, draw_parameters, draw_product


def test_every_listing_has_two_different_pictures(market: Market) -> None:
    for listing in market.listings:
        bodies = draw_product(listing), draw_parameters(listing)
        assert {Image.open(io.BytesIO(body)).size for body in bodies} == {(SIZE_PX, SIZE_PX)}
        assert bodies[0] != bodies[1]
