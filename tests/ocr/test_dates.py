"""Dates as documents print them."""

from __future__ import annotations

import pytest

from ocr.dates import find_dates


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019年06月24日", ["2019-06-24"]),
        ("2019年6月4日至2029年6月3日", ["2019-06-04", "2029-06-03"]),
        ("2019-06-24", ["2019-06-24"]),
        ("2019.6.24", ["2019-06-24"]),
        ("二〇一五年八月十九日", ["2015-08-19"]),
        ("二零二〇年十月二十日", ["2020-10-20"]),
        ("二〇二一年十二月三十一日", ["2021-12-31"]),
        ("2019年02月30日", [None]),
        ("2019年13月01日", [None]),
        ("1019年01月01日", [None]),
        ("Aug.20,2013", ["2013-08-20"]),
        ("20August2013", ["2013-08-20"]),
        ("APR12,2023ValidUntil:APR11,2026", ["2023-04-12", "2026-04-11"]),
        ("Sept.31,2013", [None]),
        ("2013年8月20日Aug.20,2013", ["2013-08-20"]),
        ("Maybe12,2020", []),
        ("Apr1120213", []),
        ("每年1月1日至6月30日", []),
        ("320113000201907010014", []),
        ("", []),
    ],
)
def test_dates_are_found_in_their_order(text: str, expected: list[str | None]) -> None:
    assert [printed.iso for printed in find_dates(text)] == expected
