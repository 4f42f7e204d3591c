// The day of one person: file, held orders, printing, scanning, ship file; each step with its count, its state and what
// to press. One button is the next one. Below, the day's card.

import {get, post, session} from './api.js';
import {batch_bar} from './batch_view.js';
import {draw_day} from './day_card.js';
import {el, put, sign} from './dom.js';
import {drop_zone, listen_for_drops} from './drop_zone.js';
import {clock, number, when} from './format.js';
import {ask_reason} from './label_view.js';
import {doubt_texts, question} from './question.js';
import {is_at_least, start_live, start_page, toast} from './shell.js';
import {open_slot} from './slot_view.js';
import {t} from './text.js';
import {steps} from './today_steps.js';
import {progress, uploads} from './upload_queue.js';
import {message_text, reason_text} from './words.js';

const kHeldShown = 3;
const drawn = new Map();
let status = null;
let held = [];
let queue = null;
let files = [];
let releasing = ''; // the order whose release is being given a reason
let doubts = null; // what speaks against printing now, while a person is asked
let busy = '';
let pressed = false;
let mark = '';

const kSigns = {done: 'go', needs: 'look', now: 'ship', working: 'wait', waiting: 'idle'};

async function act(name, work) {
  busy = name;
  draw();
  try {
    await work();
  } catch (error) {
    toast(error.status === 409 ? 'look' : 'stop', error.text());
  }
  busy = '';
  await refresh();
}

async function refresh() {
  try {
    status = await get('/api/v1/status');
    await load_lists();
  } catch (error) {
    toast('stop', error.text());
  }
  draw();
}

async function load_lists() {
  const [review, shipping, list] = await Promise.all([
    status.counts.held + status.counts.review > 0 ? get('/api/v1/review') : {orders: []},
    get('/api/v1/ship-queue'), get('/api/v1/ship-files')]);
  held = review.orders;
  queue = shipping;
  files = list.files;
}

function button(step, text, id, onclick) {
  return el('button', {type: 'button', class: ['button', step.next ? 'primary' : 'secondary'], id, disabled: busy !== '', data: {key: id}, onclick}, text);
}

function link(step, text, href, key) {
  return el('a', {class: ['button', step.next ? 'primary' : 'secondary'], href, data: {key}}, text);
}

function download(file) {
  const node = el('a', {href: file.url, download: file.name});
  document.body.append(node);
  node.click();
  node.remove();
}

function held_body(step) {
  if (step.state !== 'needs') return null;
  const rows = held.slice(0, kHeldShown).map((order) => el('li', {class: 'today-held', data: {held: order.order_no}},
    el('div', {class: 'device-text'}, el('a', {class: 'code', href: `/orders/${encodeURIComponent(order.order_no)}`, data: {key: `held-${order.order_no}`}}, order.order_no),
      order.reasons.map((reason) => el('span', {class: 'under'}, reason_text(reason)))),
    order.actions.includes('release') && releasing !== order.order_no ? el('button', {type: 'button', class: 'button secondary', disabled: busy !== '',
      data: {act: 'release', key: `release-${order.order_no}`}, onclick: () => {
        releasing = order.order_no;
        draw();
      }}, t('ui.action.release')) : null,
    releasing === order.order_no ? ask_reason(t('ui.review.ask.release'), ['buyer', 'checked', 'known'].map((key) => t(`ui.quick.release.${key}`)), t('ui.action.release'),
      (reason) => {
        releasing = '';
        act('release', async () => {
          await post(`/api/v1/orders/${encodeURIComponent(order.order_no)}/release`, {reason});
          toast('go', t('ui.today.released', {order: order.order_no}));
        });
      }, () => {
        releasing = '';
        draw();
      }) : null));
  return [el('ul', {class: 'rows'}, rows), el('div', {class: 'actions'}, link({next: step.next && releasing === ''}, t('ui.today.held.go', {n: step.count}), '/review', 'go-review'))];
}

function print_now() {
  doubts = null;
  act('print', async () => {
    const {labels} = await post('/api/v1/batches', {});
    toast('go', t('ui.print.started', {n: labels}));
  });
}

