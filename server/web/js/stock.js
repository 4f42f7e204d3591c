// Articles that are out of stock: which orders wait for each, what to write to their buyers, and "it is back".

import {get, post} from './api.js';
import {copy_text, el, put, sign} from './dom.js';
import {deadline, when} from './format.js';
import {empty_note, start_list, toast} from './shell.js';
import {table} from './table.js';
import {t, t_first} from './text.js';
import {order_state} from './words.js';

let busy = false;

const article = (mark) => [mark.title, mark.spec].filter(Boolean).join(' ');

function who(actor) {
  return actor.startsWith('bench ') ? t('ui.bench.name', {name: actor.slice(6)}) : t_first([`ui.actor.${actor}`], {}, actor);
}

async function change(mark, action, redraw) {
  if (busy) return;
  busy = true;
  try {
    const now = await post(`/api/v1/stock/${mark.id}/${action}`, {});
    toast('go', t(`ui.stock.did.${action}`, {article: article(mark), ready: now.ready, waiting: mark.waiting}));
  } catch (error) {
    toast('stop', error.text());
  }
  busy = false;
  redraw();
}

function buttons(mark, redraw) {
  return el('div', {class: 'actions'}, mark.actions.map((action) =>
    el('button', {type: 'button', class: ['button', action === 'back' ? 'go' : 'secondary'], data: {key: `${action}-${mark.id}`, act: action},
      onclick: () => change(mark, action, redraw)}, t(`ui.stock.${action}`))));
}

/// To the buyer, in the buyer's language whatever the page's.
function copy_button(mark, order) {
  const text = t('ui.stock.message', {order: order.order_no, article: article(mark)});
  return el('button', {type: 'button', class: 'button secondary', title: text, data: {act: 'copy', key: `copy-${mark.id}-${order.order_no}`}, onclick: async () => {
    const done = await copy_text(text);
    toast(done ? 'go' : 'look', t(done ? 'ui.copied' : 'ui.not_copied'));
  }}, t('ui.copy'));
}

const kStandings = {parked: ['look', 'box'], waiting: [null, 'wait'], ready: ['go', 'go']};

function orders_part(mark) {
  if (mark.orders.length === 0) return null;
  return table([
    {title: t('ui.col.order'), class: 'col-order', cell: (one) => [el('a', {href: `/orders/${encodeURIComponent(one.order_no)}`}, one.order_no), one.number ? el('span', {class: 'under'}, one.number) : null]},
    {title: t('ui.col.state'), cell: (one) => {
      const [level, shape] = kStandings[one.standing];
      return [el('span', {class: ['chip', level ? `chip-${level}` : null]}, sign(shape), t(`ui.stock.standing.${one.standing}`)),
        one.bench ? el('span', {class: 'under'}, t('ui.bench.name', {name: one.bench})) : one.standing === 'waiting' ? el('span', {class: 'under'}, order_state(one.state)) : null];
    }},
    {title: t('ui.stock.pieces'), class: 'num', cell: (one) => `× ${one.quantity}`},
    {title: t('ui.order.ship_by'), cell: (one) => one.ship_by ? [when(one.ship_by), el('span', {class: 'under'}, deadline(one.ship_by))] : ''},
    {title: t('ui.review.message'), cell: (one) => copy_button(mark, one)},
  ], mark.orders, {caption: t('ui.stock.orders', {article: article(mark)})});
}

function mark_part(mark, redraw) {
  const out = mark.state === 'out';
  return el('section', {class: ['panel', out ? 'panel-look' : null], data: {mark: mark.id, state: mark.state}},
    el('h2', {}, sign(out ? 'look' : mark.state === 'back' ? 'go' : 'idle'), ' ', article(mark), mark.code ? el('span', {class: 'tag code'}, mark.code) : null),
    el('p', {class: 'note'}, t('ui.stock.since', {time: when(mark.at), who: who(mark.actor)}),
      mark.ended_at ? ` · ${t(`ui.stock.ended.${mark.state}`, {time: when(mark.ended_at), who: who(mark.ended_by)})}` : ''),
    el('p', {}, out ? t('ui.stock.counts', {parked: mark.parked, waiting: mark.waiting, pieces: mark.pieces})
      : mark.ready > 0 ? t('ui.stock.ready', {n: mark.ready}) : ''),
    out && mark.orders.length > 0 ? el('p', {class: 'note', lang: 'zh-CN'}, t('ui.stock.message', {order: '…', article: article(mark)})) : null,
    buttons(mark, redraw), orders_part(mark));
}

async function draw(node) {
  const redraw = () => draw(node);
  try {
    const {out, recent} = await get('/api/v1/stock');
    put(node,
      out.length > 0 ? out.map((mark) => mark_part(mark, redraw)) : empty_note('go', t('ui.stock.none')),
      recent.length > 0 ? [el('h2', {}, t('ui.stock.recent')), recent.map((mark) => mark_part(mark, redraw))] : null);
  } catch (error) {
    put(node, empty_note('stop', error.text()));
  }
}

start_list('ui.nav.stock', 'ui.stock.note', draw);
