// Ship files from writing to the platform's own word: what waits, each file with its rows, the list of results, and
// what is to be done by hand in the back end.

import {get, post} from './api.js';
import {el, put, sign} from './dom.js';
import {deadline, when} from './format.js';
import {ask_reason} from './label_view.js';
import {empty_note, start_live, start_page, toast} from './shell.js';
import {table} from './table.js';
import {task_part} from './task_view.js';
import {t, t_first} from './text.js';

const rows_of = new Map(); // file name -> its rows, once they were asked for
const open = new Set(); // files whose rows are shown
const chosen = new Map(); // file name -> Set of order numbers
let queue = null;
let files = [];
let tasks = [];
let results = null;
let asking = ''; // the file whose rows are being rejected
let error_text = '';

const kSigns = {written: 'look', partly: 'look', uploaded: 'ship', rejected: 'stop', doubted: 'look', confirmed: 'go', dead: 'stop'};
const kRowSigns = {written: 'sheet', uploaded: 'ship', confirmed: 'go', rejected: 'stop', recalled: 'stop', moved: 'idle', pending: 'wait'};
const file_path = (name) => `/api/v1/ship-files/${encodeURIComponent(name)}`;
const order_link = (order_no) => el('a', {class: 'code', href: `/orders/${encodeURIComponent(order_no)}`}, order_no);

async function act(work, done_text) {
  try {
    const answer = await work();
    const text = typeof done_text === 'function' ? done_text(answer) : done_text;
    if (text) toast('go', text);
  } catch (error) {
    toast(error.status === 409 ? 'look' : 'stop', error.text());
  }
  await load();
}

function download(file) {
  for (const one of [file, ...file.more]) {
    const link = el('a', {href: one.url, download: one.name});
    document.body.append(link);
    link.click();
    link.remove();
  }
}

function make(path, body) {
  return act(async () => {
    const file = await post(path, body);
    download(file);
    return file;
  }, (file) => t('ui.ship.done', {rows: [file, ...file.more].reduce((sum, one) => sum + one.rows, 0), name: file.name}));
}

function queue_part() {
  const wait = queue.by_handover ? [t('ui.shipping.by_handover', {n: queue.waiting}), ' ', el('a', {href: '/handover'}, t('ui.nav.handover'))]
    : queue.next_due ? t('ui.shipping.next_due', {n: queue.waiting, time: when(queue.next_due)}) : '';
  return el('section', {class: 'panel'}, el('h2', {}, t('ui.shipping.make')),
    queue.waiting > 0 ? el('p', {class: 'note'}, wait) : null,
    queue.rejected > 0 ? el('p', {class: 'note'}, t('ui.shipping.again.note')) : null,
    el('div', {class: 'actions'},
      el('button', {class: 'button primary', type: 'button', id: 'make', data: {key: 'make'}, disabled: queue.due === 0,
        onclick: () => make('/api/v1/ship-files', {format: 'xlsx'})}, queue.due > 0 ? t('ui.ship.make', {n: queue.due}) : t('ui.ship.none')),
      queue.rejected > 0 ? el('button', {class: 'button', type: 'button', id: 'again', data: {key: 'again'},
        onclick: () => make('/api/v1/ship-again', {format: 'xlsx'})}, t('ui.shipping.again', {n: queue.rejected})) : null,
      el('a', {class: 'button secondary', href: '/handover'}, t('ui.nav.handover'))));
}

function late_part() {
  if (queue.late.length === 0) return null;
  return el('section', {class: 'panel panel-look', id: 'late'}, el('h2', {}, sign('look'), ' ', t('ui.shipping.late', {n: queue.late.length})),
    el('ul', {class: 'rows'}, queue.late.map((row) => el('li', {class: 'late-row'}, order_link(row.order_no), el('span', {class: 'code'}, row.number),
      el('span', {}, t(`ui.ship_row.${row.state}`), row.reason ? `: ${row.reason}` : ''),
      el('b', {class: 'word-look'}, `${when(row.ship_by)} (${deadline(row.ship_by)})`)))));
}

function row_state(row) {
  const level = row.state === 'rejected' || row.trouble ? 'stop' : row.doubted ? 'look' : row.state === 'confirmed' ? 'go' : '';
  return [el('span', {class: ['chip', level ? `chip-${level}` : null]}, sign(row.doubted ? 'look' : kRowSigns[row.state] ?? 'idle'),
    row.doubted ? t('ui.ship_row.doubted') : t(`ui.ship_row.${row.state}`)),
  row.reason ? el('span', {class: 'under'}, row.reason) : null,
  row.moved_to ? el('span', {class: 'under'}, t('ui.shipping.moved_to', {name: row.moved_to})) : null,
  row.trouble ? el('span', {class: 'under word-stop'}, t(`ui.why.${row.trouble}`)) : null];
}

