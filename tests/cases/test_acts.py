"""The papers of a case: what stands on them, what stays blank, and what pages may not do to them."""

import dataclasses
import io
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
from docx import Document

from cases.acts.matter import Order
from cases.acts.printing import NEED_TWO, check_suffix, print_act
from cases.acts.writing import make_number
from cases.model import ActKind, Case, Item, ItemNoun, Office, Operator, Role, User
from config.errors import ItemError
from console.messages import name_reason
from evidence.snapshot import Outcome, Snapshot
from evidence.workspace import Workspace, open_workspace
from tests.cases.town import make_capture, make_finding

AT = datetime(2026, 3, 2, 6, tzinfo=UTC)
OFFICE = Office(office_id="穗天市监", name="广州市天河区市场监督管理局", region="440106")
FIRST = User(login="li", office_id="穗天市监", roles=(Role.OFFICER,), name="李明")
SECOND = User(login="wang", office_id="穗天市监", roles=(Role.REVIEWER,), name="王芳")


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, Snapshot]:
    workspace = open_workspace(tmp_path_factory.mktemp("acts") / "ws", create=True, now=AT)
    run = workspace.begin_run("crawl", "job", "digest", AT, settings="{}")
    return workspace, workspace.seal(run, make_capture("gd", 1))


def make_case(*ids: str, title: str = "涉嫌虚假标注能效") -> Case:
    items = tuple(
        Item(item_id=f"i{number}", noun=ItemNoun.SNAPSHOT, id=one, proves=None, added_at=AT, added_by="li")
        for number, one in enumerate(ids)
    )
    operator = Operator(name="杭州某某电器有限公司", shop="某某专营店")
    return Case(
        case_id="c", title=title, office_id=OFFICE.office_id, opened_at=AT, opened_by="li",
        operator=operator, items=items,
    )  # fmt: skip


def make_order(kind: ActKind, *, second: User | None = SECOND, to: str = "") -> Order:
    number = make_number(kind, OFFICE.office_id, 2026, 7)
    return Order(kind=kind, number=number, office=OFFICE, officer=FIRST, second=second, to=to, at=AT)


def read_docx(data: bytes) -> str:
    document = Document(io.BytesIO(data))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.mark.parametrize("kind", list(ActKind))
def test_each_act_names_its_office_officers_number_and_evidence(
    sealed: tuple[Workspace, Snapshot], kind: ActKind
) -> None:
    workspace, snapshot = sealed
    case = make_case(snapshot.snapshot_id)
    text = read_docx(
        print_act(workspace, case, make_order(kind, to="某局"), suffix=".docx", name_reason=name_reason)
    )
    assert all(word in text for word in (OFFICE.name, "李明", "王芳", "〔2026〕7号", "2026年3月2日"))
    assert (snapshot.url in text) or ("gd水壶" in text) or kind in {ActKind.POLICE_REFERRAL}
    assert "违法事实成立" not in text


def test_an_extraction_record_has_every_digest_and_says_what_is_not_known(
    sealed: tuple[Workspace, Snapshot],
) -> None:
    workspace, snapshot = sealed
    order = make_order(ActKind.EXTRACTION_RECORD)
    text = read_docx(
        print_act(workspace, make_case(snapshot.snapshot_id), order, suffix=".docx", name_reason=name_reason)
    )
    assert all(artefact.sha256 in text for artefact in snapshot.artefacts)
    assert "与标准时间的偏差：____" in text
    assert "没有第三方时间戳" in text
    head = (workspace.root / "ledger-head.json").read_text()
    assert next(line for line in text.splitlines() if "台账末条" in line).split("校验值为 ")[1][:64] in head


