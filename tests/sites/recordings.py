"""Recorded pages of the platforms; `python -m tests.sites.recordings` records them anew.

A recording is a page (`<case>.html` or `.mhtml`) and `<case>.json` beside it: the page's address, why it was
visited, and what the reader must make of it. A new page needs a JSON with `url` and `purpose` beside it; the
rest is written here. The pages of `jishi` that need no script are fetched from the demo market first. Read
the difference before committing.
"""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demo.market import make_market
from demo.server import serve
from demo.truth import make_truth
from sites.platform import FOLDER, get_platform
from sites.purpose import Purpose
from sites.reading import read_page

PAGES = Path(__file__).parent / "recorded"
FEWEST = 2
SEED = 7
_MARKET = "http://jishi.localhost:8000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A recorded page and what is known about it."""

    page: Path

    @property
    def name(self) -> str:
        """Platform and case."""
        return f"{self.page.parent.name}/{self.page.stem}"

    @property
    def known(self) -> dict[str, Any]:
        """The JSON beside the page."""
        known: dict[str, Any] = json.loads(self.page.with_suffix(".json").read_text(encoding="utf-8"))
        return known

    def read(self, url: str, purpose: Purpose) -> dict[str, Any]:
        """What the reader makes of the page."""
        platform = self.page.parent.name
        reading = read_page(self.page.read_bytes(), url, site=get_platform(platform), purpose=purpose)
        return {
            "url": url,
            "purpose": purpose,
            "listing": reading.listing.model_dump(mode="json", exclude_defaults=True),
            "leads": [[lead.purpose, lead.url] for lead in reading.leads],
        }


def load_recordings(folder: Path = PAGES) -> list[Recording]:
    """All recordings, those of one platform together."""
    pages = (path for path in folder.glob("*/*") if path.suffix in {".html", ".mhtml"})
    return [Recording(page=path) for path in sorted(pages)]


def find_unrecorded(adapters: Path = FOLDER, folder: Path = PAGES) -> list[str]:
    """The platforms with fewer than two recordings, page and JSON each."""
    counts = {path.parent.name: 0 for path in adapters.glob("*/platform.yml")}
    for recording in load_recordings(folder):
        if recording.page.parent.name in counts and recording.page.with_suffix(".json").exists():
            counts[recording.page.parent.name] += 1
    return sorted(name for name, count in counts.items() if count < FEWEST)


def _record_market() -> dict[str, str]:
    """Fetch pages of the demo market; their addresses by case."""
    market = make_market(SEED)
    found = [row["path"] for row in make_truth(market)["listings"] if row["outcome"] == "found"]
    paths = {"home": "/", "rules": "/help/rules"}
    with serve(market) as site:
        pages = {path: _fetch(site.url.rstrip("/") + path) for path in found}
        paths["listing"] = next(path for path, text in pages.items() if "price-coupon" in text)
        paths["sold_out"] = next(path for path, text in pages.items() if "售罄" in text)
        reading = Recording(page=PAGES / "jishi" / "listing.html")
        reading.page.write_text(pages[paths["listing"]], encoding="utf-8", newline="")
        leads = reading.read(_MARKET + paths["listing"], Purpose.LISTING)["leads"]
        paths["shop"] = str(leads[0][1]).removeprefix(_MARKET)
        home = _fetch(site.url)
        paths["list"] = home.partition('href="/list/')[2].partition('"')[0].join(("/list/", ""))
        for case, path in paths.items():
            text = pages.get(path) or _fetch(site.url.rstrip("/") + path)
            (PAGES / "jishi" / f"{case}.html").write_text(text, encoding="utf-8", newline="")
    return {case: _MARKET + path for case, path in paths.items()}


def _fetch(url: str) -> str:
    for _ in range(10):
        try:
            with urllib.request.urlopen(url, timeout=60) as answer:
                body: bytes = answer.read()
                return body.decode()
        except urllib.error.HTTPError as exc:
            if exc.code != 429:  # the market asks for a pause now and then
                raise
            time.sleep(1)
    raise SystemExit(f"the demo market does not answer {url!r}")


def main() -> None:
    """Record the market's pages, then what the readers make of every page."""
    addresses = _record_market()
    for recording in load_recordings():
        if recording.page.parent.name == "jishi" and recording.page.stem in addresses:
            url, purpose = addresses[recording.page.stem], Purpose.ANY
        else:
            url, purpose = recording.known["url"], Purpose(recording.known["purpose"])
        text = json.dumps(recording.read(url, purpose), ensure_ascii=False, indent=1, sort_keys=True)
        recording.page.with_suffix(".json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
