// Many pages at once: a supervisor who leafs quickly, or opens tab after tab, is not locked out of live figures.

import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {chromium} from 'playwright-core';
import {Station} from './station.mjs';

let station;
let browser;

before(async () => {
  station = await Station.start();
  browser = await chromium.launch({executablePath: process.env.PACKBENCH_CHROMIUM ?? '/usr/bin/chromium', headless: true, args: ['--no-sandbox', '--disable-gpu',
    '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']});
});

after(async () => {
  await browser?.close();
  await station?.stop();
  station?.remove();
});

async function streams() {
  const text = await (await fetch(`${station.url}/metrics`)).text();
  return Number(text.match(/^packbench_event_streams (\d+)/m)[1]);
}

async function until(what, work, limit_ms = 10000) {
  const end = Date.now() + limit_ms;
  while (!await work()) {
    assert.ok(Date.now() < end, `${what}: not within ${limit_ms} ms`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

/// What the browser does when another tab comes to the front, or this one again.
const turn = (page, hidden) => page.evaluate((now) => {
  Object.defineProperty(document, 'hidden', {value: now, configurable: true});
  Object.defineProperty(document, 'visibilityState', {value: now ? 'hidden' : 'visible', configurable: true});
  document.dispatchEvent(new Event('visibilitychange'));
}, hidden);

test('after twenty pages in quick succession the last one is live', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  for (let i = 0; i < 20; ++i) {
    await page.goto(station.url + ['/', '/orders', '/review', '/batches'][i % 4]);
    await page.waitForSelector('.dot');
  }
  await page.waitForSelector('body:not(.stale) .dot-go', {timeout: 3000});
  await until('the places of the pages left are free again', async () => await streams() <= 1, 3000);
  await context.close();
});

test('twenty tabs of one browser work, since only those that are seen hold a stream', async () => {
  const context = await browser.newContext();
  const pages = [];
  for (let i = 0; i < 20; ++i) {
    const page = await context.newPage();
    pages.push(page);
    await page.goto(station.url, {timeout: 5000});
    await page.waitForSelector('body:not(.stale) .dot-go', {timeout: 5000});
    if (i < 19) await turn(page, true);
  }
  await until('one stream is left', async () => await streams() === 1);
  await context.close();
});

test('a page that comes to the front again shows the newest figures', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(station.url);
  await page.waitForSelector('body:not(.stale) [data-card="held"]');
  const held = () => page.evaluate(() => Number(document.querySelector('[data-card="held"] .figure').textContent));
  const before_turn = await held();
  await turn(page, true);
  await until('its stream is closed', async () => await streams() === 0);
  const [order] = (await station.get('/api/v1/review')).orders;
  await station.post(`/api/v1/orders/${order.order_no}/release`, {reason: '另一台电脑上放行'});
  await new Promise((done) => setTimeout(done, 1000));
  assert.equal(await held(), before_turn, 'nobody saw it, so nothing was sent');
  await turn(page, false);
  await page.waitForSelector('body:not(.stale) .dot-go');
  await until('the figure is new', async () => await held() === before_turn - 1);
  await context.close();
});
