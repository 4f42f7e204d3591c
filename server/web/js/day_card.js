// The end-of-day card: what left by carrier, what is left and why; as a part of a page and as text to copy or print.

import {get} from './api.js';
import {copy_text, el, put, sign} from './dom.js';
import {clock, number} from './format.js';
import {empty_note, toast} from './shell.js';
import {t} from './text.js';

const kStop = new Set(['intercepted', 'unknown_label', 'failed_label', 'rejected']);
const kQuiet = new Set(['waiting_platform', 'ship_waiting', 'queued']);

/// The card as a few plain lines, the same that `packbench day` writes.
export function day_text(card, shop) {
  const left = !card.as_of ? [t('ui.day.left.unknown')]
    : card.left.length === 0 ? [t('ui.day.text.nothing_left', {time: clock(card.as_of)})]
      : [t('ui.day.text.left', {time: clock(card.as_of)}), ...card.left.map((one) => `  ${t(`ui.day.left.${one.kind}`)} ${one.count}`)];
  return [t('ui.day.text.title', {shop, date: card.date}), t('ui.day.text.shipped', {n: card.bound}),
    ...card.shipped.map((one) => `  ${one.carrier_name} ${one.count}`), t('ui.day.text.done', card), ...left].join('\n');
}

function left_row(one) {
  const level = kStop.has(one.kind) ? 'stop' : kQuiet.has(one.kind) ? 'wait' : 'look';
  return el('li', {data: {left: one.kind}}, el('a', {class: 'need', href: one.href, data: {key: `left-${one.kind}`}}, sign(level),
    el('span', {class: 'need-text'}, t(`ui.day.left.${one.kind}`)), el('b', {class: 'day-count'}, number(one.count))));
}

function day_before(date, days) {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86400e3).toISOString().slice(0, 10);
}

function parts(card, shop, show) {
  return [
    el('div', {class: 'day-head'}, el('h2', {}, t('ui.day.title')), el('span', {class: 'note', id: 'day-date'}, card.date),
      el('span', {class: 'actions'},
        el('button', {class: 'button secondary', type: 'button', id: 'day-before', data: {key: 'day-before'}, onclick: () => show(day_before(card.date, -1))}, t('ui.day.before')),
        card.today ? null : el('button', {class: 'button secondary', type: 'button', data: {key: 'day-today'}, onclick: () => show('')}, t('ui.day.today')),
        el('button', {class: 'button secondary', type: 'button', data: {key: 'day-copy'}, onclick: async () => {
          const done = await copy_text(day_text(card, shop));
          toast(done ? 'go' : 'look', t(done ? 'ui.copied' : 'ui.not_copied'));
        }}, t('ui.copy')),
        el('button', {class: 'button secondary', type: 'button', data: {key: 'day-print'}, onclick: () => window.print()}, t('ui.handover.print')))),
    el('div', {class: 'day-two'},
      el('div', {}, el('h3', {}, t('ui.day.shipped')), el('p', {class: 'figure', id: 'day-shipped'}, number(card.bound)),
        el('ul', {class: 'rows'}, card.shipped.map((one) => el('li', {class: 'day-row'}, el('span', {}, one.carrier_name), el('b', {class: 'day-count'}, number(one.count))))),
        el('p', {class: 'note'}, t('ui.day.text.done', card))),
      el('div', {}, el('h3', {}, card.as_of ? t('ui.day.left', {time: clock(card.as_of)}) : t('ui.day.left.none')),
        !card.as_of ? el('p', {class: 'empty'}, sign('look'), t('ui.day.left.unknown'))
          : card.left.length === 0 ? el('p', {class: 'empty'}, sign('go'), t('ui.day.nothing_left'))
            : el('ul', {class: 'rows', id: 'day-left'}, card.left.map(left_row))))];
}

let shown = '';

/// Draws the card of the day that is looked at into `node`: today's anew at each call.
export async function draw_day(node, shop) {
  const show = (date) => {
    shown = date;
    draw_day(node, shop);
  };
  try {
    put(node, parts(await get(`/api/v1/day${shown ? `?date=${shown}` : ''}`), shop, show));
  } catch (error) {
    put(node, el('h2', {}, t('ui.day.title')), empty_note('stop', error.text()));
  }
}
