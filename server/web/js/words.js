// States, carriers and reasons in words and shapes; shared by every page that shows orders or labels.

import {el, sign} from './dom.js';
import {t, t_first} from './text.js';

const kOrderSigns = {
  pulled: 'idle', screened: 'wait', held: 'look', refused: 'stop', numbered: 'number', queued: 'wait', printed: 'sheet',
  packed: 'box', shipped: 'ship', intercepted: 'stop', closed: 'idle',
};
const kOrderLevels = {held: 'look', refused: 'stop', intercepted: 'stop', packed: 'go', shipped: 'go'};

const kJobSigns = {
  queued: 'wait', rendering: 'wait', proven: 'wait', sending: 'ship', sent: 'sheet', printed: 'go', failed: 'stop',
  unknown: 'look', cancelled: 'idle',
};
const kJobLevels = {printed: 'go', failed: 'stop', unknown: 'look'};

const kBatchSigns = {running: 'ship', paused: 'look', done: 'go', cancelled: 'idle'};

function chip(kind, level, text) {
  return el('span', {class: ['chip', level ? `chip-${level}` : null]}, sign(kind), text);
}

export function order_state(state, verdict, released) {
  // A review order is "screened" for the machine; for people it waits for a look.
  if (state === 'screened' && verdict === 'review' && !released) return chip('look', 'look', t('ui.state.review'));
  return chip(kOrderSigns[state] ?? 'idle', kOrderLevels[state], t(`ui.state.${state}`));
}

export function job_state(state) {
  return chip(kJobSigns[state] ?? 'idle', kJobLevels[state], t(`ui.job.${state}`));
}

export function batch_state(state) {
  return chip(kBatchSigns[state] ?? 'idle', {paused: 'look', done: 'go'}[state], t(`ui.batch.${state}`));
}

/// Why a label was not printed: the rule that failed, where on it, and the character that no font has.
function label_failure({failure, field, character}) {
  const key = character ? 'character' : field ? 'place' : 'what';
  return t(`error.label_not_proven.${key}`, {
    what: t_first([`ui.failure.${failure}`], {}, failure), place: t_first([`ui.label_field.${field}`], {}, field ?? ''), character: character ?? ''});
}

/// A reason of the screening as a sentence. Takes the short form (a code) and the long one.
export function reason_text(reason) {
  const code = typeof reason === 'string' ? reason : reason.code;
  const params = typeof reason === 'string' ? {} : reason.params;
  if (params.failure) return label_failure(params);
  return t_first([`screening.${code}`, `error.${code}`], params, reason.message || code);
}

/// The reason's few words for a table.
export function reason_short(code) {
  return t_first([`ui.reason.${code}`], {}, code.replaceAll('_', ' '));
}

/// A printer's or label's message: a key of the table, a list of failures ("quiet_zone, too_low (hub)"), or plain text.
export function message_text(message) {
  if (!message) return '';
  return t_first([message, `error.${message}`], {}, message.split(', ').map((part) =>
    t_first([`ui.failure.${part.split(' ')[0]}`], {}, part)).join(t('ui.list.join')));
}

export function warning_text(code) {
  return t_first([`ui.warning.${code.split(' ')[0]}`], {}, code);
}
