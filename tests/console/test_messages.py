"""Whatever the program can say is wrong has a Chinese text, found by the shape of the English one."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cases.model import ActKind
from config.errors import ConfigError, NetpatrolError
from config.settings import load_settings
from console.main import run
from console.messages import load_texts, translate
from console.text import Words

ROOMS = (
    "config",
    "evidence",
    "sites",
    "crawlers",
    "ocr",
    "inspectors",
    "cases",
    "index",
    "patrols",
    "console",
)
# Nouns that carry a text for people, and under which names.
CARRIERS = {"Problem": {"problem"}, "Diagnosis": {"detail", "next_step"}, "UsageError": set[str]()}


def find_error_names() -> set[str]:
    for room in ROOMS:
        for module in pkgutil.walk_packages([room], f"{room}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)

    def walk(error: type[Exception]) -> Iterator[str]:
        yield error.__name__
        for kind in error.__subclasses__():
            yield from walk(kind)

    return set(walk(NetpatrolError))


def get_shape(node: ast.expr) -> str | None:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(str(p.value) if isinstance(p, ast.Constant) else "{}" for p in parts)
    return None


def find_shapes() -> Iterator[tuple[str, str]]:
    errors = find_error_names()
    for path in sorted(path for room in ROOMS for path in Path(room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name not in errors and name not in CARRIERS:
                continue
            told = [each.value for each in node.keywords if each.arg in CARRIERS.get(name, set())]
            for shape in map(get_shape, [*node.args, *told]):
                if shape is not None and " " in shape.strip():
                    yield f"{path}:{node.lineno}", shape


def test_every_error_and_problem_has_a_chinese_text() -> None:
    shapes = list(find_shapes())
    assert len(shapes) > 140  # the walk finds them
    commands = re.compile(r"(apt|apt-get) install [a-z0-9 -]+|make [a-z]+")
    missing = [
        (place, shape)
        for place, shape in shapes
        if shape not in load_texts("messages") and not commands.fullmatch(shape)
    ]
    assert missing == []


def test_no_chinese_text_is_left_of_a_message_that_is_gone() -> None:
    paths = sorted(path for room in ROOMS for path in Path(room).rglob("*.py"))
    source = "".join(re.sub(r'"\s*\n\s*f?"', "", path.read_text(encoding="utf-8")) for path in paths)
    ours = list(load_texts("messages"))
    ours = ours[: ours.index("No such file or directory")]
    sentences = [shape for shape in ours if " " in shape and not shape.endswith(" ({}) {}")]
    longest = {shape: max(shape.split("{}"), key=len) for shape in sentences}
    assert [shape for shape, part in longest.items() if part not in source.replace('\\"', '"')] == []


def test_every_chinese_text_shows_every_value() -> None:
    silent = {"[Errno {}] {}", "[Errno {}] {}: {}"}
    for english, chinese in (*load_texts("messages").items(), *load_texts("reasons").items()):
        numbers = {int(number) for number in re.findall(r"\{(\d+)(?::[a-z]+)?\}", chinese)}
        if english not in silent:
            assert numbers == set(range(english.count("{}"))), english


def test_every_reason_of_an_outcome_is_told_in_words_with_its_code() -> None:
    table = (
        Path("docs/crawling.md").read_text(encoding="utf-8").partition("## Outcomes")[2].partition("## ")[0]
    )
    rows = [line.split("|")[2] for line in table.splitlines() if line.startswith("|")]
    codes = {code for row in rows for code in re.findall(r"`([a-z]+_?[a-z0-9_]+)`", row)}
    assert {"challenge", "http_403", "stopped"} <= codes
    assert [code for code in sorted(codes) if Words("zh").reason(code) == code] == []
    assert Words("zh").reason("selector:a.tile") == "版式与已知的不同（a.tile） selector:a.tile"
    assert (Words("zh").reason(None), Words("en").reason("challenge")) == ("", "challenge")


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        (
            "'x.csv' cannot be read: No such file or directory; check the path",
            "'x.csv' 无法读取：没有该文件或文件夹；请检查路径",
        ),
        ("the PDF has 0 pages; 1 to 50 are read", "PDF 有 0 页；可识别 1 至 50 页"),
        (
            "http://a.example/p.jpg: the picture unpacks to 14000 x 9000 pixels; the limit is 9 pixels",
            "http://a.example/p.jpg：图片展开为 14000 x 9000 像素；上限为 9 像素",
        ),
        ("blocked (challenge) http://a.example/x", "被拦截（人机验证）http://a.example/x"),
        (
            "'w' cannot be written: [Errno 28] No space left on device: '/x'; name another folder",
            "'w' 无法写入：磁盘空间已满：'/x'；请换一个文件夹",
        ),
        ("nothing that we know: of", "nothing that we know: of"),
        ("{0} {x} braces", "{0} {x} braces"),
        (
            "user 'li' may not close; the roles are officer, reviewer",
            "账号 'li' 无权结案；其角色为执法人员、复核人员",
        ),
        (
            "'netpatrol.toml': setting 'lang': String should match pattern '^(zh|en)$'; see docs/settings.md",
            "'netpatrol.toml'：设置项 'lang'：格式不符（^(zh|en)$）；参见 docs/settings.md",
        ),
        (
            "profile 'x.yaml': roles.0: Input should be 'a', 'b' or 'c'; mend it",
            "网站档案 'x.yaml'：roles.0：须为 'a', 'b' 或 'c'；请修正",
        ),
    ],
)
def test_a_message_is_told_in_chinese(english: str, chinese: str) -> None:
    assert translate(english) == chinese
    assert Words("zh").explain(english) == chinese
    assert Words("en").explain(english) == english


WRONG_SETTINGS = [
    "lang = 1",
    "lang = 'de'",
    "unknown = 1",
    "[crawl]\ndelay_s = 'x'",
    "[crawl]\nmax_listings = 1.5",
    "[crawl]\nmax_listings = 0",
    "[crawl]\nallow_hosts = 1",
    "[desk]\njob_days = -1",
    "[search]\nbackend = 'other'",
    "[cases]\nurl = 'postgresql://a:b@c/d'",
    "[[patrol]]\nname = 'p'",
    "[[patrol]]\nname = 'p'\ntargets = ['a']\nschedule = '99 * * * *'",
    "[[patrol]]\nname = 'p'\ntargets = ['a']\ncoverage_target = 2",
    "[patrol]\nname = 'p'",
    "lang = ",
    "lang zh",
    "[crawl",
    "lang = 'zh'\nlang = 'en'",
    "lang = 'zh",
]


@pytest.mark.parametrize("text", WRONG_SETTINGS)
def test_what_is_wrong_with_a_setting_is_told_in_chinese(text: str, tmp_path: Path) -> None:
    (tmp_path / "netpatrol.toml").write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_settings(tmp_path)
    said = translate(str(caught.value).replace(str(tmp_path), ""))
    rest = re.sub(r"'[^']*'|docs/settings.md|cron|https?|password_file|true|false|（\^.*?）", "", said)
    assert re.findall(r"[A-Za-z]{3,}", rest) == [], said


@pytest.mark.parametrize(
    "args",
    [
        ["case", "act"],
        ["case", "act", "x"],
        ["case", "act", "x", "nothing", "--as", "li", "--out", "a.docx"],
        ["case", "open", "--as", "li"],
        ["case", "paper", "x", "y", "--out"],
        ["nothing"],
        ["crawl", "--nothing"],
        ["crawl", "--brow", "auto"],
        ["crawl", "x", "--max-listings", "x"],
        ["crawl", "x", "--max-listings", "0"],
        ["crawl", "x", "--delay", "x"],
        ["ask"],
        ["doctor", "extra"],
    ],
)
def test_a_command_that_is_called_wrongly_is_told_so_in_chinese(
    args: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["-w", str(tmp_path), "--lang", "zh", *args]) == 2
    line = capsys.readouterr().err
    said = re.sub(r"netpatrol( [a-z]+)* --help", "", line)
    assert said != line  # it names the command whose help explains it
    words = {"auto", "always", "never", "KIND", "CASE", "ACT", "NUMBER", *(str(one) for one in ActKind)}
    rest = re.sub(r"--[a-z-]+|'[^']*'|\{.*?\}|x[<>]=?\d", "", said)
    assert set(re.findall(r"[A-Za-z_]{3,}", rest)) - words - set(args) == set(), said


def test_whatever_a_check_may_miss_is_told_in_words() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in Path("inspectors").rglob("*.py"))
    named = re.findall(r"(?:needs=|missing ?= ?\(?)([^)\n]*)", source)
    codes = {code for each in named for code in re.findall(r'"([a-z_.]+)"', each)}
    assert {"listing.price", "register.permits", "product.package"} <= codes
    assert [code for code in sorted(codes) if Words("zh").reason(code) == code] == []


def test_a_reason_is_no_message_and_a_message_no_reason() -> None:
    assert translate("stopped") == "stopped"
    assert translate("platform 'x' has no shop address; give the address of the page instead") == (
        "平台 'x' 没有 shop 的网址规则；请直接给出网页地址"
    )


def test_hostile_text_in_a_message_is_cleaned_and_takes_no_time() -> None:
    ending = "\x1b[31m is no lead of this workspace; load the work list again"
    assert Words("zh").explain(f"x: {ending}").endswith("[31m 不是本工作区的线索；请重新打开工作清单")
    assert "\x1b" not in Words("zh").explain(ending)
    for piece in ("x: ", "x ", "https://search.example:9200 answered (; "):
        page = piece * 200_000 + ending
        assert Words("zh").explain(page).endswith("load the work list again")  # too long to be ours
        assert translate(page[-1_900:]).endswith("请重新打开工作清单")
