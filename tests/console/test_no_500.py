"""Whatever is asked of whatever route, the answer is never an internal error."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.book import open_book
from cases.casework import open_case
from cases.model import Fields
from cases.people import add_token
from cases.sharing import make_share
from config.settings import Settings
from console.desk.app import make_app
from console.names import load_names
from console.session import Session
from evidence.run_lock import hold_job
from evidence.workspace import open_workspace
from tests.cases.town import LATER, NOW, make_town
from tests.console.conftest import BASE

ODD = [
    *(
        "",
        " ",
        "0",
        "-1",
        "9" * 400,
        "1e309",
        "NaN",
        "null",
        "None",
        "true",
        "[]",
        "{}",
        "-",
        "--help",
        "%",
        "%s",
    ),
    *(
        "..",
        "../../etc/passwd",
        "/",
        "\\",
        "//evil.example",
        "\x00",
        "\x1b[31m",
        "\r\nX: y",
        "\u202e",
        "\ufffe",
    ),
    *(
        "'",
        '"',
        "' OR 1=1 --",
        "<script>alert(1)</script>",
        "{{7*7}}",
        "${7*7}",
        "😀" * 50,
        "线索" * 300,
        "a" * 5_000,
    ),
    *("0000-00-00", "2026-02-30", "9999-12-31", "-2026-01-01", "2026-01-01T00:00:00+99:99", "10000-01-01"),
    *(
        "2026-12-31T23:59:59-12:00",
        "gestern",
        "１２３",
        "٣",
        "finding",
        "pick",
        "confirmed",
        "full",
        "number",
        "assign",
    ),
    *(
        "offer",
        "preview",
        "transfer",
        "pdf",
        "docx",
        "accepted",
        "withdrawn",
        "open",
        "gravest",
        "snapshot",
        "*",
        '"',
    ),
]
PATHS = ["%00", "%ff%fe", "%2e%2e%2f", "%c0%af", "%ed%a0%80", "a%0d%0ab", "%F0%9F%98%80", "x" * 3_000]
TYPES = [
    "application/json",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "text/plain",
    "application/x-www-form-urlencoded; charset=utf-16",
    "",
]
BODIES = [b"", b"{", b"[]", b"null", b'{"title": 1}', b"\xff\xfe", b"--x\r\n", b"a=%ff&b=%00", b"a" * 2_000]


Place = tuple[str, APIRoute]


@pytest.fixture(scope="module")
def scene(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[TestClient, list[Place], list[str], str]]:
    """A desk in which no job can start, its routes, ids that are there, and a token."""
    root: Path = tmp_path_factory.mktemp("odd") / "ws"
    workspace = open_workspace(root, create=True, now=NOW)
    (root / "netpatrol.toml").write_text('office = "gd"\n')
    town = make_town(open_book(workspace, Settings(office="gd")))
    lead = town.findings["gd"].lead_id
    case = open_case(town.book, "水壶案", [lead], by="gd-lead", at=NOW).case_id
    share, _ = make_share(town.book, case, group=town.group, shown=Fields.FULL, by="gd-lead", at=NOW)
    snapshot = town.snapshots["gd"]
    ids = [lead, town.findings["gd"].finding_id, snapshot.snapshot_id, snapshot.listing_key, snapshot.run_id]
    ids += [case, share.share_id, town.group, snapshot.artefacts[0].sha256, "gd", "zj", "gd-reviewer"]
    token = add_token(town.book, "gd-lead", name="t", days=9, at=NOW).token
    session = Session(workspace_option=root, lang_option="zh")
    session.__dict__["started_at"] = LATER
    app = make_app(session)
    held = hold_job(root, "desk-job", now=NOW, holder="a test")
    with (
        held,
        TestClient(app, base_url=BASE, follow_redirects=False, raise_server_exceptions=False) as client,
    ):
        yield client, list(iter_routes(app)), ids, token


def iter_routes(app: FastAPI) -> Iterator[Place]:
    def walk(routes: Any, prefix: str) -> Iterator[Place]:
        for route in routes:
            if isinstance(route, APIRoute):
                yield prefix + route.path, route
            elif hasattr(route, "original_router"):
                yield from walk(route.original_router.routes, prefix + route.include_context.prefix)

    yield from walk(app.routes, "")


def iter_dependants(dependant: Any) -> Iterator[Any]:
    """What a route takes, by itself and by what it depends on."""
    yield dependant
    for one in dependant.dependencies:
        yield from iter_dependants(one)


def iter_fields(route: APIRoute) -> Iterator[str]:
    """The names of what a route takes, also of those that a model of it holds."""
    parts = [
        part
        for of in iter_dependants(route.dependant)
        for part in (of.path_params, of.query_params, of.body_params)
    ]
    for field in (field for part in parts for field in part):
        model = field.field_info.annotation
        yield from getattr(model, "model_fields", None) or [field.alias]


def test_every_field_of_a_form_is_named_in_the_language_of_the_page(
    scene: tuple[TestClient, list[Place], list[str], str],
) -> None:
    fields = {one for _, route in scene[1] for one in iter_fields(route)}
    assert len(fields) > 40
    assert fields - load_names()["form"].keys() == set()


@pytest.mark.parametrize(
    ("method", "path", "form", "said"),
    [
        ("GET", "/nothing-here", {}, "没有这一页；请核对地址"),
        ("PUT", "/leads", {}, "此页不能这样打开；请从工作台的页面进入"),
        ("POST", "/jobs/register", {"into": "permits"}, "文件 的值不能用：缺少此项"),
        ("POST", "/jobs/crawl", {"most": "-1"}, "最多商品数 的值不能用：格式不符"),
        ("GET", "/leads?page=x", {}, "页码 的值不能用：须为整数"),
        ("POST", "/cases/x/close", {}, "没有案件"),
    ],
)
def test_what_the_desk_refuses_is_told_in_chinese(
    scene: tuple[TestClient, list[Place], list[str], str],
    method: str,
    path: str,
    form: dict[str, str],
    said: str,
) -> None:
    client, _, _, token = scene
    answer = client.request(method, path, data=form, headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code >= 400, said in html.unescape(answer.text)) == (True, True), answer.text


def find_names(route: APIRoute) -> list[str]:
    """The names of the query and form fields of a route."""
    source = repr([(of.query_params, of.body_params) for of in iter_dependants(route.dependant)])
    return sorted(set(re.findall(r"name='(\w+)'", source)) | FIELDS)


FIELDS = {
    "kind",
    "verdict",
    "deed",
    "by",
    "to",
    "lead",
    "leads",
    "title",
    "case",
    "group",
    "fields",
    "items",
    "number",
}
FIELDS |= {
    "until",
    "since",
    "after",
    "limit",
    "page",
    "order",
    "text",
    "noun",
    "status",
    "state",
    "step",
    "ids",
    "given",
}
FIELDS |= {
    "ending",
    "second",
    "targets",
    "platform",
    "keywords",
    "shop",
    "most",
    "into",
    "as_of",
    "name",
    "said",
    "login",
}


@settings(max_examples=700, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_input_gives_an_internal_error(
    scene: tuple[TestClient, list[Place], list[str], str], data: st.DataObject
) -> None:
    client, routes, ids, token = scene
    template, route = data.draw(st.sampled_from(routes))
    value = st.sampled_from(ids) | st.sampled_from(ODD) | st.text(max_size=20)
    place = st.sampled_from(PATHS) | value.map(lambda text: quote(text.encode("utf-8", "replace"), safe=""))
    path = re.sub(r"\{\w+(:path)?\}", lambda _: data.draw(place) or "x", template)
    pairs = st.dictionaries(st.sampled_from(find_names(route)) | st.text(max_size=5), value, max_size=6)
    method = data.draw(st.sampled_from(sorted(route.methods)))
    asked: dict[str, Any] = {"params": clean(data.draw(pairs))}
    headers = data.draw(
        st.sampled_from([{}, {"HX-Request": "true"}, {"Accept": "*/*;q=x"}, {"Cookie": "netpatrol=x; ;="}])
    )
    headers = {
        **headers,
        **data.draw(st.sampled_from([{"Authorization": f"Bearer {token}"}] * 4 + [{"Origin": BASE}])),
    }
    if method not in {"GET", "HEAD"}:
        if data.draw(st.booleans()):
            asked["data"] = clean(data.draw(pairs))
        else:
            asked["content"] = data.draw(st.sampled_from(BODIES))
            headers["Content-Type"] = data.draw(st.sampled_from(TYPES))
        if "data" in asked and data.draw(st.booleans()):
            asked["files"] = {
                "given": (data.draw(st.sampled_from(["", "a.csv", "a.parcel", "\x00.csv", "a" * 300])), b"x")
            }
    answer = client.request(method, path, headers=headers, **asked)
    assert answer.status_code < 500, (method, path, asked, answer.text[:500])


def clean(pairs: dict[str, str]) -> dict[str, str]:
    return {
        name.encode("utf-8", "replace").decode(): text.encode("utf-8", "replace").decode()
        for name, text in pairs.items()
    }


def test_the_walk_finds_the_routes(scene: tuple[TestClient, list[Place], list[str], str]) -> None:
    paths = {path for path, _ in scene[1]}
    assert {"/leads", "/jobs/crawl", "/cases/{case_id}/shares", "/login"} <= paths
    assert "/api/v1/search" in paths
    assert len(paths) > 45
