// Turns of a day in Debian's Chromium: an article is out of stock at the bench, the page of such articles, and back.
// Saves the pictures that reviews need.

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
  const context = await browser.newContext({viewport, colorScheme: dark ? 'dark' : 'light', permissions: ['clipboard-read', 'clipboard-write']});
  const page = await context.newPage();
  page.faults = [];
  page.on('pageerror', (error) => page.faults.push(error.message));
  await page.goto(station.url + path);
  await page.waitForSelector(wait);
  return page;
}

async function close(page) {
  assert.deepEqual(page.faults, []);
  await page.context().close();
}

async function picture(page, name) {
  await page.screenshot({path: `${kImages}${name}.png`, animations: 'disabled'});
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

const outcome_at = (page) => page.evaluate(() => document.getElementById('outcome').dataset.at);

/// Scans and waits for the answer.
async function scanned(page, text) {
  const before_scan = await outcome_at(page);
  await scan(page, text);
  await page.waitForFunction((at) => document.getElementById('outcome').dataset.at !== at, before_scan);
}

let order; // with two articles at least
let mark;

test('the bench asks which article is missing, and puts the parcel aside', async () => {
  for (const row of await station.orders('ready')) {
    const one = await station.get(`/api/v1/orders/${row.order_no}`);
    if (new Set(one.items.map((item) => item.title + item.spec)).size >= 2) {
      order = one;
      break;
    }
  }
  assert.ok(order, 'the demo has an order of two articles');
  await station.post(`/api/v1/orders/${order.order_no}/print`, {});
  order = await until('its label is printed', async () => {
    const now = await station.get(`/api/v1/orders/${order.order_no}`);
    return now.state === 'printed' && now;
  });
  const page = await open('/bench?bench=1', {viewport: kBenchScreen, wait: '#outcome'});
  await scanned(page, order.number);
  await scanned(page, 'PB:OUT');
  await page.waitForFunction((n) => document.querySelectorAll('.item-out img').length === n
    && [...document.querySelectorAll('.item-out img')].every((image) => image.naturalWidth > 100), order.items.length);
  assert.deepEqual(await illegible(page), []);
  await picture(page, 'bench-which-out');
  const before_tap = await outcome_at(page);
  await page.click('[data-command="PB:OUT2"]');
  await page.waitForFunction((at) => document.getElementById('outcome').dataset.at !== at, before_tap);
  assert.ok((await page.textContent('#outcome')).includes(order.items[1].title));
  await picture(page, 'bench-out-of-stock');
  // Whoever scans its label now is told what it waits for.
  await scanned(page, order.number);
  await page.waitForSelector('body.bench-refused');
  assert.ok((await page.textContent('#outcome')).includes(order.items[1].title));
  await picture(page, 'bench-waits-for-stock');
  await close(page);
});

test('the status page names the article, its page has the message to the buyer', async () => {
  [mark] = (await station.get('/api/v1/stock')).out;
  assert.equal(mark.title, order.items[1].title);
  assert.equal(mark.parked, 1);
  const status = await open('/', {wait: '#needs'});
  await until('the status page says so', async () => (await status.textContent('#needs')).includes(mark.title));
  await close(status);
  const page = await open('/stock', {wait: '[data-mark]'});
  await axe(page, 'stock');
  await picture(page, 'stock');
  await page.click('[data-act="copy"]');
  await page.waitForSelector('.toast');
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.ok(copied.includes(order.order_no) && copied.includes(mark.title), copied);
  await close(page);
  const phone = await open('/stock', {viewport: kPhone, dark: true, wait: '[data-mark]'});
  assert.ok(await phone.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'nothing is wider than a phone');
  await picture(phone, 'stock-phone');
  await close(phone);
});

test('back in stock: the parcel is packed; "still missing" takes that back', async () => {
  const page = await open('/stock', {wait: '[data-act="back"]'});
  await page.click('[data-act="back"]');
  await page.waitForSelector('[data-state="back"]');
  await page.click('[data-act="again"]');
  await page.waitForSelector('[data-state="out"]');
  await page.click('[data-act="back"]');
  await page.waitForSelector('[data-state="back"]');
  await picture(page, 'stock-back');
  await close(page);
  const bench = await open('/bench?bench=1', {viewport: kBenchScreen, wait: '#outcome'});
  await scanned(bench, order.number);
  assert.ok(await bench.evaluate(() => document.body.classList.contains('bench-open')));
  await close(bench);
});

test('an article is marked from the order page, and the order says what it waits for', async () => {
  const [row] = (await station.orders('ready')).slice(-1);
  const page = await open(`/orders/${row.order_no}`, {wait: '[data-act="out-of-stock"]'});
  await page.click('[data-act="out-of-stock"]');
  await page.waitForSelector('#waits-for');
  await axe(page, 'order');
  await picture(page, 'order-out-of-stock');
  await close(page);
});

// The demo has no two orders of one buyer: an export of three that are, imported by the pages' own way.
async function import_orders(rows) {
  const titles = ['订单号', '订单状态', '售后状态', '订单类型', '订单创建时间', '承诺发货时间', '收件人姓名', '收件人电话', '省', '市', '区', '收件人地址', '用户编号', '规格ID', '商家编码', '商品名称', 'SKU件数', '商品总价(元)'];
  const now = new Date(Date.now() + 8 * 3600e3).toISOString();
  const csv = [titles.join(','), ...rows.map((row) => titles.map((title) => row[title] ?? '').join(','))].join('\r\n');
  const name = `订单导出_${now.slice(0, 10).replaceAll('-', '')}${now.slice(11, 19).replaceAll(':', '')}.csv`;
  const response = await fetch(`${station.url}/api/v1/uploads?name=${encodeURIComponent(name)}&modified=${Date.now()}`, {method: 'POST', body: csv,
    headers: {'Content-Type': 'application/octet-stream', 'X-Packbench': '1'}});
  const answer = await response.json();
  assert.ok(response.ok, JSON.stringify(answer));
  await until('the file is in', async () => {
    const upload = await station.get(`/api/v1/uploads/${answer.id}`);
    assert.notEqual(upload.state, 'failed', JSON.stringify(upload.error));
    return upload.state === 'done';
  });
}

const kBuyer = {订单状态: '待配货', 售后状态: '无售后', 订单类型: '现货', 收件人姓名: '王小明', 收件人电话: '13957164821', 省: '浙江省', 市: '杭州市', 区: '西湖区',
  收件人地址: '浙江省杭州市西湖区文三路18号2幢301室', 用户编号: 'U900', SKU件数: '1', '商品总价(元)': '45.00'};
const kNumbers = ['P799000000000000101', 'P799000000000000102', 'P799000000000000103'];

test('orders of one buyer are offered as one parcel, printed as one label and bound together', async () => {
  const day = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);
  const tomorrow = new Date(Date.now() + 32 * 3600e3).toISOString().slice(0, 10);
  await import_orders(kNumbers.map((number, i) => ({...kBuyer, 订单号: number, 订单创建时间: `${day} 00:0${i}:00`, 承诺发货时间: `${tomorrow} 20:00:00`,
    规格ID: `M${i}`, 商家编码: `M-${i}`, 商品名称: ['手冲壶', '滤纸', '量勺'][i], 订单类型: i === 2 ? '换货补发' : '现货'})));
  const page = await open('/merges', {wait: '[data-offer]'});
  await axe(page, 'merges');
  await picture(page, 'merges-offer');
  await page.click(`[data-key^="merge-P799"]`);
  await page.waitForSelector('[data-main]');
  await picture(page, 'merges');
  const phone = await open('/merges', {viewport: kPhone, dark: true, wait: '[data-main]'});
  assert.ok(await phone.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'nothing is wider than a phone');
  await picture(phone, 'merges-phone');
  await close(phone);
  const {merged} = await station.get('/api/v1/merges');
  const merge = merged.find((one) => kNumbers.includes(one.main));
  assert.equal(merge.orders.length, 3);
  await station.post(`/api/v1/orders/${merge.main}/print`, {});
  const printed = await until('its label is printed', async () => {
    const now = await station.get(`/api/v1/orders/${merge.main}`);
    return now.state === 'printed' && now;
  });
  const other = kNumbers.find((number) => number !== merge.main);
  assert.equal((await station.get(`/api/v1/orders/${other}`)).number, printed.number);
  const label = await fetch(`${station.url}/api/v1/jobs/${printed.jobs.at(-1).id}/label.png`);
  writeFileSync(`${kImages}label-merged.png`, Buffer.from(await label.arrayBuffer()));
  await close(page);

  const bench = await open('/bench?bench=2', {viewport: kBenchScreen, wait: '#outcome'});
  await scanned(bench, printed.number);
  await bench.waitForSelector('[data-mark="merged"]');
  assert.equal(await bench.locator('.item').count(), 3);
  assert.deepEqual(await illegible(bench), []);
  await picture(bench, 'bench-merged');
  await scanned(bench, 'PB:CONFIRM');
  for (const number of kNumbers) assert.equal((await station.get(`/api/v1/orders/${number}`)).state, 'packed');
  await close(bench);
  const order_page = await open(`/orders/${other}`, {wait: '#together'});
  await picture(order_page, 'order-merged');
  await close(order_page);
});

