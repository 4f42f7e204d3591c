// Waybill numbers: what is left, what the next batch needs, wishes that wait for a person, numbers to be voided.

import {get, post} from './api.js';
import {el, put, sign} from './dom.js';
import {number, when} from './format.js';
import {empty_note, start_live, start_page, toast} from './shell.js';
import {table} from './table.js';
import {t, t_first} from './text.js';

let asking = null; // the wish whose form is open: {id, action}
let busy = false;

const source_name = (name) => t_first([`ui.number_source.${name}`], {}, name);
const order_link = (order) => order ? el('a', {href: `/orders/${encodeURIComponent(order)}`}, order) : '';

async function send(path, body, done, redraw) {
  if (busy) return;
  busy = true;
  try {
    await post(path, body);
    asking = null;
    toast('go', done);
  } catch (error) {
    toast('stop', error.text());
  }
  busy = false;
  redraw();
}

function forecast_line(one) {
  const level = one.missing > 0 ? 'look' : one.have === null && one.need > 0 ? 'wait' : 'go';
  const text = one.missing > 0 ? 'ui.numbers.forecast.short' : one.have === null ? 'ui.numbers.forecast.unknown' : 'ui.numbers.forecast.enough';
  return el('li', {class: 'device'}, sign(level), el('div', {class: 'device-text'},
    el('b', {}, one.name), ' ', el('span', {class: level === 'look' ? 'word-look' : null}, t(text, {need: one.need, have: one.have ?? '', missing: one.missing})),
    el('p', {class: 'note'}, t('ui.numbers.forecast.covered', {n: one.covered}), ' · ', one.sources.length > 0
      ? one.sources.map(source_name).join(t('ui.list.join')) : t('ui.numbers.forecast.no_source'))));
}

function request_part(data, redraw) {
  const ask = (format) => () => send('/api/v1/number-requests', {format}, t('ui.numbers.request.done'), redraw);
  const files = data.request_files.map((file) => el('li', {class: 'device'}, sign('sheet'), el('div', {class: 'device-text'},
    file.deleted_at ? el('span', {}, file.name) : el('a', {href: `/api/v1/number-requests/${encodeURIComponent(file.name)}`, download: file.name}, file.name),
    el('p', {class: 'note'}, t('ui.numbers.request.rows', {n: file.rows}), ' · ', when(file.at),
      file.deleted_at ? ` · ${t('ui.numbers.request.deleted', {time: when(file.deleted_at)})}` : ''))));
  return el('section', {class: 'panel', id: 'request'}, el('h2', {}, t('ui.numbers.request')),
    el('p', {}, t('ui.numbers.request.note')),
    el('div', {class: 'actions'},
      el('button', {class: 'button', type: 'button', data: {key: 'request-xlsx'}, onclick: ask('xlsx')}, t('ui.numbers.request.xlsx')),
      el('button', {class: 'button secondary', type: 'button', data: {key: 'request-csv'}, onclick: ask('csv')}, t('ui.numbers.request.csv'))),
    el('p', {class: 'note'}, t('ui.numbers.sheet.waiting', {n: data.sheet_waiting}),
      data.sheet_unmatched > 0 ? el('span', {class: 'word-look'}, ' · ', t('ui.numbers.sheet.unmatched', {n: data.sheet_unmatched})) : ''),
    files.length > 0 ? el('ul', {class: 'rows'}, files) : null);
}

function balance_part(data) {
  const troubles = data.sources.filter((source) => source.error_key).map((source) => el('li', {class: 'device'}, sign('stop'),
    el('div', {class: 'device-text'}, el('b', {}, source_name(source.name)), ' ',
      el('span', {class: 'word-stop'}, t_first([source.error_key], {}, source.message || source.error_key)),
      source.message ? el('p', {class: 'note'}, source.message) : null)));
  const rows = data.balances.map((one) => el('li', {class: 'device'}, sign(one.low ? 'look' : one.left === null ? 'wait' : 'go'),
    el('div', {class: 'device-text'}, el('b', {}, one.name), ' ',
      one.left === null ? el('span', {class: 'word-look'}, t_first([one.error_key], {}, one.message || t('ui.numbers.balance.unknown')))
        : el('span', {class: one.low ? 'word-look' : null}, t(one.low ? 'ui.numbers.balance.low' : 'ui.numbers.balance.left', {n: number(one.left)})),
      el('p', {class: 'note'}, source_name(one.source), one.at ? ` · ${when(one.at)}` : ''))));
  const calls = data.sources.filter((source) => source.calls_per_day > 0).map((source) =>
    el('p', {class: 'note'}, t('ui.numbers.calls', {source: source_name(source.name), n: source.calls_today, most: source.calls_per_day})));
  return el('section', {class: 'panel', id: 'balances'}, el('h2', {}, t('ui.numbers.balances')),
    troubles.length + rows.length > 0 ? el('ul', {class: 'rows'}, troubles, rows) : empty_note('idle', t('ui.numbers.balances.none')),
    data.wished > 0 ? el('p', {class: 'note'}, t('ui.numbers.wished', {n: data.wished})) : null, calls);
}

function wish_form(wish, redraw) {
  const input = (name, value) => el('input', {name, value: value ?? '', maxlength: 60, 'aria-label': t(`ui.numbers.wish.${name}`), placeholder: t(`ui.numbers.wish.${name}`), autocomplete: 'off'});
  const fields = asking.action === 'number' ? [input('number', wish.number), input('sorting_code', wish.sorting_code), input('hub_name', wish.hub_name)] : [input('reason')];
  return el('form', {class: 'ask', onsubmit: (event) => {
    event.preventDefault();
    const body = {action: asking.action};
    for (const field of fields) body[field.name] = field.value.trim();
    send(`/api/v1/numbers/wishes/${wish.id}`, body, t(`ui.numbers.wish.done.${asking.action}`), redraw);
  }}, el('p', {}, t(`ui.numbers.wish.ask.${asking.action}`)), el('div', {class: 'ask-row'}, fields,
    el('button', {class: 'button', type: 'submit'}, t('ui.numbers.wish.confirm')),
    el('button', {class: 'button secondary', type: 'button', onclick: () => {
      asking = null;
      redraw();
    }}, t('ui.numbers.wish.back'))));
}

