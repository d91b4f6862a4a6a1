"""A small world to share in: three offices, their people, and one captured page of each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cases.book import CaseBook
from cases.model import Role
from cases.people import add_group, add_office, add_user, join_group
from cases.scoped_records import open_scope
from evidence.capture import Capture, Exchange
from evidence.finding import (
    Check,
    Finding,
    FindingListing,
    Locator,
    LocatorKind,
    Severity,
    Status,
    make_finding_id,
    make_lead_id,
)
from evidence.listing import Listing, PageKind, Shop
from evidence.snapshot import Outcome, Snapshot
from evidence.snapshot import Role as Part
from evidence.workspace import Workspace

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
CHECK = Check(name="some_check", version="1")
COMMON = b"the same picture"


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """Offices gd, zj and bj, each with a lead, an officer and a page that it captured; gd and zj share."""

    book: CaseBook
    group: str
    snapshots: dict[str, Snapshot]
    findings: dict[str, Finding]

    def look(self, login: str, at: datetime = LATER) -> Workspace:
        """The workspace as somebody may see it."""
        world = self.book.load_world()
        return open_scope(self.book, world.users[login], world, at)


def make_town(book: CaseBook) -> Town:
    snapshots, findings = {}, {}
    regions = {"gd": "44", "zj": "33", "bj": "11"}
    for number, (office, region) in enumerate(regions.items(), start=1):
        add_office(book, office, name=f"{office}局", region=region, parent=None, at=NOW)
        for role in (Role.LEAD, Role.OFFICER, Role.REVIEWER, Role.AUDITOR, Role.ADMINISTRATOR):
            add_user(
                book, f"{office}-{role}", office_id=office, roles=(role,), name=f"{office}{role}", at=NOW
            )
        snapshots[office], findings[office] = capture_for(book, office, number)
    group = add_group(book, "两省", at=NOW)
    for office in ("gd", "zj"):
        join_group(book, group.group_id, office, at=NOW)
    return Town(book=book, group=group.group_id, snapshots=snapshots, findings=findings)


def capture_for(
    book: CaseBook, office: str, number: int, *, make: Callable[[], Capture] | None = None
) -> tuple[Snapshot, Finding]:
    """A page that an office captured by a run of its own, and a finding on it."""
    workspace = book.workspace
    run = workspace.begin_run(
        "crawl", f"{office}-{number}", "digest", NOW + timedelta(seconds=number), settings="{}"
    )
    with book.write(NOW) as deeds:
        deeds.add("own", "run", run.run_id, {"office_id": office})
    snapshot = workspace.seal(run, make() if make else make_capture(office, number))
    finding = make_finding(office, number, snapshot)
    if make is None:
        with workspace.records.write(NOW) as writer:
            writer.add_finding(finding)
    return snapshot, finding


def make_finding(office: str, number: int, snapshot: Snapshot) -> Finding:
    """A finding on a page of an office."""
    lead = make_lead_id(CHECK.name, snapshot.listing_key, "fact")
    page = snapshot.artefacts[0]
    return Finding(
        finding_id=make_finding_id(lead, snapshot.snapshot_id, (), CHECK),
        lead_id=lead,
        code="AD-001",
        status=Status.FAIL,
        severity=Severity.HIGH,
        summary=f"疑似 {office} 联系人张三 13812345678",
        listing=FindingListing(
            platform="jishi", listing_id=f"{number}", url=page.url, title=f"{office}水壶", shop=None
        ),
        snapshot_id=snapshot.snapshot_id,
        claimed=f"2019010714{number:06}",
        authority=None,
        locators=(Locator(kind=LocatorKind.HTML, artefact="page", sha256=page.sha256, quote="收货人李四"),),
        legal_basis=("广告法9",),
        confidence=1.0,
        captured_at=snapshot.captured_at,
        found_at=NOW,
        run_id=snapshot.run_id,
        check=CHECK,
    )


def make_capture(office: str, number: int) -> Capture:
    url = f"http://shop.example/item/{number}"
    moment = NOW + timedelta(minutes=number)
    listing = Listing(
        url=url,
        kind=PageKind.LISTING,
        platform="jishi",
        listing_id=f"{number}",
        title=f"{office}水壶 电话13812345678",
        shop=Shop(id=f"s-{office}", name=f"{office}商行", url=f"http://shop.example/{office}"),
        description=f"{office}地址：杭州市西湖区文三路12号",
        attributes={"联系人": f"{office}王五"},
    )
    page = make_exchange(url, Part.PAGE, f"<html>{office} {number}</html>".encode(), "text/html", moment)
    own = make_exchange(f"{url}/a.jpg", Part.IMAGE, f"picture of {office}".encode(), "image/jpeg", moment)
    same = make_exchange("http://shop.example/b.jpg", Part.IMAGE, COMMON, "image/jpeg", moment)
    return Capture(
        platform="jishi",
        kind=PageKind.LISTING,
        listing_id=f"{number}",
        url=url,
        final_url=url,
        captured_at=moment,
        outcome=Outcome.FOUND,
        listing=listing,
        exchanges=(page, own, same),
    )


def make_exchange(url: str, role: Part, body: bytes, media_type: str, moment: datetime) -> Exchange:
    return Exchange(
        url=url,
        role=role,
        request_headers=(),
        status=200,
        response_headers=(("Content-Type", media_type),),
        body=body,
        media_type=media_type,
        fetched_at=moment,
    )
