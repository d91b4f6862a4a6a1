"""The indices of what a region shares, one for each receiver, kept as the shares are now (docs/search.md)."""

from collections.abc import Iterable
from dataclasses import dataclass

from elasticsearch import Elasticsearch

from config.errors import ServiceError
from config.settings import SearchSettings
from index.elastic import iter_index_ids
from index.elastic_client import explain_errors, make_client
from index.elastic_layout import make_body
from index.elastic_writer import BulkWriter, Operation
from index.families import Family, Place
from index.tables import TableDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedIndices:
    """What a region shares on a server, written with the key of a sharer."""

    client: Elasticsearch
    writer: BulkWriter
    region: str

    def find_receivers(self) -> tuple[str, ...]:
        """The regions for which there is an index."""
        head = Place(family=Family.SHARED, region=self.region, receiver="").alias
        with explain_errors(self._host):
            found = self.client.options(ignore_status=404).indices.get_alias(name=f"{head}*")
        indices = (index for index in found.values() if isinstance(index, dict))
        return tuple(sorted({name.removeprefix(head) for one in indices for name in one["aliases"]}))

    def put(self, receiver: str, documents: Iterable[TableDocument]) -> None:
        """Make the index of a receiver hold these documents and no other; again: nothing is sent.

        Raises:
            ServiceError: the server does not answer or did not take all; the same call again completes it.
            ConfigError: the server refuses the key.
        """
        alias = Place(family=Family.SHARED, region=self.region, receiver=receiver).alias
        wanted = {document.id: document for document in documents}
        with explain_errors(self._host):
            there = dict(iter_index_ids(self.client, [alias]))
            gone = [one for one in there if one not in wanted]
            # First what must not be seen any more.
            for one in gone:
                self.client.options(ignore_status=404).delete(index=alias, id=one)
            changed = [one for one in wanted.values() if there.get(one.id) != one.hash]
            report = self.writer.write([self._make_operation(alias, one) for one in changed])
            if gone or changed:
                self.client.indices.refresh(index=alias)
        if report.unsettled or report.refused:
            raise ServiceError(
                f"the search server did not take {len(report.unsettled) + len(report.refused)} documents of "
                f"{alias!r} ({report.problem or report.refused[0][1]}); run the same command again"
            )

    def _make_operation(self, alias: str, document: TableDocument) -> Operation:
        return Operation(
            id=document.id,
            index=alias,
            body=make_body(document, self.region),
            hash=document.hash,
            version=document.revision,
        )

    @property
    def _host(self) -> str:
        return next(iter(self.client.transport.node_pool.all())).base_url


def open_shared(settings: SearchSettings) -> SharedIndices | None:
    """The indices of what the settings' region shares; None where no sharer's key is named."""
    if settings.backend != "elasticsearch" or settings.sharer_key_file is None:
        return None
    client = make_client(settings.model_copy(update={"api_key_file": settings.sharer_key_file}))
    return SharedIndices(client=client, writer=BulkWriter(client=client), region=settings.region)
