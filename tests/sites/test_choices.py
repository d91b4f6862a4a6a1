"""Variants of goods are offers, whichever way the page lets a buyer choose."""

from __future__ import annotations

import pytest

from sites.profile import parse_profile
from sites.profiled import ProfiledPage
from tests.sites.small_page import amount, read


@pytest.mark.parametrize(
    ("body", "offers"),
    [
        ("<ul><li data-value=红>红色</li><li data-value=蓝>蓝色</li></ul>", [("红色", None), ("蓝色", None)]),
        (
            (
                "<select name=size><option value=''>请选择</option><option value=1>大号 ￥98</option>"
                "<option value=2>小号 ￥88</option></select>"
            ),
            [("大号", "98"), ("小号", "88")],
        ),
        ("<select name=num><option value=1>1</option><option value=2>2</option></select>", []),
        ("<ul><li data-value=1>红色</li></ul>", []),
    ],
)
def test_choices_are_offers(body: str, offers: list[tuple[str, str | None]]) -> None:
    page = read(
        f"<h1>竹编提篮</h1><p>售价：￥88.00</p>{body}<a>加入购物车</a>", head="<title>竹编提篮</title>"
    )
    assert [(offer.name, amount(offer)) for offer in page.offers] == offers


def test_a_choice_that_cannot_be_pressed_is_out_of_stock() -> None:
    body = "<ul><li data-value=1>红色</li><li data-value=2 class=disabled>蓝色</li></ul>"
    page = read(
        f"<h1>竹编提篮</h1><p>售价：￥88.00</p>{body}<a>加入购物车</a>", head="<title>竹编提篮</title>"
    )
    assert [offer.availability for offer in page.offers] == [None, "out_of_stock"]
    assert page.availability == "in_stock"


def read_form(choices: str, beside: str = "") -> list[tuple[str | None, str | None]]:
    """The offers of a page with a form that buys, and something beside it."""
    page = read(
        f"<h1>Oak stool</h1><form action=/add><b>$40.00</b>{choices}"
        f"<button>Add to cart</button></form>{beside}",
        head="<title>Oak stool</title>",
        lang="en",
    )
    return [(offer.name, amount(offer)) for offer in page.offers]


def test_what_a_choice_costs_more_is_added_to_the_price() -> None:
    choices = (
        "<input type=radio name=c id=a value=1><label for=a>Plain</label>"
        "<input type=radio name=c id=b value=2><label for=b>Oiled ( +$5.50 )</label>"
        "<input type=radio name=c id=d value=3><label for=d>Raw (-$2)</label>"
    )
    assert read_form(choices) == [("Plain", "40.00"), ("Oiled", "45.50"), ("Raw", "38.00")]


def test_what_is_added_in_words_by_several_choices_is_summed() -> None:
    rows = (
        ("c", 1, "红色 [ ￥0.00元]"),
        ("c", 2, "蓝色 [加 ￥3.00元]"),
        ("s", 3, "大 [ ￥0.00元]"),
        ("s", 4, "小 [减 ￥8.50元]"),
    )
    boxes = "".join(
        f"<label for=v{n}><input type=radio name={name} id=v{n} value={n}>{text}</label><br>"
        for name, n, text in rows
    )
    page = read(
        f"<h1>竹编提篮</h1><form action=/add><b>￥88.00</b>{boxes}<a>加入购物车</a></form>",
        head="<title>竹编提篮</title>",
    )
    assert [(offer.name, amount(offer)) for offer in page.offers] == [
        ("红色 大", "88.00"),
        ("红色 小", "79.50"),
        ("蓝色 大", "91.00"),
        ("蓝色 小", "82.50"),
    ]


def test_a_choice_that_costs_nothing_more_costs_the_price() -> None:
    options = "<option value=1>Plain ($0.00)</option><option value=2>Oiled (add $5.50)</option>"
    choices = f"<select name=s>{options}</select>"
    assert read_form(choices) == [("Plain", "40.00"), ("Oiled", "45.50")]


