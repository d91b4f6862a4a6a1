"""Who may do what on the search server: four roles of a region, each with the least that its work needs."""

from enum import StrEnum
from typing import Any

from index.families import REGIONAL, WRITE_ONCE, Family


class Role(StrEnum):
    """What an identity is for."""

    WRITER = "writer"
    READER = "reader"
    SHARER = "sharer"
    MIGRATOR = "migrator"


_LOOK = ("read", "view_index_metadata")
# Actions, not the privileges `create_doc` and `index`: with those, version 8 lets a key add fields, too.
_CREATE = ("indices:data/write/bulk", "indices:data/write/index:op_type/create")
_WRITE = ("indices:data/write/bulk", "indices:data/write/index:op_type")
_DELETE = "indices:data/write/delete"
_COPY = "indices:data/write/reindex"
_ALL_VERSIONS = ("", "-v*", "-next")


def make_role_name(role: Role, region: str) -> str:
    """The name of a region's role on the server."""
    return f"netpatrol-{region}-{role}"


def make_role(role: Role, region: str) -> dict[str, Any]:
    """What a role of a region may do, as the server's API for roles and keys takes it.

    A writer may create findings and not overwrite them, and may delete nothing. A reader sees its region and
    what others share with it. A sharer sees only what its region shares. A migrator makes and drops versions.
    """
    mutable = [family for family in REGIONAL if family not in WRITE_ONCE]
    own, shared_out = _name(REGIONAL, region), _name([Family.SHARED], f"{region}-*")
    match role:
        case Role.WRITER:
            grants = [
                _grant(_name(WRITE_ONCE, region), *_LOOK, *_CREATE, "maintenance"),
                _grant(_name(mutable, region), *_LOOK, *_WRITE, "maintenance"),
            ]
        case Role.READER:
            grants = [_grant([*own, *_name([Family.SHARED], f"*-{region}")], *_LOOK)]
        case Role.SHARER:
            grants = [_grant(shared_out, *_LOOK, *_WRITE, _DELETE, "maintenance")]
        case Role.MIGRATOR:
            grants = [_grant(own, "read", *_WRITE, _COPY, "manage")]
    # The state of a long copy is asked for by its task.
    return {"cluster": ["monitor"] if role is Role.MIGRATOR else [], "indices": grants}


def _name(families: Any, where: str) -> list[str]:
    return [f"netpatrol-{family}-{where}{end}" for family in sorted(families) for end in _ALL_VERSIONS]


def _grant(names: list[str], *privileges: str) -> dict[str, Any]:
    return {"names": names, "privileges": sorted(privileges)}
