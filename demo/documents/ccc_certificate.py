"""CCC certificates (强制性产品认证证书): a Chinese form and a bilingual one with two columns of labels."""

from __future__ import annotations

from PIL import Image

from demo.documents.sheet import Sheet, spell_date
from demo.fonts import load_sans, load_serif, load_serif_bold
from demo.papers import Document

_GREY = (96, 96, 104)


def draw(document: Document) -> Image.Image:
    """The certificate in the layout that the document names."""
    return _draw_bilingual(document) if document.layout else _draw_chinese(document)


def _draw_chinese(document: Document) -> Image.Image:
    sheet = Sheet(1080, 1520, (252, 252, 250))
    sheet.border((30, 4, (150, 120, 60)), (40, 10, (236, 224, 196)), (56, 2, (150, 120, 60)))
    _draw_mark(sheet, 540, 134)
    sheet.middle(240, "中国国家强制性产品认证证书", load_serif_bold(50))
    sheet.middle(310, f"证书编号：{document.text('certificate_no')}", load_serif(29))
    y = 380
    for name, value in _list_fields(document):
        sheet.put((100, y), name, load_serif_bold(25))
        y = sheet.lines((124, y + 40), value, load_serif(25), 830) + 12
    sheet.middle(y + 6, "上述产品符合强制性产品认证实施规则的要求，特发此证。", load_serif(26))
    y += 66
    sheet.put((100, y), f"发证日期：{_spell(document, 'issued_on')}", load_serif(25))
    sheet.put((560, y), f"有效期至：{_spell(document, 'valid_to')}", load_serif(25))
    sheet.put(
        (100, y + 40), "证书有效期内本证书的有效性依据发证机构的定期监督获得保持", load_serif(19), _GREY
    )
    _draw_foot(sheet, document, 1400)
    return sheet.image


def _draw_bilingual(document: Document) -> Image.Image:
    sheet = Sheet(1120, 1560, (250, 252, 253))
    sheet.draw.rectangle((0, 0, 1120, 20), fill=(40, 70, 140))
    sheet.middle(96, "CERTIFICATE FOR CHINA COMPULSORY PRODUCT CERTIFICATION", load_sans(26), _GREY)
    sheet.middle(152, "强制性产品认证证书", load_serif_bold(54))
    sheet.put((90, 236), "证书编号 Certificate No.", load_serif(23), _GREY)
    sheet.put((400, 236), document.text("certificate_no"), load_serif_bold(29))
    english = {
        "委托人名称、地址": "Applicant",
        "生产者（制造商）名称、地址": "Manufacturer",
        "生产企业名称、地址": "Factory",
        "产品名称和系列、规格、型号": "Product name, series and models",
        "产品标准和技术要求": "Standards",
        "认证模式": "Certification scheme",
        "认证实施规则": "Implementation rule",
    }
    y = 306
    for name, value in _list_fields(document):
        sheet.rule(y - 30, 90, 1030, (205, 212, 222))
        sheet.lines((90, y), name, load_serif(22), 280)
        sheet.put((90, y + 66 if len(name) > 12 else y + 34), english[name], load_sans(16), _GREY)
        y = max(sheet.lines((400, y), value, load_serif(25), 630), y + 104) + 20
    sheet.rule(y - 30, 90, 1030, (205, 212, 222))
    sheet.put((90, y), "发证日期 Date of issue", load_serif(22), _GREY)
    sheet.put((400, y), document.text("issued_on"), load_serif(26))
    sheet.put((90, y + 44), "有效期至 Valid until", load_serif(22), _GREY)
    sheet.put((400, y + 44), document.text("valid_to"), load_serif(26))
    _draw_foot(sheet, document, 1440)
    return sheet.image


def _list_fields(document: Document) -> list[tuple[str, str]]:
    models = document.values["models"]
    return [
        ("委托人名称、地址", f"{document.text('applicant')} {document.text('applicant_address')}"),
        (
            "生产者（制造商）名称、地址",
            f"{document.text('manufacturer')} {document.text('manufacturer_address')}",
        ),
        ("生产企业名称、地址", f"{document.text('factory')} {document.text('factory_address')}"),
        (
            "产品名称和系列、规格、型号",
            f"{document.text('product_name')} {'、'.join(str(one) for one in models)}",
        ),
        ("产品标准和技术要求", "；".join(str(one) for one in document.values["standards"])),
        ("认证模式", "型式试验＋企业质量保证能力和产品一致性检查＋获证后监督"),
        ("认证实施规则", document.text("rule")),
    ]


def _draw_mark(sheet: Sheet, x: int, y: int) -> None:
    """The mark of the certification: three letters in an oval."""
    sheet.draw.ellipse((x - 84, y - 52, x + 84, y + 52), outline=(30, 30, 30), width=6)
    sheet.draw.text((x, y), "CCC", font=load_sans(60), fill=(30, 30, 30), anchor="mm")


def _draw_foot(sheet: Sheet, document: Document, y: int) -> None:
    sheet.code((100, y - 90), document.code or "", 130)
    sheet.put((520, y), document.text("issuing_body"), load_serif_bold(30))
    sheet.put((520, y + 42), "地址：演示样张　主体虚构", load_sans(17), _GREY)
    sheet.seal((800, y - 10), document.text("issuing_body"), 200)


def _spell(document: Document, name: str) -> str:
    return spell_date(document.text(name))
