// Files on their way from this browser to the station: sent one after the other, then followed until each was taken in.

import {get, send_file} from './api.js';
import {t, t_first} from './text.js';

const all = [];
let running = false;

/// The files of this page, newest first. uploads.on_change() and uploads.on_done() are called when one moved.
export function uploads() {
  return [...all].reverse();
}
uploads.on_change = () => {};
uploads.on_done = () => {};

/// Is one still being sent? Leaving the page would break it off.
export function active() {
  return all.some((one) => one.state === 'sending' || one.state === 'queued');
}

const kTexts = {
  queued: () => t('ui.files.state.queued'),
  sending: (one) => t('ui.files.state.sending', {percent: Math.round(one.share * 100)}),
  reading: () => t('ui.files.state.reading'),
  taking: (one) => t('ui.files.state.taking', {n: one.taken, total: one.orders}),
  done: (one) => t('ui.files.state.done', one.figures) + (one.problems > 0 ? ` · ${t('ui.imports.problems', {n: one.problems})}` : ''),
  failed: (one) => one.why,
};

function move(one, changes) {
  Object.assign(one, changes);
  uploads.on_change();
}

function end(one, error, message) {
  move(one, {state: 'failed', why: t_first([error], {}, message || error)});
}

async function follow(one) {
  for (;;) {
    await new Promise((done) => setTimeout(done, 300));
    let answer;
    try {
      answer = await get(`/api/v1/uploads/${one.id}`);
    } catch (error) {
      if (error.offline || error.status >= 500) continue;
      end(one, error.key, error.text());
      return;
    }
    if (answer.state === 'failed') {
      end(one, answer.error.key, answer.error.message);
      uploads.on_done();
      return;
    }
    if (answer.state !== 'done') continue;
    const made = answer.import;
    move(one, {state: 'done', share: 1, import_id: made.id, problems: made.problems.length,
      figures: {created: made.new, updated: made.updated, unchanged: made.unchanged, left_out: made.skipped.length}});
    uploads.on_done();
    return;
  }
}

async function send(one) {
  move(one, {state: 'sending'});
  try {
    const query = new URLSearchParams({name: one.name, modified: String(one.file.lastModified || 0)});
    const answer = await send_file(`/api/v1/uploads?${query}`, one.file, (share) => move(one, {share}));
    move(one, {state: 'reading', id: answer.id, share: 1, file: null});
    follow(one);
  } catch (error) {
    move(one, {state: 'failed', why: error.offline ? t('error.upload_broken') : error.text(), file: null});
  }
}

async function run() {
  running = true;
  for (let one = all.find((each) => each.state === 'queued'); one; one = all.find((each) => each.state === 'queued')) await send(one);
  running = false;
}

/// Takes files of a drop or of the chooser.
export function take_in(files) {
  for (const file of files) {
    const one = {name: file.name, file, state: 'queued', share: 0, problems: 0, why: ''};
    one.text = () => kTexts[one.state](one);
    all.push(one);
  }
  uploads.on_change();
  if (!running) run();
}

/// How far the station is with the file that it is taking in, by its status.
export function progress(importing) {
  if (!importing?.file) return;
  const one = all.find((each) => (each.state === 'reading' || each.state === 'taking') && each.name === importing.file);
  if (one) move(one, {state: 'taking', taken: importing.taken, orders: importing.orders, share: importing.orders > 0 ? importing.taken / importing.orders : 0});
}
