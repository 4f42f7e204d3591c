// The bench: worked with a scanner only, read from two metres. The server decides; this page sends what was scanned
// and shows the answer: a colour, a shape, a word, a sound, and one sentence about what to do next.

import {get, post} from './api.js';
import {bench_picture} from './bench_picture.js';
import {el, put, sign} from './dom.js';
import {clock_seconds} from './format.js';
import {Live} from './live.js';
import {kOn} from './refusals.js';
import {ScanDecoder} from './scan_decoder.js';
import {ScanQueue} from './scan_queue.js';
import {Sounds} from './sounds.js';
import {language, load_texts, other_language, switch_language, t} from './text.js';

const kBoundMs = 800; // how long "bound" stays before the bench is ready again
const kNoteMs = 2000; // how long "undone" or "put aside" stays
const kReceivedMs = 30; // an answer that comes sooner is shown at once, without a step between
const kCommands = ['PB:CONFIRM', 'PB:UNDO', 'PB:CANCEL', 'PB:OUT', 'PB:BOX'];

const bench = {
  name: '',
  view: null, // the last view the server sent
  calm: true, // bound has been shown long enough
  scanned: '', // the text of the last scan made here
  received: '', // a scan that has no answer yet
  problem: null, // a refusal that is no bench view: {text, scanned}
  live: true,
  since: 0, // when updates or answers stopped
  waiting: 0, // scans that wait for the server
  latency_ms: null,
  heard: '', // the outcome whose sound was played
  help: false,
};

const sounds = new Sounds(() => draw());
let calm_timer = 0;
let received_timer = 0;

function hear(outcome) {
  if (!outcome || outcome.at === bench.heard) return;
  bench.heard = outcome.at;
  sounds.play(outcome);
}

function show(view) {
  const old = bench.view?.outcome?.at;
  if (old && view.outcome && view.outcome.at < old) return; // an older event that came late
  clearTimeout(received_timer);
  const is_new = view.outcome && view.outcome.at !== old;
  bench.view = view;
  if (is_new) {
    bench.received = '';
    bench.problem = null;
    bench.calm = false;
    clearTimeout(calm_timer);
    if (view.state === 'bound' || view.state === 'ready') {
      calm_timer = setTimeout(() => {
        bench.calm = true;
        draw();
      }, view.state === 'bound' ? kBoundMs : kNoteMs);
    }
    hear(view.outcome);
  }
  draw();
}

function refuse(text, scanned) {
  clearTimeout(received_timer);
  bench.received = '';
  bench.problem = {text, scanned};
  sounds.play({kind: 'stop', code: 'other'});
  draw();
}

const queue = new ScanQueue({
  send: (text, key) => post(`/api/v1/benches/${encodeURIComponent(bench.name)}/scan`, {text, key}, 4000),
  on_answer: (view, text, ms) => {
    bench.latency_ms = ms;
    bench.scanned = text;
    bench.received = '';
    show(view);
  },
  on_refused: (error, text) => refuse(error.text(), text),
  on_waiting: (count) => {
    if (count > 0 && bench.waiting === 0) {
      bench.since = Date.now();
      sounds.play({kind: 'look'});
    }
    if (count === bench.waiting) return;
    bench.waiting = count;
    draw();
  },
});

function scan(text) {
  if (text.toUpperCase() === 'PB:HELP') {
    toggle_help(true);
    return;
  }
  bench.help = false;
  if (!queue.push(text)) {
    refuse(t('ui.bench.queue_full'), text);
    return;
  }
  clearTimeout(received_timer);
  received_timer = setTimeout(() => {
    bench.received = text;
    draw();
  }, kReceivedMs);
}

function toggle_help(open) {
  bench.help = open;
  draw();
  if (open) document.getElementById('typed').focus();
}

