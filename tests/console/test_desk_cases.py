"""Case files at the desk: opened from a lead, printed, shared and accepted, and there for nobody else."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from fastapi.testclient import TestClient

from cases.casework import remove_items
from cases.model import Fields, ShareState
from cases.sharing import answer_share, make_share
from console.desk.app import make_app
from console.reviewing import add_review
from console.session import Session
from evidence.finding import ReviewVerdict
from evidence.workspace import open_workspace
from tests.cases.town import LATER, NOW, Town, capture_for
from tests.console.conftest import BASE, call_netpatrol

Headers = dict[str, str]
AsUser = Callable[[str], Headers]


def open_at(desk: TestClient, town: Town, headers: Headers) -> str:
    form = {"lead": town.findings["gd"].lead_id, "title": "水壶案"}
    answer = desk.post("/cases", data=form, headers=headers)
    assert answer.status_code == 303
    return str(answer.headers["location"]).rpartition("/")[2]


def test_a_case_is_opened_from_a_lead_and_shows_what_runs(
    desk: TestClient, town: Town, as_user: AsUser
) -> None:
    lead = as_user("gd-lead")
    page = desk.get(f"/findings/{town.findings['gd'].finding_id}", headers=lead).text
    assert 'action="/cases"' in page
    case = open_at(desk, town, lead)
    shown = desk.get(f"/cases/{case}", headers=lead).text
    assert all(word in shown for word in ("水壶案", "核查并决定是否立案", "计时中", "经过"))
    assert f"/cases/{case}" in desk.get("/cases", headers=as_user("gd-officer")).text
    again = {"lead": town.findings["gd"].finding_id, "case": case}
    assert desk.post("/cases", data=again, headers=as_user("gd-officer")).status_code == 303


def test_a_case_says_what_each_item_is_and_to_whom(desk: TestClient, town: Town, as_user: AsUser) -> None:
    case = open_at(desk, town, as_user("gd-lead"))
    finding = town.findings["gd"]
    shown = desk.get(f"/cases/{case}", headers=as_user("gd-officer")).text
    for path in (f"leads/{finding.lead_id}", f"findings/{finding.finding_id}"):
        assert f'<a href="/{path}">{finding.summary}</a>' in shown
    assert f'<a href="/snapshots/{finding.snapshot_id}">gd水壶 电话13812345678</a>' in shown
    assert "gd商行 · jishi" in shown

    shared = {"group": town.group, "shown": Fields.REDACTED, "by": "gd-lead", "at": LATER}
    share, _ = make_share(town.book, case, **shared)  # type: ignore[arg-type]
    answer_share(town.book, share.share_id, ShareState.ACCEPTED, by="zj-lead", at=LATER)
    copy = desk.get(f"/cases/{case}", headers=as_user("zj-officer")).text
    assert f'<a href="/findings/{finding.finding_id}">绝对化用语</a>' in copy
    assert "gd水壶 ***" in copy
    assert "13812345678" not in copy

    ws = town.book.workspace.root
    told = call_netpatrol("-w", ws, "case", "show", case, "--as", "zj-officer", cwd=ws.parent).out
    assert "AD-001 绝对化用语" in told


def test_leads_of_the_same_shop_are_proposed_and_added(desk: TestClient, town: Town, as_user: AsUser) -> None:
    _, other = capture_for(town.book, "gd", 9)
    lead = as_user("gd-lead")
    case = open_at(desk, town, lead)
    page = desk.get(f"/cases/{case}", headers=lead).text
    assert "同一店铺" in page
    assert other.lead_id in page
    [item] = desk.get(f"/api/v1/cases/{case}/related", headers=lead).json()["items"]
    assert (item["lead_id"], {tie["kind"] for tie in item["ties"]}) == (other.lead_id, {"phone", "shop"})
    assert desk.get(f"/api/v1/cases/{case}/related", headers=as_user("zj-lead")).status_code == 404
    ws = town.book.workspace.root
    done = call_netpatrol("-w", ws, "case", "related", case, "--as", "gd-officer", "--json", cwd=ws.parent)
    assert [one["lead_id"] for one in done.objects] == [other.lead_id]
    assert call_netpatrol("-w", ws, "case", "related", case, "--as", "zj-lead", cwd=ws.parent).code == 4
    assert desk.post("/cases", data={"lead": other.lead_id, "case": case}, headers=lead).status_code == 303
    assert "同一店铺" not in desk.get(f"/cases/{case}", headers=lead).text


def test_a_case_whose_evidence_is_no_longer_seen_is_still_shown(
    desk: TestClient, town: Town, as_user: AsUser
) -> None:
    case = open_at(desk, town, as_user("gd-lead"))
    with town.book.write(LATER) as deeds:
        deeds.add("own", "run", town.snapshots["gd"].run_id, {"office_id": "bj"})
    shown = desk.get(f"/cases/{case}", headers=as_user("gd-officer"))
    assert (shown.status_code, "水壶案" in shown.text) == (200, True)
    assert "（现不可见）" in shown.text
    assert "gd水壶" not in shown.text
    form = {"kind": "transfer", "ending": "docx"}
    assert desk.post(f"/cases/{case}/acts", data=form, headers=as_user("gd-officer")).status_code == 400


def test_who_may_not_sign_is_not_offered_as_the_second_officer(
    desk: TestClient, town: Town, as_user: AsUser
) -> None:
    case = open_at(desk, town, as_user("gd-lead"))
    shown = desk.get(f"/cases/{case}", headers=as_user("gd-officer")).text
    offered = re.search(r'<select name="second">(.*?)</select>', shown, re.DOTALL)
    assert offered is not None
    assert re.findall(r'value="([^"]+)"', offered[1]) == ["gd-lead", "gd-reviewer"]


def test_an_act_is_printed_and_downloaded(desk: TestClient, town: Town, as_user: AsUser) -> None:
    case = open_at(desk, town, as_user("gd-lead"))
    officer = as_user("gd-officer")
    assert "jurisdiction" in desk.get(f"/api/v1/cases/{case}", headers=officer).json()
    form = {"kind": "transfer", "ending": "docx", "to": "zj"}
    done = desk.post(f"/cases/{case}/acts", data=form, headers=officer)
    assert (done.status_code, "filename*=UTF-8''" in done.headers["content-disposition"]) == (200, True)
    assert "zj局：" in [part.text for part in Document(io.BytesIO(done.content)).paragraphs]
    asked = {"kind": "assistance", "second": "gd-reviewer", "ending": "docx"}
    by_api = desk.post(f"/api/v1/cases/{case}/acts", json=asked, headers=officer)
    assert (by_api.status_code, by_api.content[:2]) == (200, b"PK")
    shown = desk.get(f"/cases/{case}", headers=officer).text
    assert re.search(r"gd移〔2026〕1号", shown)
    papers = re.findall(rf'href="(/cases/{case}/acts/[^"]+)"', shown)
    for path, printed in zip(papers, (done, by_api), strict=True):
        for answer in (desk.get(path, headers=officer), desk.get(f"/api/v1{path}", headers=officer)):
            assert (answer.content, answer.headers["content-type"]) == (
                printed.content,
                printed.headers["content-type"],
            )
        assert desk.get(path, headers=as_user("zj-lead")).status_code == 404
    ws = town.book.workspace.root
    number = "gd移〔2026〕1号"
    taken = call_netpatrol("-w", ws, "case", "paper", case, number, "--out", "again.docx", cwd=ws.parent)
    assert (taken.code, (ws.parent / "again.docx").read_bytes()) == (0, done.content)
    deeds = [one.by for one in town.book.load_events() if (one.did, one.noun) == ("take", "case")]
    assert deeds == ["gd-officer"] * 4 + ["-"]
    for bad, status in (
        ({"kind": "evidence_list", "ending": "docx"}, 400),
        ({"kind": "transfer", "ending": "exe"}, 422),
        ({"kind": "nothing", "ending": "pdf"}, 422),
    ):
        assert desk.post(f"/cases/{case}/acts", data=bad, headers=officer).status_code == status
    assert desk.post(f"/cases/{case}/acts", data=form, headers=as_user("gd-auditor")).status_code in {
        400,
        403,
    }


def test_an_act_prints_what_the_case_holds_and_no_rejected_lead(
    desk: TestClient, town: Town, as_user: AsUser
) -> None:
    case = open_at(desk, town, as_user("gd-lead"))
    officer = as_user("gd-officer")
    form = {"kind": "evidence_list", "ending": "docx", "second": "gd-reviewer"}
    digest = town.snapshots["gd"].artefacts[0].sha256

    def read() -> str:
        done = desk.post(f"/cases/{case}/acts", data=form, headers=officer)
        assert done.status_code == 200, done.text
        document = Document(io.BytesIO(done.content))
        return "".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)

    assert digest in read()
    remove_items(town.book, case, [town.snapshots["gd"].snapshot_id], by="gd-officer", at=LATER)
    assert digest not in read()
    add_review(
        town.book.workspace,
        town.findings["gd"].lead_id,
        ReviewVerdict.REJECTED,
        by="gd-reviewer",
        note="",
        now=LATER,
    )
    refused = desk.post(f"/cases/{case}/acts", data=form, headers=officer)
    assert (refused.status_code, "驳回" in refused.text) == (400, True)


def test_what_another_office_shared_is_never_called_ours(
    desk: TestClient, town: Town, as_user: AsUser
) -> None:
    case = open_at(desk, town, as_user("gd-lead"))
    share, _ = make_share(
        town.book, case, group=town.group, shown=Fields.FULL, by="gd-lead", at=NOW, items=(), number=None
    )
    officer = as_user("zj-officer")
    desk.post(f"/inbox/{share.share_id}", data={"state": "accepted"}, headers=officer)
    opened = open_at(desk, town, as_user("zj-lead"))
    shown = desk.get(f"/cases/{opened}", headers=officer).text
    assert "gd商行" not in shown.partition("证据清单")[0]
    assert "gd局共享" in shown
    assert 'action="/jobs/bundle"' not in shown
    assert "无可打包" in shown
    for kind, status in (("transfer", 400), ("evidence_list", 400), ("reply", 200)):
        form = {"kind": kind, "ending": "docx", "second": "zj-reviewer", "to": "gd"}
        done = desk.post(f"/cases/{opened}/acts", data=form, headers=officer)
        assert done.status_code == status, kind
    text = "".join(part.text for part in Document(io.BytesIO(done.content)).paragraphs)
    assert "由机关 gd 提供" in text
    assert "未经人工复核" in text


@pytest.mark.parametrize("until", ["9999-12-31T23:59:59-12:00", "2026-12-31T00:00:00"])
def test_a_share_that_ends_at_no_usable_time_is_refused(
    desk: TestClient, town: Town, as_user: AsUser, until: str
) -> None:
    case = open_at(desk, town, as_user("gd-lead"))
    asked = {"case_id": case, "group": town.group, "fields": "full", "until": until}
    assert desk.post("/api/v1/shares", json=asked, headers=as_user("gd-lead")).status_code == 400
    assert desk.get("/cases", headers=as_user("zj-officer")).status_code == 200


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("cases", '{"title": "\\ud800", "ids": []}'),
        ("cases", '{"title": "t", "ids": ["\\ud800"]}'),
        ("ask", '{"number": "\\udfff12345"}'),
    ],
)
def test_half_a_character_is_no_text(desk: TestClient, as_user: AsUser, path: str, body: str) -> None:
    headers = {**as_user("gd-lead"), "Content-Type": "application/json"}
    assert desk.post(f"/api/v1/{path}", content=body.encode(), headers=headers).status_code == 422


@pytest.mark.parametrize("name", ["Host", "Origin"])
def test_an_address_that_is_none_is_refused(desk: TestClient, name: str) -> None:
    answer = desk.post(
        "/login", data={"login": "x", "password": "y"}, headers={"Origin": BASE, name: "http://["}
    )
    assert answer.status_code == 403


def test_a_case_is_there_for_others_only_once_it_is_shared_and_accepted(
    desk: TestClient, town: Town, as_user: AsUser
) -> None:
    case = open_at(desk, town, as_user("gd-lead"))
    other = as_user("zj-officer")
    missing = desk.get("/cases/nothing", headers=other)
    hidden = desk.get(f"/cases/{case}", headers=other)
    assert (hidden.status_code, hidden.text.replace(case, "nothing")) == (404, missing.text)
    share, _ = make_share(
        town.book, case, group=town.group, shown=Fields.REDACTED, by="gd-lead", at=NOW, items=(), number=None
    )
    listed = desk.get("/cases", headers=other).text
    assert "收件箱" in listed
    assert "水壶案" not in listed
    taken = desk.post(f"/inbox/{share.share_id}", data={"state": "accepted"}, headers=other)
    assert taken.headers["location"] == f"/cases/{case}"
    seen = desk.get(f"/cases/{case}", headers=other)
    assert (seen.status_code, "水壶案" in seen.text, "13812345678" in seen.text) == (200, False, False)
    assert "/acts" not in seen.text
    refused = desk.post(f"/cases/{case}/acts", data={"kind": "transfer", "ending": "docx"}, headers=other)
    assert refused.status_code == 400


def test_without_users_there_are_no_cases_to_open(tmp_path: Path) -> None:
    open_workspace(tmp_path / "ws", create=True, now=NOW)
    session = Session(workspace_option=tmp_path / "ws", lang_option="zh")
    with TestClient(make_app(session), base_url=BASE, follow_redirects=False) as client:
        assert client.get("/cases").status_code == 200
        answer = client.post("/cases", data={"lead": "x", "title": "t"}, headers={"Origin": BASE})
        assert (answer.status_code, "netpatrol user add" in answer.text) == (403, True)


def test_a_share_is_previewed_then_offered_then_withdrawn(
    desk: TestClient, town: Town, as_user: AsUser
) -> None:
    lead = as_user("gd-lead")
    case = open_at(desk, town, lead)
    form = {"group": town.group, "fields": "redacted", "until": "2026-12-31"}
    shown = desk.post(f"/cases/{case}/shares", data=form, headers=lead)
    assert shown.status_code == 200
    assert all(word in shown.text for word in ("预览共享", "zjofficer", "gd商行", "证据等级"))
    rows = dict(re.findall(r"<td[^>]*>([^<]+)</td><td[^>]*><span class=.badge way-(\w+).", shown.text))
    assert (rows["商品标题"], rows["摘要"], rows["事项"]) == ("masked", "hidden", "plain")
    assert "finding.listing.title" not in shown.text
    assert town.book.load_world().shares == {}
    assert desk.post(f"/cases/{case}/shares", data=form | {"step": "offer"}, headers=lead).status_code == 303
    (share,) = town.book.load_world().shares.values()
    page = desk.get(f"/cases/{case}", headers=lead).text
    assert all(word in page for word in ("撤回", "两省", "提供共享"))
    refused = desk.post(f"/shares/{share.share_id}/withdraw", headers=as_user("gd-officer"))
    assert refused.status_code == 403
    assert desk.post(f"/shares/{share.share_id}/withdraw", headers=lead).status_code == 303
    assert town.book.load_world().shares[share.share_id].withdrawn_at is not None


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"group": "nobody", "fields": "full"}, 400),
        ({"group": "两省", "fields": "full", "until": "gestern"}, 400),
        ({"group": "两省", "fields": "full", "until": "2020-01-01"}, 400),
        ({"group": "两省", "fields": "number", "number": "12"}, 400),
        ({"group": "两省", "fields": "everything"}, 422),
        ({"group": "两省", "fields": "full", "items": ["nothing"]}, 400),
    ],
)
def test_a_share_that_cannot_be_is_one_clear_line(
    desk: TestClient, town: Town, as_user: AsUser, form: dict[str, str], status: int
) -> None:
    case = open_at(desk, town, as_user("gd-lead"))
    answer = desk.post(f"/cases/{case}/shares", data=form | {"step": "offer"}, headers=as_user("gd-lead"))
    assert (answer.status_code, "无法完成" in answer.text) == (status, True)
    assert town.book.load_world().shares == {}


def test_a_case_is_closed_by_its_lead_alone(desk: TestClient, town: Town, as_user: AsUser) -> None:
    case = open_at(desk, town, as_user("gd-lead"))
    assert desk.post(f"/cases/{case}/close", headers=as_user("gd-officer")).status_code == 403
    assert desk.post(f"/cases/{case}/close", headers=as_user("gd-lead")).status_code == 303
    assert "已结案" in desk.get(f"/cases/{case}", headers=as_user("gd-lead")).text


def test_who_may_not_review_is_told_so_and_has_no_buttons(
    desk: TestClient, town: Town, as_user: AsUser
) -> None:
    path = f"/findings/{town.findings['gd'].finding_id}"
    assert 'name="verdict"' in desk.get(path, headers=as_user("gd-reviewer")).text
    page = desk.get(path, headers=as_user("gd-lead")).text
    assert ('name="verdict"' in page, "复核由本机关复核员作出" in page) == (False, True)


def test_a_lead_leads_to_its_newest_sighting_for_who_may_see_it(
    desk: TestClient, town: Town, as_user: AsUser
) -> None:
    held = town.findings["gd"]
    answer = desk.get(f"/leads/{held.lead_id}", headers=as_user("gd-officer"))
    assert (answer.status_code, answer.headers["location"]) == (303, f"/findings/{held.finding_id}")
    assert desk.get(f"/leads/{held.lead_id}", headers=as_user("bj-officer")).status_code == 404
    case = open_at(desk, town, as_user("gd-lead"))
    assert f'href="/leads/{held.lead_id}"' in desk.get(f"/cases/{case}", headers=as_user("gd-lead")).text