function print_body(step) {
  if (step.why === 'unknown') return el('div', {class: 'actions'}, link(step, t('ui.today.print.settle'), '/batches?jobs=unknown', 'go-unknown'));
  if (step.slot) {
    return open_slot(step.slot, status, busy, (what, slot) => act(what, async () => {
      await post(`/api/v1/slots/${slot.id}/${what}`, {});
      toast('go', t(`ui.slot.done.${what}`));
    }));
  }
  const {batch} = status;
  if (batch) {
    const paused = batch.state === 'paused';
    return [batch_bar(batch), el('div', {class: 'actions'}, button(step, t(paused ? 'ui.batch.resume' : 'ui.batch.pause'), 'pause',
      () => act('pause', () => post(`/api/v1/batches/${batch.id}/${paused ? 'resume' : 'pause'}`, {}))))];
  }
  if (step.why === 'printer') return el('div', {class: 'actions'}, link(step, t('ui.today.print.look'), '/status', 'go-printer'));
  if (step.why === 'numbers') return el('div', {class: 'actions'}, link(step, t('ui.today.print.numbers.go'), '/numbers', 'go-numbers'));
  if (status.counts.ready === 0) return null;
  if (doubts) {
    return question(doubts, print_now, t('ui.print.yes', {n: status.counts.ready}), () => {
      doubts = null;
      draw();
    }, 'primary');
  }
  return el('div', {class: 'actions'}, button(step, t('ui.print.now', {n: status.counts.ready}), 'print-now', () => {
    doubts = doubt_texts(status);
    if (doubts.length > 0) draw();
    else print_now();
  }));
}

function scan_body(step) {
  const bench = status.benches[0];
  const buttons = [
    bench && step.state === 'now' ? link(step, t('ui.today.scan.go'), `/bench?bench=${encodeURIComponent(bench.name)}`, 'go-bench') : null,
    step.stopped > 0 ? link({next: false}, t('ui.today.scan.intercepted.go'), '/orders?state=intercepted', 'go-intercepted') : null].filter(Boolean);
  return buttons.length > 0 ? el('div', {class: 'actions'}, buttons) : null;
}

function file_rows(step) {
  const open = files.filter((file) => file.written > 0 && file.state !== 'dead');
  return open.map((file, i) => el('li', {class: 'today-file', data: {file: file.name, state: file.state}},
    el('div', {class: 'device-text'}, el('b', {class: 'file-name'}, file.name), el('span', {class: 'under'}, t('ui.shipping.rows', {n: file.rows}), ' · ', when(file.at))),
    el('a', {class: 'button secondary', href: file.url, download: file.name, data: {act: 'download', key: `download-${file.name}`}}, t('ui.shipping.download')),
    button({next: step.next && i === 0}, t('ui.today.ship.tick', {n: file.written}), `tick-${file.name}`, () => act('tick', async () => {
      await post(`/api/v1/ship-files/${encodeURIComponent(file.name)}/uploaded`, {});
      toast('go', t('ui.shipping.noted'));
    }))));
}

function ship_body(step) {
  if (step.state === 'needs') return el('div', {class: 'actions'}, link(step, t('ui.today.ship.look'), '/shipping', 'go-shipping'));
  const rows = step.why === 'written' ? file_rows(step) : [];
  const due = status.shipping.due;
  return [
    rows.length > 0 ? el('ul', {class: 'rows'}, rows) : null,
    due > 0 ? el('div', {class: 'actions'}, button({next: step.next && rows.length === 0}, t('ui.ship.make', {n: due}), 'ship-file', () => act('ship', async () => {
      const file = await post('/api/v1/ship-files', {format: 'xlsx'});
      [file, ...file.more].forEach(download);
      toast('go', t('ui.ship.done', {rows: [file, ...file.more].reduce((sum, one) => sum + one.rows, 0), name: file.name}));
    }))) : null,
    step.why === 'delay' && queue?.by_handover ? el('div', {class: 'actions'}, link(step, t('ui.nav.handover'), '/handover', 'go-handover')) : null];
}

