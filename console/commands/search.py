"""`netpatrol search`: findings, snapshots and cases by words, numbers and fragments of numbers."""

from typing import Any

import click

from cases.rights import Machine
from config.errors import ExitCode
from console.naming import load_labels
from console.output import print_json, print_table, say
from console.session import Session, pass_session
from console.text import Words, format_time
from index.projection import FOUND
from index.query import Page, make_query
from patrols.searching import count_facets, fill_hits, list_cases_for, search_for


@click.command("search")
@click.argument("text", required=False, metavar="[QUERY]")
@click.option("--code", help="事项代码 / obligation code, such as SUBJ-003.")
@click.option("--status", type=click.Choice(["fail", "unsure"]), help="结论 / status of a finding.")
@click.option("--region", help="地区 / region.")
@click.option("--platform", help="平台 / platform.")
@click.option("--since", help="起始日期 / captured on or after this Shanghai day.")
@click.option("--until", help="截止日期 / captured on or before this Shanghai day.")
@click.option("--noun", type=click.Choice([noun.value for noun in FOUND]), help="只查一类 / only this kind.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@click.option("--after", metavar="CURSOR", help="下一页 / the `next` of the page before.")
@click.option("--facets", is_flag=True, help="分类计数 / also count all hits by kind, code, status…")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a hit, then the total.")
@pass_session
def command(session: Session, /, text: str | None, *, facets: bool, as_json: bool, **asked: Any) -> int:
    """检索 / search findings, snapshots and cases."""
    workspace = session.open()
    index = session.open_index(workspace)
    index.update()
    query = make_query(text or "", labels=load_labels(), **asked)
    world = session.open_book(workspace).load_world()
    cases = list_cases_for(query, world, Machine(), session.clock.now())
    page = search_for(workspace, index, query, cases)
    hits = fill_hits(workspace, page.hits)
    counted = {"facets": count_facets(workspace, index, query, cases)} if facets else {}
    if as_json:
        for hit in hits:
            print_json(hit)
        print_json({"total": page.total, "capped": page.capped, "next": page.next} | counted)
    else:
        _print_page(session.words, page, hits)
        for name, values in counted.get("facets", {}).items():
            if values:
                _print_facet(session.words, name, values)
    return ExitCode.DONE


def _print_page(words: Words, page: Page, hits: list[dict[str, Any]]) -> None:
    headers = [words(f"col_{name}") for name in ("status", "code", "summary", "captured", "finding")]
    print_table(headers, (_make_row(words, hit) for hit in hits))
    say(words("search_capped" if page.capped else "search_total", total=page.total))
    if page.next:
        say(words("search_next", next=page.next))


def _print_facet(words: Words, name: str, values: dict[str, int]) -> None:
    told = {"noun": "noun_", "status": "status_", "severity": "severity_"}.get(name)
    headers = [words("col_kind" if name == "noun" else f"col_{name}"), words("col_hits")]
    ordered = sorted(values.items(), key=lambda one: (-one[1], one[0]))
    print_table(headers, ((words(told + value) if told else value, number) for value, number in ordered))


def _make_row(words: Words, hit: dict[str, Any]) -> tuple[str, ...]:
    if "finding_id" in hit:
        status = words(f"status_{hit['status']}")
        return (status, hit["code"], hit["summary"], format_time(hit["captured_at"]), hit["finding_id"])
    if "case_id" in hit:
        state = words(f"case_{hit['status']}")
        return (state, "", hit["title"], format_time(hit["opened_at"]), hit["case_id"])
    listing = hit.get("listing") or {}
    outcome = words(f"outcome_{hit['outcome']}")
    return (
        outcome,
        "",
        listing.get("title") or hit["url"],
        format_time(hit["captured_at"]),
        hit["snapshot_id"],
    )
