"""A captured page as one document that brings everything with it and does nothing.

The page is parsed as a browser parses it and written anew, element by element: only attributes of a list are
kept, every address becomes the sealed bytes themselves (`data:`) or nothing. No script, form, refresh, base
or link of the page is left; what a browser would fetch for it is nothing at all.
"""

import base64
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode
from tinycss2.bytes import decode_stylesheet_bytes
from w3lib.encoding import http_content_type_encoding

from config.errors import ItemError, PurgedError, RightError
from crawlers.replay.allowed import is_dropped, is_void, keeps_attribute, may_name_address, name_element
from crawlers.replay.sources import Resource, Sources, join_url, load_sources
from crawlers.replay.style import quote_address, rewrite_style
from crawlers.rereading import find_page
from evidence.snapshot import Artefact, Role, Snapshot
from evidence.workspace import Workspace
from sites.charset import decode_page

POLICY = (
    "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline' data:; frame-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox"
)
"""The Content-Security-Policy under which a replay is shown: no network, no script, an origin of its own."""
MOST_BYTES = 64_000_000
"""What a replay may carry; further resources are named as missing."""
_LEAST_BYTES = 4_096
"""What each counts for at least, so that a page cannot name a small one without end."""
_DEEPEST = 4
_DEEPEST_DRAWN = 100
"""Frames in frames and style sheets that import others; a page deeper than this loses its innermost."""
_MOST_NESTED = 10_000
"""Elements within one another; the parser's time grows with the square of it."""
_NOWHERE = "#netpatrol-nowhere"
_EMPTY = "data:,"
_DOCTYPE = re.compile(r"(?:\s|<!--(?:[^-]|-(?!->))*+-->)*+(<!doctype\s[^<>]*>)", re.IGNORECASE)
_NOSCRIPT = re.compile(r"<(/?)noscript\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]{0,30})")
_SELF_ENDING = frozenset({"p", "li", "dt", "dd", "tr", "td", "th", "option", "thead", "tbody", "tfoot"})
_SIZE = re.compile(r"([\d.]{1,12}[wxh])(?:,(.*))?", re.DOTALL)
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")
_INERT = re.compile(r"data:(?:image|font|application/(?:x-)?font)[^,]*,", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """A captured page as it is shown again.

    `html` needs nothing but itself; `page` is the artefact that it was made from; `missing` are the addresses
    of what the page shows and nothing is sealed of, in the order of the page.
    """

    html: str
    page: Artefact
    missing: tuple[str, ...]


def make_replay(workspace: Workspace, snapshot: Snapshot) -> Replay | None:
    """A snapshot's page, as rendered where it was, else as served; None where there is no page to show.

    Raises:
        PurgedError: its bytes were purged.
        RightError: the one who asks may not see it in full.
        VerificationError: the sealed page is missing or was changed.
    """
    page = find_page(snapshot)
    if page is None:
        return None
    if workspace.records.get_location(page.sha256) is None:
        tombstone = workspace.records.get_purge(snapshot)
        if tombstone is not None:
            raise PurgedError(f"snapshot {snapshot.snapshot_id!r} was {tombstone.line}")
        raise RightError(
            f"the page of snapshot {snapshot.snapshot_id!r} is not shown to you in full; ask its office"
        )
    sealed = workspace.read_sealed(page.sha256)
    try:
        text, _ = decode_page(sealed.payload, sealed.content_type)
    except ItemError:
        return None
    sources = load_sources(workspace, snapshot)
    writer = _Writer(sources=sources, is_rendered=page.role is Role.RENDERED)
    made = writer.write(text, page.url, depth=0)
    return Replay(html=made, page=page, missing=tuple(sources.missing))


@dataclass(slots=True, kw_only=True)
class _Budget:
    left: int = field(default_factory=lambda: MOST_BYTES)


@dataclass(slots=True, kw_only=True)
class _Writer:
    """Writes pages of one snapshot anew; `is_rendered` where scripts had already run on them."""

    sources: Sources
    is_rendered: bool
    budget: _Budget = field(default_factory=_Budget)

    def write(self, text: str, url: str, *, depth: int) -> str:
        """A page, and the pages in its frames, as one document."""
        if _measure_depth(text) > _MOST_NESTED:
            raise ItemError(
                f"a page that nests over {_MOST_NESTED} elements is not shown again; take its sealed bytes"
            )
        doctype = _DOCTYPE.match(text)
        tree = LexborHTMLParser(_drop_noscript(text) if self.is_rendered else text)
        if tree.root is None:
            return ""
        page = _Page(writer=self, base=_find_base(tree, url), depth=depth)
        return (doctype[1] if doctype else "") + "".join(page.iter_parts(tree.root))

    def embed(self, url: str, carrier: str) -> str | None:
        """The sealed bytes of an address in the address itself."""
        found = self.sources.get(url)
        if found is None or not self.has_room(len(found.body), url):
            return None
        return _make_data_url(found.body, _read_media_type(found) or carrier)

    def embed_sheet(self, url: str, depth: int) -> str | None:
        """A sealed style sheet with all that it names, in the address itself."""
        found = self.sources.get(url)
        if found is None or depth > _DEEPEST or not self.has_room(len(found.body), url):
            return None
        text, _ = decode_stylesheet_bytes(
            found.body, protocol_encoding=http_content_type_encoding(found.content_type)
        )
        return _make_data_url(self.rewrite(text, found.url, depth).encode(), "text/css;charset=utf-8")

    def rewrite(self, text: str, base: str, depth: int) -> str:
        """A style sheet whose addresses are sealed bytes."""

        def embed(said: str) -> str:
            if said.startswith("#") or _INERT.match(said):
                return said
            url = join_url(base, said)
            return (url and self.embed(url, "image/png")) or _EMPTY

        def import_sheet(said: str) -> str:
            url = join_url(base, said)
            return (url and self.embed_sheet(url, depth + 1)) or _EMPTY

        return rewrite_style(text, embed=embed, import_sheet=import_sheet)

    def has_room(self, size_bytes: int, url: str) -> bool:
        """Whether a resource may still be carried; one that may not is named as missing."""
        self.budget.left -= max(size_bytes, _LEAST_BYTES)
        if self.budget.left < 0:
            self.sources.missing.setdefault(url)
        return self.budget.left >= 0


@dataclass(slots=True, kw_only=True)
class _Page:
    """One document that is being written; `base` is what its addresses are relative to."""

    writer: _Writer
    base: str
    depth: int

    def iter_parts(self, root: LexborNode) -> Iterator[str]:
        """The markup of a tree; without recursion, as hostile pages are deep."""
        todo: list[LexborNode | str] = [root]
        while todo:
            node = todo.pop()
            if isinstance(node, str):
                yield node
            elif node.is_text_node:
                yield html.escape(node.text_content or "", quote=False)
            elif node.is_element_node and (tag := node.tag or ""):
                yield from self._iter_element(tag, node, todo)

    def _iter_element(self, tag: str, node: LexborNode, todo: list[LexborNode | str]) -> Iterator[str]:
        said = {name: value or "" for name, value in node.attributes.items()}
        small = tag.lower()
        if small == "link":
            yield self._link_sheet(said)
        elif small == "style":
            if said.get("type", "text/css").strip().lower() in {"", "text/css"}:
                text = "".join(child.text_content or "" for child in _iter_children(node))
                yield f"<style{_write({'media': said['media']} if 'media' in said else {})}>"
                yield f"{self._rewrite(text)}</style>"
        elif small in {"iframe", "frame"}:
            yield self._show_frame(small, said)
        # An editor's own elements in a drawing show nothing, and written anew they would end the drawing.
        elif not (
            is_dropped(small)
            or (":" in small and _is_in_drawing(node))
            or (small == "noscript" and self.writer.is_rendered)
        ):
            name = name_element(tag)
            yield f"<{name}{_write(self._keep(small, said))}>"
            if not is_void(small):
                todo.append(f"</{name}>")
                todo.extend(reversed(list(_iter_children(node))))

    def _keep(self, tag: str, said: dict[str, str]) -> dict[str, str]:
        kept = {name: value for name, value in said.items() if keeps_attribute(name)}
        for name, value in kept.items():
            if "(" in value and may_name_address(name):
                kept[name] = self._rewrite(value)
        if "style" in said:
            kept["style"] = self._rewrite(said["style"])
        if "background" in said:
            kept["style"] = (
                f"background-image:{quote_address(self._embed(said['background']))};{kept.get('style', '')}"
            )
        if tag in {"a", "area"} and "href" in said:
            is_here = said["href"].startswith("#")
            kept["href"] = said["href"] if is_here else _NOWHERE
            if not is_here:
                kept.setdefault("title", join_url(self.base, said["href"]) or "")
        if tag == "input" and said.get("type", "").lower() == "file":
            kept["disabled"] = ""
        if tag in {"img", "input", "source", "video"}:
            kept |= self._picture(tag, said)
        for name in ("href", "xlink:href"):
            if tag in {"use", "lineargradient", "radialgradient", "pattern", "textpath", "mpath", "feimage"}:
                kept |= {name: said[name]} if said.get(name, "").startswith("#") else {}
            elif tag == "image" and name in said:
                kept[name] = self._embed(said[name])
        return kept

    def _picture(self, tag: str, said: dict[str, str]) -> dict[str, str]:
        """The pictures of an element: what is sealed of what it names, lazy ones where it has no other."""
        shown: dict[str, str] = {}
        if tag == "video":
            if "src" in said:
                self._miss(said["src"])
            return {"poster": self._embed(said["poster"])} if "poster" in said else {}
        candidates = [
            f"{address} {size}" if size else address
            for url, size in _iter_candidates(said.get("srcset", ""))
            if (place := join_url(self.base, url)) and self.writer.sources.has(place)
            if (address := self._embed(url)) != _EMPTY
        ]
        if candidates:
            shown["srcset"] = ", ".join(candidates)
        if tag == "source":
            return shown
        wanted = said.get("src", "")
        if not self.writer.is_rendered and not self._is_sealed(wanted):
            lazy = (value for name, value in said.items() if name.startswith("data-"))
            wanted = next((value for value in lazy if self._is_sealed(value)), wanted)
        if wanted and (not candidates or self._is_sealed(wanted)):
            shown["src"] = self._embed(wanted)
        return shown

    def _is_sealed(self, said: str) -> bool:
        url = join_url(self.base, said) if said else None
        return url is not None and self.writer.sources.has(url)

    def _embed(self, said: str) -> str:
        said = said.strip()
        if _INERT.match(said):
            return said
        url = join_url(self.base, said)
        return (url and self.writer.embed(url, "image/png")) or _EMPTY

    def _miss(self, said: str) -> None:
        url = join_url(self.base, said)
        if url is not None:
            self.writer.sources.missing.setdefault(url)

    def _rewrite(self, text: str) -> str:
        return self.writer.rewrite(text, self.base, self.depth)

    def _link_sheet(self, said: dict[str, str]) -> str:
        kinds = said.get("rel", "").lower().split()
        if "stylesheet" not in kinds or "alternate" in kinds or "disabled" in said or not said.get("href"):
            return ""
        url = join_url(self.base, said["href"])
        sheet = self.writer.embed_sheet(url, self.depth) if url else None
        if sheet is None:
            return ""
        media = {"media": said["media"]} if "media" in said else {}
        return f"<link{_write({'rel': 'stylesheet', 'href': sheet} | media)}>"

    def _show_frame(self, tag: str, said: dict[str, str]) -> str:
        """A frame with the page that is sealed of it; an empty one where there is none."""
        kept = {name: value for name, value in said.items() if keeps_attribute(name)}
        if "style" in said:
            kept["style"] = self._rewrite(said["style"])
        inner = ""
        if "srcdoc" in said and self.writer.has_room(len(said["srcdoc"]), self.base):
            inner = self._write_inner(said["srcdoc"], self.base)
        elif "srcdoc" not in said and (url := join_url(self.base, said.get("src", ""))) and said.get("src"):
            found = self.writer.sources.get(url)
            if found is not None and self.writer.has_room(len(found.body), url):
                inner = self._write_frame(found)
        if tag == "frame":  # of a frameset, which holds no other elements; it lies in the same sandbox
            return (
                f"<frame{_write(kept | {'src': _make_data_url(inner.encode(), 'text/html;charset=utf-8')})}>"
            )
        return f"<iframe{_write(kept | {'sandbox': '', 'srcdoc': inner})}></iframe>"

    def _write_frame(self, found: Resource) -> str:
        if _read_media_type(found).startswith("image/"):
            return f'<img src="{self._embed(found.url)}">'
        try:
            text, _ = decode_page(found.body, found.content_type)
        except ItemError:
            return ""
        return self._write_inner(text, found.url)

    def _write_inner(self, text: str, url: str) -> str:
        if self.depth >= _DEEPEST:
            return ""
        # What is in a frame is sealed as it was served: its own scripts never ran on these bytes.
        served = _Writer(sources=self.writer.sources, is_rendered=False, budget=self.writer.budget)
        return served.write(text, url, depth=self.depth + 1)


def _is_in_drawing(node: LexborNode) -> bool:
    """Whether an element stands in an SVG drawing, and not too deep in it."""
    above = node.parent
    for _ in range(_DEEPEST_DRAWN):
        if above is None or (above.tag or "").lower() == "foreignobject":
            return False
        if above.tag == "svg":
            return True
        above = above.parent
    return False


def _iter_children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.first_child
    while child is not None:
        yield child
        child = child.next


def _find_base(tree: LexborHTMLParser, url: str) -> str:
    held = tree.css_first("base[href]")
    said = held.attributes.get("href") if held is not None else None
    return (said and join_url(url, said)) or url


def _write(attributes: dict[str, str]) -> str:
    return "".join(f' {name}="{html.escape(value)}"' for name, value in attributes.items())


def _read_media_type(found: Resource) -> str:
    media_type = found.content_type.partition(";")[0].strip().lower()
    return media_type if _MEDIA_TYPE.fullmatch(media_type) and media_type != "text/html" else ""


def _make_data_url(body: bytes, media_type: str) -> str:
    return f"data:{media_type};base64,{base64.b64encode(body).decode()}"


def _drop_noscript(text: str) -> str:
    """A page without what it shows where scripts are off; in one pass, however it is made."""
    parts: list[str] = []
    done, opened = 0, None
    for mark in _NOSCRIPT.finditer(text):
        if not mark[1] and opened is None:
            opened = mark.start()
        elif mark[1] and opened is not None:
            parts.append(text[done:opened])
            done, opened = mark.end(), None
    return "".join((*parts, text[done:]))


def _iter_candidates(srcset: str) -> Iterator[tuple[str, str]]:
    """The addresses of a srcset with the size said of each, or none; in one pass."""
    url = ""
    for word in srcset.split():
        size = _SIZE.fullmatch(word) if url else None
        if size is None:
            if url:
                yield url, ""
            url = word.lstrip(",")
        else:
            yield url, size[1]
            url = (size[2] or "").lstrip(",")
        if url.endswith(","):
            yield url.rstrip(","), ""
            url = ""
    if url:
        yield url, ""


def _measure_depth(text: str) -> int:
    """About how deep elements lie within one another, without building them."""
    depth = deepest = 0
    for mark in _TAG.finditer(text):
        name = mark[2].lower()
        if name not in _SELF_ENDING and not is_void(name):
            depth += -1 if mark[1] else 1
            deepest = max(deepest, depth)
    return deepest
