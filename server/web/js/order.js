// One order: what it is, what happened to it, its labels, and what can be done with it.

import {get, order_path, post} from './api.js';
import {carrier_lines} from './contact_view.js';
import {el, put, sign} from './dom.js';
import {correction_form, delay_form, tasks_of} from './correction.js';
import {deadline, money, when} from './format.js';
import {goes_with_text} from './slot_view.js';
import {ask_reason, unknown_label} from './label_view.js';
import {address_parts, may, notes_part, other_orders, reason_list, reveal_button} from './order_view.js';
import {empty_note, start_live, start_page, toast} from './shell.js';
import {t, t_first} from './text.js';
import {job_state, message_text, order_state, warning_text} from './words.js';

const order_no = decodeURIComponent(window.location.pathname.split('/')[2] ?? '');

const kQuick = {
  release: ['ui.quick.release.buyer', 'ui.quick.release.checked', 'ui.quick.release.known'],
  hold: ['ui.quick.hold.asked', 'ui.quick.hold.wait'],
  refuse: ['ui.quick.refuse.buyer', 'ui.quick.refuse.unreachable', 'ui.quick.refuse.forwarder'],
  reprint: ['ui.quick.reprint.damaged', 'ui.quick.reprint.lost', 'ui.quick.reprint.faint'],
};

// Steps of the print journal that matter only when something went wrong.
const kQuiet = new Set(['label_added', 'label_picked', 'label_proven', 'label_send_started', 'label_all_accepted', 'label_evidence', 'judged_fit', 'number_given', 'scan_item_ok']);

// Steps that are named after a label and move the order.
const kOrderSteps = new Set(['label_queued', 'label_printed', 'label_withdrawn', 'label_unprintable']);

// Orders whose deadline no longer matters.
const kEnded = new Set(['packed', 'shipped', 'intercepted', 'refused', 'closed']);

const kOrder = ['acknowledge', 'release', 'print', 'reprint', 'carrier', 'correct', 'delay', 'hold', 'refuse'];

let order = null;
let revealed = null;
let asking = '';
let carriers = [];
let contacts = []; // of carriers: whom to call
let tasks = null; // the panel of work by hand
let last_correction = null; // one that needs nothing in the back end

async function act(work, done_text) {
  try {
    await work();
    toast('go', done_text);
  } catch (error) {
    toast('stop', error.text());
  }
  asking = '';
  await load();
}

const base = order_path(order_no);

/// The label that a second print takes the place of: of the box that was chosen, where there are several.
function valid_job() {
  const box = order.boxes.boxes.find((one) => one.no === Number(document.getElementById('reprint-box')?.value));
  if (box) return order.jobs.find((job) => job.id === box.job) ?? null;
  return [...order.jobs].reverse().find((job) => !job.superseded) ?? null;
}

function perform(action, reason) {
  const job = valid_job();
  const path = action === 'reprint' ? `/api/v1/jobs/${job?.id}/reprint` : `${base}/${action}`;
  act(() => post(path, {reason}), t(`ui.review.done.${action}`, {order: order_no}));
}

function carrier_form() {
  const select = el('select', {id: 'carrier', 'aria-label': t('ui.order.carrier')}, carriers.map((one) =>
    el('option', {value: one.carrier, selected: one.carrier === order.carrier}, one.name)));
  return el('form', {class: 'ask', onsubmit: (event) => {
    event.preventDefault();
    act(() => post(`${base}/carrier`, {carrier: select.value}), t('ui.action.carrier.done'));
  }}, el('div', {class: 'ask-row'}, select, el('button', {class: 'button', type: 'submit'}, t('ui.action.carrier'))));
}

/// Which box's label is printed again.
function box_choice() {
  const boxes = order.boxes.boxes.filter((box) => box.job);
  if (order.boxes.boxes.length < 2) return null;
  return el('div', {class: 'ask-row'}, el('select', {id: 'reprint-box', 'aria-label': t('ui.order.boxes', {n: order.boxes.boxes.length})},
    boxes.map((box) => el('option', {value: box.no}, `${t('ui.order.box', {n: box.no})} ${box.number}`))));
}

/// The forms whose work ends in the shop's back end.
function task_form(action) {
  const done = (task) => {
    asking = '';
    last_correction = task.id === 0 ? task : null;
    load();
  };
  const cancel = () => {
    asking = '';
    draw();
  };
  if (action === 'correct') return correction_form(order, carriers, done, cancel);
  return action === 'delay' ? delay_form(order_no, done, cancel) : null;
}

