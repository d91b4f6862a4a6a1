"""Provisions in words."""

import pytest

from config.catalogue import load_obligations
from config.citations import cite

_DOUBT = "（条款由办案人员核对）"


@pytest.mark.parametrize(
    ("basis", "said"),
    [
        ("广告法 9(3),57(1)", "《中华人民共和国广告法》第九条第（三）项、第五十七条第（一）项"),
        ("反不正当竞争法 9(2),25", "《中华人民共和国反不正当竞争法》第九条第二款、第二十五条"),
        ("食品安全法 74-79,122", "《中华人民共和国食品安全法》第七十四条至第七十九条、第一百二十二条"),
        ("明码标价和禁止价格欺诈规定(令56) 8", "《明码标价和禁止价格欺诈规定》第八条"),
        ("医疗器械监督管理条例 81(1)", "《医疗器械监督管理条例》第八十一条（一）"),
        ("刑法280/229(涉嫌犯罪移送)", "《中华人民共和国刑法》第二百八十条、第二百二十九条"),
        ("产品质量法 105", "《中华人民共和国产品质量法》第一百零五条"),
        ("指导意见 (七)(十)", "《关于提升网络交易平台产品和服务质量的指导意见》第（七）项、第（十）项"),
        ("广告法 28(3),55", "《中华人民共和国广告法》第二十八条第二款第（三）项、第五十五条"),
        ("广告法 9(1)(2),58", "《中华人民共和国广告法》第九条第（一）项、第（二）项、第五十八条"),
        ("市场主体登记管理条例 36", "《中华人民共和国市场主体登记管理条例》第三十六条"),
        ("网络交易平台规则监督管理办法(令116) 30(推定)", f"《网络交易平台规则监督管理办法》第三十条{_DOUBT}"),
        ("有机产品认证管理办法(未读)", f"《有机产品认证管理办法》{_DOUBT}"),
        ("水效标识管理办法", f"《水效标识管理办法》{_DOUBT}"),
        ("市场监管总局公告2025年第21号", "市场监管总局公告2025年第21号"),
    ],
)
def test_a_provision_is_cited_as_papers_do(basis: str, said: str) -> None:
    assert cite(basis) == said


def test_no_remark_of_the_catalogue_gets_into_a_paper() -> None:
    said = [cite(basis) for one in load_obligations().values() for basis in one["legal_basis"]]
    assert said
    assert all(text.startswith(("《", "市场监管总局公告")) for text in said)
    assert not any(remark in text for text in said for remark in ("记忆", "未读", "推定", "令"))
