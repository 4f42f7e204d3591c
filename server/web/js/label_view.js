// A label that nobody knows to be printed, with the two answers a person can give; and asking for a reason.

import {el} from './dom.js';
import {t} from './text.js';
import {message_text} from './words.js';

/// A small form: quick reasons as buttons, free text, and send. on_done(reason) gets the text; it is never empty.
export function ask_reason(title, quick, submit_text, on_done, on_cancel) {
  const input = el('input', {name: 'reason', required: true, maxlength: 200, autocomplete: 'off', placeholder: t('ui.reason.free'), 'aria-label': t('ui.reason.free')});
  const form = el('form', {class: 'ask', onsubmit: (event) => {
    event.preventDefault();
    const reason = input.value.trim();
    if (reason !== '') on_done(reason);
  }, onkeydown: (event) => {
    event.stopPropagation();
    if (event.key === 'Escape') on_cancel();
    if (/^[1-9]$/.test(event.key) && event.target === input && input.value === '' && quick[Number(event.key) - 1]) {
      event.preventDefault(); // chosen, not sent: Enter does that, and typing replaces it
      input.value = quick[Number(event.key) - 1];
      input.select();
    }
  }},
  el('p', {}, title),
  el('div', {class: 'quick'}, quick.map((text, i) =>
    el('button', {type: 'button', class: 'button secondary', onclick: () => on_done(text)}, el('kbd', {}, i + 1), text))),
  el('div', {class: 'ask-row'}, input, el('button', {class: 'button', type: 'submit'}, submit_text),
    el('button', {class: 'button secondary', type: 'button', onclick: on_cancel}, t('ui.no'))));
  queueMicrotask(() => input.focus());
  return form;
}

/// on_settle(body) gets the body of POST …/settle.
export function unknown_label(job, on_settle) {
  const place = el('div', {});
  const sheet = job.kind === 'sheet'; // of no order: whoever wants it again sends it again
  const again = () => place.replaceChildren(ask_reason(sheet ? t('ui.settle.ask_sheet') : t('ui.settle.ask', {n: job.print_number + 1}),
    [t('ui.settle.quick.blank'), t('ui.settle.quick.jam'), t('ui.settle.quick.looked')], t(sheet ? 'ui.settle.missing' : 'ui.settle.again'),
    (reason) => on_settle({printed: false, reason}), () => place.replaceChildren()));
  return el('div', {class: 'unknown-label', data: {job: job.id}},
    el('img', {class: 'label-thumb', src: `/api/v1/jobs/${job.id}/label.png`, alt: t('ui.label.alt', {number: job.number}), loading: 'lazy'}),
    el('div', {class: 'unknown-text'},
      el('p', {}, el('b', {class: 'code'}, job.number || job.title)),
      el('p', {class: 'note'}, t('ui.settle.where', {printer: job.printer, n: job.sequence}), ' · ',
        sheet ? t('ui.sheet.kind') : el('a', {href: `/orders/${encodeURIComponent(job.order_no)}`}, job.order_no)),
      job.reason ? el('p', {class: 'note'}, message_text(job.reason)) : null,
      el('div', {class: 'actions'},
        el('button', {class: 'button', type: 'button', onclick: () => on_settle({printed: true})}, t('ui.settle.here')),
        el('button', {class: 'button secondary', type: 'button', onclick: again}, t(sheet ? 'ui.settle.missing' : 'ui.settle.not_here'))),
      place));
}
