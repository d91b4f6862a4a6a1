"""A small shop whose pages a script fills: boxes without links, lists that go on when they are scrolled."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from tests.crawlers.stage import Answer, Stage, page

SHELVES = {1: "Tea things", 2: "Cups and bowls", 3: "Kettles"}
PER_SHELF, PER_PAGE = 7, 3
_KINDS = ("Green", "Black", "White", "Amber", "Stone", "Paper", "River")
SHELL = '<!doctype html><html><title>shop</title><body><div id="app"></div><script src="/app.js"></script>'
SCRIPT = """
const HASH = %s, SIGNS = %s, POSTED = %s;
const app = document.getElementById('app');
const here = () => HASH ? (location.hash.slice(1) || '/') : location.pathname + location.search;
const go = path => { if (HASH) location.hash = path; else { history.pushState(0, '', path); show(); } };
const ask = async url => {
  const [path, body] = url.split('?');
  return (await (POSTED ? fetch(path, {method: 'POST', body: body || ''}) : fetch(url))).json();
};
const make = (tag, given) => Object.assign(document.createElement(tag), given);
const box = (name, parts, click) => {
  const one = make('div', {className: name});
  for (const [tag, textContent] of parts) one.append(make(tag, {textContent}));
  one.addEventListener('click', click);
  return one;
};
let more = null;
async function showHome() {
  const {shelves} = await ask('/api/home');
  for (const shelf of shelves)
    app.append(box('shelf', [['span', shelf.label]], () => go('/shelf?no=' + shelf.no)));
}
async function showShelf(no) {
  let number = 0, busy = false, left = 1;
  more = async () => {
    if (busy || left <= 0) return;
    busy = true; number++;
    const sign = SIGNS[no + '.' + number];
    const {count, rows} = await ask('/api/shelf?no=' + no + '&p=' + number + (sign ? '&s=' + sign : ''));
    for (const row of rows)
      app.append(box('card', [['b', row.label], ['i', '\\u00a5 ' + row.cost]], () => go('/goods/' + row.id)));
    left = count - number * %d; busy = false;
  };
  await more();
}
async function showGoods(id) {
  const one = await ask('/api/goods/' + id);
  const parts = [['h2', one.label], ['em', '\\u00a5 ' + one.cost], ['p', 'Sent within two days.']];
  app.append(box('goods', parts, () => 0));
}
function show() {
  app.textContent = ''; more = null;
  const [path, query] = here().split('?');
  if (path === '/shelf') showShelf(new URLSearchParams(query).get('no'));
  else if (path.startsWith('/goods/')) showGoods(path.slice(7));
  else showHome();
}
addEventListener('hashchange', show); addEventListener('popstate', show);
addEventListener('scroll', () => {
  if (more && scrollY + innerHeight > document.body.scrollHeight - 300) more();
});
document.head.append(make('style', {textContent: '.card{height:420px}'}));
show();
"""


def make_goods() -> dict[int, dict[str, Any]]:
    """All goods of the shop by id."""
    return {
        shelf * 100 + number: {
            "id": shelf * 100 + number,
            "label": f"{_KINDS[number]} {SHELVES[shelf].lower()} no {shelf}",
            "cost": f"{shelf * 10 + number}.50",
        }
        for shelf in SHELVES
        for number in range(PER_SHELF)
    }


def answer_json(value: Any) -> Answer:
    """An answer of data."""
    return 200, {"Content-Type": "application/json"}, json.dumps(value).encode()


def open_script_shop(
    stage: Stage,
    *,
    hash_routes: bool = True,
    signed: bool = False,
    narrow: bool = False,
    posted: bool = False,
) -> None:
    """Put the shop on a stage.

    Args:
        stage: that serves it.
        hash_routes: `#/goods/1`, else `/goods/1`.
        signed: the answers of lists come only under addresses that nobody can guess.
        posted: all is asked for by POST, and answered as if it were a page.
        narrow: it shows itself on telephones, and elsewhere a frame with a telephone in it.
    """
    goods = make_goods()
    signs: dict[str, str] = {}
    elsewhere = "<script>if (innerWidth > 700) location.replace('/framed')</script>"
    stage.routes["/"] = page((elsewhere if narrow else "") + SHELL)
    stage.routes["/framed"] = page("<iframe src=/ width=400></iframe>")
    shelves = [{"no": number, "label": label} for number, label in SHELVES.items()]
    stage.routes["/api/home"] = answer_json({"shelves": shelves})
    for shelf in SHELVES:
        stage.routes[f"/shelf?no={shelf}"] = page(SHELL)
        rows = [one for key, one in goods.items() if key // 100 == shelf]
        for number in range(1, 5):
            sign = hashlib.sha256(f"{shelf}.{number}".encode()).hexdigest()[:12]
            signs[f"{shelf}.{number}"] = sign if signed else ""
            shown = rows[(number - 1) * PER_PAGE : number * PER_PAGE]
            path = f"/api/shelf?no={shelf}&p={number}" + (f"&s={sign}" if signed else "")
            stage.routes[path] = answer_json({"count": len(rows), "rows": shown})
    for key, one in goods.items():
        stage.routes[f"/goods/{key}"] = page(SHELL)
        stage.routes[f"/api/goods/{key}"] = answer_json(one)
    if posted:
        asked = [path for path in stage.routes if path.startswith("/api/")]
        answers = {
            path.replace("?", " ") + ("" if "?" in path else " "): stage.routes.pop(path) for path in asked
        }
        stage.post_routes = {key: page(answer[2].decode()) for key, answer in answers.items()}
    script = SCRIPT % (json.dumps(hash_routes), json.dumps(signs), json.dumps(posted), PER_PAGE)
    stage.routes["/app.js"] = (200, {"Content-Type": "text/javascript"}, script.encode())
