// A day at a bench for pre-numbered labels, in Debian's Chromium with the real program: an order is opened by its number,
// its items are scanned, wrong labels of the roll are refused each in its own way, the right one binds, and the ship file
// holds it. And what the refusals sound like, rendered by the browser itself.

import assert from 'node:assert/strict';
import {mkdirSync, readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {after, before, test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {chromium} from 'playwright-core';
import {height_vh, illegible} from './legibility.mjs';
import {scan} from './scanner.mjs';
import {Station} from './station.mjs';
import {unzip} from './zip.mjs';

const kImages = `${resolve(process.env.PACKBENCH_PICTURES ?? fileURLToPath(new URL('../../build/pictures', import.meta.url)))}/`;
const kSizes = [['desk', {width: 1280, height: 800}], ['far', {width: 640, height: 400}], ['phone', {width: 390, height: 844}]];

// Of an order of the demo's export that came with its number.
const kPromised = '78048767698635';

let station;
let browser;
let numbers = 78990000000700;

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

async function open(path, {dark = false, size = kSizes[0][1]} = {}) {
  const context = await browser.newContext({viewport: size, colorScheme: dark ? 'dark' : 'light', acceptDownloads: true});
  const page = await context.newPage();
  // This scanner has been here before: a busy machine does not break its first scan in two.
  await page.addInitScript(() => localStorage.setItem('packbench.scanner_sends_suffix', '1'));
  page.faults = [];
  page.on('pageerror', (error) => page.faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy|Refused to/.test(message.text())) page.faults.push(message.text());
  });
  await page.goto(station.url + path);
  await page.waitForSelector('main');
  return page;
}

async function close(page) {
  assert.deepEqual(page.faults, []);
  await page.context().close();
}

const view = () => station.get('/api/v1/benches/3');

