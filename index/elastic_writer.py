"""Bulk writing that accounts for every document: one retry policy, and no document in any message.

`helpers.bulk` loses documents without a word when the server answers short, stops at the first 429, and takes
our own document for a conflict after a reset connection; so the loop is ours.
"""

import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch

from config.errors import ConfigError
from index.backend import WriteReport
from index.elastic_client import get_error_type, is_starting

_RETRIED = {429, 502, 503, 504}
_MOST_DOCUMENTS = 500
_MOST_BYTES = 5_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One document to be stored. Without `version` it is created and never overwritten."""

    id: str
    index: str
    body: dict[str, Any]
    hash: str
    version: int | None = None
    through_alias: bool = True

    @property
    def action(self) -> dict[str, Any]:
        """The bulk action line."""
        place = {"_index": self.index, "_id": self.id, "require_alias": self.through_alias}
        if self.version is None:
            return {"create": place}
        return {"index": {**place, "version": self.version, "version_type": "external_gte"}}


@dataclass(slots=True, kw_only=True)
class BulkWriter:
    """Writes operations until each is settled or the attempts are used up."""

    client: Elasticsearch
    attempts: int = 7
    first_pause_s: float = 0.25
    longest_pause_s: float = 15.0
    sleep: Callable[[float], None] = time.sleep
    chance: random.Random = field(default_factory=random.Random)

    def write(self, operations: Sequence[Operation]) -> WriteReport:
        """Write them all; one report that names every id once.

        Raises:
            ConfigError: the server refuses the key.
        """
        report = WriteReport()
        for chunk in _cut_chunks(operations):
            report += self._write_chunk(chunk)
        return report

    def _write_chunk(self, chunk: Sequence[Operation]) -> WriteReport:
        report, waiting, problem = WriteReport(), list(chunk), "no answer"
        for attempt in range(self.attempts):
            if attempt:
                self._pause(attempt)
            try:
                answered = self._send(waiting)
            except _TooLargeError:
                return report + self._halve(waiting)
            except _AgainError as exc:
                problem = str(exc)
                continue
            report += answered
            settled = _get_settled(answered)
            waiting = [operation for operation in waiting if operation.id not in settled]
            if not waiting:
                return report
            problem = answered.problem or "the answer left documents out"
        return report + WriteReport(unsettled=tuple(each.id for each in waiting), problem=problem)

    def _halve(self, chunk: list[Operation]) -> WriteReport:
        if len(chunk) == 1:
            return WriteReport(refused=((chunk[0].id, "too_large"),))
        middle = len(chunk) // 2
        return self._write_chunk(chunk[:middle]) + self._write_chunk(chunk[middle:])

    def _pause(self, attempt: int) -> None:
        ceiling = min(self.longest_pause_s, self.first_pause_s * 2 ** (attempt - 1))
        self.sleep(ceiling * self.chance.uniform(0.5, 1.0))

    def _send(self, chunk: list[Operation]) -> WriteReport:
        lines = [line for each in chunk for line in (each.action, each.body)]
        try:
            items = self.client.bulk(operations=lines)["items"]
        except TransportError as exc:
            raise _AgainError(type(exc).__name__) from exc
        except ApiError as exc:
            if exc.status_code == 413:
                raise _TooLargeError from exc
            if exc.status_code in {401, 403} and not is_starting(exc):
                raise ConfigError(
                    f"the search server refuses the key (status {exc.status_code}); check search.api_key_file"
                ) from exc
            raise _AgainError(f"status {exc.status_code}, {get_error_type(exc.body)}") from exc
        return self._account(chunk, [answer for item in items for answer in item.values()])

    def _account(self, chunk: list[Operation], answers: list[dict[str, Any]]) -> WriteReport:
        report, there = WriteReport(), []
        by_id = {each.id: each for each in chunk}
        for answer in answers:
            operation = by_id.pop(answer.get("_id", ""), None)
            if operation is not None and answer["status"] == 409:
                there.append(operation)
            elif operation is not None:
                report += _judge(operation.id, answer)
        return report + self._compare(there)

    def _compare(self, there: list[Operation]) -> WriteReport:
        """A document that is there already: ours from before, or another one?"""
        if not there:
            return WriteReport()
        wanted = [{"_index": each.index, "_id": each.id, "_source": ["netpatrol.hash"]} for each in there]
        try:
            found = self.client.mget(docs=wanted)["docs"]
        except TransportError as exc:
            raise _AgainError(type(exc).__name__) from exc
        except ApiError as exc:
            raise _AgainError(f"status {exc.status_code}, {get_error_type(exc.body)}") from exc
        report = WriteReport()
        hashes = {each["_id"]: each["_source"]["netpatrol"]["hash"] for each in found if each.get("found")}
        for operation in there:
            if hashes.get(operation.id) == operation.hash:
                report += WriteReport(same=(operation.id,))
            elif operation.id in hashes:
                report += WriteReport(conflicts=(operation.id,))
        return report


class _AgainError(Exception):
    """The request may succeed later."""


class _TooLargeError(Exception):
    """The request was too large."""


def _judge(subject: str, answer: dict[str, Any]) -> WriteReport:
    status, kind = answer["status"], get_error_type(answer.get("error"))
    if status in {200, 201}:
        return WriteReport(written=(subject,))
    # 404: no such alias, it may be made; a block, as on a full disk, is lifted by people. Nothing is lost.
    if status in _RETRIED or status == 404 or kind == "cluster_block_exception":
        return WriteReport(problem=f"status {status}, {kind}")
    if status in {401, 403}:
        raise ConfigError(f"the search server refuses the key (status {status}, {kind}); check its rights")
    return WriteReport(refused=((subject, kind),))


def _get_settled(report: WriteReport) -> set[str]:
    return {*report.written, *report.same, *report.conflicts, *(subject for subject, _ in report.refused)}


def _cut_chunks(operations: Sequence[Operation]) -> Iterator[list[Operation]]:
    chunk: list[Operation] = []
    size = 0
    for operation in operations:
        length = len(json.dumps(operation.body, ensure_ascii=False).encode())
        if chunk and (len(chunk) == _MOST_DOCUMENTS or size + length > _MOST_BYTES):
            yield chunk
            chunk, size = [], 0
        chunk.append(operation)
        size += length
    if chunk:
        yield chunk
