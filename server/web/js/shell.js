// What every page but the bench has around it: header, navigation, language switch, sign of life.

import {el, put, sign} from './dom.js';
import {Live} from './live.js';
import {language, load_texts, other_language, switch_language, t} from './text.js';
import {clock_seconds} from './format.js';

const kPages = [
  ['/', 'ui.nav.status'], ['/bench', 'ui.nav.bench'], ['/review', 'ui.nav.review'], ['/orders', 'ui.nav.orders'],
  ['/batches', 'ui.nav.batches'], ['/shipping', 'ui.nav.shipping'], ['/imports', 'ui.nav.imports'],
];

function is_here(path) {
  const here = window.location.pathname;
  return path === '/' ? here === '/' || here === '/index.html' : here === path || here.startsWith(`${path}/`);
}

function header() {
  const links = kPages.map(([path, key]) =>
    el('a', {href: path, class: 'nav-link', 'aria-current': is_here(path) ? 'page' : null}, t(key)));
  return el('header', {class: 'top'},
    el('a', {class: 'brand', href: '/'}, el('span', {class: 'brand-mark', 'aria-hidden': 'true'}), 'Packbench',
      el('span', {class: 'brand-shop', id: 'shop'})),
    el('nav', {'aria-label': t('ui.nav.label')}, links),
    el('div', {class: 'top-right'},
      el('span', {id: 'live', class: 'live', role: 'status'}),
      el('button', {class: 'quiet', id: 'language', type: 'button', lang: other_language(), onclick: switch_language},
        language() === 'en' ? '中文' : 'English')));
}

/// Builds the frame and answers the <main> for the page's own content. `title_key` names the page.
export async function start_page(title_key) {
  await load_texts();
  document.title = `${t(title_key)} · Packbench`;
  const main = el('main', {id: 'main'});
  document.body.replaceChildren(header(), el('div', {id: 'stale', class: 'stale-note', role: 'alert', hidden: true}),
    main);
  return main;
}

/// Follows the server's events: on_status(status) for each new one.
export function start_live(on_status) {
  return new Live({status: (status) => {
    document.getElementById('shop').textContent = status.shop;
    on_status(status);
  }}, show_live);
}

/// Shows whether figures are live; when they are not, the page greys them and says since when.
function show_live(live, since) {
  document.body.classList.toggle('stale', !live);
  put(document.getElementById('live'), el('span', {class: live ? 'dot dot-go' : 'dot dot-stop'}),
    live ? t('ui.live.on') : t('ui.live.off'));
  const note = document.getElementById('stale');
  note.hidden = live;
  if (!live) {
    put(note, sign('look'), t('ui.live.since', {time: clock_seconds(new Date(since).toISOString())}));
  }
}

/// A note at the foot of the window, for what just happened.
export function toast(level, text) {
  document.querySelector('.toast')?.remove();
  const node = el('div', {class: `toast toast-${level}`, role: level === 'stop' ? 'alert' : 'status'},
    sign(level), el('span', {}, text));
  document.body.append(node);
  setTimeout(() => node.remove(), level === 'stop' ? 12000 : 5000);
}

/// Says in place of a list why there is none.
export function empty_note(level, text) {
  return el('p', {class: 'empty'}, sign(level), text);
}