/// Scans and waits for this scan's answer on the page; the outcome's code.
async function scan_for(page, text) {
  const before_scan = (await view()).outcome?.at;
  await scan(page, text);
  const end = Date.now() + 10000;
  for (;;) {
    const {outcome} = await view();
    if (outcome && outcome.at !== before_scan) {
      await page.waitForFunction((at) => document.getElementById('outcome').dataset.at === at, outcome.at);
      return outcome.code;
    }
    assert.ok(Date.now() < end, `no answer to ${text}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

/// What the packer sees of a refusal.
async function refusal(page, code) {
  assert.equal(await page.evaluate(() => document.body.className), 'bench bench-refused', code);
  assert.deepEqual(await illegible(page), [], code);
  assert.ok(await height_vh(page, '.outcome-title') >= 7.99, code);
  return page.evaluate(() => ({
    ground: getComputedStyle(document.querySelector('.outcome')).backgroundColor,
    band: document.querySelector('.outcome-band').dataset.band,
    block: getComputedStyle(document.querySelector('.outcome-sign')).backgroundColor,
    glyph: document.querySelector('.outcome-sign .sign-cut').getAttribute('d'),
    word: document.querySelector('.outcome-word').textContent,
    title: document.querySelector('.outcome-title').textContent.replaceAll('\u2060', ''),
    fits: document.querySelector('.outcome').scrollHeight <= document.querySelector('.outcome').clientHeight + 1,
  }));
}

/// Orders of one carrier without a number from the export, whose items all have barcodes.
async function free_orders(carrier) {
  const given = new Set((await station.orders('from_export')).map((order) => order.order_no));
  const found = [];
  for (const row of await station.orders('ready')) {
    if (row.carrier !== carrier || given.has(row.order_no) || row.number) continue;
    const order = await station.get(`/api/v1/orders/${row.order_no}`);
    if (order.items.every((item) => item.barcode)) found.push(order);
    if (found.length === 3) break;
  }
  return found;
}

async function scan_items(page, order) {
  let code = '';
  for (const item of order.items) {
    for (let i = 0; i < item.quantity; ++i) code = await scan_for(page, item.barcode);
  }
  return code;
}

test('an order opened by its number takes the right label of the roll and no other', async () => {
  const [first, second] = await free_orders('zto');
  const page = await open('/bench?bench=3');
  assert.match(await page.textContent('#outcome'), /请扫订单号/);
  assert.match(await page.textContent('#bench-title'), /预贴单号/);

  const used = String(++numbers);
  assert.equal(await scan_for(page, used), 'scan_order_first', 'a label before its order');
  const looks = {scan_order_first: await refusal(page, 'scan_order_first')};
  assert.equal(await scan_for(page, first.order_no), 'opened');
  assert.equal(await scan_items(page, first), 'scan_number');
  assert.equal(await scan_for(page, used), 'bound');

  assert.equal(await scan_for(page, second.order_no), 'opened');
  assert.equal(await page.locator('.item').count(), second.items.length);
  await page.screenshot({path: `${kImages}pre-numbered-open.png`});
  const right = String(++numbers);
  const wrong = {wrong_carrier: 'SF1385628716739', number_taken: used, truncated: right.slice(0, 13), item_missing: right,
    number_promised: kPromised};
  for (const [code, text] of Object.entries(wrong)) {
    assert.equal(await scan_for(page, text), code, text);
    looks[code] = await refusal(page, code);
    assert.ok(looks[code].fits, `${code} fits its place`);
    for (const [name, size] of kSizes) {
      await page.setViewportSize(size);
      await page.screenshot({path: `${kImages}pre-numbered-${code}-${name}.png`});
    }
    await page.setViewportSize(kSizes[0][1]);
    assert.equal((await station.get(`/api/v1/orders/${second.order_no}`)).state, 'screened', `${code}: nothing was bound`);
  }
  assert.match(looks.wrong_carrier.title, /不是 中通快递 的单号/);
  assert.match(looks.number_taken.title, new RegExp(`${used} 已用于`));
  assert.match(looks.truncated.title, /单号不完整/);
  const seen = Object.values(looks);
  for (const [name, look] of Object.entries(looks)) assert.doesNotMatch(look.title, /[{}]/, name);
  assert.equal(new Set(seen.map((look) => look.block)).size, 1, 'stop has one colour');
  assert.equal(new Set(seen.map((look) => `${look.ground} ${look.band}`)).size, seen.length, 'and each refusal its own beside it');
  assert.equal(new Set(seen.map((look) => look.glyph)).size, seen.length);
  assert.equal(new Set(seen.map((look) => look.word)).size, seen.length);

  assert.equal(await scan_items(page, second), 'scan_number');
  assert.equal(await scan_for(page, 'PB:CONFIRM'), 'scan_number', 'the label binds, not the confirm code');
  await page.waitForSelector('body.bench-look');
  assert.equal(await scan_for(page, right), 'bound');
  const packed = await station.get(`/api/v1/orders/${second.order_no}`);
  assert.deepEqual([packed.state, packed.number, packed.number_source, packed.bench], ['packed', right, 'bench', '3']);
  await close(page);

  const status = await open('/');
  await status.waitForSelector('#ship-file:not([disabled])');
  const [download] = await Promise.all([status.waitForEvent('download'), status.click('#ship-file')]);
  const bytes = readFileSync(await download.path());
  const text = bytes.subarray(0, 2).toString() === 'PK' ? [...unzip(bytes).values()].join('\n') : bytes.toString('utf8');
  for (const what of [used, right, first.order_no, second.order_no]) assert.ok(text.includes(what), `the ship file holds ${what}`);
  await close(status);
});

test('the order page says that the number came from the bench', async () => {
  const [order] = await station.orders('shipped');
  const page = await open(`/orders/${order.order_no}`);
  await page.waitForSelector('#number');
  assert.match(await page.textContent('main'), /预贴/);
  assert.doesNotMatch(await page.textContent('main'), /ui\.|number_source/);
  await close(page);
});

for (const dark of [false, true]) {
  test(`a refusal can be read from two metres and on a phone, ${dark ? 'dark' : 'light'}`, async () => {
    for (const [, size] of kSizes) {
      const page = await open('/bench?bench=3', {dark, size});
      assert.equal(await scan_for(page, 'P700000000000000001'), 'unknown_order');
      await page.waitForSelector('body.bench-refused');
      const small = size.height > size.width ? {least_vh: 1.7} : {};
      assert.deepEqual(await illegible(page, small), []);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
      await close(page);
    }
  });
}

test('every tune can be heard, is not clipped, and differs from all others', async () => {
  const page = await open('/bench?bench=3');
  // For each tune: loudest sample, loudness, and for every 40 ms how loud and how high it is.
  const heard = await page.evaluate(async () => {
    const {schedule} = await import('/js/sounds.js');
    const {kRefusals, kTunes, length_of, tune_of} = await import('/js/refusals.js');
    const kRate = 16000;
    const outcomes = [...Object.keys(kTunes).map((kind) => ({kind, code: kind})), ...Object.keys(kRefusals).map((code) => ({kind: 'stop', code}))];
    const result = {};
    for (const outcome of outcomes) {
      const tune = tune_of(outcome);
      const context = new OfflineAudioContext(1, Math.ceil(kRate * (length_of(tune.tune) / 1000 + 0.05)), kRate);
      schedule(context, tune, 0, context.destination);
      const samples = (await context.startRendering()).getChannelData(0);
      const frames = [];
      for (let at = 0; at + 640 <= samples.length; at += 640) {
        let power = 0, crossings = 0;
        for (let i = at; i < at + 640; ++i) {
          power += samples[i] ** 2;
          if (i > at && samples[i - 1] < 0 && samples[i] >= 0) ++crossings;
        }
        const loud = Math.sqrt(power / 640);
        frames.push([loud > 0.02 ? 1 : 0, loud > 0.02 ? crossings * 25 : 0]);
      }
      result[outcome.code] = {peak: samples.reduce((most, s) => Math.max(most, Math.abs(s)), 0),
        loudness: Math.sqrt(samples.reduce((sum, s) => sum + s * s, 0) / samples.length), frames};
    }
    return result;
  });
  const names = Object.keys(heard);
  assert.ok(names.length > 30);
  for (const name of names) {
    assert.ok(heard[name].loudness > 0.05, `${name} can be heard: ${heard[name].loudness}`);
    assert.ok(heard[name].peak < 1, `${name} is not clipped: ${heard[name].peak}`);
  }
  // Frames in which one sounds and the other does not, or another pitch does. 80 ms are heard as different.
  const unlike = (a, b) => Array.from({length: Math.max(a.length, b.length)}, (_, i) => [a[i] ?? [0, 0], b[i] ?? [0, 0]])
    .filter(([[on, pitch], [on_b, pitch_b]]) => on !== on_b || (on && Math.max(pitch, pitch_b) > 1.12 * Math.min(pitch, pitch_b))).length;
  for (const [i, a] of names.entries()) {
    for (const b of names.slice(0, i)) {
      assert.ok(unlike(heard[a].frames, heard[b].frames) >= 2, `${a} and ${b} differ in ${unlike(heard[a].frames, heard[b].frames)} frames`);
    }
  }
  await close(page);
});
