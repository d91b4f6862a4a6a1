"""The readers of document kinds: one file each, found by itself; see `business_licence.py`."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from ocr.fuse import Candidate
from ocr.layout import Form
from ocr.titles import Titles


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What knows one kind of document.

    Args:
        kind: its name (docs/contracts/readings.md).
        titles: how such documents are called.
        words: for each label on the form its printed variants, best first; names beginning with `_` are
            labels without a field, which only end the value before them.
        fields: what is returned, in the order of the contract.
        key_fields: groups of fields; while no member of a group is settled, another pass is worth its time.
        rows: how many rows a value may have, where more than one.
        foot: the label at the foot of the form below which the date of issue stands, if it does.
        usual_labels: how many labels such a document has at most, where `words` lists many more.
        accepts: whether a page with title and labels is one of the kind, where these alone do not tell.
        alone: whether a page without any title is one of the kind, by what else is printed on it.
        closer: the part of the page to read again from close by, or None where nothing is open.
        read: the candidates on a page that one pass read.
    """

    kind: str
    titles: Titles
    words: Mapping[str, tuple[str, ...]]
    fields: tuple[str, ...]
    key_fields: tuple[tuple[str, ...], ...]
    rows: Mapping[str, int]
    foot: str | None
    usual_labels: int | None
    accepts: Callable[[Form], bool] | None
    alone: Callable[[Form], bool] | None
    closer: Callable[[Form], Zone | None] | None
    read: ReadForm


ReadForm = Callable[[Form], dict[str, Candidate]]
Zone = tuple[float, float, float, float]
"""Left, top, right and bottom on the upright page."""
_READERS: dict[tuple[str, str], Reader] = {}


def reader(  # noqa: PLR0913 -- a declaration, every part by its name
    *,
    kind: str,
    titles: Titles,
    words: Mapping[str, tuple[str, ...]],
    fields: tuple[str, ...],
    key_fields: tuple[tuple[str, ...], ...],
    rows: Mapping[str, int],
    foot: str | None = None,
    usual_labels: int | None = None,
    accepts: Callable[[Form], bool] | None = None,
    alone: Callable[[Form], bool] | None = None,
    closer: Callable[[Form], Zone | None] | None = None,
) -> Callable[[ReadForm], ReadForm]:
    """Declares the decorated function as the reader of a document kind."""

    def register(read: ReadForm) -> ReadForm:
        _READERS[kind, read.__name__] = Reader(
            kind=kind,
            titles=titles,
            words=words,
            fields=fields,
            key_fields=key_fields,
            rows=rows,
            foot=foot,
            usual_labels=usual_labels,
            accepts=accepts,
            alone=alone,
            closer=closer,
            read=read,
        )
        return read

    return register


@cache
def load_readers() -> tuple[Reader, ...]:
    """Every reader in this folder, by kind."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return tuple(_READERS[key] for key in sorted(_READERS))
