// Work by hand in the shop's back end: what it is, where it is done, the message to the buyer, and its tick.

import {post} from './api.js';
import {copy_text, el, sign} from './dom.js';
import {when} from './format.js';
import {toast} from './shell.js';
import {t, t_first} from './text.js';

/// To the buyer, in the buyer's language whatever the page's; of a remark, its own text.
export function message_to_buyer(task) {
  const params = {order: task.order_no, old: task.old_number, number: task.number, carrier: task.carrier_name, old_carrier: task.old_carrier_name};
  if (task.kind === 'remark') return task.note;
  return task.kind === 'correction' ? t('ui.correct.message', params)
    : t('ui.delay.message', {...params, why: t(`ui.delay.buyer.${task.reason}`)});
}

export function message_part(text, title = t('ui.review.message')) {
  return el('div', {class: 'message'}, el('h3', {}, title), el('p', {lang: 'zh-CN'}, text),
    el('button', {type: 'button', class: 'button secondary', data: {act: 'copy'}, onclick: async () => {
      const done = await copy_text(text);
      toast(done ? 'go' : 'look', t(done ? 'ui.copied' : 'ui.not_copied'));
    }}, t('ui.copy')));
}

function steps(task) {
  const params = {order: task.order_no, old: task.old_number, number: task.number, carrier: task.carrier_name};
  const keys = {correction: ['ui.correct.step.find', 'ui.correct.step.change', 'ui.correct.step.check'],
    remark: ['ui.remark.step.find', 'ui.remark.step.write', 'ui.remark.step.tick']}[task.kind]
    ?? ['ui.delay.step.find', 'ui.delay.step.report', 'ui.delay.step.import'];
  return el('ol', {class: 'steps'}, keys.map((key) => el('li', {}, t(key, params))));
}

const kSigns = {open: 'look', done: 'wait', confirmed: 'go', withdrawn: 'idle', not_needed: 'go'};

function button(task, what, kind, on_change) {
  return el('button', {type: 'button', class: ['button', kind], data: {act: what, key: `task-${what}-${task.id}`}, onclick: async () => {
    try {
      await post(`/api/v1/tasks/${task.id}/${what}`, {});
      toast('go', t(`ui.task.did.${what}`));
    } catch (error) {
      toast('stop', error.text());
    }
    on_change();
  }}, t(`ui.task.${what}`));
}

/// One task; `on_change` is called when it was ticked.
export function task_part(task, on_change) {
  const open = task.state === 'open';
  const correction = task.kind === 'correction';
  return el('article', {class: 'task', data: {task: task.id, state: task.state}},
    el('p', {class: 'batch-heading'}, sign(kSigns[task.state] ?? 'idle'), el('b', {}, t(`ui.task.${task.kind}`)),
      el('a', {class: 'code', href: `/orders/${encodeURIComponent(task.order_no)}`}, task.order_no),
      el('span', {class: 'note'}, t_first([`ui.task.${task.kind}.state.${task.state}`, `ui.task.state.${task.state}`], {}, task.state), ' · ', when(task.created_at), ' · ', t_first([`ui.actor.${task.actor}`], {}, task.actor))),
    correction ? el('p', {}, el('del', {class: 'code'}, task.old_number), ' → ', el('b', {class: 'code'}, task.number), ' ', task.carrier_name) : null,
    el('p', {class: 'note'}, t(`ui.${{correction: 'correct', remark: 'remark'}[task.kind] ?? 'delay'}.why.${task.reason}`), task.note ? ` · ${task.note}` : '',
      task.kind === 'delay' && task.ship_by_now ? ` · ${t('ui.delay.promised', {time: when(task.ship_by_now)})}` : ''),
    open ? steps(task) : null,
    open ? message_part(message_to_buyer(task), task.kind === 'remark' ? t('ui.remark.text') : undefined) : null,
    el('div', {class: 'actions'}, open ? [button(task, 'done', 'go', on_change), button(task, 'withdraw', 'secondary', on_change)] : null,
      task.state === 'done' ? button(task, 'not-done', 'secondary', on_change) : null));
}
