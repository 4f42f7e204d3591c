// The place for files: dropped or chosen, sent with their progress. Shared by the files page and the day's page.

import {el, put, sign} from './dom.js';
import {t} from './text.js';
import {active, take_in, uploads} from './upload_queue.js';

function upload_row(one, href) {
  const level = {done: one.problems > 0 ? 'look' : 'go', failed: 'stop'}[one.state];
  const share = Math.round(one.share * 100);
  return el('li', {class: 'upload', data: {upload: one.state}},
    sign(level ?? 'wait'),
    el('div', {class: 'device-text'}, el('b', {class: 'file-name'}, one.name),
      el('span', {class: ['under', level ? `word-${level}` : null]}, one.text()),
      level ? null : el('div', {class: 'upload-bar', role: 'progressbar', 'aria-label': one.name, 'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-valuenow': share},
        el('progress', {max: 100, value: String(share)}))),
    one.import_id ? el('a', {class: 'button secondary', href: href(one.import_id)}, t('ui.files.see')) : null);
}

/// The zone with its chooser and the files on their way; `level` is the look of its button, `href(import)` leads to
/// what an import did.
export function drop_zone(href, level = 'primary') {
  const input = el('input', {type: 'file', id: 'choose', class: 'off-screen', multiple: true, accept: '.xlsx,.csv', onchange: () => {
    take_in([...input.files]);
    input.value = '';
  }});
  uploads.on_change = () => put(document.getElementById('uploads'), uploads().map((one) => upload_row(one, href)));
  return el('section', {class: 'panel drop', id: 'drop', 'aria-label': t('ui.files.drop.label')},
    sign('sheet'), el('div', {class: 'drop-text'}, el('p', {class: 'drop-title'}, t(window.matchMedia('(pointer: coarse)').matches ? 'ui.files.pick' : 'ui.files.drop')), el('p', {class: 'note'}, t('ui.files.drop.note'))),
    input, el('label', {class: `button ${level}`, for: 'choose', id: 'choose-button'}, t('ui.files.choose')),
    el('ul', {class: 'rows uploads', id: 'uploads', 'aria-live': 'polite'}));
}

/// A file may be dropped anywhere on the page: beside the zone the browser would open it and leave.
export function listen_for_drops() {
  let over = 0;
  const has_files = (event) => [...(event.dataTransfer?.types ?? [])].includes('Files');
  const show = () => document.getElementById('drop').classList.toggle('drop-over', over > 0);
  window.addEventListener('dragenter', (event) => {
    if (!has_files(event)) return;
    ++over;
    show();
  });
  window.addEventListener('dragleave', (event) => {
    if (!has_files(event)) return;
    over = Math.max(0, over - 1);
    show();
  });
  window.addEventListener('dragover', (event) => {
    if (has_files(event)) event.preventDefault();
  });
  window.addEventListener('drop', (event) => {
    if (!has_files(event)) return;
    event.preventDefault();
    over = 0;
    show();
    take_in([...event.dataTransfer.files]);
  });
  window.addEventListener('beforeunload', (event) => {
    if (active()) event.preventDefault();
  });
}
