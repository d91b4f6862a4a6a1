"""A whole case between two regions without a link, by the commands that officers type."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from console.main import run
from console.session import Session
from tests.cases.town import Town, make_town

PASSWORD = "correct horse battery"


class Office:
    """One office's workspace, and its command line."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> None:
        self.root, self._capsys, self._patch = root, capsys, patch

    def __call__(self, line: str, *rest: str) -> list[dict[str, Any]]:
        self._patch.setattr("sys.stdin", StringIO(PASSWORD + "\n"))
        self._capsys.readouterr()
        code = run(["-w", str(self.root), "--lang", "en", *line.split(), *rest])
        said = self._capsys.readouterr()
        assert code == 0, said.err
        return [json.loads(row) for row in said.out.splitlines() if row.startswith("{")]


@pytest.fixture
def near(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setenv("NETPATROL_NOW", "2026-03-02T10:00:00+08:00")
    office = Office(tmp_path / "gd", capsys, monkeypatch)
    office("office add x X --region 44")
    (office.root / "netpatrol.toml").write_text('office = "gd"\n')
    return office


@pytest.fixture
def town(near: Office) -> Town:
    session = Session(workspace_option=near.root)
    return make_town(session.open_book(session.open()))


@pytest.fixture
def far(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Office:
    office = Office(tmp_path / "zj", capsys, monkeypatch)
    office("office add zj 浙江局 --region 33 --sign 浙市监")
    (office.root / "netpatrol.toml").write_text('office = "zj"\n')
    for role in ("lead", "officer", "reviewer"):
        office(f"user add zj-{role} --office zj --role {role} --name {role} --password-stdin")
    return office


def test_found_here_shared_there_assisted_answered_and_closed(
    near: Office, far: Office, town: Town, tmp_path: Path
) -> None:
    near(f"key show --out {tmp_path}/gd.pem")
    far(f"key trust {tmp_path}/gd.pem")
    lead = town.findings["gd"].lead_id
    (case,) = near(f"case open {lead} --title 涉嫌虚假宣传 --as gd-lead --json")
    asks = f"case act {case['case_id']} assistance --as gd-officer --second gd-reviewer --to zj --json"
    (letter,) = near(f"{asks} --out {tmp_path}/letter.docx")
    (share,) = near(f"case share {case['case_id']} --group {town.group} --fields full --as gd-lead --json")
    near(f"case send {share['share_id']} --to zj --out {tmp_path}/share.parcel --as gd-lead")
    (offered,) = far(f"inbox take {tmp_path}/share.parcel --as zj-officer --json")
    (taken,) = far(f"inbox accept {offered['share_id']} --as zj-officer --json")
    (seen,) = far(f"case show {taken['case_id']} --as zj-officer --json")
    assert (taken["state"], seen["title"]) == ("accepted", "涉嫌虚假宣传")
    assert lead in {item["id"] for item in seen["items"]}
    (own,) = far(f"case open {lead} --title 协助广东局调查 --as zj-lead --json")
    (reply,) = far(
        f"case act {own['case_id']} reply --as zj-officer --to gd --out {tmp_path}/reply.docx --json"
    )
    (closed,) = far(f"case close {own['case_id']} --as zj-lead --json")
    near(f"case act {case['case_id']} reply --as gd-officer --out {tmp_path}/received.docx")
    near(f"case close {case['case_id']} --as gd-lead")
    (ended,) = near(f"case show {case['case_id']} --json")
    assert (reply["kind"], closed["status"], ended["status"]) == ("reply", "closed", "closed")
    assert next(act for act in ended["acts"] if act["act_id"] == letter["act_id"])["answered_at"]
    assert all(clock["met_at"] for clock in ended["clocks"])
    text = "\n".join(part.text for part in Document(str(tmp_path / "reply.docx")).paragraphs)
    assert "浙江局" in text
    assert reply["number"] == "浙市监复〔2026〕1号"
    assert reply["number"] in text
    for office in (near, far):
        office("verify --store")
