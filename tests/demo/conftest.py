"""Markets for the tests that only look, and fresh sites for those that ask."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from demo.market import make_market
from demo.model import Market
from demo.server import Site, serve
from demo.sizes import Size
from demo.truth import make_truth
from demo.world import World, make_world


@pytest.fixture(scope="session")
def market() -> Market:
    return make_market(7)


@pytest.fixture
def site(market: Market) -> Iterator[Site]:
    with serve(market) as running:
        yield running


@pytest.fixture(scope="session", params=[1, 7, 2026])
def full(request: pytest.FixtureRequest) -> World:
    return make_world(request.param, Size.FULL)


@pytest.fixture(scope="session")
def quick() -> World:
    return make_world(7, Size.QUICK)


@pytest.fixture(scope="session")
def truth(full: World) -> dict[str, Any]:
    return make_truth(full)


@pytest.fixture
def quick_site(quick: World) -> Iterator[Site]:
    with serve(*quick.markets) as running:
        yield running
