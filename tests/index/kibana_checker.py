"""Looks saved objects over without a Kibana: shape, graph of references, and that every field exists."""

import json
import re
from collections.abc import Iterator
from typing import Any

from index.elastic_mapping import list_fields, make_mappings
from index.families import Family

VERSIONS = {
    "index-pattern": "8.0.0",
    "search": "8.0.0",
    "lens": "8.9.0",
    "dashboard": "8.9.0",
    "tag": "8.0.0",
}
ATTRIBUTES = {
    "tag": {"name", "description", "color"},
    "index-pattern": {
        *("title", "name", "timeFieldName", "sourceFilters", "fields"),
        *("fieldFormatMap", "fieldAttrs", "runtimeFieldMap", "typeMeta"),
    },
    "search": {
        *("title", "description", "columns", "sort", "grid", "hideChart", "isTextBasedQuery", "timeRestore"),
        "kibanaSavedObjectMeta",
    },
    "lens": {"title", "description", "visualizationType", "state"},
    "dashboard": {
        *("title", "description", "hits", "version", "timeRestore", "timeFrom", "timeTo"),
        *("optionsJSON", "panelsJSON", "kibanaSavedObjectMeta"),
    },
}
OPTIONAL = {"timeRange"}
STRINGS = ("fieldFormatMap", "fieldAttrs", "runtimeFieldMap", "typeMeta", "fields", "sourceFilters")
TERMS = {"keyword", "boolean", "long"}
NUMBERS = {"long", "double"}
NUMERIC = {"average", "median", "sum", "min", "max"}
LINK = re.compile(r"https?://[^{}]+/(findings/|snapshots/)?\{\{(rawV|v)alue\}\}")
KQL_FIELD = re.compile(r"([@\w.]+)\s*:")

Object = dict[str, Any]


def find_problems(objects: list[Object]) -> list[str]:
    """Everything that is wrong, one line each; nothing when Kibana should take them."""
    return list(_Checker(objects).iter_problems())


