"""Printing an act: gathers what the evidence holds, writes the sheet, makes the file."""

from collections.abc import Callable
from pathlib import PurePath

from cases.acts.blocks import BLANK, Sealed
from cases.acts.matter import Matter, Order, gather_lines, gather_sightings
from cases.acts.writing import write_sheet
from cases.model import ActKind, Case
from config.errors import ItemError
from evidence.head import HeadFile
from evidence.records import Records
from evidence.stamps import NOUN, Stamp
from evidence.workspace import Workspace

SUFFIXES = (".docx", ".pdf")
NEED_TWO = frozenset({ActKind.EXTRACTION_RECORD, ActKind.EVIDENCE_LIST})
"""What two officers sign (程序规定 22): without a second one these are not printed."""

_MAY_QUOTE = frozenset({ActKind.ASSISTANCE, ActKind.REPLY})
"""What may name another office's findings, each with the office that shared it."""


def check_suffix(name: str) -> str:
    """The ending of a file that an act can be printed to.

    Raises:
        ItemError: it is neither DOCX nor PDF.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise ItemError(f"an act cannot be printed to {name!r}; name a file that ends in .docx or .pdf")
    return suffix


def print_act(  # noqa: PLR0913 -- what is printed, how, and what vouches for it
    workspace: Workspace,
    case: Case,
    order: Order,
    *,
    suffix: str,
    name_reason: Callable[[str], str],
    ledger: Workspace | None = None,
    browser: str | None = None,
) -> bytes:
    """The bytes of an act as a DOCX or PDF file.

    Args:
        workspace: where the evidence lies, as the officer may see it.
        case: the case with its proposals of who is competent.
        order: what is asked for.
        suffix: `.docx` or `.pdf`.
        name_reason: says in words why a page was not had, by the code that the records keep.
        ledger: the workspace itself, whose ledger and stamps vouch for it; `workspace` when not given.
        browser: the Chromium to print a PDF with; the one on PATH when not given.

    Raises:
        ItemError: two officers are needed, or the case holds no evidence that can be printed.
        ServiceError: Chromium could not print.
    """
    if order.kind in NEED_TWO and order.second is None:
        raise ItemError(f"two officers sign {order.kind}; name the second one (by command: --second LOGIN)")
    _refuse_foreign(case, order)
    lines = gather_lines(workspace.records, case)
    if not lines:
        raise ItemError(f"case {case.case_id!r} lists no evidence; add some with `netpatrol case add`")
    sightings = gather_sightings(workspace, lines)
    matter = Matter(case=case, order=order, lines=lines, sightings=sightings, name_reason=name_reason)
    ids = [one.snapshot.snapshot_id for one in sightings]
    sheet = write_sheet(matter, _find_sealed(ledger or workspace, ids))
    if suffix == ".docx":
        from cases.acts.docx_file import make_docx  # noqa: PLC0415 -- slow to load, and few commands print

        return make_docx(sheet, order.at)
    from cases.acts.pdf_file import make_pdf  # noqa: PLC0415 -- same

    return make_pdf(sheet, browser)


def _refuse_foreign(case: Case, order: Order) -> None:
    """Refuse to say of another office's evidence that we found or took it."""
    foreign = [one for one in case.held_items if one.owner not in {None, order.office.office_id}]
    if foreign and order.kind not in _MAY_QUOTE:
        raise ItemError(
            f"{foreign[0].id!r} is of office {foreign[0].owner!r}, and {order.kind} would call it ours; "
            "take it off with `netpatrol case remove`"
        )


def _find_sealed(workspace: Workspace, snapshot_ids: list[str]) -> Sealed:
    records = workspace.records
    numbers = [entry.seq for entry in records.load_entries_for(snapshot_ids) if entry.noun == "snapshot"]
    last = max(numbers, default=0)
    head = HeadFile(workspace.root).read()
    return Sealed(
        first=min(numbers, default=None),
        last=last or None,
        head=head.hash if head else BLANK,
        key_id=head.key_id if head else None,
        stamps=tuple(stamp for stamp in _load_stamps(records) if numbers and stamp.extract.entries >= last),
    )


def _load_stamps(records: Records) -> list[Stamp]:
    return [Stamp.model_validate_json(body) for body in records.load_facts(NOUN).values()]
