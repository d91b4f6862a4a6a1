"""What Kibana shows holds together (checked, not imported: there is no Kibana here), and imports are read."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from index.families import Family
from index.kibana.declared import load_declared
from index.kibana.objects import make_objects, make_pattern, write_ndjson
from tests.index.kibana_checker import Object, find_problems

DESK = "https://desk.example:8421"
IDS = Path(__file__).with_name("kibana_ids.txt")


@pytest.mark.parametrize("region", ["44", None])
def test_everything_holds_together(region: str | None) -> None:
    assert find_problems(make_objects(region, DESK)) == []


def test_the_file_is_one_object_a_line_and_the_same_each_time() -> None:
    text = write_ndjson(make_objects("44", DESK))
    assert [json.loads(line) for line in text.splitlines()] == make_objects("44", DESK)
    assert write_ndjson(make_objects("44", DESK)) == text


def test_ids_stay_so_that_an_import_replaces_what_was_there() -> None:
    ids = [f"{one['type']} {one['id']}" for one in make_objects("44", DESK)]
    assert IDS.read_text(encoding="utf-8").splitlines() == ids


def test_regions_do_not_replace_one_another() -> None:
    own, other = ({one["id"] for one in make_objects(region, DESK)} for region in ("44", "33"))
    assert own & other == {"netpatrol"}  # the tag


def test_every_family_has_a_view_and_a_desk_to_lead_to() -> None:
    declared = load_declared()
    assert declared.views.keys() == set(Family)
    assert {family for family, view in declared.views.items() if view.link} >= {
        Family.LEADS,
        Family.FINDINGS,
        Family.SNAPSHOTS,
        Family.LISTINGS,
        Family.RUNS,
        Family.CASES,
    }


@pytest.mark.parametrize(
    ("family", "region", "pattern"),
    [
        (Family.LEADS, "44", "netpatrol-leads-44"),
        (Family.LEADS, None, "netpatrol-leads-*"),
        (Family.SHARED, "44", "netpatrol-shared-*-44"),
    ],
)
def test_a_view_looks_at_what_its_reader_may_see(family: Family, region: str | None, pattern: str) -> None:
    assert make_pattern(family, region) == pattern


def get(objects: list[Object], kind: str) -> Any:
    return next(one for one in objects if one["type"] == kind)


def lose_field(objects: list[Object]) -> None:
    layer = get(objects, "lens")["attributes"]["state"]["datasourceStates"]["formBased"]["layers"]["layer"]
    next(iter(layer["columns"].values()))["sourceField"] = "netpatrol.gone"


def average_words(objects: list[Object]) -> None:
    layer = get(objects, "lens")["attributes"]["state"]["datasourceStates"]["formBased"]["layers"]["layer"]
    layer["columns"]["m0"] |= {"operationType": "average", "sourceField": "netpatrol.code"}


def lose_view(objects: list[Object]) -> None:
    objects.remove(get(objects, "index-pattern"))


def lose_panel(objects: list[Object]) -> None:
    get(objects, "dashboard")["references"].pop(0)


def break_string(objects: list[Object]) -> None:
    get(objects, "dashboard")["attributes"]["panelsJSON"] += "]"


def nest_object(objects: list[Object]) -> None:
    get(objects, "index-pattern")["attributes"]["fieldFormatMap"] = {}


def lose_version(objects: list[Object]) -> None:
    del get(objects, "lens")["typeMigrationVersion"]


def raise_version(objects: list[Object]) -> None:
    get(objects, "lens")["typeMigrationVersion"] = "9.0.0"


def overlap(objects: list[Object]) -> None:
    attributes = get(objects, "dashboard")["attributes"]
    panels = json.loads(attributes["panelsJSON"])
    panels[1]["gridData"]["x"] = 0
    attributes["panelsJSON"] = json.dumps(panels)


def ask_for_nothing(objects: list[Object]) -> None:
    meta = get(objects, "search")["attributes"]["kibanaSavedObjectMeta"]
    meta["searchSourceJSON"] = meta["searchSourceJSON"].replace("netpatrol.kind", "netpatrol.sort")


def double(objects: list[Object]) -> None:
    objects.append(deepcopy(objects[1]))


def lead_elsewhere(objects: list[Object]) -> None:
    attributes = get(objects, "index-pattern")["attributes"]
    attributes["fieldFormatMap"] = attributes["fieldFormatMap"].replace("https:", "javascript:")


@pytest.mark.parametrize(
    "fault",
    [
        *(lose_field, average_words, lose_view, lose_panel, break_string, nest_object, lose_version),
        *(raise_version, overlap, ask_for_nothing, double, lead_elsewhere),
    ],
)
def test_the_checker_finds_what_is_broken(fault: Callable[[list[Object]], None]) -> None:
    objects = make_objects("44", DESK)
    fault(objects)
    assert find_problems(objects)
