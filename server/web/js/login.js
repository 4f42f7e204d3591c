// Logging in, and changing one's own password (/login?change=1).

import {get, post, session} from './api.js';
import {el, put, sign} from './dom.js';
import {field, new_password} from './password_fields.js';
import {language_button, start_small_page} from './shell.js';
import {t} from './text.js';

const asked = new URLSearchParams(window.location.search);

/// Where to go afterwards: a page of this station and nowhere else.
function back() {
  try {
    const url = new URL(asked.get('back') ?? '/', window.location.origin);
    if (url.origin === window.location.origin && url.pathname !== '/login') return url.pathname + url.search;
  } catch {
    // no address
  }
  return '/';
}

const said = el('p', {class: 'form-said', id: 'said', role: 'alert', hidden: true});

function say(text, level = 'stop') {
  said.hidden = text === '';
  put(said, sign(level), el('span', {}, text));
}

/// Counts the wait down, so that nobody has to guess when to try again.
function wait(button, seconds) {
  button.disabled = true;
  const end = Date.now() + seconds * 1000;
  const timer = setInterval(() => {
    const left = Math.ceil((end - Date.now()) / 1000);
    if (left > 0) {
      say(t('error.login_throttled', {seconds: left}), 'look');
      return;
    }
    clearInterval(timer);
    button.disabled = false;
    say('');
  }, 250);
}

async function send(button, work) {
  button.disabled = true;
  say('');
  try {
    await work();
  } catch (error) {
    button.disabled = false;
    say(error.text());
    if (error.key === 'error.login_throttled') wait(button, error.params.seconds);
  }
}

function frame(title, form) {
  return el('div', {class: 'panel small-panel'}, el('div', {class: 'small-head'}, el('span', {class: 'brand-mark', 'aria-hidden': 'true'}),
    el('span', {}, 'Packbench'), language_button()), el('h1', {}, title), form);
}

function log_in_form() {
  const button = el('button', {class: 'button primary', type: 'submit'}, t('ui.login.go'));
  const password = field('password', t('ui.login.password'), {type: 'password', autocomplete: 'current-password', maxlength: 200});
  return frame(t('ui.login.title'), el('form', {class: 'form', onsubmit: (event) => {
    event.preventDefault();
    const data = new FormData(event.target);
    send(button, async () => {
      const who = await post('/api/v1/login', {user: data.get('user'), password: data.get('password')});
      window.location.replace(who.role === 'packer' && back() === '/' ? '/bench' : back());
    }).then(() => {
      if (said.hidden) return;
      password.querySelector('input').select();
    });
  }}, field('user', t('ui.login.user'), {autocomplete: 'username', maxlength: 60, autocapitalize: 'off', spellcheck: 'false'}), password, said, button,
  el('p', {class: 'note'}, t('ui.login.lost'))));
}

function change_form(who) {
  const button = el('button', {class: 'button primary', type: 'submit'}, t('ui.password.change'));
  const wanted = new_password(say);
  return frame(t('ui.user.password'), el('form', {class: 'form', onsubmit: (event) => {
    event.preventDefault();
    const next = wanted.value();
    if (!next) return;
    const old = new FormData(event.target).get('old');
    send(button, async () => {
      await post('/api/v1/password', {old, new: next});
      say(t('ui.password.changed'), 'go');
    });
  }}, el('input', {type: 'text', name: 'user', autocomplete: 'username', value: who.user, hidden: true}),
  field('old', t('ui.password.old'), {type: 'password', autocomplete: 'current-password', maxlength: 200}), wanted.nodes, said,
  el('div', {class: 'actions'}, button, el('a', {class: 'button secondary', href: '/'}, t('ui.back')))));
}

async function main() {
  const change = asked.has('change');
  const main_node = await start_small_page(change ? 'ui.user.password' : 'ui.login.title');
  const who = await session().catch(() => null);
  if (who && !who.set_up) {
    put(main_node, frame(t('ui.login.title'), el('div', {class: 'form'}, el('p', {}, t(who.here ? 'ui.login.not_set_up' : 'error.only_here')),
      who.here ? el('a', {class: 'button', href: '/setup'}, t('ui.user.set_up')) : null)));
    return;
  }
  if (change && who?.user) {
    put(main_node, change_form(who));
  } else {
    put(main_node, log_in_form());
  }
  main_node.querySelector('input:not([hidden])').focus();
  get('/healthz').catch(() => say(t('ui.error.offline')));
}

main();
