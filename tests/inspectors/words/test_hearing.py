"""What is heard in words, of whom, and what is left alone: sentences of our own (sentences.yaml)."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from inspectors.goods.placing import Goods
from inspectors.words.hearing import Hit, hear

DAY = date(2026, 6, 1)
SENTENCES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "sentences.yaml").read_text(encoding="utf-8")
)


def listen(words: str, category: str = "", day: date = DAY, title: str = "") -> tuple[Hit, ...]:
    return hear(words, Goods(title or words, category), day)


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda one: one["words"])
def test_a_sentence_says_what_it_says(sentence: dict[str, Any]) -> None:
    hits = listen(sentence["words"], sentence["goods"], title=sentence.get("title", ""))
    said = "fail" if any(hit.status == "fail" for hit in hits) else "unsure" if hits else "pass"
    assert said == sentence["says"], [(hit.rule.rule_id, hit.term) for hit in hits]
    assert sentence.get("code") in {None, *(hit.code for hit in hits)}


@pytest.mark.parametrize(
    "words",
    [
        "全国最好的保温杯",
        "全 国 最 好 的保温杯",
        "全\u200b国最好的保温杯",
        "全国蕞好的保温杯",
        "全國最好的保溫杯",
    ],
)
def test_the_words_shown_are_those_printed_and_the_fact_is_the_catalogues(words: str) -> None:
    (hit, *_) = listen(words, "家居 > 杯")
    assert words[hit.start : hit.end] == hit.term
    assert hit.word in {"全国 最好", "最好"}


def test_another_sign_elsewhere_is_the_same_wording() -> None:
    one, other = listen("青禾 史上最强吸尘器 白"), listen("青禾 史上最强吸尘器 黑色款")
    assert {hit.word for hit in one} == {hit.word for hit in other} != set()


def test_a_rule_speaks_only_while_it_is_law() -> None:
    words = "一次性电子烟 薄荷味"
    assert listen(words, "烟草 > 电子烟", date(2020, 1, 1)) == ()
    assert listen(words, "烟草 > 电子烟", date(2026, 1, 1)) != ()


def test_goods_that_cannot_be_told_are_no_more_than_a_doubt() -> None:
    assert {hit.status for hit in listen("神奇的它 根治哮喘 糖尿病")} == {"unsure"}


def test_a_denial_between_two_words_counts() -> None:
    assert listen("血糖不稳定了的人群也能吃", "食品 > 饼干") == ()


def test_what_is_heard_does_not_hang_on_the_order_of_sets() -> None:
    program = (
        "import sys, yaml; from datetime import date; from inspectors.goods.placing import Goods;"
        "from inspectors.words.hearing import hear;"
        "print([(h.rule.rule_id, h.word, h.start, h.end, h.status, h.code) for s in yaml.safe_load(sys.stdin)"
        " for h in hear(s['words'], Goods(s['words'], s['goods']), date(2026, 6, 1))])"
    )
    more = [{"words": "砚禾 行业第一珐琅汤锅 24cm 家用炖锅", "goods": "厨房 > 锅"}]
    text = yaml.safe_dump([*SENTENCES, *more], allow_unicode=True)
    said = {
        subprocess.run(
            [sys.executable, "-c", program],
            input=text,
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(said) == 1
