"""The pictures of a page with a licence are taken with it, whether its site was learned or not."""

from urllib.parse import urlsplit

import pytest
from web_poet import HttpResponse

from sites.generic.pages import LicencePage
from sites.platform import GENERIC, get_platform
from sites.profile import parse_profile
from sites.profiled import ProfiledPage
from tests.sites.small_page import read

URL = "http://s.example/licence.html"
PAGE = """<html><body><header><img src="/top.png"></header><a href="/"><img src="/home.png"></a>
<h1>经营者证照信息</h1><img src="/licence.png" alt="营业执照"><img src="/dot.png" width="1">
<ul><li>统一社会信用代码：91440300MA5EXAMPL1</li></ul><footer><img src="/seal.png"></footer></body></html>"""
PROFILE = "name: s\nhosts: [s.example]\nroles: {licence: {addresses: [/licence.html]}}\n"


def test_a_licence_page_shows_its_pictures_and_not_the_edges_of_the_site() -> None:
    response = HttpResponse(URL, body=PAGE.encode(), encoding="utf-8")
    page = LicencePage(response=response, facts=get_platform(GENERIC))
    assert page.images == ("http://s.example/licence.png",)


def test_a_learned_site_takes_them_too() -> None:
    page = ProfiledPage(parse_profile(PROFILE, "s.yaml"), URL, PAGE).make_listing()
    assert page.kind == "licence"
    assert page.images == ("http://s.example/licence.png",)
    assert page.attributes["统一社会信用代码"] == "91440300MA5EXAMPL1"


@pytest.mark.parametrize(
    "style",
    ["height:0px;padding-bottom:100%", "width:100%;height:0px;padding-top:75%", "height: 1px", "width:20px"],
)
def test_a_box_with_one_small_side_makes_no_picture_small(style: str) -> None:
    picture = f'<div style="{style}"><img src="/1.jpg" width=800 height=800></div>'
    shown = read(f"{picture}<h1>竹编提篮</h1><b>￥88.00</b>", head="<title>竹编提篮</title>")
    assert [urlsplit(image).path for image in shown.images] == ["/1.jpg"]


def test_icons_that_a_style_makes_small_are_no_pictures_of_goods() -> None:
    icons = "".join(
        f'<div style="width: 24px; height: 24px;"><img src="/tab{n}.png"></div>' for n in range(4)
    )
    shown = read(
        f'<div style="height: 300px"><img src="/1.jpg"></div><h1>竹编提篮</h1><b>￥88.00</b>{icons}',
        head="<title>竹编提篮</title>",
    )
    assert [urlsplit(image).path for image in shown.images] == ["/1.jpg"]
