"""Redacted copies show what the allow-list names, and nothing of persons in it."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.model import Case, Item, ItemNoun, Operator
from cases.redaction import MASK, Way, list_ways, mask_text, redact_case, redact_finding, redact_snapshot
from config.catalogue import load_catalogue
from config.numbers import make_uscc_check_character
from evidence.finding import (
    AuthorityValue,
    Check,
    Finding,
    FindingListing,
    Locator,
    LocatorKind,
    RegisterState,
    Severity,
    Status,
)
from evidence.listing import Card, Links, Listing, Offer, PageKind, Price, Shop
from evidence.snapshot import Artefact, Outcome, Role, Snapshot

AT = datetime(2026, 3, 2, tzinfo=UTC)
WORD = st.text("secretXYZ", min_size=3, max_size=8).map(lambda text: f"s3{text}")


def make_finding(word: st.DrawFn | Any, **changes: Any) -> Finding:
    shop = Shop(id=word(), name=word(), url=word())
    facts: dict[str, Any] = {
        "finding_id": word(),
        "lead_id": word(),
        "code": word(),
        "status": Status.FAIL,
        "severity": Severity.HIGH,
        "summary": word(),
        "listing": FindingListing(platform=word(), listing_id=word(), url=word(), title=word(), shop=shop),
        "snapshot_id": word(),
        "claimed": word(),
        "authority": AuthorityValue(
            register=word(),
            version=word(),
            as_of=AT.date(),
            key=word(),
            state=RegisterState.FOUND,
            value=word(),
        ),
        "locators": (Locator(kind=LocatorKind.IMAGE, artefact=word(), sha256=word(), quote=word()),),
        "legal_basis": (word(),),
        "confidence": 1.0,
        "captured_at": AT,
        "found_at": AT,
        "run_id": word(),
        "check": Check(name=word(), version=word()),
    }
    return Finding(**{**facts, **changes})


def make_snapshot(word: Any) -> Snapshot:
    price = Price(amount=Decimal(1), currency=word(), raw=word())
    listing = Listing(
        url=word(),
        kind=PageKind.LISTING,
        platform=word(),
        listing_id=word(),
        title=word(),
        brand=word(),
        model=word(),
        sku=word(),
        gtin=word(),
        price=price,
        list_price=price,
        offers=(Offer(name=word()),),
        claims={"energy_grade": word()},
        shop=Shop(id=word(), name=word(), url=word()),
        region=word(),
        category=word(),
        attributes={"联系人": word()},
        images=(word(),),
        detail_images=(word(),),
        links=Links(licence=word(), rules=word(), shop=word()),
        description=word(),
        cards=(Card(url=word(), title=word(), words=word()),),
        unsure=(word(),),
    )
    artefact = Artefact(sha256=word(), role=Role.IMAGE, url=word(), media_type=word(), size_bytes=1)
    return Snapshot(
        snapshot_id=word(),
        run_id=word(),
        platform=word(),
        kind=PageKind.LISTING,
        listing_id=word(),
        url=word(),
        final_url=word(),
        captured_at=AT,
        outcome=Outcome.FOUND,
        reason=word(),
        listing=listing,
        artefacts=(artefact,),
        warc_sha256=word(),
        tls_problem=word(),
    )


def iter_texts(value: Any, path: str = "") -> Any:
    """(path, text) of every text in plain data; what stands under a free key has the path of its object."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from iter_texts(inner, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list):
        for inner in value:
            yield from iter_texts(inner, path)
    elif isinstance(value, str):
        yield path, value


def is_allowed(noun: str, path: str) -> bool:
    allowed = load_catalogue("redaction")[noun]
    return any(path == one or path.startswith(f"{one}.") for one in (*allowed["plain"], *allowed["masked"]))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_text_outside_the_list_is_in_a_copy(data: st.DataObject) -> None:
    def word() -> str:
        return data.draw(WORD)

    for noun, original, copy in (
        ("finding", one := make_finding(word), redact_finding(one)),
        ("snapshot", two := make_snapshot(word), redact_snapshot(two)),
    ):
        kept = dict(iter_texts(copy.model_dump(mode="json")))
        for path, text in iter_texts(original.model_dump(mode="json")):
            if text.startswith("s3") and kept.get(path) == text:
                assert is_allowed(noun, path), path
        hidden = {path for path, text in kept.items() if text.startswith("s3") and not is_allowed(noun, path)}
        assert hidden == set()


