"""Exhibits of listings with documents, lines in pictures and their shops."""

from evidence.document import TextBlock
from evidence.exhibit import Exhibit, SightedDocument, SightedText
from evidence.snapshot import Artefact, Role
from tests.inspectors.conftest import make_listing_exhibit

PICTURE = Artefact(
    sha256="d" * 64, role=Role.IMAGE, url="http://m.example/d.jpg", media_type="image/jpeg", size_bytes=1
)


def make_shown(
    *documents: SightedDocument,
    lines: tuple[str, ...] = (),
    shop: Exhibit | None = None,
    unread: bool = False,
    **fields: object,
) -> Exhibit:
    """A listing with what its pictures show."""
    blocks = (TextBlock(text=line, box=(1, 2, 3, 4), confidence=0.9) for line in lines)
    return make_listing_exhibit(**fields).model_copy(
        update={
            "documents": documents,
            "texts": tuple(SightedText(block=block, artefact=PICTURE) for block in blocks),
            "unread": (PICTURE,) if unread else (),
            "shop": shop,
        }
    )
