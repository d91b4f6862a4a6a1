"""Listings with pictures, and registers from a few lines of text, for the checks of goods."""

from datetime import date
from pathlib import Path

from config.table_file import load_table_file
from evidence.document import TextBlock
from evidence.exhibit import Exhibit, SightedDocument, SightedText
from evidence.finding import Status, Verdict
from evidence.snapshot import Artefact, Role
from inspectors.authority.importer import import_register
from inspectors.authority.lookup import Authority
from inspectors.authority.versions import Library
from inspectors.judge import Judged, judge
from inspectors.registry import load_checks
from tests.inspectors.conftest import MOMENT, NOW, make_listing_exhibit

PICTURE = Artefact(
    sha256="d" * 64, role=Role.IMAGE, url="http://m.example/d.jpg", media_type="image/jpeg", size_bytes=1
)


def make_authority(folder: Path, **registers: str) -> Authority:
    """The registers whose CSV text is given, as of the last day of February 2026."""
    library = Library(folder / "authority")
    for name, text in registers.items():
        path = folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        import_register(
            library,
            name,
            load_table_file(path),
            as_of=date(2026, 2, 28),
            source="test",
            now=NOW.isoformat(),
        )
    return Authority(library=library, at=date(2026, 3, 1))


def make_offer(
    *documents: SightedDocument,
    words: tuple[str, ...] = (),
    confidence: float = 0.99,
    unread: bool = False,
    **fields: object,
) -> Exhibit:
    """A listing with documents and lines of text in its pictures."""
    blocks = (TextBlock(text=text, box=(1, 2, 3, 4), confidence=confidence) for text in words)
    texts = tuple(SightedText(block=block, artefact=PICTURE) for block in blocks)
    update = {"documents": documents, "texts": texts, "unread": (PICTURE,) if unread else ()}
    return make_listing_exhibit(**fields).model_copy(update=update)


def run_check(name: str, exhibit: Exhibit, authority: Authority) -> list[Judged]:
    """What the check called `name` says of a listing, as the registry lets it say."""
    spec = next(spec for spec in load_checks() if spec.name == name)
    return judge(spec, exhibit, authority, MOMENT)


def list_statuses(name: str, exhibit: Exhibit, authority: Authority) -> list[Status]:
    """The statuses that the check called `name` gives."""
    return [one.verdict.status for one in run_check(name, exhibit, authority)]


def get_verdict(name: str, exhibit: Exhibit, authority: Authority) -> Verdict:
    """The only verdict of a check."""
    (judged,) = run_check(name, exhibit, authority)
    return judged.verdict
