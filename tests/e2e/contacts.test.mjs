// Contacts and group messages in Debian's Chromium, against simulated robots: a contact is written, shown beside its
// carrier with a number to dial, and removed; a robot is tested, refuses, and is asked again. Desktop and phone;
// pictures to PACKBENCH_PICTURES.

import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {chmodSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {after, before, test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {chromium} from 'playwright-core';
import {Station} from './station.mjs';

const kRoot = resolve(fileURLToPath(new URL('../..', import.meta.url)));
const kImages = `${resolve(process.env.PACKBENCH_PICTURES ?? join(kRoot, 'build/pictures'))}/`;
const kAxe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let station;
let browser;
let page;
let simulator;
let robots;

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
  simulator = spawn('python3', ['-B', join(kRoot, 'tests/simulators/chat_robots/robot_simulator.py')], {stdio: ['ignore', 'pipe', 'ignore']});
  robots = `http://127.0.0.1:${(await first_line(simulator.stdout)).trim().split(' ')[1]}`;
  const secrets = join(tmpdir(), `packbench-webhooks-${process.pid}.toml`);
  writeFileSync(secrets, `[boss]\nurl = "${robots}/open-apis/bot/v2/hook/test-key"\nsecret = "SECtest-secret"\n`);
  chmodSync(secrets, 0o600);
  station = await Station.start({edit: (text) => `${text}
[[webhook]]
name = "boss"
title = "老板群"
kind = "feishu"
credentials = "${secrets}"
events = ["batch_done"]
quiet = ["22:00", "08:00"]
[[webhook]]
name = "packers"
title = "打包群"
kind = "wecom"
credentials = "missing.toml"
`});
  browser = await chromium.launch({executablePath: process.env.PACKBENCH_CHROMIUM ?? '/usr/bin/chromium', headless: true, args: ['--no-sandbox', '--disable-gpu',
    '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']});
  page = await (await browser.newContext({viewport: {width: 1280, height: 800}})).newPage();
});

after(async () => {
  await browser?.close();
  await station?.stop();
  station?.remove();
  simulator?.kill();
});

async function look(name) {
  for (const [size, width, height] of [['desktop', 1280, 800], ['phone', 390, 844]]) {
    await page.setViewportSize({width, height});
    await page.screenshot({path: `${kImages}${name}-${size}.png`, animations: 'disabled', fullPage: size === 'phone'});
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(over <= 0, `${name} is ${over} px too wide on a ${size}`);
  }
  await page.evaluate(kAxe);
  const {violations} = await page.evaluate(() => window.axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']}));
  assert.deepEqual(violations.filter((v) => ['serious', 'critical'].includes(v.impact)).map((v) => `${name}: ${v.id}: ${v.nodes[0].html.slice(0, 200)}`), []);
  assert.doesNotMatch(await page.evaluate(() => document.body.innerText), /\b(ui|error)\.[a-z_]+\.?[a-z_]*\b/, `${name} has all its texts`);
  await page.setViewportSize({width: 1280, height: 800});
}

async function fill(fields) {
  for (const [name, value] of Object.entries(fields)) await page.fill(`#contact-${name}`, value);
  await page.click('#contact-form button[type=submit]');
}

test('a contact is written and stands beside its carrier with a number to dial', async () => {
  await page.goto(`${station.url}/contacts`);
  await page.click('[data-carrier=zto] [data-act=add]');
  await fill({branch: '文三路网点', person: '小陈', phone: '打电话'});
  await page.waitForSelector('.toast-stop');
  assert.match(await page.textContent('.toast-stop'), /不是电话号码/);
  await fill({phone: '0571-88001234转8', hours: '9:00–18:00', note: '17:30 来收件'});
  await page.waitForSelector('[data-contact]');
  await page.click('[data-carrier=own] [data-act=add]');
  await fill({branch: '纸箱供应', person: '老周', phone: '13800001234'});
  await page.waitForSelector('[data-carrier=own] [data-contact]');
  await page.waitForSelector('.toast', {state: 'detached', timeout: 15000});
  await look('contacts');
  await page.goto(station.url);
  await page.waitForSelector('#contacts a[href="tel:057188001234,8"]');
  await page.locator('#contacts').scrollIntoViewIfNeeded();
  await look('contacts-status');
  const {orders} = await station.get('/api/v1/orders');
  const zto = orders.find((one) => one.carrier === 'zto');
  await page.goto(`${station.url}/orders/${zto.order_no}`);
  await page.waitForSelector('#carrier-contacts .phone');
  assert.match(await page.textContent('#carrier-contacts'), /文三路网点 · 小陈/);
  await look('contacts-order');
});

test('a contact is changed and, after a question, removed', async () => {
  await page.goto(`${station.url}/contacts`);
  await page.click('[data-carrier=own] [data-act=edit]');
  await fill({phone: '13800005678'});
  await page.waitForSelector('a[href="tel:13800005678"]');
  await page.click('[data-carrier=own] [data-act=remove]');
  await page.click('.question [data-key=yes]');
  await page.waitForSelector('[data-carrier=own] [data-contact]', {state: 'detached'});
});

test('a robot is tested; its refusal says what to do and can be sent again', async () => {
  await page.goto(`${station.url}/webhooks`);
  await page.waitForSelector('[data-webhook=packers] .word-stop');
  await fetch(`${robots}/faults`, {method: 'POST', body: JSON.stringify(['code:19024'])});
  await page.click('[data-webhook=boss] [data-act=test]');
  await page.waitForSelector('[data-state=failed]');
  assert.match(await page.textContent('[data-state=failed]'), /核对密钥/);
  await page.waitForSelector('.toast', {state: 'detached', timeout: 15000});
  await look('webhooks');
  await page.click('[data-state=failed] [data-act=again]');
  await page.waitForSelector('[data-state=sent]');
  const chats = await (await fetch(`${robots}/chats`)).json();
  assert.equal(chats.feishu.length, 1);
  assert.match(chats.feishu[0], /测试消息/);
});
