// The status page: one line of truth, then figures that are links, then what runs, then what needs a person.

import {get, post, session} from './api.js';
import {contacts_part} from './contact_view.js';
import {el, put, sign, svg} from './dom.js';
import {clock, deadline, distance, hour_of, number, when} from './format.js';
import {doubt_texts, question} from './question.js';
import {is_at_least, start_live, start_page, toast} from './shell.js';
import {t, t_first} from './text.js';
import {batch_bar, batch_figures, batch_heading} from './batch_view.js';
import {check_part, next_slot, no_slot, open_slot, roll_line} from './slot_view.js';
import {batch_state, message_text} from './words.js';

let status = null;
let asking = null; // what "print now" or "cancel" wants confirmed: {kind, why}
let busy = '';
let ship_file = null;
let roll_of = ''; // the printer whose roll is being changed
const drawn = new Map();
let pressed = false;

function truth(truth_line) {
  const {message, ...rest} = truth_line.params; // a printer's message is a key of its own
  const text = t_first([truth_line.key], message === undefined ? rest : {...rest, message: message_text(message || 'ui.printer.silent')}, truth_line.key);
  const action = truth_line.href
    ? el('a', {class: 'button', href: truth_line.href, data: {key: 'truth'}},
      t_first([`${truth_line.key}.action`], truth_line.params, t('ui.truth.action'))) : null;
  return [sign(truth_line.level),
    el('div', {class: 'truth-text'},
      el('span', {class: 'level-word'}, t(`ui.level.${truth_line.level}`)),
      el('h1', {}, text)),
    action,
    el('span', {class: 'as-of'}, status.as_of ? t('ui.as_of', {time: when(status.as_of, status.now)}) : t('ui.as_of.none'))];
}

function card(key, value, href, level, note) {
  return el('a', {class: ['card', value > 0 && level ? `card-${level}` : null], href, data: {card: key, key: `card-${key}`}},
    el('span', {class: 'card-label'}, value > 0 && level ? sign(level) : null, t(`ui.card.${key}`)),
    value === null ? el('span', {class: 'figure figure-unknown'}, t('ui.card.unknown')) : el('span', {class: 'figure'}, number(value)),
    el('span', {class: 'card-note'}, note ?? ''));
}

/// A file shop knows of refunds only what an export told: without a fresh one 0 would be a lie.
function intercepted_card(counts, refunds) {
  const time = refunds.as_of ? when(refunds.as_of, status.now) : '';
  const known = counts.intercepted > 0 || refunds.fresh;
  const note = refunds.open > 0 && refunds.fresh ? t('ui.card.intercepted.open', {n: refunds.open, time})
    : refunds.fresh ? t('ui.card.intercepted.as_of', {time})
      : refunds.as_of ? t('ui.card.intercepted.stale', {time}) : t('ui.card.intercepted.unknown');
  return card('intercepted', known ? counts.intercepted : null, counts.intercepted > 0 && refunds.open === 0 ? '/orders?state=intercepted' : '/after-sales', 'stop',
    counts.refused > 0 && refunds.fresh ? `${t('ui.card.intercepted.note', {n: counts.refused})} · ${note}` : note);
}

function cards() {
  const c = status.counts;
  const risk = status.at_risk;
  const waiting = c.queued > 0 ? t('ui.card.ready.note', {n: c.queued}) : '';
  return [
    card('to_ship', c.to_ship, '/orders?state=to_ship', '', c.presale > 0 ? t('ui.card.to_ship.note', {n: c.presale}) : ''),
    card('ready', c.ready, '/orders?state=ready', '', waiting),
    card('printed_unscanned', c.printed_unscanned, '/orders?state=printed', '', ''),
    card('bound', c.bound, '/orders?state=packed', '', c.shipped > 0 ? t('ui.card.bound.note', {n: c.shipped}) : ''),
    card('held', c.held + c.review, '/review', 'look', t('ui.card.held.note', {held: c.held, review: c.review})),
    card('at_risk', risk.count, '/orders?state=at_risk', 'look',
      risk.overdue > 0 ? t('ui.card.at_risk.overdue', {n: risk.overdue})
        : risk.nearest ? t('ui.card.at_risk.note', {time: when(risk.nearest, status.now), left: deadline(risk.nearest)}) : ''),
    intercepted_card(c, status.after_sales),
    card('troubled', c.unknown + c.failed, '/batches', 'stop',
      c.unknown + c.failed > 0 ? t('ui.card.troubled.note', {unknown: c.unknown, failed: c.failed}) : ''),
  ];
}

