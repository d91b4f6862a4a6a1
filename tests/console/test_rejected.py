"""Rejected leads as labelled cases, and that the bench of words replays them."""

from datetime import date, timedelta
from pathlib import Path

from bench.words import list_wrong
from console.rejected import iter_rejected
from console.reviewing import add_review
from evidence.finding import Finding, ReviewVerdict
from evidence.workspace import Workspace, open_workspace
from tests.index.evidence import keep, make_finding, make_snapshot

LAWFUL, UNLAWFUL = "最大承重20公斤", "全国最好的收纳箱"
DAY = date(2026, 6, 1)


def review(workspace: Workspace, finding: Finding, verdict: ReviewVerdict, hours: int, note: str) -> None:
    now = finding.found_at + timedelta(hours=hours)
    add_review(workspace, finding.lead_id, verdict, by="李明", note=note, now=now)


def test_the_last_word_on_a_lead_makes_a_case_that_is_replayed(tmp_path: Path) -> None:
    snapshot = make_snapshot(1, "收纳箱")
    first, second, third = (
        make_finding(snapshot, code="AD-001", claimed=claimed) for claimed in (LAWFUL, UNLAWFUL, "第一")
    )
    workspace = open_workspace(tmp_path, create=True, now=first.captured_at)
    keep(workspace, snapshot, first, second, third)
    review(workspace, first, ReviewVerdict.REJECTED, 2, "载重是参数")
    review(workspace, second, ReviewVerdict.REJECTED, 2, "误点")
    review(workspace, third, ReviewVerdict.REJECTED, 2, "看错了")
    review(workspace, third, ReviewVerdict.CONFIRMED, 3, "确是")
    cases = list(iter_rejected(workspace.records))
    assert [(case["text"], case["because"]) for case in cases] == [(LAWFUL, "载重是参数"), (UNLAWFUL, "误点")]
    assert [row["text"] for row, _ in list_wrong(cases, DAY)] == [UNLAWFUL]
