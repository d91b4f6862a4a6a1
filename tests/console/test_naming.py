"""Whatever the records keep as a code has a Chinese name at the desk."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from cases.book import open_book
from cases.model import ActKind, Role
from cases.people import add_office, add_user
from cases.redaction import list_ways
from cases.rights import Deed, Machine
from config.settings import Settings
from console.desk.visit import Visit, name_person
from console.lead_sheet import name_code
from console.names import load_names
from console.naming import load_labels, name_of, tell_touched
from console.text import Words
from evidence.pick import PickKind
from evidence.snapshot import Role as Part
from evidence.workspace import open_workspace
from index.query import Label
from index.words import fold_number
from inspectors.authority.register import load_registers
from inspectors.registry import Spec, load_checks, load_market_checks
from tests.evidence.conftest import NOW

ZH, EN = Words("zh"), Words("en")
ROWS = [
    line.split("|")
    for line in Path("docs/contracts/readings.md")
    .read_text(encoding="utf-8")
    .partition("| kind | fields |")[2]
    .splitlines()
    if line.startswith("| ")
]
KINDS = {kind.split("(")[0].strip() for row in ROWS for kind in row[1].split(",") if "CNAS" not in kind}
CODES = {
    "register": set(load_registers()),
    "check": {one.name for one in (*load_checks(), *load_market_checks())} | set(PickKind),
    "document": KINDS,
    "artefact": set(Part),
    "act": set(ActKind),
    "right": set(Deed),
    "role": set(Role),
    "shown": {field for noun in ("case", "finding", "snapshot") for field in list_ways(noun)},
}


@pytest.mark.parametrize("kind", CODES)
def test_every_code_has_a_name(kind: str) -> None:
    assert {str(code) for code in CODES[kind]} - load_names()[kind].keys() == set()


def test_no_name_is_left_of_a_check_or_register_that_is_gone() -> None:
    for kind in ("register", "check"):
        assert load_names()[kind].keys() - {str(code) for code in CODES[kind]} == set()


def test_every_field_of_a_document_has_a_name() -> None:
    fields = {word.strip() for row in ROWS for word in row[2].split("(")[0].split(",")}
    named = {field for field in fields if field.isidentifier()}
    assert len(named) > 40
    assert named - load_names()["document_field"].keys() == set()


def test_names_are_in_the_language_of_the_page() -> None:
    assert name_of("register", "market_entities", ZH) == "市场主体登记"
    assert name_of("register", "market_entities", EN) == "market_entities"
    assert name_of("register", "another", ZH) == "another"
    assert name_of("region", "440300", ZH) == "广东省深圳市 440300"
    assert name_of("region", "99", ZH) == "99"
    assert name_of("field", None, ZH) == ""


@pytest.mark.parametrize("check", [*load_checks(), *load_market_checks()], ids=lambda check: check.name)
def test_a_check_and_its_code_are_searched_by_every_name_of_theirs(check: Spec) -> None:
    called = [check.name, name_of("check", check.name, ZH)]
    coded = [check.code, name_code(check.code, ZH), name_code(check.code, EN)]
    labels = load_labels()
    assert all(Label("check", check.name) in labels[fold_number(name)] for name in called)
    assert all(Label("code", check.code) in labels[fold_number(name)] for name in coded)


def test_a_line_of_a_history_is_told_in_words() -> None:
    touched = "c-1, snapshot snap-1, transfer 粤移〔2026〕1号, fields redacted"
    assert tell_touched(touched, ZH) == "c-1，快照 snap-1，案件线索移送函 粤移〔2026〕1号，可见字段 脱敏"
    assert tell_touched(touched, EN) == touched


def test_every_deed_has_a_name() -> None:
    sources = [path for room in ("cases", "patrols", "console") for path in Path(room).rglob("*.py")]
    added = re.compile(r'deeds\.add\(\s*"(\w+)",\s*"(\w+)"')
    done = {(noun, did) for path in sources for did, noun in added.findall(path.read_text(encoding="utf-8"))}
    assert len(done) > 20
    assert {f"{noun} {did}" for noun, did in done} - load_names()["deed"].keys() == set()


def test_a_name_written_freely_before_there_was_such_a_user_is_not_taken_for_theirs(tmp_path: Path) -> None:
    book = open_book(open_workspace(tmp_path / "ws", create=True, now=NOW), Settings())
    add_office(book, "gd", name="广东局", region="44", parent=None, at=NOW)
    add_user(book, "li", office_id="gd", roles=(Role.LEAD,), name="李明", at=NOW)
    world = book.load_world()
    visit = Visit(viewer=Machine(), workspace=book.workspace, world=world, book=book, at=NOW)
    assert name_person(visit, "li", NOW - timedelta(days=1)) == "li"
    assert name_person(visit, "li", NOW) == "李明"
    assert name_person(visit, "li") == "李明"
