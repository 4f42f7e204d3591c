// A closed hand-over as a sheet of paper (A4): numbers, count, what stayed here, and where the courier signs.

import {get, post} from './api.js';
import {el, put} from './dom.js';
import {when} from './format.js';
import {empty_note, start_page, toast} from './shell.js';
import {t} from './text.js';

const id = window.location.pathname.match(/^\/handover\/(\d+)/)?.[1] ?? '0';

function parcels(rows) {
  return el('ol', {class: 'handover-numbers'}, rows.map((row) => el('li', {}, el('span', {class: 'code'}, row.number), el('span', {class: 'note'}, row.place), row.box ? el('b', {}, t('ui.handover.box', {box: row.box})) : null)));
}

function sheet(list, shop) {
  return [
    el('h1', {}, t('ui.handover.sheet', {carrier: list.carrier_name})),
    list.state === 'undone' ? el('p', {class: 'word-stop'}, el('b', {}, t('ui.handover.is_undone'))) : null,
    el('dl', {class: 'facts-list'},
      [['shop', shop], ['time', when(list.closed_at)], ['courier', list.courier || '—'], ['parcels', list.count]].map(([key, value]) =>
        el('div', {class: 'fact'}, el('dt', {}, t(`ui.handover.fact.${key}`)), el('dd', {}, el('b', {}, value))))),
    parcels(list.parcels),
    list.left.length > 0 ? [el('h2', {}, t('ui.handover.left', {n: list.left.length})), parcels(list.left)] : null,
    el('p', {class: 'signature'}, t('ui.handover.signature', {n: list.count})),
  ];
}

async function main() {
  const main_node = await start_page('ui.nav.handover');
  const node = el('article', {id: 'sheet', class: 'panel sheet-a4'});
  const tools = el('div', {class: 'actions no-print'});
  main_node.append(tools, node);
  try {
    const list = await get(`/api/v1/handovers/${id}`);
    const status = await get('/api/v1/status');
    put(tools, el('button', {type: 'button', class: 'button', onclick: () => window.print()}, t('ui.handover.print')),
      el('a', {class: 'button secondary', href: '/handover'}, t('ui.handover.back')),
      list.can_undo ? el('button', {type: 'button', class: 'button secondary', data: {act: 'undo'}, onclick: async () => {
        try {
          await post(`/api/v1/handovers/${id}/undo`, {});
          window.location.assign('/handover');
        } catch (error) {
          toast('stop', error.text());
        }
      }}, t('ui.handover.undo')) : null);
    put(node, sheet(list, status.shop));
  } catch (error) {
    put(node, empty_note('stop', error.text()));
  }
}

main();
