"""Whether a listing sells food."""

from evidence.exhibit import Exhibit
from inspectors.authority.lookup import Authority
from inspectors.checks.subject.permits import FOOD_KINDS
from inspectors.goods.categories import Goods, find_categories

_FOOD = {*FOOD_KINDS, "food_production", "health_food"}


def find_food(exhibit: Exhibit, authority: Authority) -> tuple[Goods, ...] | None:
    """The categories of food that a listing belongs to, certain ones first; None without the register."""
    found = find_categories(exhibit, authority, "permit")
    return None if found is None else tuple(goods for goods in found if _FOOD & set(goods.permit_kinds))
