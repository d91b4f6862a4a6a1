"""The water label (中国水效标识): producer, model, grade, metrics, standard, filing number."""

from __future__ import annotations

from ocr.efficiency import FIELDS, KEY_FIELDS, ROWS, WORDS, find_bars, read_label
from ocr.fuse import Candidate
from ocr.layout import Form
from ocr.readers import reader
from ocr.titles import Titles


@reader(
    kind="water_label",
    titles=Titles(
        words=("水效标识", "CHINAWATERLABEL", "CHINAWATEREFFICIENCYLABEL"),
        without=("备案", "标识网", "管理", "扫", "查"),
        mark=None,
    ),
    words=WORDS,
    fields=FIELDS,
    key_fields=KEY_FIELDS,
    rows=ROWS,
    closer=find_bars,
)
def read_water_label(form: Form) -> dict[str, Candidate]:
    """What one pass read on a water label."""
    return read_label(form, "water_record")
