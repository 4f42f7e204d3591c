// The text table of one language, and which language that is.
// Chinese comes first; ?lang=en or the switch in the header changes it, and the browser remembers.

const kLanguages = ['zh-CN', 'en'];
const kStored = 'packbench.language';

let table = {};
let current = 'zh-CN';

function remembered() {
  try {
    return window.localStorage.getItem(kStored);
  } catch {
    return null; // storage may be forbidden; the page works without it
  }
}

function remember(language) {
  try {
    window.localStorage.setItem(kStored, language);
  } catch {
    // not remembered then
  }
}

/// Replaces {name} by params.name. A placeholder without a value stays visible, so that a gap is noticed.
export function fill(text, params = {}) {
  return text.replace(/\{(\w+)\}/g, (whole, name) =>
    params && params[name] !== undefined && params[name] !== null ? String(params[name]) : whole);
}

export function language() {
  return current;
}

export function other_language() {
  return current === 'en' ? 'zh-CN' : 'en';
}

/// The text of `key`, or the key itself where the table has none.
export function t(key, params) {
  return fill(table[key] ?? key, params);
}

/// The text of the first of `keys` that the table has, else `fallback`.
export function t_first(keys, params, fallback) {
  for (const key of keys) {
    if (table[key] !== undefined) return fill(table[key], params);
  }
  return fallback;
}

export function has_text(key) {
  return table[key] !== undefined;
}

/// Loads the table. Must be awaited before the first t().
export async function load_texts() {
  const asked = new URLSearchParams(window.location.search).get('lang');
  if (kLanguages.includes(asked)) remember(asked);
  const wanted = kLanguages.includes(asked) ? asked : remembered();
  current = kLanguages.includes(wanted) ? wanted : 'zh-CN';
  document.documentElement.lang = current;
  const answer = await fetch(`/api/v1/texts/${current}`);
  if (answer.ok) table = await answer.json();
}

/// Turns to the other language and loads the page again.
export function switch_language() {
  remember(other_language());
  const url = new URL(window.location.href);
  url.searchParams.delete('lang');
  window.location.replace(url);
}
