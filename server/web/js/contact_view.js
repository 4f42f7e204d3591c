// Whom to call: one contact as a line with a number that a phone can dial.

import {el, sign} from './dom.js';
import {t} from './text.js';

/// A number as a tel: link; nothing without a number.
export function phone_link(phone, tel = phone.replace(/[^0-9+]/g, '')) {
  return phone && tel ? el('a', {class: 'phone', href: `tel:${tel}`, data: {key: `tel-${tel}`}}, phone) : null;
}

/// "文三路网点 · 小陈 138 0000 1234 · 9:00–18:00"
export function contact_line(contact) {
  const who = [contact.branch, contact.person].filter(Boolean).join(' · ');
  return el('span', {class: 'contact-line'}, el('span', {}, who), ' ', phone_link(contact.phone, contact.tel),
    contact.hours ? el('span', {class: 'note'}, contact.hours) : null);
}

/// A carrier's contacts and its service number, for a place beside the carrier's name.
export function carrier_lines(carrier) {
  return el('span', {class: 'contact-lines'}, carrier.contacts.map(contact_line),
    carrier.service_phone ? el('span', {class: 'contact-line'}, el('span', {class: 'note'}, t('ui.contacts.service')), ' ', phone_link(carrier.service_phone)) : null);
}

/// The status page's part: the carriers in use and the shop's own.
export function contacts_part(all, may_edit) {
  const carriers = all.carriers.filter((one) => one.used);
  const row = (name, lines) => el('li', {class: 'device'}, sign('idle', 'M9 8.5c.3 3.6 2.9 6.2 6.5 6.5'),
    el('div', {class: 'device-text contact-row'}, el('b', {}, name), lines));
  return [el('div', {class: 'contact-head'}, el('h2', {}, t('ui.contacts.title')),
    may_edit ? el('span', {class: 'contact-links'}, el('a', {href: '/contacts', data: {key: 'contacts'}}, t('ui.contacts.edit')),
      el('a', {href: '/webhooks', data: {key: 'webhooks'}}, t('ui.webhooks.title'))) : null),
  el('ul', {class: 'rows'}, carriers.map((one) => row(one.name, carrier_lines(one))),
    all.own.length > 0 ? row(t('ui.contacts.own'), el('span', {class: 'contact-lines'}, all.own.map(contact_line))) : null)];
}
