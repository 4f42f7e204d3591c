// One import: its figures, what could not be used, what it did to every order, and its undo.

import {get, post} from './api.js';
import {el, put, sign} from './dom.js';
import {when} from './format.js';
import {toast} from './shell.js';
import {table} from './table.js';
import {t, t_first} from './text.js';
import {order_state} from './words.js';

const kOutcomes = ['new', 'updated', 'unchanged', 'left_out', 'stopped'];
// What the lines of an import are about, by its kind.
const kItem = {refunds: 'ui.col.request', numbers: 'ui.col.sheet_number'};
const kLines = {orders: 'ui.files.orders', refunds: 'ui.files.requests', numbers: 'ui.files.numbers'};
const kFigure = {orders: 'ui.imports.orders', refunds: 'ui.imports.requests', numbers: 'ui.imports.numbers'};
const kKind = {refunds: 'ui.files.kind.refunds', numbers: 'ui.files.kind.numbers'};
const kAsk = {orders: 'ui.undo.ask', refunds: 'ui.undo.ask.refunds', numbers: 'ui.undo.ask.numbers'};
const kDone = {orders: 'ui.undo.done', refunds: 'ui.undo.done.refunds', numbers: 'ui.undo.done.numbers'};
const kSigns = {new: 'go', updated: 'ship', unchanged: 'idle', left_out: 'idle', stopped: 'stop'};

const opened = new Map(); // import id -> {kind: 'orders', outcome, page} or {kind: 'undo'}

const order_link = (order_no) => order_no ? el('a', {href: `/orders/${encodeURIComponent(order_no)}`}, order_no) : '';

function problem_text(problem) {
  return t_first([problem.code, `import.${problem.code}`, `error.${problem.code}`], problem, problem.message || problem.code);
}

function problems(rows, caption) {
  return table([
    {title: t('ui.col.row'), class: 'col-sequence', cell: (p) => p.row || ''},
    {title: t('ui.col.column'), cell: (p) => p.column},
    {title: t('ui.col.order'), class: 'col-order', cell: (p) => order_link(p.order_no)},
    {title: t('ui.col.problem'), cell: problem_text},
  ], rows, {caption});
}

/// Where no row could be taken at all: why, and in small what exactly was seen.
function whole_file(one) {
  const problem = one.problems.find((each) => !each.row);
  return problem ? el('div', {class: 'file-problem'}, sign('stop'),
    el('div', {}, el('p', {}, el('b', {}, t('ui.imports.whole_file'))), el('p', {}, problem_text(problem)),
      problem.message && problem.message !== problem_text(problem) ? el('p', {class: 'note', lang: 'en'}, problem.message) : null)) : null;
}

function outcome_cell(order) {
  const text = t(`ui.outcome.${order.outcome}`);
  const why = order.reason ? t_first([`import.${order.reason}`, `ui.why.${order.reason}`], {}, order.reason) : '';
  return [el('span', {class: 'chip'}, sign(order.undone ? 'idle' : kSigns[order.outcome] ?? 'idle'), order.undone ? t('ui.outcome.undone', {what: text}) : text),
    why ? el('span', {class: 'under'}, why) : null];
}

async function orders_part(one, view, redraw) {
  const detail = await get(`/api/v1/imports/${one.id}?outcome=${view.outcome}&page=${view.page}`);
  const choose = (outcome) => el('button', {type: 'button', class: 'filter', 'aria-current': view.outcome === outcome ? 'true' : null, onclick: () => {
    Object.assign(view, {outcome, page: 1});
    redraw();
  }}, outcome ? t(`ui.outcome.${outcome}`) : t('ui.outcome.all'));
  const turn = (page, text, enabled) => el('button', {type: 'button', class: 'button secondary', disabled: !enabled, onclick: () => {
    view.page = page;
    redraw();
  }}, text);
  return [el('div', {class: 'filters'}, ['', ...kOutcomes].map(choose)),
    detail.orders.length > 0 ? table([
      {title: t('ui.col.row'), class: 'col-sequence', cell: (o) => o.row || ''},
      {title: t('ui.col.order'), class: 'col-order', cell: (o) => o.state ? order_link(o.order_no) : o.order_no},
      ...(kItem[one.kind] ? [{title: t(kItem[one.kind]), class: 'col-order', cell: (o) => o.item}] : []),
      {title: t('ui.col.outcome'), cell: outcome_cell},
      {title: t('ui.col.state'), cell: (o) => o.state ? order_state(o.state) : el('span', {class: 'none'}, t('ui.outcome.not_here'))},
    ], detail.orders, {caption: t(kLines[one.kind])}) : el('p', {class: 'empty'}, t('ui.outcome.none')),
    detail.pages > 1 ? el('div', {class: 'pager'}, turn(detail.page - 1, t('ui.pager.back'), detail.page > 1),
      el('span', {}, t('ui.pager.place', {page: detail.page, pages: detail.pages})), turn(detail.page + 1, t('ui.pager.next'), detail.page < detail.pages)) : null];
}

