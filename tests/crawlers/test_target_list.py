"""Lists of targets, as people save them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from openpyxl import Workbook

from config.errors import ItemError
from crawlers.target_list import load_target_list

URLS = ("https://shop.example/1", "https://shop.example/2")


def write(tmp_path: Path, name: str, data: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", b"https://shop.example/1\nhttps://shop.example/2\n"),
        ("a.txt", "\ufeffhttps://shop.example/1\r\n\r\n# 注释\r\nhttps://shop.example/2".encode()),
        ("a.txt", "https://shop.example/1\nhttps://shop.example/2\n".encode("utf-16")),
        ("a.csv", "名称,网址\n茶杯,https://shop.example/1\n碗,https://shop.example/2\n".encode("gb18030")),
        ("a.csv", "网址;名称\nhttps://shop.example/1;杯\nhttps://shop.example/2;碗\n".encode("utf-8-sig")),
        ("a.csv", b"n\turl\n1\thttps://shop.example/1\n2\thttps://shop.example/2\n"),
    ],
)
def test_lists_are_read_in_every_common_form(tmp_path: Path, name: str, data: bytes) -> None:
    assert load_target_list(write(tmp_path, name, data)) == (URLS, [])


def test_a_workbook_is_read_from_the_column_with_addresses(tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    for row in (
        ["序号", "店铺", "链接"],
        [1, "甲", URLS[0]],
        [2, "乙", URLS[1]],
        [3, "丙", "=HYPERLINK(A1)"],
        [None, None, None],
    ):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    targets, problems = load_target_list(tmp_path / "a.xlsx")
    assert targets == URLS
    assert len(problems) == 1
    assert "row 4" in problems[0]


def test_bad_rows_cost_one_line_each_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "a.txt",
        b"https://shop.example/1\nftp://x\nhttp://a b/\nhttps://shop.example/2\nhttps://shop.example/1\n",
    )
    targets, problems = load_target_list(path)
    assert targets == URLS
    assert [line.split(":")[0] for line in problems] == ["a.txt row 2", "a.txt row 3"]


def test_a_missing_file_and_a_broken_workbook_are_item_errors(tmp_path: Path) -> None:
    for path in (tmp_path / "none.txt", write(tmp_path, "a.xlsx", b"PK\x03\x04 broken")):
        with pytest.raises(ItemError):
            load_target_list(path)


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("name", ["a.txt", "a.csv"])
def test_noise_gives_no_target_or_one_clear_line(tmp_path: Path, name: str, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 -- noise, not secrets
    path = write(tmp_path, name, chance.randbytes(chance.randrange(400)))
    try:
        targets, _ = load_target_list(path)
    except ItemError as exc:
        assert "save it as CSV" in str(exc)  # noqa: PT017 -- either of two answers is right
    else:
        assert targets == ()
