"""Searching for somebody: hits of what they may see, as the records show it to them."""

import tempfile
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from cases.model import Case
from cases.rights import Machine, Sight, Viewer, get_shared_matters
from cases.scope import Scope
from cases.scoped_records import ScopedRecords
from cases.viewing import list_cases
from cases.world import World
from evidence.precision import load_precision
from evidence.workspace import Workspace
from index.casefiles import project_case
from index.embedded import EmbeddedBackend
from index.projection import Indexed, SearchDocument, project_finding, project_snapshot
from index.query import COUNTED, FACETS, Hit, Page, Query
from index.searcher import SearchIndex

_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class _Place:
    """Where a hit stands: newest first, then by id."""

    moment: int
    id: str
    hit: Hit = field(compare=False)


def search_for(workspace: Workspace, index: SearchIndex, query: Query, cases: Sequence[Case] = ()) -> Page:
    """The hits of a query among what the workspace shows, newest first; nothing else is counted.

    What is seen redacted is searched in its redacted copy: words that the copy does not show find nothing.

    Args:
        workspace: as somebody may see it (`open_scope`), or whole.
        index: of the whole workspace.
        query: what is asked.
        cases: those that the same person may see, as they see them (`list_cases_for`).
    """
    if not isinstance(workspace.records, ScopedRecords):
        return _search_whole(index, query, cases)
    found = _find_seen(workspace.records, index, query, cases)
    start = query.position
    rest = found if start is None else [one for one in found if (one.moment, one.id) < start]
    page = rest[: query.limit]
    more = len(rest) > query.limit
    return Page(
        total=min(len(found), COUNTED),
        capped=len(found) > COUNTED,
        next=query.make_cursor(page[-1].moment, page[-1].id) if more else None,
        hits=_fill_cases((one.hit for one in page), cases),
    )


def list_cases_for(query: Query, world: World, viewer: Viewer, at: datetime) -> Sequence[Case]:
    """The cases that a query looks among: those that somebody may see, none where it asks for others."""
    return list_cases(world, viewer, at) if query.noun in {None, Indexed.CASE} else ()


def count_facets(
    workspace: Workspace, index: SearchIndex, query: Query, cases: Sequence[Case] = ()
) -> dict[str, dict[str, int]]:
    """How many hits have which value, by each of `FACETS`; arguments and rights as of `search_for`."""
    if isinstance(workspace.records, ScopedRecords):
        hits = [one.hit for one in _find_seen(workspace.records, index, query, cases)]
        return {name: _count(hits, name) for name in FACETS}
    counted: dict[str, dict[str, int]] = {name: {} for name in FACETS}
    if query.noun is not Indexed.CASE:
        counted = index.count_facets(query)
    if found := _search_cases(index, query, cases):
        counted["noun"][Indexed.CASE] = len(found)
    return counted


def _count(hits: Iterable[Hit], name: str) -> dict[str, int]:
    values = (hit.noun if name == "noun" else _get_value(hit, name) for hit in hits)
    return dict(Counter(str(value) for value in values if value is not None))


def _get_value(hit: Hit, name: str) -> Any:
    value = hit.source.get(name)
    return (hit.source.get("listing") or {}).get(name) if value is None else value


def _find_seen(
    records: ScopedRecords, index: SearchIndex, query: Query, cases: Sequence[Case]
) -> list[_Place]:
    """All hits that somebody may see, newest first."""
    scope = records.scope
    scope.owners.prepare()
    whole = replace(query, limit=_AT_ONCE, after=None)
    found: list[_Place] = []
    if query.noun is not Indexed.CASE:
        hits = _iter_hits(index.search, index.widen(whole))
        found = [_make_place(hit) for hit in hits if _is_full(scope, hit)]
        found = found[: COUNTED + 1] + [_make_place(hit) for hit in _search_copies(records, whole)]
    found += [_make_place(hit) for hit in _search_cases(index, whole, cases)]
    found.sort(reverse=True)
    return found


def _search_whole(index: SearchIndex, query: Query, cases: Sequence[Case]) -> Page:
    """A page of the index with the cases that stand between its hits."""
    found = sorted(_search_cases(index, query, cases), key=_get_key, reverse=True)
    start = query.position
    rest = [hit for hit in found if start is None or _get_key(hit) < start]
    page = index.search(query) if query.noun is not Indexed.CASE else Page(total=0, capped=False, next=None)
    merged = sorted((*page.hits, *rest), key=_get_key, reverse=True)
    hits, total = merged[: query.limit], page.total + len(found)
    more = page.next is not None or len(merged) > query.limit
    return Page(
        total=min(total, COUNTED),
        capped=page.capped or total > COUNTED,
        next=query.make_cursor(*_get_key(hits[-1])) if more else None,
        hits=_fill_cases(hits, cases),
    )


