"""Documents as pictures: they decode, say the same each time, and their codes say what the truth says."""

from __future__ import annotations

import io

import pytest
import zxingcpp
from PIL import Image, UnidentifiedImageError

from demo.documents import draw_document
from demo.gallery import iter_pictures
from demo.papers import FLAWS, Document, Kind, Picture, PictureKind, Take
from demo.pictures import draw_picture
from demo.world import World

CLEAR = {Take.SCAN, Take.WATERMARK, Take.STAMPED, Take.TURNED_90, Take.TURNED_180}


def _list_pictures(world: World) -> list[Picture]:
    return list({one.key: one for market in world.markets for one in iter_pictures(market)}.values())


def _list_documents(world: World) -> list[Document]:
    return [one.document for one in _list_pictures(world) if one.document is not None]


def test_every_picture_of_the_quick_world_decodes(quick: World) -> None:
    for picture in _list_pictures(quick):
        image = Image.open(io.BytesIO(draw_picture(picture)))
        image.load()
        assert min(image.size) > 100


def test_the_same_document_gives_the_same_bytes(quick: World) -> None:
    document = _list_documents(quick)[0]
    assert draw_document(document) == draw_document(document)


@pytest.mark.parametrize(
    "kind", [Kind.BUSINESS_LICENCE, Kind.ENERGY_LABEL, Kind.CCC_CERTIFICATE, Kind.FOOD_PERMIT]
)
def test_the_code_of_a_clear_document_can_be_read(quick: World, kind: Kind) -> None:
    clear = [one for one in _list_documents(quick) if one.kind is kind and one.take in CLEAR]
    assert clear
    for document in clear[:4]:
        image = Image.open(io.BytesIO(draw_document(document)))
        assert document.code in {one.text for one in zxingcpp.read_barcodes(image)}


@pytest.mark.parametrize("flaw", FLAWS)
def test_flawed_files_are_flawed(full: World, flaw: PictureKind) -> None:
    picture = next(one for one in _list_pictures(full) if one.kind is flaw)
    body = draw_picture(picture)
    if flaw is PictureKind.GIANT:
        with pytest.warns(Image.DecompressionBombWarning):
            assert Image.open(io.BytesIO(body)).size == (14_000, 9_000)
        return
    with pytest.raises((OSError, UnidentifiedImageError)):
        Image.open(io.BytesIO(body)).load()
