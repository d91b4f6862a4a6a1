"""The set-up of a server: again and again the same, and each identity may do what it must, no more."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import ApiError, Elasticsearch

from config.errors import ConfigError
from config.settings import SearchSettings
from index.bootstrap import Plan, Step, bootstrap
from index.elastic import open_elastic
from index.elastic_client import explain_errors, make_client
from index.families import LAYOUTS, Family
from index.key_file import get_key_id, read_api_key
from index.roles import Role
from tests.conftest import Server
from tests.index.evidence import make_finding, make_snapshot, project

pytestmark = pytest.mark.elasticsearch
OWN, OTHER = "440199", "330199"
NOW = datetime.now(UTC)  # the server reckons when keys end by its own clock
ALIASES = {
    "findings": f"netpatrol-findings-{OWN}",
    "leads": f"netpatrol-leads-{OWN}",
    "shared out": f"netpatrol-shared-{OWN}-{OTHER}",
    "shared in": f"netpatrol-shared-{OTHER}-{OWN}",
    "other's findings": f"netpatrol-findings-{OTHER}",
    "other's leads": f"netpatrol-leads-{OTHER}",
}
DOCUMENT = {"@timestamp": "2026-03-01T00:00:00Z", "netpatrol": {"id": "x", "noun": "lead", "hash": "h"}}


def make_plan(region: str, keys: Path, *receivers: str, days: int = 30) -> Plan:
    return Plan(region=region, receivers=receivers, keys=keys, lifetime=timedelta(days=days), now=NOW)


def clean(server: Server) -> None:
    for region in (OWN, OTHER):
        server.drop(region)
        shared = server.admin.indices.get(
            index=f"netpatrol-shared-{region}-*-v*", expand_wildcards=["open", "hidden"]
        )
        if shared:
            server.admin.indices.delete(index=list(shared))


@pytest.fixture(scope="module")
def keys(elasticsearch_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Key files of two regions that share with one another, each family with a document `there`."""
    folder = tmp_path_factory.mktemp("keys")
    clean(elasticsearch_server)
    for region, receiver in ((OWN, OTHER), (OTHER, OWN)):
        list(bootstrap(elasticsearch_server.admin, make_plan(region, folder, receiver)))
    for alias in ALIASES.values():
        elasticsearch_server.admin.index(index=alias, id="there", document=DOCUMENT, refresh=True)
    yield folder
    clean(elasticsearch_server)


def connect(server: Server, key_file: Path) -> Elasticsearch:
    settings = SearchSettings(backend="elasticsearch", url=server.url, api_key_file=key_file)
    return make_client(settings)


def search(client: Elasticsearch, alias: str) -> int:
    client.search(index=alias)
    return 200


def bulk(client: Elasticsearch, *operations: dict[str, Any]) -> int:
    (item,) = client.bulk(operations=list(operations))["items"]
    (answer,) = item.values()
    return int(answer["status"])


def create(client: Elasticsearch, alias: str) -> int:
    return bulk(client, {"create": {"_index": alias, "_id": "new"}}, DOCUMENT)


def overwrite(client: Elasticsearch, alias: str) -> int:
    return bulk(client, {"index": {"_index": alias, "_id": "there"}}, DOCUMENT)


def delete(client: Elasticsearch, alias: str) -> int:
    return bulk(client, {"delete": {"_index": alias, "_id": "gone"}})


def change_mapping(client: Elasticsearch, alias: str) -> int:
    client.indices.put_mapping(index=alias, properties={"labels": {"type": "keyword"}})
    return 200


def make_version(client: Elasticsearch, alias: str) -> int:
    client.indices.create(index=f"{alias}-v9")
    return 200


def drop_version(client: Elasticsearch, alias: str) -> int:
    client.indices.delete(index=f"{alias}-v9")
    return 200


