"""What no code applies to is lawful in every respect: an accusation of it would be false."""

from __future__ import annotations

import re
from datetime import date

from demo.model import Listing
from demo.numbers import is_valid_gtin, is_valid_permit
from demo.papers import Document, Kind
from demo.uscc import is_valid_uscc
from demo.world import World
from tests.demo.page_facts import get_fact, list_lawful, list_told

# Which goods need what, written down here and shared with no table.
NEEDS_CCC = re.compile(
    r"充电宝|移动电源|充电器|电源适配器|插排|插座|接线板|电饭|冰箱|电风扇|电热水器|积木|玩具"
)
NEEDS_LABEL = re.compile(r"电饭|冰箱|电风扇|电热水器")
NO_NEED = re.compile(r"保护套|收纳袋")
SERVICE_OR_USED = re.compile(r"检测服务|二手书|旧书")
ABSOLUTE = re.compile(
    r"最[好优强高低大小佳先]|第一|唯一|首选|首家|首屈一指|顶级|顶尖|极致|极品|国家级|世界级|全网|独家|史上|冠军"
)
SEEN_ON_PACK = re.compile(r"见.*包装")


def _find(world: World, register: str, column: str, value: str | None) -> dict[str, str]:
    return world.book.find(register, column, value or "") or {}


def _covers(model: str, models: str) -> bool:
    """Whether a certificate covers a model, a colour at its end left aside."""
    return any(model.startswith(one) and len(model) - len(one) < 5 for one in models.split(";"))


def _list_documents(world: World, listing: Listing, kind: Kind) -> list[Document]:
    return [one.document for one in listing.pictures if one.document and one.document.kind is kind]


def test_certified_goods_have_a_valid_certificate_of_their_maker_and_model(full: World) -> None:
    certified = [one for one in list_lawful(full) if NEEDS_CCC.search(one.title)]
    certified = [one for one in certified if not NO_NEED.search(one.title)]
    assert len(certified) > 40
    for one in certified:
        row = _find(full, "certificates", "certificate_no", get_fact(one, "ccc"))
        is_later = row.get("status_since", "") > full.day.isoformat()
        assert row["status"] == "有效" or is_later, one.title
        assert row["manufacturer"] == get_fact(one, "producer"), one.title
        assert _covers(one.model, row["models"]), one.title


def test_appliances_state_the_grade_of_their_newest_filing(full: World) -> None:
    labelled = [one for one in list_lawful(full) if NEEDS_LABEL.search(one.title)]
    assert len(labelled) > 20
    for one in labelled:
        rows = [
            row
            for row in full.book.rows["energy_labels"]
            if row["producer"] == get_fact(one, "producer") and _covers(one.model, row["model"])
        ]
        newest = max(rows, key=lambda row: row["announced_on"])
        assert (get_fact(one, "energy_grade") or "")[0] == newest["grade"], one.title
        assert get_fact(one, "energy_filing") == newest["filing_no"], one.title
        for label in _list_documents(full, one, Kind.ENERGY_LABEL):
            assert label.text("grade") == newest["grade"], one.title


def test_food_shops_show_a_valid_permit(full: World) -> None:
    lawful = {one.shop.shop_id: one for one in list_lawful(full) if get_fact(one, "food_production")}
    assert len(lawful) > 6
    for one in lawful.values():
        number = next(paper.number for paper in one.shop.papers if paper.number)
        row = _find(full, "permits", "permit_no", number)
        assert is_valid_permit(number)
        assert (row["holder"], row["status"]) == (one.shop.operator, "有效")
        assert row["valid_to"] == "" or row["valid_to"] > full.day.isoformat()


def test_food_names_its_producer_and_production_permit(full: World) -> None:
    for one in list_lawful(full):
        if number := get_fact(one, "food_production"):
            assert is_valid_permit(number)
            assert _find(full, "permits", "permit_no", number)["holder"] == get_fact(one, "producer")


