// The numbers page in Debian's Chromium, against a simulated gateway: forecast, a wish that a person settles, the
// list of numbers to be voided with its tick and undo, a request file. Desktop and phone; pictures to PACKBENCH_PICTURES.

import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {spawnSync} from 'node:child_process';
import {after, before, test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {chromium} from 'playwright-core';
import {Station} from './station.mjs';

const kRoot = resolve(fileURLToPath(new URL('../..', import.meta.url)));
const kImages = `${resolve(process.env.PACKBENCH_PICTURES ?? join(kRoot, 'build/pictures'))}/`;
let station;
let browser;
let simulator;
let folder;

/// The first whole line; the stream stays open, for a writer whose reader has gone is ended by the next write.
function first_line(stream) {
  return new Promise((done, failed) => {
    let text = '';
    stream.on('data', (chunk) => {
      text += chunk;
      if (text.includes('\n')) done(text.slice(0, text.indexOf('\n')));
    });
    stream.on('end', () => failed(new Error('the simulator said nothing')));
  });
}

before(async () => {
  mkdirSync(kImages, {recursive: true});
  folder = join(mkdtempSync(join(tmpdir(), 'packbench-numbers-')), 'demo');
  spawnSync(join(kRoot, 'dev'), ['demo', '--prepare-only', folder]);
  simulator = spawn('python3', ['-B', join(kRoot, 'tests/simulators/kdniao/kdniao_simulator.py'), '--balance', '40',
    '--fault', 'ok', '--fault', 'refuse:103:收件人电话格式错误', '--fault', 'wrong_number'], {stdio: ['ignore', 'pipe', 'ignore']});
  const port = (await first_line(simulator.stdout)).trim().split(' ')[1];
  writeFileSync(join(folder, 'kdniao.toml'), 'business_id = "1000001"\napp_key = "test-api-key"\n[carriers.zto]\ncustomer_name = "demo"\n');
  chmodSync(join(folder, 'kdniao.toml'), 0o600);
  const config = join(folder, 'packbench.toml');
  writeFileSync(config, `${readFileSync(config, 'utf8')}
[[numbers.source]]
kind = "kdniao"
carriers = ["zto"]
credentials = "kdniao.toml"
endpoint = "http://127.0.0.1:${port}/"
calls_per_minute = 6000
void_after = "2d"
[[numbers.source]]
kind = "sheet"
[[numbers.source]]
kind = "range"
carriers = ["shunfeng", "yuantong", "ems"]
`);
  process.env.PACKBENCH_DEMO_DIR = folder;
  station = await Station.start();
  browser = await chromium.launch({executablePath: process.env.PACKBENCH_CHROMIUM ?? '/usr/bin/chromium', headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync']});
});

after(async () => {
  await browser?.close();
  await station?.stop();
  simulator?.kill();
  rmSync(resolve(folder, '..'), {recursive: true, force: true});
});

async function open(path, phone = false, dark = false) {
  const context = await browser.newContext({viewport: phone ? {width: 390, height: 844} : {width: 1280, height: 800}, colorScheme: dark ? 'dark' : 'light', acceptDownloads: true});
  const page = await context.newPage();
  page.on('pageerror', (error) => assert.fail(error.message));
  await page.goto(station.url + path);
  await page.waitForSelector('main section');
  return page;
}

async function until(what, check, limit_ms = 60000) {
  const end = Date.now() + limit_ms;
  for (;;) {
    const value = await check();
    if (value) return value;
    if (Date.now() > end) assert.fail(`${what} did not come; the station's log ends:\n${station.log()}`);
    await new Promise((done) => setTimeout(done, 200));
  }
}

test('the status page and the numbers page say that the next batch needs more than there is', async () => {
  await until('the balance', async () => (await station.get('/api/v1/status')).facts.numbers_forecast.some((one) => one.missing > 0));
  const page = await open('/');
  await page.waitForSelector('#facts .tag-look');
  assert.match(await page.textContent('#facts'), /中通快递 要 \d+，有 40/);
  assert.match(await page.textContent('#needs'), /单号不够/);
  await page.screenshot({path: `${kImages}numbers-status.png`});
  await page.context().close();
  const numbers = await open('/numbers');
  assert.match(await numbers.textContent('#forecast'), /差 \d+ 个/);
  await numbers.context().close();
});

test('what the gateway refused or gave wrongly is settled by a person', async () => {
  await station.post('/api/v1/batches', {});
  await until('the wishes', async () => (await station.get('/api/v1/numbers')).wishes.length >= 2, 90000);
  const page = await open('/numbers');
  await page.waitForSelector('[data-wish]');
  assert.match(await page.textContent('#wishes'), /快递鸟 103/);
  assert.match(await page.textContent('#wishes'), /不像这家快递/);
  await page.screenshot({path: `${kImages}numbers-wishes.png`, fullPage: true});
  const wish = (await station.get('/api/v1/numbers')).wishes[0];
  await page.click(`[data-key="number-${wish.id}"]`);
  await page.fill('form.ask input[name=number]', '78990000009999');
  await page.fill('form.ask input[name=sorting_code]', '571-W00 012');
  await page.screenshot({path: `${kImages}numbers-ask.png`});
  await page.click('form.ask button[type=submit]');
  await page.waitForSelector('.toast-go');
  await until('the settled wish', async () => !(await station.get('/api/v1/numbers')).wishes.some((one) => one.id === wish.id));
  await page.context().close();
});

test('an unused number is ticked and the tick is taken back', async () => {
  const printed = await until('a printed order', async () => (await station.orders('printed'))[0], 240000);
  const path = `/api/v1/orders/${printed.order_no}`;
  await station.post(`${path}/hold`, {reason: 'x'});
  await station.post(`${path}/refuse`, {reason: 'x'});
  const listed = await until('the number', async () => (await station.get('/api/v1/numbers')).voids[0]);
  const page = await open('/numbers');
  await page.waitForSelector('#voids table');
  assert.match(await page.textContent('#voids'), new RegExp(listed.number));
  await page.click(`[data-key="void-${listed.id}"]`);
  await page.waitForSelector('.toast-go');
  assert.equal((await station.get('/api/v1/numbers')).voids[0].state, 'done');
  await page.waitForFunction((id) => document.querySelector(`[data-key="void-${id}"]`)?.textContent.includes('撤销'), listed.id);
  await page.screenshot({path: `${kImages}numbers-desk.png`, fullPage: true});
  await page.click(`[data-key="void-${listed.id}"]`);
  await until('the undo', async () => (await station.get('/api/v1/numbers')).voids[0].state === 'open');
  const csv = await (await fetch(`${station.url}/api/v1/numbers/voids.csv`)).text();
  assert.match(csv, new RegExp(listed.number));
  await page.context().close();
});

test('the page fits a phone, in the dark and in English', async () => {
  for (const [name, dark, path] of [['numbers-phone', false, '/numbers'], ['numbers-phone-dark', true, '/numbers?lang=en']]) {
    const page = await open(path, true, dark);
    await page.waitForSelector('#voids');
    await page.screenshot({path: `${kImages}${name}.png`, fullPage: true});
    const wide = await page.evaluate(() => [...document.querySelectorAll('body *')].filter((node) => node.getBoundingClientRect().right > 391)
      .map((node) => `${node.tagName}.${node.className} ${node.id}`).slice(0, 5).join(', '));
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 390, `${path} is ${width} wide: ${wide}`);
    assert.doesNotMatch(await page.textContent('main'), /\{\w+\}|ui\.\w+/);
    await page.context().close();
  }
});