function obstacles(rows, count, key) {
  if (count === 0) return null;
  return el('details', {open: rows.length <= 8}, el('summary', {}, t(key, {n: count})),
    el('ul', {class: 'obstacles'}, rows.map((row) => el('li', {}, order_link(row.order_no), row.item ? el('span', {class: 'note'}, row.item) : null, el('span', {}, t(`ui.undo.why.${row.reason}`))))));
}

async function undo_part(one, close, reload) {
  const undo = await get(`/api/v1/imports/${one.id}/undo`);
  const button = el('button', {type: 'button', class: 'button stop', data: {act: 'undo'}, onclick: async () => {
    button.disabled = true;
    try {
      const done = await post(`/api/v1/imports/${one.id}/undo`, {}, 300000);
      toast('go', t(kDone[done.kind], done));
      close();
      await reload();
    } catch (error) {
      button.disabled = false;
      toast('stop', error.text());
    }
  }}, t('ui.undo.go'));
  const possible = undo.state === 'possible';
  return el('div', {class: 'undo', data: {undo: undo.state}},
    el('p', {}, sign(possible ? 'look' : 'stop'), ' ', t(possible ? kAsk[undo.kind] : `ui.undo.${undo.state}`, undo)),
    obstacles(undo.blocked, undo.blocked_count, 'ui.undo.blocked.list'), obstacles(undo.kept, undo.kept_count, 'ui.undo.kept.list'),
    el('div', {class: 'actions'}, possible ? button : null,
      el('button', {type: 'button', class: 'button secondary', onclick: close}, possible ? t('ui.no') : t('ui.close'))));
}

/// Draws the opened part of one import anew; what it holds is asked for at that moment.
async function redraw(one, reload) {
  const node = document.getElementById(`more-${one.id}`);
  if (!node) return;
  const view = opened.get(one.id);
  for (const button of document.querySelectorAll(`#import-${one.id} [aria-expanded]`)) {
    button.setAttribute('aria-expanded', String(view?.kind === button.dataset.act));
  }
  if (!view) {
    put(node);
    return;
  }
  const close = () => {
    opened.delete(one.id);
    redraw(one, reload);
  };
  try {
    const part = view.kind === 'orders' ? await orders_part(one, view, () => redraw(one, reload)) : await undo_part(one, close, reload);
    if (opened.get(one.id) === view) put(node, part);
  } catch (error) {
    put(node, el('p', {class: 'empty'}, sign('stop'), error.text()));
  }
}

const shown = new Map();

/// After the list was drawn anew: what was open is open again.
export async function redraw_parts() {
  await Promise.all([...shown.values()].map(({one, reload}) => redraw(one, reload)));
}

export function import_part(one, reload) {
  shown.set(one.id, {one, reload});
  const rows = one.problems.filter((problem) => problem.row > 0);
  const failed = whole_file(one);
  const figure = (key, value) => el('li', {}, el('b', {}, value), ' ', t(key));
  const toggle = (kind, text, view) => el('button', {type: 'button', class: 'button secondary', 'aria-expanded': 'false', 'aria-controls': `more-${one.id}`,
    data: {act: kind, key: `${kind}-${one.id}`}, onclick: () => {
      if (opened.get(one.id)?.kind === kind) opened.delete(one.id);
      else opened.set(one.id, {kind, ...view});
      redraw(one, reload);
    }}, text);
  return el('section', {class: ['panel', !one.undone_at && one.problems.length > 0 ? 'panel-look' : null, one.undone_at ? 'panel-undone' : null], id: `import-${one.id}`, data: {import: one.id}},
    el('p', {class: 'batch-heading'}, el('b', {class: 'file-name'}, one.file), el('span', {class: 'note'}, kKind[one.kind] ? `${t(kKind[one.kind])} · ` : '', when(one.at),
      one.as_of ? ` · ${t('ui.as_of', {time: when(one.as_of)})}` : '', one.actor ? ` · ${t_first([`ui.actor.${one.actor}`], {}, one.actor)}` : '')),
    one.undone_at ? el('p', {class: 'chip chip-look'}, sign('look'), t('ui.undo.was', {time: when(one.undone_at), who: t_first([`ui.actor.${one.undone_by}`], {}, one.undone_by)})) : null,
    failed ?? el('ul', {class: 'figures'}, figure(kFigure[one.kind], one.orders), figure('ui.imports.new', one.new), figure('ui.imports.updated', one.updated), figure('ui.imports.unchanged', one.unchanged)),
    rows.length > 0
      ? el('details', {open: rows.length <= 5}, el('summary', {class: 'word-look'}, t('ui.imports.problems', {n: rows.length})), problems(rows, t('ui.imports.problems', {n: rows.length}))) : null,
    one.skipped?.length > 0
      ? el('details', {}, el('summary', {}, t('ui.imports.skipped', {n: one.skipped.length})), problems(one.skipped, t('ui.imports.skipped', {n: one.skipped.length}))) : null,
    failed ? null : el('div', {class: 'actions'}, toggle('orders', t(kLines[one.kind]), {outcome: '', page: 1}), one.undone_at ? null : toggle('undo', t('ui.undo'), {})),
    el('div', {id: `more-${one.id}`}));
}
