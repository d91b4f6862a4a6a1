"""Small registers for the tests of checks, and one call that asks a check."""

from functools import cache
from pathlib import Path

from config.table_file import load_table_file
from evidence.exhibit import Exhibit
from inspectors.authority.importer import import_register
from inspectors.authority.lookup import Authority
from inspectors.authority.versions import Library
from inspectors.judge import Judged, judge
from inspectors.registry import CheckSpec, load_checks
from tests.inspectors.conftest import MOMENT, NOW


def make_authority(folder: Path, **registers: str) -> Authority:
    """The authority with these registers, each given as the text of a CSV file."""
    library = Library(folder / "authority")
    day = NOW.date()
    for name, text in registers.items():
        path = folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        import_register(library, name, load_table_file(path), as_of=day, source="test", now=NOW.isoformat())
    return Authority(library=library, at=day)


def ask(check: str, exhibit: Exhibit, authority: Authority) -> list[Judged]:
    """What the check of a name says of an exhibit."""
    return judge(_find_spec(check), exhibit, authority, MOMENT)


def ask_status(check: str, exhibit: Exhibit, authority: Authority) -> list[str]:
    """The statuses it gives, each once; a check without a verdict of its own passes."""
    return sorted({judged.verdict.status.value for judged in ask(check, exhibit, authority)})


@cache
def _find_spec(check: str) -> CheckSpec:
    return next(spec for spec in load_checks() if spec.name == check)
