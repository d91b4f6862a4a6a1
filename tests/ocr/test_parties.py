"""Where the name of a party ends and its address begins."""

from __future__ import annotations

import pytest

from ocr.layout import read_form
from ocr.parties import read_party
from tests.ocr.forms import make_line

WORDS = {"holder": ("委托人",), "holder_address": ("地址",)}
STREET = "青川市云溪区长桥路206号"
NAME = [("委托人", 60, 100), ("青川市东", 260, 100), ("区柳青禾", 260, 142), ("百货坊", 260, 184)]
ADDRESS = [("地址", 60, 260), (STREET, 260, 260)]


@pytest.mark.parametrize(
    ("rows", "name", "is_sure"),
    [
        ([*NAME, *ADDRESS], "青川市东区柳青禾百货坊", True),
        (NAME, "青川市东", False),
        (
            [*NAME[:1], ("柳青禾百货坊", 260, 100), (STREET, 260, 142)],
            "柳青禾百货坊",
            True,
        ),
    ],
    ids=["the address has its own label", "a guess", "an address below"],
)
def test_a_name_in_narrow_rows_is_whole_or_doubted(
    rows: list[tuple[str, int, int]], name: str, *, is_sure: bool
) -> None:
    form = read_form([make_line(*row) for row in rows], WORDS, rows={"holder": 4, "holder_address": 2})
    found = read_party(form, "holder", "holder_address")["holder"]
    assert (found.value, found.confidence > 0.5) == (name, is_sure)
