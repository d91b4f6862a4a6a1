"""Builders of exhibits and registers for the checks' tests."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from config.table_file import load_table_file
from evidence.document import Document, Engine, Quality, Reading, ReadingStatus
from evidence.exhibit import Exhibit, SightedDocument
from evidence.listing import Links, Listing, PageKind, Shop
from evidence.snapshot import Artefact, Outcome, Role, Snapshot
from inspectors.authority.importer import import_register
from inspectors.authority.lookup import Authority
from inspectors.authority.versions import Library
from inspectors.judge import Moment

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
MOMENT = Moment(found_at=NOW, run_id="run-test")
GOOD = "91330108MA000TE563"
OTHER = "92440300MA111TE11E"
REGISTER = (
    "统一社会信用代码,名称,曾用名,登记状态\n"
    f"{GOOD},青川市安和电器有限公司,青川市安和电子有限公司；青川安和厂,存续\n"
    f"{OTHER},云岭日用品店,,注销\n"
)


def make_reading(value: str | None, status: str = "read", confidence: float = 0.97) -> Reading:
    state = ReadingStatus(status)
    return Reading(value=value, raw=value, status=state, confidence=confidence, box=(10, 20, 300, 40))


def make_document(
    kind: str = "business_licence", sha256: str = "a" * 64, **fields: Reading
) -> SightedDocument:
    document = Document(
        sha256=sha256,
        document_box=(0, 0, 100, 100),
        kind=kind,
        kind_confidence=0.9,
        fields=fields,
        quality=Quality(width_px=100, height_px=100, readable=kind != "unreadable"),
        engine=Engine(name="rapidocr", version="1"),
    )
    artefact = Artefact(
        sha256=sha256, role=Role.IMAGE, url="http://m.example/l.jpg", media_type="image/jpeg", size_bytes=1
    )
    return SightedDocument(
        document=document, artefact=artefact, snapshot_id="snap-1", page_url="http://m.example/l"
    )


def make_snapshot(
    kind: PageKind, *, outcome: Outcome = Outcome.FOUND, partial: bool = False, **fields: object
) -> Snapshot:
    listing = Listing(url="http://m.example/p", kind=kind, platform="m", **fields)  # type: ignore[arg-type]
    page = Artefact(sha256="b" * 64, role=Role.PAGE, url=listing.url, media_type="text/html", size_bytes=1)
    return Snapshot(
        snapshot_id="snap-1",
        run_id="run-test",
        platform="m",
        kind=kind,
        listing_id=listing.listing_id,
        url=listing.url,
        final_url=listing.url,
        captured_at=NOW,
        outcome=outcome,
        partial=partial,
        listing=listing,
        artefacts=(page,),
        warc_sha256="c" * 64,
    )


def make_shop_exhibit(
    *documents: SightedDocument, licence_link: str | None = None, **fields: object
) -> Exhibit:
    unread = fields.pop("unread", ())
    outcome = fields.pop("outcome", Outcome.FOUND)
    shop = Shop(id="s1", name="安和小店")
    snapshot = make_snapshot(
        PageKind.SHOP,
        outcome=outcome,
        shop=shop,
        links=Links(licence=licence_link),
        **fields,  # type: ignore[arg-type]
    )
    return Exhibit(snapshot=snapshot, documents=documents, unread=unread)  # type: ignore[arg-type]


def make_listing_exhibit(**fields: object) -> Exhibit:
    return Exhibit(snapshot=make_snapshot(PageKind.LISTING, listing_id="1", **fields))  # type: ignore[arg-type]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "registers")


@pytest.fixture
def authority(library: Library, tmp_path: Path) -> Authority:
    path = tmp_path / "entities.csv"
    path.write_text(REGISTER, encoding="utf-8")
    import_register(
        library,
        "market_entities",
        load_table_file(path),
        as_of=date(2026, 2, 28),
        source="test",
        now=NOW.isoformat(),
    )
    return Authority(library=library, at=date(2026, 3, 1))


@pytest.fixture
def write_file(tmp_path: Path) -> Callable[[str, bytes | str], Path]:
    def write(name: str, content: bytes | str) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write