async function act(name, work) {
  busy = name;
  draw();
  try {
    await work();
    status = await get('/api/v1/status');
  } catch (error) {
    toast(error.status === 409 ? 'look' : 'stop', error.text());
  }
  busy = '';
  draw();
}

function print_now() {
  const doubts = asking?.kind === 'print' ? [] : doubt_texts(status);
  if (doubts.length > 0) {
    asking = {kind: 'print', why: doubts};
    draw();
    return;
  }
  asking = null;
  act('print', async () => {
    const {labels} = await post('/api/v1/batches', {});
    toast('go', t('ui.print.started', {n: labels}));
  });
}

function make_ship_file() {
  act('ship', async () => {
    ship_file = await post('/api/v1/ship-files', {format: 'xlsx'});
    for (const file of [ship_file, ...ship_file.more]) {
      const link = el('a', {href: file.url, download: file.name});
      document.body.append(link);
      link.click();
      link.remove();
    }
    toast('go', t('ui.ship.done', {rows: [ship_file, ...ship_file.more].reduce((sum, file) => sum + file.rows, 0), name: ship_file.name}));
  });
}

function batch_act(batch, what) {
  asking = null;
  act(what, () => post(`/api/v1/batches/${batch.id}/${what}`, {}));
}

function ask_first(text, yes, yes_text, level) {
  return question(text, yes, yes_text, () => {
    asking = null;
    draw();
  }, level);
}

function batch_buttons(batch) {
  if (batch.state !== 'running' && batch.state !== 'paused') return null;
  const paused = batch.state === 'paused';
  return el('div', {class: 'actions'},
    el('button', {class: 'button', type: 'button', id: 'pause', disabled: busy !== '', data: {key: 'pause'},
      onclick: () => batch_act(batch, paused ? 'resume' : 'pause')}, t(paused ? 'ui.batch.resume' : 'ui.batch.pause')),
    el('button', {class: 'button secondary', type: 'button', id: 'cancel', disabled: busy !== '', data: {key: 'cancel'},
      onclick: () => {
        asking = {kind: 'cancel', batch};
        draw();
      }}, t('ui.batch.cancel')));
}

function slot_act(what, slot) {
  act(what, async () => {
    await post(`/api/v1/slots/${slot.id}/${what}`, {});
    toast('go', t(`ui.slot.done.${what}`));
  });
}

function check_again() {
  act('check', () => post('/api/v1/check', {}));
}

function change_roll(printer, labels) {
  roll_of = '';
  act('roll', async () => {
    await post(`/api/v1/printers/${encodeURIComponent(printer.name)}/roll`, {labels});
    toast('go', t('ui.roll.done', {printer: printer.name, n: labels}));
  });
}

