"""What an offer's name says one pays for: the thing, a deposit on it, or something that goes with it."""

import re

from evidence.listing import OfferKind

_DEPOSIT = re.compile(r"定金|订金|押金|预付|意向金|补差|差价|邮费|运费")
_ACCESSORY = re.compile(
    r"配件|附件|替换|保护[套壳]|收纳[包袋盒]|包装[盒袋]|贴膜|钢化膜|数据线|充电线|转接头|遥控器|支架|滤[芯网]|空[盒瓶]|试用装|样品|小样|赠品"
)


def guess_offer_kind(name: str) -> OfferKind:
    """The kind of an offer by its name: deposit, accessory, else the price of the thing itself."""
    if _DEPOSIT.search(name):
        return OfferKind.DEPOSIT
    return OfferKind.ACCESSORY if _ACCESSORY.search(name) else OfferKind.PRICE