function wish_row(wish, redraw) {
  return el('li', {class: 'device', data: {wish: wish.id}}, sign(wish.state === 'refused' ? 'stop' : 'look'), el('div', {class: 'device-text'},
    el('b', {}, order_link(wish.order_no)), ' ', wish.carrier_name, ' ', el('span', {class: 'tag'}, source_name(wish.source)),
    el('p', {class: wish.state === 'refused' ? 'word-stop' : 'word-look'}, t_first([wish.error_key], {}, t(`ui.numbers.wish.state.${wish.state}`))),
    wish.message ? el('p', {class: 'note'}, wish.message) : null,
    el('p', {class: 'note'}, t('ui.numbers.wish.key', {key: wish.key, n: wish.attempts}), ' · ', when(wish.since), wish.number ? ` · ${wish.number}` : ''),
    asking?.id === wish.id ? wish_form(wish, redraw) : el('div', {class: 'actions'}, wish.actions.map((action) =>
      el('button', {class: ['button', action === 'number' ? null : 'secondary'], type: 'button', data: {key: `${action}-${wish.id}`}, onclick: () => {
        asking = {id: wish.id, action};
        redraw();
      }}, t(`ui.numbers.wish.${action}.button`))))));
}

function how_text(one) {
  const phone = one.how === 'phone' && one.service_phone;
  return [t(`ui.numbers.void.how.${one.how}`), phone ? [' ', el('a', {href: `tel:${one.service_phone}`}, one.service_phone)] : null,
    one.result ? el('span', {class: 'under'}, one.result) : null];
}

function void_part(data, redraw) {
  const columns = [
    {title: t('ui.col.number'), class: 'col-number', cell: (one) => [one.number, el('span', {class: 'under'}, one.carrier_name)]},
    {title: t('ui.col.order'), class: 'col-order', cell: (one) => order_link(one.order_no)},
    {title: t('ui.numbers.void.why'), cell: (one) => [t_first([`ui.numbers.void.reason.${one.reason}`], {}, one.reason), el('span', {class: 'under'}, when(one.at))]},
    {title: t('ui.numbers.void.how'), cell: how_text},
    {title: t('ui.col.state'), cell: (one) => [el('span', {class: ['chip', one.state === 'done' ? 'chip-go' : one.overdue ? 'chip-look' : null]},
      sign(one.state === 'done' ? 'go' : one.overdue ? 'look' : 'wait'), t(one.overdue ? 'ui.numbers.void.overdue' : `ui.numbers.void.state.${one.state}`)),
    one.done_at ? el('span', {class: 'under'}, when(one.done_at)) : null]},
    {title: t('ui.numbers.void.tick'), cell: (one) => one.actions.map((action) => el('button', {class: 'button secondary', type: 'button', data: {key: `void-${one.id}`},
      onclick: () => send(`/api/v1/numbers/voids/${one.id}`, {done: action === 'done'}, t(`ui.numbers.void.${action}.done`), redraw)}, t(`ui.numbers.void.${action}`)))},
  ];
  return el('section', {class: 'panel', id: 'voids'}, el('h2', {}, t('ui.numbers.voids', {n: data.voids.filter((one) => one.state !== 'done').length})),
    el('p', {class: 'note'}, t('ui.numbers.voids.note')),
    data.voids.length > 0 ? [el('div', {class: 'actions'}, el('a', {class: 'button secondary', href: '/api/v1/numbers/voids.csv', download: 'numbers-to-void.csv'}, t('ui.numbers.voids.csv'))),
      table(columns, data.voids, {caption: t('ui.numbers.voids.label')})] : empty_note('go', t('ui.numbers.voids.none')));
}

async function draw(node) {
  const redraw = () => draw(node);
  try {
    const data = await get('/api/v1/numbers');
    put(node,
      data.wishes.length > 0 ? el('section', {class: 'panel panel-look', id: 'wishes'}, el('h2', {}, t('ui.numbers.wishes', {n: data.wishes.length})),
        el('p', {class: 'note'}, t('ui.numbers.wishes.note')), el('ul', {class: 'rows'}, data.wishes.map((wish) => wish_row(wish, redraw)))) : null,
      el('section', {class: 'panel', id: 'forecast'}, el('h2', {}, t('ui.numbers.forecast')),
        data.forecast.length > 0 ? el('ul', {class: 'rows'}, data.forecast.map(forecast_line)) : empty_note('go', t('ui.numbers.forecast.none'))),
      balance_part(data), request_part(data, redraw), void_part(data, redraw));
  } catch (error) {
    put(node, empty_note('stop', error.text()));
  }
}

async function main() {
  const main_node = await start_page('ui.nav.numbers');
  const node = el('div', {id: 'list', class: 'stack'});
  main_node.append(el('div', {class: 'list-top'}, el('h1', {}, t('ui.nav.numbers'))), node);
  await draw(node);
  let mark = '';
  let last = 0;
  start_live((status) => {
    const now = JSON.stringify([status.facts.numbers, status.facts.numbers_forecast, status.needs_person, status.batch?.id]);
    if (now === mark || Date.now() - last < 900) return;
    const is_first = mark === '';
    mark = now;
    last = Date.now();
    if (!is_first && !asking) draw(node);
  });
}

main();
