"""The commands for people, cases and sharing: their JSON, and bad input as one clear line."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from console.main import run
from console.session import Session
from evidence.noun import make_digest
from tests.cases.town import Town, make_town

PASSWORD = "correct horse battery"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NETPATROL_NOW", "2026-03-02T10:00:00+08:00")
    return tmp_path / "ws"


class Said:
    """How a call of the command line ended."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def objects(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def call(root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    def make(line: str, *rest: str, stdin: str = "") -> Said:
        monkeypatch.setattr("sys.stdin", StringIO(stdin))
        capsys.readouterr()
        code = run(["-w", str(root), "--lang", "en", *line.split(), *rest])
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return make


@pytest.fixture
def town(root: Path, call: Any) -> Town:
    call("office add x X --region 44")
    (root / "netpatrol.toml").write_text('office = "gd"\n')
    session = Session(workspace_option=root)
    return make_town(session.open_book(session.open()))


KEYS = {
    "office add a A --region 4403": "office_id name region parent",
    "office add b B --region 4403 --sign 深市监": "office_id name region parent sign",
    "group add G": "group_id name offices",
    "user list": "login office_id roles disabled",
    "user token gd-officer": "token_id token expires_at",
    "group list": "group_id name offices",
    "office list": "office_id name region parent",
    "case open --title T --as gd-lead": "case_id title status office_id opened_at opened_by operator items "
    "jurisdiction clocks acts shares history",
    "ask 2019010714000001 --as gd-officer": "number office_id known case_id",
}


@pytest.mark.parametrize("line", KEYS)
def test_commands_print_the_keys_of_the_contract(call: Any, town: Town, line: str) -> None:
    said = call(f"{line} --json")
    assert said.code == 0
    assert [set(one) for one in said.objects] == [set(KEYS[line].split())] * len(said.objects)
    assert said.objects


def test_a_whole_share_is_played_by_commands(call: Any, town: Town) -> None:
    lead = town.findings["gd"].lead_id
    (case,) = call(f"case open {lead} --title 水壶案 --as gd-lead --json").objects
    share_line = (
        f"case share {case['case_id']} --group {town.group} --fields redacted --as gd-lead --until 2026-04-01"
    )
    preview = call(f"{share_line} --preview --json").objects
    assert [one["office_id"] for one in preview] == ["zj"]
    (share,) = call(f"{share_line} --json").objects
    keys = "share_id case_id items number group_id fields from_office state until"
    assert set(share) == {*keys.split()}
    offered = call("inbox list --as zj-officer --json").objects
    assert [(one["share_id"], one["state"]) for one in offered] == [(share["share_id"], "offered")]
    assert call(f"case show {case['case_id']} --as zj-officer").code == 4
    (taken,) = call(f"inbox accept {share['share_id']} --as zj-officer --json").objects
    (seen,) = call(f"case show {case['case_id']} --as zj-officer --json").objects
    assert (taken["state"], seen["title"], len(seen["items"])) == ("accepted", "***", 3)
    assert len(call("case list --as bj-officer --json").objects) == 0
    (gone,) = call(f"case unshare {share['share_id']} --as gd-lead --json").objects
    assert (gone["state"], call(f"case show {case['case_id']} --as zj-officer").code) == ("withdrawn", 4)
    told = [entry["did"] for entry in call(f"ledger --about {share['share_id']} --json").objects]
    assert told == ["offer", "accept", "withdraw"]
    assert call("verify --store").code == 0


def test_acts_are_printed_numbered_kept_and_answered(call: Any, town: Town, tmp_path: Path) -> None:
    lead = town.findings["gd"].lead_id
    (case,) = call(f"case open {lead} --title 水壶案 --as gd-lead --json").objects
    line = f"case act {case['case_id']} assistance --as gd-officer --to zj --out {tmp_path}/one.docx --json"
    (done,) = call(line).objects
    assert set(done) == {"act_id", "kind", "number", "at", "by", "second", "to", "files", "answered_at"}
    assert done["files"] == [
        {"name": "one.docx", "sha256": make_digest((tmp_path / "one.docx").read_bytes())}
    ]
    (second,) = call(line.replace("one.docx", "two.docx")).objects
    assert [one["number"] for one in (done, second)] == ["gd协查〔2026〕1号", "gd协查〔2026〕2号"]
    (before,) = call(f"case show {case['case_id']} --json").objects
    assert {clock["what"] for clock in before["clocks"]} == {"filing_decision", "assistance_reply"}
    reply = f"case act {case['case_id']} reply --as gd-officer --out {tmp_path}/three.docx"
    assert call(reply).code == 0
    (after,) = call(f"case show {case['case_id']} --json").objects
    assert [act["answered_at"] is not None for act in after["acts"]] == [True, False, False]
    assert [clock["met_at"] is not None for clock in after["clocks"]].count(True) == 1
    assert call("verify --store").code == 0


def test_a_case_is_bundled_with_what_it_holds_of_its_own_office(
    call: Any, town: Town, tmp_path: Path
) -> None:
    ids = [town.findings["gd"].lead_id, town.snapshots["gd"].snapshot_id]
    case = call(f"case open --title T --as gd-lead --json {ids[0]}").objects[0]["case_id"]
    done = call(f"bundle {case} --out case.wacz --json")
    assert (done.code, done.objects[0]["snapshots"], done.objects[0]["findings"]) == (0, 1, 1)
    verified = call("verify case.wacz --json")
    assert verified.objects[0]["ok"]
    again = call(f"bundle {case} --out case.wacz")
    assert (again.code, "'case.wacz' is there already" in again.err) == (4, True)
    empty = call("case open --title E --as gd-lead --json").objects[0]["case_id"]
    refused = call(f"bundle {empty} --out empty.wacz")
    assert (refused.code, "of its own office" in refused.err) == (4, True)
    assert not (tmp_path / "empty.wacz").exists()


