"""The embedded backend finds what the real server finds."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.errors import ItemError
from index.backend import SearchBackend
from index.elastic import open_elastic
from index.embedded import EmbeddedBackend
from index.query import Query, make_query
from tests.conftest import Server
from tests.index.evidence import make_snapshot, project

pytestmark = pytest.mark.elasticsearch
TEXTS, QUERIES, AGREEMENT = 400, 200, 0.95
# Goods, numbers, units, signs, and scripts that cut words differently.
PIECES = """
呼出气体酒精含量检测仪 安和电器 不锈钢 一级能效 国家级 最佳 净含量
五百毫升 認證 强制性产品认证 青川市 限时 々〇 12.5 1,299 3C 500ml 5kg
GB4706.1 o'neil b.cn A-B super Pro iPhone15 10% ２０２６ １２．５
ＡＢＣ x_y _z 2019010714 ㎏ ① ② ㎡ ℃ № Ⅱ ㈱ ½ m² パソコン
ひらがな ﾊﾟｿｺﾝ ｶﾞｽ 한국어 제품 😀
🇨🇳 ❤️ © ™ café naïve Straße ΣΑΣ
Привет עברית ไทย
""".split()  # noqa: SIM905 -- a list of sixty is unreadable
GLUE = ("", "", "", " ", " ", "-", "_", "/", "，", "。", "（", "\u200b", "\u3000", "·", ":", ".", "'", "\n")


def make_text(chance: random.Random) -> str:
    pieces = chance.choices(PIECES, k=chance.randint(2, 7))
    return "".join(piece + chance.choice(GLUE) for piece in pieces)


def make_queries(chance: random.Random, texts: list[str]) -> Iterator[Query]:
    """Pieces of the texts as phrases and as words."""
    while True:
        text = chance.choice(texts)
        start = chance.randrange(len(text))
        piece = text[start : start + chance.randint(1, 8)]
        try:
            yield make_query(f'"{piece}"' if chance.random() < 0.7 else piece, limit=1000)
        except ItemError:
            continue  # nothing in it can be searched


def find(backend: SearchBackend, query: Query) -> set[str]:
    return {hit.id for hit in backend.search(query).hits}


def test_both_backends_find_the_same(elasticsearch_server: Server, tmp_path: Path) -> None:
    chance = random.Random(20260301)  # noqa: S311 -- a seeded test
    texts = [make_text(chance) for _ in range(TEXTS)]
    region = elasticsearch_server.make_region()
    backends = [EmbeddedBackend(tmp_path), open_elastic(elasticsearch_server.make_settings(region))]
    documents = project(*(make_snapshot(number, text) for number, text in enumerate(texts)))
    for backend in backends:
        backend.ensure()
        assert len(backend.write(documents).written) == TEXTS
        backend.refresh()
    queries = make_queries(chance, texts)
    asked = [next(queries) for _ in range(QUERIES)]
    differing = [query.text for query in asked if find(backends[0], query) != find(backends[1], query)]
    elasticsearch_server.drop(region)
    agreement = 1 - len(differing) / QUERIES
    print(f"agreement {agreement:.3f} over {QUERIES} queries; differing: {differing}")  # noqa: T201
    assert agreement >= AGREEMENT, differing
