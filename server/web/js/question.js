// A question that stands where its button stood, and what speaks against printing now.

import {el, sign} from './dom.js';
import {when} from './format.js';
import {print_doubts} from './print_doubts.js';
import {t} from './text.js';

/// `text` is a sentence or several.
export function question(text, yes, yes_text, no, level) {
  return el('div', {class: 'question', role: 'alertdialog', 'aria-label': [text].flat().join(' ')}, sign('look'),
    el('div', {class: 'question-text'}, [text].flat().map((line) => el('p', {}, line))),
    el('button', {class: ['button', level], type: 'button', data: {key: 'yes'}, onclick: yes}, yes_text),
    el('button', {class: 'button secondary', type: 'button', data: {key: 'no'}, onclick: no}, t('ui.no')));
}

/// print_doubts() as sentences.
export function doubt_texts(status) {
  return print_doubts(status).map((one) => t(one.key, one.time ? {time: when(one.time, status.now)} : one.params));
}
