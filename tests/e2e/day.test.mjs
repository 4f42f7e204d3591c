// The whole day of a file shop in Debian's Chromium with the real program, at desk and at phone size: an export is
// dropped, a held order released, labels printed and scanned, the ship file written, uploaded and confirmed by the next
// export; the day's card tells it.
//
//     node --test day.test.mjs      PACKBENCH_PROGRAM: see station.mjs

import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {mkdirSync, readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join, resolve} from 'node:path';
import {after, before, test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {chromium} from 'playwright-core';
import {order_file} from './order_file.mjs';
import {scan} from './scanner.mjs';
import {Station} from './station.mjs';

const kImages = `${resolve(process.env.PACKBENCH_PICTURES ?? fileURLToPath(new URL('../../build/pictures', import.meta.url)))}/`;
const kAxe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const kSizes = {desk: {viewport: {width: 1280, height: 800}}, phone: {viewport: {width: 390, height: 844}, hasTouch: true, isMobile: true}};
const kProgram = process.env.PACKBENCH_PROGRAM ?? resolve(fileURLToPath(new URL('../../build/release/packbench', import.meta.url)));

let browser;
let station;

before(async () => {
  mkdirSync(kImages, {recursive: true});
  browser = await chromium.launch({executablePath: process.env.PACKBENCH_CHROMIUM ?? '/usr/bin/chromium', headless: true, args: ['--no-sandbox', '--disable-gpu',
    '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']});
});

after(async () => {
  await browser?.close();
});

async function look(page, name) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${name} hangs over by ${wide} px`);
  await page.evaluate(kAxe);
  const faults = await page.evaluate(async () => (await window.axe.run()).violations
    .filter((one) => ['serious', 'critical'].includes(one.impact)).map((one) => `${one.id}: ${one.nodes[0].html}`));
  assert.deepEqual(faults, [], name);
  assert.doesNotMatch(await page.innerText('main'), /\{\w+\}|\b(ui|error)\.[a-z_]+/, `${name} shows a key or a gap`);
  await page.screenshot({path: `${kImages}${name}.png`, animations: 'disabled', fullPage: true});
}

/// Waits until a step says this, and that it is the only next one where `next` is its name.
async function step(page, name, state, next) {
  await page.waitForSelector(`#step-${name}[data-state="${state}"]`);
  const marked = await page.$$eval('.today-next', (list) => list.map((one) => one.id));
  assert.deepEqual(marked, next ? [`step-${next}`] : [], `after ${name} is ${state}`);
  if (next && next !== 'scan') assert.ok(await page.locator('#main .button.primary').count() === 1, 'one button is the next one');
}

async function drop(page, path) {
  const name = path.split('/').pop();
  const data = await page.evaluateHandle(({file, text}) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], file, {type: 'text/csv'}));
    return transfer;
  }, {file: name, text: readFileSync(path, 'utf8')});
  for (const type of ['dragenter', 'dragover', 'drop']) await page.dispatchEvent('#drop', type, {dataTransfer: data});
}

/// Every printed label at the bench, as a wedge scanner types it.
async function scan_all(page) {
  const orders = await station.orders('printed');
  assert.equal(orders.length, 4);
  for (const {order_no} of orders) {
    const order = await station.get(`/api/v1/orders/${order_no}`);
    await scan(page, order.number);
    await page.waitForSelector('body.bench-open');
    await scan(page, 'PB:CONFIRM');
    await page.waitForSelector('body.bench-bound, body.bench-ready');
  }
}