function batch_part() {
  const {batch, last_batch: last, next_batch: next, counts} = status;
  const running = batch ? [
    batch_heading(batch, batch_state(batch.state)), batch_bar(batch), batch_figures(batch), batch_buttons(batch),
    asking?.kind === 'cancel' ? ask_first(t('ui.batch.cancel.ask', {n: batch.queued}), () => batch_act(asking.batch, 'cancel'),
      t('ui.batch.cancel.yes'), 'stop') : null,
  ] : [];
  const ready = counts.ready;
  const start = el('div', {class: 'actions'},
    el('button', {class: 'button primary', type: 'button', id: 'print-now', disabled: ready === 0 || busy !== '',
      data: {key: 'print'}, onclick: print_now}, ready > 0 ? t('ui.print.now', {n: ready}) : t('ui.print.none')),
    el('button', {class: 'button secondary', type: 'button', id: 'ship-file', disabled: counts.bound === 0 || busy !== '',
      data: {key: 'ship'}, onclick: make_ship_file}, counts.bound > 0 ? t('ui.ship.make', {n: counts.bound}) : t('ui.ship.none')));
  return [
    el('h2', {}, t(batch ? 'ui.part.batch' : 'ui.part.next_batch')),
    running,
    status.open_slots.length > 0 ? el('div', {id: 'slots'}, status.open_slots.map((slot) => open_slot(slot, status, busy, slot_act))) : null,
    next ? next_slot(next, status.today, status.now) : no_slot(status.today),
    check_part(status.check, busy, check_again),
    start,
    asking?.kind === 'print' ? ask_first(asking.why, print_now, t('ui.print.yes', {n: ready}), 'primary') : null,
    ship_file ? el('p', {class: 'note'}, el('a', {href: ship_file.url, download: ship_file.name, id: 'ship-file-link'},
      t('ui.ship.again', {name: ship_file.name, rows: ship_file.rows}))) : null,
    !batch && last ? el('div', {class: 'last-batch'},
      batch_heading(last, batch_state(last.state), t('ui.batch.last')), batch_bar(last), batch_figures(last)) : null,
  ];
}

const kPrinterLevels = {idle: 'go', printing: 'go', waiting: 'look', error: 'stop'};
const kBenchLevels = {refused: 'stop', intercepted: 'stop', bound: 'go', open: 'go', ready: 'idle'};

function printer_row(printer) {
  const level = kPrinterLevels[printer.state] ?? 'idle';
  const last = printer.last_number
    ? t('ui.printer.last', {number: printer.last_number, time: when(printer.last_at, status.now)}) : t('ui.printer.no_last');
  return el('li', {class: 'device'}, sign(level),
    el('div', {class: 'device-text'},
      el('b', {}, printer.name), ' ',
      el('span', {class: `word-${level}`}, t(`ui.printer.${printer.state}`),
        printer.message || printer.state === 'error' ? `: ${message_text(printer.message || 'ui.printer.silent')}` : ''),
      el('p', {class: 'note'}, last, ' · ', t(`ui.evidence.${printer.evidence}`)),
      roll_line(printer, roll_of === printer.name, () => {
        roll_of = printer.name;
        draw();
      }, (labels) => change_roll(printer, labels))),
    printer.in_flight > 0 ? el('span', {class: 'tag'}, t('ui.printer.in_flight', {n: printer.in_flight})) : null);
}

function bench_row(bench) {
  return el('li', {class: 'device'}, sign(kBenchLevels[bench.state] ?? 'idle'),
    el('div', {class: 'device-text'},
      el('a', {href: `/bench?bench=${encodeURIComponent(bench.name)}`, data: {key: `bench-${bench.name}`}}, el('b', {}, bench.title || bench.name)), ' ',
      t(`ui.bench.state.${bench.state}`),
      el('p', {class: 'note'}, t('ui.bench.today', {n: bench.bound_today}))));
}

function devices_part() {
  return [el('h2', {}, t('ui.part.devices')),
    el('ul', {class: 'rows'}, status.printers.map(printer_row), status.benches.map(bench_row))];
}

