// The whole demo in Debian's Chromium: orders come in, a suspicious address is held, labels are printed, a parcel is
// scanned and bound, the ship file holds it. Saves the pictures of README and docs.
//
//     node --test demo.test.mjs          PACKBENCH_PROGRAM, PACKBENCH_DEMO_DIR: see station.mjs
//     PACKBENCH_PICTURES=DIR             the pictures' folder; default build/pictures

import assert from 'node:assert/strict';
import {mkdirSync, readFileSync, statSync} from 'node:fs';
import {createRequire} from 'node:module';
import {resolve} from 'node:path';
import {after, before, test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {chromium} from 'playwright-core';
import {height_vh, illegible} from './legibility.mjs';
import {scan, scan_with_input_method} from './scanner.mjs';
import {Station} from './station.mjs';
import {unzip} from './zip.mjs';

// Where the pictures go. A plain run leaves the sources alone; `npm run pictures` renews those of README and docs.
const kImages = `${resolve(process.env.PACKBENCH_PICTURES ?? fileURLToPath(new URL('../../build/pictures', import.meta.url)))}/`;
const kAxe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const kDesk = {width: 1280, height: 800};
const kPhone = {width: 390, height: 844};
const kBenchScreen = {width: 1280, height: 720};

let station;
let browser;
const open_contexts = [];

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

/// A page of a browser of its own, whose script errors fail the test.
async function open(path, {viewport = kDesk, dark = false, wait = 'main', init} = {}) {
  const context = await browser.newContext({viewport, colorScheme: dark ? 'dark' : 'light', acceptDownloads: true, reducedMotion: 'no-preference'});
  open_contexts.push(context);
  const page = await context.newPage();
  page.faults = [];
  page.on('pageerror', (error) => page.faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy|Refused to/.test(message.text())) page.faults.push(message.text());
  });
  if (init) await page.addInitScript(init);
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
  const size = statSync(`${kImages}${name}.png`).size;
  assert.ok(size < 300000, `${name}.png has ${size} bytes`);
}

/// For open({init}): keeps what the page showed and when, however short and however slow the machine.
function keep_history() {
  window.seen = {modes: [], progress: []};
  const last = (list) => list.at(-1)?.[0];
  const look = () => {
    const mode = document.body?.className ?? '';
    if (mode !== last(window.seen.modes)) window.seen.modes.push([mode, performance.now()]);
    const bar = document.querySelector('#batch .batch-bar')?.getAttribute('aria-valuenow');
    if (bar && bar !== last(window.seen.progress)) window.seen.progress.push([bar, performance.now()]);
  };
  new MutationObserver(look).observe(document, {subtree: true, childList: true, attributes: true});
}

