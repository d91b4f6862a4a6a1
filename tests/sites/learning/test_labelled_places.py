"""Rows of a table: a place by number is none where the page calls the row by another name."""

from __future__ import annotations

import pytest

from sites.learning.labels import label_texts
from sites.learning.names import fold_name
from sites.learning.rules import induce_rules
from sites.learning.tree import SeenPage

HOUSES = ["江南书社", "江南书社", "石桥书局", "石桥书局"]
TABLE = "<dl><dt>{name}</dt><dd>{value}</dd><dt>尺寸</dt><dd>中号</dd></dl>"


def find_values(*rows: tuple[str, str, str | None]) -> list[object | None]:
    """What is learned of pages with a name, a value, and what another source says of the field."""
    pages = [
        SeenPage(
            url=f"http://s.example/{n}", html=f"<h1>书 {name}</h1>" + TABLE.format(name=name, value=value)
        )
        for n, (name, value, _) in enumerate(rows)
    ]
    found = induce_rules(pages, label_texts([said for *_, said in rows]), fold_name)
    return list(found.values) if found else [None] * len(rows)


@pytest.mark.parametrize("other", ["净含量", "材质"])
def test_the_first_row_is_no_brand_where_it_is_called_otherwise(other: str) -> None:
    books = [("出版社", house, house) for house in HOUSES]
    rows = [(other, f"{other}甲乙", None) for _ in range(8)]
    assert find_values(*books, *rows) == [*map(fold_name, HOUSES), *[None] * 8]


def test_a_row_of_the_same_name_is_read_where_no_other_source_speaks() -> None:
    said = [("出版社", house, house) for house in HOUSES]
    rows = [("出版社", "山水书社", None) for _ in range(3)]
    assert find_values(*said, *rows)[4:] == [fold_name("山水书社")] * 3


def test_two_names_of_the_field_are_both_read() -> None:
    said = [("出版社", house, house) for house in HOUSES] + [("品牌", house, house) for house in HOUSES]
    assert find_values(*said, ("净含量", "五百克", None))[:8] == [*map(fold_name, HOUSES)] * 2