def test_an_act_that_may_not_be_done_writes_no_file(call: Any, town: Town, tmp_path: Path) -> None:
    lead = town.findings["gd"].lead_id
    (case,) = call(f"case open {lead} --title T --as gd-lead --json").objects
    start = f"case act {case['case_id']}"
    for rest, said in {
        f"transfer --as gd-auditor --out {tmp_path}/x.docx": "may not",
        f"transfer --as zj-officer --out {tmp_path}/x.docx": "no case",
        f"transfer --as gd-officer --second gd-officer --out {tmp_path}/x.docx": "",
        f"evidence_list --as gd-officer --out {tmp_path}/x.docx": "--second",
        f"transfer --as gd-officer --out {tmp_path}/x.doc": ".docx",
        f"transfer --as gd-officer --out {tmp_path}/none/x.docx": "cannot be written",
    }.items():
        done = call(f"{start} {rest}")
        assert (done.code, said in done.err, len(done.err.splitlines())) == (4, True, 1), rest
    assert not list(tmp_path.glob("*.doc*"))
    assert call(f"{start.replace('act', 'show')} --json").objects[0]["acts"] == []


def test_the_administrator_of_the_machine_withdraws_and_closes_without_a_name(call: Any, town: Town) -> None:
    (case,) = call("case open --title T --as gd-lead --json").objects
    line = f"case share {case['case_id']} --group {town.group} --fields full --as gd-lead --json"
    (share,) = call(line).objects
    assert call(f"case unshare {share['share_id']} --json").objects[0]["state"] == "withdrawn"
    (closed,) = call(f"case close {case['case_id']} --json").objects
    assert (closed["status"], closed["history"][-1]["by"]) == ("closed", "-")


BAD = {
    "office add q Q --region 99": "GB/T 2260",
    "office add q Q --region 44 --parent none": "no office",
    "office add q Q --region 44 --sign \x1b": "cannot be a name",
    "group join 两省 两省": "none can hold itself",
    "group join 两省 nowhere": "no office",
    "user token nobody": "no user",
    "user token gd-officer --days 0": "1 to 366",
    "case open --title T --as nobody": "no user",
    "case open --title T --as gd-officer": "may not open",
    "case show none": "no case",
    "inbox accept none --as zj-officer": "no share",
    "ask 12 --as gd-officer": "too short",
    "ledger --since yesterday": "no time",
    "crawl http://127.0.0.1:9/ --as nobody": "no user",
    "user add q --office gd --role officer": "no password was given",
}


@pytest.mark.parametrize("line", BAD)
def test_bad_input_is_one_clear_line(call: Any, town: Town, line: str) -> None:
    number = len(town.book.load_events())
    said = call(line)
    assert (said.code, said.err.count("\n"), BAD[line] in said.err) == (4, 1, True)
    assert len(town.book.load_events()) == number


def test_a_case_shared_to_a_group_its_owner_left_is_one_clear_line(call: Any, town: Town) -> None:
    (case,) = call("case open --title T --as gd-lead --json").objects
    call("group leave 两省 gd")
    said = call(f"case share {case['case_id']} --group 两省 --fields full --as gd-lead")
    assert (said.code, "or has left it" in said.err) == (4, True)


def test_a_password_comes_by_stdin_and_never_by_arguments(call: Any, town: Town) -> None:
    said = call("user add li --office gd --role officer --password-stdin --json", stdin=f"{PASSWORD}\n")
    assert said.objects == [{"login": "li", "office_id": "gd", "roles": ["officer"], "disabled": False}]
    assert call("user password li --password-stdin", stdin="short\n").code == 4
    assert call("user password li --password-stdin", stdin=f"{PASSWORD}2\n").code == 0
    assert call("user add wang --office gd --role officer --password x").code == 2


def test_what_a_login_starts_is_its_offices(town: Town, root: Path) -> None:
    session = Session(workspace_option=root)
    workspace = session.open()
    with session.work(workspace, "crawl", {"a": 1}, by="zj-officer") as shift:
        first = shift.run.run_id
    with session.work(workspace, "crawl", {"a": 1}, by="gd-officer") as shift:
        second = shift.run.run_id
    with session.work(workspace, "crawl", {"a": 1}, by="zj-lead") as shift:
        again = shift.run.run_id
    with session.work(workspace, "crawl", {"a": 1}) as shift:
        plain = shift.run.run_id
    runs = town.book.load_world().runs
    assert (first == again, runs[first], runs[second], plain in runs) == (True, "zj", "gd", False)


def test_a_case_is_found_by_search_and_shown(town: Town, call: Any) -> None:
    finding = town.findings["gd"].finding_id
    case = call("case open --title 无证水壶 --as gd-lead --json", finding).objects[0]
    hit, total = call("search 无证水壶 --json").objects
    assert (hit["case_id"], total["total"]) == (case["case_id"], 1)
    assert "无证水壶" in call("search --noun case").out
    shown = call("show --json", case["case_id"]).objects[0]
    assert {one["id"] for one in shown["items"]} >= {finding}
