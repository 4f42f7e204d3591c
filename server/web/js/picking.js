// /batches/{id}/picklist and /batches/{id}/slips: paper for picking, for A4 printing from the browser and as sheets of
// label size.

import {get, post} from './api.js';
import {el, put} from './dom.js';
import {when} from './format.js';
import {empty_note, start_live, start_page, toast} from './shell.js';
import {t} from './text.js';

const [, id, kind] = window.location.pathname.match(/^\/batches\/(\d+)\/(picklist|slips)/);

/// "1-40, 45": ascending label numbers in few words.
function ranges(numbers) {
  const parts = [];
  for (let i = 0; i < numbers.length;) {
    let last = i;
    while (numbers[last + 1] === numbers[last] + 1) ++last;
    parts.push(last > i ? `${numbers[i]}-${numbers[last]}` : `${numbers[i]}`);
    i = last + 1;
  }
  return parts.join(', ');
}

function article(line) {
  return [line.is_gift ? el('span', {class: 'tag'}, t('ui.picking.gift')) : null, el('b', {}, line.title), line.spec ? ` ${line.spec}` : ''];
}

function head(data, title) {
  return el('header', {class: 'paper-head'}, el('h2', {}, `${title} · ${data.title}`), el('span', {}, data.shop), el('span', {}, when(data.created_at)));
}

function left_out(n) {
  return n > 0 ? el('p', {class: 'word-look'}, t('ui.picking.left_out', {n})) : null;
}

function pick_list(list) {
  return el('article', {class: 'paper'}, head(list, t('ui.picking.list')),
    el('p', {class: 'paper-totals'}, t('ui.picking.totals', {kinds: list.lines.length, pieces: list.pieces, labels: list.labels})), left_out(list.left_out),
    el('table', {class: 'pick-table'},
      el('thead', {}, el('tr', {}, ['shelf', 'picture', 'article', 'quantity', 'labels', 'tick'].map((name) => el('th', {scope: 'col', class: `pick-${name}`}, t(`ui.picking.${name}`))))),
      el('tbody', {}, list.lines.map((line) => el('tr', {},
        el('td', {class: 'pick-shelf'}, line.shelf),
        el('td', {class: 'pick-picture'}, line.picture ? el('img', {src: line.picture, alt: ''}) : null),
        el('td', {class: 'pick-article'}, article(line), el('span', {class: 'under'}, [line.seller_code, line.barcode].filter(Boolean).join('  '))),
        el('td', {class: 'pick-quantity'}, `×${line.quantity}`),
        el('td', {class: 'pick-labels'}, ranges(line.sequences)),
        el('td', {class: 'pick-tick'}, el('span', {class: 'tick-box'})))))));
}

function slip(one, data) {
  return el('article', {class: 'slip', data: {order: one.order_no}},
    el('header', {class: 'slip-head'}, el('b', {class: 'slip-sequence'}, one.sequence), el('span', {}, data.title), el('span', {}, one.carrier_name)),
    el('img', {class: 'slip-code', src: `/api/v1/slip-codes/${encodeURIComponent(one.code)}.png`, alt: one.code}),
    el('p', {class: 'code'}, one.order_no),
    el('ul', {}, one.items.map((item) => el('li', {}, el('span', {class: 'slip-shelf'}, item.shelf), el('span', {class: 'slip-article'}, article(item),
      item.seller_code ? el('span', {class: 'under'}, item.seller_code) : null), el('b', {}, `×${item.quantity}`)))),
    one.packing ? el('p', {}, t('ui.bench.packing', {packing: one.packing})) : null,
    one.gifts ? el('p', {}, t('ui.bench.gifts', {gifts: one.gifts})) : null,
    one.buyer_note ? el('p', {}, t('ui.bench.buyer_note', {note: one.buyer_note})) : null);
}

