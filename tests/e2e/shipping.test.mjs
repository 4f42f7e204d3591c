// Ship files, hand-overs and corrections in Debian's Chromium, at desk and phone size: a parcel is bound and written, a
// file is ticked, rejected, issued again; the courier comes; a number is corrected.
//
//     node --test shipping.test.mjs      PACKBENCH_PROGRAM, PACKBENCH_DEMO_DIR: see station.mjs

import assert from 'node:assert/strict';
import {mkdirSync, readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {resolve} from 'node:path';
import {after, before, test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {chromium} from 'playwright-core';
import {Station} from './station.mjs';

const kImages = `${resolve(process.env.PACKBENCH_PICTURES ?? fileURLToPath(new URL('../../build/pictures', import.meta.url)))}/`;
const kAxe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const kDesk = {width: 1280, height: 800};
const kPhone = {width: 390, height: 844};

let station;
let browser;
const packed = [];

/// Prints the order's label and scans it with all its items, as the packer does.
async function pack(order_no) {
  const {batch} = await station.post(`/api/v1/orders/${order_no}/print`, {});
  for (;;) {
    if ((await station.get(`/api/v1/batches/${batch}`)).state === 'done') break;
    await new Promise((done) => setTimeout(done, 100));
  }
  const order = await station.get(`/api/v1/orders/${order_no}`);
  const scans = [order.number, ...order.items.flatMap((item) => item.barcode ? Array(item.quantity).fill(item.barcode) : []), 'PB:CONFIRM'];
  for (const [i, text] of scans.entries()) {
    const view = await station.post('/api/v1/benches/1/scan', {text, key: `${order_no}-${i}`});
    if (view.state === 'bound') break;
  }
  packed.push({order_no, number: order.number, carrier: order.carrier});
}

before(async () => {
  mkdirSync(kImages, {recursive: true});
  station = await Station.start();
  for (const order of (await station.orders('ready')).slice(0, 5)) await pack(order.order_no);
  browser = await chromium.launch({executablePath: process.env.PACKBENCH_CHROMIUM ?? '/usr/bin/chromium', headless: true, args: ['--no-sandbox', '--disable-gpu',
    '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']});
});

after(async () => {
  await browser?.close();
  await station?.stop();
  station?.remove();
});

async function open(path, viewport = kDesk, wait = 'main .panel') {
  const context = await browser.newContext({viewport, acceptDownloads: true});
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

/// Nothing hangs over the edge, nothing that axe calls serious; the picture is kept.
async function check(page, name) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${name} hangs over by ${wide} px`);
  await page.evaluate(kAxe);
  const faults = await page.evaluate(async () => (await window.axe.run()).violations
    .filter((one) => ['serious', 'critical'].includes(one.impact)).map((one) => `${one.id}: ${one.nodes[0].html}`));
  assert.deepEqual(faults, [], name);
  assert.ok(!/\{\w+\}|\bui\.[a-z_]+\.[a-z]/.test(await page.textContent('main')), `${name} shows a key or a gap`);
  await page.screenshot({path: `${kImages}${name}.png`, animations: 'disabled', fullPage: true});
}

async function close(page) {
  assert.deepEqual(page.faults, []);
  await page.context().close();
}

test('the courier takes what was scanned; the rest is named on a sheet that can be undone', async () => {
  const page = await open('/handover');
  const mine = packed.filter((one) => one.carrier === packed[0].carrier);
  await page.fill('#scan', packed[0].number);
  await page.press('#scan', 'Enter');
  await page.waitForSelector('#outcome.word-go');
  await page.click('[data-act="take-off"]');
  await page.waitForFunction(() => /拿下来/.test(document.getElementById('outcome').textContent) && !document.querySelector('[data-act="take-off"]'));
  await page.fill('#scan', packed[0].number);
  await page.press('#scan', 'Enter');
  await page.waitForSelector('#outcome.word-go');
  await check(page, 'handover-scanned');
  await page.fill('#scan', 'SF0000000000000');
  await page.press('#scan', 'Enter');
  await page.waitForSelector('#outcome.word-stop');
  await page.click(`[data-carrier="${packed[0].carrier}"] [data-act="courier"]`);
  await page.fill('input[name="courier"]', '王师傅');
  await check(page, 'handover');
  await page.click('[data-act="scanned"]');
  await page.waitForSelector('.signature');
  const text = await page.textContent('#sheet');
  assert.ok(text.includes(packed[0].number) && text.includes('王师傅'));
  for (const one of mine.slice(1)) assert.ok(text.includes(one.number), 'what stayed is named');
  await check(page, 'handover-list');
  await page.emulateMedia({media: 'print'});
  assert.equal(await page.isVisible('.top'), false);
  await page.emulateMedia({media: null});
  await page.click('[data-act="undo"]');
  await page.waitForURL(/handover$/);
  await close(page);
});

test('a ship file is written, ticked, partly rejected and issued again', async () => {
  const page = await open('/shipping');
  const waits = page.waitForEvent('download');
  await page.click('#make');
  await waits;
  await page.waitForSelector('[data-state="written"]');
  await check(page, 'shipping-written');
  await page.click('[data-act="all-uploaded"]');
  await page.waitForSelector('[data-state="uploaded"]');
  await page.fill('#results textarea', `订单号\t处理结果\t失败原因\n${packed[0].order_no}\t成功\t\n${packed[1].order_no}\t失败\t单号已被使用`);
  await page.click('#results [type="submit"]');
  await page.waitForSelector('[data-state="rejected"]');
  await page.click('[data-state="rejected"] summary');
  await page.waitForSelector('.row-stop');
  assert.match(await page.textContent('[data-state="rejected"] .row-stop'), /单号已被使用/);
  await check(page, 'shipping-rejected');
  const again = page.waitForEvent('download');
  await page.click('#again');
  await again;
  await page.waitForFunction(() => document.querySelectorAll('[data-file]').length === 2);
  const {files} = await station.get('/api/v1/ship-files');
  assert.equal(files[0].rows, 1);
  const rows = await station.get(`/api/v1/ship-files/${files[0].name}/rows`);
  assert.equal(rows.list[0].order_no, packed[1].order_no);
  await close(page);
});

test('a wrong number is corrected on the order page: steps, message, tick', async () => {
  const page = await open(`/orders/${packed[2].order_no}`, kDesk, '[data-act="correct"]');
  await page.click('[data-act="correct"]');
  await page.check('input[value="typo"]');
  await page.fill('input[name="number"]', '12');
  await page.click('form.ask [type="submit"]');
  await page.waitForSelector('.toast-stop');
  const number = `${packed[2].number.slice(0, -3)}${packed[2].number.endsWith('987') ? '986' : '987'}`;
  await page.fill('input[name="number"]', number);
  await check(page, 'correction-form');
  await page.click('form.ask [type="submit"]');
  await page.waitForSelector('#tasks .message');
  const message = await page.textContent('#tasks .message p');
  assert.ok(message.includes(packed[2].number) && message.includes(number), message);
  assert.match(await page.textContent('#tasks .steps'), /修改物流/);
  await check(page, 'correction-task');
  await page.click('#tasks [data-act="done"]');
  await page.waitForSelector('[data-task][data-state="done"]');
  const view = await station.post('/api/v1/benches/1/scan', {text: packed[2].number, key: 'dead'});
  assert.equal(view.outcome.code, 'dead_number');
  await close(page);
});

test('a delay is written down and is a to-do on the page of ship files', async () => {
  const [held] = await station.orders('held');
  const page = await open(`/orders/${held.order_no}`, kPhone, '[data-act="delay"]');
  await page.click('[data-act="delay"]');
  await check(page, 'delay-phone');
  await page.click('form.ask [type="submit"]');
  await page.waitForSelector('#tasks .message');
  await page.goto(`${station.url}/shipping`);
  await page.waitForSelector('#tasks [data-task]');
  await check(page, 'shipping-phone');
  await page.goto(`${station.url}/handover`);
  await page.waitForSelector('#list .panel');
  await check(page, 'handover-phone');
  await page.goto(`${station.url}/`);
  await page.waitForSelector('#needs .need');
  assert.match(await page.textContent('#needs'), /后台还有 1 件事/);
  await check(page, 'status-shipping-phone');
  await close(page);
});
