"""The pictures of all platforms, drawn when first asked for."""

from __future__ import annotations

from threading import Lock

from demo import answers
from demo.answers import Answer
from demo.model import Market
from demo.papers import Picture
from demo.pictures import draw_picture


class Gallery:
    """Pictures by file name; each is drawn once, whoever asks."""

    def __init__(self, markets: tuple[Market, ...]) -> None:
        self._pictures = {
            picture.file_name: picture for market in markets for picture in iter_pictures(market)
        }
        self._drawn: dict[str, bytes] = {}
        self._lock = Lock()

    def answer(self, file_name: str) -> Answer | None:
        """The picture as an answer, or None where no picture is."""
        picture = self._pictures.get(file_name)
        if picture is None:
            return None
        with self._lock:  # one drawing at a time: Pillow fonts are shared
            if file_name not in self._drawn:
                self._drawn[file_name] = draw_picture(picture)
            body = self._drawn[file_name]
        if file_name.endswith(".pdf"):
            return Answer(status=200, content_type="application/pdf", body=body)
        return answers.picture(body)


def iter_pictures(market: Market) -> tuple[Picture, ...]:
    """Every picture that the listings and shops of a market show, each place once."""
    posted = [paper.picture for shop in market.shops for paper in shop.papers]
    shown = [picture for listing in market.listings for picture in listing.pictures]
    return tuple(picture for picture in (*posted, *shown) if picture is not None)
