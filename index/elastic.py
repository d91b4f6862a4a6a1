"""The Elasticsearch backend: an index for each family of one region, reached by its alias.

A rebuild fills the next version of each beside it and moves all aliases at once. While a migration fills next
versions (`index.migration`), whatever is written goes to both.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from elasticsearch import ApiError, BadRequestError, Elasticsearch

from config.errors import ConfigError, RunAbortedError
from config.settings import SearchSettings
from index.backend import Kept, WriteReport
from index.elastic_client import explain_errors, make_client
from index.elastic_layout import make_body
from index.elastic_mapping import make_index_body
from index.elastic_query import make_facets_body, make_search_body
from index.elastic_writer import BulkWriter, Operation
from index.families import FAMILIES, LAYOUTS, WRITE_ONCE, Family, Place, get_version
from index.projection import SEARCHED, Indexed
from index.query import COUNTED, FACETS, Hit, Page, Query, make_snippets

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
    def nouns(self) -> tuple[Indexed, ...]:
        """All of them: what can be searched, and the tables that Kibana draws from."""
        return tuple(Indexed)

    def get_place(self, noun: Indexed) -> Place:
        """Where the documents of a noun are kept."""
        return Place(family=FAMILIES[noun], region=self.region)

    @property
    def _places(self) -> list[Place]:
        return [self.get_place(noun) for noun in Indexed]

    @property
    def _aliases(self) -> list[str]:
        return [place.alias for place in self._places]

    def ensure(self) -> None:
        """Make the indices if there are none.

        Raises:
            ConfigError: they were made by another version of this code.
        """
        with explain_errors(self.host):
            self._make_missing()
            for name, index in self.client.indices.get_mapping(index=self._aliases).items():
                layout = index["mappings"].get("_meta", {}).get("layout")
                expected = LAYOUTS[Family(name.split("-")[1])]
                if layout != expected:
                    raise ConfigError(
                        f"index {name!r} has layout {layout}, this version has {expected}; "
                        "run `netpatrol index rebuild`"
                    )

    def _make_missing(self) -> None:
        there = self.client.options(ignore_status=404).indices.get_alias(name=self._aliases)
        known = {alias for index in there.values() if isinstance(index, dict) for alias in index["aliases"]}
        for place in self._places:
            if place.alias not in known:
                make_version(self.client, place, 1, place.alias)

    def write(self, documents: Sequence[Kept], generation: str | None = None) -> WriteReport:
        """Store documents in the live generation or in a new one, and account for every id."""
        with explain_errors(self.host):
            report = self.writer.write([self._make_operation(each, generation) for each in documents])
            if generation is None and (filling := self._find_filling()):
                report = self._write_both(documents, report, filling)
        return report

    def _find_filling(self) -> frozenset[str]:
        """The names under which migrations are filling next versions."""
        names = [place.next_alias for place in self._places]
        found = self.client.options(ignore_status=404).indices.get_alias(name=names)
        indices = (index for index in found.values() if isinstance(index, dict))
        return frozenset(alias for index in indices for alias in index["aliases"]) & set(names)

    def _write_both(
        self, documents: Sequence[Kept], report: WriteReport, filling: frozenset[str]
    ) -> WriteReport:
        """Write to the next versions what went to the live ones; a document counts when both hold it."""
        also = [each for each in documents if self.get_place(Indexed(each.noun)).next_alias in filling]
        beside = self.writer.write([self._make_operation(each, None, beside=True) for each in also])
        behind = set(beside.unsettled)
        if not behind or self._find_filling() != filling:  # an end of the migration settles it as well
            return report
        return WriteReport(
            written=tuple(one for one in report.written if one not in behind),
            same=tuple(one for one in report.same if one not in behind),
            conflicts=report.conflicts,
            refused=report.refused,
            unsettled=(*report.unsettled, *(behind - set(report.unsettled))),
            problem=report.problem or beside.problem,
        )

    def _make_operation(self, document: Kept, generation: str | None, *, beside: bool = False) -> Operation:
        place = self.get_place(Indexed(document.noun))
        name = place.next_alias if beside else place.alias
        return Operation(
            id=document.id,
            index=name if generation is None else place.name_index(int(generation)),
            body=make_body(document, self.region),
            hash=document.hash,
            # A finding never changes; a snapshot's document grows with what is read in its pictures.
            version=None if place.family in WRITE_ONCE else document.revision,
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
        nouns = SEARCHED if query.noun is None else (query.noun,)
        names = [self.get_place(noun).alias for noun in nouns]
        with explain_errors(self.host):
            answer = self._ask(names, make_search_body(query))["hits"]
        found, total = answer["hits"], answer["total"]
        page = found[: query.limit]
        return Page(
            total=min(total["value"], COUNTED),
            capped=total["relation"] == "gte",
            next=query.make_cursor(*page[-1]["sort"]) if len(found) > query.limit else None,
            hits=tuple(_make_hit(query, each) for each in page),
        )

    def count_facets(self, query: Query) -> dict[str, dict[str, int]]:
        """For each of `FACETS` how many hits of a query have which value; pages and limits are left aside."""
        nouns = SEARCHED if query.noun is None else (query.noun,)
        with explain_errors(self.host):
            body = make_facets_body(query)
            found = self._ask([self.get_place(noun).alias for noun in nouns], body)["aggregations"]
        return {name: {each["key"]: each["doc_count"] for each in found[name]["buckets"]} for name in FACETS}

    def _ask(self, names: list[str], body: dict[str, Any]) -> Any:
        try:
            return self.client.search(index=names, **body)
        except ApiError as exc:  # the version that was asked was dropped meanwhile: ask the one after it
            if exc.status_code not in {404, 503}:
                raise
            return self.client.search(index=names, **body)

    def count(self, generation: str | None = None) -> int:
        """How many documents can be searched; of a new generation, how many documents it holds."""
        names = [self.get_place(noun).alias for noun in SEARCHED]
        if generation is not None:
            names = self._name_indices(int(generation))
        with explain_errors(self.host):
            if generation is not None:
                self.client.indices.refresh(index=names)
            return int(self.client.count(index=names)["count"])

    def iter_ids(self) -> Iterator[tuple[str, str]]:
        """(id, content hash) of every live document, from one point in time."""
        with explain_errors(self.host):
            yield from iter_index_ids(self.client, self._aliases)

    def _name_indices(self, version: int) -> list[str]:
        return [place.name_index(version) for place in self._places]

    def _load_live(self) -> dict[str, list[str]]:
        """alias → the indices behind it."""
        return {alias: list(self.client.indices.get_alias(name=alias)) for alias in self._aliases}

    def make_generation(self) -> str:
        """An empty generation; one that an interrupted rebuild left is dropped.

        Raises:
            RunAbortedError: a migration is filling next versions.
        """
        with explain_errors(self.host):
            self._make_missing()
            if self._find_filling():
                raise RunAbortedError(
                    "a migration is under way; run `netpatrol index migrate` to its end, then rebuild"
                )
            live = [index for indices in self._load_live().values() for index in indices]
            version = max(map(get_version, live)) + 1
            for place in self._places:
                drop_unused(self.client, place)
                make_version(self.client, place, version, None)
        return str(version)

    def switch(self, generation: str) -> None:
        """Make a generation the live one, in one step, and drop the one before."""
        with explain_errors(self.host):
            switch_places(self.client, {place: int(generation) for place in self._places})
            for place in self._places:
                drop_unused(self.client, place)


def iter_index_ids(client: Elasticsearch, indices: list[str]) -> Iterator[tuple[str, str]]:
    """(id, content hash) of every document of some indices, from one point in time."""
    pit = client.open_point_in_time(index=indices, keep_alive=_KEEP_ALIVE)["id"]
    after: list[Any] | None = None
    try:
        while hits := _load_ids(client, pit, after):
            yield from ((hit["_id"], hit["_source"]["netpatrol"]["hash"]) for hit in hits)
            after = hits[-1]["sort"]
    finally:
        client.close_point_in_time(id=pit)


def _load_ids(client: Elasticsearch, pit: str, after: list[Any] | None) -> list[dict[str, Any]]:
    answer = client.search(
        pit={"id": pit, "keep_alive": _KEEP_ALIVE},
        size=_PAGE,
        sort=[{"_shard_doc": "asc"}],
        source_includes=["netpatrol.hash"],
        search_after=after,
        track_total_hits=False,
    )
    return list(answer["hits"]["hits"])


def make_version(client: Elasticsearch, place: Place, version: int, alias: str | None) -> None:
    """Make one version of a place, hidden: patterns find what is live by its alias, and nothing twice.

    Args:
        client: of the server.
        place: where.
        version: which.
        alias: the name under which it is found; another name than the live one is hidden, too.
    """
    body = make_index_body(place.family)
    facts = {"is_write_index": True} if alias == place.alias else {"is_hidden": True}
    try:
        client.indices.create(
            index=place.name_index(version),
            settings={**body["settings"], "index.hidden": True},
            mappings=body["mappings"],
            aliases={} if alias is None else {alias: facts},
        )
    except BadRequestError as exc:
        if exc.error != "resource_already_exists_exception":  # another process was quicker
            raise


def switch_places(client: Elasticsearch, versions: dict[Place, int]) -> None:
    """Lead the aliases to new versions, all in one step; those before are there still."""
    actions: list[dict[str, Any]] = []
    client.indices.refresh(index=[place.name_index(version) for place, version in versions.items()])
    for place, version in versions.items():
        index = place.name_index(version)
        earlier = [name for name in client.indices.get_alias(name=place.alias) if name != index]
        actions += [{"remove": {"index": name, "alias": place.alias}} for name in earlier]
        actions.append({"add": {"index": index, "alias": place.alias, "is_write_index": True}})
        actions.append({"remove": {"index": index, "alias": place.next_alias, "must_exist": False}})
    client.indices.update_aliases(actions=actions)


def drop_unused(client: Elasticsearch, place: Place) -> None:
    """Drop the versions of a place to which no alias leads."""
    found = client.indices.get_alias(index=place.pattern, expand_wildcards=["open", "hidden"])
    unused = [name for name, index in found.items() if not index["aliases"]]
    if unused:
        client.indices.delete(index=unused, ignore_unavailable=True)


def open_elastic(settings: SearchSettings) -> ElasticBackend:
    """The backend that the settings name; nothing is sent yet.

    Raises:
        ConfigError: the settings do not suffice, or the key file can be read by others.
    """
    client = make_client(settings)
    host = urlsplit(settings.url or "").netloc
    return ElasticBackend(client=client, writer=BulkWriter(client=client), host=host, region=settings.region)


def _make_hit(query: Query, found: dict[str, Any]) -> Hit:
    own = found["_source"]["netpatrol"]
    return Hit(
        noun=Indexed(own["noun"]),
        id=own["id"],
        source=own["source"],
        order=found["sort"][0],
        snippets=make_snippets(query, own["words"]),
    )
