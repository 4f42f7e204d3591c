// The first start: the shop's name, an owner with a password; then by which addresses others come in.

import {get, post, session} from './api.js';
import {el, put, sign} from './dom.js';
import {field, new_password} from './password_fields.js';
import {language_button, start_small_page} from './shell.js';
import {t} from './text.js';

const said = el('p', {class: 'form-said', id: 'said', role: 'alert', hidden: true});
let panel;

function say(text) {
  said.hidden = text === '';
  put(said, sign('stop'), el('span', {}, text));
}

function head(title) {
  return [el('div', {class: 'small-head'}, el('span', {class: 'brand-mark', 'aria-hidden': 'true'}), el('span', {}, 'Packbench'), language_button()),
    el('h1', {}, title)];
}

function address_part(doors) {
  if (doors.wanted.length === 0) return el('p', {}, t('ui.setup.no_listen'));
  if (!doors.open) return el('p', {class: 'form-said'}, sign('look'), el('span', {}, t('ui.doors.problem', {message: doors.problem})));
  if (doors.addresses.length === 0) return el('p', {}, t('ui.setup.no_address'));
  return [el('p', {}, t('ui.setup.others')),
    el('ul', {class: 'addresses', id: 'addresses'}, doors.addresses.map((address) => el('li', {},
      el('img', {src: `/api/v1/addresses/${encodeURIComponent(address.replace(/^https?:\/\//, ''))}.png`, alt: t('ui.setup.qr', {address})}),
      el('a', {class: 'code', href: `${address}/`}, `${address}/`))))];
}

function show_done(doors) {
  put(panel, head(t('ui.setup.done')), el('p', {class: 'form-said'}, sign('go'), el('span', {}, t('ui.setup.done.text'))),
    address_part(doors), el('div', {class: 'actions'}, el('a', {class: 'button', href: '/users'}, t('ui.setup.users')),
      el('a', {class: 'button secondary', href: '/'}, t('ui.setup.status'))));
}

function form(who) {
  const button = el('button', {class: 'button primary', type: 'submit'}, t('ui.setup.go'));
  const password = new_password(say);
  return el('form', {class: 'form', onsubmit: async (event) => {
    event.preventDefault();
    const data = new FormData(event.target);
    const secret = password.value();
    if (!secret) return;
    button.disabled = true;
    say('');
    try {
      await post('/api/v1/setup', {user: data.get('user'), password: secret, shop: data.get('shop')});
      await session(true);
      show_done((await get('/api/v1/addresses')).doors);
    } catch (error) {
      button.disabled = false;
      say(error.text());
    }
  }}, field('shop', t('ui.setup.shop'), {value: who.shop, maxlength: 40, autocomplete: 'organization'}, t('ui.setup.shop.note')),
  field('user', t('ui.setup.owner'), {maxlength: 20, autocomplete: 'username', autocapitalize: 'off', spellcheck: 'false'}, t('ui.users.name.note')),
  password.nodes, said, button);
}

async function main() {
  const main_node = await start_small_page('ui.setup.title');
  panel = el('div', {class: 'panel small-panel'});
  put(main_node, panel);
  try {
    const who = await session();
    if (who.set_up && who.doors) {
      show_done(who.doors);
    } else if (who.set_up) {
      put(panel, head(t('ui.setup.title')), el('p', {}, t('error.already_set_up')), el('a', {class: 'button', href: '/login?back=/setup'}, t('ui.login.go')));
    } else if (!who.here) {
      put(panel, head(t('ui.setup.title')), el('p', {}, t('error.only_here')));
    } else {
      put(panel, head(t('ui.setup.title')), el('p', {class: 'note'}, t('ui.setup.why')), form(who));
      document.getElementById('user').focus();
    }
  } catch (error) {
    put(panel, head(t('ui.setup.title')), el('p', {class: 'form-said'}, sign('stop'), el('span', {}, error.text())));
  }
}

main();
