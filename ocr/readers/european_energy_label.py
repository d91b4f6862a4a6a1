"""The energy label of the European Union and the United Kingdom, of appliances, lamps, phones and tyres."""

from __future__ import annotations

from itertools import pairwise

from ocr.efficiency import FIELDS
from ocr.european import find_scales, read_class, read_figures, read_names, read_regulation
from ocr.fuse import Candidate
from ocr.layout import Form
from ocr.readers import reader
from ocr.titles import Titles


def has_scale(form: Form) -> bool:
    """Whether the bars of a scale stand on the page."""
    return bool(find_scales(form))


@reader(
    kind="energy_label",
    titles=Titles(words=("ENERG",), without=("ENERGY", "ENERGI", "CHINA"), mark=None),
    words={f"_{letter.lower()}": (letter,) for letter in "ABCDEFG"},
    fields=FIELDS,
    key_fields=(("grade", "metrics"), ("model",)),
    rows={},
    usual_labels=4,
    accepts=has_scale,
)
def read_european_label(form: Form) -> dict[str, Candidate]:
    """What one pass read on a European label; of a tyre the grade is that of fuel efficiency."""
    scales = find_scales(form)
    if not scales:
        return {}
    edges = [scale.x0 for scale in scales] + [float("inf")]
    classes = [
        read_class(form, scale, right) for scale, (_, right) in zip(scales, pairwise(edges), strict=True)
    ]
    readings = {
        **read_names(form, min(scale.top for scale in scales)),
        "grade": classes[0],
        "metrics": read_figures(form, scales, classes),
        "standard": read_regulation(form),
    }
    return {field: candidate for field, candidate in readings.items() if candidate is not None}
