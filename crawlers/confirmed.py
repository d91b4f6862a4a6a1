"""What people confirmed of sealed pages, against what a profile reads there now."""

from collections.abc import Iterable, Iterator

from crawlers.rereading import find_page, read_value, reread
from evidence.listing import Listing
from evidence.noun import Noun
from evidence.snapshot import Snapshot
from evidence.workspace import Workspace
from sites.profile import Example, SiteProfile


class ExampleResult(Noun):
    """One confirmed value against what the profile reads."""

    url: str
    field: str
    expected: str | None
    read: str | None
    ok: bool


class Confirmed(Noun):
    """How many values of a field were confirmed on pages that are here, and how many are read so."""

    compared: int
    agreed: int


def compare_examples(workspace: Workspace, profile: SiteProfile) -> tuple[tuple[ExampleResult, ...], int]:
    """Each confirmed value against what is read now; and of how many pages nothing can be said.

    A page that another office confirmed, or whose bytes were purged, is not here to be read.

    Raises:
        VerificationError: a sealed page is missing or was changed.
    """
    results, absent = list[ExampleResult](), 0
    for example in profile.examples:
        snapshot = _find_sealed(workspace, example)
        if snapshot is None:
            absent += 1
        else:
            results += _compare(example, reread(workspace, snapshot, profile))
    return tuple(results), absent


def count_confirmed(results: Iterable[ExampleResult]) -> dict[str, Confirmed]:
    """By field, how many confirmed values there are and how many are read so."""
    fields: dict[str, list[bool]] = {}
    for one in results:
        fields.setdefault(one.field, []).append(one.ok)
    return {name: Confirmed(compared=len(found), agreed=sum(found)) for name, found in fields.items()}


def _find_sealed(workspace: Workspace, example: Example) -> Snapshot | None:
    """The newest capture of the confirmed page, with the answers that were sealed beside it."""
    records = workspace.records
    found = records.load_snapshots_by_id(records.find_sightings(example.sha256))
    for snapshot in sorted(found, key=lambda one: one.captured_at, reverse=True):
        page = find_page(snapshot)
        is_it = page is not None and page.sha256 == example.sha256 and snapshot.final_url == example.url
        if is_it and records.get_purge(snapshot) is None:
            return snapshot
    return None


def _compare(example: Example, listing: Listing | None) -> Iterator[ExampleResult]:
    for name, expected in example.values.items():
        found = read_value(listing, name)
        yield ExampleResult(
            url=example.url, field=name, expected=expected, read=found, ok=_is_same(found, expected)
        )


def _is_same(found: str | None, expected: str | None) -> bool:
    if found is None or expected is None:
        return found is expected
    return " ".join(found.split()) == " ".join(expected.split())
