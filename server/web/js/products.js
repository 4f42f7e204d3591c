// /products: the product table. Filters in the URL, a row a product, edited in place; CSV down and up; undo.

import {get, post} from './api.js';
import {el, put, sign} from './dom.js';
import {when} from './format.js';
import {file_text, shrunk_picture} from './product_files.js';
import {empty_note, start_live, start_page, toast} from './shell.js';
import {pager, query, table, with_filter} from './table.js';
import {t, t_first} from './text.js';

const kFields = ['title', 'spec', 'sku_id', 'seller_code', 'barcodes', 'box', 'materials', 'gifts', 'weight_g', 'shelf', 'note', 'no_barcode'];
const kFilters = ['', 'no_barcode', 'shared_barcode', 'no_box', 'no_shelf', 'no_picture'];

const page = {list: null, editing: 0, result: null, node: null};

const field_name = (name) => t(`ui.product.${name}`);

/// Runs a change and says what came of it; answers undefined when it was refused.
async function act(work, done_key, params = {}) {
  try {
    const answer = await work();
    if (done_key) toast('go', t(done_key, params));
    return answer;
  } catch (error) {
    toast('stop', error.text());
    return undefined;
  }
}

function top_part() {
  const params = query();
  const missing = params.get('missing') ?? '';
  return [
    el('form', {class: 'search', role: 'search', onsubmit: (event) => {
      event.preventDefault();
      window.location.assign(with_filter({q: document.getElementById('q').value.trim()}));
    }},
    el('label', {for: 'q', class: 'off-screen'}, t('ui.products.search')),
    el('input', {id: 'q', type: 'search', value: params.get('q') ?? '', placeholder: t('ui.products.search')}),
    el('button', {class: 'button', type: 'submit'}, t('ui.orders.search.go'))),
    el('nav', {class: 'filters', 'aria-label': t('ui.orders.filter')}, kFilters.map((name) =>
      el('a', {class: 'filter', href: with_filter({missing: name}), data: {filter: name || 'all'}, 'aria-current': name === missing ? 'true' : null},
        t(`ui.products.filter.${name || 'all'}`)))),
  ];
}

function files_part() {
  const {undo} = page.list;
  const choose = el('input', {type: 'file', id: 'product-file', class: 'off-screen', accept: '.csv,.xlsx,.txt,text/csv', onchange: async (event) => {
    const [file] = event.target.files;
    event.target.value = '';
    if (file) await take_file(file);
  }});
  return el('div', {class: 'actions'},
    el('a', {class: 'button secondary', id: 'export', href: '/api/v1/products.csv', download: ''}, t('ui.products.export')),
    choose, el('label', {class: 'button secondary', for: 'product-file', tabindex: 0, onkeydown: (event) => {
      if (event.key === 'Enter' || event.key === ' ') choose.click();
    }}, t('ui.products.import')),
    el('button', {type: 'button', class: 'button secondary', id: 'add', onclick: () => edit(-1)}, t('ui.products.add')),
    undo ? el('button', {type: 'button', class: 'button secondary', id: 'undo', onclick: take_back}, t('ui.products.undo', {file: undo.file, time: when(undo.at)})) : null);
}

async function take_file(file) {
  const result = await act(async () => post('/api/v1/products/import', {name: file.name, content: await file_text(file)}, 120000));
  if (!result) return;
  page.result = result;
  await draw();
}

async function take_back() {
  const undone = await act(() => post('/api/v1/products/undo', {}, 120000));
  if (!undone) return;
  page.result = null;
  toast(undone.kept > 0 ? 'look' : 'go', t('ui.products.undone', undone));
  await draw();
}

