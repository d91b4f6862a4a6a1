"""What codes of the records are called: registers, checks, fields, kinds of documents, deeds, regions."""

from collections.abc import Iterable
from functools import cache

from config.catalogue import load_obligations
from config.regions import find_region
from console.names import load_names
from console.text import Words
from index.query import Label
from index.words import fold_number
from patrols.relating import Tie


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
def load_labels() -> dict[str, tuple[Label, ...]]:
    """The labels of findings by every name people know them by: codes and checks, in both languages."""
    named: dict[str, dict[Label, None]] = {}
    for code, obligation in load_obligations().items():
        for name in (code, obligation["name_zh"], obligation["name_en"]):
            named.setdefault(fold_number(name), {})[Label("code", code)] = None
    for check, name_zh in load_names()["check"].items():
        for name in (check, name_zh):
            named.setdefault(fold_number(name), {})[Label("check", check)] = None
    return {name: tuple(labels) for name, labels in named.items()}


def tell_ties(ties: Iterable[Tie], words: Words) -> str:
    """What a lead has in common with a case, each with the number of shops that show it."""
    said = (words(f"tie_{tie.kind}", value=tie.value[:24], shops=tie.shops) for tie in ties)
    return ("；" if words.lang == "zh" else "; ").join(said)


def tell_touched(what: str, words: Words) -> str:
    """What a line of a history touched, `noun id, noun id`, with the nouns named."""
    parts = []
    for part in what.split(", "):
        noun, space, rest = part.partition(" ")
        called = load_names()["touched"].get(noun) if words.lang == "zh" and space else None
        value = words(f"fields_{rest}") if noun == "fields" and called else rest
        parts.append(f"{called} {value}" if called else name_of("act", noun, words) + space + rest)
    return ("，" if words.lang == "zh" else ", ").join(parts)
