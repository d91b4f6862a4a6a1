"""Text for people: the words of `words.yaml` in their language, cleaned of what terminals would obey."""

import unicodedata
from datetime import datetime
from functools import cache
from importlib.resources import files

from config.yaml_text import parse_yaml
from console.messages import name_reason, translate
from evidence.clock import SHANGHAI

_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


class Words:
    """The texts of one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def __call__(self, key: str, /, **values: object) -> str:
        """The text called `key` with its values filled in and cleaned."""
        text = load_words()[key][self.lang]
        return text.format(**{name: clean(str(value)) for name, value in values.items()})

    def reason(self, code: str | None) -> str:
        """A reason in words (why a page was not had, what a check missed), with its code; "" for None."""
        kept = clean(code or "")
        named = clean(name_reason(kept)) if self.lang == "zh" else kept
        return kept if named == kept else f"{named} {kept}"

    def explain(self, problem: object) -> str:
        """What a part of the program said is wrong (an error or its text), in this language and cleaned."""
        return clean(translate(str(problem)) if self.lang == "zh" else str(problem))


@cache
def load_words() -> dict[str, dict[str, str]]:
    """Every text by key and language."""
    source = files("console") / "words.yaml"
    loaded: dict[str, dict[str, str]] = parse_yaml(source.read_text(encoding="utf-8"))
    return loaded


def format_time(value: datetime | str) -> str:
    """A moment as people here read it: Shanghai time to the second."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"


def clean(text: str) -> str:
    """Text from outside made safe for a terminal: no control or direction characters, one line."""
    kept = (" " if char in "\r\n\t" else char for char in text if char not in _BIDI)
    return "".join(char for char in kept if unicodedata.category(char) not in {"Cc", "Cs"})
