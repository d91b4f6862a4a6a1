// Boxes of a page that come in series and have no link: what a visitor would click on.
// Called with {find: null} it describes them; with {find: {series, texts, order}} it returns one of them.
// Series have `least` boxes; with one, whatever a visitor can see is a box, be it alone of its kind.
asked => {
  const MOST_ELEMENTS = 12000, MOST_BOXES = 1500, MOST_TEXTS = 12, DEEP = 6;
  const NEVER = 'button,input,select,textarea,label,form,option,[role=button],[role=switch],[contenteditable],video,audio';
  const leads = a => {
    const href = (a.getAttribute('href') || '').trim();
    return href !== '' && href !== '#' && !/^javascript:/i.test(href);
  };
  const isLinked = el => {
    const above = el.closest('a[href]');
    return (above && leads(above)) || [...el.querySelectorAll('a[href]')].slice(0, 50).some(leads);
  };
  const mark = el => {
    const name = [...el.classList].find(one => !/\d/.test(one));
    return el.localName + (name ? '.' + name : '');
  };
  const isSeen = el => {
    const box = el.getBoundingClientRect();
    return box.width >= 8 && box.height >= 8 && box.left < innerWidth && box.right > 0 &&
      getComputedStyle(el).visibility !== 'hidden';
  };
  const ownText = el => [...el.childNodes].filter(one => one.nodeType === 3).map(one => one.data).join(' ').trim();
  const isPicture = el => el.localName === 'img' || (el.style && el.style.backgroundImage.includes('url('));
  const countAlike = el => {
    const own = mark(el);
    let found = 0;
    for (const one of el.parentElement.children) found += mark(one) === own;
    return found;
  };
  const findBox = leaf => {
    let el = leaf;
    const most = asked.least > 1 ? 9 : 4;
    for (let up = 0; up < most && el.parentElement && el !== document.body; up++, el = el.parentElement)
      if (countAlike(el) > 1) return el;
    return asked.least > 1 ? null : leaf;
  };
  const path = el => {
    const marks = [];
    for (let one = el; one && one !== document.documentElement && marks.length < DEEP; one = one.parentElement)
      marks.unshift(mark(one));
    return marks.join('>');
  };
  const boxes = new Map();
  const walker = document.createTreeWalker(document.body || document.documentElement, NodeFilter.SHOW_ELEMENT);
  for (let n = 0; n < MOST_ELEMENTS && walker.nextNode() && boxes.size < MOST_BOXES; n++) {
    const leaf = walker.currentNode;
    if (/^(script|style|noscript|template|svg)$/.test(leaf.localName)) continue;
    const text = ownText(leaf);
    if (!(text || isPicture(leaf)) || leaf.closest(NEVER) || !isSeen(leaf)) continue;
    const box = findBox(leaf);
    if (!box || !isSeen(box)) continue;
    const known = boxes.get(box) || {element: box, leaf, texts: [], hasPicture: false};
    if (text && known.texts.length < MOST_TEXTS) known.texts.push(text.slice(0, 200));
    known.hasPicture = known.hasPicture || isPicture(leaf);
    boxes.set(box, known);
  }
  const series = new Map();
  for (const box of boxes.values()) {
    if (box.element.closest(NEVER) || isLinked(box.element)) continue;
    const key = path(box.element);
    series.set(key, [...(series.get(key) || []), box]);
  }
  const long = [...series].filter(([, many]) => many.length >= asked.least);
  if (asked.find) {
    const many = (long.find(([key]) => key === asked.find.series) || [null, []])[1];
    const same = many.filter(one => one.texts.join('\n') === asked.find.texts.join('\n'));
    const chosen = same.length ? same[Math.min(asked.find.order, same.length - 1)] : null;
    return chosen ? chosen.leaf : null;
  }
  const held = el => {
    for (let one = el.parentElement; one; one = one.parentElement)
      if (boxes.has(one) && !isLinked(one)) return path(one);
    return null;
  };
  const words = el => [el, el.parentElement, el.parentElement && el.parentElement.parentElement]
    .filter(Boolean).map(one => one.className + ' ' + one.id).join(' ').slice(0, 300);
  return long.slice(0, asked.least > 1 ? 60 : 300).map(([key, many]) => ({
    series: key, within: held(many[0].element), words: words(many[0].element),
    boxes: many.slice(0, 60).map(one => ({
      texts: one.texts, has_picture: one.hasPicture,
      order: many.filter(other => other.texts.join('\n') === one.texts.join('\n')).indexOf(one),
    })),
  }));
}
