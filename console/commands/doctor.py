"""`netpatrol doctor`: whether this machine can do the work, and what to do where it cannot."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

import click

from cases.people import get_office
from config.catalogue import load_obligations
from config.errors import ExitCode, NetpatrolError, VerificationError
from console.output import print_json, print_table
from console.session import Session, pass_session
from console.text import Words
from crawlers.browser import find_browser
from evidence.clock import make_shanghai_day
from evidence.office_key import load_key
from evidence.purge import find_unfinished
from evidence.store import open_store
from evidence.tombstone import make_purged_lines
from evidence.workspace import Workspace
from inspectors.authority.versions import open_library
from inspectors.registry import find_uncovered_codes
from ocr.engine import pick_engine

_LOW_DISK_BYTES = 2_000_000_000
_OLD_REGISTER_DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """One thing that was looked at; `next_step` is empty when nothing is to be done.

    What goes wrong says the next step itself, at the end of its line.
    """

    check: str
    ok: bool
    detail: str
    next_step: str = ""


def refuse(check: str, problem: NetpatrolError, otherwise: str = "") -> Diagnosis:
    """What is wrong, with the step that the error names; one that names none gets that given `otherwise`."""
    said = str(problem)
    return Diagnosis(check=check, ok=False, detail=said, next_step=_split(said, "; ")[1] or otherwise)


def _split(said: str, mark: str) -> tuple[str, str]:
    """What is wrong, and the step that follows it."""
    wrong, found, step = said.rpartition(mark)
    return (wrong, step) if found else (said, "")


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a check.")
@pass_session
def command(session: Session, *, as_json: bool) -> int:
    """体检 / look at browser, OCR engines, fonts, disk, search server and registers' age."""
    found = [diagnosis for look in _LOOKS for diagnosis in look(session)]
    found += _look_at_workspace(session)
    if as_json:
        for diagnosis in found:
            print_json(asdict(diagnosis))
    else:
        words = session.words
        headers = [words("col_check"), words("col_ok"), words("col_detail"), words("col_next")]
        rows = ((d.check, words("ok" if d.ok else "not_ok"), *_explain(words, d)) for d in found)
        print_table(headers, rows)
    return ExitCode.DONE if all(diagnosis.ok for diagnosis in found) else ExitCode.SETTINGS


def _explain(words: Words, found: Diagnosis) -> tuple[str, str]:
    """Detail and next step in the language of the words; an error is only known as a whole."""
    detail, step = words.explain(found.detail), words.explain(found.next_step)
    is_within = bool(found.next_step) and found.detail.endswith(found.next_step)
    return _split(detail, "；" if words.lang == "zh" else "; ") if is_within else (detail, step)


def _look_at_browser(session: Session) -> Iterator[Diagnosis]:
    try:
        path = find_browser(session.settings.browser.executable)
        version = _ask([str(path), "--version"])
    except NetpatrolError as exc:
        yield refuse("browser", exc, "apt install chromium-headless-shell")
        return
    yield Diagnosis(check="browser", ok=bool(version), detail=version or f"{path} does not start")


def _look_at_engines(session: Session) -> Iterator[Diagnosis]:
    for name, step in (
        ("rapidocr", "make install"),
        ("tesseract", "apt install tesseract-ocr tesseract-ocr-chi-sim"),
    ):
        try:
            engine = pick_engine(name)
        except NetpatrolError as exc:
            yield refuse(f"ocr {name}", exc, step)
        else:
            yield Diagnosis(check=f"ocr {name}", ok=True, detail=engine.version)


def _look_at_fonts(session: Session) -> Iterator[Diagnosis]:
    fonts = _ask(["fc-list", ":lang=zh-cn", "family"]).splitlines()
    step = "" if fonts else "apt install fonts-noto-cjk"
    yield Diagnosis(check="fonts", ok=bool(fonts), detail=f"{len(fonts)} Chinese fonts", next_step=step)


def _look_at_disk(session: Session) -> Iterator[Diagnosis]:
    folder = next(path for path in (session.root, *session.root.absolute().parents) if path.exists())
    free = shutil.disk_usage(folder).free
    ok = free > _LOW_DISK_BYTES
    step = "" if ok else "free disk space or put the workspace elsewhere with -w DIR"
    yield Diagnosis(
        check="disk", ok=ok, detail=f"{free / 1e9:.1f} GB free for {session.root}", next_step=step
    )


def _look_at_search(session: Session, workspace: Workspace) -> Iterator[Diagnosis]:
    try:
        report = session.open_index(workspace).status()
    except NetpatrolError as exc:
        yield refuse("search", exc, "netpatrol index rebuild")
        return
    yield Diagnosis(check="search", ok=True, detail=f"{report.backend}: {report.documents} documents")


