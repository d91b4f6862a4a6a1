"""Sets a search server up for a region: templates, indices, roles, keys in files; again with the same end."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from elasticsearch import Elasticsearch

from config.errors import ConfigError
from config.secret_file import read_secret
from evidence.noun import make_canonical_json, make_digest
from index.elastic import make_version
from index.elastic_mapping import list_fields, make_index_body
from index.families import LAYOUTS, Family, Place, check_region, iter_places
from index.key_file import get_key_id, write_secret
from index.roles import Role, make_role, make_role_name

SUPPORTED = (8, 9)
_MADE, _SAME, _CHANGED = "made", "same", "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is wanted of a server.

    Attributes:
        region: whose indices, roles and keys.
        receivers: regions with which it may share.
        keys: the folder of the key files.
        lifetime: how long a new key holds; one with less than half of it left is replaced.
        now: the moment of the run.
    """

    region: str
    receivers: tuple[str, ...]
    keys: Path
    lifetime: timedelta
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that was looked at: its kind, its name, and whether it was made, changed or the same."""

    kind: str
    name: str
    state: str


def check_version(client: Elasticsearch) -> str:
    """The server's version.

    Raises:
        ConfigError: it is none that this program was made for.
    """
    number = str(client.info()["version"]["number"])
    if int(number.partition(".")[0]) not in SUPPORTED:
        raise ConfigError(f"the search server has version {number}; netpatrol needs Elasticsearch 8 or 9")
    return number


def bootstrap(client: Elasticsearch, plan: Plan) -> Iterator[Step]:
    """Set the server up step by step; what is there and right is left alone.

    Raises:
        ConfigError: a region code, the server's version, or an index whose mapping is another one.
    """
    regions = [check_region(code) for code in (plan.region, *plan.receivers)]
    if len(set(regions)) != len(regions):
        raise ConfigError(f"region {plan.region!r} shares with itself or twice; name each region once")
    check_version(client)
    for family in Family:
        yield _put_template(client, family)
    for place in iter_places(plan.region, plan.receivers):
        yield _put_index(client, place)
    for role in Role:
        yield _put_role(client, role, plan.region)
    for role in Role:
        yield _put_key(client, role, plan)


def _put_template(client: Elasticsearch, family: Family) -> Step:
    name, body = f"netpatrol-{family}", make_index_body(family)
    digest = make_digest(make_canonical_json(body))
    found = client.options(ignore_status=404).indices.get_index_template(name=name)
    there = [one["index_template"].get("_meta", {}) for one in found.get("index_templates", ())]
    state = (_SAME if there[0].get("digest") == digest else _CHANGED) if there else _MADE
    if state != _SAME:
        patterns = [f"netpatrol-{family}-*-v*"]
        meta = {"digest": digest, "layout": LAYOUTS[family]}
        client.indices.put_index_template(
            name=name, index_patterns=patterns, priority=500, template=body, meta=meta
        )
    return Step(kind="template", name=name, state=state)


def _put_index(client: Elasticsearch, place: Place) -> Step:
    if not client.indices.exists_alias(name=place.alias):
        make_version(client, place, 1, place.alias)
        return Step(kind="index", name=place.alias, state=_MADE)
    state = _SAME
    for index, answer in client.indices.get_mapping(index=place.alias).items():
        if _add_fields(client, place.family, index, answer["mappings"]):
            state = _CHANGED
    return Step(kind="index", name=place.alias, state=state)


def _add_fields(client: Elasticsearch, family: Family, index: str, there: dict[str, Any]) -> bool:
    """Add what the index lacks; whether anything was added."""
    ours = make_index_body(family)["mappings"]
    old, new = list_fields(there), list_fields(ours)
    layout = there.get("_meta", {}).get("layout")
    other = [name for name in old if name in new and new[name] != old[name]]
    if layout != LAYOUTS[family] or other:
        what = f"field {other[0]}" if other else f"layout {layout}"
        raise ConfigError(
            f"index {index!r} has another mapping ({what}); "
            "run `netpatrol index migrate`, then bootstrap again"
        )
    if new.keys() <= old.keys():
        return False
    client.indices.put_mapping(index=index, properties=ours["properties"])
    return True


def _put_role(client: Elasticsearch, role: Role, region: str) -> Step:
    name, wanted = make_role_name(role, region), make_role(role, region)
    there = client.options(ignore_status=404).security.get_role(name=name).get(name)
    state = _MADE if there is None else (_SAME if _is_same_role(there, wanted) else _CHANGED)
    if state != _SAME:
        client.security.put_role(name=name, refresh=True, **wanted)
    return Step(kind="role", name=name, state=state)


def _is_same_role(there: dict[str, Any], wanted: dict[str, Any]) -> bool:
    grants = [{"names": one["names"], "privileges": sorted(one["privileges"])} for one in there["indices"]]
    return there["cluster"] == wanted["cluster"] and sorted(grants, key=str) == sorted(
        wanted["indices"], key=str
    )


def _put_key(client: Elasticsearch, role: Role, plan: Plan) -> Step:
    path = plan.keys / f"{plan.region}-{role}.key"
    before = get_key_id(read_secret(path, "key file")) if path.exists() else None
    wanted = make_role(role, plan.region)
    if before is not None and _is_good_key(client, before, wanted, plan):
        return Step(kind="key", name=str(path), state=_SAME)
    name = make_role_name(role, plan.region)
    made = client.security.create_api_key(
        name=name,
        role_descriptors={name: wanted},
        expiration=f"{int(plan.lifetime.total_seconds())}s",
        refresh=True,
        metadata={"digest": make_digest(make_canonical_json(wanted))},
    )
    write_secret(path, made["encoded"])
    if before is not None:
        client.options(ignore_status=404).security.invalidate_api_key(ids=[before])
    return Step(kind="key", name=str(path), state=_MADE if before is None else _CHANGED)


def _is_good_key(client: Elasticsearch, key_id: str, wanted: dict[str, Any], plan: Plan) -> bool:
    """Whether a key is known, has these rights, and holds for at least half a lifetime."""
    found = client.options(ignore_status=404).security.get_api_key(id=key_id).get("api_keys", ())
    if not found or found[0]["invalidated"]:
        return False
    if found[0].get("metadata", {}).get("digest") != make_digest(make_canonical_json(wanted)):
        return False
    left = found[0]["expiration"] / 1000 - plan.now.timestamp()
    return bool(left >= plan.lifetime.total_seconds() / 2)
