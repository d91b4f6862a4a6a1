"""The picturing stage: a picture of every page that carries a finding and was captured without a browser."""

from collections.abc import Iterable

from crawlers.orders import make_screenshot_url
from evidence.assembly import find_later_screenshot
from evidence.finding import Finding
from evidence.snapshot import Role, Snapshot
from patrols.capture import capture, make_job
from patrols.stage import Shift


def picture_findings(shift: Shift, findings: Iterable[Finding]) -> int:
    """Open the pages of findings in the browser and keep how they look now; returns how many were opened.

    The picture is a snapshot of its own with its own moment, so nobody takes it for what was judged.
    """
    limit = shift.settings.crawl.finding_screenshots
    urls = _find_bare_pages(shift, findings)[:limit]
    tried = {target.url for target in shift.workspace.records.load_targets(shift.run.run_id)}
    wanted = tuple(url for url in urls if make_screenshot_url(url) not in tried)
    if wanted:
        capture(shift, make_job(shift.settings, screenshots=wanted), stage="picture")
    return len(wanted)


def _find_bare_pages(shift: Shift, findings: Iterable[Finding]) -> list[str]:
    records = shift.workspace.records
    found: dict[str, None] = {}
    for finding in findings:
        snapshot = records.get_snapshot(finding.snapshot_id)
        if (
            snapshot is not None
            and not _has_picture(snapshot)
            and not find_later_screenshot(records, snapshot)
        ):
            found.setdefault(snapshot.url)
    return list(found)


def _has_picture(snapshot: Snapshot) -> bool:
    return any(artefact.role is Role.SCREENSHOT for artefact in snapshot.artefacts)
