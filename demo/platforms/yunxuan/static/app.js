// The whole of 云选: reads the address, fetches data, draws the page.
"use strict";
(() => {
  const root = document.getElementById("root");

  const make = (tag, className, ...children) => {
    const node = document.createElement(tag);
    if (className) node.className = className;
    for (const child of children.flat()) {
      if (child !== null && child !== undefined && child !== false) node.append(child);
    }
    return node;
  };
  const link = (href, className, ...children) => {
    const node = make("a", className, ...children);
    node.href = href;
    return node;
  };
  const image = (src, alt = "") => {
    const node = make("img");
    node.alt = alt;
    node.src = src;
    return node;
  };
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const get = async (path) => (await fetch(`/api/${path}`)).json();

  const money = (text) => `¥${text}`;
  const card = (one) =>
    link(one.path, "yx-card", image(one.picture), make("div", "yx-card-name", one.name),
      make("div", "yx-card-price", money(one.price)), make("div", "yx-card-store", one.store));
  const grid = (goods) => make("div", "yx-grid", goods.map(card));
  const pages = (list, address) => {
    if (list.pages < 2) return null;
    const numbers = Array.from({ length: list.pages }, (_, place) => place + 1);
    return make("nav", "yx-pages", numbers.map((n) => link(`${address}page=${n}`, n === list.page ? "on" : "", String(n))));
  };
  const notice = (heading, text) => {
    document.title = `${heading} - 云选`;
    return make("section", "yx-notice", make("h1", "", heading), make("p", "", text), link("/", "", "返回首页"));
  };

  const drawList = (list, address) => {
    document.title = `${list.heading} - 云选`;
    return [make("h1", "yx-heading", list.heading, make("small", "", ` 共 ${list.total} 件`)), grid(list.goods), pages(list, address)];
  };

  const drawHome = (home) => [
    make("h1", "yx-slogan", home.slogan),
    make("h2", "", "精选好物"), grid(home.goods),
    make("h2", "", "入驻店铺"),
    make("ul", "yx-stores", home.stores.map((one) => make("li", "", link(`/store/${one.id}`, "", one.name), ` ${one.region}`))),
  ];

  const drawMoney = (price) => {
    const box = make("div", "yx-money", make("span", "yx-price", money(price.price)), make("span", "yx-unit", ` / ${price.unit}`));
    if (price.linePrice) box.append(make("del", "yx-line", money(price.linePrice)));
    if (price.couponPrice) box.append(make("span", "yx-coupon", ` 券后 ${money(price.couponPrice)}`));
    if (price.deposit) box.append(make("span", "yx-deposit", ` 定金 ${money(price.deposit)}`));
    return box;
  };
  const drawSkus = (skus) => skus.length
    ? make("ul", "yx-skus", skus.map((one) => {
      const item = make("li", "", make("span", "yx-sku-name", one.name), " ", make("span", "yx-sku-price", money(one.price)));
      item.dataset.kind = one.kind;
      return item;
    }))
    : null;

  const drawGoods = (goods, price) => {
    document.title = `${goods.name} - 云选`;
    const buy = make("button", "yx-buy", price.stock ? "立即购买" : "已售罄");
    buy.disabled = !price.stock;
    const article = make("article", "yx-goods",
      make("div", "yx-pics", goods.pictures.map((src) => src.endsWith(".pdf") ? link(src, "yx-file", "查看证书（PDF）") : image(src))),
      make("div", "yx-info",
        make("h1", "yx-name", goods.name), drawMoney(price), drawSkus(price.skus),
        make("p", "yx-stock", price.stock ? `库存 ${price.stock} ${price.unit}` : "库存 0"), buy,
        make("p", "yx-store-box", "店铺 ", link(`/store/${goods.store.id}`, "yx-store", goods.store.name),
          make("span", "yx-region", ` ${goods.store.region}`))));
    article.dataset.goodsId = goods.id;
    return [
      make("nav", "yx-crumbs", link("/", "", "首页"), " / ", link(`/c/${goods.category.key}`, "yx-category", goods.category.name)),
      article,
      make("section", "yx-panel", make("h2", "", "商品参数"),
        make("ul", "yx-params", goods.params.map(([name, value]) => make("li", "", make("b", "", name), make("span", "", value))))),
      make("section", "yx-panel yx-detail", make("h2", "", "图文详情"),
        goods.detail.map((text) => make("p", "", text)), goods.detailPictures.map((src) => image(src))),
      price.linePriceNote ? make("p", "yx-line-note", price.linePriceNote) : null,
    ];
  };

  const drawStore = (store) => {
    document.title = `${store.name} - 云选`;
    const head = make("section", "yx-store-head", make("div", "", make("h1", "yx-store-name", store.name),
      make("div", "yx-operator", `经营者：${store.operator}`), make("div", "yx-store-region", `所在地：${store.region}`)),
    store.hasPapers ? link(`/store/${store.id}/licence`, "yx-papers-link", "资质证照") : null);
    head.dataset.storeId = store.id;
    return [head, make("h2", "", `全部商品（${store.total}）`), grid(store.goods), pages(store, `/store/${store.id}?`)];
  };

  const drawPapers = (papers) => {
    document.title = `资质证照 - ${papers.store.name} - 云选`;
    return [
      make("h1", "", link(`/store/${papers.store.id}`, "", papers.store.name), " 资质证照"),
      make("p", "yx-operator", `经营者：${papers.operator}`),
      ...papers.papers.map((one) => make("section", "yx-panel yx-paper", make("h2", "yx-paper-label", one.label),
        one.number ? make("p", "yx-paper-number", `编号：${one.number}`) : null,
        one.picture ? image(one.picture, one.label) : null)),
    ];
  };

  const drawRules = (rules) => {
    document.title = "平台规则 - 云选";
    return make("article", "yx-panel yx-rules", make("h1", "", rules.title), rules.rules.map((text) => make("p", "", text)));
  };

  const drawLogin = () => {
    document.title = "登录 - 云选";
    const field = (type, hint) => Object.assign(make("input"), { type, placeholder: hint });
    return make("section", "yx-notice yx-login", make("h1", "", "账号登录"), field("text", "手机号"), field("password", "密码"), make("button", "yx-buy", "登录"));
  };

  const drawUnknown = () => [make("div", "yx-v9", ["", "", ""].map(() => make("div", "yx-block")))];

  const showGoods = async (id) => {
    const goods = await get(`goods/${id}`);
    if (goods.code) return notice(goods.message, "看看别的商品吧。");
    if (goods.enc) return []; // only a newer application can read it
    if (goods.blocks) return drawUnknown();
    await pause(120);
    const price = await get(`goods/${id}/price`);
    return drawGoods(goods.data, price.data);
  };

  const show = async (path, query) => {
    const page = query.get("page") ?? "1";
    const [room, key, more] = path.split("/").filter(Boolean);
    if (!room) return drawHome((await get("home")).data);
    if (room === "rules") return drawRules((await get("rules")).data);
    if (room === "login") return drawLogin();
    if (room === "c") return drawList((await get(`category/${key}?page=${page}`)).data, `/c/${key}?`);
    if (room === "search") {
      const words = encodeURIComponent(query.get("kw") ?? "");
      return drawList((await get(`search?kw=${words}&page=${page}`)).data, `/search?kw=${words}&`);
    }
    if (room === "goods") return showGoods(more ?? key);
    if (room === "store") {
      const found = await get(more === "licence" ? `store/${key}/papers` : `store/${key}?page=${page}`);
      if (found.code) return notice("页面不存在", "您访问的页面不存在或者已经删除。");
      return more === "licence" ? drawPapers(found.data) : drawStore(found.data);
    }
    return notice("页面不存在", "您访问的页面不存在或者已经删除。");
  };

  const frame = async (body) => {
    const words = Object.assign(make("input"), { name: "kw", placeholder: "搜索商品" });
    const search = make("form", "yx-search", words, make("button", "", "搜索"));
    search.action = "/search";
    const home = (await get("home")).data;
    const foot = make("footer", "yx-foot", link("/rules", "yx-rules-link", "平台规则"), " · 云选是演示用的虚构平台，商品、店铺、企业均为虚构。");
    root.replaceChildren(
      make("header", "yx-top", make("div", "", link("/", "yx-logo", "云选"), search, link("/login", "", "登录"))),
      make("nav", "yx-cats", home.categories.map((one) => link(`/c/${one.key}`, "", one.name))),
      make("main", "yx-main", body), foot);
  };

  show(location.pathname, new URLSearchParams(location.search)).then(async (body) => {
    const isBlank = Array.isArray(body) && body.length === 0;
    if (!isBlank) await frame(body);
  });
})();
