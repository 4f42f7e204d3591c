// A slot that waits for a newer export, the check before it and a new roll, in Debian's Chromium with the real program.

import assert from 'node:assert/strict';
import {mkdirSync} from 'node:fs';
import {resolve} from 'node:path';
import {after, before, test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {chromium} from 'playwright-core';
import {Station} from './station.mjs';

const kImages = `${resolve(process.env.PACKBENCH_PICTURES ?? fileURLToPath(new URL('../../build/pictures', import.meta.url)))}/`;
const kSizes = [['desk', {width: 1280, height: 800}], ['phone', {width: 390, height: 844}]];

let station;
let browser;

/// Tomorrow in Beijing: the demo's export, taken at the latest now, is too old for ten o'clock then.
const tomorrow = () => new Date(Date.now() + 32 * 3600e3).toISOString().slice(0, 10);

before(async () => {
  mkdirSync(kImages, {recursive: true});
  station = await Station.start({words: ['--clock', `${tomorrow()} 09:59:50`]});
  browser = await chromium.launch({executablePath: process.env.PACKBENCH_CHROMIUM ?? '/usr/bin/chromium', headless: true, args: ['--no-sandbox', '--disable-gpu',
    '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']});
});

after(async () => {
  await browser?.close();
  await station?.stop();
  station?.remove();
});

async function open(path, size = kSizes[0][1]) {
  const context = await browser.newContext({viewport: size});
  const page = await context.newPage();
  page.faults = [];
  page.on('pageerror', (error) => page.faults.push(error.message));
  await page.goto(station.url + path);
  await page.waitForSelector('main');
  return page;
}

async function pictures(page, name) {
  for (const [size_name, size] of kSizes) {
    await page.setViewportSize(size);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
    assert.equal(wider, false, `${name} ${size_name} scrolls sideways`);
    await page.screenshot({path: `${kImages}${name}-${size_name}.png`, fullPage: true});
  }
  await page.setViewportSize(kSizes[0][1]);
}

test('a slot waits for a newer export, says so, and goes when it is told to', async () => {
  const page = await open('/');
  const question = page.locator('#slots .question');
  await question.waitFor({timeout: 30000});
  const text = await question.innerText();
  assert.match(text, /10:00 在等：最近一次导出是昨天 \d\d:\d\d/);
  assert.equal(await question.locator('a[href="/files"]').innerText(), '现在导入');
  await page.locator('#check-again').click();
  const check = page.locator('#check .check-item');
  await check.first().waitFor();
  assert.ok(await check.count() >= 5);
  assert.match(await page.locator('#check summary').innerText(), /16:00 打印前检查/);
  await pictures(page, 'slots-waiting');

  const roll = page.locator('[data-roll]').first();
  assert.match(await roll.innerText(), /没有计数/);
  await roll.locator('[data-roll-change]').click();
  await roll.locator('.roll-size').fill('40');
  await roll.locator('button[type=submit]').click();
  await page.locator('[data-roll]', {hasText: '大约还剩 40 张'}).waitFor();
  const second = page.locator('[data-roll]').nth(1);
  await second.locator('[data-roll-change]').click();
  await second.locator('.roll-size').fill('30');
  await second.locator('button[type=submit]').click();
  await page.locator('[data-check=roll][data-level=warn]').waitFor();
  assert.match(await page.locator('[data-check=roll]').innerText(), /大约还剩 70 张标签，要打 \d+ 张/);
  await pictures(page, 'slots-check');

  const order = (await station.orders('ready'))[0].order_no;
  const order_page = await open(`/orders/${order}`);
  await order_page.locator('text=随正在等的批次打印').waitFor();
  await pictures(order_page, 'slots-order');
  assert.deepEqual(order_page.faults, []);
  await order_page.context().close();

  await page.locator('[data-slot-go]').click();
  await question.waitFor({state: 'detached', timeout: 10000});
  const slots = (await station.get('/api/v1/batches')).batches.filter((batch) => batch.kind === 'slot');
  assert.equal(slots.length, 1);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});
