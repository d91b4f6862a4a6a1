"""Checks that rest on words: where the words stand, whose they are, and what numbers take them back."""

from pathlib import Path

import pytest

from evidence.finding import Status
from tests.inspectors.goods_on_sale import get_verdict, list_statuses, make_authority, make_offer

FOOD = {"title": "青禾 苦荞茶 250g"}


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "青禾 苦荞茶 治疗糖尿病"},
        FOOD | {"description": "坚持喝可治疗糖尿病"},
        FOOD | {"attributes": {"功效": "治疗糖尿病"}},
        FOOD | {"words": ("治疗糖尿病",)},
    ],
)
def test_every_place_is_heard_alike(tmp_path: Path, fields: dict[str, object]) -> None:
    exhibit = make_offer(**fields)  # type: ignore[arg-type]
    assert list_statuses("disease_claim", exhibit, make_authority(tmp_path)) == [Status.FAIL]


def test_a_doubtful_line_in_a_picture_is_a_doubt(tmp_path: Path) -> None:
    exhibit = make_offer(**FOOD, words=("治疗糖尿病",), confidence=0.8)  # type: ignore[arg-type]
    assert list_statuses("disease_claim", exhibit, make_authority(tmp_path)) == [Status.UNSURE]


def test_a_picture_of_other_goods_is_nobodys_claim(tmp_path: Path) -> None:
    exhibit = make_offer(**FOOD, words=("治疗糖尿病",), images=("http://m.example/own.jpg",))  # type: ignore[arg-type]
    assert list_statuses("disease_claim", exhibit, make_authority(tmp_path)) == [Status.PASS]


@pytest.mark.parametrize("label", ["品牌", "配料", "注意事项"])
def test_names_ingredients_and_warnings_claim_nothing(tmp_path: Path, label: str) -> None:
    exhibit = make_offer(**FOOD, attributes={label: "治疗糖尿病"})  # type: ignore[arg-type]
    assert list_statuses("disease_claim", exhibit, make_authority(tmp_path)) == [Status.PASS]


def test_a_special_cosmetics_number_takes_the_doubt_back(tmp_path: Path) -> None:
    authority = make_authority(tmp_path)
    bare = make_offer(title="草木 祛斑霜 30g")
    shown = make_offer(title="草木 祛斑霜 30g", description="国妆特字20231234")
    assert list_statuses("special_cosmetic", bare, authority) == [Status.UNSURE]
    assert list_statuses("special_cosmetic", shown, authority) == [Status.PASS]


def test_a_finding_names_the_law_of_its_rule_and_the_place_of_its_words(tmp_path: Path) -> None:
    verdict = get_verdict(
        "superstition", make_offer(title="大师开光 招财旺夫 手串"), make_authority(tmp_path)
    )
    assert verdict.law == ("广告法 9(8),57(1)",)
    (words, *_) = verdict.words
    assert "大师开光 招财旺夫 手串"[words.start : words.end] == words.term
    assert words.place == "title"


def test_a_summary_names_of_wordings_within_one_another_the_longest(tmp_path: Path) -> None:
    exhibit = make_offer(title="青禾 苦荞茶 防癌抗癌", description="可以治疗失眠，防癌")
    summary = get_verdict("disease_claim", exhibit, make_authority(tmp_path)).summary
    assert summary.partition("（“")[0].endswith("：防癌抗癌、可以治疗失眠")