for (const [size, options] of Object.entries(kSizes)) {
  test(`a whole day on the ${size}: file, release, print, scan, ship file, confirmed`, async () => {
    station = await Station.start({orders: false, words: ['--clock', '2026-11-24 09:30:00'],
      edit: (text) => `home = "today"\n${text}`.replace('folder = "inbox"', 'folder = "inbox-of-nobody"')});
    try {
      const context = await browser.newContext({...options, acceptDownloads: true});
      const page = await context.newPage();
      const faults = [];
      page.on('pageerror', (error) => faults.push(error.message));
      await page.goto(station.url);
      await step(page, 'file', 'now', 'file');
      assert.equal(await page.locator('nav [aria-current]').innerText(), '今天');
      await look(page, `day-1-morning-${size}`);

      await drop(page, order_file(station.folder, '小红书订单查询2026-11-24-09_10_a.csv', 1, 4, {2: {'收件人电话': '1380013'}}));
      await step(page, 'held', 'needs', 'held');
      assert.match(await page.textContent('#step-file'), /09:10/);
      await page.click('[data-act="release"]');
      await look(page, `day-2-held-${size}`);
      await page.click('.ask .quick button');
      await step(page, 'held', 'done', 'print');
      await look(page, `day-3-print-${size}`);

      // A roll that is too short is said before, not after.
      for (const {name} of (await station.get('/api/v1/status')).printers) await station.post(`/api/v1/printers/${name}/roll`, {labels: 1});
      while (!(await station.get('/api/v1/status')).printers.every((one) => one.roll?.left === 1)) await page.waitForTimeout(50);
      await page.reload();
      await step(page, 'print', 'now', 'print');
      await page.click('#print-now');
      await page.waitForSelector('#step-print [role="alertdialog"]');
      assert.match(await page.textContent('#step-print'), /约?2 张/);
      await look(page, `day-3-roll-${size}`);
      await page.click('#step-print [data-key="yes"]');
      await page.waitForSelector('#step-scan[data-why="unscanned"]');
      await step(page, 'print', 'done', 'scan');
      await look(page, `day-4-scan-${size}`);
      await page.click('[data-key="go-bench"]');
      await page.waitForSelector('body.bench');
      await scan_all(page);
      await page.goto(`${station.url}/today`);
      await step(page, 'scan', 'done', 'ship');

      const written = page.waitForEvent('download');
      await page.click('#ship-file');
      const file = await written;
      assert.match(file.suggestedFilename(), /\.xlsx$/);
      await page.waitForSelector('#step-ship[data-why="written"]');
      await look(page, `day-5-upload-${size}`);
      const again = page.waitForEvent('download');
      await page.click('[data-act="download"]');
      await again;
      await page.click('.today-file button');
      await page.waitForSelector('#step-ship[data-why="uploaded"]');
      await page.waitForSelector('[data-left="waiting_platform"]');

      const rows = {};
      for (const order of await station.orders('shipped')) rows[Number(order.order_no.slice(14, 18))] = {'订单状态': '已发货', '快递公司': '中通快递', '快递单号': order.number};
      assert.deepEqual(Object.keys(rows), ['1', '2', '3', '4']);
      await drop(page, order_file(station.folder, '小红书订单查询2026-11-24-09_30_b.csv', 1, 4, rows));
      await page.waitForSelector('#step-ship[data-why="confirmed"]');
      await step(page, 'ship', 'done', '');
      await page.waitForFunction(() => document.getElementById('day-shipped')?.textContent === '4' && !document.querySelector('#day-left'));
      await look(page, `day-6-evening-${size}`);

      const shell = spawnSync(kProgram, ['day', '--json', '--date', '2026-11-24', '--config', join(station.folder, 'packbench.toml')], {encoding: 'utf8'});
      assert.equal(shell.status, 0, shell.stderr);
      const card = JSON.parse(shell.stdout);
      assert.deepEqual([card.bound, card.confirmed, card.printed, card.left], [4, 4, 4, []]);
      await page.click('#day-before');
      await page.waitForFunction(() => document.getElementById('day-date')?.textContent === '2026-11-23');
      assert.match(await page.textContent('#day'), /没有开机/);
      assert.deepEqual(faults, []);
      await context.close();
    } finally {
      await station.stop();
      station.remove();
    }
  });
}