function help_overlay() {
  const close = () => toggle_help(false);
  return el('div', {class: 'bench-help', role: 'dialog', 'aria-modal': 'true', 'aria-label': t('ui.bench.help')},
    el('div', {class: 'bench-help-top'}, el('h2', {}, t('ui.bench.help.title')),
      el('button', {type: 'button', class: 'button secondary', id: 'help-close', onclick: close}, t('ui.close'))),
    el('div', {class: 'symbols'}, kCommands.map((command) =>
      el('button', {type: 'button', class: 'symbol', data: {command}, onclick: () => scan(command)},
        el('img', {src: `/api/v1/symbols/${command}.png`, alt: command}),
        el('b', {}, t(`ui.bench.command.${command.slice(3).toLowerCase()}`)),
        el('span', {}, t(`ui.bench.command.${command.slice(3).toLowerCase()}.note`))))),
    el('form', {class: 'typed', onsubmit: (event) => {
      event.preventDefault();
      const text = document.getElementById('typed').value.trim();
      if (text !== '') scan(text);
      close();
    }},
    el('label', {for: 'typed'}, t('ui.bench.type')),
    el('input', {id: 'typed', autocomplete: 'off', autocapitalize: 'characters', spellcheck: 'false'}),
    el('button', {class: 'button', type: 'submit'}, t('ui.bench.type.send'))),
    el('ul', {class: 'bench-tips'}, ['ui.bench.tip.ime', 'ui.bench.tip.colours', 'ui.bench.tip.offline'].map((key) => el('li', {}, t(key)))),
    el('p', {class: 'bench-links'}, el('a', {href: '/'}, t('ui.nav.status')),
      el('button', {type: 'button', class: 'quiet', lang: other_language(), onclick: switch_language}, language() === 'en' ? '中文' : 'English'),
      el('button', {type: 'button', class: 'quiet', onclick: () => document.documentElement.requestFullscreen?.()}, t('ui.bench.fullscreen'))));
}

function sign_of_life() {
  if (!bench.live || bench.waiting > 0) {
    const time = clock_seconds(new Date(bench.since).toISOString());
    return el('span', {class: 'bench-live bench-live-off'}, sign('look'),
      bench.waiting > 0 ? t('ui.bench.offline.waiting', {time, n: bench.waiting}) : t('ui.bench.offline', {time}));
  }
  return el('span', {class: 'bench-live'}, el('span', {class: 'dot dot-go'}),
    bench.latency_ms === null ? t('ui.live.on') : t('ui.bench.live', {ms: Math.max(1, Math.round(bench.latency_ms))}));
}

function draw() {
  const view = bench.view;
  if (!view) return;
  const look = bench_picture(bench);
  document.body.className = `bench bench-${look.mode}`;
  document.getElementById('bench-title').textContent = view.title || t('ui.bench.name', {name: view.bench});
  put(document.getElementById('bench-progress'), view.progress && view.progress.total > 0
    ? t('ui.bench.progress', {title: view.progress.title, bound: view.progress.bound, total: view.progress.total}) : '');
  put(document.getElementById('bench-life'), sounds.ready ? null : el('span', {class: 'bench-sound'}, t('ui.bench.sound_off')), sign_of_life());
  for (const [name, value] of [['--ground', look.ground], ['--on', look.ground && kOn]]) {
    if (value) document.body.style.setProperty(name, value);
    else document.body.style.removeProperty(name);
  }
  put(document.getElementById('outcome'), look.outcome);
  document.getElementById('outcome').dataset.at = view.outcome?.at ?? '';
  put(document.getElementById('parcel'), look.parcel);
  put(document.getElementById('next'), look.next);
  const overlay = document.getElementById('overlay');
  if (bench.help === (overlay.firstChild !== null)) return;
  put(overlay, bench.help ? help_overlay() : null);
}

function command_button(command, kind) {
  return el('button', {type: 'button', class: 'bench-button', data: {command}, onclick: (event) => {
    event.currentTarget.blur(); // else the scanner's Enter would press it again
    scan(command);
  }}, t(`ui.bench.command.${kind}`));
}

function build() {
  document.body.className = 'bench';
  document.body.replaceChildren(
    el('header', {class: 'bench-top'}, el('h1', {id: 'bench-title'}), el('span', {id: 'bench-progress'}),
      el('span', {id: 'bench-life', role: 'status'})),
    el('main', {class: 'bench-main'},
      el('section', {id: 'outcome', class: 'outcome', 'aria-live': 'assertive'}),
      el('section', {id: 'parcel', class: 'parcel'})),
    el('footer', {class: 'bench-next'}, el('p', {id: 'next', 'aria-live': 'polite'}), el('span', {id: 'partial'}),
      el('div', {class: 'bench-buttons'}, command_button('PB:CONFIRM', 'confirm'), command_button('PB:UNDO', 'undo'), command_button('PB:CANCEL', 'cancel'), command_button('PB:OUT', 'out'), command_button('PB:BOX', 'box'),
        el('button', {type: 'button', class: 'bench-button', id: 'help', 'aria-label': t('ui.bench.help'), onclick: (event) => {
          event.currentTarget.blur();
          toggle_help(!bench.help);
        }}, '?'))),
    el('div', {id: 'overlay'}));
}

