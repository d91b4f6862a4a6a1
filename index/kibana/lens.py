"""A chart as Kibana's Lens keeps it (saved object `lens`, migration version 8.9.0)."""

from typing import Any

from index.kibana.declared import Measure, Panel

LAYER = "layer"
_TERMS = 15


def make_lens(panel: Panel, labels: dict[str, str]) -> dict[str, Any]:
    """The attributes of a chart; its data view is the reference `indexpattern-datasource-layer-layer`.

    Args:
        panel: a panel that is a chart.
        labels: names of fields for people.
    """
    measures = {f"m{number}": _make_measure(measure) for number, measure in enumerate(panel.show)}
    buckets = {
        f"b{number}": _make_bucket(field, labels, order_by="m0") for number, field in enumerate(panel.by)
    }
    if panel.split is not None:
        buckets["split"] = _make_bucket(panel.split, labels, order_by="m0")
    kind, visualization = _make_visualization(panel, list(buckets), list(measures))
    layer = {
        "columns": buckets | measures,
        "columnOrder": [*buckets, *measures],
        "incompleteColumns": {},
        "sampling": 1,
    }
    return {
        "title": panel.title,
        "description": "",
        "visualizationType": kind,
        "state": {
            "datasourceStates": {"formBased": {"layers": {LAYER: layer}}},
            "visualization": visualization,
            "query": {"query": panel.query, "language": "kuery"},
            "filters": [],
            "internalReferences": [],
            "adHocDataViews": {},
        },
    }


def _make_measure(measure: Measure) -> dict[str, Any]:
    operation, field = measure.operation
    column: dict[str, Any] = {
        "label": measure.name,
        "customLabel": True,
        "dataType": "number",
        "operationType": operation,
        "sourceField": field,
        "isBucketed": False,
        "scale": "ratio",
        "params": {"emptyAsNull": True},
    }
    if measure.where is not None:
        column["filter"] = {"query": measure.where, "language": "kuery"}
    return column


def _make_bucket(field: str, labels: dict[str, str], *, order_by: str) -> dict[str, Any]:
    if field == "time":
        return {
            "label": labels.get("@timestamp", "@timestamp"),
            "customLabel": True,
            "dataType": "date",
            "operationType": "date_histogram",
            "sourceField": "@timestamp",
            "isBucketed": True,
            "scale": "interval",
            "params": {"interval": "auto", "includeEmptyRows": True, "dropPartials": False},
        }
    return {
        "label": labels.get(field, field),
        "customLabel": True,
        "dataType": "string",
        "operationType": "terms",
        "sourceField": field,
        "isBucketed": True,
        "scale": "ordinal",
        "params": {
            "size": _TERMS,
            "orderBy": {"type": "column", "columnId": order_by},
            "orderDirection": "desc",
            "otherBucket": True,
            "missingBucket": False,
            "parentFormat": {"id": "terms"},
            "include": [],
            "exclude": [],
            "includeIsRegex": False,
            "excludeIsRegex": False,
        },
    }


def _make_visualization(panel: Panel, buckets: list[str], measures: list[str]) -> tuple[str, dict[str, Any]]:
    layer = {"layerId": LAYER, "layerType": "data"}
    if panel.chart == "number":
        return "lnsMetric", layer | {"metricAccessor": measures[0]}
    if panel.chart == "table":
        return "lnsDatatable", layer | {"columns": [{"columnId": one} for one in (*buckets, *measures)]}
    series = "line" if panel.chart == "line" else "bar_stacked"
    if panel.chart == "bar" and panel.by != ("time",):
        series = "bar_horizontal_stacked"
    drawn = layer | {"accessors": measures, "seriesType": series, "position": "top", "showGridlines": False}
    drawn["xAccessor"] = buckets[0]
    if panel.split is not None:
        drawn["splitAccessor"] = "split"
    return "lnsXY", {
        "legend": {"isVisible": True, "position": "right"},
        "valueLabels": "hide",
        "preferredSeriesType": series,
        "layers": [drawn],
    }
