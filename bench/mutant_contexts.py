"""A plugin of pytest for bench/mutants.py: coverage learns which test runs, a file how long each took."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from coverage import Coverage


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Count what a test runs, its fixtures with it, to the test."""
    measured = Coverage.current()
    if measured is not None:
        measured.switch_context(item.nodeid)
    begun = time.monotonic()
    yield
    with Path("seconds.txt").open("a", encoding="utf-8") as stream:
        stream.write(f"{time.monotonic() - begun:.3f} {item.nodeid}\n")