function result_part() {
  const {result} = page;
  if (!result) return null;
  const figure = (key, value) => el('li', {}, el('b', {}, value), ' ', t(`ui.products.result.${key}`));
  return el('section', {class: ['panel', result.problems.length > 0 ? 'panel-look' : null], id: 'result'},
    el('p', {class: 'batch-heading'}, el('b', {class: 'file-name'}, result.file)),
    el('ul', {class: 'figures'}, figure('new', result.new), figure('changed', result.changed), figure('unchanged', result.unchanged),
      result.problems.length > 0 ? figure('problems', result.problems.length) : null),
    result.ignored_columns.length > 0 ? el('p', {class: 'note'}, t('ui.products.ignored', {columns: result.ignored_columns.join(t('ui.list.join'))})) : null,
    result.problems.length > 0 ? table([
      {title: t('ui.col.row'), class: 'col-sequence', cell: (p) => p.row || ''},
      {title: t('ui.col.column'), cell: (p) => p.column},
      {title: t('ui.col.problem'), cell: (p) => [t_first([`product.${p.code}`], p, p.message), el('span', {class: 'under', lang: 'en'}, p.message)]},
    ], result.problems, {caption: t('ui.imports.problems', {n: result.problems.length})}) : null);
}

function picture_of(product) {
  return product.picture
    ? el('img', {class: 'product-picture', src: product.picture, alt: '', loading: 'lazy', width: 64, height: 64})
    : el('span', {class: 'product-picture product-picture-none', 'aria-hidden': 'true'});
}

function barcodes_of(product) {
  if (product.no_barcode) return el('span', {class: 'none'}, t('ui.product.no_barcode'));
  if (!product.barcodes) return el('span', {class: 'word-look'}, sign('look'), t('ui.products.filter.no_barcode'));
  return product.barcodes.split(' ').map((code) => el('span', {class: 'under code'}, code,
    product.shared_barcodes.includes(code) ? el('span', {class: 'tag tag-look'}, t('ui.products.shared')) : null));
}

function columns() {
  return [
    {title: t('ui.product.picture'), class: 'col-picture', cell: picture_of},
    {title: t('ui.product.title'), class: 'col-items', cell: (p) => [p.title || el('span', {class: 'none'}, t('ui.products.untitled')),
      p.spec ? el('span', {class: 'under'}, p.spec) : null, p.note ? el('span', {class: 'under'}, p.note) : null]},
    {title: t('ui.products.codes'), cell: (p) => [p.seller_code, p.sku_id ? el('span', {class: 'under code'}, p.sku_id) : null]},
    {title: t('ui.product.barcodes'), cell: barcodes_of},
    {title: t('ui.products.packing'), cell: (p) => [[p.box, p.materials].filter(Boolean).join(' + '), p.gifts ? el('span', {class: 'under'}, `${t('ui.product.gifts')} ${p.gifts}`) : null]},
    {title: t('ui.product.shelf'), cell: (p) => p.shelf},
    {title: t('ui.product.weight_g'), class: 'num', cell: (p) => p.weight_g},
    {title: t('ui.products.change'), cell: (p) => el('button', {type: 'button', class: 'button secondary', data: {key: `edit-${p.id}`, act: 'edit'},
      'aria-label': `${t('ui.products.change')} ${p.title || p.seller_code || p.id}`, onclick: () => edit(p.id)}, t('ui.products.change'))},
  ];
}

function input_of(name, product) {
  const id = `field-${name}`;
  const source = product?.sources?.[name];
  const common = {id, name, data: {field: name}};
  const input = name === 'no_barcode' ? el('input', {...common, type: 'checkbox', checked: Boolean(product?.no_barcode)})
    : el('input', {...common, value: product?.[name] ?? '', autocomplete: 'off', spellcheck: 'false', inputmode: name === 'weight_g' ? 'numeric' : null});
  return el('div', {class: ['product-field', `product-field-${name}`]}, el('label', {for: id}, field_name(name),
    source ? el('span', {class: 'note'}, ` · ${t(`ui.products.source.${source}`)}`) : null), input);
}

async function save(product, form) {
  const fields = {};
  for (const name of kFields) {
    const input = form.querySelector(`[data-field="${name}"]`);
    const text = name === 'no_barcode' ? (input.checked ? '1' : '') : input.value.trim();
    if (!product || text !== (product[name] ?? '')) fields[name] = text;
  }
  const saved = await act(() => post(product ? `/api/v1/products/${product.id}` : '/api/v1/products', fields), 'ui.products.saved');
  if (saved) await edit(0);
}

async function send_picture(product, file) {
  const content = await act(() => shrunk_picture(file));
  if (content === undefined) return;
  show_picture(await act(() => post(`/api/v1/products/${product.id}/picture`, {content}, 60000), 'ui.products.picture_saved'));
}

