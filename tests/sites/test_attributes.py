"""The names under which shops print the same attribute."""

import pytest

from sites.attributes import MODEL, get_attribute


@pytest.mark.parametrize(
    ("attributes", "model"),
    [
        ({"型号": "A1", "产品型号": "B2"}, "A1"),
        ({"产品型号": "B2"}, "B2"),
        ({"型号": "", "规格型号": "C3"}, "C3"),
        ({"规格": "25升", "货号": "D4"}, None),
    ],
)
def test_the_first_name_with_a_value_counts(attributes: dict[str, str], model: str | None) -> None:
    assert get_attribute(attributes, MODEL) == model
