"""`netpatrol picture`: where else a picture was captured, also cut, bordered, mirrored or at another size."""

from pathlib import Path
from typing import Any

import click

from config.errors import ExitCode, ItemError
from console.output import print_json, print_table, say, show_progress
from console.session import Session, pass_session
from console.text import format_time
from evidence.snapshot import Snapshot
from evidence.workspace import Workspace
from index.pictures.library import Alike, PictureLibrary
from index.pictures.segment import FARTHEST
from patrols.stage import Progress


@click.command("picture")
@click.argument("picture", metavar="FILE|SHA256")
@click.option(
    "--limit", type=click.IntRange(1), default=20, show_default=True, help="最多几张 / pictures shown."
)
@click.option(
    "--distance",
    type=click.IntRange(0, FARTHEST),
    default=FARTHEST,
    show_default=True,
    help="最大差异 / bits of 256 that may differ.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a picture.")
@pass_session
def command(session: Session, picture: str, *, limit: int, distance: int, as_json: bool) -> int:
    """以图找图 / where a picture, or one that looks like it, was captured. A hint for people, no proof."""
    workspace = session.open()
    data = _read(workspace, picture)
    library = PictureLibrary(workspace)
    with show_progress(session.words) as tell:
        library.update(tell=lambda done, total: tell(Progress(stage="likeness", done=done, total=total)))
    found = [_describe(workspace, one) for one in library.find(data, most=distance)[:limit]]
    if as_json:
        for one in found:
            print_json(one)
        return ExitCode.DONE
    words = session.words
    headers = [words(f"col_{name}") for name in ("distance", "text", "shop", "captured", "url", "snapshot")]
    print_table(
        headers,
        (
            (
                one["distance"],
                words(f"alike_{one['says_otherwise']}"),
                seen["shop"],
                format_time(seen["captured_at"]),
                seen["url"],
                seen["snapshot_id"],
            )
            for one in found
            for seen in one["sightings"]
        ),
    )
    say(words("pictures_alike", count=len(found)))
    return ExitCode.DONE


def _read(workspace: Workspace, picture: str) -> bytes:
    """The bytes of a file, or of a captured picture that was named by its SHA-256.

    Raises:
        ItemError: there is neither.
        VerificationError: what was sealed was changed or purged.
    """
    path = Path(picture)
    if path.is_file():
        try:
            return path.read_bytes()
        except OSError as exc:
            raise ItemError(f"{picture!r} cannot be read: {exc.strerror}; check the path") from exc
    if workspace.records.get_location(picture) is None and workspace.records.find_purge(picture) is None:
        raise ItemError(f"{picture!r} is neither a file nor the SHA-256 of something captured; check it")
    return workspace.read_artefact(picture)


def _describe(workspace: Workspace, alike: Alike) -> dict[str, Any]:
    records = workspace.records
    found = (records.get_snapshot(one) for one in records.find_sightings(alike.sha256))
    sightings = [
        {
            "snapshot_id": one.snapshot_id,
            "url": one.url,
            "platform": one.platform,
            "shop": _name_shop(one),
            "captured_at": one.captured_at.isoformat(),
        }
        for one in found
        if one is not None
    ]
    return {
        "sha256": alike.sha256,
        "distance": alike.distance,
        "says_otherwise": alike.says_otherwise if alike.told else None,
        "sightings": sightings,
    }


def _name_shop(snapshot: Snapshot) -> str | None:
    shop = snapshot.listing.shop if snapshot.listing is not None else None
    return shop.name if shop is not None else None
