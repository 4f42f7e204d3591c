// The review queue: an order a card, nearest deadline first; decided by keyboard. J K move, R release, H hold, X refuse,
// D writes a delay down.

import {get, order_path, post} from './api.js';
import {delay_form} from './correction.js';
import {copy_text, el, put, sign} from './dom.js';
import {deadline, when} from './format.js';
import {ask_reason} from './label_view.js';
import {address_parts, may, notes_part, other_orders, reason_list, reveal_button} from './order_view.js';
import {start_live, start_page, toast} from './shell.js';
import {has_text, t} from './text.js';
import {order_state} from './words.js';

const kQuick = {
  release: ['ui.quick.release.buyer', 'ui.quick.release.checked', 'ui.quick.release.known'],
  hold: ['ui.quick.hold.asked', 'ui.quick.hold.wait'],
  refuse: ['ui.quick.refuse.buyer', 'ui.quick.refuse.unreachable', 'ui.quick.refuse.forwarder'],
};
const kKeys = {KeyR: 'release', KeyH: 'hold', KeyX: 'refuse', KeyD: 'delay'};

let orders = [];
let at = 0; // which card is chosen
let asking = null; // {order_no, action}
let error_text = '';
const revealed = new Map();

/// A message to the buyer, in the buyer's language whatever the page's, that names what is doubtful, without repeating personal data.
function message_to_buyer(order) {
  const asked = [...new Set(order.reasons.filter((r) => r.severity !== 'info').map((r) =>
    has_text(`ui.ask_buyer.${r.code}`) ? `ui.ask_buyer.${r.code}` : has_text(`ui.ask_buyer.field.${r.field}`) ? `ui.ask_buyer.field.${r.field}` : 'ui.ask_buyer.other'))];
  return t('ui.ask_buyer', {order: order.order_no, what: asked.map((key) => t(key)).join(t('ui.list.join'))});
}

async function decide(order, action, reason) {
  try {
    await post(`${order_path(order.order_no)}/${action}`, {reason});
    toast('go', t(`ui.review.done.${action}`, {order: order.order_no}));
  } catch (error) {
    toast('stop', error.text());
  }
  asking = null;
  await load();
}

function ask(order, action) {
  if (!may(order, action)) {
    toast('look', t('ui.review.cannot', {action: t(`ui.action.${action}`)}));
    return;
  }
  asking = {order_no: order.order_no, action};
  draw();
}

function action_button(order, action, key, kind) {
  return el('button', {type: 'button', class: ['button', kind], disabled: !may(order, action),
    data: {act: action, key: `${action}-${order.order_no}`}, onclick: () => ask(order, action)},
  t(`ui.action.${action}`), el('kbd', {}, key));
}

function card(order, index) {
  const chosen = index === at;
  const message = message_to_buyer(order);
  const is_asking = asking?.order_no === order.order_no;
  return el('article', {class: ['panel', 'review-card', chosen ? 'chosen' : null], data: {order: order.order_no}, 'aria-current': chosen ? 'true' : null,
    onclick: () => choose(index, false)},
  el('header', {class: 'review-head'},
    el('h2', {class: 'code'}, el('a', {href: `/orders/${encodeURIComponent(order.order_no)}`, data: {key: `link-${order.order_no}`}}, order.order_no)),
    order_state(order.state, order.verdict, order.released),
    order.ship_by ? el('span', {class: 'deadline'}, t('ui.review.deadline', {time: when(order.ship_by), left: deadline(order.ship_by)})) : null),
  el('div', {class: 'review-body'},
    el('div', {class: 'review-main'},
      reason_list(order), address_parts(order, revealed.get(order.order_no)),
      el('p', {class: 'review-items'}, order.items.map((item) => `${item.title}${item.spec ? ` ${item.spec}` : ''} ×${item.quantity}`).join(' · ')),
      notes_part(order)),
    el('div', {class: 'review-side'},
      el('div', {class: 'message'}, el('h3', {}, t('ui.review.message')), el('p', {lang: 'zh-CN'}, message),
        el('button', {type: 'button', class: 'button secondary', data: {act: 'copy', key: `copy-${order.order_no}`}, onclick: async () => {
          const done = await copy_text(message);
          toast(done ? 'go' : 'look', t(done ? 'ui.copied' : 'ui.not_copied'));
        }}, t('ui.copy'))),
      other_orders(order))),
  is_asking && asking.action === 'delay' ? delay_form(order.order_no, () => {
    asking = null;
    load();
  }, () => {
    asking = null;
    draw();
  }) : is_asking
    ? ask_reason(t(`ui.review.ask.${asking.action}`), kQuick[asking.action].map((key) => t(key)), t(`ui.action.${asking.action}`),
      (reason) => decide(order, asking.action, reason), () => {
        asking = null;
        draw();
      })
    : el('footer', {class: 'actions'}, action_button(order, 'release', 'R', 'go'), action_button(order, 'hold', 'H', 'secondary'),
      action_button(order, 'refuse', 'X', 'secondary stop'), action_button(order, 'delay', 'D', 'secondary'),
      revealed.has(order.order_no) ? null : reveal_button(order, (data) => {
        revealed.set(order.order_no, data);
        draw();
      })));
}

function draw() {
  const list = document.getElementById('list');
  const count = document.getElementById('count');
  count.textContent = orders.length > 0 ? t('ui.review.count', {n: orders.length}) : '';
  put(list, error_text ? el('p', {class: 'empty'}, sign('stop'), error_text)
    : orders.length === 0 ? el('div', {class: 'all-clear'}, sign('go'), el('p', {}, t('ui.review.none'))) : orders.map(card));
}

function choose(index, scroll) {
  if (orders.length === 0 || index === at) return;
  at = Math.max(0, Math.min(orders.length - 1, index));
  for (const [i, node] of [...document.querySelectorAll('.review-card')].entries()) {
    node.classList.toggle('chosen', i === at);
    if (i === at) node.setAttribute('aria-current', 'true');
    else node.removeAttribute('aria-current');
    if (i === at && scroll) node.scrollIntoView({block: 'start'});
  }
}

async function load() {
  try {
    orders = (await get('/api/v1/review')).orders;
    error_text = '';
  } catch (error) {
    error_text = error.text();
  }
  at = Math.max(0, Math.min(at, orders.length - 1));
  draw();
}

function listen() {
  window.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target instanceof HTMLInputElement) return;
    if (event.code === 'KeyJ' || event.code === 'KeyK') {
      choose(at + (event.code === 'KeyJ' ? 1 : -1), true);
    } else if (kKeys[event.code] && orders[at]) {
      ask(orders[at], kKeys[event.code]);
    } else {
      return;
    }
    event.preventDefault();
  });
}

async function main() {
  const main_node = await start_page('ui.nav.review');
  main_node.append(
    el('div', {class: 'list-top'}, el('h1', {}, t('ui.nav.review'), ' ', el('span', {id: 'count', class: 'count'})),
      el('p', {class: 'keys'}, [['J', 'down'], ['K', 'up'], ['R', 'release'], ['H', 'hold'], ['X', 'refuse'], ['D', 'delay']].map(([key, name]) =>
        el('span', {}, el('kbd', {}, key), t(`ui.keys.${name}`))))),
    el('div', {id: 'list', class: 'stack'}));
  await load();
  listen();
  let mark = '';
  start_live((status) => {
    const now = JSON.stringify([status.counts.held, status.counts.review, status.as_of]);
    if (mark !== '' && now !== mark && !asking) load();
    mark = now;
  });
}

main();
