"""Builders of evidence for the index's tests, made with the real classes."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from evidence.document import Document, Engine, PictureReading, Quality, Reading, ReadingStatus, TextBlock
from evidence.finding import (
    AuthorityValue,
    Check,
    Finding,
    FindingListing,
    Locator,
    LocatorKind,
    RegisterState,
    Severity,
    Status,
    make_finding_id,
    make_lead_id,
)
from evidence.listing import Listing, PageKind, Shop
from evidence.noun import make_digest
from evidence.snapshot import Artefact, Outcome, Role, Snapshot, make_listing_key, make_snapshot_id
from evidence.workspace import Workspace
from index.projection import SearchDocument, project_finding, project_snapshot

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
RUN = "run-test"
SHOP = Shop(id="s1", name="安和小店", url="http://m.example/s1")


def make_snapshot(
    number: int, title: str, *, at: datetime | None = None, pictures: Iterable[str] = (), **fields: object
) -> Snapshot:
    url = f"http://m.example/item/{number}"
    captured_at = at or NOW + timedelta(minutes=number)
    listing_id = str(fields.pop("listing_id", 10_000 + number))
    platform = str(fields.pop("platform", "jishi"))
    listing = Listing(
        url=url,
        kind=PageKind.LISTING,
        platform=platform,
        listing_id=listing_id,
        title=title,
        shop=SHOP,
        **fields,  # type: ignore[arg-type]
    )
    page = Artefact(sha256=make_digest(url), role=Role.PAGE, url=url, media_type="text/html", size_bytes=1)
    images = [
        Artefact(sha256=one, role=Role.IMAGE, url=url, media_type="image/jpeg", size_bytes=1)
        for one in pictures
    ]
    return Snapshot(
        snapshot_id=make_snapshot_id(make_listing_key(platform, listing_id, url), captured_at, RUN),
        run_id=RUN,
        platform=platform,
        kind=PageKind.LISTING,
        listing_id=listing_id,
        url=url,
        final_url=url,
        captured_at=captured_at,
        outcome=Outcome.FOUND,
        listing=listing,
        artefacts=(page, *images),
        warc_sha256="c" * 64,
    )


def make_finding(
    snapshot: Snapshot,
    *,
    code: str = "CCC-001",
    status: Status = Status.FAIL,
    claimed: str | None = None,
    summary: str = "疑似使用已注销的认证证书",
) -> Finding:
    check = Check(name=f"check_{code.lower()}", version="1")
    lead_id = make_lead_id(check.name, snapshot.listing_key, claimed or "")
    listing = snapshot.listing
    return Finding(
        finding_id=make_finding_id(lead_id, snapshot.snapshot_id, ("r1",), check),
        lead_id=lead_id,
        code=code,
        status=status,
        severity=Severity.HIGH,
        summary=summary,
        listing=FindingListing(
            platform=snapshot.platform,
            listing_id=snapshot.listing_id,
            url=snapshot.url,
            title=listing.title if listing else None,
            shop=SHOP,
        ),
        snapshot_id=snapshot.snapshot_id,
        claimed=claimed,
        authority=AuthorityValue(
            register="ccc_certificates",
            version="r1",
            as_of=date(2026, 2, 28),
            key=claimed or "none",
            state=RegisterState.INACTIVE,
            value="注销",
        ),
        locators=(Locator(kind=LocatorKind.TEXT, artefact="a", sha256="b" * 64, quote="证书编号"),),
        legal_basis=("认证认可条例",),
        confidence=0.9,
        captured_at=snapshot.captured_at,
        found_at=snapshot.captured_at + timedelta(hours=1),
        run_id=RUN,
        check=check,
    )


def make_reading(sha256: str, *lines: str, version: str = "1", number: str | None = None) -> PictureReading:
    value = Reading(value=number, raw=number, status=ReadingStatus.READ, confidence=0.9)
    document = Document(
        sha256=sha256,
        document_box=(0, 0, 10, 10),
        kind="ccc_certificate",
        kind_confidence=0.9,
        fields={"certificate_number": value},
        quality=Quality(width_px=10, height_px=10, readable=True),
        engine=Engine(name="rapidocr", version=version),
    )
    blocks = tuple(TextBlock(text=line, box=(0, 0, 10, 10), confidence=0.9) for line in lines)
    return PictureReading(sha256=sha256, reader_version=version, documents=(document,), blocks=blocks)


def keep(workspace: Workspace, *nouns: Snapshot | Finding | PictureReading) -> None:
    with workspace.records.write(NOW) as writer:
        for noun in nouns:
            if isinstance(noun, Snapshot):
                writer.add_snapshot(noun)
            elif isinstance(noun, Finding):
                writer.add_finding(noun)
            else:
                writer.add_reading(noun, RUN)


def project(*nouns: Snapshot | Finding, revision: int = 1) -> list[SearchDocument]:
    return [
        project_snapshot(noun, (), revision)
        if isinstance(noun, Snapshot)
        else project_finding(noun, None, revision)
        for noun in nouns
    ]
