// /batches: the batches, newest first; /batches/{id}: one batch with its labels, and what is unknown about them.

import {get, post} from './api.js';
import {el, put} from './dom.js';
import {when} from './format.js';
import {empty_note, start_live, start_page, toast} from './shell.js';
import {batch_bar, batch_figures, batch_heading, batch_title} from './batch_view.js';
import {unknown_label} from './label_view.js';
import {table} from './table.js';
import {t, t_first} from './text.js';
import {batch_state, job_state, message_text, warning_text} from './words.js';

const id = window.location.pathname.match(/^\/batches\/(\d+)/)?.[1];

// What went wrong on the way to paper is past once the label is out.
const kArrived = new Set(['sent', 'printed']);

function warnings(job) {
  return [job.reason && !kArrived.has(job.state) ? el('span', {class: 'under'}, message_text(job.reason)) : null,
    job.warnings.map((code) => el('span', {class: 'under word-look'}, warning_text(code))),
    job.superseded ? el('span', {class: 'under word-stop'}, t('ui.job.superseded')) : null];
}

function job_columns() {
  return [
    {title: t('ui.col.sequence'), class: 'col-sequence', cell: (job) => [job.sequence, job.print_number > 1 ? el('span', {class: 'tag tag-look'}, t('ui.job.again', {n: job.print_number})) : null]},
    {title: t('ui.col.state'), cell: (job) => [job_state(job.state), warnings(job)]},
    {title: t('ui.col.number'), class: 'col-number', cell: (job) => job.number},
    {title: t('ui.col.order'), class: 'col-order', cell: (job) => job.kind === 'sheet'
      ? [job.title === job.number ? t('ui.sheet.kind') : job.title, el('span', {class: 'under'}, t('ui.sheet.by', {who: t_first([`ui.actor.${job.actor}`], {}, job.actor)}))]
      : el('a', {href: `/orders/${encodeURIComponent(job.order_no)}`}, job.order_no)},
    {title: t('ui.col.printer'), cell: (job) => job.printer},
    {title: t('ui.col.printed_at'), cell: (job) => when(job.printed_at ?? job.sent_at)},
  ];
}

async function settle(job, body, redraw) {
  try {
    await post(`/api/v1/jobs/${job.id}/settle`, body);
    const missing = job.kind === 'sheet' ? 'ui.settle.done.missing' : 'ui.settle.done.again';
    toast('go', t(body.printed ? 'ui.settle.done.here' : missing));
  } catch (error) {
    toast('stop', error.text());
  }
  redraw();
}

function control(batch, redraw) {
  if (batch.state !== 'running' && batch.state !== 'paused') return null;
  const act = (what) => async () => {
    try {
      await post(`/api/v1/batches/${batch.id}/${what}`, {});
    } catch (error) {
      toast('stop', error.text());
    }
    redraw();
  };
  const resume = batch.state === 'paused';
  return el('div', {class: 'actions'},
    el('button', {class: 'button', type: 'button', data: {key: 'pause'}, onclick: act(resume ? 'resume' : 'pause')}, t(resume ? 'ui.batch.resume' : 'ui.batch.pause')));
}

/// What stands together in this batch: one article in all of its orders.
function groups(batch) {
  if (!batch.groups?.length) return null;
  return el('section', {class: 'panel', id: 'groups'}, el('h2', {}, t('ui.batch.groups')),
    el('ul', {class: 'rows'}, batch.groups.map((group) => el('li', {class: 'batch-group'},
      el('b', {class: 'code'}, `${group.first}-${group.last}`), el('span', {class: 'batch-group-title'}, group.title, group.spec ? ` ${group.spec}` : '',
        group.shelf ? el('span', {class: 'tag'}, group.shelf) : null),
      el('span', {class: 'note'}, t('ui.batch.group', {labels: group.labels, pieces: group.pieces}))))));
}

function paper(batch) {
  if (batch.total === 0) return null;
  return el('div', {class: 'actions', id: 'paper'}, el('a', {class: 'button secondary', href: `/batches/${batch.id}/picklist`}, t('ui.picking.list')),
    el('a', {class: 'button secondary', href: `/batches/${batch.id}/slips`}, t('ui.picking.slips')));
}

async function draw_one(node) {
  const batch = await get(`/api/v1/batches/${id}`);
  const redraw = () => draw(node);
  const unknown = batch.jobs.filter((job) => job.state === 'unknown');
  document.getElementById('page-title').textContent = batch_title(batch);
  put(node,
    el('section', {class: 'panel'}, batch_heading(batch, batch_state(batch.state)), batch_bar(batch), batch_figures(batch), control(batch, redraw), paper(batch)),
    unknown.length > 0 ? el('section', {class: 'panel panel-look'}, el('h2', {}, t('ui.settle.title', {n: unknown.length})),
      el('p', {class: 'note'}, t('ui.settle.note')),
      unknown.map((job) => unknown_label(job, (body) => settle(job, body, redraw)))) : null,
    groups(batch),
    table(job_columns(), batch.jobs, {caption: t('ui.batch.jobs'), row_class: (job) => job.state === 'unknown' ? 'row-look' : job.state === 'failed' ? 'row-stop' : ''}));
}

async function draw_all(node) {
  const [{batches}, {jobs}] = await Promise.all([get('/api/v1/batches'), get('/api/v1/jobs?state=unknown')]);
  const redraw = () => draw(node);
  document.getElementById('page-title').textContent = t('ui.nav.batches');
  put(node,
    jobs.length > 0 ? el('section', {class: 'panel panel-look'}, el('h2', {}, t('ui.settle.title', {n: jobs.length})),
      el('p', {class: 'note'}, t('ui.settle.note')),
      jobs.map((job) => unknown_label(job, (body) => settle(job, body, redraw)))) : null,
    batches.length === 0 ? empty_note('idle', t('ui.batch.none')) : batches.map((batch) =>
      el('section', {class: 'panel'}, batch_heading(batch, batch_state(batch.state)), batch_bar(batch), batch_figures(batch))));
}

let drawing = false;
let again = false;

async function draw(node) {
  again = drawing;
  if (drawing) return;
  drawing = true;
  try {
    await (id ? draw_one(node) : draw_all(node));
  } catch (error) {
    put(node, empty_note('stop', error.text()));
  }
  drawing = false;
  if (again) draw(node);
}

async function main() {
  const main_node = await start_page('ui.nav.batches');
  const node = el('div', {id: 'list', class: 'stack'});
  main_node.append(el('div', {class: 'list-top'}, el('h1', {id: 'page-title'}, t('ui.nav.batches')),
    id ? el('a', {href: '/batches', class: 'button secondary'}, t('ui.batch.all')) : null), node);
  await draw(node);
  let mark = '';
  let last = 0;
  start_live((status) => {
    const now = JSON.stringify([status.batch, status.last_batch, status.counts.unknown]);
    const settled = !status.batch || status.batch.state !== 'running';
    if (now === mark || (!settled && Date.now() - last < 900)) return; // at most once a second while it prints
    const is_first = mark === '';
    mark = now;
    last = Date.now();
    if (!is_first && !node.contains(document.querySelector('form.ask'))) draw(node);
  });
}

main();
