"""A query in the words of Elasticsearch."""

from datetime import timedelta
from typing import Any

from index.projection import WORD_FIELDS, make_order_floor
from index.query import COUNTED, FACETS, MOST_HITS, Query, Term
from index.words import FRAGMENT

_MILLISECOND = timedelta(milliseconds=1)


def make_search_body(query: Query) -> dict[str, Any]:
    """The arguments of the client's `search`."""
    body: dict[str, Any] = {
        "query": {"bool": {"filter": [*_make_filters(query), *map(_match_term, query.terms)]}},
        "sort": [{"netpatrol.order": "desc"}, {"netpatrol.id": "desc"}],
        "size": query.limit + 1,
        "track_total_hits": COUNTED,
        "source_includes": ["netpatrol.id", "netpatrol.noun", "netpatrol.words", "netpatrol.source"],
    }
    position = query.position
    if position is not None:
        body["search_after"] = list(position)
    return body


def make_facets_body(query: Query) -> dict[str, Any]:
    """The arguments of the client's `search` that count hits by their values."""
    facets = {name: {"terms": {"field": f"netpatrol.{name}", "size": MOST_HITS}} for name in FACETS}
    return {"query": make_search_body(query)["query"], "size": 0, "aggregations": facets}


def _make_filters(query: Query) -> list[dict[str, Any]]:
    names = ("code", "status", "platform", "noun")
    given = {name: getattr(query, name) for name in names if getattr(query, name) is not None}
    filters: list[dict[str, Any]] = [{"term": {f"netpatrol.{name}": value}} for name, value in given.items()]
    if query.region is not None:
        filters.append({"prefix": {"netpatrol.regions": query.region}})
    bounds = {}
    if query.since is not None:
        bounds["gte"] = make_order_floor(query.since)
    if query.until is not None:
        bounds["lt"] = make_order_floor(query.until + _MILLISECOND)
    if bounds:
        filters.append({"range": {"netpatrol.order": bounds}})
    return filters


def _match_term(term: Term) -> dict[str, Any]:
    ways: list[dict[str, Any]] = []
    if term.single:
        ways.append({"match": {"netpatrol.singles": term.text}})
    elif term.words:
        fields = [f"netpatrol.words.{name}" for name in WORD_FIELDS]
        ways.append({"multi_match": {"query": term.text, "type": "phrase", "fields": fields}})
    if term.number:
        ways.append({"term": {"netpatrol.numbers": term.number}})
        ways.append({"term": {"netpatrol.ids": term.number}})
    if len(term.number) >= FRAGMENT:
        ways.append({"match_phrase": {"netpatrol.numbers.part": term.number}})
    ways += [{"term": {f"netpatrol.{label.field}": label.value}} for label in term.labels]
    return {"bool": {"should": ways, "minimum_should_match": 1}}