function action_row(action) {
  const with_reason = kQuick[action] !== undefined;
  const start = () => {
    if (action === 'print') {
      act(() => post(`${base}/print`, {}), t('ui.action.print.done'));
      return;
    }
    if (action === 'acknowledge') {
      act(() => post(`${base}/acknowledge`, {}), t('ui.action.acknowledge.done'));
      return;
    }
    asking = asking === action ? '' : action;
    draw();
  };
  const kind = {release: 'go', refuse: 'secondary stop', print: 'primary'}[action] ?? 'secondary';
  return el('li', {class: 'action'},
    el('button', {type: 'button', class: ['button', kind], data: {act: action, key: action}, onclick: start}, t(`ui.action.${action}`)),
    el('p', {class: 'note'}, t(`ui.action.${action}.note`)),
    asking === 'reprint' && action === 'reprint' ? box_choice() : null,
    asking !== action ? null : with_reason
      ? ask_reason(t(`ui.review.ask.${action}`), kQuick[action].map((key) => t(key)), t(`ui.action.${action}`), (reason) => perform(action, reason), () => {
        asking = '';
        draw();
      }) : task_form(action) ?? carrier_form());
}

function actions_part() {
  return el('section', {class: 'panel', id: 'actions'}, el('h2', {}, t('ui.order.actions')),
    kOrder.some((action) => may(order, action)) ? el('ul', {class: 'action-list'}, kOrder.filter((action) => may(order, action)).map(action_row)) : el('p', {class: 'note'}, t(order.state === 'intercepted' ? 'ui.order.no_actions.intercepted' : 'ui.order.no_actions')));
}

function actor_text(actor) {
  if (actor.startsWith('bench ')) return t('ui.bench.name', {name: actor.slice(6)});
  return t_first([`ui.actor.${actor}`], {}, actor);
}

/// Where the step took the order. Steps of the print journal and of batches move a label or a batch, not the order.
function move_of(step) {
  if (!step.to || step.from === step.to || step.action.startsWith('batch_') || step.action.startsWith('ship_')) return null;
  if (step.action === 'carrier_changed') return carriers.find((one) => one.carrier === step.to)?.name ?? step.to;
  return step.action.startsWith('label_') && !kOrderSteps.has(step.action) ? null : order_state(step.to);
}

// Steps whose reason is a code of these texts.
const kReasons = {number_corrected: 'correct', delay_reported: 'delay'};

/// Why, in a person's own words or by the table; of a label that failed, what is wrong with it.
function reason_of(step, text) {
  const why = step.params?.reason ?? step.params?.failures ?? step.params?.key ?? '';
  const words = t_first([`ui.why.${why}`, `ui.${kReasons[step.action]}.why.${why}`], {}, message_text(why));
  return words && !text.includes(words) ? el('q', {}, words) : null;
}

function timeline_part() {
  const rows = order.timeline.map((step) => {
    const scan = step.action.startsWith('scan_') ? step.action.slice(5) : '';
    const text = t_first([`ui.timeline.${step.action}`, `bench.${scan}`], step.params, step.action.replaceAll('_', ' '));
    const move = move_of(step);
    const reason = reason_of(step, text);
    return el('li', {class: kQuiet.has(step.action) ? 'step-quiet' : null}, el('time', {datetime: step.at}, when(step.at)), el('div', {}, el('p', {}, text, ' ', move), reason,
      step.actor ? el('span', {class: 'note'}, actor_text(step.actor)) : null));
  });
  return el('section', {class: 'panel'}, el('h2', {}, t('ui.order.timeline')), el('ol', {class: 'timeline', id: 'timeline'}, rows));
}

/// "Box 2" beside the label of an order in several boxes.
function box_of(job) {
  const box = order.boxes.boxes.length > 1 ? order.boxes.boxes.find((one) => one.job === job.id) : null;
  return box ? el('b', {}, t('ui.order.box', {n: box.no})) : null;
}