function rows_part(file) {
  const rows = rows_of.get(file.name) ?? [];
  const marked = chosen.get(file.name) ?? new Set();
  chosen.set(file.name, marked);
  const box = (row) => el('input', {type: 'checkbox', checked: marked.has(row.order_no), 'aria-label': row.order_no, data: {key: `${file.name}-${row.order_no}`},
    disabled: row.state === 'moved' || row.state === 'recalled' || row.state === 'confirmed', onchange: (event) => {
      if (event.target.checked) marked.add(row.order_no);
      else marked.delete(row.order_no);
      draw();
    }});
  const some = marked.size > 0;
  const send = (what, body, done) => act(async () => {
    await post(`${file_path(file.name)}/${what}`, {orders: [...marked], ...body});
    marked.clear();
    asking = '';
  }, done);
  const button = (what, kind) => el('button', {type: 'button', class: ['button', kind], disabled: !some, data: {act: what, key: `${what}-${file.name}`},
    onclick: () => send(what, {}, t('ui.shipping.noted'))}, t(`ui.shipping.${what}`));
  return [
    table([
      {title: '', class: 'col-sequence', cell: (row) => file.state === 'dead' ? '' : box(row)},
      {title: t('ui.col.row'), class: 'col-sequence', cell: (row) => row.position},
      {title: t('ui.col.order'), class: 'col-order', cell: (row) => order_link(row.order_no)},
      {title: t('ui.col.number'), class: 'col-number', cell: (row) => [row.number, el('span', {class: 'under'}, row.carrier_name)]},
      {title: t('ui.col.state'), cell: row_state},
      {title: t('ui.col.ship_by'), cell: (row) => when(row.ship_by)},
    ], rows, {caption: file.name, row_class: (row) => row.trouble || row.state === 'rejected' ? 'row-stop' : row.doubted ? 'row-look' : null}),
    file.state === 'dead' ? null : el('div', {class: 'actions'}, el('span', {class: 'note'}, t('ui.shipping.marked', {n: marked.size})),
      button('uploaded', 'secondary'),
      el('button', {type: 'button', class: 'button secondary stop', disabled: !some, data: {act: 'rejected', key: `rejected-${file.name}`}, onclick: () => {
        asking = file.name;
        draw();
      }}, t('ui.shipping.rejected')),
      button('not-rejected', 'secondary'), button('trusted', 'secondary')),
    asking === file.name ? ask_reason(t('ui.shipping.ask_reason'), [t('ui.shipping.quick.number'), t('ui.shipping.quick.carrier'), t('ui.shipping.quick.state')],
      t('ui.shipping.rejected'), (reason) => send('rejected', {reason}, t('ui.shipping.noted')), () => {
        asking = '';
        draw();
      }) : null];
}

function trouble_part(file) {
  const troubled = (rows_of.get(file.name) ?? []).filter((row) => row.trouble);
  if (troubled.length === 0) return null;
  return el('div', {class: 'file-problem', role: 'alert'}, sign('stop'), el('div', {},
    troubled.map((row) => el('p', {}, el('b', {}, t(row.trouble === 'corrected' ? 'ui.shipping.stale_number' : 'ui.shipping.remove', {
      order: row.order_no, why: t(`ui.why.${row.trouble}`), time: row.trouble_as_of ? when(row.trouble_as_of) : ''})))),
    el('div', {class: 'actions'}, el('button', {type: 'button', class: 'button stop', data: {act: 'remake', key: `remake-${file.name}`}, onclick: () => act(async () => {
      const made = await post(`${file_path(file.name)}/remake`, {});
      if (made.file) download(made.file);
      return made;
    }, (made) => t(made.file ? 'ui.shipping.remade' : 'ui.shipping.remade_empty', {name: made.file?.name ?? '', n: made.left_out.length}))}, t('ui.shipping.remake')))));
}

function file_part(file) {
  const figure = (key, value, level) => value > 0 ? el('li', {class: level ? `word-${level}` : null}, el('b', {}, value), ' ', t(`ui.ship_row.${key}`)) : null;
  const dead = file.state === 'dead';
  return el('section', {class: ['panel', file.troubled > 0 || file.rejected > 0 || file.doubted > 0 ? 'panel-look' : null, dead ? 'file-dead' : null], data: {file: file.name, state: file.state}},
    el('p', {class: 'batch-heading'}, el('b', {class: 'file-name'}, file.name),
      el('span', {class: ['chip', dead || file.rejected > 0 ? 'chip-stop' : null]}, sign(kSigns[file.state] ?? 'idle'), t(`ui.ship_file.${file.state}`)),
      el('span', {class: 'note'}, when(file.at), ' · ', t('ui.shipping.rows', {n: file.rows}), ' · ', t_first([`ui.actor.${file.actor}`], {}, file.actor))),
    dead ? el('p', {class: 'word-stop'}, file.replaced_by ? t('ui.shipping.dead', {name: file.replaced_by}) : t('ui.shipping.dead_empty')) : trouble_part(file),
    el('ul', {class: 'figures'}, figure('written', file.written), figure('uploaded', file.uploaded), figure('confirmed', file.confirmed),
      figure('rejected', file.rejected, 'stop'), figure('doubted', file.doubted, 'look'), figure('gone', file.gone)),
    file.written > 0 && file.troubled === 0 && !dead ? el('p', {class: 'note'}, t('ui.shipping.upload.note')) : null,
    dead ? null : el('div', {class: 'actions'},
      el('a', {class: 'button secondary', href: file.url, download: file.name}, t('ui.shipping.download')),
      file.written > 0 && file.troubled === 0 ? el('button', {type: 'button', class: 'button go', data: {act: 'all-uploaded', key: `all-${file.name}`},
        onclick: () => act(() => post(`${file_path(file.name)}/uploaded`, {}), t('ui.shipping.noted'))}, t('ui.shipping.all_uploaded', {n: file.written})) : null,
      file.uploaded > 0 ? el('button', {type: 'button', class: 'button secondary', data: {act: 'not-uploaded', key: `not-${file.name}`},
        onclick: () => act(() => post(`${file_path(file.name)}/not-uploaded`, {}), t('ui.shipping.noted'))}, t('ui.shipping.not-uploaded')) : null),
    el('details', {open: open.has(file.name), ontoggle: async (event) => {
      if (event.target.open === open.has(file.name)) return;
      if (event.target.open) open.add(file.name);
      else open.delete(file.name);
      await load_rows();
      draw();
    }}, el('summary', {}, t('ui.shipping.rows', {n: file.rows})), open.has(file.name) ? rows_part(file) : null));
}

