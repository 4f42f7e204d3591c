// What every page but the bench has around it: header, navigation, language switch, sign of life.

import {leave_for_login, post, session} from './api.js';
import {el, put, sign} from './dom.js';
import {Live} from './live.js';
import {language, load_texts, other_language, switch_language, t} from './text.js';
import {clock_seconds} from './format.js';

// Address, words, and the least role that can do something there.
const kPages = [
  ['/today', 'ui.nav.today', 'supervisor'], ['/status', 'ui.nav.status', 'packer'], ['/bench', 'ui.nav.bench', 'packer'], ['/handover', 'ui.nav.handover', 'packer'], ['/review', 'ui.nav.review', 'supervisor'],
  ['/orders', 'ui.nav.orders', 'supervisor'], ['/batches', 'ui.nav.batches', 'supervisor'], ['/products', 'ui.nav.products', 'supervisor'], ['/shipping', 'ui.nav.shipping', 'supervisor'], ['/files', 'ui.nav.files', 'supervisor'], ['/numbers', 'ui.nav.numbers', 'supervisor'],
];
const kRoles = ['packer', 'supervisor', 'owner'];

/// May somebody of this session do what needs `least`?
export function is_at_least(who, least) {
  return kRoles.indexOf(who.role) >= kRoles.indexOf(least);
}

/// The page at / is the day's or the status page, as the settings say: it comes first.
function pages(home) {
  const [today, status, ...others] = kPages;
  const [first, second] = home === 'today' ? [today, status] : [status, today];
  return [['/', ...first.slice(1)], second, ...others];
}

function is_here(path, home) {
  const here = window.location.pathname;
  if (path === '/') return here === '/' || here === '/index.html' || here === `/${home}`;
  return here === path || here.startsWith(`${path}/`);
}

async function sign_out() {
  try {
    await post('/api/v1/logout', {});
  } catch {
    // the session is gone either way
  }
  window.location.assign('/login');
}

/// Who am I, and what can be done about it.
function user_menu(who) {
  if (!who.user) {
    return who.set_up || !who.here ? null : el('a', {class: 'quiet-link', href: '/setup'}, t('ui.user.set_up'));
  }
  return el('details', {class: 'user-menu', id: 'user'},
    el('summary', {}, el('b', {}, who.user), el('span', {class: 'note'}, t(`ui.role.${who.role}`))),
    el('div', {class: 'user-menu-list'},
      el('a', {href: '/login?change=1'}, t('ui.user.password')),
      is_at_least(who, 'supervisor') ? [el('a', {href: '/contacts'}, t('ui.contacts.title')), el('a', {href: '/webhooks'}, t('ui.webhooks.title'))] : null,
      who.role === 'owner' ? el('a', {href: '/users'}, t('ui.user.users')) : null,
      el('button', {type: 'button', class: 'quiet', id: 'sign-out', onclick: sign_out}, t('ui.user.sign_out'))));
}

export function language_button() {
  return el('button', {class: 'quiet', id: 'language', type: 'button', lang: other_language(), onclick: switch_language},
    language() === 'en' ? '中文' : 'English');
}

function header(who) {
  const links = pages(who.home).filter(([, , least]) => is_at_least(who, least)).map(([path, key]) =>
    el('a', {href: path, class: 'nav-link', 'aria-current': is_here(path, who.home) ? 'page' : null}, t(key)));
  return el('header', {class: 'top'},
    el('a', {class: 'brand', href: '/'}, el('span', {class: 'brand-mark', 'aria-hidden': 'true'}), 'Packbench',
      el('span', {class: 'brand-shop', id: 'shop'}, who.shop)),
    el('nav', {'aria-label': t('ui.nav.label')}, links),
    el('div', {class: 'top-right'},
      el('span', {id: 'live', class: 'live', role: 'status'}), user_menu(who), language_button()));
}

/// Builds the frame and answers the <main> for the page's own content. `title_key` names the page. Whoever has to log
/// in first is sent there.
export async function start_page(title_key) {
  await load_texts();
  document.title = `${t(title_key)} · Packbench`;
  const main = el('main', {id: 'main'});
  let who = {role: 'owner', user: '', set_up: false, here: true, shop: '', home: 'status'};
  try {
    who = await session();
  } catch {
    // The station does not answer: the page's own first question says so.
  }
  if (who.set_up && !who.user && !who.open_bench) {
    leave_for_login();
    await new Promise(() => {}); // Until the browser has left.
  }
  document.body.dataset.role = who.role;
  document.body.replaceChildren(header(who), el('div', {id: 'stale', class: 'stale-note', role: 'alert', hidden: true}),
    main);
  // On a phone the row of pages is wider than the window: the page's own name is in sight.
  const nav = document.querySelector('.top nav');
  const here = nav.querySelector('[aria-current]');
  if (here) nav.scrollLeft = here.offsetLeft - nav.offsetLeft - (nav.clientWidth - here.offsetWidth) / 2;
  return main;
}

/// A page in the middle of the window with one thing to do: logging in, the first start.
export async function start_small_page(title_key) {
  await load_texts();
  document.title = `${t(title_key)} · Packbench`;
  const main = el('main', {id: 'main', class: 'small-page'});
  document.body.replaceChildren(main);
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

/// A page of one list: title, note, and the list that draw(node) makes, anew whenever something that a person has to
/// do, or a count, has changed.
export async function start_list(title_key, note_key, draw) {
  const main = await start_page(title_key);
  const node = el('div', {id: 'list', class: 'stack'});
  main.append(el('div', {class: 'list-top'}, el('h1', {}, t(title_key)), el('span', {class: 'note'}, t(note_key))), node);
  await draw(node);
  let mark = '';
  start_live((status) => {
    const now = JSON.stringify([status.needs_person, status.counts]);
    if (mark !== '' && now !== mark) draw(node);
    mark = now;
  });
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
