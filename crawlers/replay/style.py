"""Style sheets whose every address is replaced, so that they bring what they need with them."""

import re
from collections.abc import Callable, Iterable
from typing import Any

import tinycss2
from tinycss2 import ast

_MAY_NAME = re.compile(r"url|src\(|image-set|@import|\\", re.IGNORECASE)
_TAKES_ADDRESSES = frozenset({"url", "src"})
_TAKES_PICTURES = frozenset({"image-set", "-webkit-image-set", "image"})

Embed = Callable[[str], str]


def rewrite_style(text: str, *, embed: Embed, import_sheet: Embed) -> str:
    """A style sheet or the style of one element, with its addresses replaced; never ends an element.

    Args:
        text: the CSS as it was written.
        embed: gives for an address as written what stands in its place.
        import_sheet: the same for a style sheet that is imported.
    """
    if _MAY_NAME.search(text):
        try:
            tokens = tinycss2.parse_component_value_list(text)
            text = tinycss2.serialize(_rewrite(tokens, embed, import_sheet))
        except RecursionError:  # brackets within brackets without end: no style that a page needs
            text = ""
    return text.replace("<", "\\3c ")


def _rewrite(tokens: Iterable[Any], embed: Embed, import_sheet: Embed) -> list[Any]:
    done: list[Any] = []
    imports = False
    for part in tokens:
        token = part
        use = import_sheet if imports else embed
        if isinstance(token, ast.URLToken) or (isinstance(token, ast.StringToken) and imports):
            token = _make_url(token, use(token.value))
        elif isinstance(token, ast.FunctionBlock):
            token = _rewrite_function(token, use, embed, import_sheet)
        elif isinstance(token, ast.CurlyBracketsBlock | ast.SquareBracketsBlock | ast.ParenthesesBlock):
            token.content = _rewrite(token.content, embed, import_sheet)
        elif isinstance(token, ast.ParseError):
            continue
        if isinstance(token, ast.AtKeywordToken):
            imports = token.lower_value == "import"
        elif not isinstance(token, ast.WhitespaceToken | ast.Comment):
            imports = False
        done.append(token)
    return done


def _rewrite_function(token: Any, use: Embed, embed: Embed, import_sheet: Embed) -> Any:
    if token.lower_name in _TAKES_ADDRESSES:
        said = next((part.value for part in token.arguments if isinstance(part, ast.StringToken)), "")
        return _make_url(token, use(said))
    if token.lower_name in _TAKES_PICTURES:
        token.arguments = [
            _make_url(part, embed(part.value)) if isinstance(part, ast.StringToken) else part
            for part in token.arguments
        ]
    token.arguments = _rewrite(token.arguments, embed, import_sheet)
    return token


def _make_url(token: Any, address: str) -> Any:
    return ast.LiteralToken(token.source_line, token.source_column, quote_address(address))


def quote_address(address: str) -> str:
    """An address as CSS writes it, whatever is in it."""
    quoted = "".join(f"\\{ord(sign):x} " if sign in '"\\\n\r\f' else sign for sign in address)
    return f'url("{quoted}")'
