// Contacts: the carriers' branches and couriers and the shop's own, edited by owners and supervisors.

import {get, post, session} from './api.js';
import {phone_link} from './contact_view.js';
import {el, put, sign} from './dom.js';
import {question} from './question.js';
import {empty_note, is_at_least, start_live, start_page, toast} from './shell.js';
import {t} from './text.js';

const kTexts = ['branch', 'person', 'phone', 'hours', 'note'];
let all = {carriers: [], own: []};
let may_edit = false;
let open_form = ''; // 'add:CARRIER' or 'edit:ID'
let removing = 0;

async function change(work, done_text) {
  try {
    await work();
    toast('go', done_text);
    open_form = '';
    removing = 0;
    await load();
  } catch (error) {
    toast('stop', error.text());
  }
}

function text_field(name, value) {
  const id = `contact-${name}`;
  return el('div', {class: 'field'}, el('label', {for: id}, t(`ui.contacts.${name}`)),
    el('input', {id, name, value, maxlength: name === 'note' ? 200 : 40, required: name === 'phone', autocomplete: 'off',
      inputmode: name === 'phone' ? 'tel' : null, placeholder: t(`ui.contacts.${name}.example`)}));
}

function form(carrier, contact) {
  return el('form', {class: 'form form-wide', id: 'contact-form', onsubmit: (event) => {
    event.preventDefault();
    const data = new FormData(event.target);
    const body = {carrier: data.get('carrier'), ...Object.fromEntries(kTexts.map((name) => [name, data.get(name)]))};
    change(() => post(contact ? `/api/v1/contacts/${contact.id}` : '/api/v1/contacts', body), t(contact ? 'ui.contacts.changed' : 'ui.contacts.added'));
  }},
  el('div', {class: 'field'}, el('label', {for: 'contact-carrier'}, t('ui.contacts.carrier')),
    el('select', {id: 'contact-carrier', name: 'carrier'}, el('option', {value: '', selected: carrier === ''}, t('ui.contacts.own')),
      all.carriers.map((one) => el('option', {value: one.carrier, selected: one.carrier === carrier}, one.name)))),
  kTexts.map((name) => text_field(name, contact?.[name] ?? '')),
  el('div', {class: 'actions'}, el('button', {class: 'button primary', type: 'submit'}, t('ui.contacts.save')),
    el('button', {class: 'button secondary', type: 'button', onclick: () => {
      open_form = '';
      draw();
    }}, t('ui.no'))));
}

function show_form(name) {
  open_form = open_form === name ? '' : name;
  draw();
  document.getElementById('contact-branch')?.focus();
}

function contact_row(contact) {
  const edit = `edit:${contact.id}`;
  return el('li', {data: {contact: contact.id}}, el('div', {class: 'device'}, sign('idle', 'M9 8.5c.3 3.6 2.9 6.2 6.5 6.5'),
    el('div', {class: 'device-text'}, el('b', {}, [contact.branch, contact.person].filter(Boolean).join(' · ')), ' ', phone_link(contact.phone, contact.tel),
      contact.hours || contact.note ? el('p', {class: 'note'}, [contact.hours, contact.note].filter(Boolean).join(' · ')) : null),
    may_edit ? el('div', {class: 'contact-buttons'},
      el('button', {class: 'button secondary', type: 'button', data: {act: 'edit', key: edit}, onclick: () => show_form(edit)}, t('ui.contacts.change')),
      el('button', {class: 'button secondary stop', type: 'button', data: {act: 'remove', key: `remove-${contact.id}`}, onclick: () => {
        removing = removing === contact.id ? 0 : contact.id;
        draw();
      }}, t('ui.contacts.remove'))) : null),
  removing === contact.id ? question(t('ui.contacts.remove.ask'), () => change(() => post(`/api/v1/contacts/${contact.id}/remove`), t('ui.contacts.removed')), t('ui.contacts.remove'), () => {
    removing = 0;
    draw();
  }, 'stop') : null,
  open_form === edit ? form(contact.carrier, contact) : null);
}

function group(key, name, service_phone, contacts) {
  const add = `add:${key}`;
  return el('section', {class: 'panel', data: {carrier: key || 'own'}},
    el('div', {class: 'contact-head'}, el('h2', {}, name),
      service_phone ? el('span', {class: 'contact-line'}, el('span', {class: 'note'}, t('ui.contacts.service')), ' ', phone_link(service_phone)) : null,
      may_edit ? el('button', {class: 'button secondary', type: 'button', data: {act: 'add', key: add}, onclick: () => show_form(add)}, t('ui.contacts.add')) : null),
    contacts.length > 0 ? el('ul', {class: 'rows'}, contacts.map(contact_row)) : el('p', {class: 'note'}, t('ui.contacts.none')),
    open_form === add ? form(key, null) : null);
}

function draw() {
  put(document.getElementById('list'),
    all.carriers.filter((one) => one.used).map((one) => group(one.carrier, one.name, one.service_phone, one.contacts)),
    group('', t('ui.contacts.own'), '', all.own));
}

async function load() {
  try {
    all = await get('/api/v1/contacts');
    draw();
  } catch (error) {
    put(document.getElementById('list'), empty_note('stop', error.text()));
  }
}

async function main() {
  const main_node = await start_page('ui.contacts.title');
  may_edit = is_at_least(await session(), 'supervisor');
  main_node.append(el('div', {class: 'list-top'}, el('h1', {}, t('ui.contacts.title')), el('span', {class: 'note'}, t('ui.contacts.subtitle'))),
    el('div', {id: 'list', class: 'stack'}));
  await load();
  start_live(() => {});
}

main();