function hours_part() {
  const now = hour_of(status.now);
  const used = status.hours.filter((h) => h.printed + h.bound + h.shipped + h.yesterday_bound > 0).map((h) => h.hour);
  const first = Math.min(8, now, ...used);
  const last = Math.max(20, now, ...used);
  const rows = status.hours.filter((h) => h.hour >= first && h.hour <= last);
  const top = Math.max(10, ...rows.flatMap((h) => [h.printed, h.bound, h.shipped, h.yesterday_bound]));
  const kHeight = 120;
  const step = 640 / rows.length;
  const height = (value) => value === 0 ? 0 : Math.max(2, value / top * kHeight);
  const bar = (x, value, width, kind) => svg('rect', {class: `bar bar-${kind}`, x: x.toFixed(1), width: width.toFixed(1),
    y: (kHeight - height(value) + 8).toFixed(1), height: height(value).toFixed(1)});
  const bars = rows.map((h, i) => {
    const x = i * step;
    const w = (step - 6) / 3;
    return svg('g', {}, svg('title', {}, t('ui.hours.bar', {...h, hour: h.hour})),
      h.hour === now ? svg('rect', {class: 'hour-now', x: x.toFixed(1), y: 4, width: step.toFixed(1), height: kHeight + 26}) : null,
      bar(x + 1, h.yesterday_bound, step - 2, 'yesterday'),
      bar(x + 3, h.printed, w, 'printed'), bar(x + 3 + w, h.bound, w, 'bound'), bar(x + 3 + 2 * w, h.shipped, w, 'shipped'),
      svg('text', {x: (x + step / 2).toFixed(1), y: kHeight + 24, class: 'hour-text'}, h.hour));
  });
  const sum = (name) => status.hours.reduce((all, h) => all + h[name], 0);
  const legend = ['printed', 'bound', 'shipped', 'yesterday'].map((kind) =>
    el('li', {}, el('span', {class: `key key-${kind}`}), t(`ui.hours.${kind}`), ' ',
      el('b', {}, number(sum(kind === 'yesterday' ? 'yesterday_bound' : kind)))));
  return [el('h2', {}, t('ui.part.hours')), el('ul', {class: 'legend'}, legend),
    svg('svg', {class: 'hours', viewBox: `0 0 640 ${kHeight + 32}`, role: 'img',
      'aria-label': t('ui.hours.label', {printed: sum('printed'), bound: sum('bound'), shipped: sum('shipped')})},
    svg('path', {class: 'axis', d: `M0 ${kHeight + 8.5}H640`}), bars)];
}

function needs_part() {
  const kStop = new Set(['unknown_label', 'failed_label', 'intercepted', 'ship_file_troubled', 'ship_rejected']);
  const rows = status.needs_person.map((need, i) =>
    el('li', {}, el('a', {class: 'need', href: need.href, data: {key: `need-${i}`}},
      sign(kStop.has(need.kind) ? 'stop' : 'look'),
      el('span', {class: 'need-text'}, t(`ui.need.${need.kind}`, {...need.params, count: need.count})),
      el('span', {class: 'note'}, distance(need.since)))));
  return [el('h2', {}, t('ui.part.needs')),
    rows.length > 0 ? el('ul', {class: 'rows'}, rows) : el('p', {class: 'empty'}, sign('go'), t('ui.need.none'))];
}

function facts_part() {
  const f = status.facts;
  const last = f.last_import;
  const fact = (key, ...value) => el('div', {class: 'fact'}, el('dt', {}, t(`ui.fact.${key}`)), el('dd', {}, value));
  return el('dl', {class: 'facts-list'},
    fact('import', last ? el('a', {href: '/imports', data: {key: 'imports'}}, t('ui.fact.import.value', {time: when(last.at, status.now), file: last.file, n: last.new})) : t('ui.fact.import.none'),
      last && last.problems > 0 ? el('span', {class: 'tag tag-look'}, t('ui.fact.import.problems', {n: last.problems})) : null,
      f.importing ? el('span', {class: 'tag tag-look'}, t('ui.fact.import.running', {n: f.importing.taken, total: f.importing.orders})) : null),
    f.numbers_forecast.some((n) => n.need > 0) ? fact('numbers_forecast', f.numbers_forecast.filter((n) => n.need > 0).map((n) =>
      el('a', {href: '/numbers', class: n.missing > 0 ? 'tag tag-look' : 'tag', data: {key: `forecast-${n.carrier}`}}, n.missing > 0 ? sign('look') : null,
        t(n.have === null ? 'ui.fact.numbers_forecast.unknown' : 'ui.fact.numbers_forecast.value', {name: n.name, need: n.need, have: n.have ?? ''})))) : null,
    fact('numbers', f.numbers.map((n) => el('span', {class: n.low ? 'tag tag-look' : 'tag'}, n.low ? sign('look') : null, `${n.name} ${number(n.left)}`))),
    fact('outbox', t('ui.fact.outbox.value', {n: f.outbox})),
    fact('shipping', el('a', {href: '/shipping', data: {key: 'shipping'}}, t('ui.fact.shipping.value', status.shipping))),
    fact('disk', f.disk_free_mb >= 1024 ? `${(f.disk_free_mb / 1024).toFixed(1)} GB` : `${f.disk_free_mb} MB`),
    fact('version', `Packbench ${status.version} · ${status.station}`));
}

