// Parts of an order that both its own page and the review queue show.

import {post, order_path} from './api.js';
import {el, sign} from './dom.js';
import {toast} from './shell.js';
import {t, t_first} from './text.js';
import {order_state, reason_text} from './words.js';

export const kParts = ['province', 'city', 'district', 'town', 'detail'];

/// Whether a person may do this now, as the server says.
export function may(order, action) {
  return order.actions.includes(action);
}

const kSigns = {info: 'wait', review: 'look', hold: 'stop'};

export function reason_list(order) {
  return el('ul', {class: 'reasons'}, order.reasons.map((reason) =>
    el('li', {class: `reason-${reason.severity}`, data: {code: reason.code}}, sign(kSigns[reason.severity] ?? 'look'), el('span', {}, reason_text(reason)))));
}

/// {name, phone} of the masked receiver "王** 1******5678", or of what was revealed.
function receiver_of(order, revealed) {
  if (revealed) return revealed;
  const text = order.receiver ?? '';
  const gap = text.lastIndexOf(' ');
  return gap < 0 ? {name: text, phone: ''} : {name: text.slice(0, gap), phone: text.slice(gap + 1)};
}

/// The address as it was understood, a box a part; the parts that a reason points at are marked.
export function address_parts(order, revealed) {
  const doubtful = new Map(order.reasons.filter((r) => r.severity !== 'info' && r.field).map((r) => [r.field, r]));
  const whole = doubtful.get('address');
  const receiver = receiver_of(order, revealed);
  const cell = (name, value) => {
    const reason = doubtful.get(name) ?? (kParts.includes(name) ? whole : null);
    const shown = value || (name === 'town' ? '' : t('ui.field.missing'));
    if (shown === '' && !reason) return null;
    return el('div', {class: ['part', reason ? 'part-doubtful' : null, value ? null : 'part-missing'], data: {field: name}},
      el('dt', {}, reason ? sign('look') : null, t(`ui.field.${name}`)), el('dd', {}, shown));
  };
  return el('dl', {class: 'parts'}, cell('name', receiver.name), cell('phone', receiver.phone),
    kParts.map((name) => cell(name, name === 'detail' && revealed ? revealed.address : order.parsed?.[name])));
}

/// The button that shows personal data; who looked is recorded. on_revealed(data).
export function reveal_button(order, on_revealed) {
  return el('button', {type: 'button', class: 'button secondary', data: {key: `reveal-${order.order_no}`, act: 'reveal'}, onclick: async () => {
    try {
      on_revealed(await post(`${order_path(order.order_no)}/reveal`, {}));
    } catch (error) {
      toast('stop', error.text());
    }
  }}, t('ui.reveal'));
}

export function notes_part(order) {
  const note = (key, text) => text ? el('div', {class: 'note-line'}, el('dt', {}, t(key)), el('dd', {}, text)) : null;
  const flag = order.seller_flag ? el('span', {class: 'tag tag-look'}, t_first([`ui.flag.${order.seller_flag}`], {}, String(order.seller_flag))) : null;
  if (!order.buyer_note && !order.seller_remark && !flag) return null;
  return el('dl', {class: 'notes'}, note('ui.order.buyer_note', order.buyer_note),
    order.seller_remark || flag ? el('div', {class: 'note-line'}, el('dt', {}, t('ui.order.seller_remark')), el('dd', {}, flag, order.seller_remark)) : null);
}

export function other_orders(order) {
  if (!order.other_orders?.length) return null;
  return el('div', {class: 'others'}, el('h3', {}, t('ui.order.others', {n: order.other_orders.length})),
    el('ul', {}, order.other_orders.map((other) =>
      el('li', {}, el('a', {href: `/orders/${encodeURIComponent(other.order_no)}`}, other.order_no), ' ', order_state(other.state)))));
}
