"""Data beside a page: found wherever a script, an attribute or an answer holds it."""

import time
from collections.abc import Iterator

import pytest
from lxml import html

from sites.sealed import SealedAnswer
from sites.state import State, iter_states
from sites.state.answers import is_data, name_answer

GOODS = {"id": 7, "name": "橙子"}


def read(markup: str) -> dict[str, object]:
    return {
        state.name: state.value
        for state in iter_states(html.fromstring(f"<html><body>{markup}</body></html>"))
    }


def answer(body: str, url: str = "https://api.shop.test/v1/goods/71234?id=5&t=99") -> list[State]:
    return list(iter_states(None, [SealedAnswer(url=url, media_type="", body=body.encode())]))


@pytest.mark.parametrize(
    ("script", "name"),
    [
        ('window.__DATA__ = {"id":7,"name":"橙子"};', "window.__DATA__"),
        ("var goods={id:7,name:'橙子',};", "goods"),
        ("Shop.setup({id:7, name:'\\u6a59\\u5b50'})", "Shop.setup"),
        ("Page.set('goods', {id:7, name:'橙子'});", "Page.set goods"),
        ('window[\'x-data\'] = JSON.parse(\'{"id":7,"name":"橙子"}\');', "window['x-data']"),
        (
            's = JSON.parse(decodeURIComponent("%7B%22id%22%3A7%2C%22name%22%3A%22橙子%22%7D"))',
            "s",
        ),
        ('window.__N__=(function(a,b){return {id:a,name:b}}(7,"橙子"));', "window.__N__"),
        ('window.__N__=(function(a,b){b.x=1;return {id:a,name:b}})(7,"橙子");', "window.__N__"),
        ("if (a == {b: 1}) { x = {id:7,name:'橙子'} }", "x"),
    ],
)
def test_a_script_gives_its_value_a_name(script: str, name: str) -> None:
    assert read(f"<script>{script}</script>")[name] == GOODS


@pytest.mark.parametrize(
    ("markup", "name"),
    [
        ('<script type="application/json" id="D">{"id":7,"name":"橙子"}</script>', "script#D"),
        ('<script type="text/x-init"><!-- {"id":7,"name":"橙子"} --></script>', "script[text/x-init]"),
        ("""<div data-goods='{"id":7,"name":"橙子"}'></div>""", "div@data-goods"),
        ("""<div data-goods="{id:7,name:'橙子'}"></div>""", "div@data-goods"),
        (
            '<script>f.push([1,\'a:{"id":7,\'])</script><script>f.push([1,\'"name":"橙子"}\'])</script>',
            "f.push",
        ),
        (
            '<script type="application/json" id="D">[{"goods":1},{"id":2,"name":3},7,"橙子"]</script>',
            "script#D",
        ),
        ("""<script>a = {inner: '{"id":7,"name":"橙子"}'}</script>""", "a"),
    ],
)
def test_data_of_other_forms_are_opened(markup: str, name: str) -> None:
    value = read(markup)[name]
    assert value in (GOODS, [GOODS], {"goods": GOODS}, {"inner": GOODS})


def test_schema_org_is_left_to_its_own_reader() -> None:
    assert read('<script type="application/ld+json">{"id":7,"name":"橙子"}</script>') == {}


def test_names_that_come_again_are_numbered() -> None:
    assert set(read("<script>f({a:1,b:2}); f({a:3,b:4})</script>")) == {"f", "f#2"}


@pytest.mark.parametrize(
    "body",
    [
        '{"id":7,"name":"橙子"}',
        '\ufeff)]}\'\n{"id":7,"name":"橙子"}',
        'cb_12({"id":7,"name":"橙子"});',
        "/**/ cb('x', {id:7,name:'橙子'})",
        "// saved\nconst goods = {\n id: 7,\n name: '橙子',\n}\n\nexport {goods}",
        "module.exports = {id:7, name:'橙子'}",
        "export default {id:7, name:'橙子'}",
        "{id:7, name:'橙子'}",
    ],
)
def test_an_answer_is_data(body: str) -> None:
    assert is_data(body)
    assert [state.value for state in answer(body)] == [GOODS]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<html><body>{}</body></html>",
        "!function(){var a={id:7,name:'x'}}()",
        "{}",
        "plain words",
        "body{color:red}",
    ],
)
def test_what_is_no_data_is_no_answer(body: str) -> None:
    assert not is_data(body)


def test_an_answers_name_leaves_out_what_changes() -> None:
    assert name_answer("https://api.shop.test/v1/goods/71234?id=5&t=99") == "api.shop.test/v1/goods/*?id,t"


def _hostile() -> Iterator[str]:
    yield "[" * 3_000_000
    yield '{"a":' * 500_000
    yield "x={" * 300_000
    yield "f('a',{" * 200_000
    yield "a=/*" * 300_000
    yield "a='" + "\\'" * 1_000_000
    yield "f(function(a){" * 100_000
    yield "x=" + " " * 1_000_000 + "({a:'" * 1000
    yield '[{"a":1},' * 700_000 + "0"


@pytest.mark.parametrize("text", list(_hostile()), ids=range(9))
def test_hostile_data_cost_little(text: str) -> None:
    started = time.process_time()
    list(iter_states(html.fromstring(f"<html><body><script>{text}</script></body></html>")))
    answer(text)
    assert time.process_time() - started < 10


def test_what_is_too_large_is_named() -> None:
    states = answer("[" + ",".join("[1,2]" for _ in range(400_000)) + "]")
    assert [state.value for state in states] == [None]
    assert "values" in (states[0].left_out or "")