function label_part(job) {
  if (job.state === 'unknown' && !job.superseded) {
    return unknown_label(job, (body) => act(() => post(`/api/v1/jobs/${job.id}/settle`, body), t(body.printed ? 'ui.settle.done.here' : 'ui.settle.done.again')));
  }
  return el('figure', {class: ['label', job.superseded ? 'label-dead' : null]},
    revealed
      ? el('a', {href: `/api/v1/jobs/${job.id}/label.png`}, el('img', {src: `/api/v1/jobs/${job.id}/label.png`, alt: t('ui.label.alt', {number: job.number}), loading: 'lazy'}))
      : el('div', {class: 'label-covered'}, sign('sheet'), el('p', {}, t('ui.label.covered'))),
    el('figcaption', {}, job_state(job.state), box_of(job), job.print_number > 1 ? el('span', {class: 'tag tag-look'}, t('ui.job.again', {n: job.print_number})) : null,
      job.superseded ? el('span', {class: 'word-stop'}, t('ui.job.superseded')) : null,
      el('span', {class: 'note'}, el('a', {href: `/batches/${job.batch}`}, t('ui.label.place', {batch: job.batch, n: job.sequence})), ' · ', job.printer),
      job.reason ? el('span', {class: 'note'}, message_text(job.reason)) : null,
      job.warnings.map((code) => el('span', {class: 'note word-look'}, warning_text(code)))));
}

const kParkable = new Set(['screened', 'numbered', 'queued', 'printed']);

function mark_out(line) {
  const item = order.items[line];
  act(() => post(`${base}/out-of-stock`, {line: line + 1}), t('ui.order.out_of_stock.done', {article: [item.title, item.spec].filter(Boolean).join(' ')}));
}

function items_part() {
  return el('table', {class: 'items-table'}, el('tbody', {}, order.items.map((item, i) => el('tr', {},
    el('td', {}, item.title, item.is_gift ? el('span', {class: 'tag'}, t('ui.order.gift')) : null, el('span', {class: 'under'}, [item.spec, item.seller_code, item.barcode].filter(Boolean).join(' · '))),
    el('td', {class: 'num'}, `× ${item.quantity}`), el('td', {class: 'num'}, order.kind === 'exchange' ? '' : money(item.price_fen)),
    kParkable.has(order.state) ? el('td', {}, el('button', {type: 'button', class: 'quiet', data: {key: `out-${i + 1}`, act: 'out-of-stock'}, onclick: () => mark_out(i)}, t('ui.order.out_of_stock'))) : null))));
}

function together_part() {
  if (order.together.length === 0) return null;
  return el('section', {class: 'panel', id: 'together'}, el('h2', {}, el('a', {href: '/merges'}, t('ui.order.together'))),
    el('ul', {class: 'rows'}, order.together.filter((one) => one !== order.order_no).map((one) =>
      el('li', {}, el('a', {class: 'code', href: `/orders/${encodeURIComponent(one)}`}, one)))));
}

/// The boxes that the order goes in, each with its number, and the buttons for one more or one less.
function boxes_part() {
  const {boxes, can_add, can_remove} = order.boxes;
  if (boxes.length < 2 && !can_add) return null;
  const change = (path, done) => act(() => post(`${base}/${path}`, {}), t(done, {n: boxes.length + (path === 'boxes' ? 1 : -1)}));
  return el('section', {class: 'panel', id: 'boxes'}, el('h2', {}, t('ui.order.boxes', {n: boxes.length})),
    boxes.length > 1 ? el('ul', {class: 'box-list'}, boxes.map((box) => el('li', {data: {box: box.no}},
      el('b', {}, t('ui.order.box', {n: box.no})), el('span', {class: 'code'}, box.number),
      el('span', {class: 'note'}, t(`ui.box.state.${box.state}`))))) : null,
    el('div', {class: 'actions'},
      can_add ? el('button', {type: 'button', class: 'button secondary', data: {act: 'add-box', key: 'add-box'}, onclick: () => change('boxes', 'ui.order.boxes.added')}, t('ui.order.boxes.add')) : null,
      can_remove ? el('button', {type: 'button', class: 'button secondary', data: {act: 'remove-box', key: 'remove-box'}, onclick: () => change('boxes/remove', 'ui.order.boxes.removed')}, t('ui.order.boxes.remove')) : null),
    el('p', {class: 'note'}, can_remove ? t('ui.order.boxes.remove.note', {n: boxes.length}) : t('ui.order.boxes.note')));
}

function stock_part() {
  if (!order.waits_for) return null;
  return el('p', {class: 'word-look', id: 'waits-for'}, sign('look'), ' ', el('a', {href: '/stock'}, t(order.parked ? 'ui.order.parked' : 'ui.order.waits_for', {article: order.waits_for})));
}

