"""`netpatrol extract`: the listing fields of a saved page, no network, no workspace."""

from pathlib import Path

import click

from config.errors import ExitCode, ItemError
from console.field_rows import iter_rows
from console.output import print_json, print_table
from console.session import Session, pass_session
from sites.reading import extract

MAX_FILE_BYTES = 50_000_000


@click.command("extract")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--url", required=True, help="网页地址 / the address from which the page was saved.")
@click.option("--platform", help="平台 / read it as a page of this platform.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@pass_session
def command(session: Session, file: Path, url: str, platform: str | None, *, as_json: bool) -> int:
    """读取已保存的网页 / read the listing fields of a saved HTML or MHTML page."""
    listing = extract(_load(file), url, platform=platform)
    if as_json:
        print_json(listing)
    else:
        words = session.words
        print_table(
            [words("col_field"), words("col_value")], iter_rows(listing.model_dump(mode="json"), words)
        )
    return ExitCode.DONE


def _load(file: Path) -> bytes:
    try:
        if file.stat().st_size > MAX_FILE_BYTES:
            raise ItemError(f"{str(file)!r} has more than {MAX_FILE_BYTES} bytes; no page is that large")
        return file.read_bytes()
    except OSError as exc:
        raise ItemError(f"{str(file)!r} cannot be read: {exc.strerror}; check the path") from exc
