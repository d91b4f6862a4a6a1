"""JavaScript literals become data without being run."""

import pytest

from sites.state.literal import LiteralError, read_literal, unescape


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{a: 1, \'b\': "x", "c": [1, 2,],}', {"a": 1, "b": "x", "c": [1, 2]}),
        (
            "{ok: true, off: !1, none: undefined, nan: void 0}",
            {"ok": True, "off": False, "none": None, "nan": None},
        ),
        ("{/* why */ a: 1, // and\n b: -2.5}", {"a": 1, "b": -2.5}),
        ("{t: +new Date(), f: function(a){ return '}' }, z: 3}", {"t": None, "f": None, "z": 3}),
        ("{a: 'x' + \"y\", b: c + 'y', d: f('1,2').g[0], e: 5}", {"a": "xy", "b": None, "d": None, "e": 5}),
        ("{render() { return {a: 1} }, a: `b`}", {"a": "b"}),
        ("{10: 'ten', 0x1f: 1, $x: 2}", {"10": "ten", "0x1f": 1, "$x": 2}),
        ("{n: 0x10, m: 1e2}", {"n": 16, "m": 100.0}),
    ],
)
def test_a_literal_is_read_and_an_expression_is_unknown(text: str, value: object) -> None:
    assert read_literal(text, 0) == (value, len(text))


@pytest.mark.parametrize(
    "text", ["{a: 1", "{a: 1)", "[1, 2}", "{a: 'x", "{a: 1; b: 2}", "{/* a: 1}", "[" * 500]
)
def test_what_is_no_literal_is_refused(text: str) -> None:
    with pytest.raises(LiteralError):
        read_literal(text, 0)


def test_names_stand_for_what_they_are_given() -> None:
    assert read_literal("{a:b,c:d}", 0, {"b": 7})[0] == {"a": 7, "c": None}


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (r"\u6a59\x41\n", "橙A\n"),
        (r"\ud83d\ude00", "\U0001f600"),
        (r"\'\"\/", "'\"/"),
        (r"\u{1F600}", "\U0001f600"),
    ],
)
def test_escapes_are_undone(inside: str, text: str) -> None:
    assert unescape(inside) == text