function carrier_contacts() {
  const own = contacts.find((one) => one.carrier === order.carrier);
  return own ? el('span', {class: 'under', id: 'carrier-contacts'}, carrier_lines(own)) : null;
}

function facts() {
  const fact = (key, value, extra) => value ? el('div', {class: 'fact'}, el('dt', {}, t(`ui.order.${key}`)), el('dd', {}, value, extra)) : null;
  return el('dl', {class: 'facts-list'},
    fact('carrier', order.carrier_name, carrier_contacts()),
    fact('number', order.number ? el('span', {class: 'code', id: 'number'}, order.number) : t('ui.orders.no_number'),
      order.number_source ? el('span', {class: 'tag'}, t_first([`ui.number_source.${order.number_source}`], {}, order.number_source)) : null),
    fact('sorting_code', order.sorting_code ? el('b', {class: 'code'}, order.sorting_code) : ''), fact('hub', order.hub_name),
    fact('ship_by', order.ship_by ? kEnded.has(order.state) ? when(order.ship_by) : `${when(order.ship_by)} (${deadline(order.ship_by)})` : ''), fact('created', when(order.created_at)),
    fact('goes_with', goes_with_text(order.goes_with)),
    fact('presale', when(order.presale_start)), fact('bound_at', order.bound_at ? `${when(order.bound_at)} · ${t('ui.bench.name', {name: order.bench})}` : ''), fact('shipped_at', when(order.shipped_at)));
}

function draw() {
  document.title = `${order.order_no} · Packbench`;
  put(document.getElementById('head'), el('h1', {class: 'code'}, order.order_no), order_state(order.state, order.verdict, order.released),
    order.kind ? el('span', {class: 'tag tag-look', id: 'kind'}, t(`ui.order.kind.${order.kind}`)) : null,
    el('span', {class: 'note', id: 'as-of'}, t('ui.order.as_of', {time: when(order.as_of)})));
  put(document.getElementById('left'), tasks,
    el('section', {class: 'panel'},
      order.news ? el('p', {class: order.asked || order.state === 'intercepted' ? 'word-stop' : 'word-look', id: 'news'}, sign(order.asked || order.state === 'intercepted' ? 'stop' : 'look'), ' ',
        t('ui.order.news', {why: t_first([`ui.why.${order.news}`], {}, order.news), time: when(order.news_as_of)})) : null,
      stock_part(),
      order.reasons.length > 0 ? reason_list(order) : null,
      address_parts(order, revealed), notes_part(order),
      revealed ? null : el('div', {class: 'actions'}, reveal_button(order, (data) => {
        revealed = data;
        load();
      }), el('span', {class: 'note'}, t('ui.reveal.note')))),
    el('section', {class: 'panel'}, el('h2', {}, t('ui.order.items')), items_part(), facts()),
    timeline_part());
  put(document.getElementById('right'), actions_part(), boxes_part(), together_part(),
    el('section', {class: 'panel'}, el('h2', {}, t('ui.order.labels')),
      order.jobs.length > 0 ? [...order.jobs].reverse().map(label_part) : el('p', {class: 'note'}, t('ui.order.no_labels'))),
    order.other_orders?.length ? el('section', {class: 'panel'}, other_orders(order)) : null);
}

async function load() {
  try {
    order = await get(base);
    tasks = await tasks_of(order_no, last_correction, load);
    draw();
  } catch (error) {
    put(document.getElementById('left'), empty_note('stop', error.text()));
  }
}

async function main() {
  const main_node = await start_page('ui.nav.orders');
  main_node.append(el('div', {class: 'list-top', id: 'head'}, sign('wait')),
    el('div', {class: 'two'}, el('div', {id: 'left', class: 'stack'}), el('div', {id: 'right', class: 'stack'})));
  await load();
  get('/api/v1/contacts').then((all) => {
    contacts = all.carriers;
    if (order && asking === '') draw();
  }).catch(() => {});
  let mark = '';
  start_live((status) => {
    carriers = status.facts.numbers;
    const now = JSON.stringify([status.counts, status.batch?.printed, status.as_of]);
    if (mark !== '' && now !== mark && asking === '' && !document.querySelector('form.ask')) load();
    mark = now;
  });
}

main();
