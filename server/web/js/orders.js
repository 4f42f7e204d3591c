// The list of orders: filters in the URL, a row an order.

import {get} from './api.js';
import {el, put, sign} from './dom.js';
import {deadline, when} from './format.js';
import {empty_note, start_live, start_page} from './shell.js';
import {pager, query, table, with_filter} from './table.js';
import {t} from './text.js';
import {order_state, reason_short} from './words.js';

// Stored states, and the cards of the status page (to_ship, ready, at_risk) that gather several.
const kStates = ['', 'to_ship', 'at_risk', 'held', 'review', 'ready', 'queued', 'printed', 'packed', 'shipped', 'intercepted', 'asked', 'refused', 'closed'];
const kSame = {printed_unscanned: 'printed', bound: 'packed'}; // other names of the same list
const kCards = new Set(['to_ship', 'at_risk', 'ready']);

function filters() {
  const params = query();
  const state = kSame[params.get('state')] ?? params.get('state') ?? '';
  return [
    el('form', {class: 'search', role: 'search', onsubmit: (event) => {
      event.preventDefault();
      window.location.assign(with_filter({q: document.getElementById('q').value.trim()}));
    }},
    el('label', {for: 'q', class: 'off-screen'}, t('ui.orders.search')),
    el('input', {id: 'q', type: 'search', value: params.get('q') ?? '', placeholder: t('ui.orders.search')}),
    el('button', {class: 'button', type: 'submit'}, t('ui.orders.search.go'))),
    el('nav', {class: 'filters', 'aria-label': t('ui.orders.filter')}, kStates.map((name) =>
      el('a', {class: 'filter', href: with_filter({state: name}), 'aria-current': name === state ? 'true' : null},
        name ? t(kCards.has(name) ? `ui.card.${name}` : `ui.state.${name}`) : t('ui.orders.all')))),
  ];
}

function ship_by(row) {
  if (!row.ship_by) return '';
  const left = Date.parse(row.ship_by) - Date.now();
  const open = !['packed', 'shipped', 'intercepted', 'closed', 'refused'].includes(row.state);
  const late = open && left < 6 * 3600e3;
  return el('span', {class: late ? 'word-look' : null}, late ? sign('look') : null, when(row.ship_by),
    open ? el('span', {class: 'under'}, deadline(row.ship_by)) : null);
}

function columns() {
  return [
    {title: t('ui.col.order'), class: 'col-order', cell: (row) => el('a', {href: `/orders/${encodeURIComponent(row.order_no)}`}, row.order_no)},
    {title: t('ui.col.state'), cell: (row) => [order_state(row.state, row.verdict, row.released),
      row.reasons.length > 0 && ['held', 'screened'].includes(row.state)
        ? el('span', {class: 'under'}, row.reasons.map((reason) => reason_short(reason.code ?? reason)).join(' · ')) : null]},
    {title: t('ui.col.receiver'), cell: (row) => [row.receiver, el('span', {class: 'under'}, row.place)]},
    {title: t('ui.col.items'), class: 'col-items', cell: (row) => [row.summary, el('span', {class: 'under'}, t('ui.orders.items', {n: row.items}))]},
    {title: t('ui.col.number'), class: 'col-number', cell: (row) => [row.number || el('span', {class: 'none'}, t('ui.orders.no_number')), el('span', {class: 'under'}, row.carrier_name)]},
    {title: t('ui.col.ship_by'), cell: ship_by},
  ];
}

async function draw(list) {
  const params = query();
  const asked = new URLSearchParams();
  for (const name of ['state', 'q', 'page']) {
    if (params.get(name)) asked.set(name, params.get(name));
  }
  try {
    const answer = await get(`/api/v1/orders?${asked}`);
    put(list, el('p', {class: 'list-count', id: 'count'}, t('ui.orders.count', {n: answer.total})),
      answer.orders.length > 0 ? table(columns(), answer.orders, {caption: t('ui.nav.orders')})
        : empty_note('go', t('ui.orders.none')),
      pager(answer.page, answer.pages));
  } catch (error) {
    put(list, empty_note('stop', error.text()));
  }
}

async function main() {
  const main_node = await start_page('ui.nav.orders');
  const list = el('div', {id: 'list'});
  main_node.append(el('div', {class: 'list-top'}, el('h1', {}, t('ui.nav.orders')), filters()), list);
  await draw(list);
  let mark = '';
  start_live((status) => {
    // The list is read again only when some order has changed its place.
    const now = JSON.stringify([status.counts, status.as_of]);
    if (mark !== '' && now !== mark) draw(list);
    mark = now;
  });
}

main();
