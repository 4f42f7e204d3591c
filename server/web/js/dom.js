// Building elements. Text from the server only ever becomes text nodes, never markup.

const kSvg = 'http://www.w3.org/2000/svg';

function add(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === '') continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

function set(node, attributes) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (name === 'class') node.setAttribute('class', Array.isArray(value) ? value.filter(Boolean).join(' ') : value);
    else if (name === 'data') Object.assign(node.dataset, value);
    else if (name === 'value') node.value = value;
    else node.setAttribute(name, value === true ? '' : String(value));
  }
}

/// el('a', {class: 'card', href: '/'}, 'text', el('b'))
export function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  set(node, attributes);
  add(node, children);
  return node;
}

export function svg(tag, attributes, ...children) {
  const node = document.createElementNS(kSvg, tag);
  set(node, attributes);
  add(node, children);
  return node;
}

/// Replaces what is inside `node`, keeping the keyboard focus on the element with the same data-key.
export function put(node, ...children) {
  const active = document.activeElement;
  const key = active && node.contains(active) ? active.dataset.key : undefined;
  node.replaceChildren();
  add(node, children);
  if (key) node.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({preventScroll: true});
}

// One drawing per meaning and per state: shape carries the meaning where colour does not.
const kShapes = {
  go: ['circle', 'M7 12.5l3.2 3.2L17 9'],
  look: ['triangle', 'M12 9.5v4.5M12 17v.2'],
  stop: ['octagon', 'M8.6 8.6l6.8 6.8M15.4 8.6l-6.8 6.8'],
  wait: ['ring', 'M12 7.5V12l3 2'],
  idle: ['ring', ''],
  sheet: ['sheet', 'M8.5 9h7M8.5 12.5h7M8.5 16h4'],
  box: ['box', 'M4.5 9h15M10 9v3.5h4V9'],
  ship: ['ring', 'M8 12h8M13 8.8l3.2 3.2-3.2 3.2'],
  number: ['sheet', 'M9.5 8.5v7M12 8.5v7M14.5 8.5v7'],
};

const kOutlines = {
  circle: {d: 'M12 2.5a9.5 9.5 0 1 0 0 19a9.5 9.5 0 0 0 0-19z', solid: true},
  ring: {d: 'M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18z', solid: false},
  triangle: {d: 'M12 2.6L22.4 21H1.6z', solid: true},
  octagon: {d: 'M8 2.5h8L21.5 8v8L16 21.5H8L2.5 16V8z', solid: true},
  sheet: {d: 'M5.5 3h13v18h-13z', solid: false},
  box: {d: 'M4.5 5h15v14.5h-15z', solid: false},
};

/// The sign for a meaning: go, look, stop; or a state's: wait, idle, sheet, box, ship, number. `glyph` is another
/// drawing within the same outline.
export function sign(kind, glyph) {
  const [outline, own] = kShapes[kind] ?? kShapes.idle;
  const stroke = glyph ?? own;
  const shape = kOutlines[outline];
  return svg('svg', {class: `sign sign-${kind}`, viewBox: '0 0 24 24', 'aria-hidden': 'true'},
    svg('path', {d: shape.d, class: shape.solid ? 'sign-solid' : 'sign-line'}),
    stroke ? svg('path', {d: stroke, class: shape.solid ? 'sign-cut' : 'sign-line'}) : null);
}

/// Copies text; also works where the page is not served over https and the clipboard interface is missing.
export async function copy_text(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = el('textarea', {class: 'off-screen', readonly: true, value: text});
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}
