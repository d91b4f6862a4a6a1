"""Rules about the code itself: what exists is documented, in both languages."""

import ast
import re
from pathlib import Path

import pytest

from config import settings
from config.catalogue import load_obligations
from console.commands import __path__ as command_path
from console.text import load_words
from inspectors.registry import CheckSpec, MarketSpec, find_uncovered_codes, load_checks, load_market_checks

ROOT = Path(__file__).parents[1]
CHECKS = [*load_checks(), *load_market_checks()]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_every_check_has_a_docs_page(check: CheckSpec | MarketSpec) -> None:
    page = (ROOT / "docs" / "checks" / f"{check.name}.md").read_text(encoding="utf-8")
    assert page.startswith(f"# {check.name} ({check.code}")


def test_the_codes_without_a_check_are_the_rest_of_the_obligations() -> None:
    covered = {check.code for check in CHECKS}
    assert set(find_uncovered_codes()) == load_obligations().keys() - covered


def test_every_setting_is_documented() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    sections = (
        settings.CrawlSettings,
        settings.BrowserSettings,
        settings.OcrSettings,
        settings.SearchSettings,
        settings.CaseSettings,
        settings.RecordSettings,
        settings.DeskSettings,
        settings.OidcSettings,
        settings.PriceSettings,
        settings.NoveltySettings,
        settings.StampSettings,
        settings.PatrolSettings,
        settings.RetentionSettings,
        settings.StoreSettings,
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
