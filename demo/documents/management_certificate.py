"""Management-system certificates (质量管理体系认证证书)."""

from __future__ import annotations

from PIL import Image

from demo.documents.sheet import Sheet, spell_date
from demo.fonts import load_sans, load_serif, load_serif_bold
from demo.papers import Document

_TONES = ((34, 84, 140), (120, 40, 60))


def draw(document: Document) -> Image.Image:
    """The certificate as running text in a coloured frame."""
    tone = _TONES[document.layout]
    sheet = Sheet(1060, 1500, (254, 254, 252))
    sheet.border((24, 18, tone), (54, 2, tone))
    sheet.middle(140, document.text("issuing_body"), load_serif_bold(34), tone)
    sheet.middle(250, "质量管理体系认证证书", load_serif_bold(58))
    sheet.middle(316, "QUALITY MANAGEMENT SYSTEM CERTIFICATE", load_sans(24), (90, 90, 90))
    sheet.middle(376, f"证书编号：{document.text('certificate_no')}", load_serif(28))
    sheet.middle(470, "兹证明", load_serif(28))
    sheet.middle(534, document.text("holder"), load_serif_bold(38))
    y = sheet.field((140, 610), "注册地址：", document.text("holder_address"), room=150, width=780, px=26)
    sheet.middle(y + 30, "建立的质量管理体系符合标准", load_serif(28))
    sheet.middle(y + 96, document.text("standards"), load_sans(36), tone)
    y = sheet.field((140, y + 180), "覆盖范围：", document.text("product_name"), room=150, width=780, px=27)
    sheet.put((140, y + 40), f"颁证日期：{spell_date(document.text('issued_on'))}", load_serif(26))
    sheet.put((140, y + 88), f"有效期至：{spell_date(document.text('valid_to'))}", load_serif(26))
    sheet.seal((780, y + 90), document.text("issuing_body"), 220)
    sheet.lines(
        (140, 1390),
        "本证书在国家规定的各项行政许可有效期内使用有效，获证组织须定期接受监督审核。可在国家认证认可监督管理委员会网站查询。",
        load_serif(19),
        780,
        (100, 100, 100),
    )
    return sheet.image