const kSuffixStored = 'packbench.scanner_sends_suffix';
const kLateMs = 20; // a timer this late means that keys may wait behind it

function stored(key, value) {
  try {
    if (value === undefined) return window.localStorage.getItem(key);
    window.localStorage.setItem(key, value);
  } catch {
    // storage may be forbidden: only the first scan is less patient then
  }
  return null;
}

function listen() {
  let timer = 0;
  const decoder = new ScanDecoder({
    on_scan: scan,
    suffix_seen: stored(kSuffixStored) === '1',
    on_suffix: () => stored(kSuffixStored, '1'),
    on_partial: (text) => {
      document.getElementById('partial').textContent = text;
    },
  });
  const wait = (late = false) => {
    clearTimeout(timer);
    const deadline = decoder.deadline;
    if (deadline === null) return;
    timer = setTimeout(() => {
      if (!late && performance.now() > deadline + kLateMs) {
        wait(true); // the page was busy: let the keys come first that were pressed meanwhile
        return;
      }
      decoder.poll(performance.now());
      wait();
    }, late ? kLateMs : Math.max(1, deadline - performance.now() + 1));
  };
  window.addEventListener('keydown', (event) => {
    sounds.enable();
    if (event.target instanceof HTMLInputElement) {
      if (event.code === 'Escape') toggle_help(false);
      return;
    }
    if (event.code === 'Escape' && !decoder.pending && bench.help) toggle_help(false);
    if (decoder.key_down(event, event.timeStamp)) {
      event.preventDefault();
      event.stopPropagation();
    }
    wait();
  }, {capture: true});
  window.addEventListener('keyup', (event) => {
    decoder.key_up(event, event.timeStamp);
    wait();
  }, {capture: true});
  window.addEventListener('pointerdown', () => sounds.enable());
  // The lines of a parcel that ask which article is missing.
  document.getElementById('parcel').addEventListener('click', (event) => {
    const button = event.target.closest('button[data-command]');
    if (!button) return;
    button.blur();
    scan(button.dataset.command);
  });
  window.addEventListener('blur', () => decoder.lost_focus());
}

async function stay_awake() {
  try {
    await navigator.wakeLock?.request('screen');
  } catch {
    // the screen may go dark then; the system's own settings decide
  }
}

function pick(benches) {
  document.body.className = 'bench-pick';
  document.body.replaceChildren(el('main', {class: 'pick'}, el('h1', {}, t('ui.bench.pick')),
    benches.map((one, i) => el('a', {class: 'card', href: `/bench?bench=${encodeURIComponent(one.name)}`},
      el('span', {class: 'figure'}, one.title || one.name), el('span', {class: 'card-note'}, t('ui.bench.pick.key', {n: i + 1}))))));
  window.addEventListener('keydown', (event) => {
    const one = benches[Number(event.code.replace(/^(Digit|Numpad)/, '')) - 1];
    if (one) window.location.assign(`/bench?bench=${encodeURIComponent(one.name)}`);
  });
}

async function find_bench() {
  const asked = new URLSearchParams(window.location.search).get('bench')
    ?? decodeURIComponent(window.location.pathname.split('/')[2] ?? '');
  if (asked) return asked;
  const {benches} = await get('/api/v1/benches');
  if (benches.length === 1) return benches[0].name;
  pick(benches);
  return '';
}

async function first_view() {
  for (;;) {
    try {
      const name = await find_bench();
      return name ? [name, await get(`/api/v1/benches/${encodeURIComponent(name)}`)] : null;
    } catch (error) {
      document.body.className = 'bench-pick';
      document.body.replaceChildren(el('main', {class: 'pick'}, el('h1', {}, sign('stop'), error.text()), el('a', {href: '/bench', class: 'button'}, t('ui.bench.pick'))));
      if (!error.offline && error.status < 500) return null;
      await new Promise((done) => setTimeout(done, 2000));
    }
  }
}

async function main() {
  await load_texts();
  document.title = `${t('ui.nav.bench')} · Packbench`;
  const first = await first_view();
  if (!first) return;
  bench.name = first[0];
  build();
  bench.heard = first[1].outcome?.at ?? '';
  bench.view = first[1];
  draw();
  listen();
  stay_awake();
  new Live({bench: (view) => {
    if (view.bench === bench.name) show(view);
  }}, (live, since) => {
    bench.live = live;
    if (!live) bench.since = since;
    draw();
    if (live) get(`/api/v1/benches/${encodeURIComponent(bench.name)}`).then(show, () => {});
  });
}

main();
