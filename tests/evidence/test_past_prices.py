"""An exhibit carries what a listing cost before, where its page compares prices."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from evidence.assembly import iter_exhibits
from evidence.listing import Listing, PageKind, Price
from evidence.prices import Observation, iter_observations, keep_price_file, open_price_history
from evidence.snapshot import Snapshot
from evidence.workspace import Workspace
from tests.evidence.conftest import NOW, RUN, make_capture


def seal(workspace: Workspace, number: int, price: str, *, days: int = 0, **fields: Any) -> Snapshot:
    capture = make_capture(number)
    listing = Listing(
        url=capture.url,
        kind=PageKind.LISTING,
        platform="jishi",
        listing_id="9",
        price=Price(amount=Decimal(price), currency="CNY"),
        **fields,
    )
    moment = capture.captured_at - timedelta(days=days)
    return workspace.seal(RUN, replace(capture, listing=listing, listing_id="9", captured_at=moment))


def keep(workspace: Workspace, *seen: Snapshot) -> None:
    keep_price_file(workspace, "run-1", iter_observations(seen), NOW)


def get_past(workspace: Workspace, snapshot: Snapshot) -> list[tuple[str, bool]]:
    history = open_price_history(workspace)
    (exhibit,) = iter_exhibits(workspace.records, [snapshot], history)
    return [(str(point.amount), point.page is not None) for point in exhibit.past]


STRUCK = Price(amount=Decimal(99), currency="CNY")


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"list_price": STRUCK}, [("50", True)]),
        ({"title": "杯子 原价99"}, [("50", True)]),
        ({"title": "杯子"}, []),
    ],
)
def test_only_a_page_that_compares_prices_brings_its_past(
    workspace: Workspace, fields: dict[str, Any], found: list[tuple[str, bool]]
) -> None:
    keep(workspace, seal(workspace, 1, "50", days=3))
    assert get_past(workspace, seal(workspace, 2, "40", **fields)) == found


def test_what_was_seen_at_or_after_the_capture_is_no_past(workspace: Workspace) -> None:
    now = seal(workspace, 2, "40", list_price=STRUCK)
    keep(workspace, seal(workspace, 1, "70", days=3), now, seal(workspace, 3, "30"))
    assert get_past(workspace, now) == [("70", True)]


def test_of_a_day_the_lowest_price_stays_and_imports_have_no_page(workspace: Workspace) -> None:
    rows = [
        Observation(
            platform="jishi",
            listing_id="9",
            sku="",
            kind="price",
            moment=NOW - timedelta(days=2, minutes=minute),
            amount=Decimal(amount),
            currency="CNY",
            source="paper",
        )
        for minute, amount in enumerate(("60", "55", "58"))
    ]
    keep_price_file(workspace, "import-1", rows, NOW)
    assert get_past(workspace, seal(workspace, 2, "40", list_price=STRUCK)) == [("55", False)]