async function figure(page, card) {
  return Number((await page.textContent(`[data-card="${card}"] .figure`)).replaceAll('\u2009', '').replaceAll(' ', ''));
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

async function axe(page, name) {
  // axe is run by the browser's debugger, which the page's content policy does not bind.
  await page.evaluate(kAxe);
  const {violations} = await page.evaluate(() => window.axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']}));
  const serious = violations.filter((v) => ['serious', 'critical'].includes(v.impact))
    .map((v) => `${name}: ${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 200)).join(' | ')}`);
  assert.deepEqual(serious, []);
}

const bench_view = (name = '1') => station.get(`/api/v1/benches/${name}`);

/// A label that came out of the printer, of an order that has not been packed, with at least `items` item kinds to scan.
async function printed_job(skip = []) {
  const {batches} = await station.get('/api/v1/batches');
  for (const batch of batches) {
    const {jobs} = await station.get(`/api/v1/batches/${batch.id}`);
    for (const job of jobs) {
      if (!['printed', 'sent'].includes(job.state) || skip.includes(job.number)) continue;
      const order = await station.get(`/api/v1/orders/${job.order_no}`);
      if (order.state === 'printed' && order.items.every((item) => item.barcode)) return {job, order};
    }
  }
  return assert.fail('no printed label');
}

/// Scans every item of the order, then the confirm code if the bench still asks for it.
async function pack(page, order, scanner = scan) {
  for (const item of order.items) {
    for (let i = 0; i < item.quantity; ++i) {
      if ((await bench_view()).state === 'bound') return;
      const before_scan = (await bench_view()).outcome?.at;
      await scanner(page, item.barcode);
      await until('the item is answered', async () => (await bench_view()).outcome?.at !== before_scan);
    }
  }
  if ((await bench_view()).state !== 'bound') await scanner(page, 'PB:CONFIRM');
}

async function bench_shows(page, mode, limit_ms = 15000) {
  await page.waitForSelector(`body.bench-${mode}`, {timeout: limit_ms});
  assert.deepEqual(await illegible(page), [], mode);
  assert.ok(await height_vh(page, '.outcome-title') >= 7.99, mode);
  return (await page.textContent('.outcome')).replaceAll('\u2060', '');
}

let number = ''; // the parcel that is bound below
let bound_order;

test('the status page shows 111 to ship and 2 intercepted', async () => {
  const page = await open('/', {wait: '[data-card="to_ship"]'});
  assert.equal(await figure(page, 'to_ship'), 111);
  assert.equal(await figure(page, 'intercepted'), 2);
  assert.ok(await figure(page, 'held') > 0, 'suspicious orders are held');
  assert.match(await page.textContent('#truth'), /[\u4e00-\u9fff]/);
  await close(page);
});

test('27 of the orders to ship have a number from the export', async () => {
  const with_number = (await station.orders('from_export')).filter((row) => row.state !== 'intercepted');
  assert.equal(with_number.length, 27);
  const to_ship = new Set((await station.orders('to_ship')).map((row) => row.order_no));
  assert.equal(to_ship.size, 111);
  assert.ok(with_number.every((row) => to_ship.has(row.order_no)));
});

test('the list filters by state through the URL', async () => {
  const page = await open('/orders?state=intercepted', {wait: '#count'});
  assert.equal(await page.locator('tbody tr').count(), 2);
  assert.equal(await page.locator('tbody .chip-stop .sign').count(), 2);
  await page.fill('#q', (await page.textContent('td.col-order')).trim());
  await page.click('.search button');
  await page.waitForURL(/q=P\d+/);
  await page.waitForSelector('tbody tr');
  assert.equal(await page.locator('tbody tr').count(), 1);
  await close(page);
});

test('a held order names its reasons and is released by keyboard, with a reason', async () => {
  const before_release = (await station.get('/api/v1/status')).counts;
  const page = await open('/review', {wait: '.review-card'});
  const cards = await page.locator('.review-card').count();
  assert.equal(cards, before_release.held + before_release.review);
  for (const card of await page.locator('.review-card').all()) {
    assert.ok(await card.locator('.reasons li').count() > 0);
    assert.ok(await card.locator('[data-act="release"]').isEnabled(), 'whoever waits for a decision can be released');
    assert.doesNotMatch(await card.locator('.parts').innerText(), /1[3-9]\d{9}/, 'phone numbers are masked');
  }
  await picture(page, 'review');
  await page.locator('.review-card [data-act="reveal"]').first().click();
  await page.waitForFunction(() => !document.querySelector('.review-card [data-field="name"] dd')?.textContent.includes('*'));
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  const order_no = await page.getAttribute('.review-card.chosen', 'data-order');
  await page.keyboard.press('r');
  await page.waitForSelector('form.ask');
  await page.keyboard.type('地址已和买家核对');
  await page.keyboard.press('Enter');
  await page.waitForSelector(`[data-order="${order_no}"]`, {state: 'detached'});
  assert.equal(await page.locator('.review-card').count(), cards - 1);
  const order = await station.get(`/api/v1/orders/${order_no}`);
  assert.equal(order.released, true);
  assert.ok(JSON.stringify(order.timeline).includes('地址已和买家核对'));
  await close(page);
});

test('"print now" prints every cleared order, with progress, without a reload', async () => {
  const page = await open('/', {wait: '#print-now:not([disabled])', init: keep_history});
  await page.evaluate(() => {
    window.still_here = true;
  });
  const ready = (await station.get('/api/v1/status')).counts.ready;
  assert.ok((await page.textContent('#print-now')).includes(String(ready)));
  await page.click('#print-now');
  const yes = page.locator('[data-key="yes"]');
  if (await yes.isVisible()) await yes.click();
  await page.waitForSelector('#pause, .last-batch', {timeout: 30000});
  await page.waitForFunction(() => [...document.querySelectorAll('.batch-bar')].some((bar) => Number(bar.getAttribute('aria-valuenow')) > 20), null, {timeout: 60000});
  await page.locator('.toast').evaluateAll((toasts) => toasts.forEach((toast) => toast.remove()));
  await picture(page, 'status');
  const last = await until('the batch is done', async () => {
    const status = await station.get('/api/v1/status');
    return status.batch === null && status.last_batch?.state === 'done' && status.last_batch;
  }, 120000);
  assert.equal(last.total, ready);
  assert.equal(last.printed + last.sent, ready);
  assert.deepEqual([last.failed, last.unknown, last.cancelled], [0, 0, 0]);
  await page.waitForFunction((n) => document.querySelector('[data-card="printed_unscanned"] .figure')?.textContent === String(n), ready);
  assert.equal(await page.evaluate(() => window.still_here), true);
  const steps = (await page.evaluate(() => window.seen.progress)).map(([n]) => Number(n)).filter((n) => n > 0 && n < ready);
  assert.ok(steps.length > 0, 'the bar moved while it printed');
  assert.deepEqual(steps, [...steps].sort((a, b) => a - b), 'and never back');
  const {jobs} = await station.get(`/api/v1/batches/${last.id}`);
  assert.equal(new Set(jobs.map((job) => job.number)).size, ready, 'no number twice');
  let from_export = 0;
  for (const row of await station.orders('from_export')) {
    if (row.state !== 'printed') continue;
    const order = await station.get(`/api/v1/orders/${row.order_no}`);
    assert.equal(order.number_source, 'export', row.order_no);
    assert.ok(order.sorting_code, `${row.order_no} has its 三段码`);
    ++from_export;
  }
  assert.ok(from_export > 0);
  await close(page);
});

test('a label scanned at the bench is bound to its parcel', async () => {
  const {job, order} = await printed_job();
  number = job.number;
  bound_order = order;
  // "bound" stays for 0.8 s; hold it long enough to be photographed.
  const page = await open('/bench?bench=1', {viewport: kBenchScreen, wait: 'body.bench-ready', init: () => {
    const set = window.setTimeout;
    window.setTimeout = (work, ms, ...more) => set(work, ms === 800 ? 4000 : ms, ...more);
  }});
  await picture(page, 'bench-ready');
  await scan(page, number);
  assert.match(await bench_shows(page, 'open'), new RegExp(number));
  assert.equal(await page.locator('.item').count(), order.items.length);
  await picture(page, 'bench-open');
  await pack(page, order);
  const text = await bench_shows(page, 'bound');
  assert.match(text, /已绑定/);
  await picture(page, 'bench-bound');
  assert.equal((await station.get(`/api/v1/orders/${order.order_no}`)).state, 'packed');
  await close(page);
});

test('the bench is ready again 0.8 s after a parcel is bound, and an input method swallows nothing', async () => {
  const {job, order} = await printed_job([number]);
  const page = await open('/bench?bench=1', {viewport: kBenchScreen, wait: 'body.bench-ready', init: keep_history});
  await scan_with_input_method(page, job.number);
  await bench_shows(page, 'open');
  await pack(page, order, scan_with_input_method);
  await until('the bench is bound, then ready', () => page.evaluate(() => {
    const bound = window.seen.modes.findIndex(([mode]) => mode.includes('bench-bound'));
    return bound >= 0 && window.seen.modes.slice(bound).some(([mode]) => mode.includes('bench-ready'));
  }));
  const [[, bound_at], [, ready_at]] = await page.evaluate(() => {
    const bound = window.seen.modes.findIndex(([mode]) => mode.includes('bench-bound'));
    return [window.seen.modes[bound], window.seen.modes.slice(bound).find(([mode]) => mode.includes('bench-ready'))];
  });
  // A timer is never early; on a busy machine it may be late.
  assert.ok(ready_at - bound_at > 790 && ready_at - bound_at < 5000, `${ready_at - bound_at} ms`);
  assert.equal((await station.get(`/api/v1/orders/${order.order_no}`)).state, 'packed');
  await close(page);
});

test('wrong scans are refused and stay on the screen', async () => {
  const page = await open('/bench?bench=1', {viewport: kBenchScreen, wait: 'body.bench-ready'});
  await scan(page, number);
  await page.waitForSelector('body.bench-refused, body.bench-look');
  const already = await page.textContent('.outcome');
  assert.match(already, new RegExp(number), 'it says what was scanned');
  await page.waitForTimeout(1200);
  assert.equal(await page.locator('body.bench-refused, body.bench-look').count(), 1, 'a refusal stays');

  await scan(page, '78111111111111');
  await page.waitForFunction((old) => document.querySelector('.outcome').textContent !== old, already);
  await bench_shows(page, 'refused');

  const {job, order} = await printed_job();
  const other = (await printed_job([job.number])).job;
  await scan(page, job.number);
  await bench_shows(page, 'open');
  await scan(page, other.number);
  await bench_shows(page, 'refused');
  await picture(page, 'bench-refused');
  assert.equal((await station.get(`/api/v1/orders/${order.order_no}`)).state, 'printed', 'nothing was bound');
  await scan(page, 'PB:CANCEL');
  await until('the parcel is put aside', async () => (await bench_view()).parcel === null);
  await close(page);
});

test('an intercepted order takes the whole screen', async () => {
  const [stopped] = await station.orders('intercepted');
  const page = await open('/bench?bench=1', {viewport: kBenchScreen, wait: 'body.bench'});
  await scan(page, stopped.number || stopped.order_no);
  assert.match(await bench_shows(page, 'intercepted'), /不要发货/);
  assert.equal(await page.isVisible('.parcel'), false);
  await picture(page, 'bench-intercepted');
  await close(page);
});

test('a parcel on the bench that a supervisor holds meanwhile is stopped without another scan', async () => {
  const {job, order} = await printed_job();
  const page = await open('/bench?bench=1', {viewport: kBenchScreen, wait: 'body.bench'});
  await scan(page, job.number);
  await bench_shows(page, 'open');
  await station.post(`/api/v1/orders/${order.order_no}/hold`, {reason: '买家来电，先别发'});
  assert.match(await bench_shows(page, 'refused'), /待复核/);
  assert.match(await page.textContent('#next'), /取消/);
  await picture(page, 'bench-held');
  await scan(page, order.items[0].barcode);
  await until('an item does not count any more', async () => (await bench_view()).outcome?.at !== undefined && (await bench_view()).outcome.code === 'held');
  assert.ok((await bench_view()).parcel.items.every((item) => item.scanned === 0));
  await scan(page, 'PB:CONFIRM');
  await until('confirming is refused', async () => (await bench_view()).outcome?.code === 'held');
  assert.equal((await station.get(`/api/v1/orders/${order.order_no}`)).state, 'held');
  await scan(page, 'PB:CANCEL');
  await until('the parcel is put aside', async () => (await bench_view()).parcel === null);
  await station.post(`/api/v1/orders/${order.order_no}/release`, {reason: '买家确认可以发'});
  assert.equal((await station.get(`/api/v1/orders/${order.order_no}`)).state, 'printed');
  await close(page);
});

test('scans made while the network is away are kept, sent in order, and count once', async () => {
  const {job, order} = await printed_job();
  const page = await open('/bench?bench=1', {viewport: kBenchScreen, wait: 'body.bench'});
  await page.context().setOffline(true);
  await scan(page, job.number);
  await bench_shows(page, 'look');
  await page.waitForSelector('.bench-live-off');
  assert.match(await page.textContent('.outcome'), new RegExp(job.number));
  for (const item of order.items) {
    for (let i = 0; i < item.quantity; ++i) await scan(page, item.barcode);
  }
  assert.equal((await station.get(`/api/v1/orders/${order.order_no}`)).state, 'printed');
  await page.context().setOffline(false);
  await until('the scans are answered', async () => {
    const view = await bench_view();
    if (view.state === 'open' && view.parcel?.number === job.number && view.parcel.items.every((item) => item.scanned === item.quantity)) return true;
    return (await station.get(`/api/v1/orders/${order.order_no}`)).state === 'packed';
  }, 15000);
  if ((await station.get(`/api/v1/orders/${order.order_no}`)).state !== 'packed') await scan(page, 'PB:CONFIRM');
  await until('the parcel is bound', async () => (await station.get(`/api/v1/orders/${order.order_no}`)).state === 'packed');
  await close(page);
});

test('the help overlay has the command codes and takes a typed number', async () => {
  const {job} = await printed_job();
  const page = await open('/bench?bench=1', {viewport: kBenchScreen, wait: 'body.bench'});
  await page.click('#help');
  for (const command of ['PB:CONFIRM', 'PB:UNDO', 'PB:CANCEL']) {
    await page.waitForFunction((name) => document.querySelector(`.symbol[data-command="${name}"] img`)?.naturalWidth > 50, command);
  }
  await axe(page, 'bench help');
  await page.fill('#typed', job.number);
  await page.keyboard.press('Enter');
  assert.match(await bench_shows(page, 'open'), new RegExp(job.number));
  await page.click('.bench-buttons [data-command="PB:CANCEL"]');
  await until('the parcel is put aside', async () => (await bench_view()).parcel === null);
  await close(page);
});

test('the ship file holds the bound parcel', async () => {
  const page = await open('/', {wait: '#ship-file:not([disabled])'});
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#ship-file')]);
  const bytes = readFileSync(await download.path());
  const text = bytes.subarray(0, 2).toString() === 'PK' ? [...unzip(bytes).values()].join('\n') : bytes.toString('utf8');
  assert.ok(text.includes(number), `${download.suggestedFilename()} holds ${number}`);
  assert.ok(text.includes(bound_order.order_no));
  await page.waitForSelector('#ship-file-link');
  await page.waitForFunction(() => document.querySelector('[data-card="bound"] .card-note')?.textContent !== '');
  assert.equal((await station.get(`/api/v1/orders/${bound_order.order_no}`)).state, 'shipped');
  await close(page);
});

test('what happens elsewhere shows without a reload', async () => {
  const page = await open('/', {wait: '[data-card="held"]'});
  await page.evaluate(() => {
    window.still_here = true;
  });
  const held = await figure(page, 'held');
  const [order] = (await station.get('/api/v1/review')).orders;
  await station.post(`/api/v1/orders/${order.order_no}/release`, {reason: '另一台电脑上放行'});
  await page.waitForFunction((n) => document.querySelector('[data-card="held"] .figure')?.textContent === String(n), held - 1, {timeout: 15000});
  assert.equal(await page.evaluate(() => window.still_here), true);
  await close(page);
});

test('the order page tells the whole story and shows the label', async () => {
  const page = await open(`/orders/${bound_order.order_no}`, {wait: '#timeline li'});
  assert.ok(await page.locator('#timeline li').count() >= 4);
  // The label shows name, phone and address: it is covered until somebody asks, which is recorded.
  assert.equal(await page.locator('.label img').count(), 0);
  await page.click('[data-act="reveal"]');
  await page.waitForFunction(() => document.querySelector('.label img')?.naturalWidth > 500);
  assert.equal((await page.textContent('#number')).trim(), number);
  await page.waitForFunction(() => document.querySelector('#timeline').innerText.includes('查看了个人信息'));
  await picture(page, 'order');
  await close(page);
});

test('the batch page lists every label', async () => {
  const {batches} = await station.get('/api/v1/batches');
  const page = await open(`/batches/${batches.at(-1).id}`, {wait: 'tbody tr'});
  assert.equal(await page.locator('tbody tr').count(), batches.at(-1).total);
  await picture(page, 'batch');
  await close(page);
});

test('English is a click away and is remembered', async () => {
  const page = await open('/', {wait: '[data-card="to_ship"]'});
  await page.click('#language');
  await page.waitForFunction(() => document.documentElement.lang === 'en' && document.querySelector('[data-card="to_ship"]'));
  assert.match(await page.textContent('[data-card="to_ship"]'), /To ship/);
  await picture(page, 'status-en');
  for (const path of ['/review', '/orders', '/batches', '/imports', '/bench?bench=1', `/orders/${bound_order.order_no}`]) {
    await page.goto(station.url + path);
    await page.waitForSelector('main');
    const chrome = await page.evaluate(() => [...document.querySelectorAll('nav, button, h1, h2, thead')].map((node) => node.innerText).join(' ')
      .replaceAll('中文', '').replaceAll(/打包台 \d/g, ''));
    assert.doesNotMatch(chrome, /[\u4e00-\u9fff]/, path);
    assert.doesNotMatch(await page.evaluate(() => document.body.innerText), /\b(ui|bench|error|state|screening)\.[a-z_]+/, `${path} has all its texts`);
  }
  await close(page);
});

/// Goes to a page and waits until its list, card or bench is drawn.
async function settle(page, path) {
  await page.goto(station.url + path);
  await page.waitForFunction(() => (document.querySelector('#list, #timeline, #hours svg, #next')?.childNodes.length ?? 0) > 0);
  // Pages left a moment ago may still hold their event streams: this one is grey until it gets its own.
  await page.waitForSelector('body:not(.stale) .dot-go');
}

const kPaths = () => ['/', '/review', '/orders', '/batches', `/batches/1`, '/imports', `/orders/${bound_order.order_no}`, '/bench?bench=1'];

test('on a phone no page scrolls sideways', async () => {
  for (const language of ['zh-CN', 'en']) {
    const page = await open(`/?lang=${language}`, {viewport: kPhone});
    for (const path of kPaths()) {
      await settle(page, path);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(over <= 0, `${path} in ${language} is ${over} px too wide`);
      if (path === '/' && language === 'zh-CN') await picture(page, 'status-phone');
    }
    await close(page);
  }
});

for (const dark of [false, true]) {
  test(`no serious barrier on any page, ${dark ? 'dark' : 'light'}`, async () => {
    const page = await open('/', {dark});
    for (const path of kPaths()) {
      await settle(page, path);
      await axe(page, path);
    }
    await close(page);
  });
}

test('when the station stops, it stops within five seconds and the page says since when', async () => {
  const page = await open('/', {wait: '[data-card="to_ship"]'});
  await page.waitForSelector('body:not(.stale)');
  const end = await station.stop();
  assert.equal(end.code, 0, station.log());
  assert.ok(end.ms < 5000, `${end.ms} ms`);
  await page.waitForSelector('body.stale', {timeout: 15000});
  assert.match(await page.textContent('#stale'), /\d\d:\d\d:\d\d/);
  await close(page);
});
