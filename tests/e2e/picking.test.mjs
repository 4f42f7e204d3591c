// Products and picking in Debian's Chromium: the table fills itself, is edited, goes out as a file and comes back; a
// batch is picked by its list; the bench shows how to pack. Saves the pictures that docs/picking.md and reviews need.

import assert from 'node:assert/strict';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {resolve} from 'node:path';
import {after, before, test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {chromium} from 'playwright-core';
import {illegible} from './legibility.mjs';
import {scan} from './scanner.mjs';
import {Station} from './station.mjs';

const kImages = `${resolve(process.env.PACKBENCH_PICTURES ?? fileURLToPath(new URL('../../build/pictures', import.meta.url)))}/`;
const kAxe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const kDesk = {width: 1280, height: 800};
const kPhone = {width: 390, height: 844};
const kBenchScreen = {width: 1280, height: 720};

let station;
let browser;

before(async () => {
  mkdirSync(kImages, {recursive: true});
  station = await Station.start();
  browser = await chromium.launch({executablePath: process.env.PACKBENCH_CHROMIUM ?? '/usr/bin/chromium', headless: true, args: ['--no-sandbox', '--disable-gpu',
    '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']});
});

after(async () => {
  await browser?.close();
  await station?.stop();
  station?.remove();
});

async function open(path, {viewport = kDesk, dark = false, wait = 'main'} = {}) {
  const context = await browser.newContext({viewport, colorScheme: dark ? 'dark' : 'light', acceptDownloads: true});
  const page = await context.newPage();
  page.faults = [];
  page.on('pageerror', (error) => page.faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy|Refused to/.test(message.text())) page.faults.push(message.text());
  });
  await page.goto(station.url + path);
  await page.waitForSelector(wait);
  return page;
}

async function close(page) {
  assert.deepEqual(page.faults, []);
  await page.context().close();
}

async function picture(page, name, options = {}) {
  await page.screenshot({path: `${kImages}${name}.png`, animations: 'disabled', ...options});
}

