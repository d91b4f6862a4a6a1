"""Profiles as files: what is refused, and which of several a host has."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.errors import ConfigError
from sites.patterns import match_address, merge_patterns, split_parts
from sites.profile import SiteProfile, check_selector, parse_profile
from sites.shelf import Shelf, is_unknown, make_file_name

PLAIN = "name: a\nhosts: [shop.example]\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name: [", "no YAML"),
        ("hosts: [a]", "name"),
        (f"{PLAIN}colour: red", "colour"),
        (f"{PLAIN}roles: {{listing: {{marks: ['div:has(a)']}}}}", "marks"),
        (f"{PLAIN}roles: {{listing: {{addresses: ['{'*' * 40}']}}}}", "addresses"),
        (f"{PLAIN}roles: {{listing: {{addresses: ['/{{id}}/{{id}}']}}}}", "addresses"),
        (f"{PLAIN}unfollowed: ['{'#' * 60}']", "unfollowed"),
        (f"{PLAIN}note: {'x' * 1_000_001}", "larger"),
    ],
    ids=["yaml", "no name", "unknown key", "selector", "wild", "two ids", "unfollowed", "size"],
)
def test_a_bad_profile_is_one_line_with_the_place(text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said) as error:
        parse_profile(text, "shop.yaml")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "selector",
    ["p", "div.a > p.b", "td", "[itemprop=price]", 'meta[property="og:title"]', "li:nth-child(2) a"],
)
def test_plain_selectors_are_taken(selector: str) -> None:
    assert check_selector(selector) == selector


@pytest.mark.parametrize(
    "selector",
    [
        "",
        "> p",
        "p >",
        "a > > b",
        "p:has(b)",
        "p:not(.a)",
        "p ~ b",
        "p" + " p" * 20,
        "p, b",
        "p{}",
        " " * 400,
    ],
)
def test_selectors_without_a_bound_are_refused(selector: str) -> None:
    with pytest.raises(ValueError, match="selector"):
        check_selector(selector)


@pytest.mark.parametrize(
    ("pattern", "url", "found"),
    [
        ("/goods/{id}.html", "http://x/goods/12.html", "12"),
        ("/goods/{id}.html", "http://x/goods/12/3.html", None),
        ("/?id={id}&s=goods", "http://x/?s=goods&id=7", "7"),
        ("/!/items/{id}", "http://x/#/items/7", "7"),
        ("/c/#", "http://x/c/a", None),
    ],
)
def test_patterns_match_in_any_order_of_keys(pattern: str, url: str, found: str | None) -> None:
    match = match_address(pattern, url)
    assert (match["id"] if match else None) == found


def test_patterns_that_differ_in_one_part_become_one_only_where_it_is_free() -> None:
    patterns = ["/a/list", "/b/list", "/c/list"]
    assert merge_patterns(patterns, lambda _: True) == ["/*/list"]
    assert merge_patterns(patterns, lambda wider: wider != "/*/list") == patterns


def test_endings_are_no_part_of_an_address() -> None:
    assert split_parts("/a/b.html?c=d") == ("a", "b", "c", "d")


def test_two_profiles_of_one_host_are_refused(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(PLAIN, encoding="utf-8")
    with pytest.raises(ConfigError, match="two profiles"):
        Shelf.open(tmp_path)


def test_a_profile_that_was_put_is_found_again_by_its_host_and_port(tmp_path: Path) -> None:
    Shelf.open(tmp_path).put(SiteProfile(name="shop.example:81", hosts=("shop.example:81",)))
    shelf = Shelf.open(tmp_path)
    assert not is_unknown(shelf.find("http://shop.example:81/x"))
    assert is_unknown(shelf.find("http://shop.example/x"))


@pytest.mark.parametrize("name", ["../../etc/x", "a/b", "", "..", "x:80"])
def test_a_profile_s_file_stays_in_its_folder(name: str) -> None:
    assert "/" not in make_file_name(name)
    assert make_file_name(name).strip(".") != ""
