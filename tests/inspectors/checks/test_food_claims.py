"""FOOD-003 and FOOD-004: what food is said to do."""

from pathlib import Path

import pytest

from evidence.exhibit import Exhibit
from tests.inspectors.conftest import make_document
from tests.inspectors.registers import ask_status, make_authority
from tests.inspectors.shown import make_shown

CATALOGUES = (
    "catalogue,category,keywords,since,permit_kind\n"
    "permit,食品销售,饼干;苦荞茶;蜂蜜;软胶囊;茶,,food_operation\n"
)
PERMITS = (
    "permit_no,kind,product_name,valid_to,status\n"
    "国食健注G20190188,health_food,安和牌软胶囊,2029-01-01,有效\n"
    "国食健注G20190199,health_food,安和牌软胶囊,2024-01-01,过期\n"
)


def make_food(words: str = "", **more: object) -> Exhibit:
    fields: dict[str, object] = {"title": "青禾 苦荞茶 250g", "description": words}
    return make_shown(**(fields | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("exhibit", "diseases", "functions"),
    [
        (make_food("口感清香，产自高原"), "pass", "pass"),
        (make_food("坚持喝可治疗糖尿病"), "fail", "pass"),
        (make_food("降血糖、降血压，三高人群的选择"), "fail", "pass"),
        (make_food(title="抗癌苦荞茶"), "fail", "pass"),
        (make_food(attributes={"功效": "预防高血压"}), "fail", "pass"),
        (make_food("增强免疫力"), "pass", "fail"),
        (make_food("辅助降血糖"), "pass", "fail"),
        (make_food("增强免疫力，还能抗肿瘤"), "fail", "fail"),
        (make_food("本品不能代替药物治疗疾病"), "pass", "pass"),
        (make_food("本品不具有疾病预防、治疗功能"), "pass", "pass"),
        (make_food("普通食品，没有降血糖的作用"), "pass", "pass"),
        (make_food("糖尿病患者慎用"), "pass", "pass"),
        (make_food("本品不能增强免疫力"), "pass", "pass"),
        (make_food("富含膳食纤维，低脂高钙"), "pass", "pass"),
        (make_food("糖尿病患者也爱喝"), "pass", "pass"),
        (make_food("富含抗氧化物质"), "pass", "pass"),
        (make_food(lines=("降血糖",)), "unsure", "pass"),
        (make_food("专治咳嗽"), "fail", "pass"),
        (make_food("专治各种嘴馋"), "pass", "pass"),
        (make_food("老客户说喝了两个月血糖都稳定下来了"), "fail", "pass"),
        (make_food("感冒、便秘一喝就好"), "fail", "pass"),
        (make_food("胃痛的老人喝了都好了"), "fail", "pass"),
        (make_food("一吃就好想再来一包"), "pass", "pass"),
        (make_food("感冒了也一喝就好喝得停不下来"), "pass", "pass"),
        (make_food("适合血糖不稳定了的人群当点心"), "pass", "pass"),
        (make_food("送血压计，血压计降了三十元"), "pass", "pass"),
        (make_food("保健食品不是药物，不能代替药物治疗疾病"), "pass", "pass"),
        (make_food("保健食品就是药物"), "pass", "pass"),
        (make_food("适宜症状：失眠"), "fail", "pass"),
        (make_food(lines=("增强免疫力",)), "pass", "unsure"),
        (make_food(attributes={"配料": "药用枸杞"}), "pass", "pass"),
        (make_food(attributes={"注意事项": "正在治疗者请咨询医生"}), "pass", "pass"),
        (make_food(title="茶 明前 250g", description="降血糖"), "unsure", "pass"),
        (make_food(title="抗癌饮食 苦荞茶的故事 图书"), "pass", "pass"),
        (make_food(title="二手 饼干模具", description="治疗"), "pass", "pass"),
        (make_food(title="保温杯", description="增强免疫力"), "pass", "pass"),
        (make_food("增强免疫力", unread=True), "pass", "unsure"),
        (make_food("增强免疫力 海外直邮", title="苦荞茶 海外直邮"), "pass", "unsure"),
        (make_food("增强免疫力 国食健注G20190188"), "pass", "pass"),
        (make_food("国食健注G20190199"), "pass", "fail"),
        (make_food("增强免疫力 国食健注G20180001"), "pass", "fail"),
        (make_food("增强免疫力", lines=("国食健注G20180001",)), "pass", "unsure"),
        (make_food("增强免疫力", attributes={"批准文号": "国食健2018"}), "pass", "unsure"),
        (make_food(attributes={"批准文号": "国药准字Z20180001"}), "pass", "pass"),  # a drug's number
        (make_shown(make_document("unreadable"), title="苦荞茶 增强免疫力"), "pass", "unsure"),
    ],
)
def test_diseases_and_functions_are_told_apart(
    tmp_path: Path, exhibit: Exhibit, diseases: str, functions: str
) -> None:
    authority = make_authority(tmp_path, catalogues=CATALOGUES, permits=PERMITS)
    assert ask_status("disease_claim", exhibit, authority) == [diseases]
    assert ask_status("health_food_posed", exhibit, authority) == [functions]


@pytest.mark.parametrize("check", ["disease_claim", "health_food_posed"])
def test_what_is_food_is_told_without_an_imported_catalogue(tmp_path: Path, check: str) -> None:
    assert ask_status(check, make_food("治疗糖尿病 增强免疫力"), make_authority(tmp_path)) == ["fail"]