async function axe(page, name) {
  await page.evaluate(kAxe);
  const {violations} = await page.evaluate(() => window.axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']}));
  assert.deepEqual(violations.filter((v) => ['serious', 'critical'].includes(v.impact))
    .map((v) => `${name}: ${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 200)).join(' | ')}`), []);
}

async function until(what, work, limit_ms = 30000) {
  const end = Date.now() + limit_ms;
  for (;;) {
    const value = await work();
    if (value) return value;
    if (Date.now() > end) assert.fail(`${what}: not within ${limit_ms} ms`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

/// A picture of a product, made here: a cup on a table.
async function cup_picture() {
  const page = await browser.newPage({viewport: {width: 900, height: 900}});
  await page.setContent(`<svg width="900" height="900" viewBox="0 0 90 90"><rect width="90" height="90" fill="#f4ead8"/>
    <ellipse cx="45" cy="76" rx="30" ry="5" fill="#d8c7a8"/><path d="M22 26h40l-4 44q-1 6-8 6H34q-7 0-8-6z" fill="#fff" stroke="#8aa" stroke-width="2"/>
    <path d="M61 34q16 0 14 14t-17 12" fill="none" stroke="#8aa" stroke-width="5"/><path d="M30 50q4-8 10-3 6-8 12 2 6 1 4 6H30q-5-2 0-5z" fill="#9cc8e8"/></svg>`);
  const bytes = await page.screenshot({clip: {x: 0, y: 0, width: 900, height: 900}});
  await page.close();
  return bytes;
}

let order; // of one article with a barcode, made to have everything
let product;

test('the table has filled itself with what the orders say', async () => {
  const page = await open('/products', {wait: '#list tbody tr'});
  const {all, products} = await station.get('/api/v1/products');
  assert.ok(all > 5, `${all} products`);
  assert.ok(products.every((one) => one.sources.title === 'learned' && one.title));
  await axe(page, 'products');
  await picture(page, 'products');
  await close(page);
});

test('a product is edited in place, with its picture', async () => {
  for (const row of await station.orders('ready')) {
    const one = await station.get(`/api/v1/orders/${row.order_no}`);
    if (one.items.length === 1 && one.items[0].barcode) order = one;
  }
  assert.ok(order, 'the demo has an order of one article');
  const page = await open(`/products?q=${encodeURIComponent(order.items[0].barcode)}`, {wait: '#list tbody tr'});
  await page.click('[data-act="edit"]');
  await page.waitForSelector('#editor');
  const texts = {box: '3号箱', materials: '气泡膜', gifts: '感谢卡', shelf: 'A-02-3', note: '易碎，杯口朝上'};
  for (const [name, text] of Object.entries(texts)) await page.fill(`#field-${name}`, text);
  await page.setInputFiles('#picture-file', {name: '杯子.png', mimeType: 'image/png', buffer: await cup_picture()});
  await page.waitForSelector('.product-edit-picture img');
  await page.waitForFunction(() => document.querySelector('.product-edit-picture img').naturalWidth === 800);
  assert.equal(await page.inputValue('#field-box'), '3号箱', 'what was typed stays when the picture comes');
  await axe(page, 'product editor');
  await picture(page, 'products-edit');
  await page.click('#save');
  await page.waitForSelector('#editor', {state: 'detached'});
  [product] = (await station.get(`/api/v1/products?q=${encodeURIComponent(order.items[0].barcode)}`)).products;
  for (const [name, text] of Object.entries(texts)) assert.equal(product[name], text);
  assert.equal(product.sources.box, 'person');
  assert.equal(product.sources.title, 'learned');
  assert.match(product.picture, /picture\?v=\d+$/);
  await close(page);
});

test('what is no picture is refused with a sentence', async () => {
  const page = await open(`/products?q=${encodeURIComponent(order.items[0].barcode)}`, {wait: '#list tbody tr'});
  await page.click('[data-act="edit"]');
  await page.setInputFiles('#picture-file', {name: '杯子.png', mimeType: 'image/png', buffer: Buffer.from('<svg/>')});
  await page.waitForSelector('.toast-stop');
  assert.match(await page.textContent('.toast-stop'), /PNG/);
  await close(page);
});

test('the exported file comes back, a changed one is taken in and taken back', async () => {
  const page = await open('/products', {wait: '#export'});
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#export')]);
  const bytes = readFileSync(await download.path());
  assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
  await page.setInputFiles('#product-file', {name: '商品.csv', mimeType: 'text/csv', buffer: bytes});
  await page.waitForSelector('#result');
  assert.match(await page.textContent('#result .figures'), /0 新增.*0 改动/);

  const table = `商家编码,箱型,货架,重量(克)\nNEW-1,5号箱,B-1,100\nNEW-2,5号箱,B-2,很重\n`;
  await page.setInputFiles('#product-file', {name: '货架.csv', mimeType: 'text/csv', buffer: Buffer.from(table)});
  await page.waitForSelector('#result tbody tr');
  assert.match(await page.textContent('#result'), /1 新增/);
  assert.match(await page.textContent('#result tbody'), /3.*重量\(克\) \(D\).*重量看不懂/s);
  await picture(page, 'products-import');
  const before_undo = (await station.get('/api/v1/products')).all;
  await page.click('#undo');
  await page.waitForSelector('.toast-go');
  await until('the product is gone', async () => (await station.get('/api/v1/products')).all === before_undo - 1);
  await close(page);
});

test('filters live in the address', async () => {
  const page = await open('/products', {wait: '#list tbody tr'});
  await page.click('[data-filter="no_shelf"]');
  await page.waitForURL(/missing=no_shelf/);
  await page.waitForSelector('#list tbody tr');
  assert.ok(!(await page.textContent('#list')).includes('A-02-3'));
  await close(page);
});

let batch;

test('a batch is picked by its list, on A4 and on label paper', async () => {
  ({batch} = await station.post('/api/v1/batches', {}));
  await until('the labels are printed', async () => (await station.get(`/api/v1/batches/${batch}`)).state === 'done', 120000);
  const list = await station.get(`/api/v1/batches/${batch}/picklist`);
  const {jobs, groups} = await station.get(`/api/v1/batches/${batch}`);
  assert.equal(list.labels + list.left_out, jobs.length);
  assert.equal(list.lines[0].shelf, 'A-02-3', 'what has a shelf comes first');
  assert.ok(groups.length > 0, 'some articles stand together');

  const page = await open(`/batches/${batch}`, {wait: '#groups'});
  await picture(page, 'batch-groups');
  await page.click('#paper a');
  await page.waitForSelector('.pick-table tbody tr');
  assert.equal(await page.locator('.pick-table tbody tr').count(), list.lines.length);
  await axe(page, 'pick list');
  await picture(page, 'pick-list-page');
  writeFileSync(`${kImages}pick-list.pdf`, await page.pdf({preferCSSPageSize: true, printBackground: true}));
  await page.click('#show-sheets');
  await page.waitForFunction(() => [...document.querySelectorAll('.sheets img')].some((image) => image.naturalWidth === 608));
  const before_sheets = (await station.get('/api/v1/jobs')).jobs.length;
  await page.click('#sheets [data-printer]');
  await page.waitForSelector('.toast-go');
  const {sheets} = await station.get(`/api/v1/batches/${batch}/picklist/sheets`);
  await until('the sheets are printed', async () => {
    const {jobs: all} = await station.get('/api/v1/jobs');
    return all.length === before_sheets + sheets.length && all.every((job) => job.state !== 'queued' && job.state !== 'sending');
  });
  await close(page);

  const slips = await open(`/batches/${batch}/slips`, {wait: '.slip-code'});
  await slips.waitForFunction(() => [...document.querySelectorAll('.slip-code')].every((image) => image.naturalWidth > 300));
  assert.equal(await slips.locator('.slip').count(), list.labels);
  await axe(slips, 'slips');
  await picture(slips, 'slips-page');
  writeFileSync(`${kImages}slips.pdf`, await slips.pdf({preferCSSPageSize: true, printBackground: true}));
  await close(slips);
});

test('the bench shows box, gifts, shelf and a picture that is large enough', async () => {
  const {jobs} = await station.get(`/api/v1/batches/${batch}`);
  const job = jobs.find((one) => one.order_no === order.order_no);
  assert.ok(job);
  const page = await open('/bench?bench=1', {viewport: kBenchScreen, wait: 'body.bench'});
  await scan(page, job.number);
  await page.waitForSelector('body.bench-open .item-picture');
  // The bench may draw its parcel anew at any time: everything is measured in one go.
  const heights = await (await page.waitForFunction(() => {
    const shown = document.querySelector('.item-picture');
    if (!shown || shown.naturalWidth === 0 || shown.getBoundingClientRect().height === 0) return null;
    return {picture: shown.getBoundingClientRect().height, note: document.querySelector('.parcel-note').getBoundingClientRect().bottom,
      next: document.querySelector('.bench-next').getBoundingClientRect().bottom};
  })).jsonValue();
  const text = await page.innerText('#parcel');
  assert.match(text, /包装：3号箱 \+ 气泡膜/);
  assert.match(text, /赠品：感谢卡/);
  assert.match(text, /A-02-3/);
  assert.ok(heights.picture >= kBenchScreen.height * 0.12, `${heights.picture} px high`);
  assert.ok(heights.note <= heights.next + 1, 'the note about packing is not hidden');
  assert.deepEqual(await illegible(page), []);
  await picture(page, 'bench-packing');
  await page.setViewportSize(kPhone);
  await picture(page, 'bench-packing-phone');
  await page.setViewportSize(kBenchScreen);
  await scan(page, 'PB:CANCEL');
  await close(page);
});

test('on a phone no page scrolls sideways, in both languages, dark too', async () => {
  for (const language of ['zh-CN', 'en']) {
    const page = await open(`/products?lang=${language}`, {viewport: kPhone, dark: language === 'en', wait: '#list tbody tr'});
    for (const path of ['/products', `/batches/${batch}`, `/batches/${batch}/picklist`, `/batches/${batch}/slips`]) {
      await page.goto(station.url + path);
      await page.waitForSelector('#list > *');
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(over <= 0, `${path} in ${language} is ${over} px too wide`);
      const name = path.split('/').at(-1);
      if (path !== `/batches/${batch}`) await picture(page, `${name}-phone-${language}`);
      await axe(page, `${path} ${language}`);
      assert.doesNotMatch(await page.evaluate(() => document.body.innerText), /\b(ui|product|error)\.[a-z_]+/, `${path} has all its texts`);
    }
    await close(page);
  }
});
