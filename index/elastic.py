"""The Elasticsearch backend: one index for findings and one for snapshots, of one region.

Each is reached by its alias; a rebuild fills the next version beside it and moves both aliases at once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from elasticsearch import ApiError, BadRequestError, Elasticsearch

from config.errors import ConfigError
from config.settings import SearchSettings
from index.backend import WriteReport
from index.elastic_client import explain_errors, make_client
from index.elastic_layout import make_alias, make_body, make_index_body, make_index_name
from index.elastic_query import make_search_body
from index.elastic_writer import BulkWriter, Operation
from index.projection import LAYOUT, Indexed, SearchDocument
from index.query import COUNTED, Hit, Page, Query, make_snippets

_PAGE = 1000
_KEEP_ALIVE = "2m"


@dataclass(frozen=True, slots=True, kw_only=True)
class ElasticBackend:
    """The indices of one region on a server."""

    client: Elasticsearch
    writer: BulkWriter
    host: str
    region: str

    @property
    def name(self) -> str:
        """`elasticsearch`."""
        return "elasticsearch"

    @property
    def target(self) -> str:
        """Server and region: another one has its own place in the ledger."""
        return f"elasticsearch:{self.host}:{self.region}"

    @property
    def _aliases(self) -> list[str]:
        return [make_alias(noun, self.region) for noun in Indexed]

    def ensure(self) -> None:
        """Make the indices if there are none.

        Raises:
            ConfigError: they were made by another version of this code.
        """
        with explain_errors(self.host):
            self._make_missing()
            for name, index in self.client.indices.get_mapping(index=self._aliases).items():
                layout = index["mappings"].get("_meta", {}).get("layout")
                if layout != LAYOUT:
                    raise ConfigError(
                        f"index {name!r} has layout {layout}, this version has {LAYOUT}; "
                        "run `netpatrol index rebuild`"
                    )

    def _make_missing(self) -> None:
        for noun in Indexed:
            if not self.client.indices.exists_alias(name=make_alias(noun, self.region)):
                self._make_first(noun)

    def _make_first(self, noun: Indexed) -> None:
        alias = {make_alias(noun, self.region): {"is_write_index": True}}
        try:
            name = make_index_name(noun, self.region, 1)
            self.client.indices.create(index=name, aliases=alias, **make_index_body())
        except BadRequestError as exc:
            if exc.error != "resource_already_exists_exception":  # another process was quicker
                raise

    def write(self, documents: Sequence[SearchDocument], generation: str | None = None) -> WriteReport:
        """Store documents in the live generation or in a new one, and account for every id."""
        with explain_errors(self.host):
            return self.writer.write([self._make_operation(each, generation) for each in documents])

    def _make_operation(self, document: SearchDocument, generation: str | None) -> Operation:
        place = make_alias(document.noun, self.region)
        if generation is not None:
            place = make_index_name(document.noun, self.region, int(generation))
        return Operation(
            id=document.id,
            index=place,
            body=make_body(document, self.region),
            hash=document.hash,
            # A finding never changes; a snapshot's document grows with what is read in its pictures.
            version=None if document.noun is Indexed.FINDING else document.revision,
            through_alias=generation is None,
        )

    def refresh(self) -> None:
        """Let searches see what was written; a key without the right to do so waits a second instead."""
        with explain_errors(self.host):
            try:
                self.client.indices.refresh(index=self._aliases)
            except ApiError as exc:
                if exc.status_code != 403:
                    raise

    def search(self, query: Query) -> Page:
        """The hits of a query, newest first."""
        nouns = list(Indexed) if query.noun is None else [query.noun]
        names = [make_alias(noun, self.region) for noun in nouns]
        with explain_errors(self.host):
            answer = self.client.search(index=names, **make_search_body(query))["hits"]
        found, total = answer["hits"], answer["total"]
        page = found[: query.limit]
        return Page(
            total=min(total["value"], COUNTED),
            capped=total["relation"] == "gte",
            next=query.make_cursor(*page[-1]["sort"]) if len(found) > query.limit else None,
            hits=tuple(_make_hit(query, each["_source"]["netpatrol"]) for each in page),
        )

    def count(self, generation: str | None = None) -> int:
        """How many documents there are."""
        names = self._aliases
        if generation is not None:
            names = self._name_indices(int(generation))
        with explain_errors(self.host):
            if generation is not None:
                self.client.indices.refresh(index=names)
            return int(self.client.count(index=names)["count"])

    def iter_ids(self) -> Iterator[tuple[str, str]]:
        """(id, content hash) of every live document, from one point in time."""
        with explain_errors(self.host):
            pit = self.client.open_point_in_time(index=self._aliases, keep_alive=_KEEP_ALIVE)["id"]
            after: list[Any] | None = None
            try:
                while hits := self._load_ids(pit, after):
                    yield from ((hit["_id"], hit["_source"]["netpatrol"]["hash"]) for hit in hits)
                    after = hits[-1]["sort"]
            finally:
                self.client.close_point_in_time(id=pit)

    def _load_ids(self, pit: str, after: list[Any] | None) -> list[dict[str, Any]]:
        answer = self.client.search(
            pit={"id": pit, "keep_alive": _KEEP_ALIVE},
            size=_PAGE,
            sort=[{"_shard_doc": "asc"}],
            source_includes=["netpatrol.hash"],
            search_after=after,
            track_total_hits=False,
        )
        return list(answer["hits"]["hits"])

    def _name_indices(self, version: int) -> list[str]:
        return [make_index_name(noun, self.region, version) for noun in Indexed]

    def _load_live(self) -> dict[str, list[str]]:
        """alias → the indices behind it."""
        return {alias: list(self.client.indices.get_alias(name=alias)) for alias in self._aliases}

    def make_generation(self) -> str:
        """An empty generation; one that an interrupted rebuild left is dropped."""
        with explain_errors(self.host):
            self._make_missing()
            live = [index for indices in self._load_live().values() for index in indices]
            version = (
                max(
                    (int(index.rpartition("-v")[2]) for index in live),
                )
                + 1
            )
            for index in self._name_indices(version):
                self.client.indices.delete(index=index, ignore_unavailable=True)
                self.client.indices.create(index=index, **make_index_body())
        return str(version)

    def switch(self, generation: str) -> None:
        """Make a generation the live one, in one step, and drop the one before."""
        actions: list[dict[str, Any]] = []
        with explain_errors(self.host):
            self.client.indices.refresh(index=self._name_indices(int(generation)))
            for noun in Indexed:
                alias = make_alias(noun, self.region)
                index = make_index_name(noun, self.region, int(generation))
                actions += [{"remove_index": {"index": before}} for before in self._load_live()[alias]]
                actions.append({"add": {"index": index, "alias": alias, "is_write_index": True}})
            self.client.indices.update_aliases(actions=actions)


def open_elastic(settings: SearchSettings) -> ElasticBackend:
    """The backend that the settings name; nothing is sent yet.

    Raises:
        ConfigError: the settings do not suffice, or the key file can be read by others.
    """
    client = make_client(settings)
    host = urlsplit(settings.url or "").netloc
    return ElasticBackend(client=client, writer=BulkWriter(client=client), host=host, region=settings.region)


def _make_hit(query: Query, own: dict[str, Any]) -> Hit:
    return Hit(
        noun=Indexed(own["noun"]),
        id=own["id"],
        source=own["source"],
        snippets=make_snippets(query, own["words"]),
    )
