"""Import of a register file: checks each row, makes a new read-only version."""

import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from config.errors import ItemError, VerificationError
from config.numbers import normalise_number
from config.table_file import TableFile
from config.table_rows import iter_rows
from evidence.clock import parse_date
from evidence.noun import make_canonical_json, make_digest
from evidence.register_rows import make_rows_root
from inspectors.authority.register import ColumnKind, Register, get_register
from inspectors.authority.versions import Library, Rows, VersionFacts, make_fact

_SEPARATORS = re.compile(r"[;；]")
_STATUS_END = re.compile(r"[(\uff08,\uff0c;\uff1b]")
_DAY_ZERO = date(1899, 12, 30)
"""Day 0 of spreadsheets (ECMA-376, 18.17.4.1)."""
_LONG_TERM = {"长期", "永久", "无固定期限", "long_term"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A row that could not be imported."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did; counts of added, changed and removed are against the version before.

    `rows` counts keys; `repeated` what stands under a key a second time with other values, which makes the
    key ambiguous. `fact` is what the records have to keep of a new version, which is not one before they do.
    """

    register: str
    version: str
    as_of: date
    rows: int
    repeated: int
    added: int
    changed: int
    removed: int
    rejected: tuple[Rejected, ...]
    source_sha256: str
    fact: str | None = None


@dataclass(slots=True)
class _Sheet:
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    rejected: list[Rejected] = field(default_factory=list)


def import_register(
    library: Library, name: str, file: TableFile, *, as_of: date, source: str, now: str
) -> Imported:
    """Make a new version of register `name` from a CSV, XLSX or JSON-lines file.

    Args:
        library: the versions of a workspace.
        name: the register (docs/contracts/registers.md).
        file: the table.
        as_of: the day whose state the file shows.
        source: where the file comes from, in words.
        now: the run's moment, ISO.

    Raises:
        ItemError: the file lacks a key column, or holds no usable row.
    """
    register = get_register(name)
    sheet = _read_sheet(register, file)
    if not sheet.rows:
        reason = sheet.rejected[0].reason if sheet.rejected else "it has no rows"
        raise ItemError(f"{file.name!r}: no usable row ({reason}); nothing was imported")
    content = make_digest(make_canonical_json(sorted(sheet.rows.items())))
    before = library.get_version(name)
    held = library.find_content(name, content)
    if held is not None and (held.as_of == as_of or held == before):
        return _report(held, sheet, 0, 0, 0)
    old = _load_before(library, before)
    facts = VersionFacts(
        register=name,
        version=f"{as_of.isoformat()}-{content[:12]}",
        as_of=as_of,
        source=source,
        imported_at=now,
        rows=len(sheet.rows),
        rejected=len(sheet.rejected),
        content=content,
        source_sha256=make_digest(file.data),
    )
    fact = make_fact(facts, library.write_version(facts, sheet.rows), make_rows_root(sheet.rows))
    added = len(sheet.rows.keys() - old.keys())
    removed = len(old.keys() - sheet.rows.keys())
    changed = sum(1 for key in sheet.rows.keys() & old.keys() if sheet.rows[key] != old[key])
    return replace(_report(facts, sheet, added, changed, removed), fact=fact)


def _load_before(library: Library, before: VersionFacts | None) -> Rows:
    """The rows of the version before; none where its file was damaged, which does not keep a new one out."""
    try:
        return library.load_rows(before) if before is not None else {}
    except VerificationError:
        return {}


def _report(facts: VersionFacts, sheet: _Sheet, added: int, changed: int, removed: int) -> Imported:
    return Imported(
        register=facts.register,
        version=facts.version,
        as_of=facts.as_of,
        rows=facts.rows,
        repeated=sum(map(len, sheet.rows.values())) - len(sheet.rows),
        added=added,
        changed=changed,
        removed=removed,
        rejected=tuple(sheet.rejected),
        source_sha256=facts.source_sha256,
    )


def _read_sheet(register: Register, file: TableFile) -> _Sheet:
    sheet = _Sheet()
    checked = False
    for number, cells in iter_rows(file, register.headers):
        if not checked:
            _check_header(register, file, cells)
            checked = True
        try:
            key, record = _read_row(register, cells)
        except ItemError as exc:
            sheet.rejected.append(Rejected(row=number, reason=str(exc)))
            continue
        same = sheet.rows.setdefault(key, [])
        if record not in same:
            same.append(record)
    return sheet


def _check_header(register: Register, file: TableFile, cells: dict[str, str]) -> None:
    present = {register.headers.get(header) for header in cells}
    missing = [column for column in register.key if column not in present]
    if missing:
        chinese = {column: zh for zh, column in reversed(register.headers.items()) if zh != column}
        names = (f"{column} ({chinese[column]})" if column in chinese else column for column in missing)
        wanted = ", ".join(names)
        raise ItemError(
            f"{file.name!r} lacks the key column {wanted} of register {register.name!r}; "
            f"its header is: {', '.join(cells)}; nothing was imported"
        )


def _read_row(register: Register, cells: dict[str, str]) -> tuple[str, dict[str, Any]]:
    record: dict[str, Any] = {}
    extra: dict[str, str] = {}
    for header, text in cells.items():
        column = register.headers.get(header)
        if column is None:
            extra[header] = text
        elif text and column not in record:
            record[column] = _read_state(text) if column == "status" else _read_cell(register, column, text)
    key = [str(record.get(column, "")) for column in register.key]
    if not all(key):
        raise ItemError(f"the key {';'.join(register.key)} is empty")
    if extra:
        record["extra"] = extra
    return ";".join(key), record


def _read_state(text: str) -> str:
    """What stands first: "存续（在营、开业、在册）", "吊销，未注销"."""
    return _STATUS_END.split(text)[0].strip() or text


def _read_cell(register: Register, column: str, text: str) -> Any:
    kind = register.columns[column]
    if kind is ColumnKind.NUMBER:
        return normalise_number(text)
    if kind is ColumnKind.LIST:
        return [part.strip() for part in _SEPARATORS.split(text) if part.strip()]
    if kind is ColumnKind.METRICS:
        pairs = [part.partition("=") for part in _SEPARATORS.split(text) if part.strip()]
        return {name.strip(): value.strip() for name, _, value in pairs}
    if kind is ColumnKind.DATE:
        if text in _LONG_TERM:
            return "long_term"
        try:
            return _read_date(text).isoformat()
        except ItemError as exc:
            raise ItemError(f"{column} {text!r} is an impossible date") from exc
    return text


def _read_date(text: str) -> date:
    """A date as offices write it: 2018-3-5, 2018.3.5, 2018年3月5日, 20180305, a spreadsheet's day number."""
    plain = text.split("T", maxsplit=1)[0].split(" ", maxsplit=1)[0].rstrip(".")
    if plain.isascii() and plain.isdigit():
        if len(plain) == 8:
            return parse_date(f"{plain[:4]}-{plain[4:6]}-{plain[6:]}")
        if len(plain) == 5:
            return _DAY_ZERO + timedelta(days=int(plain))
    return parse_date(plain)
