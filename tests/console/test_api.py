"""The API and the desk once there are users: who is let in, what they see, and how refusals look."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from cases.accounts import set_password
from cases.people import add_token, disable_user, leave_group, revoke_token
from config.errors import ConfigError
from console.desk.app import make_app
from console.session import Session
from evidence.noun import make_digest
from evidence.workspace import open_workspace
from tests.cases.town import LATER, NOW, Town
from tests.console.conftest import BASE

PASSWORD = "correct horse battery"
Api = Callable[..., TestClient]


@pytest.fixture
def logged_in(town: Town, desk: TestClient) -> TestClient:
    """The desk with gd's reviewer logged in."""
    set_password(town.book, "gd-reviewer", PASSWORD, at=NOW)
    form = {"login": "gd-reviewer", "password": PASSWORD, "to": "/leads"}
    answer = desk.post("/login", data=form, headers={"Origin": BASE})
    assert (answer.status_code, answer.headers["location"]) == (303, "/leads")
    cookie = answer.headers["set-cookie"]
    assert all(mark in cookie for mark in ("HttpOnly", "SameSite=strict"))
    return desk


READS = (
    "search",
    "leads",
    "leads/{lead}",
    "findings/{finding}",
    "snapshots/{snapshot}",
    "listings/{listing}",
    "artefacts/{page}",
    "cases",
    "shares",
    "inbox",
    "stats",
)


def fill(path: str, town: Town, office: str) -> str:
    snapshot, finding = town.snapshots[office], town.findings[office]
    return "/api/v1/" + path.format(
        lead=finding.lead_id,
        finding=finding.finding_id,
        snapshot=snapshot.snapshot_id,
        listing=snapshot.listing_key,
        page=snapshot.artefacts[0].sha256,
    )


@pytest.mark.parametrize("path", READS)
def test_nobody_reads_without_a_token(desk: TestClient, town: Town, path: str) -> None:
    for headers in ({}, {"Authorization": "Bearer np_wrong"}, {"Cookie": "netpatrol=wrong"}):
        answer = desk.get(fill(path, town, "gd"), headers=headers)
        assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
        assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("path", READS)
def test_people_read_what_is_their_offices(desk: TestClient, town: Town, as_user: Api, path: str) -> None:
    assert desk.get(fill(path, town, "gd"), headers=as_user("gd-officer")).status_code == 200


@pytest.mark.parametrize("path", [path for path in READS if "{" in path])
def test_what_others_hold_answers_as_what_is_not_there(
    desk: TestClient, town: Town, as_user: Api, path: str
) -> None:
    headers = as_user("zj-officer")
    hidden = desk.get(fill(path, town, "gd"), headers=headers)
    missing = desk.get("/api/v1/" + path.split("{", maxsplit=1)[0] + "nothing", headers=headers)
    assert (hidden.status_code, hidden.content) == (missing.status_code, missing.content)
    assert hidden.json() == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "there is no such thing here",
    }
    assert hidden.headers.raw == missing.headers.raw


def test_counts_and_facets_count_only_what_is_seen(desk: TestClient, town: Town, as_user: Api) -> None:
    for office in ("gd", "zj", "bj"):
        headers = as_user(f"{office}-officer")
        found = desk.get("/api/v1/search", headers=headers).json()
        leads = desk.get("/api/v1/leads", headers=headers).json()
        assert (found["total"], leads["total"]) == (2, 1)
        assert {hit["snapshot_id"] for hit in found["items"]} == {town.snapshots[office].snapshot_id}
        assert desk.get("/api/v1/stats", headers=headers).json()["leads"] == {"finding": 1, "pick": 0}


def test_lists_come_in_pages(desk: TestClient, town: Town, as_user: Api) -> None:
    gd = as_user("gd-lead")
    for number in range(3):
        desk.post("/api/v1/cases", json={"title": f"案{number}"}, headers=gd)
    first = desk.get("/api/v1/cases", params={"limit": 2}, headers=gd).json()
    second = desk.get("/api/v1/cases", params={"limit": 2, "after": first["next"]}, headers=gd).json()
    assert [case["title"] for case in first["items"] + second["items"]] == ["案0", "案1", "案2"]
    assert (first["total"], second["next"], set(first)) == (3, None, {"items", "total", "capped", "next"})
    history = desk.get(f"/api/v1/cases/{first['items'][0]['case_id']}/history", headers=gd).json()
    assert [line["did"] for line in history["items"]] == ["case open"]