ACTIONS: tuple[Callable[[Elasticsearch, str], int], ...] = (
    search,
    create,
    overwrite,
    delete,
    change_mapping,
    make_version,
    drop_version,
)
MAY = {
    Role.WRITER: {"findings": {search, create}, "leads": {search, create, overwrite}},
    Role.READER: {"findings": {search}, "leads": {search}, "shared in": {search}},
    Role.SHARER: {"shared out": {search, create, overwrite, delete}},
    Role.MIGRATOR: {
        place: {search, create, overwrite, change_mapping, make_version, drop_version}
        for place in ("findings", "leads")
    },
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("place", ALIASES)
def test_an_identity_may_do_what_it_must_and_nothing_else(
    elasticsearch_server: Server, keys: Path, role: Role, place: str
) -> None:
    client = connect(elasticsearch_server, keys / f"{OWN}-{role}.key")
    alias = ALIASES[place]
    done = {action for action in ACTIONS if is_allowed(action, client, alias)}
    elasticsearch_server.admin.options(ignore_status=404).delete(index=alias, id="new")
    elasticsearch_server.admin.indices.delete(index=f"{alias}-v9", ignore_unavailable=True)
    assert {action.__name__ for action in done} == {each.__name__ for each in MAY[role].get(place, set())}


def is_allowed(action: Callable[[Elasticsearch, str], int], client: Elasticsearch, alias: str) -> bool:
    try:
        status = action(client, alias)
    except ApiError as exc:
        status = exc.status_code
    if status not in {200, 201, 403, 404}:  # 404: allowed, and nothing was there
        pytest.fail(f"{action.__name__} on {alias}: {status}")
    return status != 403


@pytest.mark.parametrize("role", Role)
def test_no_identity_can_make_another(elasticsearch_server: Server, keys: Path, role: Role) -> None:
    client = connect(elasticsearch_server, keys / f"{OWN}-{role}.key")
    rights = {"all": {"indices": [{"names": ["*"], "privileges": ["all"]}]}}
    with pytest.raises(ApiError, match=r"403|creating derived api keys"):
        client.security.create_api_key(name="more", role_descriptors=rights)
    with pytest.raises(ApiError) as caught:
        client.security.put_user(username="more", password="long enough", roles=["superuser"])
    assert caught.value.status_code == 403


def test_a_pattern_shows_a_reader_its_own_region_only(elasticsearch_server: Server, keys: Path) -> None:
    client = connect(elasticsearch_server, keys / f"{OWN}-reader.key")
    found = client.search(index="netpatrol-*")["hits"]["hits"]
    assert {hit["_index"] for hit in found} == {
        f"netpatrol-findings-{OWN}-v1",
        f"netpatrol-leads-{OWN}-v1",
        f"netpatrol-shared-{OTHER}-{OWN}-v1",
    }


def test_a_field_that_may_not_be_shared_is_refused(elasticsearch_server: Server, keys: Path) -> None:
    client = connect(elasticsearch_server, keys / f"{OWN}-sharer.key")
    private = {**DOCUMENT, "netpatrol": {**DOCUMENT["netpatrol"], "phone": "13800000000"}}  # type: ignore[dict-item]
    answer = client.bulk(operations=[{"create": {"_index": ALIASES["shared out"], "_id": "p"}}, private])
    assert answer["items"][0]["create"]["error"]["type"] == "strict_dynamic_mapping_exception"


def test_the_writers_key_is_enough_for_daily_work(elasticsearch_server: Server, keys: Path) -> None:
    settings = SearchSettings(
        backend="elasticsearch",
        url=elasticsearch_server.url,
        api_key_file=keys / f"{OWN}-writer.key",
        region=OWN,
    )
    backend = open_elastic(settings)
    backend.ensure()
    snapshot = make_snapshot(1, "水壶")
    documents = project(snapshot, make_finding(snapshot))
    assert len(backend.write(documents).written) == 2
    backend.refresh()
    assert {each.id for each in documents} <= dict(backend.iter_ids()).keys()


def count_states(steps: list[Step]) -> dict[str, int]:
    return {state: sum(step.state == state for step in steps) for state in {step.state for step in steps}}


def test_the_same_again_changes_nothing(elasticsearch_server: Server, keys: Path) -> None:
    before = {path: path.read_text() for path in keys.iterdir()}
    steps = list(bootstrap(elasticsearch_server.admin, make_plan(OWN, keys, OTHER)))
    assert count_states(steps) == {"same": len(steps)}
    assert {path: path.read_text() for path in keys.iterdir()} == before
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in before)


def test_a_key_that_ends_soon_is_replaced_and_the_old_one_ends(
    elasticsearch_server: Server, keys: Path, tmp_path: Path
) -> None:
    list(bootstrap(elasticsearch_server.admin, make_plan(OWN, tmp_path, OTHER)))
    path = tmp_path / f"{OWN}-reader.key"
    old = read_api_key(path)
    later = replace(make_plan(OWN, tmp_path, OTHER), now=NOW + timedelta(days=16))
    steps = list(bootstrap(elasticsearch_server.admin, later))
    assert count_states([step for step in steps if step.kind == "key"]) == {"changed": 4}
    (known,) = elasticsearch_server.admin.security.get_api_key(id=get_key_id(old))["api_keys"]
    assert known["invalidated"]
    assert connect(elasticsearch_server, path).search(index=ALIASES["findings"])