def _look_at_registers(session: Session, workspace: Workspace) -> Iterator[Diagnosis]:
    try:
        library = open_library(workspace)
        newest = {facts.register: facts for facts in library.load_versions()}
    except NetpatrolError as exc:
        yield refuse("registers", exc, "restore a backup")
        return
    if not newest:
        step = "netpatrol authority import market_entities FILE"
        yield Diagnosis(check="registers", ok=True, detail="none imported", next_step=step)
    today = make_shanghai_day(session.started_at)
    for register, facts in newest.items():
        try:
            library.check(facts)
        except VerificationError as exc:
            yield refuse(f"register {register}", exc, "restore a backup")
            continue
        age = (today - facts.as_of).days
        ok = age <= _OLD_REGISTER_DAYS
        step = "" if ok else f"import a newer {register}: findings name the day {facts.as_of}"
        detail = f"{facts.rows} rows, {age} days old"
        yield Diagnosis(check=f"register {register}", ok=ok, detail=detail, next_step=step)


def _look_at_workspace(session: Session) -> Iterator[Diagnosis]:
    """Whether it can be opened, once; what lies in it only then."""
    if not session.has_workspace:
        yield Diagnosis(
            check="search", ok=True, detail=f"{session.settings.search.backend}; no workspace yet"
        )
        return
    try:
        workspace = session.open()
        session.settings  # noqa: B018 -- reading them shows whether they can be read
        key = load_key(session.root)
    except NetpatrolError as exc:
        yield refuse("workspace", exc, "netpatrol verify --store")
        return
    detail = f"office key {key.key_id[:16]}, records in {workspace.records.database.name}"
    yield Diagnosis(check="workspace", ok=True, detail=detail)
    for look in _LOOKS_INSIDE:
        yield from look(session, workspace)


def _look_at_purges(_session: Session, workspace: Workspace) -> Iterator[Diagnosis]:
    """What was purged, and what a killed purge left lying."""
    try:
        lines = make_purged_lines(workspace.records.load_tombstones().values())
        left = find_unfinished(workspace)
    except (NetpatrolError, ValueError):
        return  # said by verify
    for line in lines:
        yield Diagnosis(check="purged", ok=True, detail=line)
    if left:
        detail, step = f"{len(left)} purged objects are still there", "netpatrol purge --run"
        yield Diagnosis(check="purged", ok=False, detail=detail, next_step=step)


def _look_at_office(session: Session, workspace: Workspace) -> Iterator[Diagnosis]:
    """Whether the office that owns what is captured here is one that exists."""
    office = session.settings.office
    if office is None:
        return
    try:
        get_office(session.open_book(workspace).load_world(), office)
    except NetpatrolError as exc:
        yield refuse("office", exc)
        return
    yield Diagnosis(check="office", ok=True, detail=office)


def _look_at_store(session: Session) -> Iterator[Diagnosis]:
    """Whether the object store answers, and how much waits for it."""
    try:
        url = session.settings.store.url
        store = open_store(session.root)
        waiting = len(store.list_waiting())
    except NetpatrolError:
        return  # said by the look at the workspace
    if url is None:
        return
    try:
        store.load_remote()
    except NetpatrolError as exc:
        yield refuse("object store", exc, "netpatrol store send")
    detail = f"{waiting} objects wait to be sent to {url}"
    step = "netpatrol store send" if waiting else ""
    yield Diagnosis(check="object store", ok=True, detail=detail, next_step=step)


def _look_at_queue(session: Session) -> Iterator[Diagnosis]:
    """Whether other machines read pictures, where the settings name a queue."""
    try:
        queue = session.settings.queue
    except NetpatrolError:
        return  # said by the look at the workspace
    if queue.url is None:
        return
    try:
        from ocr.queue import count_readers  # noqa: PLC0415 -- Celery is an extra

        count = count_readers(queue)
    except NetpatrolError as exc:
        yield refuse("queue", exc)
        return
    detail = f"{count} machines read pictures from {queue.url}"
    step = (
        ""
        if count
        else "run netpatrol worker on a machine that reads, or take url out of [queue] in netpatrol.toml"
    )
    yield Diagnosis(check="queue", ok=count > 0, detail=detail, next_step=step)


def _look_at_obligations(session: Session) -> Iterator[Diagnosis]:
    uncovered, every = find_uncovered_codes(), len(load_obligations())
    detail = (
        f"{every - len(uncovered)} of {every} have a check; `netpatrol check list` names these, about which "
        f"nothing is said: {', '.join(uncovered)}"
    )
    yield Diagnosis(check="obligations", ok=True, detail=detail)


def _ask(command_line: list[str]) -> str:
    try:
        done = subprocess.run(command_line, capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


_LOOKS: tuple[Callable[[Session], Iterator[Diagnosis]], ...] = (
    _look_at_browser,
    _look_at_engines,
    _look_at_fonts,
    _look_at_disk,
    _look_at_obligations,
    _look_at_store,
    _look_at_queue,
)
_LOOKS_INSIDE: tuple[Callable[[Session, Workspace], Iterator[Diagnosis]], ...] = (
    _look_at_office,
    _look_at_purges,
    _look_at_search,
    _look_at_registers,
)
