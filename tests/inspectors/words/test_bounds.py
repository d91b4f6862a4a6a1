"""Hostile text: whatever its length and signs, it is heard in time that grows with its length alone."""

import time
from datetime import date

import pytest

from inspectors.goods.placing import Goods
from inspectors.words.folding import fold, squeeze
from inspectors.words.hearing import hear
from inspectors.words.lexicon import load_lexicon

DAY = date(2026, 6, 1)
MEGABYTE = 350_000  # Chinese characters


@pytest.mark.parametrize(
    "piece",
    [
        "最好的治疗糖尿病 ",
        "！" * 100,
        "最 " * 50,
        "治*",
        "\u200b最\u200b好",
        "对对对对",
        "最最最最",
        "《《《",
        "a1 b2",
        "٣最𝟙①",
    ],
)
def test_a_megabyte_takes_seconds_at_most(piece: str) -> None:
    hear("最", Goods("x"), DAY)
    text = piece * (MEGABYTE // len(piece))
    began = time.process_time()
    hear(text, Goods(text, "食品 > 茶叶"), DAY)
    assert time.process_time() - began < 20


@pytest.mark.parametrize("name", sorted(load_lexicon().patterns))
def test_no_pattern_goes_back_and_forth_over_a_row_of_its_own_signs(name: str) -> None:
    pattern = load_lexicon().patterns[name]
    signs = {sign for sign in pattern.pattern if sign.isalnum()} | set("0一= ")
    began = time.process_time()
    for sign in signs:
        assert all(match.end() for match in pattern.finditer(sign * 6_000))
    assert time.process_time() - began < 0.01 * len(signs) + 0.5


def test_time_grows_with_length_alone() -> None:
    def measure(count: int) -> float:
        text = "祛湿茶 治疗痛风、糖尿病，最好的，不含药。" * count
        began = time.process_time()
        hear(text, Goods("祛湿茶", "食品 > 茶叶"), DAY)
        return time.process_time() - began

    measure(10)
    short, long = measure(1_000), measure(8_000)
    assert long < 8 * short * 4


@pytest.mark.parametrize("text", ["", " ", "\x00", "\u200b\u200b", "🍵最🍵好", "İ最好", "最\n好", "ﬁ最好"])
def test_folding_keeps_every_place(text: str) -> None:
    folded = fold(text)
    for at in range(len(folded.text)):
        first, last = folded.locate(at, at + 1)
        assert 0 <= first < last <= len(text)
    squeezed = squeeze(folded)
    assert squeezed is None or len(squeezed.text) < len(folded.text)
