// Files in and out: exports dropped here go to the station with their progress and their results; the imports so far,
// each with what it did to every order and with its undo; the ship files.

import {get, post} from './api.js';
import {el, put, sign} from './dom.js';
import {drop_zone, listen_for_drops} from './drop_zone.js';
import {when} from './format.js';
import {import_part, redraw_parts} from './import_part.js';
import {empty_note, start_live, start_page, toast} from './shell.js';
import {t} from './text.js';
import {progress, uploads} from './upload_queue.js';

let making = false;

async function make_ship_file(format) {
  making = true;
  try {
    const file = await post('/api/v1/ship-files', {format});
    toast('go', t('ui.files.ship.made', {name: file.name, n: file.rows}));
  } catch (error) {
    toast(error.status === 409 ? 'look' : 'stop', error.text());
  }
  making = false;
  await load_ship_files();
}

async function load_ship_files() {
  const node = document.getElementById('ship');
  const buttons = el('div', {class: 'actions'},
    el('button', {type: 'button', class: 'button', disabled: making, data: {act: 'ship'}, onclick: () => make_ship_file('xlsx')}, t('ui.files.ship.make')),
    el('button', {type: 'button', class: 'button secondary', disabled: making, onclick: () => make_ship_file('csv')}, 'CSV'));
  try {
    const {files} = await get('/api/v1/ship-files');
    put(node, el('h2', {}, t('ui.files.ship')), buttons, files.length > 0
      ? el('ul', {class: 'rows'}, files.map((file) => el('li', {class: 'device'}, sign('ship'),
        el('div', {class: 'device-text'}, el('a', {href: file.url, download: file.name, class: 'file-name'}, file.name),
          el('span', {class: 'under'}, t('ui.files.ship.rows', {n: file.rows, time: when(file.at)}))))))
      : el('p', {class: 'empty'}, t('ui.files.ship.none')));
  } catch (error) {
    put(node, el('h2', {}, t('ui.files.ship')), empty_note('stop', error.text()));
  }
}

async function load_imports() {
  const node = document.getElementById('list');
  try {
    const {imports} = await get('/api/v1/imports');
    put(node, imports.length > 0 ? imports.map((one) => import_part(one, load_imports)) : empty_note('look', t('ui.imports.none')));
    await redraw_parts();
  } catch (error) {
    put(node, empty_note('stop', error.text()));
  }
}

async function main() {
  const main_node = await start_page('ui.nav.files');
  main_node.append(
    el('div', {class: 'list-top'}, el('h1', {}, t('ui.nav.files'))),
    drop_zone((id) => `#import-${id}`),
    el('div', {class: 'two files-two'},
      el('div', {}, el('h2', {}, t('ui.files.history')), el('div', {id: 'list', class: 'stack'})),
      el('section', {id: 'ship', class: 'panel'})));
  listen_for_drops();
  uploads.on_done = load_imports;
  await Promise.all([load_imports(), load_ship_files()]);
  let mark = '';
  start_live((status) => {
    progress(status.facts.importing);
    const now = JSON.stringify([status.facts.last_import, status.facts.outbox]);
    if (mark !== '' && now !== mark) {
      load_imports();
      load_ship_files();
    }
    mark = now;
  });
}

main();