@pytest.mark.parametrize("noun", ["finding", "snapshot"])
def test_what_a_preview_says_of_each_field_is_how_it_stands_in_the_copy(noun: str) -> None:
    said = "s3x 13812345678"
    one, two = make_finding(lambda: said), make_snapshot(lambda: said)
    original, copy = (one, redact_finding(one)) if noun == "finding" else (two, redact_snapshot(two))
    ways = list_ways(noun)
    kept = dict(iter_texts(copy.model_dump(mode="json")))
    expected = {Way.PLAIN: {said}, Way.MASKED: {"s3x ***"}, Way.HIDDEN: {None, "", MASK}, Way.NUMBER: {None}}
    seen = set()
    for path, text in iter_texts(original.model_dump(mode="json")):
        field = max((one for one in ways if f"{noun}.{path}.".startswith(f"{one}.")), key=len)
        seen.add(ways[field])
        if text == said:
            assert kept.get(path) in expected[ways[field]], path
    assert seen >= {Way.PLAIN, Way.MASKED, Way.HIDDEN}


def test_a_copy_still_says_what_the_matter_is() -> None:
    original = make_finding(lambda: "s3x")
    copy = redact_finding(original)
    assert (copy.finding_id, copy.code, copy.listing.title) == ("s3x", "s3x", "s3x")
    assert (copy.summary, copy.claimed, copy.locators) == ("***", None, ())
    assert copy.authority is not None
    assert (copy.authority.key, copy.authority.value) == ("***", None)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("水壶 电话13812345678", "13812345678"),
        ("加微信:abc_123 优惠", "abc_123"),
        ("138 1234 5678 张", "138 1234 5678"),
        ("座机0571-88776655", "0571-88776655"),
        ("身份证11010519491231002X", "11010519491231002X"),
        ("mail a.b@shop.example 联系", "a.b@shop.example"),
        ("发货地浙江省杭州市西湖区文三路12号3幢501室", "文三路12号"),
        ("联系人张三丰", "张三丰"),
        ("收货人：李四", "李四"),
    ],
)
def test_what_looks_like_a_persons_data_is_masked(text: str, hidden: str) -> None:
    assert hidden not in mask_text(text)
    assert "***" in mask_text(text)


@pytest.mark.parametrize(
    "text",
    ["不锈钢电热水壶1.7L大容量", "2019010714123456", "GB 4706.1-2005", "杭州某某商贸有限公司", "¥1299.00"],
)
def test_what_is_of_the_goods_stays(text: str) -> None:
    assert mask_text(text) == text


def make_uscc(body: str) -> str:
    return body + make_uscc_check_character(body)


@pytest.mark.parametrize(
    ("claimed", "kind", "stays"),
    [
        ("2019010714123456", LocatorKind.HTML, True),
        ("2019010714123456", LocatorKind.IMAGE, False),
        (make_uscc("91330106MA27XK123"), LocatorKind.TEXT, True),
        (make_uscc("92330106MA27XK123"), LocatorKind.TEXT, False),
        ("张三 13812345678", LocatorKind.HTML, False),
    ],
)
def test_a_number_of_goods_or_companies_stays_where_the_page_wrote_it(
    claimed: str, kind: LocatorKind, *, stays: bool
) -> None:
    locator = Locator(kind=kind, artefact="page", sha256="0" * 64)
    copy = redact_finding(make_finding(lambda: "s3x", claimed=claimed, locators=(locator,)))
    assert copy.claimed == (claimed if stays else None)


def test_a_copy_of_a_case_names_nobody() -> None:
    item = Item(item_id="i", noun=ItemNoun.LEAD, id="lead-1", proves="秘密", added_at=AT, added_by="秘密")
    operator = Operator(name="秘密", uscc=make_uscc("92330106MA27XK123"), shop="商行 13812345678")
    case = Case(
        case_id="c",
        title="秘密",
        office_id="gd",
        opened_at=AT,
        opened_by="秘密",
        operator=operator,
        items=(item,),
    )
    copy = redact_case(case, (item,))
    assert ("秘密" in copy.as_json(), "13812345678" in copy.as_json()) == (False, False)
    assert (copy.case_id, copy.office_id, copy.items[0].id, copy.operator.uscc) == ("c", "gd", "lead-1", None)