/// Draws a part again only when what it shows has changed, so that a click is never lost to a redraw.
function part(id, shown, build) {
  const mark = JSON.stringify(shown);
  if (drawn.get(id) === mark) return;
  drawn.set(id, mark);
  put(document.getElementById(id), build());
}

function draw() {
  if (pressed || !status) return;
  const minute = clock(new Date().toISOString());
  const s = status;
  document.getElementById('truth').className = `truth truth-${s.truth.level}`;
  part('truth', [s.truth, s.as_of, minute], () => truth(s.truth));
  part('cards', [s.counts, s.at_risk, minute], cards);
  part('batch', [s.batch, s.last_batch, s.next_batch, s.counts, s.today, s.open_slots, s.check, asking, busy, ship_file, minute], batch_part);
  if (!document.activeElement?.classList.contains('roll-size')) part('devices', [s.printers, s.benches, roll_of], devices_part);
  part('hours', [s.hours, hour_of(s.now)], hours_part);
  part('needs', [s.needs_person, minute], needs_part);
  part('facts', [s.facts, s.shipping, s.version, s.station], facts_part);
}

/// Other computers are wanted and not let in: why, and what to do.
async function door_note(main_node) {
  const who = await session().catch(() => null);
  if (!who?.doors || who.doors.wanted.length === 0 || who.doors.open) return;
  main_node.prepend(el('p', {class: 'door-note', id: 'doors'}, sign('look'),
    el('span', {}, who.set_up ? t('ui.doors.problem', {message: who.doors.problem}) : t('ui.doors.closed')),
    who.set_up ? null : el('a', {class: 'button secondary', href: '/setup'}, t('ui.user.set_up'))));
}

/// Whom to call; the page does without it where it cannot be read.
async function show_contacts() {
  try {
    const contacts = await get('/api/v1/contacts');
    const node = document.getElementById('contacts');
    put(node, contacts_part(contacts, is_at_least(await session(), 'supervisor')));
    node.hidden = false;
  } catch {
    // Everything else on the page says that the station does not answer.
  }
}

async function main() {
  const main_node = await start_page('ui.nav.status');
  main_node.classList.add('status');
  main_node.append(
    el('section', {id: 'truth', class: 'truth', 'aria-live': 'polite'}),
    el('section', {id: 'cards', class: 'cards'}),
    el('section', {id: 'batch', class: 'panel'}),
    el('section', {id: 'devices', class: 'panel'}),
    el('section', {id: 'hours', class: 'panel'}),
    el('section', {id: 'needs', class: 'panel'}),
    el('section', {id: 'contacts', class: 'panel', hidden: true}),
    el('section', {id: 'facts', class: 'facts'}));
  door_note(main_node);
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
  try {
    status = await get('/api/v1/status');
    draw();
  } catch (error) {
    toast('stop', error.text());
  }
  show_contacts();
  start_live((news) => {
    status = news;
    draw();
  });
}

main();
