"""What the desk and the API share of cases: who may be competent, and acts as answers to a request."""

from urllib.parse import quote

from fastapi.responses import Response

from cases.acting import ActRequest, complete_case, do_act
from cases.model import Act, Case
from cases.papers import read_paper
from console.desk.visit import Visit
from console.messages import name_reason
from console.session import Session
from inspectors.authority.lookup import Authority
from inspectors.authority.versions import open_library

_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


def complete(visit: Visit, case: Case) -> Case:
    """A case of the own office with who may be competent; another office's case as it is."""
    if visit.user is not None and case.office_id != visit.user.office_id:
        return case
    return complete_case(case, visit.workspace.records, visit.world, open_registers(visit))


def answer_act(session: Session, visit: Visit, case_id: str, asked: ActRequest) -> Response:
    """Do an act and give its file; `asked.name` ends in .docx or .pdf.

    Raises:
        ItemError: there is no such case for the visitor, or the act cannot be done as asked.
        ServiceError: the PDF could not be printed.
    """
    written: list[bytes] = []
    done = do_act(
        visit.book,
        case_id,
        asked,
        at=visit.at,
        authority=open_registers(visit),
        name_reason=name_reason,
        write=written.append,
    )
    return _answer_file(session, done, written[0])


def answer_paper(session: Session, visit: Visit, case_id: str, act_id: str) -> Response:
    """The paper of an act as it was printed; the ledger says who took it.

    Raises:
        ItemError: there is none for the visitor.
        VerificationError: what was kept is missing or was changed.
    """
    act, data = read_paper(visit.book, visit.viewer, case_id, act_id, at=visit.at)
    with visit.book.write(visit.at) as deeds:
        deeds.add("take", "case", case_id, {"act_id": act.act_id}, by=visit.user)
    return _answer_file(session, act, data)


def _answer_file(session: Session, act: Act, data: bytes) -> Response:
    ending = act.files[0].name.rpartition(".")[2].lower()
    name = quote(f"{session.words(f'act_{act.kind}')}-{act.number}.{ending}", safe="")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(data, media_type=_TYPES[ending], headers=headers)


def open_registers(visit: Visit) -> Authority:
    """The registers as they are on the day of a request."""
    return Authority(library=open_library(visit.book.workspace), at=visit.day)