async function file_as_base64(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return window.btoa(text);
}

function results_part() {
  const send = async (body) => {
    await act(async () => {
      results = await post('/api/v1/ship-results', body);
      return results;
    }, (answer) => t('ui.shipping.results.done', {uploaded: answer.uploaded, rejected: answer.rejected}));
  };
  return el('section', {class: 'panel', id: 'results'}, el('h2', {}, t('ui.shipping.results')), el('p', {class: 'note'}, t('ui.shipping.results.note')),
    el('form', {class: 'results-form', onsubmit: (event) => {
      event.preventDefault();
      const text = event.target.elements.text.value;
      if (text.trim() !== '') send({text});
    }}, el('textarea', {name: 'text', rows: 3, 'aria-label': t('ui.shipping.results'), placeholder: t('ui.shipping.results.paste')}),
    el('div', {class: 'actions'}, el('button', {class: 'button', type: 'submit'}, t('ui.shipping.results.take')),
      el('label', {class: 'button secondary'}, t('ui.shipping.results.file'), el('input', {type: 'file', class: 'off-screen', accept: '.xlsx,.csv', onchange: async (event) => {
        if (event.target.files[0]) send({data: await file_as_base64(event.target.files[0])});
      }})))),
    results ? table([
      {title: t('ui.col.row'), class: 'col-sequence', cell: (row) => row.row},
      {title: t('ui.col.order'), class: 'col-order', cell: (row) => row.order_no ? order_link(row.order_no) : ''},
      {title: t('ui.col.state'), cell: (row) => t(`ui.ship_result.${row.outcome}`)},
      {title: t('ui.col.problem'), cell: (row) => row.reason},
    ], results.rows, {caption: t('ui.shipping.results'), row_class: (row) => row.outcome === 'rejected' ? 'row-stop' : row.outcome.startsWith('un') && row.outcome !== 'unchanged' ? 'row-look' : null}) : null);
}

function draw() {
  const node = document.getElementById('list');
  if (!queue) {
    put(node, empty_note('stop', error_text));
    return;
  }
  const typed = document.querySelector('#results textarea')?.value ?? '';
  put(node, queue_part(), late_part(),
    tasks.length > 0 ? el('section', {class: 'panel panel-look', id: 'tasks'}, el('h2', {}, t('ui.task.title')), tasks.map((task) => task_part(task, load))) : null,
    files.map(file_part),
    files.length === 0 ? empty_note('look', t('ui.shipping.none')) : null,
    results_part());
  const area = document.querySelector('#results textarea');
  if (area && !results) area.value = typed;
}

async function load_rows() {
  for (const file of files) {
    const wanted = open.has(file.name) || file.troubled > 0;
    if (wanted) rows_of.set(file.name, (await get(`${file_path(file.name)}/rows`)).list);
  }
}

async function load() {
  try {
    [queue, {files}, {tasks}] = await Promise.all([get('/api/v1/ship-queue'), get('/api/v1/ship-files'), get('/api/v1/tasks')]);
    await load_rows();
  } catch (error) {
    queue = null;
    error_text = error.text();
  }
  draw();
}

async function main() {
  const main_node = await start_page('ui.nav.shipping');
  main_node.append(el('div', {class: 'list-top'}, el('h1', {}, t('ui.nav.shipping')), el('p', {class: 'note'}, t('ui.shipping.note'))),
    el('div', {id: 'list', class: 'stack'}));
  await load();
  let mark = '';
  start_live((status) => {
    const now = JSON.stringify([status.shipping, status.as_of, status.counts.bound]);
    const busy = asking !== '' || document.querySelector('#results textarea')?.value;
    if (mark !== '' && now !== mark && !busy) load();
    mark = now;
  });
}

main();