@pytest.mark.parametrize(
    ("first", "second", "offers"),
    [
        ("Oak 15 $79", "Oak 15 Plus $89", [("Oak 15", "79"), ("Oak 15 Plus", "89")]),
        ("Basic $40", "Plus $60", [("Basic", "40"), ("Plus", "60")]),
        ("Plus $98", "Extra $128", [("Plus", "98"), ("Extra", "128")]),
        ("Oak 15", "Oak 15 Plus $89", [("Oak 15", None), ("Oak 15 Plus", "89")]),
        ("Plain $40", "Oiled (add $5)", [("Plain", "40"), ("Oiled", None)]),
        ("红 ￥40", "红 加 ￥5", [("红", "40"), ("红 加", None)]),
        ("单品 ￥40", "赠品 ￥0", [("单品", "40"), ("赠品", None)]),
        ("满100 减 ￥10", "满200 减 ￥30", [("满100 减 ￥10", None), ("满200 减 ￥30", None)]),
        ("Plain", "Oiled add $5.50", [("Plain", "40.00"), ("Oiled", "45.50")]),
        ("Plain", "Plus (add $5.50)", [("Plain", "40.00"), ("Plus", "45.50")]),
        ("Plain $0", "Oiled +$5.50", [("Plain", "40.00"), ("Oiled", "45.50")]),
    ],
)
def test_a_word_before_an_amount_adds_it_only_where_no_other_reading_is_left(
    first: str, second: str, offers: list[tuple[str, str | None]]
) -> None:
    options = f"<option value=1>{first}</option><option value=2>{second}</option>"
    assert read_form(f"<select name=s>{options}</select>") == offers


def test_a_form_that_does_not_buy_offers_no_variants() -> None:
    options = "<option value=1>Jazz</option><option value=2>Rock</option>"
    beside = f"<form action=/find><select name=kind>{options}</select></form>"
    assert read_form("", beside) == []


def test_sizes_are_variants_and_counts_are_none() -> None:
    sizes = "".join(f"<option value={n}>{n}</option>" for n in (36, 37, 38))
    counts = "".join(f"<option value={n}>{n}</option>" for n in (1, 2, 3))
    choices = f"<select name=s>{sizes}</select><select name=n>{counts}</select>"
    assert [name for name, _ in read_form(choices)] == ["36", "37", "38"]


def test_areas_that_are_sent_to_are_no_variants() -> None:
    page = read(
        "<h1>竹编提篮</h1><p>售价：￥88.00</p><span>配送至</span>"
        "<ul><li data-id=1>北京</li><li data-id=2>上海</li></ul><a>加入购物车</a>",
        head="<title>竹编提篮</title>",
    )
    assert page.offers == ()


@pytest.mark.parametrize(
    "choices",
    [
        "<select name=s><option value=1>S - $40.00</option><option value=2>L - $55.00</option></select>",
        "<select name=s><option value=1>S $40.00</option><option value=2>L $55.00</option></select>",
    ],
)
def test_a_dash_before_an_amount_takes_nothing_away(choices: str) -> None:
    assert [amount for _, amount in read_form(choices)] in ([], ["40.00", "55.00"])


@pytest.mark.parametrize(
    "choices",
    [
        "<button type=button data-tab=#d>Details</button><button type=button data-tab=#r>Reviews</button>",
        "<span data-network=fb>Facebook</span><span data-network=tw>Twitter</span>",
        "<a href=# data-image=/1.jpg title=Front><img></a><a href=# data-image=/2.jpg title=Back><img></a>",
        "<select name=orderby><option value=new>Newest</option><option value=top>Top rated</option></select>",
        "<select name=currency><option value=EUR>Euro</option><option value=USD>Dollar</option></select>",
    ],
)
def test_what_shows_sorts_or_shares_is_no_variant(choices: str) -> None:
    assert read_form(choices) == []


def test_what_is_saved_is_no_price_of_a_variant() -> None:
    choices = (
        "<select name=s><option value=1>One $40.00</option><option value=2>3 (save $5.00)</option></select>"
    )
    assert dict(read_form(choices))["3 (save $5.00)"] is None


def test_rows_of_data_about_the_choices_are_variants_with_their_own_price_and_stock() -> None:
    rows = (
        '[{"attributes":{"a_size":"big"},"display_price":98,"display_regular_price":120,"is_in_stock":true},'
        '{"attributes":{"a_size":"small"},"display_price":88.5,"display_regular_price":88.5,"is_in_stock":false}]'
    )
    options = (
        "<option value=''>请选择</option><option value=big>大号</option><option value=small>小号</option>"
    )
    form = f"<form data-rows='{rows}'><select name=size>{options}</select><button>加入购物车</button></form>"
    page = read(f"<h1>竹编提篮</h1><p>售价：￥88.50 – ￥98.00</p>{form}", head="<title>竹编提篮</title>")
    found = [(one.name, amount(one), one.availability) for one in page.offers if one.name in {"大号", "小号"}]
    assert found == [("大号", "98", "in_stock"), ("小号", "88.5", "out_of_stock")]


