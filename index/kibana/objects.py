"""Saved objects for Kibana 8.9 to 9: data views, searches, charts, dashboards, each under an id that stays.

They carry the version from which Kibana's migrations start; without it every historic migration would run
and charts would break. What Kibana keeps as JSON in a text (`panelsJSON` and others) is text here, too.
"""

import json
from collections.abc import Iterator
from typing import Any

from index.families import Family
from index.kibana.declared import Dashboard, Panel, Search, load_declared
from index.kibana.lens import LAYER, make_lens

CORE_VERSION = "8.8.0"
VERSIONS = {
    "index-pattern": "8.0.0",
    "search": "8.0.0",
    "lens": "8.9.0",
    "dashboard": "8.9.0",
    "tag": "8.0.0",
}
COLUMNS = 48
_TAG = "netpatrol"
_SEARCH_INDEX = "kibanaSavedObjectMeta.searchSourceJSON.index"

Object = dict[str, Any]
Reference = dict[str, str]


def make_pattern(family: Family, region: str | None) -> str:
    """What a data view looks at: a region's alias, or those of all regions that its reader may see.

    What is shared is that which others share with the region.
    """
    if family is Family.SHARED:
        return f"netpatrol-shared-*-{region or '*'}"
    return f"netpatrol-{family}-{region or '*'}"


def make_objects(region: str | None, desk: str) -> list[Object]:
    """Everything that Kibana shows, objects before those that refer to them.

    Args:
        region: the region whose indices are looked at; all that the reader may see when not given.
        desk: the address of the desk, to which documents lead.
    """
    declared, place = load_declared(), region or "all"
    objects = [_make_tag()]
    for family, view in declared.views.items():
        link = {field: template.replace("{}", desk.rstrip("/"), 1) for field, template in view.link.items()}
        attributes = {
            "title": make_pattern(family, region),
            "name": f"网巡 {view.title} {region or '各地区'}",
            "timeFieldName": "@timestamp",
            "sourceFilters": "[]",
            "fields": "[]",
            "fieldFormatMap": _dump({field: _make_link(template) for field, template in link.items()}),
            "fieldAttrs": _dump({field: {"customLabel": label} for field, label in view.labels.items()}),
            "runtimeFieldMap": "{}",
            "typeMeta": "{}",
        }
        objects.append(_make_object("index-pattern", _make_id(place, family), attributes, []))
    objects += [_make_search(place, name, search) for name, search in declared.searches.items()]
    for name, dashboard in declared.dashboards.items():
        objects += _iter_dashboard(place, name, dashboard)
    return objects


def write_ndjson(objects: list[Object]) -> str:
    """Saved objects as Kibana imports them: one a line."""
    return "".join(_dump(one) + "\n" for one in objects)


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _make_id(place: str, *parts: str) -> str:
    return "-".join(["netpatrol", place, *parts])


def _make_link(template: str) -> Object:
    return {"id": "url", "params": {"type": "a", "urlTemplate": template, "openLinkInCurrentTab": False}}


def _make_object(kind: str, object_id: str, attributes: Object, references: list[Reference]) -> Object:
    tags = [] if kind in {"tag", "index-pattern"} else [_refer("tag", _TAG, f"tag-ref-{_TAG}")]
    return {
        "type": kind,
        "id": object_id,
        "attributes": attributes,
        "references": [*references, *tags],
        "coreMigrationVersion": CORE_VERSION,
        "typeMigrationVersion": VERSIONS[kind],
        "managed": False,
    }


def _refer(kind: str, object_id: str, name: str) -> Reference:
    return {"type": kind, "id": object_id, "name": name}


def _make_tag() -> Object:
    attributes = {"name": "网巡", "description": "netpatrol", "color": "#1f6f8b"}
    return _make_object("tag", _TAG, attributes, [])


def _make_search(place: str, name: str, search: Search) -> Object:
    source = {
        "query": {"query": search.query, "language": "kuery"},
        "filter": [],
        "indexRefName": _SEARCH_INDEX,
    }
    attributes: Object = {
        "title": f"网巡 {search.title}",
        "description": search.about,
        "columns": list(search.columns),
        "sort": [[search.sort, "desc" if search.sort == "@timestamp" else "asc"]],
        "grid": {},
        "hideChart": False,
        "isTextBasedQuery": False,
        "timeRestore": search.this_day,
        "kibanaSavedObjectMeta": {"searchSourceJSON": _dump(source)},
    }
    if search.this_day:
        attributes["timeRange"] = {"from": "now/d", "to": "now/d"}
    view = _refer("index-pattern", _make_id(place, search.view), _SEARCH_INDEX)
    return _make_object("search", _make_id(place, "search", name), attributes, [view])


def _iter_dashboard(place: str, name: str, dashboard: Dashboard) -> Iterator[Object]:
    """The charts of a dashboard, then the dashboard."""
    panels, references, cursor = list[Object](), list[Reference](), _Cursor()
    for number, panel in enumerate(dashboard.panels):
        index = f"p{number}"
        if panel.search is not None:
            kind, object_id = "search", _make_id(place, "search", panel.search)
        else:
            kind, object_id = "lens", _make_id(place, name, index)
            yield _make_chart(place, object_id, panel)
        panels.append(
            {
                "type": kind,
                "version": VERSIONS["dashboard"],
                "panelIndex": index,
                "panelRefName": f"panel_{index}",
                "gridData": {**cursor.place(panel.w, panel.h), "i": index},
                "embeddableConfig": {"enhancements": {}},
            }
        )
        references.append(_refer(kind, object_id, f"{index}:panel_{index}"))
    options = {"useMargins": True, "syncColors": False, "syncCursor": True, "syncTooltips": False}
    attributes = {
        "title": f"网巡 {dashboard.title}",
        "description": dashboard.about,
        "hits": 0,
        "version": 1,
        "timeRestore": True,
        "timeFrom": dashboard.since,
        "timeTo": "now",
        "optionsJSON": _dump(options | {"hidePanelTitles": False}),
        "panelsJSON": _dump(panels),
        "kibanaSavedObjectMeta": {
            "searchSourceJSON": _dump({"query": {"query": "", "language": "kuery"}, "filter": []})
        },
    }
    yield _make_object("dashboard", _make_id(place, "dashboard", name), attributes, references)


def _make_chart(place: str, object_id: str, panel: Panel) -> Object:
    family = panel.view or Family.LEADS
    attributes = make_lens(panel, load_declared().views[family].labels)
    view = _refer("index-pattern", _make_id(place, family), f"indexpattern-datasource-layer-{LAYER}")
    return _make_object("lens", object_id, attributes, [view])


class _Cursor:
    """Places panels from left to right; a row is as high as its highest panel."""

    def __init__(self) -> None:
        self._x = self._y = self._row_h = 0

    def place(self, w: int, h: int) -> dict[str, int]:
        """The place of the next panel."""
        if self._x + w > COLUMNS:
            self._x, self._y, self._row_h = 0, self._y + self._row_h, 0
        placed = {"x": self._x, "y": self._y, "w": w, "h": h}
        self._x, self._row_h = self._x + w, max(self._row_h, h)
        return placed
