"""The mapping of each family of indices: a shared envelope, and the family's own fields under `netpatrol`.

`python -m index.elastic_mapping` writes the released mappings to `index/mappings/`. It refuses a change that
is no mere addition as long as the family's number in `index.families.LAYOUTS` is the released one.
"""

import json
from pathlib import Path
from typing import Any

from config.errors import ConfigError
from evidence.noun import make_canonical_json, make_digest
from index.families import LAYOUTS, Family
from index.projection import WORD_FIELDS
from index.signs import make_sign_table
from index.words import FRAGMENT

RELEASED = Path(__file__).parent / "mappings"
KEYWORD = {"type": "keyword", "ignore_above": 1024}
FILTERS = (
    "code",
    "status",
    "severity",
    "platform",
    "run_id",
    "kind",
    "outcome",
    "lead_id",
    "check",
    "regions",
)
_ADDRESS = {"type": "keyword", "ignore_above": 8191}
_DATE = {"type": "date"}
_LONG = {"type": "long"}
_DOUBLE = {"type": "double"}
_TEXT = {"type": "text", "analyzer": "words", "norms": False, "fields": {"raw": KEYWORD}}
_OUTCOMES = ("found", "absent", "blocked", "unreadable", "not_attempted", "pending")
_TABLE = {"id": KEYWORD, "noun": KEYWORD, "hash": KEYWORD, "page": _ADDRESS}


def make_index_body(family: Family) -> dict[str, Any]:
    """Settings and mappings of a family's index; an unknown field is refused."""
    return {
        "settings": {
            "number_of_shards": 1,
            "analysis": {
                "char_filter": {"signs": {"type": "mapping", "mappings": _make_mapping_rules()}},
                "tokenizer": {"parts": {"type": "ngram", "min_gram": FRAGMENT, "max_gram": FRAGMENT}},
                "analyzer": {
                    "words": _make_analyzer("lowercase", "cjk_bigram"),
                    "singles": _make_analyzer("lowercase"),
                    "parts": {"type": "custom", "tokenizer": "parts"},
                },
            },
        },
        "mappings": make_mappings(family),
    }


def make_mappings(family: Family) -> dict[str, Any]:
    """The mappings of a family, with the version of their layout in `_meta`."""
    own = _OWN.get(family)
    fields = _make_searched_fields() if own is None else own
    return {
        "dynamic": "strict",
        "_meta": {"layout": LAYOUTS[family]},
        "properties": {**_make_envelope(), "netpatrol": {"properties": fields}},
    }


