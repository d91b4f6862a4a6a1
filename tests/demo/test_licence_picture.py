"""The posted licence pictures."""

from __future__ import annotations

import io

import pytest
import zxingcpp
from PIL import Image

from demo.licence_form import make_payload
from demo.licence_picture import draw_licence
from demo.model import Licence, Market


def _licence(market: Market, role: str) -> Licence:
    licence = market.shop(role).licence
    assert licence is not None
    return licence


@pytest.mark.parametrize("role", ["former_name", "borrowed", "true_holder"])
def test_a_good_picture_is_large_and_its_code_can_be_read(market: Market, role: str) -> None:
    licence = _licence(market, role)
    picture = Image.open(io.BytesIO(draw_licence(licence)))
    assert (picture.format, picture.size) == ("JPEG", (1400, 1000))
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [make_payload(licence.entity.uscc)]


def test_the_poor_picture_is_tiny_and_its_code_cannot_be_read(market: Market) -> None:
    picture = Image.open(io.BytesIO(draw_licence(_licence(market, "unreadable"))))
    assert picture.width < 200
    assert zxingcpp.read_barcodes(picture) == []


def test_the_reused_picture_is_the_holders_to_the_byte(market: Market) -> None:
    assert draw_licence(_licence(market, "reused")) == draw_licence(_licence(market, "true_holder"))
