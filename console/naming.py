"""What codes of the records are called: registers, checks, fields, kinds of documents, deeds, regions."""

from functools import cache
from importlib.resources import files

import yaml

from config.regions import find_region
from console.text import Words


def name_of(kind: str, code: str | None, words: Words) -> str:
    """What a code is called; one without a name, and every one in English, by itself.

    Args:
        kind: a part of `names.yaml`, or `region` for a GB/T 2260 code.
        code: as the records keep it; None gives "".
        words: the language.
    """
    if not code:
        return ""
    if kind == "region":
        region = find_region(code)
        return f"{region.name} {code}" if region is not None and words.lang == "zh" else code
    return load_names().get(kind, {}).get(code, code) if words.lang == "zh" else code


@cache
def load_names() -> dict[str, dict[str, str]]:
    """Every Chinese name by kind and code."""
    source = files("console") / "names.yaml"
    loaded: dict[str, dict[str, str]] = yaml.safe_load(source.read_text(encoding="utf-8"))
    return loaded
