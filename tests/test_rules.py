"""Rules about the code itself: what exists is documented, in both languages."""

import ast
import re
from pathlib import Path

import pytest

from config import settings
from console.commands import __path__ as command_path
from console.text import load_words
from inspectors.registry import find_uncovered_codes, load_checks, load_market_checks

ROOT = Path(__file__).parents[1]
CHECKS = [*load_checks(), *load_market_checks()]


@pytest.mark.parametrize("name", [check.name for check in CHECKS])
def test_every_check_has_a_docs_page(name: str) -> None:
    assert (ROOT / "docs" / "checks" / f"{name}.md").is_file()


def test_the_page_of_checks_lists_each_with_its_title() -> None:
    page = (ROOT / "docs" / "checks" / "README.md").read_text(encoding="utf-8")
    assert [check.name for check in CHECKS if f"| {check.code} | {check.title} |" not in page] == []


def test_every_obligation_has_a_check_or_is_listed_as_uncovered() -> None:
    page = (ROOT / "docs" / "checks" / "README.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| ([A-Z]+-\d+) \| [^|]+ \|$", page, re.MULTILINE))
    assert listed == set(find_uncovered_codes())


def test_every_setting_is_documented() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    sections = (
        settings.CrawlSettings,
        settings.BrowserSettings,
        settings.OcrSettings,
        settings.SearchSettings,
        settings.PatrolSettings,
        settings.CanarySettings,
    )
    names = [name for section in sections for name in section.model_fields]
    assert [name for name in names if f"| {name} |" not in page] == []


def test_every_command_stands_in_the_contract() -> None:
    contract = (ROOT / "docs" / "contracts" / "cli.md").read_text(encoding="utf-8")
    commands = [path.stem for path in Path(command_path[0]).glob("[a-z]*.py")]
    assert [name for name in commands if f"`{name}" not in contract] == []


def test_every_text_is_there_in_both_languages() -> None:
    assert [key for key, texts in load_words().items() if texts.keys() != {"zh", "en"}] == []


def test_every_text_that_is_asked_for_exists() -> None:
    sources = [*ROOT.glob("console/**/*.py"), *ROOT.glob("console/desk/templates/*.html")]
    asked = {key for path in sources for key in re.findall(r'words\("([a-z_]+)"[,)]', path.read_text())}
    assert asked - load_words().keys() == set()


def test_only_the_settings_read_the_environment_and_the_clock() -> None:
    banned = {"environ", "getenv", "utcnow", "today"}
    free = {"tests", "bench", "deploy", "demo"}
    sources = [path.relative_to(ROOT) for path in ROOT.glob("[a-z]*/**/*.py")]
    judged = [path for path in sources if path.parts[0] not in free and path != Path("config/settings.py")]
    found = [
        f"{path}:{node.lineno} {node.attr}"
        for path in judged
        for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in banned
    ]
    assert found == []
