// Buyers' requests for money back, from the refund export: what they ask, until when the shop has to answer, where the parcel is.

import {get} from './api.js';
import {el, put, sign} from './dom.js';
import {deadline, money, when} from './format.js';
import {empty_note, start_live, start_page} from './shell.js';
import {table} from './table.js';
import {t, t_first} from './text.js';
import {order_state} from './words.js';

const kStates = ['open', 'due', 'answer', 'done', 'over', ''];
const state = new URLSearchParams(window.location.search).get('state') ?? 'open';
const page = Number(new URLSearchParams(window.location.search).get('page') ?? 1);

const kRisk = {late: ['stop', 'word-stop'], soon: ['look', 'word-look']};

function answer_cell(one) {
  if (!one.answer_by) return '';
  const [shape, word] = kRisk[one.risk] ?? [null, 'note'];
  return [when(one.answer_by), el('span', {class: `under ${word}`}, shape ? sign(shape) : null, ' ', deadline(one.answer_by))];
}

function list(rows) {
  return table([
    {title: t('ui.refunds.answer_by'), cell: answer_cell},
    {title: t('ui.col.order'), class: 'col-order', cell: (one) => [
      one.order_state ? el('a', {href: `/orders/${encodeURIComponent(one.order_no)}`}, one.order_no) : one.order_no,
      el('span', {class: 'under'}, one.order_state ? order_state(one.order_state, 'clear', true) : t('ui.refunds.order_unknown'))]},
    {title: t('ui.refunds.kind'), cell: (one) => [el('b', {}, one.kind_text || t_first([`ui.refunds.kind.${one.kind}`], {}, one.kind)), el('span', {class: 'under'}, one.reason)]},
    {title: t('ui.refunds.state'), cell: (one) => [one.state_text || t_first([`ui.refunds.state.${one.state}`], {}, one.state), el('span', {class: 'under'}, one.asked_at ? when(one.asked_at) : '')]},
    {title: t('ui.refunds.amount'), cell: (one) => money(one.amount_fen)},
    {title: t('ui.refunds.article'), cell: (one) => [one.title, el('span', {class: 'under code'}, one.refund_no)]},
  ], rows, {caption: t('ui.refunds.title')});
}

function filters() {
  return el('nav', {class: 'filters', 'aria-label': t('ui.orders.filter')}, kStates.map((name) =>
    el('a', {class: 'filter', href: name === 'open' ? '/after-sales' : `/after-sales?state=${name}`, 'aria-current': name === state ? 'page' : null},
      t(name ? `ui.refunds.state.${name}` : 'ui.orders.all'))));
}

function pages(answer) {
  if (answer.pages < 2) return null;
  const link = (to, key) => to >= 1 && to <= answer.pages ? el('a', {class: 'button secondary', href: `/after-sales?state=${state}&page=${to}`}, t(key)) : null;
  return el('p', {class: 'actions'}, link(answer.page - 1, 'ui.refunds.earlier'), el('span', {class: 'note'}, `${answer.page} / ${answer.pages}`), link(answer.page + 1, 'ui.refunds.further'));
}

async function draw(node) {
  try {
    const answer = await get(`/api/v1/after-sales?state=${encodeURIComponent(state)}&page=${page}`);
    put(document.getElementById('as-of'), answer.as_of ? t('ui.refunds.as_of', {time: when(answer.as_of)}) : t('ui.refunds.none_imported'));
    put(node, answer.after_sales.length > 0 ? [list(answer.after_sales), pages(answer)]
      : empty_note(answer.as_of ? 'go' : 'look', t(answer.as_of ? 'ui.refunds.none' : 'ui.refunds.none_imported')));
  } catch (error) {
    put(node, empty_note('stop', error.text()));
  }
}

async function main() {
  const main_node = await start_page('ui.refunds.title');
  const node = el('div', {id: 'list', class: 'stack'});
  main_node.append(el('div', {class: 'list-top'}, el('h1', {}, t('ui.refunds.title')), el('p', {class: 'note', id: 'as-of'})), filters(), node);
  await draw(node);
  let mark = '';
  start_live((status) => {
    const now = JSON.stringify([status.after_sales, status.counts.intercepted, status.facts.last_import]);
    if (mark !== '' && now !== mark) draw(node);
    mark = now;
  });
}

main();
