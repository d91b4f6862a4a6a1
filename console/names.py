"""The Chinese names of codes that the records keep, as `names.yaml` has them."""

from functools import cache
from importlib.resources import files

from config.yaml_text import parse_yaml


@cache
def load_names() -> dict[str, dict[str, str]]:
    """Every Chinese name by kind and code."""
    source = files("console") / "names.yaml"
    loaded: dict[str, dict[str, str]] = parse_yaml(source.read_text(encoding="utf-8"))
    return loaded
