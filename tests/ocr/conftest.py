"""One engine for all tests: loading the models takes longer than reading a page."""

from __future__ import annotations

import pytest

from demo.market import make_market
from demo.model import Licence, Market
from ocr.engine import OcrEngine, pick_engine


@pytest.fixture(scope="session")
def engine() -> OcrEngine:
    return pick_engine("rapidocr")


@pytest.fixture(scope="session")
def market() -> Market:
    return make_market(11)


@pytest.fixture(scope="session")
def licence(market: Market) -> Licence:
    licence = market.shop("true_holder").licence
    assert licence is not None
    return licence