@pytest.mark.parametrize(
    ("shown", "amounts"),
    [("<s>￥99.00</s><b>￥88.00</b>", ["88.00", "98.00"]), ("￥88.00 ￥3.00", [None, "98.00"])],
    ids=["one price", "two amounts"],
)
def test_a_variant_costs_what_the_hidden_box_of_its_number_shows(
    shown: str, amounts: list[str | None]
) -> None:
    body = (
        f"<ul><li id=row-K1-0>{shown}</li><li id=row-K1-1 style='display:none'>￥98.00</li></ul>"
        "<form><select name=size><option value=S selected>S</option><option value=L>L</option></select>"
        "<button>加入购物车</button></form>"
        '<script>var rows = [{"size": "S", "sku": "K1-0"}, {"size": "L", "sku": "K1-1"}];</script>'
    )
    page = read(f"<h1>竹编提篮</h1>{body}", head="<title>竹编提篮</title>")
    assert [amount(one) for one in page.offers if one.name in {"S", "L"}] == amounts


def test_rows_that_name_other_things_are_no_variants() -> None:
    rows = '[{"sort":"up","price":98},{"sort":"down","price":88.5}]'
    body = "<select name=size><option value=1>大号</option><option value=2>小号</option></select>"
    form = f"<form data-rows='{rows}'>{body}<button>加入购物车</button></form>"
    page = read(f"<h1>竹编提篮</h1><p>售价：￥88.00</p>{form}", head="<title>竹编提篮</title>")
    assert [(one.name, amount(one)) for one in page.offers] == [("大号", None), ("小号", None)]


BOXED = (
    "<ul>{colours}</ul><ul><li><a href='#' data-pick='{{is:5}}'>大号</a></li>"
    "<li><a href='#' data-pick='{{is:6}}'>小号</a></li></ul><a>加入购物车</a>"
).format(
    colours="".join(
        f"<li><a href='#' data-pick='{{is:{n}}}'>{name}</a></li>" for n, name in ((1, "红色"), (2, "蓝色"))
    )
)


@pytest.mark.parametrize(
    ("rows", "offers"),
    [
        (
            '[{"k":"1|5","left_stock":3,"price":"88.00"},{"k":"2|5","left_stock":0,"price":"90.00"}]',
            [("红色 大号", "88.00", "in_stock"), ("蓝色 大号", "90.00", "out_of_stock")],
        ),
        (
            '{"1_6":{"price":"88.00","stock":1},"2_6":{"price":"91.00","stock":2}}',
            [("红色 小号", "88.00", "in_stock"), ("蓝色 小号", "91.00", "in_stock")],
        ),
        (
            '[{"k":"5|1","stock":3},{"k":"6|2","stock":0}]',
            [("红色 大号", None, "in_stock"), ("蓝色 小号", None, "out_of_stock")],
        ),
        ('[{"k":"1|7","price":"88.00"},{"k":"2|7","price":"90.00"}]', []),
        ('[{"k":"1|5","price":"88.00"},{"k":"5|1","price":"90.00"}]', []),
        ('[{"stock":1,"at":"88.00"},{"stock":2,"at":"90.00"}]', []),
    ],
    ids=["list", "map", "stock only", "an unknown number", "one choice twice", "counts"],
)
def test_rows_that_join_the_numbers_of_choices_are_variants(
    rows: str, offers: list[tuple[str, str | None, str | None]]
) -> None:
    body = f"<h1>竹编提篮</h1><p>售价：￥88.00</p>{BOXED}<script>var all = {rows};</script>"
    page = read(body, head="<title>竹编提篮</title>")
    found = [(one.name, amount(one), one.availability) for one in page.offers if " " in (one.name or "")]
    assert found == offers


PRESSED = "<ul><li data-value={0}>红色</li><li data-value={1}>蓝色</li></ul><a>加入购物车</a>"
CHOSEN = (
    "<form><select name=c><option value={0}>红色</option><option value={1}>蓝色</option></select>"
    "<button>加入购物车</button></form>"
)


