// Parcels into the couriers' hands: scan them onto their carrier's list, "the courier is here" closes it.

import {get, post} from './api.js';
import {el, put, sign} from './dom.js';
import {when} from './format.js';
import {empty_note, start_live, start_page, toast} from './shell.js';
import {t} from './text.js';

let board = null;
let last = null; // {level, text, number} of the last scan; a number that is on an open list
let closing = ''; // the carrier whose courier is here

async function load() {
  try {
    board = await get('/api/v1/handovers');
  } catch (error) {
    put(document.getElementById('list'), empty_note('stop', error.text()));
    return;
  }
  draw();
}

async function put_on_list(path, body, what) {
  try {
    const answer = await post(path, body);
    last = {level: answer.kind, number: answer.code === 'removed' ? '' : answer.number,
      text: t(`ui.handover.${answer.code}`, {number: answer.number, carrier: answer.carrier.name, n: answer.carrier.scanned})};
  } catch (error) {
    last = {level: 'stop', text: `${what}: ${error.text()}`};
  }
  await load();
}

const scan = (text) => put_on_list('/api/v1/handover-scans', {text}, text);

/// The last scan was a mistake; also of a parcel that is scanned once more.
const take_off = (number) => put_on_list('/api/v1/handover-scans/undo', {number}, number);

async function close(carrier, everything, courier) {
  try {
    const key = `${carrier}-${Date.now()}-${Math.random().toString(36).slice(2)}`;
    const list = await post('/api/v1/handovers', {carrier, everything, courier, key});
    closing = '';
    window.location.assign(`/handover/${list.id}`);
  } catch (error) {
    toast('stop', error.text());
    await load();
  }
}

function carrier_part(one) {
  const asks = closing === one.carrier;
  const left = one.waiting - one.scanned;
  const courier = el('input', {name: 'courier', maxlength: 60, autocomplete: 'off', placeholder: t('ui.handover.courier'), 'aria-label': t('ui.handover.courier'), data: {key: `courier-${one.carrier}`}});
  return el('section', {class: 'panel', data: {carrier: one.carrier}},
    el('p', {class: 'batch-heading'}, el('b', {class: 'file-name'}, one.name), el('span', {class: 'note'}, t('ui.handover.oldest', {time: when(one.oldest)}))),
    el('ul', {class: 'figures'}, el('li', {}, el('b', {}, one.waiting), ' ', t('ui.handover.waiting')), el('li', {}, el('b', {}, one.scanned), ' ', t('ui.handover.scanned'))),
    one.stopped > 0 ? el('p', {class: 'word-stop', data: {stopped: one.stopped}}, sign('stop'), t('ui.handover.stopped', {n: one.stopped})) : null,
    asks ? el('form', {class: 'ask', onsubmit: (event) => event.preventDefault()},
      el('p', {}, t('ui.handover.ask', {carrier: one.name})), courier,
      el('div', {class: 'actions'},
        one.scanned > 0 ? el('button', {type: 'button', class: 'button go', data: {act: 'scanned'}, onclick: () => close(one.carrier, false, courier.value)}, t(left > 0 ? 'ui.handover.close_scanned' : 'ui.handover.close_all_scanned', {n: one.scanned, left})) : null,
        left > one.stopped ? el('button', {type: 'button', class: 'button', data: {act: 'everything'}, onclick: () => close(one.carrier, true, courier.value)}, t('ui.handover.close_everything', {n: one.waiting - one.stopped})) : null,
        el('button', {type: 'button', class: 'button secondary', onclick: () => {
          closing = '';
          draw();
        }}, t('ui.no'))))
      : el('div', {class: 'actions'}, el('button', {type: 'button', class: 'button primary', data: {act: 'courier', key: `here-${one.carrier}`}, onclick: () => {
        closing = one.carrier;
        draw();
      }}, t('ui.handover.here'))));
}

async function undo(list) {
  try {
    await post(`/api/v1/handovers/${list.id}/undo`, {});
    toast('go', t('ui.handover.undone'));
  } catch (error) {
    toast('stop', error.text());
  }
  await load();
}

function closed_part() {
  if (board.closed.length === 0) return null;
  return el('section', {class: 'panel'}, el('h2', {}, t('ui.handover.closed')), el('ul', {class: 'rows'}, board.closed.map((list) => el('li', {class: 'late-row', data: {list: list.id}},
    sign(list.state === 'closed' ? 'go' : 'idle'), el('a', {href: `/handover/${list.id}`}, `${list.carrier_name} · ${when(list.closed_at)}`),
    el('span', {}, t('ui.handover.count', {n: list.count, left: list.left_count})), list.courier ? el('span', {}, list.courier) : null,
    list.state === 'undone' ? el('span', {class: 'word-look'}, t('ui.handover.is_undone')) : null,
    list.can_undo ? el('button', {type: 'button', class: 'button secondary', data: {act: 'undo', key: `undo-${list.id}`}, onclick: () => undo(list)}, t('ui.handover.undo')) : null))));
}

function draw() {
  const node = document.getElementById('outcome');
  node.className = `scan-outcome ${last ? `word-${last.level}` : ''}`;
  put(node, last ? [sign(last.level), el('b', {}, last.text),
    last.number ? el('button', {type: 'button', class: 'button secondary', data: {act: 'take-off', key: 'take-off'}, onclick: () => take_off(last.number)}, t('ui.handover.take_off')) : null] : t('ui.handover.note'));
  put(document.getElementById('list'), board.carriers.map(carrier_part),
    board.carriers.length === 0 ? empty_note('go', t('ui.handover.none')) : null, closed_part());
}

async function main() {
  const main_node = await start_page('ui.nav.handover');
  const input = el('input', {name: 'scan', id: 'scan', autocomplete: 'off', autofocus: true, inputmode: 'none', placeholder: t('ui.handover.scan'), 'aria-label': t('ui.handover.scan')});
  main_node.append(el('div', {class: 'list-top'}, el('h1', {}, t('ui.nav.handover')),
    el('form', {class: 'search', onsubmit: (event) => {
      event.preventDefault();
      const text = input.value.trim();
      input.value = '';
      if (text !== '') scan(text);
    }}, input)),
  el('p', {id: 'outcome', class: 'scan-outcome', role: 'status', 'aria-live': 'polite'}), el('div', {id: 'list', class: 'stack'}));
  await load();
  input.focus();
  let mark = '';
  start_live((status) => {
    const now = JSON.stringify([status.counts.bound, status.counts.intercepted, status.shipping]);
    if (mark !== '' && now !== mark && closing === '') load();
    mark = now;
  });
}

main();
