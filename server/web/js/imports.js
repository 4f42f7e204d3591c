// The last imports, and every row of them that could not be used, with its place and why.

import {get} from './api.js';
import {el, put, sign} from './dom.js';
import {when} from './format.js';
import {empty_note, start_live, start_page} from './shell.js';
import {table} from './table.js';
import {t, t_first} from './text.js';

function problem_text(problem) {
  return t_first([problem.code, `import.${problem.code}`, `error.${problem.code}`], problem, problem.message || problem.code);
}

function problems(rows) {
  return table([
    {title: t('ui.col.row'), class: 'col-sequence', cell: (p) => p.row || ''},
    {title: t('ui.col.column'), cell: (p) => p.column},
    {title: t('ui.col.order'), class: 'col-order', cell: (p) => p.order_no ? el('a', {href: `/orders/${encodeURIComponent(p.order_no)}`}, p.order_no) : ''},
    {title: t('ui.col.problem'), cell: problem_text},
  ], rows, {caption: t('ui.imports.problems', {n: rows.length})});
}

/// Where no row could be taken at all: why, and in small what exactly was seen.
function whole_file(one) {
  const problem = one.problems.find((each) => !each.row);
  return problem ? el('div', {class: 'file-problem'}, sign('stop'),
    el('div', {}, el('p', {}, el('b', {}, t('ui.imports.whole_file'))), el('p', {}, problem_text(problem)),
      problem.message && problem.message !== problem_text(problem) ? el('p', {class: 'note', lang: 'en'}, problem.message) : null)) : null;
}

function import_part(one) {
  const rows = one.problems.filter((problem) => problem.row > 0);
  const figure = (key, value) => el('li', {}, el('b', {}, value), ' ', t(`ui.imports.${key}`));
  return el('section', {class: ['panel', one.problems.length > 0 ? 'panel-look' : null], data: {import: one.id}},
    el('p', {class: 'batch-heading'}, el('b', {class: 'file-name'}, one.file), one.kind === 'refunds' ? el('a', {class: 'tag', href: '/after-sales'}, t('ui.imports.kind.refunds')) : null, el('span', {class: 'note'}, when(one.at),
      one.as_of ? ` · ${t('ui.as_of', {time: when(one.as_of)})}` : '')),
    whole_file(one) ?? el('ul', {class: 'figures'}, figure(one.kind === 'refunds' ? 'requests' : 'orders', one.orders), figure('new', one.new), figure('updated', one.updated), figure('unchanged', one.unchanged)),
    rows.length > 0
      ? el('details', {open: rows.length <= 20}, el('summary', {class: 'word-look'}, t('ui.imports.problems', {n: rows.length})), problems(rows))
      : null,
    one.skipped?.length > 0
      ? el('details', {}, el('summary', {}, t('ui.imports.skipped', {n: one.skipped.length})), problems(one.skipped)) : null);
}

async function draw(node) {
  try {
    const {imports} = await get('/api/v1/imports');
    put(node, imports.length > 0 ? imports.map(import_part) : empty_note('look', t('ui.imports.none')));
  } catch (error) {
    put(node, empty_note('stop', error.text()));
  }
}

async function main() {
  const main_node = await start_page('ui.nav.imports');
  const node = el('div', {id: 'list', class: 'stack'});
  main_node.append(el('div', {class: 'list-top'}, el('h1', {}, t('ui.nav.imports')), el('p', {class: 'note'}, t('ui.imports.note'))), node);
  await draw(node);
  let mark = '';
  start_live((status) => {
    const now = JSON.stringify(status.facts.last_import);
    if (mark !== '' && now !== mark) draw(node);
    mark = now;
  });
}

main();