class _Checker:
    def __init__(self, objects: list[Object]) -> None:
        self._objects = objects
        self._known = {(one["type"], one["id"]): one for one in objects}

    def iter_problems(self) -> Iterator[str]:
        if len(self._known) != len(self._objects):
            yield "an id is there twice"
        for one in self._objects:
            where = f"{one['type']} {one['id']}"
            try:
                problems = [
                    *self._check_envelope(one),
                    *getattr(self, f"_check_{one['type'].replace('-', '_')}")(one),
                ]
            except (KeyError, ValueError, TypeError, AttributeError) as exc:
                problems = [f"{type(exc).__name__} {exc}"]
            yield from (f"{where}: {problem}" for problem in problems)

    def _check_envelope(self, one: Object) -> Iterator[str]:
        if one.keys() != {
            *("type", "id", "attributes", "references", "managed"),
            *("coreMigrationVersion", "typeMigrationVersion"),
        }:
            yield f"keys {sorted(one)}"
        if (one["coreMigrationVersion"], one["typeMigrationVersion"]) != ("8.8.0", VERSIONS[one["type"]]):
            yield "migration version"
        if one["attributes"].keys() - OPTIONAL != ATTRIBUTES[one["type"]]:
            yield f"attributes {sorted(one['attributes'].keys() ^ ATTRIBUTES[one['type']])}"
        names = [reference["name"] for reference in one["references"]]
        if len(set(names)) != len(names):
            yield "two references of one name"
        for reference in one["references"]:
            if (reference["type"], reference["id"]) not in self._known:
                yield f"refers to {reference['type']} {reference['id']}, which is not there"

    def _check_tag(self, one: Object) -> Iterator[str]:
        if not re.fullmatch(r"#[0-9a-f]{6}", one["attributes"]["color"]):
            yield "colour"

    def _check_index_pattern(self, one: Object) -> Iterator[str]:
        attributes, fields = one["attributes"], self._get_fields(one)
        parsed = {name: json.loads(attributes[name]) for name in STRINGS}
        for name in (*parsed["fieldFormatMap"], *parsed["fieldAttrs"], attributes["timeFieldName"]):
            if name not in fields:
                yield f"no field {name}"
        for link in parsed["fieldFormatMap"].values():
            if not re.match(
                r"https?://[^{}]+/(findings/|snapshots/)?\{\{(rawV|v)alue\}\}$", link["params"]["urlTemplate"]
            ):
                yield f"link {link['params']['urlTemplate']}"

    def _check_search(self, one: Object) -> Iterator[str]:
        attributes = one["attributes"]
        source = json.loads(attributes["kibanaSavedObjectMeta"]["searchSourceJSON"])
        fields = self._get_fields(self._follow(one, source["indexRefName"], "index-pattern"))
        columns = [*attributes["columns"], *(name for name, _ in attributes["sort"])]
        yield from (f"no field {name}" for name in columns if name not in fields)
        yield from _check_query(source["query"], fields)
        for name, _ in attributes["sort"]:
            if fields[name]["type"] == "text":
                yield f"cannot sort by {name}"

    def _check_lens(self, one: Object) -> Iterator[str]:
        state = one["attributes"]["state"]
        layers = state["datasourceStates"]["formBased"]["layers"]
        for layer_id, layer in layers.items():
            view = self._follow(one, f"indexpattern-datasource-layer-{layer_id}", "index-pattern")
            fields = self._get_fields(view)
            yield from _check_query(state["query"], fields)
            if sorted(layer["columnOrder"]) != sorted(layer["columns"]):
                yield "columnOrder is not the columns"
            for column in layer["columns"].values():
                yield from _check_column(column, layer["columns"], fields)
        yield from _check_visualization(
            one["attributes"]["visualizationType"], state["visualization"], layers
        )

    def _check_dashboard(self, one: Object) -> Iterator[str]:
        attributes = one["attributes"]
        json.loads(attributes["optionsJSON"])
        json.loads(attributes["kibanaSavedObjectMeta"]["searchSourceJSON"])
        taken = set[tuple[int, int]]()
        for panel in json.loads(attributes["panelsJSON"]):
            index, grid = panel["panelIndex"], panel["gridData"]
            self._follow(one, f"{index}:{panel['panelRefName']}", panel["type"])
            if panel["panelRefName"] != f"panel_{index}" or grid["i"] != index:
                yield f"panel {index} is named otherwise"
            cells = {
                (x, y)
                for x in range(grid["x"], grid["x"] + grid["w"])
                for y in range(grid["y"], grid["y"] + grid["h"])
            }
            if cells & taken or any(x >= 48 for x, _ in cells):
                yield f"panel {index} overlaps or is outside"
            taken |= cells

    def _follow(self, one: Object, name: str, kind: str) -> Object:
        (reference,) = [each for each in one["references"] if each["name"] == name]
        if reference["type"] != kind:
            raise ValueError(f"{name} is no {kind}")
        return self._known[kind, reference["id"]]

    def _get_fields(self, view: Object) -> dict[str, dict[str, Any]]:
        return list_fields(make_mappings(Family(view["attributes"]["title"].split("-")[1])))


def _check_query(query: dict[str, str], fields: dict[str, Any]) -> Iterator[str]:
    if query["language"] != "kuery" or query["query"].count('"') % 2:
        yield f"query {query['query']}"
    yield from (f"no field {name}" for name in KQL_FIELD.findall(query["query"]) if name not in fields)


def _check_column(column: Object, columns: Object, fields: dict[str, Any]) -> Iterator[str]:
    operation, name = column["operationType"], column["sourceField"]
    if "filter" in column:
        yield from _check_query(column["filter"], fields)
    if operation == "count":
        if name != "___records___":
            yield f"count over {name}"
        return
    kind = fields[name]["type"] if name in fields else None
    wanted = {"terms": TERMS, "date_histogram": {"date"}, **dict.fromkeys(NUMERIC, NUMBERS)}[operation]
    if kind not in wanted:
        yield f"{operation} over {name}, which is {kind}"
    if operation == "terms" and column["params"]["orderBy"]["columnId"] not in columns:
        yield "ordered by a column that is not there"


def _check_visualization(kind: str, drawn: Object, layers: Object) -> Iterator[str]:
    parts = drawn["layers"] if kind == "lnsXY" else [drawn]
    for part in parts:
        columns = layers[part["layerId"]]["columns"]
        match kind:
            case "lnsXY":
                used = [part["xAccessor"], *part["accessors"], *filter(None, [part.get("splitAccessor")])]
            case "lnsDatatable":
                used = [one["columnId"] for one in part["columns"]]
            case "lnsMetric":
                used = [part["metricAccessor"]]
            case _:
                used = []
                yield f"chart {kind}"
        if sorted(used) != sorted(columns):
            yield f"draws {used} of {list(columns)}"
