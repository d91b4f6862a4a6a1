"""FOOD-006: platforms on which many food sellers show no permit."""

from pathlib import Path

import pytest

from evidence.exhibit import Exhibit
from evidence.listing import Shop
from inspectors.market.permit_rows import PERMITS
from inspectors.market.platform_permits import platform_permits
from inspectors.market.tables import make_table
from tests.inspectors.conftest import make_shop_exhibit
from tests.inspectors.registers import make_authority
from tests.inspectors.shown import make_shown

PERMIT = "JY13301060012345"


def make_seller(name: str, *, permit: bool, title: str = "饼干 500g") -> Exhibit:
    attributes = {"食品经营许可证编号": PERMIT} if permit else {}
    shop = make_shop_exhibit(attributes=attributes)
    return make_shown(title=title, shop=shop).model_copy(
        update={
            "snapshot": make_shown(title=title, shop=shop).snapshot.model_copy(
                update={
                    "listing": make_shown(title=title).snapshot.listing.model_copy(  # type: ignore[union-attr]
                        update={"shop": Shop(id=name, name=name)}
                    )
                }
            )
        }
    )


@pytest.mark.parametrize(
    ("without", "with_permit", "title", "said"),
    [(5, 4, "饼干 500g", 1), (4, 0, "饼干 500g", 0), (5, 8, "饼干 500g", 0), (9, 0, "保温杯", 0)],
)
def test_half_of_five_shops_or_more_is_a_doubt(
    tmp_path: Path, without: int, with_permit: int, title: str, said: int
) -> None:
    sellers = [make_seller(f"a{at}", permit=False, title=title) for at in range(without)]
    sellers += [make_seller(f"b{at}", permit=True, title=title) for at in range(with_permit)]
    authority = make_authority(tmp_path, permits=f"permit_no,kind,status\n{PERMIT},food_operation,有效\n")
    found = list(platform_permits(make_table(PERMITS, sellers), authority))
    assert len(found) == said
    assert all(one.verdict.status == "unsure" for one in found)
