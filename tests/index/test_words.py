"""Cutting words, and showing where they stand."""

import random

import pytest

from index.signs import fold_signs, make_sign_table
from index.words import cut_fragments, cut_words, find_marks, fold_number, is_single, iter_words
from tests.index.test_parity import make_text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("酒精含量", ["酒精", "精含", "含量"]),
        ("酒", ["酒"]),
        ("测试abc检测", ["测试", "abc", "检测"]),
        ("12.5kg 1,299", ["12.5kg", "1,299"]),
        ("５㎏①", ["5kg", "1"]),
        ("安和㈱", ["安和", "和株"]),
        ("酒々精", ["酒", "々", "精"]),
        ("，。！", []),
        ("a" * 300, ["a" * 255, "a" * 45]),
    ],
)
def test_words_are_cut_as_the_server_cuts_them(text: str, words: list[str]) -> None:
    assert cut_words(text) == words


def test_the_fast_way_cuts_like_the_slow_one() -> None:
    chance = random.Random(7)  # noqa: S311 -- a seeded test
    texts = [make_text(chance) for _ in range(2000)]
    assert [cut_words(text) for text in texts] == [
        [word.text for word in iter_words(fold_signs(text))] for text in texts
    ]


def test_no_sign_is_read_as_another_sign() -> None:
    assert all(fold_signs(folded) == folded for folded in make_sign_table().values())


@pytest.mark.parametrize(
    ("text", "phrases", "marked"),
    [
        ("共５㎏酒精", [["5kg"]], ["５㎏"]),
        ("呼出酒精含量", [["酒精", "精含"]], ["酒精含"]),
        ("酒与酒", [["酒"]], ["酒", "酒"]),
        ("酒精酒精", [["酒精"], ["精酒"]], ["酒精酒精"]),
        ("酒精", [["血压"]], []),
    ],
)
def test_marks_stand_on_the_text_as_captured(text: str, phrases: list[list[str]], marked: list[str]) -> None:
    assert [text[start:end] for start, end in find_marks(text, phrases)] == marked


@pytest.mark.parametrize(
    ("text", "folded"),
    [("2019-0107 14（a）", "2019010714A"), ("浙械注准20192070123", "浙械注准20192070123"), ("-", "")],
)
def test_numbers_are_compared_without_signs(text: str, folded: str) -> None:
    assert fold_number(text) == folded


def test_fragments_are_pieces_of_three() -> None:
    assert cut_fragments("12345") == ["123", "234", "345"]


@pytest.mark.parametrize(("term", "single"), [("酒", True), ("⼀", True), ("酒精", False), ("a", False)])
def test_one_chinese_character_is_told_apart(term: str, *, single: bool) -> None:
    assert is_single(term) is single
