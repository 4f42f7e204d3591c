// Several orders of one buyer in one parcel: what could travel together, and what does.

import {get, order_path, post} from './api.js';
import {el, put, sign} from './dom.js';
import {deadline} from './format.js';
import {empty_note, start_list, toast} from './shell.js';
import {t} from './text.js';
import {order_state} from './words.js';

let busy = false;

async function send(path, body, done, redraw) {
  if (busy) return;
  busy = true;
  try {
    await post(path, body);
    toast('go', done);
  } catch (error) {
    toast('stop', error.text());
  }
  busy = false;
  redraw();
}

function order_row(order) {
  return el('li', {class: 'device'}, el('div', {class: 'device-text'},
    el('a', {class: 'code', href: `/orders/${encodeURIComponent(order.order_no)}`}, order.order_no), ' ', order_state(order.state),
    el('p', {class: 'note'}, order.summary, order.ship_by ? ` · ${deadline(order.ship_by)}` : '')));
}

function offer_part(offer, redraw) {
  const orders = offer.orders.map((order) => order.order_no);
  const first = orders[0];
  return el('section', {class: 'panel panel-look', data: {offer: first}},
    el('h2', {}, t('ui.merge.offer', {n: orders.length})),
    el('p', {}, offer.receiver, ' ', offer.place, ' · ', offer.carrier_name),
    el('ul', {class: 'rows'}, offer.orders.map(order_row)),
    el('div', {class: 'actions'},
      el('button', {type: 'button', class: 'button go', data: {act: 'merge', key: `merge-${first}`}, onclick: () => send('/api/v1/merges', {orders}, t('ui.merge.done', {n: orders.length}), redraw)}, t('ui.merge.merge')),
      el('button', {type: 'button', class: 'button secondary', data: {act: 'apart', key: `apart-${first}`}, onclick: () => send('/api/v1/merges/apart', {orders}, t('ui.merge.kept'), redraw)}, t('ui.merge.apart'))));
}

const kSigns = {open: 'wait', printed: 'sheet', bound: 'box', stopped: 'stop', shipped: 'ship'};

function merged_part(merge, redraw) {
  const stopped = merge.standing === 'stopped';
  const can_undo = merge.standing === 'open' || merge.standing === 'printed' || stopped;
  return el('section', {class: ['panel', stopped ? 'panel-look' : null], data: {main: merge.main, standing: merge.standing}},
    el('h2', {}, sign(kSigns[merge.standing] ?? 'wait'), ' ', t('ui.merge.together', {n: merge.orders.length}), merge.number ? el('span', {class: 'tag code'}, merge.number) : null),
    el('p', {class: stopped ? 'word-stop' : 'note'}, t(`ui.merge.standing.${merge.standing}`)),
    el('ul', {class: 'rows'}, merge.orders.map(order_row)),
    can_undo ? el('div', {class: 'actions'}, el('button', {type: 'button', class: ['button', stopped ? null : 'secondary'], data: {act: 'unmerge', key: `unmerge-${merge.main}`},
      onclick: () => send(`${order_path(merge.main)}/unmerge`, {}, t('ui.merge.undone'), redraw)}, t('ui.merge.undo'))) : null);
}

async function draw(node) {
  const redraw = () => draw(node);
  try {
    const {offers, merged} = await get('/api/v1/merges');
    put(node,
      offers.length > 0 ? offers.map((offer) => offer_part(offer, redraw)) : empty_note('go', t('ui.merge.none')),
      merged.length > 0 ? [el('h2', {}, t('ui.merge.merged')), merged.map((merge) => merged_part(merge, redraw))] : null);
  } catch (error) {
    put(node, empty_note('stop', error.text()));
  }
}

start_list('ui.nav.merges', 'ui.merge.note', draw);
