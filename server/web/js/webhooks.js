// Messages to group chats: the robots, a test for each, and what became of the messages.

import {get, post} from './api.js';
import {el, put, sign} from './dom.js';
import {when} from './format.js';
import {empty_note, start_live, start_page, toast} from './shell.js';
import {t, t_first} from './text.js';

const kLevels = {waiting: 'wait', sending: 'wait', sent: 'go', failed: 'stop', unsure: 'look', dismissed: 'idle'};
let all = {webhooks: [], messages: []};
let mark = '';
const title_of = (name) => all.webhooks.find((one) => one.name === name)?.title ?? name;

async function change(work, done_text) {
  try {
    await work();
    toast('go', done_text);
  } catch (error) {
    toast(error.status === 409 ? 'look' : 'stop', error.text());
  }
  await load();
}

function robot(one) {
  return el('section', {class: 'panel', data: {webhook: one.name}},
    el('div', {class: 'contact-head'}, el('h2', {}, one.title), el('span', {class: 'tag'}, t(`ui.webhooks.kind.${one.kind}`)),
      el('button', {class: 'button secondary', type: 'button', data: {act: 'test', key: `test-${one.name}`},
        onclick: () => change(() => post(`/api/v1/webhooks/${encodeURIComponent(one.name)}/test`), t('ui.webhooks.test.queued'))}, t('ui.webhooks.test'))),
    one.error_key ? el('p', {class: 'word-stop'}, sign('stop'), ' ', t_first([one.error_key], {}, one.error), el('span', {class: 'under'}, one.error)) : null,
    el('p', {}, t('ui.webhooks.tells'), ' ', one.events.map((event) => el('span', {class: 'tag'}, t(`ui.webhooks.event.${event}`)))),
    el('p', {class: 'note'}, [one.quiet ? t('ui.webhooks.quiet', {hours: one.quiet}) : '',
      one.last_sent_at ? t('ui.webhooks.last', {time: when(one.last_sent_at)}) : t('ui.webhooks.never'),
      one.collected > 0 ? t('ui.webhooks.collected', {n: one.collected}) : ''].filter(Boolean).join(' · ')));
}

function message_row(message) {
  const open = message.state === 'failed' || message.state === 'unsure';
  const act = (what) => change(() => post(`/api/v1/webhook-messages/${message.id}/${what}`), t(`ui.webhooks.${what}.done`));
  return el('li', {class: 'device', data: {message: message.id, state: message.state}}, sign(kLevels[message.state] ?? 'idle'),
    el('div', {class: 'device-text'}, el('b', {}, title_of(message.webhook)), ' ', el('span', {class: `word-${kLevels[message.state]}`}, t(`ui.webhooks.state.${message.state}`)),
      el('span', {class: 'note'}, ` ${when(message.state_at)}`, message.tries > 1 ? ` · ${t('ui.webhooks.tries', {n: message.tries})}` : '',
        message.next_at && message.tries > 0 ? ` · ${t('ui.webhooks.next', {time: when(message.next_at)})}` : ''),
      message.error_key && message.state !== 'sent' ? el('p', {class: 'word-look'}, t_first([message.error_key], {}, message.error), message.error ? el('span', {class: 'note'}, ` (${message.error})`) : null) : null,
      el('p', {class: 'message-text'}, message.text),
      open ? el('div', {class: 'actions'},
        el('button', {class: 'button secondary', type: 'button', data: {act: 'again', key: `again-${message.id}`}, onclick: () => act('again')}, t('ui.webhooks.again')),
        el('button', {class: 'button secondary', type: 'button', data: {act: 'dismiss', key: `dismiss-${message.id}`}, onclick: () => act('dismiss')}, t('ui.webhooks.dismiss'))) : null));
}

function draw() {
  const now = JSON.stringify(all);
  if (now === mark) return;
  mark = now;
  put(document.getElementById('list'),
    all.webhooks.length > 0 ? all.webhooks.map(robot)
      : el('div', {class: 'panel'}, el('p', {}, t('ui.webhooks.none')), el('pre', {class: 'code'}, '[[webhook]]\nname = "boss"\ntitle = "老板群"\nkind = "wecom"')),
    all.messages.length > 0 ? el('section', {class: 'panel'}, el('h2', {}, t('ui.webhooks.messages')), el('ul', {class: 'rows'}, all.messages.map(message_row))) : null);
}

async function load() {
  try {
    all = await get('/api/v1/webhooks');
    draw();
  } catch (error) {
    put(document.getElementById('list'), empty_note('stop', error.text()));
  }
}

async function main() {
  const main_node = await start_page('ui.webhooks.title');
  main_node.append(el('div', {class: 'list-top'}, el('h1', {}, t('ui.webhooks.title')), el('span', {class: 'note'}, t('ui.webhooks.note'))),
    el('div', {id: 'list', class: 'stack'}));
  await load();
  start_live(() => {});
  // A message is on its way for a second or two: its outcome is what somebody waits for here.
  setInterval(load, 2000);
}

main();
