// Users, for owners: who there is, what they may, where they are logged in.

import {get, post, session} from './api.js';
import {el, put, sign} from './dom.js';
import {when} from './format.js';
import {field, new_password} from './password_fields.js';
import {empty_note, start_live, start_page, toast} from './shell.js';
import {t} from './text.js';

const kRoles = ['packer', 'supervisor', 'owner'];

let users = [];
let me = '';
let open_form = ''; // 'add', or 'password:NAME'
const path = (user) => `/api/v1/users/${encodeURIComponent(user.name)}`;

async function change(work, done_text) {
  try {
    await work();
    toast('go', done_text);
    open_form = '';
  } catch (error) {
    toast('stop', error.text());
  }
  await load();
}

function role_select(id, chosen, on_change) {
  return el('select', {id, name: id, onchange: on_change}, kRoles.map((role) =>
    el('option', {value: role, selected: role === chosen}, t(`ui.role.${role}`))));
}

/// Adding a user, or giving one a new password.
function password_form(user) {
  const said = el('p', {class: 'form-said', role: 'alert', hidden: true});
  const password = new_password((text) => {
    said.hidden = false;
    put(said, sign('stop'), el('span', {}, text));
  });
  return el('form', {class: 'form form-wide', onsubmit: (event) => {
    event.preventDefault();
    const secret = password.value();
    if (!secret) return;
    const data = new FormData(event.target);
    change(() => user ? post(`${path(user)}/password`, {password: secret})
      : post('/api/v1/users', {user: data.get('name'), role: data.get('role'), password: secret}),
    user ? t('ui.users.password.done', {name: user.name}) : t('ui.users.added', {name: data.get('name')}));
  }},
  user ? null : [field('name', t('ui.users.name'), {maxlength: 20, autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false'}, t('ui.users.name.note')),
    el('div', {class: 'field'}, el('label', {for: 'role'}, t('ui.users.role')), role_select('role', 'packer'))],
  password.nodes, said,
  el('div', {class: 'actions'}, el('button', {class: 'button', type: 'submit'}, user ? t('ui.password.change') : t('ui.users.add')),
    el('button', {class: 'button secondary', type: 'button', onclick: () => {
      open_form = '';
      draw();
    }}, t('ui.no'))));
}

function session_row(user, one) {
  return el('li', {class: 'device'}, sign('idle'), el('div', {class: 'device-text'}, one.device || t('ui.users.device.unknown'),
    el('span', {class: 'under'}, t('ui.users.session', {from: one.remote, since: when(one.created_at), seen: when(one.last_seen_at)}))),
  el('button', {class: 'button secondary', type: 'button', onclick: () =>
    change(() => post(`${path(user)}/sign-out`, {session: one.id}), t('ui.users.ended', {name: user.name}))}, t('ui.users.end')));
}

function user_part(user) {
  const form = open_form === `password:${user.name}`;
  return el('section', {class: 'panel', data: {user: user.name}},
    el('div', {class: 'user-head'}, el('h2', {class: 'user-name'}, user.name), user.name === me ? el('span', {class: 'tag'}, t('ui.users.me')) : null,
      user.disabled ? el('span', {class: 'chip chip-stop'}, sign('stop'), t('ui.users.disabled')) : null,
      el('span', {class: 'note'}, user.last_login_at ? t('ui.users.last', {time: when(user.last_login_at)}) : t('ui.users.never'))),
    el('p', {class: 'note'}, t(`ui.role.${user.role}.may`)),
    el('div', {class: 'actions'},
      el('label', {class: 'off-screen', for: `role-${user.name}`}, t('ui.users.role')),
      role_select(`role-${user.name}`, user.role, (event) => change(() => post(`${path(user)}/role`, {role: event.target.value}), t('ui.users.role.done', {name: user.name}))),
      el('button', {class: 'button secondary', type: 'button', onclick: () => {
        open_form = form ? '' : `password:${user.name}`;
        draw();
      }}, t('ui.users.password')),
      el('button', {class: ['button secondary', user.disabled ? null : 'stop'], type: 'button', data: {act: 'disable'}, onclick: () =>
        change(() => post(`${path(user)}/${user.disabled ? 'enable' : 'disable'}`, {}), t(user.disabled ? 'ui.users.enabled.done' : 'ui.users.disabled.done', {name: user.name}))},
      t(user.disabled ? 'ui.users.enable' : 'ui.users.disable'))),
    form ? password_form(user) : null,
    user.sessions.length > 0
      ? el('details', {}, el('summary', {}, t('ui.users.sessions', {n: user.sessions.length})), el('ul', {class: 'rows'}, user.sessions.map((one) => session_row(user, one))))
      : null);
}

function draw() {
  put(document.getElementById('list'),
    open_form === 'add' ? el('section', {class: 'panel'}, el('h2', {}, t('ui.users.add')), password_form(null)) : null,
    users.length > 0 ? users.map(user_part)
      : el('div', {class: 'panel'}, el('p', {}, t('ui.users.none')), el('a', {class: 'button', href: '/setup'}, t('ui.user.set_up'))));
}

async function load() {
  try {
    users = (await get('/api/v1/users')).users;
    draw();
  } catch (error) {
    put(document.getElementById('list'), empty_note('stop', error.text()));
    document.getElementById('add').hidden = true;
  }
}

async function main() {
  const main_node = await start_page('ui.user.users');
  me = (await session()).user;
  main_node.append(el('div', {class: 'list-top'}, el('h1', {}, t('ui.user.users')),
    el('button', {class: 'button', id: 'add', type: 'button', onclick: () => {
      open_form = open_form === 'add' ? '' : 'add';
      draw();
      document.getElementById('name')?.focus();
    }}, t('ui.users.add'))),
  el('div', {id: 'list', class: 'stack'}));
  await load();
  start_live(() => {});
}

main();