def test_a_role_that_was_changed_by_hand_is_put_right(elasticsearch_server: Server, keys: Path) -> None:
    name = f"netpatrol-{OWN}-reader"
    elasticsearch_server.admin.security.put_role(name=name, cluster=["all"], indices=[])
    steps = list(bootstrap(elasticsearch_server.admin, make_plan(OWN, keys, OTHER)))
    assert [step.name for step in steps if step.state == "changed"] == [name]
    assert elasticsearch_server.admin.security.get_role(name=name)[name]["cluster"] == []


def test_new_fields_are_added_to_the_index_in_use(elasticsearch_server: Server, tmp_path: Path) -> None:
    region = "440198"
    admin = elasticsearch_server.admin
    elasticsearch_server.drop(region)
    index = f"older-runs-{region}-v1"  # a name that no template fills up
    admin.indices.delete(index=index, ignore_unavailable=True)
    admin.indices.create(
        index=index,
        aliases={f"netpatrol-runs-{region}": {}},
        mappings={"_meta": {"layout": 1}, "properties": {"@timestamp": {"type": "date"}}},
    )
    steps = list(bootstrap(admin, make_plan(region, tmp_path)))
    assert [step.name for step in steps if step.kind == "index" and step.state == "changed"] == [
        f"netpatrol-runs-{region}"
    ]
    assert "netpatrol" in admin.indices.get_mapping(index=index)[index]["mappings"]["properties"]
    admin.indices.delete(index=index)
    elasticsearch_server.drop(region)


@pytest.mark.parametrize(
    ("meta", "field"), [({"layout": 1}, {"type": "text"}), ({"layout": 99}, {"type": "date"})]
)
def test_an_index_with_another_mapping_is_named(
    elasticsearch_server: Server, tmp_path: Path, meta: dict[str, int], field: dict[str, str]
) -> None:
    region = "440197"
    elasticsearch_server.admin.indices.create(
        index=f"netpatrol-leads-{region}-v1",
        aliases={f"netpatrol-leads-{region}": {}},
        mappings={"_meta": meta, "properties": {"@timestamp": field}},
    )
    with pytest.raises(ConfigError, match=f"netpatrol-leads-{region}-v1.*index migrate"):
        list(bootstrap(elasticsearch_server.admin, make_plan(region, tmp_path)))
    assert list(tmp_path.iterdir()) == []  # no key for what cannot be written
    elasticsearch_server.drop(region)


@pytest.mark.parametrize("code", ["", "4", "99", "44-1", "*", "广东", "4401001"])
def test_an_unknown_region_is_refused_before_anything_is_made(
    elasticsearch_server: Server, tmp_path: Path, code: str
) -> None:
    with pytest.raises(ConfigError, match="no region code"):
        list(bootstrap(elasticsearch_server.admin, make_plan(code, tmp_path)))
    with pytest.raises(ConfigError, match="no region code"):
        list(bootstrap(elasticsearch_server.admin, make_plan(OWN, tmp_path, code)))
    assert list(tmp_path.iterdir()) == []


def test_an_expired_key_is_one_line_with_the_next_step(elasticsearch_server: Server, tmp_path: Path) -> None:
    made = elasticsearch_server.admin.security.create_api_key(name="short", expiration="1ms")
    path = tmp_path / "key"
    path.touch(mode=0o600)
    path.write_text(made["encoded"])
    settings = SearchSettings(
        backend="elasticsearch", url=elasticsearch_server.url, api_key_file=path, region=OWN
    )
    with pytest.raises(ConfigError, match=r"expired.*index bootstrap") as caught:
        open_elastic(settings).ensure()
    assert "\n" not in str(caught.value)


def test_every_family_has_a_number() -> None:
    assert LAYOUTS.keys() == set(Family)


def test_a_wrong_password_is_one_line(elasticsearch_server: Server, tmp_path: Path) -> None:
    settings = SearchSettings(backend="elasticsearch", url=elasticsearch_server.url)
    client = make_client(settings, login=("tester", "wrong"))
    with pytest.raises(ConfigError) as caught, explain_errors("server"):
        list(bootstrap(client, make_plan(OWN, tmp_path)))
    assert "wrong" not in str(caught.value)
