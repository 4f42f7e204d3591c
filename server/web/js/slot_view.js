// What the status page shows of slots: those that wait or ask, the check before the next one, rolls of labels.

import {el, sign} from './dom.js';
import {clock, day_name, distance, when, when_in_words} from './format.js';
import {t, t_first} from './text.js';
import {message_text} from './words.js';

const kLevels = {ok: 'go', warn: 'look', stop: 'stop'};

/// A slot that waits for an export, or that asks; `act` runs a command: act('go', slot).
export function open_slot(slot, status, busy, act) {
  const waits = slot.state === 'waiting';
  const times = [...slot.folded, slot.at].map((at) => when_in_words(at, status.now)).join(t('ui.list.join'));
  const text = waits
    ? [t(slot.last_export ? 'ui.slot.waiting' : 'ui.slot.waiting.none', {title: times, time: slot.last_export ? when_in_words(slot.last_export, status.now) : ''}),
      t('ui.slot.waiting.note', {time: when(slot.fresh_since, status.now)})]
    : [t('ui.slot.asking', {titles: times, n: slot.expected})];
  return el('div', {class: 'question', role: 'alertdialog', 'aria-label': text.join(' '), data: {slot: slot.id}}, sign('look'),
    el('div', {class: 'question-text'}, text.map((line) => el('p', {}, line))),
    waits ? el('a', {class: 'button primary', href: '/files', data: {key: `slot-import-${slot.id}`}}, t('ui.slot.import')) : null,
    el('button', {class: ['button', waits ? 'secondary' : 'primary'], type: 'button', disabled: busy !== '', data: {key: `slot-go-${slot.id}`, slotGo: slot.id},
      onclick: () => act('go', slot)}, t(waits ? 'ui.slot.go_anyway' : 'ui.slot.print', {n: slot.expected})),
    el('button', {class: 'button secondary', type: 'button', disabled: busy !== '', data: {key: `slot-skip-${slot.id}`},
      onclick: () => act('skip', slot)}, t('ui.slot.skip')));
}

/// "Next batch 10:00 (October 9, after 国庆)", and why there is none today.
export function next_slot(next, today, now) {
  const other_day = day_name(next.at) !== day_name(now);
  const day = other_day ? t(next.after ? 'ui.slot.day_after' : 'ui.slot.day', {day: day_name(next.at), name: next.after}) : '';
  const why = today.code === 'closed' || today.code === 'weekday' ? t(`ui.slot.today.${today.code}`, {name: today.name}) : '';
  return el('p', {class: 'next-batch'}, el('b', {}, t('ui.batch.next', {title: next.title}), day),
    el('span', {}, t('ui.batch.next.note', {n: next.expected, left: distance(next.at, Date.parse(now))})),
    why ? el('span', {id: 'no-slot-today'}, why) : null);
}

/// Without any slot ahead.
export function no_slot(today) {
  return today.code ? el('p', {class: 'note', id: 'no-slot-today'}, t(`ui.slot.today.${today.code}`, {name: today.name})) : null;
}

function check_row(item) {
  const {message, ...rest} = item.params;
  const params = message === undefined ? rest : {...rest, message: message_text(message || 'ui.printer.silent')};
  const cure = t_first([`ui.check.${item.code}.cure`], params, '');
  return el('li', {class: 'check-item', data: {check: item.kind, level: item.level}}, sign(kLevels[item.level]),
    el('div', {class: 'device-text'}, el('span', {class: `word-${kLevels[item.level]}`}, t(`ui.check.${item.code}`, params)),
      cure ? el('p', {class: 'note'}, item.level === 'ok' || item.href === '/' ? cure : el('a', {href: item.href}, cure)) : null));
}

/// The check; `again` runs it anew.
export function check_part(check, busy, again) {
  const button = el('button', {class: 'button secondary', type: 'button', id: 'check-again', disabled: busy !== '', data: {key: 'check'}, onclick: again},
    t(check ? 'ui.check.again' : 'ui.check.run'));
  if (!check) return el('div', {class: 'actions check-actions', id: 'check'}, button);
  return el('details', {class: 'slot-check', id: 'check', open: check.level !== 'ok'},
    el('summary', {}, sign(kLevels[check.level]), el('b', {}, t(`ui.check.level.${check.level}`, {title: check.title})), ' ',
      el('span', {class: 'note'}, clock(check.at))),
    el('ul', {class: 'rows'}, check.items.map(check_row)), el('div', {class: 'actions check-actions'}, button));
}

/// The roll of a printer, and the form for a new one; `changed(labels)` says that one was put in.
export function roll_line(printer, open, toggle, changed) {
  const roll = printer.roll;
  const low = roll && roll.left * 10 < roll.size;
  const input = el('input', {type: 'number', min: 1, max: 100000, inputmode: 'numeric', class: 'roll-size', 'aria-label': t('ui.roll.size'),
    data: {key: `roll-size-${printer.name}`}, value: roll?.size || printer.labels_per_roll || 500});
  return el('div', {class: 'roll', data: {roll: printer.name}},
    el('span', {class: low ? 'word-look' : 'note'}, low ? sign('look') : null, roll ? t('ui.roll.left', {n: roll.left, size: roll.size}) : t('ui.roll.unknown')),
    open
      ? el('form', {class: 'roll-form', onsubmit: (event) => {
        event.preventDefault();
        changed(Number(input.value));
      }}, input, el('button', {class: 'button', type: 'submit', data: {key: `roll-set-${printer.name}`}}, t('ui.roll.set')))
      : el('button', {class: 'button-link', type: 'button', data: {key: `roll-${printer.name}`, rollChange: printer.name}, onclick: toggle}, t('ui.roll.change')));
}

/// With what an order will be printed.
export function goes_with_text(going) {
  if (!going) return '';
  return t(`ui.goes_with.${going.kind}`, {time: when(going.at), title: going.title});
}