def list_fields(mappings: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Every field of a mapping that holds values, by its full name, sub-fields too."""
    found: dict[str, dict[str, Any]] = {}

    def walk(prefix: str, properties: dict[str, Any]) -> None:
        for name, field in properties.items():
            if "properties" in field:
                walk(f"{prefix}{name}.", field["properties"])
                continue
            found[prefix + name] = {key: _unfold(value) for key, value in field.items() if key != "fields"}
            walk(f"{prefix}{name}.", field.get("fields", {}))

    walk("", mappings["properties"])
    return found


def _unfold(value: Any) -> Any:
    """A server gives a single name back as a list of one."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def find_field_breaks(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """What of a mapping is gone or different in another one; new fields are no break."""
    old, new = list_fields(before), list_fields(after)
    return [f"{name}: {old[name]} became {new.get(name)}" for name in old if new.get(name) != old[name]]


def find_breaks(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """What of a released index body is gone or different in a new one; new fields are no break."""
    breaks = find_field_breaks(before["mappings"], after["mappings"])
    if before["settings"] != after["settings"]:
        breaks.append("settings")
    if before["mappings"]["dynamic"] != after["mappings"]["dynamic"]:
        breaks.append("dynamic")
    return breaks


def make_released(family: Family) -> dict[str, Any]:
    """The index body as it is kept for comparison: the long table of signs by its digest."""
    body = make_index_body(family)
    signs = body["settings"]["analysis"]["char_filter"]["signs"]
    signs["mappings"] = make_digest(make_canonical_json(signs["mappings"]))
    return body


def get_released_path(family: Family, layout: int) -> Path:
    """Where the released index body of a family's layout is kept."""
    return RELEASED / f"{family}-{layout}.json"


def load_released(family: Family, layout: int) -> dict[str, Any] | None:
    """The released index body; None when that layout was not released yet."""
    path = get_released_path(family, layout)
    if not path.exists():
        return None
    body: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return body


def write_released(family: Family) -> None:
    """Write a family's index body beside the released ones.

    Raises:
        ConfigError: it breaks with the released one of the same layout.
    """
    layout, body = LAYOUTS[family], make_released(family)
    released = load_released(family, layout)
    breaks = find_breaks(released, body) if released else []
    if breaks:
        raise ConfigError(
            f"mapping {family} {layout} is released, but {breaks[0]}; "
            "raise its number in index.families.LAYOUTS"
        )
    text = json.dumps(body, ensure_ascii=True, indent=1, sort_keys=True)
    get_released_path(family, layout).write_text(text + "\n", encoding="utf-8")


def _make_analyzer(*filters: str) -> dict[str, Any]:
    return {"type": "custom", "char_filter": ["signs"], "tokenizer": "standard", "filter": list(filters)}


def _make_mapping_rules() -> list[str]:
    return [f"{_escape(sign)}=>{_escape(folded)}" for sign, folded in make_sign_table().items()]


def _escape(text: str) -> str:
    return "".join(f"\\u{ord(character):04X}" for character in text)


def _make_envelope() -> dict[str, Any]:
    return {
        "@timestamp": _DATE,
        "ecs": _object(version=KEYWORD),
        "event": _object(
            kind=KEYWORD,
            category=KEYWORD,
            type=KEYWORD,
            id=KEYWORD,
            dataset=KEYWORD,
            severity=_LONG,
            created=_DATE,
        ),
        "rule": _object(id=KEYWORD, name=KEYWORD, version=KEYWORD),
        "url": _object(full=_ADDRESS, domain=KEYWORD),
        "observer": _object(product=KEYWORD, type=KEYWORD, name=KEYWORD),
        "organization": _object(name=KEYWORD),
        "file": _object(hash=_object(sha256=KEYWORD)),
        "related": _object(hash=KEYWORD),
    }


def _object(**fields: Any) -> dict[str, Any]:
    return {"properties": fields}


def _make_searched_fields() -> dict[str, Any]:
    text = {"type": "text", "analyzer": "words", "norms": False, "copy_to": "netpatrol.singles"}
    return {
        "id": KEYWORD,
        "noun": KEYWORD,
        "hash": KEYWORD,
        "order": _LONG,
        "cut": {"type": "boolean"},
        **dict.fromkeys(FILTERS, KEYWORD),
        "captured_at": _DATE,
        "found_at": _DATE,
        "words": {"properties": dict.fromkeys(WORD_FIELDS, text)},
        "singles": {"type": "text", "analyzer": "singles", "norms": False, "index_options": "docs"},
        "numbers": {
            "type": "keyword",
            "fields": {"part": {"type": "text", "analyzer": "parts", "norms": False}},
        },
        "ids": KEYWORD,
        "source": {"type": "object", "enabled": False},
    }


_OWN: dict[Family, dict[str, Any]] = {
    Family.LEADS: _TABLE
    | dict.fromkeys(("kind", "code", "status", "severity", "check", "platform", "regions"), KEYWORD)
    | dict.fromkeys(("listing_id", "shop", "latest_id", "verdict", "assignee"), KEYWORD)
    | {"title": _TEXT, "summary": _TEXT, "first_seen": _DATE, "last_seen": _DATE, "sightings": _LONG},
    Family.LISTINGS: _TABLE
    | dict.fromkeys(("snapshot_id", "run_id", "platform", "listing_id", "shop", "regions"), KEYWORD)
    | dict.fromkeys(("brand", "model", "category", "currency", "availability"), KEYWORD)
    | {"title": _TEXT, "price": _DOUBLE, "list_price": _DOUBLE},
    Family.RUNS: _TABLE
    | dict.fromkeys(("command", "patrol", "state", "code_version", "blind", "canaries_missed"), KEYWORD)
    | {"coverage": _DOUBLE, "target": _DOUBLE, "below_target": {"type": "boolean"}}
    | dict.fromkeys(("targets", "picks", "exit", "skipped", "failed", "unsure", "errors"), _LONG)
    | {"outcomes": {"properties": dict.fromkeys(_OUTCOMES, _LONG)}},
    Family.CASES: _TABLE
    | dict.fromkeys(("status", "office_id", "opened_by", "uscc", "shop", "codes", "numbers"), KEYWORD)
    | {"title": _TEXT, "operator": _TEXT, "items": _LONG, "acts": _LONG}
    | {"opened_at": _DATE, "due_at": _DATE, "closed_at": _DATE},
    # An allow-list: a field that may not be shared has no place here, so the server refuses it.
    Family.SHARED: _TABLE
    | dict.fromkeys(("share_id", "case_id", "from_office", "to_offices", "fields", "state"), KEYWORD)
    | dict.fromkeys(("code", "platform", "listing_id", "shop", "uscc", "number"), KEYWORD)
    | {"title": _TEXT, "summary": _TEXT, "captured_at": _DATE, "until": _DATE},
}


if __name__ == "__main__":
    for each in Family:
        write_released(each)
