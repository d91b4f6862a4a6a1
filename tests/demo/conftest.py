"""One market for the tests that only look, and a fresh site for those that ask."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from demo.market import make_market
from demo.model import Market
from demo.server import Site, serve


@pytest.fixture(scope="session")
def market() -> Market:
    return make_market(7)


@pytest.fixture
def site(market: Market) -> Iterator[Site]:
    with serve(market) as running:
        yield running