@pytest.mark.parametrize("ending", ["revoked", "disabled"])
def test_a_token_ends_at_once(desk: TestClient, town: Town, ending: str) -> None:
    token = add_token(town.book, "gd-officer", name="t", days=9, at=NOW)
    headers = {"Authorization": f"Bearer {token.token}"}
    assert desk.get("/api/v1/cases", headers=headers).status_code == 200
    if ending == "revoked":
        revoke_token(town.book, token.token_id, at=NOW)
    else:
        disable_user(town.book, "gd-officer", at=NOW)
    assert desk.get("/api/v1/cases", headers=headers).status_code == 401


def test_a_case_is_opened_shared_accepted_read_and_withdrawn(
    desk: TestClient, town: Town, as_user: Api
) -> None:
    gd, zj, bj = as_user("gd-lead"), as_user("zj-officer"), as_user("bj-officer")
    lead = town.findings["gd"].lead_id
    case = desk.post("/api/v1/cases", json={"title": "水壶案", "ids": [lead]}, headers=gd).json()
    path = f"/api/v1/cases/{case['case_id']}"
    asked = {"case_id": case["case_id"], "group": town.group, "fields": "redacted"}
    looked = desk.post("/api/v1/shares", json={**asked, "preview": True}, headers=gd).json()
    assert (looked["previews"][0]["office_id"], desk.get("/api/v1/inbox", headers=zj).json()["total"]) == (
        "zj",
        0,
    )
    share = desk.post("/api/v1/shares", json=asked, headers=gd).json()["share"]
    assert [desk.get(path, headers=who).status_code for who in (gd, zj, bj)] == [200, 404, 404]
    answered = desk.post(f"/api/v1/inbox/{share['share_id']}", json={"answer": "accept"}, headers=zj)
    assert answered.json()["state"] == "accepted"
    seen = desk.get(path, headers=zj).json()
    assert (seen["title"], seen["history"], len(seen["items"])) == ("***", [], 3)
    finding = desk.get(fill("findings/{finding}", town, "gd"), headers=zj).json()
    assert (finding["code"], finding["summary"], finding["locators"]) == ("AD-001", "***", [])
    assert "13812345678" not in desk.get(f"{path}/export", headers=zj).text
    assert (
        desk.post(f"/api/v1/shares/{share['share_id']}/withdraw", headers=gd).json()["state"] == "withdrawn"
    )
    assert desk.get(path, headers=zj).status_code == 404
    assert desk.get(fill("findings/{finding}", town, "gd"), headers=zj).status_code == 404


def test_what_was_read_of_others_is_in_the_ledger_for_auditors_only(
    desk: TestClient, town: Town, as_user: Api
) -> None:
    test_a_case_is_opened_shared_accepted_read_and_withdrawn(desk, town, as_user)
    finding = town.findings["gd"].finding_id
    read = {"about": finding, "by": "zj-officer"}
    entries = desk.get("/api/v1/ledger", params=read, headers=as_user("zj-auditor")).json()["items"]
    assert {entry["did"] for entry in entries} == {"read"}
    exports = desk.get("/api/v1/ledger", params={"by": "zj-officer"}, headers=as_user("gd-auditor")).json()
    assert "export" in {entry["did"] for entry in exports["items"]}
    assert desk.get("/api/v1/ledger", headers=as_user("gd-officer")).status_code == 403


def test_an_officer_may_not_review_and_a_reviewer_may(desk: TestClient, town: Town, as_user: Api) -> None:
    path, word = fill("leads/{lead}/reviews", town, "gd"), {"verdict": "confirmed"}
    assert desk.post(path, json=word, headers=as_user("gd-officer")).status_code == 403
    done = desk.post(path, json=word, headers=as_user("gd-reviewer")).json()
    assert (done["verdict"], done["precision"]["reviewed"]) == ("confirmed", 1)
    assert desk.post(path, json=word, headers=as_user("zj-reviewer")).status_code == 404


def test_the_desk_says_that_a_copy_is_redacted_and_shows_no_picture(
    desk: TestClient, town: Town, as_user: Api
) -> None:
    gd, zj = as_user("gd-lead"), as_user("zj-officer")
    finding, snapshot = town.findings["gd"], town.snapshots["gd"]
    case = desk.post("/api/v1/cases", json={"title": "案", "ids": [finding.lead_id]}, headers=gd).json()
    asked = {"case_id": case["case_id"], "group": town.group, "fields": "redacted"}
    share = desk.post("/api/v1/shares", json=asked, headers=gd).json()["share"]
    desk.post(f"/api/v1/inbox/{share['share_id']}", json={"answer": "accept"}, headers=zj)
    for path in (f"/findings/{finding.finding_id}", f"/snapshots/{snapshot.snapshot_id}"):
        own, copy = (desk.get(path, headers=who).text for who in (gd, zj))
        assert ("脱敏副本" in own, "脱敏副本" in copy, "<img" in copy) == (False, True, False)


