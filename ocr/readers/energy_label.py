"""The energy label (中国能效标识): producer, model, grade, metrics, standard, filing number."""

from __future__ import annotations

from ocr.efficiency import FIELDS, KEY_FIELDS, ROWS, WORDS, find_bars, read_label
from ocr.fuse import Candidate
from ocr.layout import Form
from ocr.readers import reader
from ocr.titles import Titles


@reader(
    kind="energy_label",
    titles=Titles(
        words=("能效标识", "能源效率标识", "CHINAENERGYLABEL"),
        without=("备案", "标识网", "管理", "扫", "查"),
        mark=None,
    ),
    words=WORDS,
    fields=FIELDS,
    key_fields=KEY_FIELDS,
    rows=ROWS,
    closer=find_bars,
)
def read_energy_label(form: Form) -> dict[str, Candidate]:
    """What one pass read on an energy label."""
    return read_label(form, "energy_record_new")
