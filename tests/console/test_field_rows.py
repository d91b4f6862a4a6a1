"""What an object holds, as rows for people."""

import typing
from typing import Any

from pydantic import BaseModel

from console.field_rows import iter_rows
from console.names import load_names
from console.text import Words
from evidence.document import Document
from evidence.finding import Finding, Review
from evidence.listing import Listing
from evidence.pick import Pick
from evidence.snapshot import Snapshot

_HELD: dict[str, Any] = {
    "outcome": "found",
    "partial": False,
    "captured_at": "2026-03-01T00:00:00+00:00",
    "listing": {
        "kind": "listing",
        "title": "保温杯",
        "price": {"amount": "99.00", "currency": "CNY"},
        "brand": None,
        "unsure": ["availability"],
        "attributes": {"model": "B-1"},
        "offers": [{"kind": "range", "amount": "9"}, {"amount": "12", "availability": "in_stock"}],
    },
    "documents": [{"kind": "business_licence", "fields": {"uscc": {"value": "9", "status": "invalid"}}}],
    "legal_basis": ["广告法 9(3)"],
}


def test_fields_and_codes_are_named_in_chinese() -> None:
    assert dict(iter_rows(_HELD, Words("zh"))) == {
        "采集结果": "已取得",
        "是否不完整": "否",
        "采集时间": "2026-03-01 08:00:00",
        "商品.类别": "商品页",
        "商品.标题": "保温杯",
        "商品.价格.金额": "99.00",
        "商品.价格.币种": "CNY",
        "商品.存疑字段[1]": "库存状态",
        "商品.参数.model": "B-1",
        "商品.报价[1].类别": "range",
        "商品.报价[1].金额": "9",
        "商品.报价[2].金额": "12",
        "商品.报价[2].库存状态": "有货",
        "识别出的证照[1].类别": "营业执照",
        "识别出的证照[1].字段.统一社会信用代码.所载内容": "9",
        "识别出的证照[1].字段.统一社会信用代码.结论": "不合规则",
        "法律依据[1]": "《中华人民共和国广告法》第九条第（三）项",
    }


def test_in_english_paths_are_those_of_the_json() -> None:
    rows = dict(iter_rows(_HELD, Words("en")))
    assert rows["outcome"] == "found"
    assert rows["listing.offers[1].amount"] == "12"
    assert rows["legal_basis[0]"] == "广告法 9(3)"
    assert "listing.brand" not in rows


def test_what_a_seller_calls_a_field_of_ours_stays_as_it_is_written() -> None:
    written = {"made_at": "本月", "status": "fail", "code": "AD-001"}
    assert list(iter_rows({"attributes": written}, Words("zh"))) == [
        (f"参数.{key}", value) for key, value in written.items()
    ]


def test_every_field_of_what_is_shown_has_a_name() -> None:
    known = load_names()["key"]
    shown = (Listing, Snapshot, Finding, Document, Review, Pick)
    unnamed = {name for model in shown for name in _list_fields(model)} - set(known)
    assert not unnamed


def _list_fields(model: type[BaseModel]) -> set[str]:
    found: set[str] = set()
    for name, field in model.model_fields.items():
        found.add(field.alias or name)
        for inner in _list_models(field.annotation):
            found |= _list_fields(inner)
    return found


def _list_models(kind: Any) -> list[type[BaseModel]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return [kind]
    return [model for inner in typing.get_args(kind) for model in _list_models(inner)]