def test_asking_tells_what_is_shared_and_no_more(desk: TestClient, town: Town, as_user: Api) -> None:
    gd, zj = as_user("gd-lead"), as_user("zj-officer")
    claimed = str(town.findings["gd"].claimed)
    known = {"number": claimed}
    own = desk.post("/api/v1/ask", json=known, headers=gd).json()["items"]
    assert [(one["office_id"], one["known"]) for one in own] == [("gd", True)]
    before = desk.post("/api/v1/ask", json=known, headers=zj).json()["items"]
    other = desk.post("/api/v1/ask", json={"number": "2019010714999999"}, headers=zj).json()["items"]
    assert [(one["office_id"], one["known"]) for one in before] == [("zj", False)]
    assert [one["known"] for one in other] == [False]
    lead = town.findings["gd"].lead_id
    case = desk.post("/api/v1/cases", json={"title": "案", "ids": [lead]}, headers=gd).json()
    asked = {"case_id": case["case_id"], "group": town.group, "fields": "number", "number": claimed}
    share = desk.post("/api/v1/shares", json=asked, headers=gd).json()["share"]
    desk.post(f"/api/v1/inbox/{share['share_id']}", json={"answer": "accept"}, headers=zj)
    after = desk.post("/api/v1/ask", json=known, headers=zj).json()["items"]
    assert [(one["office_id"], one["known"], one["case_id"]) for one in after] == [
        ("zj", False, None),
        ("gd", True, None),
    ]
    assert desk.get(fill("findings/{finding}", town, "gd"), headers=zj).status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"title": ""}, 400),
        ({"title": "x", "ids": ["none"]}, 404),
        ({"title": "x", "more": 1}, 422),
    ],
)
def test_a_bad_request_is_a_problem(
    desk: TestClient, as_user: Api, body: dict[str, object], status: int
) -> None:
    answer = desk.post("/api/v1/cases", json=body, headers=as_user("gd-lead"))
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_api_describes_itself_without_a_token(desk: TestClient) -> None:
    described = desk.get("/openapi.json").json()
    promised = "search leads findings/{} snapshots/{} listings/{} artefacts/{} documents/{} cases cases/{} "
    promised += "cases/{}/history cases/{}/export shares inbox ask ledger stats"
    paths = {"{}".join(part.split("}")[-1] for part in path.split("{")) for path in described["paths"]}
    assert {f"/api/v1/{path}" for path in promised.split()} <= paths
    assert all(path.startswith("/api/v1/") for path in described["paths"])