function sentence(step) {
  const params = {...step.params};
  if (step.time) params.time = when(step.time, status.now);
  if (step.message !== undefined) params.message = message_text(step.message || 'ui.printer.silent');
  if (step.name === 'ship' && step.why === 'delay') {
    if (queue?.by_handover) return t('ui.shipping.by_handover', {n: step.params.n});
    return queue?.next_due ? t('ui.shipping.next_due', {n: step.params.n, time: when(queue.next_due)}) : t('ui.today.ship.delay', params);
  }
  return t(`ui.today.${step.name}.${step.why}`, params);
}

const kBodies = {file: () => null, held: held_body, print: print_body, scan: scan_body, ship: ship_body};

function draw_step(step, place) {
  const node = document.getElementById(`step-${step.name}`);
  node.className = `panel today-step today-${step.stop ? 'stop' : step.state}${step.next ? ' today-next' : ''}`;
  Object.assign(node.dataset, {state: step.state, why: step.why});
  put(node.querySelector('.today-head'), el('span', {class: 'today-place', 'aria-hidden': 'true'}, place),
    el('h2', {}, t(`ui.today.${step.name}`)), step.count > 0 ? el('b', {class: 'today-count'}, number(step.count)) : null,
    el('span', {class: ['chip', step.stop ? 'chip-stop' : {needs: 'chip-look', done: 'chip-go'}[step.state]]}, sign(step.stop ? 'stop' : kSigns[step.state]), t(`ui.today.state.${step.state}`)));
  put(node.querySelector('.today-why'), sentence(step));
  put(node.querySelector('.today-body'), kBodies[step.name](step));
  if (step.name === 'file') document.getElementById('choose-button').className = `button ${step.next || step.state === 'now' ? 'primary' : 'secondary'}`;
}

function draw() {
  if (pressed || !status) return;
  const minute = clock(new Date().toISOString());
  for (const [i, step] of steps(status).entries()) {
    const own = {held: [held, releasing], print: [status.batch, status.counts, status.printers, doubts], ship: [files, queue, status.shipping]}[step.name];
    const now = JSON.stringify([step, own, busy, minute]);
    // A reason that is being typed is not taken away.
    if (drawn.get(step.name) === now || (step.name === 'held' && document.activeElement?.name === 'reason')) continue;
    drawn.set(step.name, now);
    draw_step(step, i + 1);
  }
}

/// Lists are read again when a figure that they stand behind has moved.
async function follow(news) {
  status = news;
  progress(status.facts.importing);
  const now = JSON.stringify([status.counts, status.shipping, status.facts.last_import]);
  if (now !== mark) {
    mark = now;
    await load_lists().catch(() => {});
    draw_day(document.getElementById('day'), status.shop);
  }
  draw();
}

async function main() {
  const main_node = await start_page('ui.nav.today');
  const who = await session().catch(() => null);
  if (who && !is_at_least(who, 'supervisor')) {
    window.location.replace('/status'); // the steps are for who may import and print
    return;
  }
  const panel = (name, ...more) => el('li', {id: `step-${name}`, class: 'panel today-step'}, el('div', {class: 'today-head'}), el('p', {class: 'today-why'}), more, el('div', {class: 'today-body'}));
  main_node.classList.add('today');
  main_node.append(el('h1', {class: 'off-screen'}, t('ui.nav.today')),
    el('ol', {class: 'today-steps'}, panel('file', drop_zone((id) => `/files#import-${id}`)), ['held', 'print', 'scan', 'ship'].map((name) => panel(name))),
    el('section', {id: 'day', class: 'panel day'}));
  listen_for_drops();
  uploads.on_done = refresh;
  window.addEventListener('pointerdown', () => {
    pressed = true;
  });
  for (const name of ['pointerup', 'pointercancel', 'blur']) {
    window.addEventListener(name, () => setTimeout(() => {
      pressed = false;
      draw();
    }, 0));
  }
  setInterval(draw, 15000);
  await refresh();
  draw_day(document.getElementById('day'), status?.shop ?? '');
  start_live(follow);
}

main();