def test_goods_name_producer_address_standard_and_inspection(full: World) -> None:
    silent = {one["listing_id"] for one in list_told(full.account.look_alikes, "QUAL-003")}
    for one in list_lawful(full):
        if SERVICE_OR_USED.search(one.title) or one.listing_id in silent:
            continue
        for name in ("producer", "address", "standard"):
            assert get_fact(one, name), (name, one.title)
        assert any("合格证" in text for text in one.text), one.title


def test_bar_codes_are_registered_for_the_maker_or_foreign(full: World) -> None:
    for one in list_lawful(full):
        code = get_fact(one, "gtin")
        if code is None:
            continue
        assert is_valid_gtin(code)
        if code.startswith("69"):
            row = _find(full, "codes", "code", code)
            assert row["owner"] == get_fact(one, "producer"), one.title
            assert (row.get("product_name") or "") in one.title or row["model"] == one.model, one.title


def test_reports_are_known_and_their_laboratory_was_accredited_then(full: World) -> None:
    reports = [doc for one in list_lawful(full) for doc in _list_documents(full, one, Kind.TEST_REPORT)]
    assert len(reports) > 10
    for doc in reports:
        row = _find(full, "test_reports", "report_no", doc.text("report_no"))
        assert (row["lab"], row["issued_on"]) == (doc.text("lab"), doc.text("issued_on"))
        for number in (doc.text("cma_no"), doc.text("cnas_no")):
            body = _find(full, "testing_bodies", "number", number)
            assert body["name"] == doc.text("lab")
            assert body["issued_on"] <= doc.text("issued_on") <= body["valid_to"]


def test_a_report_is_about_what_is_sold_and_fresh(full: World) -> None:
    for one in list_lawful(full):
        for doc in _list_documents(full, one, Kind.TEST_REPORT):
            assert doc.text("product_name") in one.title, one.title
            assert doc.text("brand") == one.brand
            assert (full.day - date.fromisoformat(doc.text("issued_on"))).days < 365


def test_scales_for_trade_have_a_type_approval(full: World) -> None:
    scales = [one for one in list_lawful(full) if "计价" in one.title]
    assert scales
    for one in scales:
        row = _find(full, "type_approvals", "approval_no", get_fact(one, "approval"))
        assert (row["models"], row["holder"]) == (one.model, get_fact(one, "producer"))


def test_operators_trade_under_the_name_on_their_licence(full: World) -> None:
    for shop in {one.shop.shop_id: one.shop for one in list_lawful(full)}.values():
        licence = next(
            paper.picture.document
            for paper in shop.papers
            if paper.picture and paper.picture.document and paper.label == "营业执照"
        )
        row = _find(full, "market_entities", "uscc", licence.text("uscc"))
        assert is_valid_uscc(row["uscc"])
        assert shop.operator == licence.text("name")
        assert shop.operator in (row["name"], row["former_names"])
        assert row["status"] in {"存续", "迁出", "歇业"}


def test_absolute_words_stand_only_where_the_truth_knows_them(full: World) -> None:
    told = {
        entry["listing_id"]
        for entry in (*full.account.expected, *full.account.also, *full.account.look_alikes)
        if entry["code"] in {"AD-001", "AD-002"} and "listing_id" in entry
    }
    for one in list_lawful(full):
        words = " ".join(
            [one.title, one.shop.name, *one.text, *(part for pair in one.attrs for part in pair)]
        )
        assert not ABSOLUTE.search(words) or one.listing_id in told, words


def test_struck_prices_are_explained_or_were_charged(full: World) -> None:
    history = full.account.history
    struck = [one for one in list_lawful(full) if one.list_price is not None]
    assert len(struck) > 5
    for one in struck:
        if one.list_price_note is None:
            before = [
                amount
                for (_, listing_id, day), amount in history.items()
                if listing_id == one.listing_id and day < full.day.isoformat()
            ]
            assert set(before[-7:]) == {str(one.list_price)}


def test_lists_show_the_price_of_the_page(full: World) -> None:
    for one in list_lawful(full):
        assert one.shown_price == one.price
        assert all(offer.price >= one.price for offer in one.offers)


def test_prices_are_prices(full: World) -> None:
    for one in list_lawful(full):
        for price in (one.price, one.list_price, one.coupon_price, one.deposit):
            assert price is None or price > 0
