"""The second opinion: weights small enough to reckon by hand, and what it may and may not overrule."""

from pathlib import Path

import numpy as np
import pytest

from inspectors.goods.learned import (
    BUCKETS,
    Guess,
    Weights,
    compute_chances,
    hash_signs,
    load_weights,
    make_guess,
    save_weights,
)
from inspectors.goods.placing import Placement, place_by_nouns, weigh

LONG = "青禾 咖啡 家用办公室多功能便携款 送礼"


def make_opinion(name: str, chance: float, **others: float) -> Guess:
    return Guess(name, chance, {name: chance} | others)


def test_a_title_falls_on_the_rows_of_its_signs_whatever_their_width() -> None:
    assert hash_signs("ＡＢ").tolist() == hash_signs("ab").tolist() == sorted(set(hash_signs("ab").tolist()))
    assert len(hash_signs("ab")) == 9  # ^ a b $, ^a ab b$, ^ab ab$


def test_the_chances_are_those_of_the_columns_summed_over_the_rows() -> None:
    rows = np.zeros((BUCKETS, 2), dtype=np.float32)
    rows[hash_signs("茶")] = (1.0, 0.0)
    weights = Weights(("food", "none"), (50, 49), rows, np.zeros(2, dtype=np.float32))
    chances = compute_chances(weights, hash_signs("茶"))
    number = len(hash_signs("茶"))
    assert chances.tolist() == pytest.approx([1 / (1 + np.exp(-np.sqrt(number))), 1 - chances[0]])
    told = make_guess(weights, chances)
    assert (told.name, told.get_chance("health_food")) == ("food", pytest.approx(float(chances[0])))
    assert told.get_chance("none") is None  # seen in 49 titles


def test_weights_come_back_as_they_were_stored(tmp_path: Path) -> None:
    rows = np.zeros((BUCKETS, 1), dtype=np.float32)
    rows[7] = -2.0
    save_weights(Weights(("food",), (3,), rows, np.ones(1, dtype=np.float32)), tmp_path / "weights.npz")
    back = load_weights(tmp_path / "weights.npz")
    assert (back.classes, back.seen, back.rows[7, 0], back.base[0]) == (("food",), (3,), -2.0, 1.0)


def test_what_the_guess_calls_unlikely_is_untold() -> None:
    placed = Placement("food", sure=True)
    assert weigh(LONG, placed, make_opinion("none", 0.6, food=0.4)) == placed
    doubted = weigh(LONG, placed, make_opinion("none", 0.9, food=0.1))
    assert (doubted.name, doubted.sure, doubted.others) == ("unknown", False, ("food", "none"))


def test_a_short_title_and_signs_of_print_are_not_overruled() -> None:
    against = make_opinion("none", 0.99, food=0.01, work=0.0)
    assert weigh("青禾 咖啡", Placement("food", sure=True), against).name == "food"
    printed = "《咖啡师手册》 青禾出版社 第二版 平装 全国包邮"
    assert weigh(printed, place_by_nouns(printed), against).name == "work"


def test_a_guess_where_nouns_are_silent_is_never_sure() -> None:
    silent = Placement("unknown", sure=False)
    assert weigh(LONG, silent, make_opinion("food", 0.94)) == silent
    told = weigh(LONG, silent, make_opinion("food", 0.96))
    assert (told.name, told.sure) == ("food", False)
