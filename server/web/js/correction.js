// The order page's guided actions that end in the shop's back end: another number after shipping, and a late order.

import {get, order_path, post} from './api.js';
import {el} from './dom.js';
import {toast} from './shell.js';
import {task_part, message_part, message_to_buyer} from './task_view.js';
import {t} from './text.js';

const kCorrections = ['wrong_label', 'typo', 'damaged', 'carrier_changed', 'other'];
const kDelays = ['out_of_stock', 'carrier', 'weather', 'buyer_asked', 'other'];

/// `family`: the middle of the text keys, correct or delay.
function choices(name, reasons, family) {
  return el('fieldset', {class: 'choices'}, el('legend', {}, t(`ui.${family}.ask`)), reasons.map((reason, i) =>
    el('label', {class: 'choice'}, el('input', {type: 'radio', name, value: reason, required: true, checked: i === 0}), t(`ui.${family}.why.${reason}`))));
}

function form(children, submit_text, send, on_cancel) {
  return el('form', {class: 'ask', onsubmit: async (event) => {
    event.preventDefault();
    try {
      await send(new FormData(event.target));
    } catch (error) {
      toast('stop', error.text());
    }
  }}, children, el('div', {class: 'ask-row'}, el('button', {class: 'button', type: 'submit'}, submit_text),
    el('button', {class: 'button secondary', type: 'button', onclick: on_cancel}, t('ui.no'))));
}

/// Why, then the new number. on_done(task) when it was taken.
export function correction_form(order, carriers, on_done, on_cancel) {
  const known = carriers.some((one) => one.carrier === order.carrier) ? carriers : [{carrier: order.carrier, name: order.carrier_name}, ...carriers];
  return form([
    el('p', {}, t('ui.correct.old', {number: order.number})),
    choices('reason', kCorrections, 'correct'),
    el('label', {class: 'field'}, t('ui.correct.number'), el('input', {name: 'number', required: true, maxlength: 40, autocomplete: 'off', spellcheck: 'false', class: 'code'})),
    el('label', {class: 'field'}, t('ui.order.carrier'), el('select', {name: 'carrier'}, known.map((one) =>
      el('option', {value: one.carrier, selected: one.carrier === order.carrier}, one.name)))),
    el('label', {class: 'field'}, t('ui.correct.note'), el('input', {name: 'note', maxlength: 200, autocomplete: 'off'})),
  ], t('ui.correct.submit'), async (data) => {
    const task = await post(`${order_path(order.order_no)}/correction`, Object.fromEntries(data));
    toast('go', t(task.id > 0 ? 'ui.correct.done' : 'ui.correct.done_early'));
    on_done(task);
  }, on_cancel);
}

export function delay_form(order_no, on_done, on_cancel) {
  return form([
    el('p', {}, t('ui.delay.note')),
    choices('reason', kDelays, 'delay'),
    el('label', {class: 'field'}, t('ui.correct.note'), el('input', {name: 'note', maxlength: 200, autocomplete: 'off'})),
  ], t('ui.action.delay'), async (data) => {
    const task = await post(`${order_path(order_no)}/delay`, Object.fromEntries(data));
    toast('go', t('ui.delay.done'));
    on_done(task);
  }, on_cancel);
}

/// What is to be done, and was done, by hand for this order; nothing when nothing is. `last` is a correction that
/// needed nothing in the back end: its message to the buyer is still wanted.
export async function tasks_of(order_no, last, on_change) {
  const {tasks} = await get(`/api/v1/tasks?order=${encodeURIComponent(order_no)}`);
  if (tasks.length === 0 && !last) return null;
  return el('section', {class: 'panel', id: 'tasks'}, el('h2', {}, t('ui.task.title')),
    last ? [el('p', {}, t('ui.correct.done_early')), message_part(message_to_buyer(last))] : null,
    tasks.map((task) => task_part(task, on_change)));
}
