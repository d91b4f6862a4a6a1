"""JavaScript literals read as data: single quotes, bare keys, comments, trailing commas; never evaluated."""

import re
from collections.abc import Mapping
from typing import Any

_MOST_DEPTH = 80
_SPACE = re.compile(r"\s*+")
_STRINGS = {
    '"': re.compile(r'"([^"\\]*+(?:\\.[^"\\]*+)*+)"', re.DOTALL),
    "'": re.compile(r"'([^'\\]*+(?:\\.[^'\\]*+)*+)'", re.DOTALL),
    "`": re.compile(r"`([^`\\]*+(?:\\.[^`\\]*+)*+)`", re.DOTALL),
}
_NUMBER = re.compile(
    r"[-+]?(?:0[xX][0-9a-fA-F]{1,16}|(?:\d{1,40}\.?\d{0,40}|\.\d{1,40})(?:[eE][-+]?\d{1,3})?)"
)
_NAME = re.compile(r"[A-Za-z_$\u00aa-\uffff][\w$]*+")
_ESCAPE = re.compile(r"\\(u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r\n|.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r\n": ""}
_CONSTANTS: dict[str, Any] = {"true": True, "false": False, "!0": True, "!1": False}
_SURROGATES = re.compile(r"[\ud800-\udbff][\udc00-\udfff]")
_STOP = re.compile(r"[\"'`()\[\]{},;/]")
_CLOSING = {"(": ")", "[": "]", "{": "}"}


class LiteralError(ValueError):
    """A text is no literal; `position` is where that became plain."""

    def __init__(self, position: int) -> None:
        super().__init__(f"no literal at {position}")
        self.position = position


def read_literal(text: str, start: int, names: Mapping[str, Any] | None = None) -> tuple[Any, int]:
    """The value of the literal that begins at a place, and where it ends.

    An expression within it (a call, a sum, a function) has no value that reading alone could tell: None.

    Args:
        text: a script.
        start: where the literal begins.
        names: what names within the literal stand for, where that is known.

    Raises:
        LiteralError: there is no literal at this place, or it is nested too deeply.
    """
    return _Reader(text, names or {}).read(start, 0)


def read_string(text: str, start: int) -> tuple[str, int]:
    """The string literal that begins at a place, and where it ends.

    Raises:
        LiteralError: there is none, or it does not end.
    """
    pattern = _STRINGS.get(text[start : start + 1])
    match = pattern.match(text, start) if pattern else None
    if match is None:
        raise LiteralError(len(text) if pattern else start)
    return unescape(match.group(1)), match.end()


def unescape(text: str) -> str:
    """The text that the inside of a string literal stands for."""
    if "\\" not in text:
        return text
    plain = _ESCAPE.sub(_replace_escape, text)
    return _SURROGATES.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), plain)


def skip_balanced(text: str, start: int) -> int:
    """Where the bracket that opens at a place is closed again, strings and comments left aside.

    Raises:
        LiteralError: it is not closed.
    """
    stack: list[str] = []
    position = start
    while match := _STOP.search(text, position):
        position = match.end()
        char = match.group()
        if char in _STRINGS:
            position = read_string(text, match.start())[1]
        elif char == "/":
            position = max(position, _skip_comment(text, match.start()))
        elif char in _CLOSING:
            stack.append(_CLOSING[char])
        elif char in ")]}":
            if not stack or stack.pop() != char:
                raise LiteralError(position)
            if not stack:
                return position
    raise LiteralError(len(text))


