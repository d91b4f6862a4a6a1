"""The names under which shops print the same attribute of goods."""

from collections.abc import Mapping

BRAND = ("品牌",)
MODEL = ("型号", "产品型号", "规格型号", "型号规格")


def get_attribute(attributes: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    """The value under the first of some names that is there, or None."""
    return next((attributes[name] for name in names if attributes.get(name)), None)