@pytest.mark.parametrize("written", [None, "标价"])
def test_an_evidence_list_has_one_row_a_capture(
    sealed: tuple[Workspace, Snapshot], written: str | None
) -> None:
    workspace, snapshot = sealed
    finding = make_finding("gd", 1, snapshot)
    if workspace.records.get_finding(finding.finding_id) is None:
        with workspace.records.write(AT) as writer:
            writer.add_finding(finding)
    case = make_case(finding.lead_id, finding.finding_id, snapshot.snapshot_id)
    items = (case.items[0].model_copy(update={"proves": written}), *case.items[1:])
    case = case.model_copy(update={"items": items})
    data = print_act(
        workspace, case, make_order(ActKind.EVIDENCE_LIST), suffix=".docx", name_reason=name_reason
    )
    table = next(one for one in Document(io.BytesIO(data)).tables if one.cell(0, 1).text == "证据")
    rows = [[cell.text for cell in row.cells] for row in table.rows[1:]]
    assert [(row[0], row[2]) for row in rows] == [("1", "1份")]
    assert snapshot.snapshot_id in rows[0][1]
    assert rows[0][3] == (written or f"拟证明：{finding.summary}（未经人工复核）")


@pytest.mark.parametrize("kind", sorted(NEED_TWO))
def test_what_two_officers_sign_needs_two(sealed: tuple[Workspace, Snapshot], kind: ActKind) -> None:
    workspace, snapshot = sealed
    with pytest.raises(ItemError, match="--second"):
        print_act(
            workspace,
            make_case(snapshot.snapshot_id),
            make_order(kind, second=None),
            suffix=".docx",
            name_reason=name_reason,
        )


@pytest.mark.parametrize(
    ("outcome", "reason", "said"),
    [
        (Outcome.FOUND, "timeout", "取得页面，但未取全（超时），"),
        (Outcome.FOUND, None, "取得页面，但未取全，"),
        (Outcome.BLOCKED, "challenge", "未取得页面（人机验证），"),
    ],
)
def test_a_page_that_was_not_had_whole_is_said_to_be_so_in_words(
    tmp_path: Path, outcome: Outcome, reason: str | None, said: str
) -> None:
    workspace = open_workspace(tmp_path / "ws", create=True, now=AT)
    run = workspace.begin_run("crawl", "job", "digest", AT, settings="{}")
    capture = dataclasses.replace(make_capture("gd", 1), outcome=outcome, reason=reason, partial=True)
    snapshot = workspace.seal(run, capture)
    order = make_order(ActKind.EXTRACTION_RECORD)
    case = make_case(snapshot.snapshot_id)
    text = read_docx(print_act(workspace, case, order, suffix=".docx", name_reason=name_reason))
    assert f"访问 {snapshot.url}，{said}" in text


def test_a_case_without_evidence_prints_nothing(sealed: tuple[Workspace, Snapshot]) -> None:
    with pytest.raises(ItemError, match="lists no evidence"):
        print_act(
            sealed[0], make_case(), make_order(ActKind.TRANSFER), suffix=".docx", name_reason=name_reason
        )


@pytest.mark.parametrize("name", ["act.doc", "act", "act.pdf.exe"])
def test_an_act_is_docx_or_pdf(name: str) -> None:
    with pytest.raises(ItemError, match="docx"):
        check_suffix(name)


def test_signs_of_a_page_cannot_turn_or_break_a_paper(sealed: tuple[Workspace, Snapshot]) -> None:
    workspace, snapshot = sealed
    case = make_case(snapshot.snapshot_id, title="案\u202e由\x00\x0b{{ 7 * 7 }}<b>")
    text = read_docx(
        print_act(workspace, case, make_order(ActKind.TRANSFER), suffix=".docx", name_reason=name_reason)
    )
    assert "案由{{ 7 * 7 }}<b>" in text


@pytest.mark.browser
def test_a_pdf_says_the_same_and_runs_nothing(sealed: tuple[Workspace, Snapshot], tmp_path: Path) -> None:
    workspace, snapshot = sealed
    title = "<script>document.body.textContent='forged'</script><img src=http://127.0.0.1:9/x>"
    case = make_case(snapshot.snapshot_id, title=title)
    data = print_act(
        workspace, case, make_order(ActKind.EVIDENCE_LIST), suffix=".pdf", name_reason=name_reason
    )
    document = pypdfium2.PdfDocument(data)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    joined = "".join(text.split())
    assert "".join(title.split()) in joined
    assert all(artefact.sha256 in joined for artefact in snapshot.artefacts)
    assert "李明" in joined
    assert "不构成违法认定" in joined