class _Reader:
    """One pass over a literal."""

    def __init__(self, text: str, names: Mapping[str, Any]) -> None:
        self.text = text
        self.names = names

    def read(self, position: int, depth: int) -> tuple[Any, int]:
        position = skip_space(self.text, position)
        char = self.text[position : position + 1]
        if depth > _MOST_DEPTH:
            raise LiteralError(position)
        if char == "{":
            return self._read_object(position + 1, depth)
        if char == "[":
            return self._read_array(position + 1, depth)
        return self._read_plain(position, char)

    def read_value(self, position: int, depth: int) -> tuple[Any, int]:
        """A value with what stands behind it: a sum of strings is joined, another expression is unknown."""
        start = skip_space(self.text, position)
        try:
            value, position = self.read(start, depth)
        except LiteralError:
            if self.text[start : start + 1] in {"{", "["}:
                raise
            return None, self._skip_expression(start)
        position = skip_space(self.text, position)
        while self.text[position : position + 1] == "+" and isinstance(value, str):
            more, end = self._read_operand(position + 1)
            if more is None:
                break
            value, position = value + more, end
        if self.text[position : position + 1] in {",", "}", "]", ")"}:
            return value, position
        return None, self._skip_expression(position)

    def _read_operand(self, position: int) -> tuple[str | None, int]:
        position = skip_space(self.text, position)
        if self.text[position : position + 1] not in _STRINGS:
            return None, position
        value, position = read_string(self.text, position)
        return value, skip_space(self.text, position)

    def _read_object(self, position: int, depth: int) -> tuple[dict[str, Any], int]:
        found: dict[str, Any] = {}
        while True:
            position = skip_space(self.text, position)
            char = self.text[position : position + 1]
            if char == "}":
                return found, position + 1
            if char == ",":
                position += 1
                continue
            key, position = self._read_key(position)
            position = skip_space(self.text, position)
            if self.text[position : position + 1] == ":":
                found[key], position = self.read_value(position + 1, depth + 1)
            elif self.text[position : position + 1] in {",", "}"}:
                found[key] = self.names.get(key)
            else:  # a method, a getter, a spread
                position = self._skip_expression(position)
            self._expect(position, ",}")

    def _expect(self, position: int, chars: str) -> None:
        if self.text[position : position + 1] not in chars:
            raise LiteralError(position)

    def _read_key(self, position: int) -> tuple[str, int]:
        if self.text[position : position + 1] in {'"', "'"}:
            return read_string(self.text, position)
        match = _NAME.match(self.text, position) or _NUMBER.match(self.text, position)
        if match is not None:
            return match.group(), match.end()
        if self.text.startswith("...", position):
            return "...", position + 3
        if self.text.startswith("[", position):
            return "[]", skip_balanced(self.text, position)
        raise LiteralError(position)

    def _read_array(self, position: int, depth: int) -> tuple[list[Any], int]:
        found: list[Any] = []
        while True:
            position = skip_space(self.text, position)
            char = self.text[position : position + 1]
            if char == "]":
                return found, position + 1
            if char == ",":
                position += 1
                continue
            value, position = self.read_value(position, depth + 1)
            found.append(value)
            self._expect(position, ",]")

    def _read_plain(self, position: int, char: str) -> tuple[Any, int]:
        if char in _STRINGS:
            return read_string(self.text, position)
        if self.text[position : position + 2] in _CONSTANTS:
            return _CONSTANTS[self.text[position : position + 2]], position + 2
        match = _NUMBER.match(self.text, position)
        if match is not None:
            return _make_number(match.group()), match.end()
        match = _NAME.match(self.text, position)
        if match is None or match.group() in {"function", "new", "async", "typeof"}:
            raise LiteralError(position)
        if match.group() == "void":
            return None, (_NUMBER.match(self.text, skip_space(self.text, match.end())) or match).end()
        name = match.group()
        return self.names.get(name, _CONSTANTS.get(name)), match.end()

    def _skip_expression(self, position: int) -> int:
        """Where the expression ends: at a comma or bracket that is none of its own."""
        while match := _STOP.search(self.text, position):
            char = match.group()
            if char in ",)]};":
                if char == ";":
                    raise LiteralError(match.start())
                return match.start()
            if char in _CLOSING:
                position = skip_balanced(self.text, match.start())
            elif char == "/":
                position = max(match.end(), _skip_comment(self.text, match.start()))
            else:
                position = read_string(self.text, match.start())[1]
        raise LiteralError(len(self.text))


def skip_space(text: str, position: int) -> int:
    """The first place that is neither blank nor a comment.

    Raises:
        LiteralError: a comment does not end.
    """
    while True:
        match = _SPACE.match(text, position)
        position = match.end() if match else position
        end = _skip_comment(text, position)
        if end == position:
            return position
        position = end


def _skip_comment(text: str, position: int) -> int:
    if text.startswith("//", position):
        end = text.find("\n", position)
        return len(text) if end < 0 else end
    if text.startswith("/*", position):
        end = text.find("*/", position + 2)
        if end < 0:
            raise LiteralError(len(text))
        return end + 2
    return position


def _replace_escape(match: re.Match[str]) -> str:
    said = match.group(1)
    if said[0] in "ux" and len(said) > 1:
        code = int(said[1:].strip("{}"), 16)
        return chr(code) if code <= 0x10FFFF else "\ufffd"
    return _ESCAPES.get(said, said)


def _make_number(text: str) -> int | float:
    if text.lower().lstrip("+-").startswith("0x"):
        return int(text, 16)
    return int(text) if text.lstrip("+-").isdigit() else float(text)
