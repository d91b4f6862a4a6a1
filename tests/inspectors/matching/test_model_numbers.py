"""Model numbers: what is the same product, and what only looks like it."""

import pytest

from inspectors.matching.model_numbers import Likeness, compare_models


@pytest.mark.parametrize(
    ("left", "right", "likeness"),
    [
        ("KFR-35GW", "kfr—35gw", Likeness.SAME),
        ("BCD-501WSPM(Q)", "BCD-501WSPM（Q）", Likeness.SAME),
        ("型号：X100", "X100", Likeness.SAME),
        ("X100-黑", "X100", Likeness.SUFFIX),
        ("X100（白色）", "X100", Likeness.SUFFIX),
        ("X100-BK", "X100-WH", Likeness.SUFFIX),
        ("BCD-501WSPM(Q)", "BCD-501WSPM", Likeness.RELATED),
        ("X100BK", "X100", Likeness.OTHER),  # no separator: it may be another product
        ("X100", "X200", Likeness.OTHER),
    ],
)
def test_colour_and_packing_make_no_other_product(left: str, right: str, likeness: Likeness) -> None:
    assert compare_models(left, right) is likeness