def _get_key(hit: Hit) -> tuple[int, str]:
    return hit.order, hit.id


def _search_cases(index: SearchIndex, query: Query, cases: Sequence[Case]) -> list[Hit]:
    """The hits among cases; the same on every backend."""
    if not cases:
        return []
    whole = replace(index.widen(query), limit=_AT_ONCE, after=None)
    with _COPIES_LOCK:
        return list(_iter_hits(_open_copies([project_case(case) for case in cases]).backend.search, whole))


def _fill_cases(hits: Iterable[Hit], cases: Sequence[Case]) -> tuple[Hit, ...]:
    """The hits, those of cases with the case itself."""
    shown = {case.case_id: case for case in cases}
    return tuple(
        replace(hit, source=shown[hit.id].model_dump(mode="json")) if hit.noun is Indexed.CASE else hit
        for hit in hits
    )


def fill_hits(workspace: Workspace, hits: Iterable[Hit]) -> list[dict[str, Any]]:
    """The hits as `search --json` prints them; findings carry their check's precision as of now."""

    @cache  # a page of hits names few checks
    def get_precision(check: str) -> dict[str, Any]:
        return load_precision(workspace.records, check).model_dump(mode="json")

    return [
        dict(hit.source) | {"precision": get_precision(hit.source["check"]["name"])}
        if hit.noun == "finding"
        else dict(hit.source)
        for hit in hits
    ]


def _iter_hits(search: Callable[[Query], Page], query: Query) -> Iterator[Hit]:
    while True:
        page = search(query)
        yield from page.hits
        if page.next is None:
            return
        query = replace(query, after=page.next)


def _is_full(scope: Scope, hit: Hit) -> bool:
    """Whether a hit is seen in full; one that is about no single page is nobody's."""
    place = hit.source.get("snapshot_id")
    owner = scope.owners.get_snapshot_owner(place) if isinstance(place, str) else None
    return scope.see(hit.noun, hit.id, owner) is Sight.FULL


def _make_place(hit: Hit) -> _Place:
    moment = datetime.fromisoformat(hit.source["captured_at"])
    return _Place(moment=int(moment.timestamp() * 1_000_000), id=hit.id, hit=hit)


def _search_copies(records: ScopedRecords, query: Query) -> list[Hit]:
    """The hits among redacted copies and what came in parcels, in an index that holds nothing else."""
    documents = list(_iter_copies(records))
    if not documents:
        return []
    with _COPIES_LOCK:
        return list(_iter_hits(_open_copies(documents).backend.search, query))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Copies:
    """An index of redacted copies, gone with the folder it lies in."""

    folder: tempfile.TemporaryDirectory[str]
    backend: EmbeddedBackend


_COPIES: OrderedDict[tuple[str, ...], _Copies] = OrderedDict()
_MOST_COPIES = 8
_COPIES_LOCK = threading.Lock()


def _open_copies(documents: list[SearchDocument]) -> _Copies:
    """The index of exactly these documents; a few are kept, since people search more than once."""
    key = tuple(sorted(document.hash for document in documents))
    held = _COPIES.pop(key, None)
    if held is None:
        folder = tempfile.TemporaryDirectory(prefix="netpatrol-")
        held = _Copies(folder=folder, backend=EmbeddedBackend(Path(folder.name)))
        held.backend.ensure()
        held.backend.write(documents)
    _COPIES[key] = held
    if len(_COPIES) > _MOST_COPIES:
        _COPIES.popitem(last=False)[1].folder.cleanup()
    return held


def _iter_copies(records: ScopedRecords) -> Iterator[SearchDocument]:
    scope = records.scope
    if isinstance(scope.viewer, Machine):
        return
    for number, ((noun, one), sight) in enumerate(
        get_shared_matters(scope.world, scope.viewer, scope.at).items()
    ):
        if sight < Sight.REDACTED or (sight is Sight.FULL and not records.is_received(one)):
            continue
        if noun == "snapshot" and (snapshot := records.get_snapshot(one)) is not None:
            yield project_snapshot(snapshot, [], number)
        if noun == "finding" and (finding := records.get_finding(one)) is not None:
            yield project_finding(finding, records.get_snapshot(finding.snapshot_id), number)
