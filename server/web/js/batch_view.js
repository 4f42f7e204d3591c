// One batch as heading, bar and figures; shared by the status page and the batches page.

import {el} from './dom.js';
import {duration, when} from './format.js';
import {t} from './text.js';

const kParts = [['printed', 'go'], ['sent', 'sent'], ['sending', 'sending'], ['unknown', 'look'], ['failed', 'stop'],
  ['queued', 'queued'], ['cancelled', 'cancelled']];

export function batch_title(batch) {
  return batch.kind === 'slot' || batch.kind === 'supplement' ? t(`ui.batch.title.${batch.kind}`, {title: batch.title}) : t(`ui.batch.title.${batch.kind}`, {id: batch.id});
}

/// The batch's name with its state and, where it has been late, that too.
export function batch_heading(batch, state, prefix = '') {
  return el('p', {class: 'batch-heading'},
    el('a', {href: `/batches/${batch.id}`, data: {key: `batch-${batch.id}`}}, el('b', {}, prefix ? `${prefix} ` : '', batch_title(batch))), state,
    batch.late ? el('span', {class: 'tag tag-look'}, t('ui.batch.late')) : null,
    el('span', {class: 'note'}, when(batch.created_at)));
}

/// Each label a share of the bar, in the order of their lives; the numbers below are label numbers.
export function batch_bar(batch) {
  const through = batch.printed + batch.sent + batch.unknown + batch.failed;
  const bar = el('div', {class: 'batch-bar', role: 'progressbar', 'aria-valuemin': 0, 'aria-valuemax': batch.total,
    'aria-valuenow': through, 'aria-label': batch_title(batch)},
  kParts.filter(([name]) => batch[name] > 0).map(([name, kind]) => {
    const share = el('span', {class: `share share-${kind}`, title: `${t(`ui.job.${name}`)} ${batch[name]}`});
    share.style.flexGrow = batch[name];
    return share;
  }));
  const marks = el('div', {class: 'batch-marks', 'aria-hidden': 'true'}, [0, 0.25, 0.5, 0.75, 1].map((at) =>
    el('span', {}, Math.max(1, Math.round(batch.total * at)))));
  return [bar, batch.total >= 8 ? marks : null];
}

export function batch_figures(batch) {
  const done = batch.printed + batch.sent;
  const figure = (value, text, kind) => el('li', {class: kind}, el('b', {}, value), ' ', text);
  return el('ul', {class: 'figures'},
    figure(`${done} / ${batch.total}`, t('ui.batch.figure.done')),
    batch.state === 'running' && batch.pace_per_minute ? figure(Math.round(batch.pace_per_minute), t('ui.batch.figure.pace')) : null,
    batch.state === 'running' && batch.seconds_left !== null ? figure(duration(batch.seconds_left), t('ui.batch.figure.left')) : null,
    batch.unknown > 0 ? figure(batch.unknown, t('ui.job.unknown'), 'word-look') : null,
    batch.failed > 0 ? figure(batch.failed, t('ui.job.failed'), 'word-stop') : null,
    batch.cancelled > 0 ? figure(batch.cancelled, t('ui.job.cancelled')) : null,
    batch.finished_at ? figure(when(batch.finished_at), t('ui.batch.figure.finished')) : null);
}
