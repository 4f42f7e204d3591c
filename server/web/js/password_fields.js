// A new password, typed twice, with its strength by length and a switch that shows it.

import {el} from './dom.js';
import {t} from './text.js';

const kLeast = 10;
const kGood = 14;

function strength(text) {
  const length = [...text].length;
  return length < kLeast ? ['stop', 'ui.password.short'] : length < kGood ? ['look', 'ui.password.fair'] : ['go', 'ui.password.good'];
}

/// A labelled field; `id` also names it.
export function field(id, label, attributes, note) {
  return el('div', {class: 'field'}, el('label', {for: id}, label), el('input', {id, name: id, required: true, ...attributes}),
    note ? el('span', {class: 'note', id: `${id}-note`}, note) : null);
}

/// {nodes, value()}: value() answers the password, or '' after having said what is wrong with it.
export function new_password(say) {
  const length = el('span', {class: 'note', id: 'password-strength', 'aria-live': 'polite'}, t('ui.password.rule', {n: kLeast}));
  const first = el('input', {id: 'password', name: 'password', type: 'password', required: true, autocomplete: 'new-password', maxlength: 128,
    'aria-describedby': 'password-strength', oninput: () => {
      const [level, key] = strength(first.value);
      length.className = `word-${level}`;
      length.textContent = t(key, {n: [...first.value].length, least: kLeast});
    }});
  const second = el('input', {id: 'again', name: 'again', type: 'password', required: true, autocomplete: 'new-password', maxlength: 128});
  const show = el('input', {id: 'show', type: 'checkbox', onchange: () => {
    first.type = second.type = show.checked ? 'text' : 'password';
  }});
  return {
    nodes: [
      el('div', {class: 'field'}, el('label', {for: 'password'}, t('ui.password.new')), first, length),
      el('div', {class: 'field'}, el('label', {for: 'again'}, t('ui.password.again')), second),
      el('label', {class: 'check', for: 'show'}, show, t('ui.password.show'))],
    value: () => {
      if ([...first.value].length < kLeast) {
        say(t('error.password_short'));
        first.focus();
        return '';
      }
      if (first.value !== second.value) {
        say(t('ui.password.differ'));
        second.focus();
        return '';
      }
      return first.value;
    },
  };
}
