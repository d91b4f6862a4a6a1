"""The catalogues people edit: legal obligations, number formats, advertising terms."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from config.errors import ConfigError
from config.yaml_text import parse_yaml


@cache
def load_catalogue(name: str) -> dict[str, Any]:
    """The catalogue `name` (`violations`, `ad_terms`, `formats`) as plain data."""
    source = files("config") / "catalogues" / f"{name}.yaml"
    try:
        loaded = parse_yaml(source.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as exc:
        raise ConfigError(
            f"catalogue {name!r} cannot be read: {exc}; restore config/catalogues/{name}.yaml"
        ) from exc
    if not isinstance(loaded, dict):
        raise ConfigError(f"catalogue {name!r} is no mapping; restore config/catalogues/{name}.yaml")
    return loaded


@cache
def get_words(name: str, *path: str) -> tuple[str, ...]:
    """The words under a path of the catalogue `name`, such as `check_terms`, `scales`, `strong`."""
    node: Any = load_catalogue(name)
    for step in path:
        node = node[step]
    return tuple(str(word) for word in node)


@cache
def load_obligations() -> dict[str, dict[str, Any]]:
    """Every violation code with its names, legal basis, severity and handler."""
    return {entry["code"]: entry for entry in load_catalogue("violations")["violations"]}
