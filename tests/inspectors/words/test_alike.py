"""Titles that no rule hears and that sound like what was punished: a doubt at most, of goods told."""

import time
from datetime import date

import numpy as np
import pytest

from evidence.finding import Status
from inspectors.goods.placing import Goods
from inspectors.words.alike import (
    UNLAWFUL,
    Weights,
    find_alike,
    hash_signs,
    hear_title,
    load_weights,
    save_weights,
    weigh,
)
from inspectors.words.hearing import Hit, hear
from inspectors.words.rules import load_rules

DAY = date(2026, 6, 1)
ALIKE = "老人家喝着喝着腿脚就利索了,一身轻松"


def listen(title: str, category: str) -> tuple[Hit, ...]:
    return hear_title(title, Goods(title, category), DAY)


def test_wording_that_sounds_like_a_cure_is_a_doubt_where_no_rule_hears_it() -> None:
    assert hear(ALIKE, Goods(ALIKE, "食品 > 茶叶"), DAY) == ()
    (hit,) = listen(ALIKE, "食品 > 茶叶")
    assert (hit.status, hit.code, hit.rule.rule_id) == (Status.UNSURE, "FOOD-003", "sounds-like-a-cure")
    assert ALIKE[hit.start : hit.end] == hit.term != ""


def test_the_weather_that_turns_is_no_cure_by_its_likeness_either() -> None:
    assert listen("早教卡 看图识字 天气 晴 多云 转阴", "玩具") == ()


def test_the_same_likeness_in_another_title_is_the_same_lead() -> None:
    one, other = listen(ALIKE, "食品 > 茶叶"), listen(f"{ALIKE} 买一送一", "食品 > 茶叶")
    assert {hit.word for hit in one} == {hit.word for hit in other} == {"sounds-like-a-cure"}


@pytest.mark.parametrize(
    ("title", "category"),
    [
        (ALIKE, ""),  # nobody can tell what it is
        (ALIKE, "图书 > 小说"),
        (ALIKE, "家居 > 杯"),  # such goods are not doubted without a word of the rules
        (ALIKE, "药品 > 口服液"),
        ("明前龙井 茶叶 250g 罐装", "食品 > 茶叶"),
        ("手工皂 最好每天使用", "化妆品 > 香皂"),  # the rule heard it, and spared it
        ("大容量玻璃水杯 便携 耐热", "家居 > 杯"),
        ("过量饮酒有害健康 孕妇儿童请勿饮酒", "酒类 > 白酒"),  # what the law has printed on labels
        ("天然矿泉水 水源地长白山", "食品 > 饮用水"),
        ("本店秉承质量第一的理念 纯牛奶", "食品 > 牛奶"),
        ("龟苓膏 袋装 500克", "食品 > 甜品"),  # a name and an amount claim nothing
        ("牛肝菌 整朵 2.5千克", "食品 > 菌菇"),
        ("正宗酱油 农家手工 500克", "食品 > 调味品"),  # 500g would say no more
        ("房地产广告不得含有升值或者投资回报的承诺", "房产 > 住宅"),
    ],
)
def test_goods_untold_works_drugs_and_plain_titles_are_left_alone(title: str, category: str) -> None:
    assert listen(title, category) == ()


def test_where_a_rule_hears_the_rule_speaks() -> None:
    title = "喝了这茶治好糖尿病,一身轻松"
    assert listen(title, "食品 > 茶叶") == hear(title, Goods(title, "食品 > 茶叶"), DAY) != ()


@pytest.mark.parametrize(
    ("title", "category", "says"),
    [
        ("弱碱性水 调节人体酸碱平衡", "食品 > 饮用水", Status.FAIL),
        ("哮喘 高山绿茶 250g 罐装", "食品 > 茶叶", Status.UNSURE),  # it sounds like any title
        ("治疗前列腺炎 早泄 阳痿 理疗仪", "医疗器械 > 理疗仪", Status.UNSURE),  # its number may allow it
    ],
)
def test_likeness_makes_sure_what_a_rule_doubts_for_its_words_alone(
    title: str, category: str, says: Status
) -> None:
    hits = hear(title, Goods(title, category), DAY)
    assert {hit.status for hit in hits} == {Status.UNSURE}
    assert {hit.status for hit in listen(title, category)} == {says}


def test_every_kind_but_the_rare_ones_has_its_column() -> None:
    names = load_weights().names
    assert names.keys() <= {UNLAWFUL, *(rule.rule_id for rule in load_rules().alike)}
    assert {UNLAWFUL, "sounds-like-a-cure", "sounds-absolute"} <= names.keys()


def test_weights_are_kept_as_they_were_fitted(tmp_path) -> None:  # type: ignore[no-untyped-def]
    rows = np.zeros((1, 1 << 15), dtype=np.float32)
    rows[0, hash_signs("腿脚利索")] = 1.0
    save_weights(Weights({UNLAWFUL: 0}, rows, np.zeros(1, dtype=np.float32)), tmp_path / "weights.npz")
    kept = load_weights(tmp_path / "weights.npz")
    signs = hash_signs("腿脚利索")
    assert weigh(kept, signs, UNLAWFUL) == pytest.approx(len(signs) ** 0.5)


def test_a_title_of_a_megabyte_takes_no_longer_than_its_first_signs() -> None:
    title = "利索" * 500_000
    began = time.process_time()
    find_alike(title, Goods(title, "食品 > 茶叶"), DAY)
    assert time.process_time() - began < 5


def test_likeness_alone_never_accuses() -> None:
    (hit,) = listen("护头枕 刺激脑细胞活动 圆了大学梦", "家居 > 枕头")
    assert (hit.status, hit.term) == (Status.UNSURE, "刺激脑细胞活动")


def test_a_title_that_denies_is_no_claim_whatever_it_sounds_like() -> None:
    assert listen("护头枕 不能治疗脑细胞损伤 圆了大学梦", "家居 > 枕头") == ()