@pytest.mark.parametrize("choices", [PRESSED, CHOSEN], ids=["pressed", "selected"])
@pytest.mark.parametrize(
    ("rows", "numbers", "amounts"),
    [
        ('[{"rank":1,"price":"19.00"},{"rank":2,"price":"29.00"}]', "12", [None, None]),
        ('[{"id":1,"price":"19.00","stock":0},{"id":2,"price":"29.00","stock":0}]', "12", [None, None]),
        ('{"1":{"price":"19.00"},"2":{"price":"29.00"}}', "12", [None, None]),
        (
            '[{"of":10086,"c":1,"price":"88.00"},{"of":10086,"c":2,"price":"91.00"}]',
            "12",
            ["88.00", "91.00"],
        ),
        ('[{"c":401,"price":"88.00"},{"c":402,"price":"91.00"}]', ("401", "402"), ["88.00", "91.00"]),
    ],
    ids=["ranks", "other goods", "map", "rows of the goods", "long numbers"],
)
def test_numbers_that_any_list_counts_with_name_no_choice_of_one_group(
    choices: str, rows: str, numbers: str | tuple[str, str], amounts: list[str | None]
) -> None:
    body = (
        f"<h1>竹编提篮</h1><p>售价：￥88.00</p>{choices.format(*numbers)}<script>var all = {rows};</script>"
    )
    page = read(body, head="<title>竹编提篮</title>")
    found = [(one.name, amount(one)) for one in page.offers if one.name in {"红色", "蓝色"}]
    assert found == list(zip(("红色", "蓝色"), amounts, strict=True))
    assert all(one.availability is None for one in page.offers)


def test_the_pages_of_variants_are_followed() -> None:
    rows = '[{"k":"1|5","stock":3,"to":"/g/7.html"},{"k":"2|5","stock":0,"to":"/g/8.html"}]'
    html = f"<h1>竹编提篮</h1><p>售价：￥88.00</p>{BOXED}<script>var all = {rows};</script>"
    profile = parse_profile(
        "name: s\nhosts: [s.example]\nroles: {listing: {addresses: ['/g/{id}.html']}}\n", "s.yaml"
    )
    page = ProfiledPage(profile, "http://s.example/g/7.html", f"<title>竹编提篮</title>{html}")
    assert [(lead.url, lead.is_variant) for lead in page.iter_leads()] == [
        ("http://s.example/g/8.html", True)
    ]


def test_buttons_of_a_cart_are_no_variants() -> None:
    buttons = "<a class=btn onclick=go(1)>查看购物车</a><a class=btn onclick=go(2)>继续购物</a>"
    page = read(
        f"<h1>竹编提篮</h1><p>售价：￥88.00</p><p>{buttons}</p><a>加入购物车</a>",
        head="<title>竹编提篮</title>",
    )
    assert page.offers == ()


def make_select(*amounts: str, name: str = "data-price") -> str:
    options = (
        f"<option value={n} {name}='{amount}'>Size {n}0</option>" for n, amount in enumerate(amounts, 1)
    )
    return f"<select name=size>{''.join(options)}</select>"


@pytest.mark.parametrize(
    ("choices", "amounts"),
    [
        (make_select("40.00", "55.5"), ["40.00", "55.5"]),
        (make_select("45", "40.00"), ["45", "40.00"]),
        (make_select("0", "40.00"), [None, None]),
        (make_select("5.00", "7.00"), [None, None]),
        (make_select("4000", "5500"), [None, None]),
        (make_select("40.00", "55.5", name="data-old-price"), [None, None]),
        (make_select("40.00", ""), [None, None]),
    ],
    ids=["first shown", "cheapest shown", "added", "unlike the price", "minor units", "former", "not of all"],
)
def test_what_scripts_read_as_the_price_of_each_choice_counts_beside_the_price(
    choices: str, amounts: list[str | None]
) -> None:
    assert [found for _, found in read_form(choices)] == amounts


def test_a_row_with_a_radio_button_says_what_its_variant_is_and_costs() -> None:
    rows = "".join(
        f"<tr><td><input type=radio name=v value={n}></td><td>Oak</td><td>{size}</td><td>{asked}</td></tr>"
        for n, (size, asked) in enumerate([("Low", "$40.00"), ("High", "$52.00"), ("Bar", "<s>$70</s> $60")])
    )
    assert read_form(f"<table>{rows}</table>") == [("Low", "40.00"), ("High", "52.00"), ("Bar", None)]
