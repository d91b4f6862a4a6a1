"""Print every act of a case and draw their first pages: `python -m bench.print_acts -w demo-workspace`.

Adds an office with two officers to the workspace, opens a case on its three gravest leads, prints each kind
of act as DOCX and PDF into a folder and draws the first page of each PDF. For looking at; it judges nothing.
"""

import argparse
import contextlib
from pathlib import Path

import pypdfium2

from cases.acting import ActRequest, do_act
from cases.book import open_book
from cases.casework import open_case
from cases.model import ActKind, Role
from cases.people import add_office, add_user
from config.errors import ItemError
from config.settings import Settings, get_machine_time, read_environment
from console.messages import name_reason
from evidence.clock import make_shanghai_day
from evidence.lead import LeadFilter
from evidence.workspace import open_workspace
from inspectors.authority.lookup import Authority
from inspectors.authority.versions import open_library

OFFICE, NAME, REGION = "440106", "广州市天河区市场监督管理局", "440106"
_SCALE = 1.3


def main() -> None:
    """Print the acts and name the files."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("-w", "--workspace", type=Path, required=True)
    parser.add_argument("--folder", type=Path, default=Path("acts"))
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    at = get_machine_time(read_environment())
    workspace = open_workspace(options.workspace)
    book = open_book(workspace, Settings(office=OFFICE))
    with contextlib.suppress(ItemError):  # there from an earlier call
        add_office(book, OFFICE, name=NAME, region=REGION, parent=None, at=at)
        add_user(book, "li", office_id=OFFICE, roles=(Role.OFFICER, Role.LEAD), name="李明", at=at)
        add_user(book, "wang", office_id=OFFICE, roles=(Role.OFFICER, Role.REVIEWER), name="王芳", at=at)
    leads = workspace.records.load_leads(LeadFilter(), limit=3)
    case = open_case(book, "涉嫌冒用营业执照等", [lead.lead_id for lead in leads], by="li", at=at)
    authority = Authority(library=open_library(workspace), at=make_shanghai_day(at))
    for kind in ActKind:
        for suffix in ("docx", "pdf"):
            path = options.folder / f"act-{kind}.{suffix}"
            asked = ActRequest(kind=kind, by="li", second="wang", to="", name=path.name)
            do_act(
                book,
                case.case_id,
                asked,
                at=at,
                authority=authority,
                name_reason=name_reason,
                write=path.write_bytes,
            )
        with pypdfium2.PdfDocument(options.folder / f"act-{kind}.pdf") as document:
            document[0].render(scale=_SCALE).to_pil().save(options.folder / f"act-{kind}.png")
        print(options.folder / f"act-{kind}.pdf")


if __name__ == "__main__":
    main()
