"""The notice that a shop puts under the goods of all its listings: dispatch, returns, whom to ask."""

from __future__ import annotations

from demo.papers import Picture, PictureKind

_ROWS = (
    ("发货", "每日16点前付款的订单当天发出，从{city}仓库寄出"),
    ("快递", "默认圆通或中通，偏远地区请先咨询"),
    ("退换", "签收后七天内不影响二次销售可以退换，运费由责任方承担"),
    ("色差", "拍摄光线和显示器不同，颜色以收到的为准，介意请慎拍"),
    ("尺寸", "手工测量，误差1至3厘米属于正常范围"),
    ("客服", "{name}客服在线时间9点至22点，有事请留言"),
)


def make_notice(shop_id: str, name: str, city: str) -> Picture:
    """The same picture for every listing of the shop."""
    rows = tuple((label, words.format(name=name, city=city)) for label, words in _ROWS)
    return Picture(
        key=f"n{shop_id}", kind=PictureKind.POSTER, hue=int(shop_id) % 360, heading="购物须知", rows=rows
    )
