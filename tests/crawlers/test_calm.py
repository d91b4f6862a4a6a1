"""Waiting for a page to come to rest, and for what never ends no longer than twice."""

from __future__ import annotations

import asyncio
from itertools import count

import pytest

from crawlers.calm import Calm


def wait(calm: Calm, waiting: set[str], *, is_busy: bool = False) -> bool:
    """Whether a page was calm within a second."""
    numbers = count()
    return asyncio.run(calm.wait(lambda: (next(numbers) if is_busy else 0, waiting), 1.0))


def test_a_page_that_waits_for_nothing_is_calm() -> None:
    assert wait(Calm(), set())


@pytest.mark.parametrize(("waiting", "is_busy"), [({"http://x.example/slow"}, False), (set(), True)])
def test_a_page_that_waits_or_goes_on_is_not_calm(waiting: set[str], *, is_busy: bool) -> None:
    assert not wait(Calm(), waiting, is_busy=is_busy)


def test_what_was_open_at_the_end_of_two_pages_is_waited_for_no_more() -> None:
    calm = Calm()
    waits = [wait(calm, {f"http://x.example/events?page={number}"}) for number in range(3)]
    assert waits == [False, False, True]


def test_another_request_of_the_site_is_still_waited_for() -> None:
    calm = Calm()
    for _ in range(2):
        wait(calm, {"http://x.example/events"})
    assert not wait(calm, {"http://x.example/goods"})
