"""Moves the indices of a region to new versions while writers write and readers read.

1. The next version is made, hidden from patterns, under the alias `…-next`; from then on writers fill both.
2. The server copies what was there before; what writers put there meanwhile is kept.
3. Ids and content hashes of both are compared; what differs is copied again.
4. While no writer writes, the counts are compared and one call moves the alias; a little later, when whoever
   asked the version before has its answer, that is dropped.

Killed at any point, the same call goes on from there: the alias `…-next` says how far it came.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from elasticsearch import Elasticsearch

from config.errors import RunAbortedError
from index.elastic import drop_unused, iter_index_ids, make_version, switch_places
from index.elastic_client import explain_errors, get_error_type
from index.elastic_mapping import find_field_breaks, make_index_body
from index.families import LAYOUTS, WRITE_ONCE, Place, get_version
from index.outbox import Outbox

_ROUNDS = 5
_LOCK_WAIT_S = 600.0
_POLL_S = 0.5
_GRACE_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A place that was moved: from which version to which, and how many documents."""

    alias: str
    before: str
    after: str
    documents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """The moves of one region, on one server, in step with the writers of one workspace.

    Attributes:
        client: with the key of a migrator.
        outbox: that of the writers, whose lock keeps them apart from the first and the last step.
        host: how the server is called in messages.
        sleep: waits between two looks at a copy.
    """

    client: Elasticsearch
    outbox: Outbox
    host: str
    sleep: Callable[[float], None] = time.sleep

    def find_due(self, places: Iterable[Place]) -> list[Place]:
        """The places whose index was made for another mapping, or whose move was begun."""
        with explain_errors(self.host):
            return [place for place in places if self._find_next(place) or self._is_old(place)]

    def drop_leftovers(self, places: Iterable[Place]) -> None:
        """Drop the versions that a killed move left behind."""
        with explain_errors(self.host):
            for place in places:
                drop_unused(self.client, place)

    def run(self, place: Place) -> Moved:
        """Move one place; called again after an interruption it goes on.

        Raises:
            RunAbortedError: documents that the new mapping refuses, or that differ in the end; the index in
                use is as before.
            ServiceError: the server cannot be reached; the same call goes on.
        """
        with explain_errors(self.host):
            before = self._get_live(place)
            after = self._begin(place, before)
            self._copy(place, before, after)
            self._settle(place, before, after)
            return self._switch(place, before, after)

    def _get_live(self, place: Place) -> str:
        (index,) = self.client.indices.get_alias(name=place.alias)
        return str(index)

    def _find_next(self, place: Place) -> str | None:
        found = self.client.options(ignore_status=404).indices.get_alias(name=place.next_alias)
        indices = [name for name, index in found.items() if isinstance(index, dict)]
        return indices[0] if indices else None

    def _is_old(self, place: Place) -> bool:
        index = self._get_live(place)
        there = self.client.indices.get_mapping(index=index)[index]["mappings"]
        layout = there.get("_meta", {}).get("layout")
        ours = make_index_body(place.family)["mappings"]
        return layout != LAYOUTS[place.family] or bool(find_field_breaks(there, ours))

    def _begin(self, place: Place, before: str) -> str:
        begun = self._find_next(place)
        if begun is not None:
            return begun
        version = get_version(before) + 1
        with self.outbox.hold(wait_s=_LOCK_WAIT_S):  # a writer in the middle of a batch knows of one version
            drop_unused(self.client, place)
            make_version(self.client, place, version, place.next_alias)
        return place.name_index(version)

    def _copy(self, place: Place, before: str, after: str, ids: list[str] | None = None) -> None:
        """Copy documents; one that is there in the same or a newer state stays as it is."""
        source: dict[str, Any] = {"index": before}
        if ids is not None:
            source["query"] = {"ids": {"values": ids}}
        mode = {"op_type": "create"} if place.family in WRITE_ONCE else {"version_type": "external"}
        self.client.indices.refresh(index=before)
        task = self.client.reindex(
            source=source, dest={"index": after, **mode}, conflicts="proceed", wait_for_completion=False
        )["task"]
        while not (state := self._get_task(task))["completed"]:
            self.sleep(_POLL_S)
        if "error" in state:
            kind = get_error_type(state)
            raise RunAbortedError(
                f"the server did not copy {before!r} ({kind}); the index in use is as before, "
                "use the key of a migrator and run `netpatrol index migrate` again"
            )
        failures = state["response"]["failures"]
        if failures:
            kind = get_error_type(failures[0].get("cause") or failures[0])
            raise RunAbortedError(
                f"{len(failures)} documents of {before!r} do not fit the new mapping ({kind}); "
                "the index in use is as before, run `netpatrol index rebuild`"
            )

    def _get_task(self, task: str) -> dict[str, Any]:
        # The client's own method warns of a preview each time; the address is the same since version 5.
        answer = self.client.perform_request("GET", f"/_tasks/{task}", headers={"accept": "application/json"})
        return dict(answer.body)

    def _settle(self, place: Place, before: str, after: str) -> None:
        """Copy again what differs, until nothing does."""
        for _ in range(_ROUNDS):
            behind = self._compare(before, after)
            if not behind:
                return
            self._copy(place, before, after, behind)
        raise RunAbortedError(
            f"{len(behind)} documents of {after!r} differ from {before!r}, such as {behind[0]!r}; "
            "the index in use is as before, run `netpatrol index migrate` again"
        )

    def _compare(self, before: str, after: str) -> list[str]:
        """The ids that only one holds, or that say something else."""
        self.client.indices.refresh(index=[before, after])
        there = dict(iter_index_ids(self.client, [after]))
        wanted = iter_index_ids(self.client, [before])
        behind = [subject for subject, digest in wanted if there.pop(subject, None) != digest]
        return [*behind, *there]

    def _switch(self, place: Place, before: str, after: str) -> Moved:
        with self.outbox.hold(wait_s=_LOCK_WAIT_S):
            self.client.indices.refresh(index=[before, after])
            old, new = (int(self.client.count(index=index)["count"]) for index in (before, after))
            if old != new:
                raise RunAbortedError(
                    f"{after!r} holds {new} documents, {before!r} {old}; "
                    "the index in use is as before, run `netpatrol index migrate` again"
                )
            switch_places(self.client, {place: get_version(after)})
        self.sleep(_GRACE_S)
        drop_unused(self.client, place)
        return Moved(alias=place.alias, before=before, after=after, documents=new)