/// The picture alone: what was typed beside it stays.
function show_picture(saved) {
  if (saved) document.querySelector('.product-edit-picture')?.replaceWith(picture_part(saved));
}

function picture_part(product) {
  const choose = el('input', {type: 'file', id: 'picture-file', class: 'off-screen', accept: 'image/png,image/jpeg,image/webp', onchange: async (event) => {
    const [file] = event.target.files;
    event.target.value = '';
    if (file) await send_picture(product, file);
  }});
  return el('div', {class: 'product-edit-picture'},
    product.picture ? el('img', {src: product.picture, alt: t('ui.product.picture')}) : el('span', {class: 'product-picture-none'}, t('ui.products.filter.no_picture')),
    choose, el('label', {class: 'button secondary', for: 'picture-file', tabindex: 0, onkeydown: (event) => {
      if (event.key === 'Enter' || event.key === ' ') choose.click();
    }}, t('ui.products.picture')),
    product.picture ? el('button', {type: 'button', class: 'quiet', onclick: async () => show_picture(await act(() => post(`/api/v1/products/${product.id}/picture/remove`, {})))},
      t('ui.products.picture_remove')) : null);
}

function editor(product) {
  const form = el('form', {class: 'panel product-edit', id: 'editor', onsubmit: (event) => {
    event.preventDefault();
    save(product, form);
  }},
  el('h2', {}, product ? t('ui.products.edit') : t('ui.products.add')),
  el('div', {class: 'product-edit-body'}, product ? picture_part(product) : null,
    el('div', {class: 'product-fields'}, kFields.map((name) => input_of(name, product)))),
  el('p', {class: 'note'}, t('ui.products.edit.note')),
  el('div', {class: 'actions'}, el('button', {type: 'submit', class: 'button', id: 'save'}, t('ui.products.save')),
    el('button', {type: 'button', class: 'button secondary', onclick: () => edit(0)}, t('ui.close')),
    product ? el('button', {type: 'button', class: 'button secondary stop', onclick: async () => {
      if (await act(() => post(`/api/v1/products/${product.id}/remove`, {}), 'ui.products.removed')) await edit(0);
    }}, t('ui.products.remove')) : null));
  return form;
}

/// Opens a product for changes: its id, -1 for a new one, 0 for none.
async function edit(id) {
  page.editing = id;
  await draw();
  document.getElementById('field-title')?.focus();
}

function rows() {
  const {products} = page.list;
  if (products.length === 0) return empty_note(page.list.all > 0 ? 'go' : 'look', t(page.list.all > 0 ? 'ui.products.none_here' : 'ui.products.none'));
  const at = products.findIndex((product) => product.id === page.editing);
  const part = (list) => list.length > 0 ? table(columns(), list, {caption: t('ui.nav.products')}) : null;
  return at < 0 ? part(products) : [part(products.slice(0, at)), editor(products[at]), part(products.slice(at + 1))];
}

async function draw() {
  const asked = new URLSearchParams();
  for (const name of ['q', 'missing', 'page']) {
    if (query().get(name)) asked.set(name, query().get(name));
  }
  try {
    page.list = await get(`/api/v1/products?${asked}`);
  } catch (error) {
    put(page.node, empty_note('stop', error.text()));
    return;
  }
  const {list} = page;
  put(page.node, files_part(), result_part(), page.editing === -1 ? editor(null) : null,
    el('p', {class: 'list-count', id: 'count'}, t('ui.products.count', {n: list.total, all: list.all}),
      list.without_barcode > 0 ? el('a', {class: 'word-look', href: with_filter({missing: 'no_barcode'})}, ` · ${t('ui.products.without_barcode', {n: list.without_barcode})}`) : null,
      list.shared_barcode > 0 ? el('a', {class: 'word-look', href: with_filter({missing: 'shared_barcode'})}, ` · ${t('ui.products.with_shared', {n: list.shared_barcode})}`) : null),
    rows(), pager(list.page, list.pages));
}

async function main() {
  const main_node = await start_page('ui.nav.products');
  page.node = el('div', {id: 'list', class: 'stack'});
  main_node.append(el('div', {class: 'list-top'}, el('h1', {}, t('ui.nav.products')), top_part()), page.node);
  await draw();
  start_live(() => {});
}

main();