test('an order that needs two boxes is bound by both labels', async () => {
  const number = 'P799000000000000201';
  const day = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);
  const tomorrow = new Date(Date.now() + 32 * 3600e3).toISOString().slice(0, 10);
  await import_orders([{...kBuyer, 订单号: number, 订单创建时间: `${day} 00:10:00`, 承诺发货时间: `${tomorrow} 20:00:00`, 收件人姓名: '陈丽华', 收件人电话: '13957164822',
    收件人地址: '浙江省杭州市西湖区文三路19号2幢301室', 用户编号: 'U901', 规格ID: 'BOX', 商家编码: 'BOX-1', 商品名称: '落地花瓶', SKU件数: '2'}]);
  await station.post(`/api/v1/orders/${number}/print`, {});
  const label_of = (box) => until(`the label of box ${box} is printed`, async () => {
    const now = await station.get(`/api/v1/orders/${number}`);
    return now.boxes.boxes[box - 1]?.state === 'printed' && now;
  });
  const first = await label_of(1);
  const bench = await open('/bench?bench=2', {viewport: kBenchScreen, wait: '#outcome'});
  await scanned(bench, first.number);
  const before_tap = await outcome_at(bench);
  await bench.click('.bench-buttons [data-command="PB:BOX"]');
  await bench.waitForFunction((at) => document.getElementById('outcome').dataset.at !== at, before_tap);
  const both = await label_of(2);
  const second = both.boxes.boxes[1].number;
  assert.notEqual(second, first.number);
  await picture(bench, 'bench-box-added');
  const label = await fetch(`${station.url}/api/v1/jobs/${both.jobs.at(-1).id}/label.png`);
  writeFileSync(`${kImages}label-box.png`, Buffer.from(await label.arrayBuffer()));

  const page = await open(`/orders/${number}`, {wait: '#boxes [data-box="2"]'});
  assert.ok((await page.textContent('#boxes')).includes(second));
  await axe(page, 'order in two boxes');
  await picture(page, 'order-boxes');
  await close(page);
  const phone = await open(`/orders/${number}`, {viewport: kPhone, dark: true, wait: '#boxes [data-act="add-box"]'});
  assert.ok(await phone.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'nothing is wider than a phone');
  await phone.click('#boxes [data-act="add-box"]');
  await phone.waitForSelector('#boxes [data-box="3"]');
  await phone.click('#boxes [data-act="remove-box"]');
  await phone.waitForSelector('#boxes [data-box="3"]', {state: 'detached'});
  await phone.evaluate(() => document.getElementById('boxes').scrollIntoView()); // the page may draw itself anew meanwhile
  await picture(phone, 'order-boxes-phone');
  await close(phone);

  // Everything is in the boxes: the big sentence asks for the other label, and nothing else binds.
  await scanned(bench, 'PB:CONFIRM');
  await bench.waitForSelector('.boxes .box-next[data-box="2"]');
  assert.match(await bench.textContent('.outcome-title'), /第2箱 \/ 共2箱：扫第2张面单/);
  assert.deepEqual(await illegible(bench), []);
  await bench.setViewportSize(kDesk);
  await picture(bench, 'bench-box');
  assert.equal((await station.get(`/api/v1/orders/${number}`)).state, 'printed');
  await scanned(bench, second);
  assert.equal((await station.get(`/api/v1/orders/${number}`)).state, 'packed');
  await picture(bench, 'bench-box-bound');
  await close(bench);
});