function slips(data) {
  return el('article', {class: 'paper'}, head(data, t('ui.picking.slips')), left_out(data.left_out),
    el('div', {class: 'slips'}, data.slips.map((one) => slip(one, data))));
}

let print_key = '';

/// A button for each printer; a second press sends the same sheets, which the station then knows already.
async function printers_part() {
  const {printers} = await get('/api/v1/status');
  return printers.map((printer) => el('button', {type: 'button', class: 'button', data: {printer: printer.name}, onclick: async (event) => {
    const button = event.currentTarget;
    button.disabled = true;
    print_key ||= `${kind}-${id}-${Date.now().toString(36)}`;
    try {
      const {jobs} = await post(`/api/v1/batches/${id}/${kind}/print`, {printer: printer.name, key: print_key}, 120000);
      toast('go', t('ui.picking.queued', {n: jobs.length, printer: printer.name}));
      print_key = '';
    } catch (error) {
      toast('stop', error.text());
    }
    button.disabled = false;
  }}, t('ui.picking.print_on', {printer: printer.name})));
}

async function sheets_part(node) {
  try {
    const buttons = await printers_part();
    const {sheets} = await get(`/api/v1/batches/${id}/${kind}/sheets`, 60000);
    const cut = sheets.filter((sheet) => sheet.warnings.some((warning) => warning.startsWith('text_cut')));
    put(node, el('h2', {}, t('ui.picking.sheets', {n: sheets.length})), el('p', {class: 'note'}, t('ui.picking.sheets.note')), el('div', {class: 'actions'}, buttons),
      cut.length > 0 ? el('p', {class: 'word-look'}, t('ui.picking.cut', {n: cut.length})) : null,
      el('div', {class: 'sheets'}, sheets.slice(0, 60).map((sheet, i) => el('a', {href: `/api/v1/batches/${id}/${kind}/sheet.png?page=${i + 1}`,
        download: `${sheet.name}-${sheet.page}.png`}, el('img', {src: `/api/v1/batches/${id}/${kind}/sheet.png?page=${i + 1}`, alt: `${sheet.name} ${sheet.page}/${sheet.pages}`, loading: 'lazy'})))));
  } catch (error) {
    put(node, empty_note('stop', error.text()));
  }
}

async function main() {
  const main_node = await start_page('ui.nav.batches');
  document.body.classList.add('printable');
  const node = el('div', {id: 'list', class: 'stack'});
  const sheets = el('section', {class: 'panel no-print', id: 'sheets', hidden: true});
  main_node.append(el('div', {class: 'list-top no-print'}, el('h1', {}, t(kind === 'slips' ? 'ui.picking.slips' : 'ui.picking.list')),
    el('div', {class: 'actions'}, el('button', {type: 'button', class: 'button', id: 'print', onclick: () => window.print()}, t('ui.picking.print')),
      el('button', {type: 'button', class: 'button secondary', id: 'show-sheets', onclick: () => {
        sheets.hidden = false;
        sheets_part(sheets);
      }}, t('ui.picking.show_sheets')),
      el('a', {class: 'button secondary', href: `/batches/${id}/${kind === 'slips' ? 'picklist' : 'slips'}`}, t(kind === 'slips' ? 'ui.picking.list' : 'ui.picking.slips')),
      el('a', {class: 'button secondary', href: `/batches/${id}`}, t('ui.picking.back')))), sheets, node);
  try {
    const data = await get(`/api/v1/batches/${id}/${kind}`);
    document.title = `${t(kind === 'slips' ? 'ui.picking.slips' : 'ui.picking.list')} ${data.title} · Packbench`;
    const empty = (kind === 'slips' ? data.slips : data.lines).length === 0;
    put(node, empty ? [left_out(data.left_out), empty_note('look', t('ui.picking.none'))] : kind === 'slips' ? slips(data) : pick_list(data));
  } catch (error) {
    put(node, empty_note('stop', error.text()));
  }
  start_live(() => {});
}

main();