def test_a_page_asks_to_log_in_and_then_leads_where_one_wanted_to_go(desk: TestClient) -> None:
    answer = desk.get("/leads", params={"kind": "pick"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?to=%2Fleads%3Fkind%3Dpick")
    assert "口令" in desk.get(answer.headers["location"]).text


@pytest.mark.parametrize(
    "to", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_the_log_in_leads_to_no_other_site(desk: TestClient, to: str) -> None:
    assert 'name="to" value="/"' in desk.get("/login", params={"to": to}).text


def test_a_wrong_password_is_refused_in_one_line(desk: TestClient, town: Town) -> None:
    set_password(town.book, "gd-officer", PASSWORD, at=NOW)
    for login in ("gd-officer", "nobody"):
        form = {"login": login, "password": "wrong"}
        answer = desk.post("/login", data=form, headers={"Origin": BASE})
        assert (answer.status_code, "账号或口令不对" in answer.text) == (401, True)
        assert "set-cookie" not in answer.headers


def test_a_write_needs_the_forms_token_of_the_session(logged_in: TestClient, town: Town) -> None:
    lead, form = town.findings["gd"].lead_id, {"verdict": "confirmed"}
    path = f"/leads/{lead}/reviews"
    page = logged_in.get(f"/findings/{town.findings['gd'].finding_id}").text
    csrf = page.partition('name="csrf" value="')[2].partition('"')[0]
    for sent in ({}, {"csrf": "wrong"}, {"csrf": ""}):
        assert logged_in.post(path, data=form | sent, headers={"Origin": BASE}).status_code == 403
    assert (
        logged_in.post(path, data=form | {"csrf": csrf}, headers={"Origin": "http://evil"}).status_code == 403
    )
    assert logged_in.post(path, data=form | {"csrf": csrf}, headers={"Origin": BASE}).status_code == 303
    (review,) = town.book.workspace.records.load_reviews(lead_id=lead)
    assert review.by == "gd-reviewer"
    header = {"Origin": BASE, "X-CSRF-Token": csrf}
    assert logged_in.post(f"/api/v1{path}", json={"verdict": "unsure"}, headers=header).status_code == 201


@pytest.mark.parametrize(
    ("host", "origin", "status"),
    [
        ("desk.example", "https://desk.example", 303),
        ("desk.example", "http://desk.example", 403),
        ("desk.example", "https://evil.example", 403),
        ("evil.example", "https://evil.example", 403),
        ("127.0.0.1:8421", BASE, 303),
    ],
)
def test_a_proxy_with_tls_shows_the_desk_under_its_own_address_only(
    town: Town, host: str, origin: str, status: int
) -> None:
    root = town.book.workspace.root
    (root / "netpatrol.toml").write_text('office = "gd"\n[desk]\naddress = "https://desk.example"\n')
    set_password(town.book, "gd-officer", PASSWORD, at=NOW)
    session = Session(workspace_option=root, lang_option="zh")
    with TestClient(make_app(session), base_url=BASE, follow_redirects=False) as client:
        form = {"login": "gd-officer", "password": PASSWORD}
        answer = client.post("/login", data=form, headers={"Host": host, "Origin": origin})
    assert answer.status_code == status
    if status == 303:
        assert ("Secure" in answer.headers["set-cookie"]) == (host == "desk.example")


def test_a_desk_without_users_is_shown_to_no_other_machine(tmp_path: Path) -> None:
    open_workspace(tmp_path / "ws", create=True, now=NOW)
    (tmp_path / "ws" / "netpatrol.toml").write_text('[desk]\naddress = "https://desk.example"\n')
    with pytest.raises(ConfigError, match="no users yet"):
        make_app(Session(workspace_option=tmp_path / "ws"))


def test_logging_out_ends_the_session(logged_in: TestClient) -> None:
    page = logged_in.get("/leads").text
    csrf = page.partition('name="csrf" value="')[2].partition('"')[0]
    cookie = dict(logged_in.cookies)
    logged_in.post("/logout", data={"csrf": csrf}, headers={"Origin": BASE})
    logged_in.cookies.update(cookie)
    assert logged_in.get("/leads").status_code == 303


PAGES = ("/", "/results", "/leads", "/runs", "/checks", "/findings/{finding}", "/snapshots/{snapshot}")
PAGES += ("/listings/{listing}", "/artefacts/{page}", "/leads.xlsx")


@pytest.mark.parametrize("path", PAGES)
def test_the_desk_shows_people_their_own_and_hides_the_rest(
    logged_in: TestClient, town: Town, path: str
) -> None:
    own, other = (fill(path, town, office).removeprefix("/api/v1/") for office in ("gd", "zj"))
    assert logged_in.get(own).status_code == 200
    hidden = logged_in.get(other)
    assert hidden.status_code == (404 if "{" in path else 200)
    assert "zj商行" not in hidden.text
    assert "zj水壶" not in hidden.text


def test_bytes_that_another_office_also_holds_stay_with_who_may_see_them(
    desk: TestClient, town: Town, as_user: Api
) -> None:
    path = f"/api/v1/artefacts/{make_digest('picture of gd')}"
    assert [desk.get(path, headers=as_user(f"{one}-officer")).status_code for one in ("gd", "zj")] == [
        200,
        404,
    ]


def test_a_share_that_a_group_no_longer_holds_is_gone_from_the_desk(
    desk: TestClient, town: Town, as_user: Api
) -> None:
    gd, zj = as_user("gd-lead"), as_user("zj-officer")
    lead = town.findings["gd"].lead_id
    case = desk.post("/api/v1/cases", json={"title": "案", "ids": [lead]}, headers=gd).json()
    asked = {"case_id": case["case_id"], "group": town.group, "fields": "full"}
    asked["until"] = (LATER + timedelta(days=1)).isoformat()
    share = desk.post("/api/v1/shares", json=asked, headers=gd).json()["share"]
    desk.post(f"/api/v1/inbox/{share['share_id']}", json={"answer": "accept"}, headers=zj)
    found = desk.get("/api/v1/search", params={"q": "gd水壶"}, headers=zj).json()
    assert found["total"] == 2
    leave_group(town.book, town.group, "zj", at=NOW)
    assert desk.get("/api/v1/search", params={"q": "gd水壶"}, headers=zj).json()["total"] == 0
